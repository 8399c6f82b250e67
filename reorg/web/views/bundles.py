"""The trails of many dossiers in one archive: choose, start, watch, cancel, take."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.audit.reading import must_audit
from reorg.papers.models import Bundle, Export
from reorg.web.forms.audit import BundleFilter, BundleForm
from reorg.web.forms.shared import telling
from reorg.web.views.documents import attachment
from workflows.errors import NotFound
from workflows.models import Dossier
from workflows.reading import audited_by

MOST = 500
SHOWN = 10


def bundles(request: HttpRequest) -> HttpResponse:
    """Choose by filter, then tick; all that the filter finds are ticked to begin with."""
    from reorg.papers.bundles import ask_for_bundle  # brings the whole printing press with it

    must_audit(request.user)
    found = BundleFilter(request.GET, queryset=audited_by(request.user), request=request)
    rows: QuerySet[Dossier] = found.qs.order_by("code")
    dossiers = list(rows[: MOST + 1])
    codes = [dossier.code for dossier in dossiers[:MOST]]
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    form = BundleForm(request.POST or None, codes=codes, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        with telling(form):
            asked = form.cleaned_data
            bundle = _under_way(request, asked) or ask_for_bundle(asked["codes"], asked["language"], actor=request.user)
            return redirect("audit_bundle", bundle.pk)
    context = {
        "filter": found,
        "form": form,
        "dossiers": dossiers[:MOST],
        "more": len(dossiers) > MOST,
        "most": MOST,
        "ticked": set(request.POST.getlist("codes")) if request.method == "POST" else set(codes),
        "query": urlencode({name: str(value) for name, value in request.GET.items() if value}),
        "bundles": _mine(request)[:SHOWN],
    }
    return render(request, "audit/bundles.html", context, status=400 if form.errors else 200)


def _under_way(request: HttpRequest, asked: dict[str, Any]) -> Bundle | None:
    """The same asked twice is the same bundle, as long as it is being made."""
    wanted = sorted(asked["codes"])
    for bundle in _mine(request).filter(state__in=Bundle.UNDER_WAY, language=asked["language"]):
        if sorted(bundle.items.values_list("dossier__code", flat=True)) == wanted:
            return bundle
    return None


def _mine(request: HttpRequest) -> QuerySet[Bundle]:
    done = Count("items", filter=~Q(items__state__in=Bundle.UNDER_WAY))
    return Bundle.objects.filter(asked_by=request.user.pk).annotate(all_items=Count("items"), done_items=done)


def _bundle(request: HttpRequest, pk: int) -> Bundle:
    must_audit(request.user)
    found = _mine(request).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such bundle among those you asked for."))
    return found


@require_safe
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; it looks again by itself while it is being made."""
    found = _bundle(request, pk)
    failed = found.items.filter(state=Export.State.FAILED).select_related("dossier")
    context = {"bundle": found, "failed": failed, "going": found.state in Bundle.UNDER_WAY}
    return render(request, "audit/bundle.html", context)


@require_POST
def bundle_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    from reorg.papers.bundles import cancel

    cancel(_bundle(request, pk), actor=request.user)
    messages.success(request, _("The bundle is cancelled."))
    return redirect(reverse("audit_bundles"))


@require_safe
def bundle_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The archive, for whoever asked for it. That it was asked for stands in each of the trails."""
    found = _bundle(request, pk)
    if found.state != Export.State.READY:
        raise NotFound(_("This bundle is not ready, or it was cancelled."))
    return attachment(found.file.open("rb"), found.file_name, "application/zip")
