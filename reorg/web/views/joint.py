"""A session of two localities: set up, written down, agreed to item by item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reorg.meetings import joint as acts
from reorg.meetings.joint import SIDES, JointShown, item_digest, joint_of, side_headed
from reorg.web.confirm import confirm
from reorg.web.forms.meetings import AgreeForm, AttendeeForm, ItemForm, JointForm
from reorg.web.forms.shared import as_typed, telling
from reorg.web.shared import offices_today
from workflows import reading
from workflows.actions.door import Case
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, Refused
from workflows.holds import must_not_be_held
from workflows.models import Dossier
from workflows.text import Text


def may_write(request: HttpRequest, dossier: Dossier, shown: JointShown | None = None) -> bool:
    try:
        _must_write(request, dossier, shown)
    except Refused:
        return False
    return True


def _must_write(request: HttpRequest, dossier: Dossier, shown: JointShown | None) -> None:
    """Nobody fills in a form only to be told that it is not theirs."""
    must_not_be_held(dossier)
    sides = {shown.session.first_id, shown.session.second_id} if shown else ()
    acts.must_write(Case(dossier, request.user, timezone.now()), sides)
    if shown and shown.session.concluded_at:
        raise NotNow(_("Both sides have agreed to everything; the minutes stay as they are."))


def joint_new(request: HttpRequest, code: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    _must_write(request, dossier, None)
    form = JointForm(request.POST or None, dossier=dossier, initial=_two_sides(dossier))
    if request.method == "POST" and form.is_valid():
        with telling(form):
            made = acts.hold_joint(dossier, **_about(form), actor=request.user)
            return redirect("joint", code, made.no)
    return render(request, "meetings/joint_new.html", {"dossier": dossier, "form": form}, status=_status(form))


def _two_sides(dossier: Dossier) -> dict[str, Any]:
    """The two localities, where the procedure has them."""
    parts = dict(dossier.parties.values_list("key", "organisation_id"))
    return {
        "first": parts.get("lead_pc", dossier.lead_id),
        "second": parts.get("other_pc"),
        "held_on": timezone.localdate(),
    }


@require_safe
def joint(request: HttpRequest, code: str, no: int) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    return _page(request, dossier, joint_of(dossier, no))


def _page(
    request: HttpRequest, dossier: Dossier, shown: JointShown, at: str = "", form: Any = None, status: int = 200
) -> HttpResponse:
    """The session with its forms; the one at ``at`` as it was sent."""
    session, user = shown.session, request.user
    side = "" if session.concluded_at or dossier.is_held else side_headed(session, offices_today(request))
    waiting = [one.item for one in shown.items if side and one.by(side) is None and one.item.conclusion_vi]
    forms: dict[str, Any] = {
        "about": JointForm(dossier=dossier, initial={name: getattr(session, name) for name in ABOUT}),
        "attendee": AttendeeForm(bodies=_bodies(shown)),
        "item": ItemForm(initial=_edited(request, shown)),
        "agree": AgreeForm(open_items=waiting, signer=user, initial={"shown": shown.digest}) if waiting else None,
    }
    if at:
        forms[at] = form
    sides = [(str(session.body(one)), shown.attendees[one]) for one in SIDES]
    context = {
        "dossier": dossier,
        "shown": shown,
        "sides": [*sides, (_("Invited"), shown.attendees["guest"])],
        "side": str(session.body(side)) if side else "",
        "may": may_write(request, dossier, shown),
        "forms": forms,
        "at": at,
        "editing": forms["item"]["no"].value(),
    }
    return render(request, "meetings/joint.html", context, status=status)


ABOUT = ("subject_vi", "subject_en", "held_on", "place", "first", "second")


def _bodies(shown: JointShown) -> dict[str, Any]:
    return {side.value: shown.session.body(side) for side in SIDES}


def _edited(request: HttpRequest, shown: JointShown) -> dict[str, Any]:
    """The item that is asked for, to be changed."""
    item = next((one.item for one in shown.items if str(one.item.no) == request.GET.get("item", "")), None)
    if item is None:
        return {}
    names = ("no", "text_vi", "text_en", "conclusion_vi", "conclusion_en")
    return {name: getattr(item, name) for name in names} | {"shown": item_digest(item)}


@require_POST
def joint_act(request: HttpRequest, code: str, no: int, act: str) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    shown = joint_of(dossier, no)
    done = ACTS.get(act)
    if done is None:
        raise NotFound(_("There is no such act."))
    return done(request, dossier, shown) or redirect("joint", code, no)


def _agree(request: HttpRequest, dossier: Dossier, shown: JointShown) -> HttpResponse | None:
    acts.must_head(Case(dossier, request.user, timezone.now()), shown.session)
    form = AgreeForm(request.POST, open_items=[one.item for one in shown.items], signer=request.user)
    if form.is_valid():
        with telling(form):
            said = form.cleaned_data
            numbers = [int(one) for one in said["items"]]
            how = confirm(request, form)
            after = acts.agree(shown.session, numbers, shown=said["shown"], confirmed_by=how, actor=request.user)
            if after.concluded_at:
                messages.success(request, _("Both sides agree to everything: the session is concluded."))
            else:
                messages.success(request, _("You have agreed to what you ticked."))
            return None
    return _page(request, dossier, shown, "agree", form, 400)


def _about_act(request: HttpRequest, dossier: Dossier, shown: JointShown) -> HttpResponse | None:
    _must_write(request, dossier, shown)
    form = JointForm(request.POST, dossier=dossier)
    if form.is_valid():
        with telling(form):
            acts.change_joint(shown.session, **_about(form), actor=request.user)
            return None
    return _page(request, dossier, shown, "about", form, 400)


def _about(form: JointForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    return said | {"subject": Text(said.pop("subject_vi"), said.pop("subject_en"))}


def _attendee(request: HttpRequest, dossier: Dossier, shown: JointShown) -> HttpResponse | None:
    _must_write(request, dossier, shown)
    form = AttendeeForm(request.POST, bodies=_bodies(shown))
    if form.is_valid():
        with telling(form):
            said = dict(form.cleaned_data)
            office = Text(said.pop("office_vi"), said.pop("office_en"))
            acts.note_attendee(shown.session, office=office, **said, actor=request.user)
            return None
    return _page(request, dossier, shown, "attendee", form, 400)


def _strike(request: HttpRequest, dossier: Dossier, shown: JointShown) -> HttpResponse | None:
    _must_write(request, dossier, shown)
    acts.strike_attendee(shown.session, _number(request, "attendee"), actor=request.user)
    return None


def _item(request: HttpRequest, dossier: Dossier, shown: JointShown) -> HttpResponse | None:
    _must_write(request, dossier, shown)
    form = ItemForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            _write(shown, said, request)
            return None
        except BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        except ContentChanged as refused:
            form = ItemForm(as_typed(request.POST, shown=_digest_now(shown, said["no"])))
            form.add_error(None, refused.message)
    return _page(request, dossier, shown, "item", form, 400)


def _digest_now(shown: JointShown, no: int) -> str:
    return next((item_digest(one.item) for one in shown.items if one.item.no == no), "")


def _write(shown: JointShown, said: dict[str, Any], request: HttpRequest) -> None:
    acts.write_item(
        shown.session,
        no=said["no"],
        shown=said["shown"],
        text=Text(said["text_vi"], said["text_en"]),
        conclusion=Text(said["conclusion_vi"], said["conclusion_en"]),
        actor=request.user,
    )


def _drop(request: HttpRequest, dossier: Dossier, shown: JointShown) -> HttpResponse | None:
    _must_write(request, dossier, shown)
    acts.remove_item(shown.session, _number(request, "no"), actor=request.user)
    return None


def _number(request: HttpRequest, name: str) -> int:
    said = request.POST.get(name, "")
    if not said.isdecimal() or len(said) > 9:
        raise NotFound(_("There is no such entry."))
    return int(said)


def _status(form: Any) -> int:
    return 400 if form.errors else 200


ACTS: dict[str, Callable[[HttpRequest, Dossier, JointShown], HttpResponse | None]] = {
    "about": _about_act,
    "attendee": _attendee,
    "strike": _strike,
    "item": _item,
    "drop": _drop,
    "agree": _agree,
}
