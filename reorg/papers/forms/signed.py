"""Decision papers that leaders countersign from the site: each signature kept as a version, none undoing another."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1
from django.core.files.base import ContentFile
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from reorg.evidence import keys, stamps
from reorg.evidence.models import Key
from reorg.papers.forms.countersigning import countersign
from reorg.papers.forms.kinds.decision import DecisionPaper
from reorg.papers.forms.listing import paper_of
from reorg.papers.forms.making import Making
from reorg.papers.forms.printing import print_paper
from reorg.papers.models import Countersignature, SignedPaper
from workflows.actions.documents import file_version
from workflows.actions.door import Case, door
from workflows.errors import NotFound, NotNow, NotYou
from workflows.models import Decision, Document, DocumentType, DocumentVersion, Dossier, Task
from workflows.text import Text


def sign_paper(dossier: Dossier, task: int, *, actor: Any, confirmed_by: str = "password") -> DocumentVersion:
    """Append the actor's signature, by their own key, to the decision paper of a step they signed off.

    The first signature prints the paper and registers it; each is kept as a version. The same person signs it once.

    Raises:
        NotFound: the step has no such paper. NotNow: not all have signed off. NotYou: the actor's sign-off is none that
        counts here. NoKey: the actor has no key here.
    """
    with door(dossier, actor=actor) as case:
        step = _settled(case.dossier, task)
        decision = must_be_countersigner(case, step)
        given = Countersignature.objects.filter(decision=decision).select_related("version__document").first()
        if given is not None:
            return given.version
        paper = SignedPaper.objects.filter(task=step).select_related("document__type").first()
        before = _last(paper) if paper else print_paper(paper_of(case.dossier, "decision", task, "vi"))
        signed = countersign(before, decision)
        if paper is None:
            paper = SignedPaper.objects.create(task=step, document=_register(case, step))
        number = paper.signatures.count() + 1
        file = ContentFile(signed, name=f"{case.dossier.code}-{step.step}-{number}.pdf")
        version = file_version(case, paper.document, file, note=decision.signer_name)
        key = keys.ready(Q(use=Key.Use.SIGNER, holder=actor))[0].key.pk
        Countersignature.objects.create(paper=paper, decision=decision, version=version, key=key)
        case.record(
            "paper.countersigned",
            title=case.dossier.flow.step(step.step).title,
            signer=decision.signer_name,
            document=paper.document_id,
            no=version.no,
            sha256=version.sha256,
            decision=decision.pk,
            key=key,
            confirmed_by=confirmed_by,
        )
    return version


def must_be_countersigner(case: Case, task: Task) -> Decision:
    """The actor's own sign-off of the step, if it approves and counts."""
    decision: Decision | None = task.decisions.filter(
        signer=case.actor, outcome=Decision.Outcome.APPROVED, superseded_at__isnull=True
    ).first()
    if decision is None or decision.assignment is None:
        raise NotYou(_("Only who approved this step, and whose sign-off counts, countersigns its paper."))
    case.act_as(decision.organisation_id, (decision.assignment.role_id,))
    return decision


def has_key(person: Any) -> bool:
    return bool(keys.ready(Q(use=Key.Use.SIGNER, holder=person)))


def _settled(dossier: Dossier, number: int) -> Task:
    paper_of(dossier, "decision", number, "vi")  # NotFound for what has no such paper
    task = dossier.tasks.get(pk=number)
    if task.outcome != Task.Outcome.APPROVED:
        raise NotNow(_("The paper is countersigned once everybody asked has signed the step off."))
    return task


def _last(paper: SignedPaper) -> bytes:
    version = paper.document.versions.order_by("-no")[0]
    if not version.file:
        raise NotNow(_("The content of this paper was removed; it can be signed no more."))
    with version.file.open("rb") as file:
        return bytes(file.read())


def _register(case: Case, task: Task) -> Document:
    """The paper among the documents of the dossier: issued by whoever decided, its number not given yet."""
    making, node = Making(case.dossier, "vi"), case.node(task)
    decisions = list(
        task.decisions.filter(outcome="approved", superseded_at__isnull=True).select_related(
            "organisation", "assignment"
        )
    )
    _word, abbr = DecisionPaper().named(making, node, decisions)
    printed = {language: paper_of(case.dossier, "decision", task.pk, language) for language in ("vi", "en")}
    assert case.person is not None
    document = Document.objects.create(
        dossier=case.dossier,
        type=DocumentType.objects.get(pk=abbr),
        issuer="; ".join(dict.fromkeys(one.organisation_name for one in decisions))[:200],
        date=timezone.localdate(decisions[-1].at),
        subject_vi=printed["vi"].subject[:500],
        subject_en=printed["en"].subject[:500],
        step=task.step,
        signed=False,
        sample=making.sample,
        owner_id=case.dossier.lead_id,
        registered_by=case.actor,
        registered_at=case.now,
    )
    case.record(
        "document.registered",
        document=document.pk,
        symbol=document.type_id,
        subject=Text(document.subject_vi, document.subject_en),
        type=abbr,
        issuer=document.issuer,
        date=document.date.isoformat() if document.date else None,
        sample=document.sample,
    )
    return document


# What the signatures on a paper say


@dataclass(frozen=True)
class Signer:
    """One signature on a paper: by whom, when it says it was given, and whether it holds."""

    name: str
    at: datetime | None
    intact: bool
    trusted: bool

    @property
    def holds(self) -> bool:
        return self.intact and self.trusted


def signers_of(pdf: bytes) -> list[Signer]:
    """Every signature in the order it was given. What was appended after one is looked at, too: only further signatures
    may be; anything else breaks it. Trusted are the roots of the keys registered here."""
    roots = {
        certificate.dump(): certificate
        for issuers in Key.objects.exclude(issuers="").values_list("issuers", flat=True).distinct()
        for certificate in stamps.certificates_in(issuers.encode())[-1:]
    }
    context = ValidationContext(trust_roots=list(roots.values()), allow_fetching=False)
    embedded = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return [_signer(stamps.run(async_validate_pdf_signature(one, context, context))) for one in embedded]


def _signer(status: Any) -> Signer:
    certificate: asn1.Certificate = status.signing_cert
    name = str(certificate.subject.native.get("common_name", certificate.subject.human_friendly))
    untouched = bool(status.docmdp_ok) and status.coverage is not None
    return Signer(name, status.signer_reported_dt, bool(status.intact and status.valid and untouched), status.trusted)


def signed_paper_of(dossier: Dossier, task: int) -> SignedPaper | None:
    return SignedPaper.objects.filter(task=task, task__dossier=dossier).select_related("document").first()


def found_step(dossier: Dossier, number: int) -> Task:
    """The step whose decision paper this is; NotFound when it has none."""
    task: Task | None = dossier.tasks.filter(pk=number).first()
    if task is None or not any(one.pk == number for one in DecisionPaper().listed(dossier)):
        raise NotFound(_("There is no such paper in this dossier."))
    return task
