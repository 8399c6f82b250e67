"""The auditor's room: what happened across dossiers, kept questions, exports, and who looked at what."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.audit import actions, noting, reading
from reorg.audit.asking import AuditFilter, in_words, kept
from reorg.web.forms.audit import AccessFilter, QuestionForm
from reorg.web.forms.shared import telling
from reorg.web.pages import audit as pages
from reorg.web.views.documents import attachment
from workflows.errors import BadInput, NotFound

FURTHER = {"organisation", "weight", "odd", "dossier", "programme", "phase"}  # folded away until one is used


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    reading.must_audit(request.user)
    return render(request, "audit/room.html", _room(request, QuestionForm()))


def _room(request: HttpRequest, keeping: QuestionForm) -> dict[str, Any]:
    asked = kept(request.GET.items())
    found = AuditFilter(request.GET, queryset=reading.events_for_audit(request.user), request=request)
    rows = found.qs
    stretch = pages.newest_first(rows, request.GET.get("after", ""))
    return {
        "filter": found,
        "asked": asked,
        "narrower": bool(asked.keys() & FURTHER),
        "query": urlencode(asked),
        "stretch": stretch,
        "count": pages.counted(rows),
        "counted": pages.COUNTED,
        "after": request.GET.get("after", ""),
        "questions": list(reading.questions_for(request.user)),
        "keeping": keeping,
    }


@require_POST
def question_keep(request: HttpRequest) -> HttpResponse:
    """Keep what is asked now under a name. The question stands in the address, the name in the form."""
    reading.must_audit(request.user)
    form = QuestionForm(request.POST)
    asked = kept(request.GET.items())
    if form.is_valid():
        with telling(form):
            actions.keep_question(
                form.cleaned_data["name"], asked, shared=form.cleaned_data["shared"], actor=request.user
            )
            messages.success(request, _("The question is kept."))
            return redirect(f"{reverse('audit')}?{urlencode(asked)}")
    return render(request, "audit/room.html", _room(request, form), status=400)


@require_safe
def question(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a kept question again."""
    reading.must_audit(request.user)
    found = reading.question_for(request.user, pk)
    return redirect(f"{reverse('audit')}?{urlencode(kept(found.asked.items()))}")


@require_POST
def question_remove(request: HttpRequest, pk: int) -> HttpResponse:
    reading.must_audit(request.user)
    actions.remove_question(pk, actor=request.user)
    messages.success(request, _("The question is removed."))
    return redirect("audit")


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """What was found, as a file. Who took which question along is written down."""
    from reorg.audit.exporting import FORMS, Asked  # brings the whole printing press with it
    from reorg.audit.exporting import export as exported

    reading.must_audit(request.user)
    form = FORMS.get(request.GET.get("form", ""))
    if form is None:
        raise NotFound(_("There is no such form of export."))
    found = AuditFilter(request.GET, queryset=reading.events_for_audit(request.user), request=request)
    if not found.form.is_valid():
        raise BadInput(_("Mend the question first: %(what)s") % {"what": " ".join(_errors(found.form))})
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    asked = Asked(found.qs, in_words(found.form), request.user, language)
    file = exported(asked, form)
    noting.note_taken(
        request.user, page="audit_export", thing=f"{request.GET['form']}: {urlencode(kept(request.GET.items()))}"
    )
    name = f"{'su-kien' if language == 'vi' else 'events'}-{timezone.localtime():%Y%m%d-%H%M}.{form.ending}"
    return attachment(file, name, form.content_type)


def _errors(form: Any) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]


# Who looked at what


@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """Which pages of the dossiers one audits were looked at, and by whom."""
    reading.must_audit(request.user)
    found = AccessFilter(request.GET, queryset=reading.accesses_for_audit(request.user), request=request)
    stretch = pages.newest_first(found.qs, request.GET.get("after", ""))
    for row in stretch.rows:
        row.what = pages.page_name(row.page)
        row.url = pages.page_of(row.page, row.dossier.code) if row.dossier else ""
    asked = {name: str(value) for name, value in request.GET.items() if name in AccessFilter.base_filters and value}
    context = {"filter": found, "stretch": stretch, "query": urlencode(asked), "after": request.GET.get("after", "")}
    return render(request, "audit/access.html", context)


@require_safe
def dossier_access(request: HttpRequest, code: str) -> HttpResponse:
    """Who looked at one dossier and took something out of it: for its auditors and the heads of its lead."""
    dossier = reading.history_for(request.user, code)
    wanted = request.GET.get("page", "1")
    number = int(wanted) if re.fullmatch("[1-9][0-9]?[0-9]?", wanted) else 1
    first = (number - 1) * pages.PER_PAGE
    rows = list(reading.looked_at(dossier)[first : first + pages.PER_PAGE + 1])
    context = {
        "dossier": dossier,
        "looks": pages.in_words(rows[: pages.PER_PAGE], code),
        "older": number + 1 if len(rows) > pages.PER_PAGE else None,
        "newer": number - 1 if number > 1 else None,
    }
    return render(request, "audit/dossier_access.html", context)
