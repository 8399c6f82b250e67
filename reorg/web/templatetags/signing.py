"""How the pages around a signature show things. `{% load signing %}`"""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from reorg.web.pages.since import size_of
from workflows.models import DocumentVersion

register = template.Library()

SHOWN_HERE = frozenset({"application/pdf", "image/jpeg", "image/png", "text/plain"})


@register.simple_tag
def version_facts(version: DocumentVersion) -> str:
    """`version 2 (12 pages, 340 KB, SHA-256 1a2b3c4d5e6f)`."""
    return _("version %(no)d (%(size)s, SHA-256 %(digest)s)") % {
        "no": version.no,
        "size": size_of(version),
        "digest": version.sha256[:12],
    }


@register.filter
def shown_here(version: DocumentVersion | None) -> bool:
    """Whether browsers show such a file in a page, and it is still there."""
    return bool(version and version.file and version.content_type in SHOWN_HERE)
