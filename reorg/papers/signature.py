"""The visible signature of a long trail: who signed the file and when, at the top right of its first page.

There Decree 30/2020 puts the signature of the body that issues an electronic paper. Short trails and decision papers go
without: PDF/UA-1 knows no visible signature, and these are papers for everyone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from cryptography import x509
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from reorg.evidence.certificates import common_name
from reorg.papers import fonts
from reorg.papers.content import TrailPaper
from reorg.papers.press import print_part
from reorg.papers.words import Words

BOX = (318, 793, 544, 831)
"""Points from the bottom left of an A4 page: within the margin, over the head of the paper."""


def picture_of(paper: TrailPaper, certificate: x509.Certificate, at: datetime) -> bytes:
    """One page of the size of ``BOX``, as PDF, with all its letters in it."""
    code, title, issuer = (fonts.clean(text) for text in (paper.code, paper.title, paper.issuer))
    head = replace(paper, code=code, title=title, issuer=issuer)
    words = Words(paper.language, paper.timezone)
    context = {
        "paper": head,
        "w": words,
        "font_faces": mark_safe(fonts.font_face_css()),  # noqa: S308 - paths of our own fonts
        "signer": fonts.clean(common_name(certificate)),
        "at": words.moment(at),
        "event": words.fill("event_no", n=paper.head_seq),
        "head": paper.head_hash[:16],
    }
    return print_part(render_to_string("papers/signature/box.html", context)).pdf
