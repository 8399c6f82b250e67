"""Pages travel compressed; files travel as they are, with their length and their ranges."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/html", "image/svg+xml", "application/json")


class GZipPages(GZipMiddleware):
    """Django's own, which pads every answer by a random length (against BREACH), for pages only."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
