"""Papers of a dossier: registering them, adding versions, taking an issued one back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from workflows.actions.door import Case, door
from workflows.errors import BadInput, NotNow, NotYou
from workflows.files import check_file
from workflows.holds import must_not_be_held
from workflows.models import Document, DocumentType, DocumentVersion, Dossier, Recall
from workflows.text import Text

# Those who file and keep papers. Not those who sign: whoever changes the content is an author and signs it no more.
RECALLERS = ("drafter", "officer", "council_clerk", "appraiser", "government_clerk", "verifier", "assembly_clerk")


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
    replaces: Document | None = None,
) -> Document:
    """Register a paper by type, number, issuer, date and subject; with its text when there is one.

    ``replaces`` names a recalled paper of the same type whose place it takes.

    A ``signed`` paper is part of what leaders decide on: adding it is the lead drafters' while the content is open.
    Other papers (a council's resolution, an appraisal report) come from whoever has a step open.
    """
    with door(dossier, actor=actor) as case:
        must_be_filer(case, signed=signed)
        if not subject.vi.strip():
            raise BadInput(_("Say what the document is about."), "subject_vi")
        if signed and restricted:
            raise BadInput(_("What leaders sign is open to all who sign it: it cannot be restricted."), "restricted")
        if replaces is not None:
            _can_be_replaced(case, replaces, type)
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
                    replaces=replaces,
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
        if replaces is not None:
            case.record(
                "document.replaces",
                document=document.pk,
                symbol=told_name(document),
                replaces=replaces.pk,
                replaced=told_name(replaces),
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
        if Recall.objects.filter(document=document).exists():
            raise NotNow(_("This paper was recalled; it stays as it is. Register the paper that replaces it."))
        version = file_version(case, document, file, note)
        _if_signed(case, document)
    return version


def recall_document(
    document: Document, *, ground: str, authority: str, paper: str = "", actor: Any, confirmed_by: str = "password"
) -> Recall:
    """Take an issued paper back. Its number stays taken and its text stays as evidence, marked as recalled.

    What was signed over content with it no longer counts. The same person asking again gets the recall there is.

    Raises:
        NotYou: the actor files no papers for the organisation that registered it. NotNow: it is recalled already.
    """
    with door(document.dossier_id, actor=actor) as case:
        must_be_recaller(case, document)
        there = Recall.objects.filter(document=document).first()
        if there is not None:
            if there.recalled_by_id == actor.pk:
                return there
            raise NotNow(_("This paper has already been recalled."))
        if not ground.strip():
            raise BadInput(_("Say on what ground the paper is recalled."), "ground")
        if not authority.strip():
            raise BadInput(_("Name the authority that recalls it."), "authority")
        recall = Recall.objects.create(
            document=document,
            ground=ground.strip(),
            authority=authority.strip(),
            paper=paper.strip(),
            recalled_by=actor,
            recalled_at=case.now,
        )
        case.record(
            "document.recalled",
            document=document.pk,
            recall=recall.pk,
            symbol=told_name(document),
            ground=recall.ground,
            authority=recall.authority,
            paper=recall.paper,
            confirmed_by=confirmed_by,
        )
        if document.signed:
            name = document.symbol or document.subject_vi
            case.content_changed(Text(f"thu hồi văn bản {name}", f"document {name} recalled"))
    return recall


def must_be_recaller(case: Case, document: Document) -> None:
    """Whoever files papers for the organisation that registered it."""
    try:
        case.act_as(document.owner_id, RECALLERS)
    except NotYou:
        raise NotYou(
            _("A paper is recalled by those who file papers for the organisation that registered it.")
        ) from None


def _can_be_replaced(case: Case, old: Document, type: DocumentType) -> None:
    if old.dossier_id != case.dossier.pk or not Recall.objects.filter(document=old).exists():
        raise BadInput(_("Only a recalled paper of this dossier is replaced."), "replaces")
    if old.type_id != type.pk:
        raise BadInput(_("A paper is replaced by one of the same type."), "replaces")
    if Document.objects.filter(replaces=old).exists():
        raise BadInput(_("This paper has already been replaced."), "replaces")


def told_name(document: Document) -> str:
    """How every party reads a paper named: by its number, a restricted one by its type."""
    return document.told_symbol or document.type_id


def must_be_filer(case: Case, *, signed: bool) -> None:
    """The lead's drafters file what is signed, while it is open; other papers come from whoever has a step open too."""
    must_not_be_held(case.dossier)
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
