"""Freezing a pack for a meeting, and what has happened to its papers since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, Prefetch, QuerySet
from django.utils.translation import gettext as _

from reorg.meetings.models import Pack, PackPaper
from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import DocumentVersion, Dossier
from workflows.text import Text
from workflows.trail.canonical import canonical, sha256

FORMAT = "reorg-meeting-pack/1"
MOST_PAPERS = 99
OF_THE_LEAD = ("drafter", "officer")
CLERKS = ("appraiser", "government_clerk", "verifier", "assembly_clerk", "council_clerk")
PURPOSES = {
    Pack.Purpose.APPRAISAL: Text("hội nghị thẩm định", "appraisal"),
    Pack.Purpose.GOVERNMENT: Text("phiên họp Chính phủ", "meeting of the Government"),
    Pack.Purpose.VERIFICATION: Text("phiên họp thẩm tra", "verification"),
    Pack.Purpose.DECISION: Text("phiên họp quyết định", "deciding meeting"),
}


def freeze_pack(
    dossier: Dossier,
    *,
    purpose: str,
    body: Any,
    held_on: date,
    subject: str,
    versions: Sequence[DocumentVersion],
    addressees: Sequence[Any],
    place: str = "",
    others: str = "",
    replaces: Pack | None = None,
    actor: Any,
) -> Pack:
    """Freeze these versions, in this order, for a meeting. The same meeting with the same papers is the same pack.

    Raises:
        NotNow: the dossier has ended, or the pack was replaced already. NotYou: the actor neither files for the lead
            nor prepares the meetings of the body. BadInput: nothing chosen, a paper twice, recalled, restricted,
            without its text, or of another dossier; nobody gets the pack.
    """
    with door(dossier, actor=actor) as case:
        _must_assemble(case, body.pk)
        if purpose not in PURPOSES:
            raise BadInput(_("Say what the meeting is for."), "purpose")
        if not subject.strip():
            raise BadInput(_("Say what the meeting considers."), "subject")
        if not addressees and not others.strip():
            raise BadInput(_("Say who gets the pack."), "addressees")
        papers = _checked(case.dossier, versions)
        manifest = canonical(
            {
                "format": FORMAT,
                "dossier": case.dossier.code,
                "purpose": purpose,
                "body": body.text.as_fact(),
                "held_on": held_on.isoformat(),
                "place": place.strip(),
                "subject": subject.strip(),
                "addressees": [one.text.as_fact() for one in addressees],
                "others": others.strip(),
                "papers": papers,
            }
        )
        digest = sha256(manifest)
        there = case.dossier.packs.filter(digest=digest).first()
        if there is not None:
            return _still_standing(there)
        if replaces is not None:
            _can_be_replaced(case.dossier, replaces)
        pack = Pack.objects.create(
            dossier=case.dossier,
            no=(case.dossier.packs.aggregate(last=Max("no"))["last"] or 0) + 1,
            purpose=purpose,
            body=body,
            held_on=held_on,
            place=place.strip(),
            subject=subject.strip(),
            others=others.strip(),
            manifest=manifest,
            digest=digest,
            replaces=replaces,
            frozen_by=actor,
            frozen_at=case.now,
        )
        pack.addressees.set(addressees)
        PackPaper.objects.bulk_create(
            PackPaper(pack=pack, no=no, version=version) for no, version in enumerate(versions, start=1)
        )
        case.record(
            "pack.frozen",
            pack=pack.pk,
            no=pack.no,
            purpose=PURPOSES[Pack.Purpose(purpose)],
            body=body.text,
            day=held_on.isoformat(),
            count=len(papers),
            digest=digest,
            papers=[{"version": one["version"], "sha256": one["sha256"]} for one in papers],
            addressees=[one.text.as_fact() for one in addressees],
            others=pack.others,
            replaces=replaces.no if replaces else None,
        )
    return pack


def _still_standing(pack: Pack) -> Pack:
    later = Pack.objects.filter(replaces=pack).first()
    if later is not None:
        raise BadInput(
            _("These are the papers of pack no. %(no)s, which no. %(by)s replaced.") % {"no": pack.no, "by": later.no}
        )
    return pack


def must_assemble(case: Case) -> None:
    """Whoever may assemble a pack here for some body; for which one is asked when it is frozen."""
    _must_be_open(case)
    for organisation in set(case.parties.values()):
        try:
            case.act_as(organisation, OF_THE_LEAD if organisation == case.dossier.lead_id else CLERKS)
        except NotYou:
            continue
        return
    raise NotYou(_("A pack is made by those who file for the lead, or who prepare the meetings of the body."))


def _must_assemble(case: Case, body: int) -> None:
    _must_be_open(case)
    if body not in case.parties.values():
        raise BadInput(_("This body takes no part in the dossier."), "body")
    try:
        case.act_as(case.dossier.lead_id, OF_THE_LEAD)
    except NotYou:
        try:
            case.act_as(body, CLERKS)
        except NotYou:
            raise NotYou(
                _("A pack is made by those who file for the lead, or who prepare the meetings of the body.")
            ) from None


def _must_be_open(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; its packs stay as they are."))


def _can_be_replaced(dossier: Dossier, old: Pack) -> None:
    if old.dossier_id != dossier.pk:
        raise NotFound(_("This dossier has no such pack."))
    if Pack.objects.filter(replaces=old).exists():
        raise NotNow(_("Pack no. %(no)s was replaced already.") % {"no": old.no})


def offered(dossier: Dossier) -> QuerySet[DocumentVersion]:
    """The versions a pack may hold: with their text, of papers that were not recalled and are open to all parties."""
    there = DocumentVersion.objects.filter(
        document__dossier=dossier, document__restricted=False, document__recall__isnull=True
    )
    return there.exclude(file="").select_related("document__type").order_by("document_id", "-no")


def _checked(dossier: Dossier, versions: Sequence[DocumentVersion]) -> list[dict[str, Any]]:
    """The papers as the manifest has them, as they stand behind the door."""
    if not versions:
        raise BadInput(_("Choose at least one paper."), "papers")
    if len(versions) > MOST_PAPERS:
        raise BadInput(_("A pack holds at most %(most)s papers.") % {"most": MOST_PAPERS}, "papers")
    may = {version.pk: version for version in offered(dossier).filter(pk__in=[one.pk for one in versions])}
    gone = [one for one in versions if one.pk not in may]
    if gone:
        raise BadInput(
            _("“%(paper)s” cannot go into a pack: it is recalled, restricted, without its text, or of another dossier.")
            % {"paper": gone[0].document.told_subject},
            "papers",
        )
    twice = [pk for pk, count in Counter(one.document_id for one in versions).items() if count > 1]
    if twice:
        raise BadInput(_("Choose one version of each paper."), "papers")
    return [_as_data(no, may[one.pk]) for no, one in enumerate(versions, start=1)]


def _as_data(no: int, version: DocumentVersion) -> dict[str, Any]:
    paper = version.document
    return {
        "no": no,
        "document": paper.pk,
        "version": version.pk,
        "version_no": version.no,
        "type": paper.type_id,
        "symbol": paper.symbol,
        "issuer": paper.issuer,
        "date": paper.date.isoformat() if paper.date else None,
        "subject": {"vi": paper.subject_vi, "en": paper.subject_en or paper.subject_vi},
        "sample": paper.sample,
        "name": version.name,
        "size": version.size,
        "sha256": version.sha256,
    }


# Reading


@dataclass(frozen=True)
class Standing:
    """One paper of a pack: as it was frozen, and what became of it since."""

    paper: dict[str, Any]
    version: DocumentVersion
    newest: int
    recalled: bool

    @property
    def newer(self) -> bool:
        return bool(self.newest > self.paper["version_no"])

    @property
    def gone(self) -> bool:
        """The text was removed by law."""
        return not self.version.file


@dataclass(frozen=True)
class Shown:
    pack: Pack
    papers: tuple[Standing, ...]

    @property
    def newer(self) -> int:
        return sum(one.newer for one in self.papers)

    @property
    def recalled(self) -> int:
        return sum(one.recalled for one in self.papers)

    @property
    def outdated(self) -> bool:
        """Something in it changed, and no newer pack has taken its place."""
        return not self.pack.replaced and bool(self.newer or self.recalled)


def packs_of(dossier: Dossier) -> list[Shown]:
    """All packs of a dossier, the newest first. Three queries."""
    papers = PackPaper.objects.select_related("version__document__recall").annotate(
        newest=Max("version__document__versions__no")
    )
    found = (
        dossier.packs.select_related("body", "frozen_by", "replaced_by", "replaces")
        .prefetch_related(Prefetch("papers", papers.order_by("no")), "addressees")
        .order_by("-no")
    )
    return [_shown(pack) for pack in found]


def pack_of(dossier: Dossier, no: int) -> Shown:
    found = next((one for one in packs_of(dossier) if one.pack.no == no), None)
    if found is None:
        raise NotFound(_("This dossier has no pack no. %(no)s.") % {"no": no})
    return found


def _shown(pack: Pack) -> Shown:
    listed = {paper["version"]: paper for paper in pack.listed}
    standing = (
        Standing(listed[one.version_id], one.version, one.newest, one.version.document.recalled)  # type: ignore[attr-defined]
        for one in pack.papers.all()
    )
    return Shown(pack, tuple(standing))
