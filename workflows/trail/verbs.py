"""Every verb the trail knows: its sentence in Vietnamese and English, and the facts the sentence needs.

Writing an undeclared verb, or one with facts missing or left over, fails at the moment of writing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter
from typing import Any

from workflows.text import in_language


class Weight(StrEnum):
    """How loudly an event is told: a decision, an ordinary act, or somebody having looked."""

    DECISION = "decision"
    ACT = "act"
    ACCESS = "access"


@dataclass(frozen=True)
class Verb:
    code: str
    vi: str
    en: str
    facts: frozenset[str]
    weight: Weight

    def sentence(self, facts: Mapping[str, Any], language: str) -> str:
        """The event in words, without its actor: ``returned “Draft the scheme”: the map is missing``."""
        shown = {name: in_language(value, language) for name, value in facts.items()}
        return (self.en if language == "en" else self.vi).format(**shown)


VERBS: dict[str, Verb] = {}


class UnknownVerb(LookupError):
    """The verb was never declared."""


class WrongFacts(ValueError):
    """The facts given are not the facts the verb was declared with."""


def declare(code: str, *, vi: str, en: str, facts: str = "", weight: Weight = Weight.ACT) -> Verb:
    """Declare a verb. ``facts`` lists, separated by spaces, the facts beyond those named in the sentences."""
    named = {name for text in (vi, en) for _, name, _, _ in Formatter().parse(text) if name}
    verb = Verb(code, vi, en, frozenset(named | set(facts.split())), weight)
    if VERBS.setdefault(code, verb) != verb:
        raise ValueError(f"The verb {code} is declared twice, differently.")
    return verb


def check(code: str, facts: Mapping[str, Any]) -> Verb:
    """The declared verb, if the facts fit it.

    Raises:
        UnknownVerb: nobody declared it. WrongFacts: facts are missing or left over.
    """
    try:
        verb = VERBS[code]
    except KeyError:
        raise UnknownVerb(f"“{code}” is not a declared verb of the trail.") from None
    if set(facts) != verb.facts:
        missing, extra = sorted(verb.facts - set(facts)), sorted(set(facts) - verb.facts)
        raise WrongFacts(f"{code}: missing {missing}, not declared {extra}")
    return verb


DECISION, ACCESS = Weight.DECISION, Weight.ACCESS

declare(
    "dossier.opened",
    vi="mở hồ sơ “{title}” theo quy trình {procedure}",
    en="opened the dossier “{title}” under the procedure {procedure}",
    facts="version regime parties checklists",
)
declare(
    "dossier.dated",
    vi="đặt ngày quyết định {resolution}, ngày vận hành {operation}",
    en="set the date of the resolution to {resolution} and of operation to {operation}",
    facts="moved",
)
declare("dossier.read", vi="mở xem hồ sơ", en="opened the dossier to read it", weight=ACCESS)
declare("dossier.linked", vi="liên kết với hồ sơ {code}", en="linked it to the dossier {code}")
declare(
    "phase.changed",
    vi="hồ sơ chuyển từ “{from_title}” sang “{to_title}”",
    en="the dossier moved from “{from_title}” to “{to_title}”",
    facts="verb from to",
    weight=DECISION,
)
declare(
    "step.opened", vi="mở bước “{title}”, hạn {due}", en="opened the step “{title}”, due {due}", facts="step waits_for"
)
declare("step.done", vi="hoàn thành bước “{title}”", en="completed the step “{title}”", facts="step note")
declare("step.approved", vi="thông qua bước “{title}”", en="passed the step “{title}”", facts="step", weight=DECISION)
declare(
    "step.returned",
    vi="trả lại từ “{title}” về “{target_title}”: {reason}",
    en="returned it from “{title}” to “{target_title}”: {reason}",
    facts="step target",
    weight=DECISION,
)
declare(
    "step.refused",
    vi="từ chối tại “{title}”: {reason}",
    en="refused it at “{title}”: {reason}",
    facts="step",
    weight=DECISION,
)
declare(
    "step.rewound",
    vi="quay lại bước “{title}” vì nội dung đã ký có thay đổi",
    en="went back to the step “{title}” because the content that was signed has changed",
    facts="step",
)
declare("step.cancelled", vi="khép bước “{title}” chưa xong", en="closed the unfinished step “{title}”", facts="step")
declare(
    "supplement.asked",
    vi="đề nghị bổ sung: {reason}",
    en="asked for a supplement: {reason}",
    facts="step",
    weight=DECISION,
)
declare("supplement.given", vi="gửi bổ sung: {note}", en="gave the supplement: {note}", facts="step")
declare(
    "deputy.took",
    vi="nhận làm thay {principal} ({authority}) bước “{title}”",
    en="took up the step “{title}” as deputy for {principal} ({authority})",
    facts="step",
)
declare(
    "deputy.gave_back",
    vi="trả lại bước “{title}” cho {principal}: {why}",
    en="gave the step “{title}” back to {principal}: {why}",
    facts="step deputy",
)
declare(
    "clock.stopped",
    vi="dừng thời hạn của bước “{title}” ({ground}): {reason}",
    en="stopped the clock of the step “{title}” ({ground}): {reason}",
    facts="step was",
    weight=DECISION,
)
declare(
    "clock.resumed",
    vi="thời hạn của bước “{title}” {how}: hạn {due}, trước đó {was}",
    en="the clock of the step “{title}” {how}: due {due}, before that {was}",
    facts="step",
)
declare(
    "clock.extended",
    vi="gia hạn bước “{title}” thêm {days} ngày làm việc, hạn từ {was} sang {due}: {reason} ({basis})",
    en="extended the step “{title}” by working days ({days}), due {due} instead of {was}: {reason} ({basis})",
    facts="step",
    weight=DECISION,
)
declare(
    "clock.moved",
    vi="hạn của bước “{title}” dời từ {was} sang {due}: {why}",
    en="the deadline of the step “{title}” moved from {was} to {due}: {why}",
    facts="step",
)
declare(
    "clock.late", vi="bước “{title}” quá hạn {due}", en="the step “{title}” is late: it was due {due}", facts="step"
)
declare(
    "clock.escalated",
    vi="báo bước “{title}” chậm hạn {due} lên {to}",
    en="brought the late step “{title}”, due {due}, to {to}",
    facts="step level",
)
declare(
    "clock.items",
    vi="{count} hạn của đầu việc dời: {why}",
    en="deadlines of items moved ({count}): {why}",
    facts="items",
)
declare(
    "signoff.approved",
    vi="ký duyệt “{title}”",
    en="signed off “{title}”",
    facts="step seat digest statement decision",
    weight=DECISION,
)
declare(
    "signoff.returned",
    vi="không ký “{title}”, đề nghị sửa: {reason}",
    en="did not sign “{title}” and asked for changes: {reason}",
    facts="step seat digest decision",
    weight=DECISION,
)
declare(
    "signoff.refused",
    vi="từ chối ký “{title}”: {reason}",
    en="refused to sign “{title}”: {reason}",
    facts="step seat digest decision",
    weight=DECISION,
)
declare(
    "signoff.superseded",
    vi="chữ ký của {signer} tại “{title}” không còn giá trị: {why}",
    en="the sign-off of {signer} at “{title}” no longer counts: {why}",
    facts="step decision changes",
    weight=DECISION,
)
declare(
    "ballot.recorded",
    vi="ghi biểu quyết của {body}: {yes}/{electorate} tán thành, kết quả {result}",
    en="recorded the ballot of {body}: {yes} of {electorate} in favour, result {result}",
    facts="step present no abstain rule working passed note",
    weight=DECISION,
)
declare(
    "opinion.opened",
    vi="mở đợt lấy ý kiến “{title}” từ {opens} đến {closes}",
    en="opened the opinion round “{title}” from {opens} to {closes}",
    facts="step rule",
)
declare(
    "opinion.returned",
    vi="ghi ý kiến của {respondent}: {agree}/{total} đồng ý",
    en="recorded the return of {respondent}: {agree} of {total} agree",
    facts="step taken_part disagree other note sample",
)
declare(
    "opinion.answered",
    vi="xử lý ý kiến của {respondent}: {disposition}",
    en="answered the opinion of {respondent}: {disposition}",
    facts="step reason",
)
declare(
    "opinion.closed",
    vi="kết thúc lấy ý kiến “{title}”: {result}",
    en="closed the opinion round “{title}”: {result}",
    facts="step working passed",
    weight=DECISION,
)
declare(
    "document.registered",
    vi="đăng ký văn bản {symbol}: {subject}",
    en="registered the document {symbol}: {subject}",
    facts="document type issuer date sample",
)
declare(
    "document.version",
    vi="nộp phiên bản {no} của {symbol} ({file})",
    en="added version {no} of {symbol} ({file})",
    facts="document sha256 size",
)
declare(
    "document.downloaded",
    vi="tải {symbol}, phiên bản {no}",
    en="downloaded {symbol}, version {no}",
    facts="document sha256",
    weight=ACCESS,
)
declare(
    "document.recalled",
    vi="thu hồi văn bản {symbol} theo {authority}: {ground}",
    en="recalled the document {symbol} by order of {authority}: {ground}",
    facts="document recall paper confirmed_by",
    weight=DECISION,
)
declare(
    "document.replaces",
    vi="văn bản {symbol} thay thế văn bản {replaced} đã thu hồi",
    en="the document {symbol} replaces the recalled {replaced}",
    facts="document replaces",
)
declare(
    "file.erased",
    vi="xóa nội dung tệp của {of} khỏi kho lưu trữ: {ground} ({paper})",
    en="removed the content of the file of {of} from storage: {ground} ({paper})",
    facts="erasure kind why sha256 size confirmed_by",
    weight=DECISION,
)
declare(
    "hold.placed",
    vi="phong tỏa hồ sơ: {ground} ({paper})",
    en="froze the dossier: {ground} ({paper})",
    facts="hold",
    weight=DECISION,
)
declare(
    "hold.lifted",
    vi="gỡ phong tỏa hồ sơ ({paper}): {reason}",
    en="let the frozen dossier go ({paper}): {reason}",
    facts="hold",
    weight=DECISION,
)
declare("content.changed", vi="thay đổi nội dung: {what}", en="changed the content: {what}", facts="before after")
declare("item.started", vi="bắt đầu đầu việc {item} {title}", en="started the item {item} {title}")
declare(
    "item.assigned",
    vi="giao đầu việc {item} {title} cho {organisation}, hạn {due}",
    en="assigned the item {item} {title} to {organisation}, due {due}",
)
declare(
    "item.evidence",
    vi="nộp minh chứng cho {item}: {file}",
    en="added evidence to {item}: {file}",
    facts="sha256 size sample",
)
declare(
    "item.done",
    vi="báo xong đầu việc {item} {title}",
    en="reported the item {item} {title} as done",
    facts="note evidence",
)
declare(
    "item.verified",
    vi="xác nhận đầu việc {item} {title}",
    en="verified the item {item} {title}",
    facts="evidence",
    weight=DECISION,
)
declare("item.reopened", vi="mở lại đầu việc {item} {title}: {reason}", en="reopened the item {item} {title}: {reason}")
declare(
    "item.waived",
    vi="miễn đầu việc {item} {title}: {reason}",
    en="waived the item {item} {title}: {reason}",
    facts="digest statement decision",
    weight=DECISION,
)
declare(
    "evidence.downloaded",
    vi="tải minh chứng {file} của {item}",
    en="downloaded the evidence {file} of {item}",
    facts="sha256",
    weight=ACCESS,
)
declare(
    "organisation.succeeded",
    vi="chuyển từ {from} sang {to} theo hồ sơ {basis}: {what}",
    en="passed on from {from} to {to} by the dossier {basis}: {what}",
    facts="rows",
    weight=DECISION,
)
declare(
    "organisation.restored",
    vi="chuyển trả từ {from} về {to}, thu hồi việc chuyển theo hồ sơ {basis}: {what}",
    en="gave back from {from} to {to}, undoing what passed on by the dossier {basis}: {what}",
    facts="rows",
    weight=DECISION,
)
declare("dossier.withdrawn", vi="rút hồ sơ: {reason}", en="withdrew the dossier: {reason}", weight=DECISION)
declare(
    "dossier.exempted",
    vi="kết luận không thuộc diện sắp xếp: {reason}",
    en="concluded that no arrangement is due: {reason}",
    weight=DECISION,
)
declare(
    "trail.exported",
    vi="xuất nhật ký ({form}, {language}) đến sự kiện {to_seq}",
    en="exported the trail ({form}, {language}) up to event {to_seq}",
    facts="head",
    weight=ACCESS,
)
