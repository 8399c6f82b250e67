"""A trail that carries its own proofs: sealed, printed, bound to what is attached, signed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pikepdf
from django.utils import timezone
from pikepdf import Array, AttachedFileSpec, Name

from reorg.evidence import carried, pades
from reorg.evidence.models import Seal
from reorg.evidence.proofs import Proofs, inclusion_of, proofs_of
from reorg.papers import signature
from reorg.papers.collect import trail_paper
from reorg.papers.content import HANOI, Language, PaperAttachment, SummaryLine, TrailPaper
from reorg.papers.printing import TAGGED_UP_TO, Progress, render_trail
from workflows.models import Dossier, Event

TRIES = 3
"""How often sealing is tried again when somebody acts on the dossier between its seal and its reading."""


@dataclass(frozen=True)
class Export:
    """A trail ready to be printed: the paper, and what will vouch for it."""

    paper: TrailPaper
    proofs: Proofs
    at: datetime

    @property
    def signed(self) -> bool:
        return self.proofs.export is not None

    def finish(self, pdf: bytes) -> bytes:
        """Bind the printed pages and what is attached to each other, attach the proofs, sign the whole."""
        bound = self.bound(pdf)
        if self.proofs.export is None:
            return bound
        shown = None
        if len(self.paper.events) > TAGGED_UP_TO:
            certificate = self.proofs.export.signer.certificate
            shown = pades.Picture(signature.picture_of(self.paper, certificate, self.at), signature.BOX)
        reason = f"Nhật ký hồ sơ / trail {self.paper.code}"
        return pades.sign_pdf(bound, self.proofs.export, reason=reason, picture=shown)

    def bound(self, pdf: bytes) -> bytes:
        """The file with its proofs, before its own signature. Same input, same bytes."""
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            files = {name: _sha256(spec.get_file().read_bytes()) for name, spec in opened.attachments.items()}
            proofs = self.proofs.of_pages(digest_of_pages(opened), files, self.at)
            _attach(opened, "proofs.json", self._about_proofs(), proofs, self.at)
            opened.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()

    def _about_proofs(self) -> str:
        return _both(self.paper.language, "Khóa, niêm phong, chữ ký", "Keys, seals, signatures")


def signed_trail(
    dossier: Dossier,
    language: Language,
    exporter: Any = None,
    *,
    at: datetime | None = None,
    pool: Executor | None = None,
    progress: Progress | None = None,
) -> bytes:
    """The trail of a dossier as PDF/A with everything it takes to verify it; unsigned, and saying so, without keys.

    Whoever writes down that the trail was exported does so before, so that it is in the trail. ``exporter`` is whom the
    paper names; ``at`` is the time the signatures claim, now unless a test says otherwise.

    Raises:
        TrailRewritten: the trail is not what was sealed before. KeyTrouble: a key is there and cannot be used.
    """
    export = prepare(dossier, language, exporter, at=at)
    return render_trail(export.paper, pool=pool, sign=export.finish, progress=progress)


def prepare(dossier: Dossier, language: Language, exporter: Any = None, *, at: datetime | None = None) -> Export:
    """Seal, collect, and gather what vouches for it. Printing may happen elsewhere; ``finish`` then ends it."""
    for _ in range(TRIES):
        inclusion = inclusion_of(dossier)
        fresh = Dossier.objects.select_related("procedure", "programme", "lead").get(pk=dossier.pk)
        paper = trail_paper(fresh, language, exporter)
        if inclusion is None or inclusion.seq == paper.head_seq:
            break
    proofs = proofs_of(fresh, paper.head_seq, paper.head_hash, inclusion)
    carrying = replace(
        paper,
        attachments=(*paper.attachments, *attachments_for(fresh, paper)),
        summary=(*paper.summary, _line(paper.language, proofs)),
    )
    return Export(carrying, proofs, at or timezone.now())


def attachments_for(dossier: Dossier, paper: TrailPaper) -> tuple[PaperAttachment, ...]:
    """What the paper carries beside its events and its proofs."""

    def say(vi: str, en: str) -> str:
        return _both(paper.language, vi, en)

    events = Event.objects.filter(dossier=dossier, seq__lte=paper.head_seq).order_by("seq")
    files: tuple[tuple[str, str, str, Callable[[], bytes]], ...] = (
        (
            "documents.json",
            say("Văn bản, minh chứng và mã băm", "Papers and evidence with their hashes"),
            "application/json",
            lambda: carried.documents_json(dossier),
        ),
        (
            "metadata.xml",
            say("Hồ sơ theo Phụ lục VI, Nghị định 30/2020/NĐ-CP", "The file after Decree 30/2020, Appendix VI"),
            "application/xml",
            lambda: carried.metadata_xml(dossier, events.iterator(2000)),
        ),
        (
            "schema.json",
            say("Cấu trúc các tệp JSON", "The shape of the JSON files"),
            "application/schema+json",
            carried.schema,
        ),
        ("README.txt", say("Cách tự kiểm tra", "How to verify by hand"), "text/plain", carried.read_me),
    )
    return tuple(PaperAttachment(name, about, mime, make(), "Supplement") for name, about, mime, make in files)


def digest_of_pages(pdf: pikepdf.Pdf) -> str:
    """SHA-256 over the content of each page, its streams joined by a newline and followed by one."""
    made = hashlib.sha256()
    for page in pdf.pages:
        contents = page.obj.get("/Contents", Array())
        streams = contents if isinstance(contents, Array) else [contents]
        made.update(b"\n".join(stream.read_bytes() for stream in streams) + b"\n")
    return made.hexdigest()


def _attach(pdf: pikepdf.Pdf, name: str, about: str, content: bytes, at: datetime) -> None:
    moment = f"D:{at.astimezone(UTC):%Y%m%d%H%M%S}Z"
    spec = AttachedFileSpec(
        pdf,
        content,
        filename=name,
        description=about,
        mime_type="application/json",
        creation_date=moment,
        mod_date=moment,
    )
    spec.obj.AFRelationship = Name.Supplement
    pdf.attachments[name] = spec
    if "/AF" in pdf.Root:
        pdf.Root.AF.append(spec.obj)
    else:
        pdf.Root.AF = Array([spec.obj])


def _line(language: Language, proofs: Proofs) -> SummaryLine:
    """What page 1 says of signature and seal."""
    label = _both(language, "Niêm phong, chữ ký số", "Seal, digital signature")
    if proofs.export is None or not proofs.seals:
        said = _both(
            language,
            "Bản xuất này chưa được ký số: hệ thống chưa có khóa.",
            "This export is not digitally signed: the service has no keys.",
        )
        return SummaryLine(label, said)
    seal: Seal = proofs.seals[-1]
    when = f"{seal.at.astimezone(HANOI):%d/%m/%Y %H:%M}"
    said = _both(
        language,
        f"số {seal.no}, {when}, gốc {seal.root[:16]}…; tệp này được ký số",
        f"no. {seal.no} of {when}, root {seal.root[:16]}…; this file is signed",
    )
    return SummaryLine(label, said)


def _both(language: Language, vi: str, en: str) -> str:
    return en if language == "en" else vi


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
