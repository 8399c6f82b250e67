"""The dossiers one may see: searched, filtered, sorted, page by page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def dossiers(request: HttpRequest) -> HttpResponse:
    return render(request, "dossiers/list.html", {})
