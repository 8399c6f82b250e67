"""Removing personal data from a register, by law."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from reorg.registers import erasing, listing
from reorg.registers.sides import sides_of
from reorg.web.confirm import confirm
from reorg.web.forms.keeping import EraseRowsForm
from reorg.web.forms.shared import telling
from reorg.web.views.registers import heads
from workflows.errors import NotFound, NotYou
from workflows.holds import must_not_be_held


def register_erase(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """Which rows, by what law; confirmed. What was removed before stands beside it."""
    dossier, definition, found = listing.register_for(request.user, code, kind)
    if found is None or not definition.personal:
        raise NotFound(_("Nothing about people is listed in this register."))
    if not heads(request, dossier, sides_of(dossier, definition), definition):
        raise NotYou(_("Personal data are removed by the head of a body that lists them, or of the lead."))
    must_not_be_held(dossier)
    form = EraseRowsForm(request.POST or None, signer=request.user)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            how = confirm(request, form)
            said = form.cleaned_data
            made = erasing.erase_rows(
                dossier,
                definition,
                said["codes"],
                ground=said["ground"],
                paper=said["paper"],
                actor=request.user,
                confirmed_by=how,
            )
            messages.success(request, _("The personal data are removed: %(rows)d rows.") % {"rows": made.rows})
            form = EraseRowsForm(signer=request.user)
    context = {
        "dossier": dossier,
        "kind": definition,
        "form": form,
        "columns": definition.personal,
        "spoken": erasing.spoken(dossier, definition),
        "removals": found.removals.select_related("removed_by").order_by("-removed_at"),
    }
    return render(request, "registers/erase.html", context, status=400 if form.errors else 200)
