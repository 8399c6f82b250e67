"""What one has been told, how one wants to be told, comments, following, and the calendar of one's deadlines."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from reorg.notices import following
from reorg.notices.calendars import calendar_of
from reorg.notices.models import Feed, Notice, Watching, Wishes
from reorg.web.forms.notices import CommentForm, WishesForm
from reorg.web.forms.shared import telling
from workflows import reading
from workflows.errors import NotFound

A_PAGE = 30


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    mine = Notice.objects.filter(person=request.user.pk).select_related("dossier")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    unread = mine.filter(read_at__isnull=True).count()
    return render(request, "notices/list.html", {"page": page, "unread": unread})


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponseBase:
    """To where it is seen to; it is read now."""
    found = Notice.objects.filter(pk=pk, person=request.user.pk).first()
    if found is None:
        raise NotFound(_("There is no such notice of yours."))
    if found.read_at is None:
        found.read_at = timezone.now()
        found.save(update_fields=["read_at"])
    return redirect(found.path)


@require_POST
def notices_read(request: HttpRequest) -> HttpResponseBase:
    Notice.objects.filter(person=request.user.pk, read_at__isnull=True).update(read_at=timezone.now())
    return redirect("notices")


def choices(request: HttpRequest) -> HttpResponseBase:
    reader: Any = request.user
    wishes = Wishes.objects.filter(person=reader).first() or Wishes(person=reader)
    form = WishesForm(request.POST or None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wishes.choices = form.chosen()
        wishes.quiet_from, wishes.quiet_to, wishes.digest_at = said["quiet_from"], said["quiet_to"], said["digest_at"]
        wishes.save()
        messages.success(request, _("Your choices are kept."))
        return redirect("notice_choices")
    context = {
        "form": form,
        "feed": Feed.objects.filter(person=request.user.pk, revoked_at__isnull=True).first(),
        "address": request.session.pop("feed_address", ""),
        "watched": following.watched_by(request.user),
    }
    return render(request, "notices/choices.html", context, status=400 if form.errors else 200)


@require_POST
def feed_change(request: HttpRequest) -> HttpResponseBase:
    """A new address for the calendar, shown once; or none any more."""
    if request.POST.get("act") == "stop":
        following.stop_feed(actor=request.user)
        messages.success(request, _("The calendar's address no longer answers."))
    else:
        token = following.make_feed(actor=request.user)
        request.session["feed_address"] = settings.SITE_URL + reverse("feed", args=[token])
    return redirect("notice_choices")


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's deadlines, for whoever knows the secret address: asked by calendar programs, which do not sign in."""
    try:
        person = following.feed_for(token).person
    except NotFound as unknown:
        raise Http404 from unknown
    return HttpResponse(
        calendar_of(person, timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="reorg.ics"', "Referrer-Policy": "no-referrer"},
    )


# A dossier


@require_POST
def follow(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    if request.POST.get("act") == "stop":
        following.unfollow(dossier, actor=request.user)
        messages.success(request, _("You no longer follow this dossier."))
    else:
        following.follow(dossier, actor=request.user)
        messages.success(request, _("You follow this dossier: you are told of what is signed, returned or said here."))
    return redirect(_back(request), code)


def comments(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    form = CommentForm(request.POST or None, people=following.mentionable(dossier, request.user))
    if request.method == "POST" and form.is_valid():
        with telling(form):
            following.comment(dossier, **form.cleaned_data, actor=request.user)
            messages.success(request, _("Your comment is in the trail."))
            return redirect(_back(request), code)
    said = reading.events_for(request.user, dossier).filter(verb="comment.added").order_by("-seq")
    page = Paginator(said, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "dossier": dossier,
        "form": form,
        "page": page,
        "followed": Watching.objects.filter(person=request.user.pk, dossier=dossier).exists(),
    }
    return render(request, "notices/comments.html", context, status=400 if form.errors else 200)


def _back(request: HttpRequest) -> str:
    """The page it was said or chosen on."""
    return "dossier" if request.POST.get("back") == "dossier" else "comments"
