"""Removing the content of a file from storage where law demands it. Its hash stays: the trail still proves it."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from workflows import signals
from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import DocumentVersion, Erasure, Evidence

log = structlog.get_logger(__name__)
HEADS = ("chair",)
File = DocumentVersion | Evidence


def erase_file(
    file: File,
    *,
    ground: str,
    paper: str,
    actor: Any,
    why: str = Erasure.Why.PERSONAL,
    confirmed_by: str = "password",
) -> Erasure:
    """Remove the content of a version or a piece of evidence, and its name; hash, size and kind stay.

    The same bytes filed elsewhere in the dossier go with it, each with its own event. The bytes leave the storage once
    the act is committed. Asking again gives what was written down.

    Raises:
        NotYou: it is for the head of the body the file belongs to, or of the lead. Frozen: the dossier is held.
    """
    dossier = file.document.dossier_id if isinstance(file, DocumentVersion) else file.item.dossier_id
    with door(dossier, actor=actor) as case:
        must_be_eraser(case, file)
        there = Erasure.objects.filter(**_named(file)).first()
        if there is not None:
            return there
        if why not in Erasure.Why.values:
            raise BadInput(_("Say whether law demands it for personal data or the retention period has ended."), "why")
        if not ground.strip():
            raise BadInput(_("Name the law that demands it: article and number."), "ground")
        if not paper.strip():
            raise BadInput(_("Name the paper that orders it: number, date and issuer."), "paper")
        if why == Erasure.Why.PERSONAL and isinstance(file, DocumentVersion) and _is_decided_on(case, file):
            raise NotNow(_("Leaders are deciding on this very text. File a version without the personal data first."))
        made = [_erase(case, one, ground.strip(), paper.strip(), why, confirmed_by) for one in _same_bytes(case, file)]
        signals.erased.send(sender=case.dossier.flow, case=case, erasures=made)
        numbers = [one.pk for one in made]
        case.afterwards(lambda: finish_erasures(numbers))
    return next(one for one in made if _named(file).items() <= vars(one).items())


def must_be_eraser(case: Case, file: File) -> None:
    owner = file.document.owner_id if isinstance(file, DocumentVersion) else file.item.owner_id
    for body in (owner, case.dossier.lead_id):
        try:
            case.act_as(body, HEADS)
        except NotYou:
            continue
        return
    raise NotYou(_("The content of a file is removed by the head of the body it belongs to, or of the lead."))


def finish_erasures(numbers: list[int] | None = None) -> int:
    """Take the bytes out of storage, now or after a crash between the act and this; how many files are gone."""
    waiting = Erasure.objects.filter(gone_at__isnull=True)
    gone = 0
    for erasure in waiting.filter(pk__in=numbers) if numbers is not None else waiting:
        try:
            default_storage.delete(erasure.path)
        except OSError as error:
            log.error("erasure.storage_failed", erasure=erasure.pk, why=str(error))
            continue
        erasure.gone_at = timezone.now()
        erasure.save(update_fields=["gone_at"])
        gone += 1
    return gone


def nameless(name: str) -> str:
    """Of a file's name its kind: ``Nguyễn Văn A.pdf`` may say as much as its content."""
    return "—." + name.rsplit(".", 1)[-1].lower() if "." in name else "—"


def _named(file: File) -> dict[str, int]:
    return {"version_id" if isinstance(file, DocumentVersion) else "evidence_id": file.pk}


def _same_bytes(case: Case, file: File) -> list[File]:
    versions = DocumentVersion.objects.filter(document__dossier=case.dossier, sha256=file.sha256).exclude(file="")
    proofs = Evidence.objects.filter(item__dossier=case.dossier, sha256=file.sha256).exclude(file="")
    return [
        *versions.select_related("document").order_by("pk"),
        *proofs.select_related("item").order_by("pk"),
    ]


def _is_decided_on(case: Case, version: DocumentVersion) -> bool:
    """Whether it is the newest text of a paper that an open step signs."""
    last = version.document.versions.order_by("-no").values_list("pk", flat=True).first()
    signing = any(case.node(task).signs for task in case.open_tasks())
    return version.document.signed and last == version.pk and signing


def _erase(case: Case, file: File, ground: str, paper: str, why: str, confirmed_by: str) -> Erasure:
    path, kind = str(file.file.name), nameless(file.name)
    made = Erasure.objects.create(
        dossier=case.dossier,
        **_named(file),
        why=why,
        ground=ground,
        paper=paper,
        erased_by=case.actor,
        erased_at=case.now,
        path=path,
    )
    file.file, file.name = "", kind
    file.save(update_fields=["file", "name"])
    case.record(
        "file.erased",
        erasure=made.pk,
        of=_of(file),
        kind=file.content_type,
        why=why,
        ground=ground,
        paper=paper,
        sha256=file.sha256,
        size=file.size,
        confirmed_by=confirmed_by,
    )
    return made


def _of(file: File) -> str:
    if isinstance(file, Evidence):
        return file.item.code
    return f"{file.document.told_symbol or file.document.type_id} ({file.no})"
