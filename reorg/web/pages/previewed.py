"""Acts that are shown before they are done: what they would bring about, then one confirming click."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from reorg.administration.consequences import Consequence, digest
from reorg.web.forms.shared import telling

Look = Callable[[dict[str, Any]], list[Consequence]]


def previewed(
    request: HttpRequest,
    form: forms.Form,
    *,
    act: Callable[[dict[str, Any]], Any],
    look: Look,
    back: str,
    said: Callable[[Any], str],
    title: str,
    button: str,
    subtitle: str = "",
    crumbs: tuple[tuple[str, str], ...] = (),
    upfront: bool = False,
    danger: bool = False,
    note: str = "",
    then: Callable[[Any], str] | None = None,
) -> HttpResponseBase:
    """A page with a form and what it would bring about.

    What was shown is named by its digest; when it changed meanwhile, or something else is typed, it is shown again
    before anything is done. ``upfront``: the consequences do not hang on the form and are shown at once.
    """
    found, seen, stale = None, "", False
    if upfront:
        found = look({})
        seen = digest(found)
    if request.method == "POST" and form.is_valid():
        with telling(form):
            values = form.cleaned_data
            if not upfront:
                found = look(values)
                seen = digest(found, [(name, str(value)) for name, value in values.items()])
            if request.POST.get("seen") == seen:
                result = act(values)
                messages.success(request, said(result))
                return redirect(then(result) if then else back)
            stale = bool(request.POST.get("seen")) and upfront
    context = {
        "form": form,
        "found": found,
        "seen": seen,
        "stale": stale,
        "back": back,
        "title": title,
        "subtitle": subtitle,
        "button": button,
        "crumbs": crumbs,
        "danger": danger,
        "note": note,
        "seen_first": not upfront,
    }
    return render(request, "administration/act.html", context, status=400 if form.errors else 200)
