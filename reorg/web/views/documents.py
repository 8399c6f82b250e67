"""Papers of a dossier: registering them, their versions, and taking a copy."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.drafting.actions import EDITORS
from reorg.drafting.models import Drafting
from reorg.web.forms.documents import OF_STEP, SIGNED, DocumentForm, VersionForm
from reorg.web.forms.shared import telling
from reorg.web.pages.papers import papers_of
from reorg.web.shared import offices_today
from workflows import actions, reading
from workflows.actions.documents import RECALLERS, must_be_filer
from workflows.actions.door import Case
from workflows.errors import Gone, NotFound, NotYou, Refused
from workflows.flow import WorkNode
from workflows.models import Document, DocumentType, Dossier, Evidence
from workflows.models.documents import DocumentVersion
from workflows.text import Text


@require_safe
def documents(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    return render(request, "documents/documents.html", _page(request, dossier))


def _page(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    papers = papers_of(dossier, request.user)
    order = {node.name: place for place, node in enumerate(dossier.flow.steps())}
    titles = {node.name: str(node.title) for node in dossier.flow.steps()}
    papers.sort(key=lambda paper: (order.get(paper.step, -1), paper.type_id, paper.date is None, paper.date, paper.pk))
    groups = [(titles.get(step, ""), list(of)) for step, of in groupby(papers, key=lambda paper: paper.step)]
    held = {(office.organisation_id, office.role_id) for office in offices_today(request)}
    mine = {organisation for organisation, _role in held}
    recalls = {organisation for organisation, role in held if role in RECALLERS and not dossier.is_held}
    return {
        "dossier": dossier,
        "groups": groups,
        "count": len(papers),
        "mine": mine,
        "recalls": recalls,
        "may_erase": not dossier.is_held and (dossier.lead_id, "chair") in held,
        "may_file": _may_file(request, dossier, signed=False),
        "may_file_signed": _may_file(request, dossier, signed=True),
        "version_form": VersionForm(),
        "drafted": set(Drafting.objects.filter(document__dossier=dossier).values_list("document_id", flat=True)),
        "drafts_for": {o.organisation_id for o in offices_today(request) if dossier.is_open and o.role_id in EDITORS},
    }


def _may_file(request: HttpRequest, dossier: Dossier, *, signed: bool) -> bool:
    try:
        _must_file(request, dossier, signed=signed)
    except Refused:
        return False
    return True


def _must_file(request: HttpRequest, dossier: Dossier, *, signed: bool) -> None:
    """Nobody fills in a form only to be told that filing is not for them, or not now."""
    must_be_filer(Case(dossier, request.user, timezone.now()), signed=signed)


def document_new(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    _must_file(request, dossier, signed=False)
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        dossier=dossier,
        papers=reading.documents_for(request.user, dossier),
        initial=_wanted(request, dossier),
    )
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        with telling(form):
            paper = actions.register_document(
                dossier,
                subject=Text(said.pop("subject_vi"), said.pop("subject_en")),
                signed=said.pop("kind") == SIGNED,
                **said,
                actor=request.user,
            )
            messages.success(request, _("%(paper)s is registered.") % {"paper": paper})
            return redirect("documents", code)
    status = 400 if form.errors else 200
    return render(request, "documents/new.html", {"dossier": dossier, "form": form}, status=status)


def _wanted(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    """The type that was missing, at the step that is open for the reader, or else at the one that misses it."""
    asked = reading.assignments_for(request.user).filter(dossier=dossier, state="open").first()
    node = dossier.flow.step(asked.task.step) if asked else _missing_it(request, dossier)
    drafts = any(
        office.role_id == "drafter" and office.organisation_id == dossier.lead_id for office in offices_today(request)
    )
    issuer = asked.organisation if asked else dossier.lead if drafts else ""
    wanted = DocumentType.objects.filter(pk=request.GET.get("type", "")).first()
    old = _replaced(request, dossier)
    if old is not None:
        return {
            "type": old.type,
            "step": old.step,
            "kind": SIGNED if old.signed else OF_STEP,
            "issuer": old.issuer,
            "subject_vi": old.subject_vi,
            "subject_en": old.subject_en,
            "restricted": old.restricted,
            "replaces": old,
        }
    return {
        "type": wanted,
        "step": node.name if node else "",
        "kind": SIGNED if (node is None or node.edits) and _may_file(request, dossier, signed=True) else OF_STEP,
        "issuer": str(issuer),
    }


def _missing_it(request: HttpRequest, dossier: Dossier) -> WorkNode | None:
    """The step that the link to the form names, while it is open."""
    name = request.GET.get("step", "")
    there = dossier.tasks.filter(step=name, outcome="", status="STARTED").exists()
    return dossier.flow.step(name) if there else None


def _replaced(request: HttpRequest, dossier: Dossier) -> Document | None:
    """The recalled paper that is to be replaced, as the link to the form names it."""
    asked = request.GET.get("replaces", "")
    mine = reading.documents_for(request.user, dossier).filter(recall__isnull=False, replaced_by__isnull=True)
    return mine.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None


def document_version_add(request: HttpRequest, pk: int) -> HttpResponseBase:
    paper = paper_for(request, pk)
    if paper.owner_id not in {office.organisation_id for office in offices_today(request)}:
        raise NotYou(_("Only the organisation that registered this document adds versions to it."))
    _must_file(request, paper.dossier, signed=paper.signed)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            version = actions.add_version(paper, **form.cleaned_data, actor=request.user)
            messages.success(request, _("Version %(no)s of %(paper)s is there.") % {"no": version.no, "paper": paper})
            return redirect("documents", paper.dossier.code)
    context = {"dossier": paper.dossier, "paper": paper, "form": form}
    return render(request, "documents/version.html", context, status=400 if form.errors else 200)


def paper_for(request: HttpRequest, pk: int) -> Document:
    """The paper, through the dossier's door: not yours is not found."""
    code = Document.objects.filter(pk=pk).values_list("dossier__code", flat=True).first()
    dossier = reading.dossiers_for(request.user).filter(code=code).first()
    paper = (
        reading.documents_for(request.user, dossier).filter(pk=pk).select_related("dossier").first()
        if dossier
        else None
    )
    if paper is None:
        raise NotFound(_("There is no such document among those you can see."))
    return paper


@require_safe
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    version = reading.document_version_for(request.user, pk)
    must_be_there(version)
    actions.note_access(
        version.document.dossier,
        "document.downloaded",
        document=version.document_id,
        symbol=version.document.told_symbol or version.document.type_id,
        no=version.no,
        sha256=version.sha256,
        actor=request.user,
    )
    # The file itself stays as it was, as evidence; the name it is saved under carries the mark.
    return sent(version, mark=_("RECALLED") + "-" if version.document.recalled else "")


def must_be_there(filed: DocumentVersion | Evidence) -> None:
    """
    Raises:
        Gone: the content was removed; the sentence says when, by what law, and what it was.
    """
    if filed.file:
        return
    erasure = filed.erasure
    raise Gone(
        _("The content of this file was removed on %(day)s: %(ground)s (%(paper)s). Its SHA-256 was %(sha256)s.")
        % {
            "day": f"{timezone.localtime(erasure.erased_at):%d/%m/%Y}",
            "ground": erasure.ground.rstrip("."),
            "paper": erasure.paper,
            "sha256": filed.sha256,
        }
    )


def sent(filed: DocumentVersion | Evidence, *, mark: str = "") -> FileResponse:
    return attachment(filed.file.open("rb"), mark + filed.name, filed.content_type)


def attachment(file: Any, name: str, content_type: str) -> FileResponse:
    """A file that a browser saves and never runs."""
    return FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type=content_type,
        headers={
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
