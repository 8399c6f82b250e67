"""Packs of papers for meetings: those of a dossier, one of them, the next one, and the file."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.meetings.joint import joints_of
from reorg.meetings.packing import file_name, write_pack
from reorg.meetings.packs import Shown, freeze_pack, must_assemble, offered, pack_of, packs_of
from reorg.web.forms.meetings import PackForm, choices_of, chosen_of
from reorg.web.forms.shared import telling
from reorg.web.views.documents import attachment
from reorg.web.views.joint import may_write
from workflows import actions, reading
from workflows.actions.door import Case
from workflows.errors import NotNow, Refused
from workflows.holds import must_not_be_held
from workflows.models import Dossier


@require_safe
def packs(request: HttpRequest, code: str) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    context = {
        "dossier": dossier,
        "packs": packs_of(dossier),
        "joints": joints_of(dossier),
        "may": _may(request, dossier),
        "may_join": may_write(request, dossier),
    }
    return render(request, "meetings/packs.html", context)


@require_safe
def pack(request: HttpRequest, code: str, no: int) -> HttpResponse:
    dossier = reading.dossier_for(request.user, code)
    context = {"dossier": dossier, "shown": pack_of(dossier, no), "may": _may(request, dossier)}
    return render(request, "meetings/pack.html", context)


def pack_new(request: HttpRequest, code: str) -> HttpResponseBase:
    """A pack from nothing, or, with ``?from=``, the next one in the place of an earlier one."""
    dossier = reading.dossier_for(request.user, code)
    _must(request, dossier)
    old = _replaced(request, dossier)
    said = request.POST if request.method == "POST" else None
    before = {one.paper["document"]: one.paper["no"] for one in old.papers} if old else None
    choices = choices_of(list(offered(dossier)), said, before)
    form = PackForm(said, dossier=dossier, initial=_initial(dossier, old))
    if said is not None and form.is_valid():
        with telling(form):
            made = freeze_pack(
                dossier,
                versions=chosen_of(choices),
                replaces=old.pack if old else None,
                actor=request.user,
                **form.cleaned_data,
            )
            messages.success(request, _("Pack no. %(no)s is frozen.") % {"no": made.no})
            return redirect("pack", code, made.no)
    context = {"dossier": dossier, "form": form, "choices": choices, "old": old}
    return render(request, "meetings/new.html", context, status=400 if form.errors else 200)


@require_safe
def pack_file(request: HttpRequest, code: str, no: int) -> HttpResponseBase:
    dossier = reading.dossier_for(request.user, code)
    shown = pack_of(dossier, no)
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    try:
        written = write_pack(out, shown)
        actions.note_access(
            dossier,
            "pack.taken",
            actor=request.user,
            pack=shown.pack.pk,
            no=no,
            digest=shown.pack.digest,
            left_out=written.left_out,
        )
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return attachment(out, file_name(shown), "application/zip")


def _replaced(request: HttpRequest, dossier: Dossier) -> Shown | None:
    asked = request.GET.get("from", "")
    if not asked.isdecimal() or len(asked) > 5:
        return None
    old = pack_of(dossier, int(asked))
    if old.pack.replaced and request.method != "POST":
        raise NotNow(
            _("Pack no. %(no)s was replaced already, by no. %(by)s.")
            % {"no": old.pack.no, "by": old.pack.replaced_by.no}
        )
    return old


def _initial(dossier: Dossier, old: Shown | None) -> dict[str, Any]:
    if old is None:
        return {"subject": dossier.title_vi, "held_on": timezone.localdate()}
    pack = old.pack
    same = ("purpose", "body", "held_on", "place", "subject", "others")
    return {name: getattr(pack, name) for name in same} | {"addressees": list(pack.addressees.all())}


def _may(request: HttpRequest, dossier: Dossier) -> bool:
    try:
        _must(request, dossier)
    except Refused:
        return False
    return True


def _must(request: HttpRequest, dossier: Dossier) -> None:
    """Nobody fills in a form only to be told that it is not theirs."""
    must_not_be_held(dossier)
    must_assemble(Case(dossier, request.user, timezone.now()))
