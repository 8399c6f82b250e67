"""Where administration begins, and its trail."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reorg.administration import delegations, trail
from reorg.administration.models import Administrator, ListDraft
from reorg.administration.people import NO_PASSWORD
from reorg.administration.rights import scope_of
from reorg.notices import mails
from reorg.people.models import Organisation
from reorg.system.models import SystemEvent
from reorg.web.forms.administration import TrailFilter

PER_PAGE, LATELY = 50, 6


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    """What this person administers, with the way to each kind of thing, and what was done last."""
    scope = scope_of(request.user)
    people = scope.people()
    context = {
        "scope": scope,
        "bodies": Organisation.objects.filter(administrators__in=Administrator.objects.filter(person=request.user.pk)),
        "people": people.filter(is_active=True).count(),
        "invited": people.filter(NO_PASSWORD, is_active=True).count(),
        "organisations": scope.organisations().filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate())).count(),
        "delegations": delegations.delegations_for(scope).count(),
        "mails": mails.unsure_for(scope).count(),
        "drafts": ListDraft.objects.filter(state=ListDraft.State.DRAFT).count(),
        "events": trail.events_for(request.user)[:LATELY],
    }
    return render(request, "administration/administration.html", context)


@require_safe
def system_trail(request: HttpRequest) -> HttpResponse:
    form, events = _asked(request)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"page": page, "form": form, "query": query.urlencode(), "narrowed": bool(query)}
    return render(request, "administration/trail.html", context)


def _asked(request: HttpRequest) -> tuple[TrailFilter, QuerySet[SystemEvent]]:
    events = trail.events_for(request.user)
    form = TrailFilter(request.GET or None)
    form.fields["kind"].choices = [("", "—"), *((kind, str(words)) for kind, words in trail.KINDS.items())]  # type: ignore[attr-defined]
    about = events.filter(about__isnull=False).order_by().values("about").distinct()
    form.fields["organisation"].queryset = Organisation.objects.filter(pk__in=about)  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        body = said["organisation"]
        events = trail.narrowed(
            events, kind=said["kind"], about=body.pk if body else None, since=said["since"], until=said["until"]
        )
    return form, events


@require_safe
def system_trail_export(request: HttpRequest) -> HttpResponseBase:
    """JSON lines: each event as it was hashed, beside its hash."""
    _form, events = _asked(request)
    answer = StreamingHttpResponse(
        trail.take_out(request.user, events), content_type="application/jsonl; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="system-trail.jsonl"'
    return answer
