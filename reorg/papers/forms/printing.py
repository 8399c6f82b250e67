"""A short paper as PDF/A-3a and PDF/UA-1 in one file. Same paper, same bytes."""

from __future__ import annotations

import io
import warnings

import pikepdf
from django.template.loader import render_to_string
from django.utils import translation
from pikepdf import Dictionary, Stream
from weasyprint import HTML

from reorg.papers import fonts, press
from reorg.papers.content import map_text
from reorg.papers.forms.content import FormPaper
from reorg.papers.forms.words import FormWords
from reorg.papers.tagging import claim_accessible
from reorg.papers.trail import qr_code


def print_paper(paper: FormPaper) -> bytes:
    """The paper as a tagged, accessible, archivable file.

    Raises:
        PaperError: it cannot be printed as it should be.
    """
    printed = map_text(paper, fonts.clean)
    words = FormWords(paper.language, paper.timezone)
    words["trail"] = printed.type  # the title of the file begins with the type of the paper, not with “trail”
    context = {"paper": printed, "w": words, "font_faces": fonts.font_face_css(), "qr": qr_code(paper.url)}
    context["qr_alt"] = words.fill("qr_alt", url=printed.url)
    with translation.override(None):  # the paper's language is stated, not the reader's
        html = render_to_string("papers/forms/paper.html", context)
    return _finished(_tagged(html))


def _tagged(html: str) -> bytes:
    with press._warnings_raise(), press._rare_collection():
        document = HTML(string=html, url_fetcher=press._OnlyOurs()).render(
            font_config=press._font_configuration(), pdf_variant=press.TAGGED
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # as in press.print_part
            return bytes(document.write_pdf(pdf_variant=press.TAGGED, uncompressed_pdf=True))


def _finished(raw: bytes) -> bytes:
    """Claim both standards, drop the empty dictionaries that strict readers refuse, fix the identifier."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        claim_accessible(pdf)
        for holder in pdf.objects:
            resources = holder.get("/Resources") if isinstance(holder, Dictionary | Stream) else None
            for key in ("/Pattern", "/Shading"):
                if resources is not None and key in resources and not len(resources[key]):
                    del resources[key]
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
