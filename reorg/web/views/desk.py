"""The desk: what waits for me, what I wait for, what my office owes, what was done lately."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "desk.html", {})
