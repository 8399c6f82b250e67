"""Papers of a dossier: registering them, adding versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotNow, NotYou
from workflows.files import check_file
from workflows.models import Document, DocumentType, DocumentVersion, Dossier
from workflows.text import Text


def register_document(
    dossier: Dossier,
    *,
    type: DocumentType,
    symbol: str,
    issuer: str,
    date: date | None,
    subject: Text,
    actor: Any,
    step: str = "",
    signed: bool = True,
    restricted: bool = False,
    sample: bool = False,
    source: str = "",
    confidence: str = "H",
    note: str = "",
    file: File[bytes] | None = None,
) -> Document:
    """Register a paper by type, number, issuer, date and subject; with its text when there is one.

    A ``signed`` paper is part of what leaders decide on: adding it is the lead drafters' while the content is open.
    Other papers (a council's resolution, an appraisal report) come from whoever has a step open.
    """
    with door(dossier, actor=actor) as case:
        must_be_filer(case, signed=signed)
        if not subject.vi.strip():
            raise BadInput(_("Say what the document is about."), "subject_vi")
        if signed and restricted:
            raise BadInput(_("What leaders sign is open to all who sign it: it cannot be restricted."), "restricted")
        assert case.person is not None
        try:
            with transaction.atomic():
                document = Document.objects.create(
                    dossier=case.dossier,
                    type=type,
                    symbol=symbol.strip(),
                    issuer=issuer.strip(),
                    date=date,
                    subject_vi=subject.vi.strip(),
                    subject_en=subject.en.strip(),
                    step=step,
                    signed=signed,
                    restricted=restricted,
                    sample=sample,
                    owner_id=case.person.organisation_id,
                    source=source,
                    confidence=confidence,
                    note=note,
                    registered_by=actor,
                    registered_at=case.now,
                )
        except IntegrityError:
            raise BadInput(
                _("The document %(symbol)s of %(issuer)s is already registered; add a version to it instead.")
                % {"symbol": symbol, "issuer": issuer},
                "symbol",
            ) from None
        case.record(
            "document.registered",
            document=document.pk,
            symbol=document.told_symbol or type.abbr,
            subject=document.told_subject,
            type=type.abbr,
            issuer=document.issuer,
            date=date.isoformat() if date and not restricted else None,
            sample=sample,
        )
        if file is not None:
            file_version(case, document, file, "")
        _if_signed(case, document)
    return document


def add_version(document: Document, *, file: File[bytes], actor: Any, note: str = "") -> DocumentVersion:
    """Add a version of a paper's text. Versions are never changed; the same file twice is one version."""
    with door(document.dossier_id, actor=actor) as case:
        must_be_filer(case, signed=document.signed)
        assert case.person is not None
        if document.owner_id != case.person.organisation_id:
            raise NotYou(_("Only the organisation that registered this document adds versions to it."))
        version = file_version(case, document, file, note)
        _if_signed(case, document)
    return version


def must_be_filer(case: Case, *, signed: bool) -> None:
    """The lead's drafters file what is signed, while it is open; other papers come from whoever has a step open too."""
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; nothing can be filed in it any more."))
    if signed:
        case.act_as(case.dossier.lead_id, ("drafter",))
        if not case.content_open():
            raise NotNow(_("The content is being decided on and is held still. Ask for it to be returned first."))
        return
    for task in case.open_tasks():
        for asked in task.assignments.all():
            if asked.state == "open":
                try:
                    case.act_as(asked.organisation_id, (asked.role_id,))
                except NotYou:
                    continue
                return
    case.act_as(case.dossier.lead_id, ("drafter",))


def file_version(case: Case, document: Document, file: File[bytes], note: str) -> DocumentVersion:
    """The next version of a paper, behind a door that is open; who may is asked before."""
    checked = check_file(file)
    last = document.versions.order_by("-no").first()
    if last is not None and last.sha256 == checked.sha256:
        return last
    version = DocumentVersion.objects.create(
        document=document,
        no=last.no + 1 if last else 1,
        note=note,
        file=checked.file,
        name=checked.name,
        size=checked.size,
        content_type=checked.content_type,
        sha256=checked.sha256,
        added_by=case.actor,
        added_at=case.now,
    )
    case.record(
        "document.version",
        document=document.pk,
        symbol=document.told_symbol or document.type_id,
        no=version.no,
        file=document.told_file(version.name),
        sha256=version.sha256,
        size=version.size,
    )
    return version


def _if_signed(case: Case, document: Document) -> None:
    if document.signed:
        name = document.symbol or document.subject_vi
        case.content_changed(Text(f"văn bản {name}", f"document {name}"))
