"""Archive pages: the package of a dossier, how long its papers are kept, what falls due, what others handed over."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.archive.importing import verify_again
from reorg.archive.models import Archived, ArchivedFile
from reorg.archive.packaging import current, may_pack, must_pack, pack
from reorg.archive.retention import dispose, ended_on, falls_due, keep_longer, must_be_due, periods
from reorg.verify import Verdict
from reorg.web.confirm import confirm
from reorg.web.forms.archive import DISPOSE, LONGER, RetentionForm
from reorg.web.forms.shared import telling
from reorg.web.shared import offices_today
from reorg.web.templatetags.web import told
from reorg.web.views.documents import attachment, paper_for
from workflows import actions, reading
from workflows.actions.door import Case
from workflows.actions.erasing import must_be_eraser
from workflows.errors import NotFound, NotNow
from workflows.holds import must_not_be_held
from workflows.text import Text

PER_PAGE = 50


@require_safe
def dossier_archive(request: HttpRequest, code: str) -> HttpResponse:
    """How long each paper is kept, and the package the dossier is handed over with."""
    dossier = reading.dossier_for(request.user, code)
    papers = list(reading.documents_for(request.user, dossier))
    kept = periods(dossier, papers)
    context = {
        "dossier": dossier,
        "ended": ended_on(dossier),
        "rows": [{"paper": paper, "period": kept[paper.pk]} for paper in papers],
        "package": current(dossier) if not dossier.is_open else None,
        "may_pack": may_pack(request.user, dossier),
        "today": timezone.localdate(),
    }
    return render(request, "archive/dossier.html", context)


@require_POST
def archive_pack(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    pack(dossier, actor=request.user)
    messages.success(request, _("The archive package is closed. It can be downloaded and verified anywhere."))
    return redirect("dossier_archive", code)


@require_safe
def archive_file(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    must_pack(request.user, dossier)
    package = None if dossier.is_open else current(dossier)
    if package is None:
        raise NotFound(_("No archive package of this dossier is closed. Close one on its archive page."))
    actions.note_access(dossier, "archive.taken", actor=request.user, sha256=package.sha256)
    return attachment(package.file.open("rb"), package.file_name, "application/zip")


# Retention


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    """What falls due among the dossiers one may see: proposed here, decided by a person."""
    due = falls_due(request.user, timezone.localdate())
    page = Paginator(due, PER_PAGE).get_page(request.GET.get("page"))
    heads = {office.organisation_id for office in offices_today(request) if office.role_id == "chair"}
    return render(request, "archive/retention.html", {"page": page, "heads": heads})


def document_retention(request: HttpRequest, pk: int) -> HttpResponseBase:
    paper = paper_for(request, pk)
    version = paper.versions.exclude(file="").select_related("document").first()
    if version is None:
        raise NotNow(_("This paper has no text that could be kept."))
    must_be_eraser(Case(paper.dossier, request.user, timezone.now()), version)
    must_not_be_held(paper.dossier)
    period = must_be_due(paper)
    form = RetentionForm(request.POST or None, signer=request.user)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            said, how = form.cleaned_data, confirm(request, form)
            asked: dict[str, Any] = {"reason": said["reason"], "paper": said["paper"], "actor": request.user}
            if said["choice"] == DISPOSE:
                dispose(paper, **asked, confirmed_by=how)
                messages.success(
                    request, _("%(paper)s is disposed of; the trail says by whom and why.") % {"paper": paper}
                )
            else:
                keep_longer(paper, until=said["until"] if said["choice"] == LONGER else None, **asked)
                messages.success(request, _("%(paper)s is kept longer.") % {"paper": paper})
            return redirect("dossier_archive", paper.dossier.code)
    context = {"dossier": paper.dossier, "paper": paper, "period": period, "form": form}
    return render(request, "archive/decide.html", context, status=400 if form.errors else 200)


# What other installations handed over


@require_safe
def archived(request: HttpRequest) -> HttpResponse:
    found = _mine(request).defer("checks", "anchors")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "archive/archived.html", {"page": page})


@require_safe
def archived_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    one = _one(request, pk)
    events = Paginator(one.events.order_by("seq"), PER_PAGE).get_page(request.GET.get("page"))
    shown = [told(_as_event(event)) for event in events.object_list]
    context = {"archived": one, "files": one.files.all(), "page": events, "events": shown}
    return render(request, "archive/archived_dossier.html", context)


@require_POST
def archived_verify(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hold the package against its authorities once more, as it lies in the storage now."""
    report = verify_again(_one(request, pk))
    say = messages.success if report.verdict is not Verdict.FAILED else messages.error
    say(request, str(Text(report.sentence.vi, report.sentence.en)))
    return redirect("archived_dossier", pk)


@require_safe
def archived_package(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = _one(request, pk)
    return attachment(one.package.open("rb"), f"{one.code}-{one.head_seq}.reorg.zip", "application/zip")


@require_safe
def archived_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    file = ArchivedFile.objects.filter(pk=pk, archived__in=_mine(request)).first()
    if file is None or not file.file:
        raise NotFound(_("There is no such file among those you can see."))
    return attachment(file.file.open("rb"), file.name, "application/octet-stream")


def _mine(request: HttpRequest) -> Any:
    """Archived dossiers that an organisation of the reader's keeps."""
    kept_by = {office.organisation_id for office in offices_today(request)}
    return Archived.objects.filter(organisation__in=kept_by).select_related("organisation")


def _one(request: HttpRequest, pk: int) -> Archived:
    found: Archived | None = _mine(request).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such archived dossier among those you can see."))
    return found


def _as_event(event: Any) -> Any:
    """An archived event told like one of ours; of a verb unknown here its name is all there is."""
    body = json.loads(event.record)
    return SimpleNamespace(body=body, verb=body["verb"], at=parse_datetime(body["at"]), seq=event.seq, hash=event.hash)
