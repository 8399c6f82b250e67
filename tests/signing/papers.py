"""Files whose text can be drawn, to be compared."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from django.core.files.base import ContentFile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def a_pdf(*pages: str, name: str = "paper.pdf") -> ContentFile[bytes]:
    """Each page a text of lines; letters of Helvetica only."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for text in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        lines = " ".join(f"({line}) Tj T*" for line in text.splitlines())
        page.Contents = pdf.make_stream(f"BT /F1 12 Tf 14 TL 40 780 Td {lines} ET".encode())
    written = io.BytesIO()
    pdf.save(written)
    return ContentFile(written.getvalue(), name=name)


def a_docx(*paragraphs: str) -> ContentFile[bytes]:
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    return _zip(
        "paper.docx", {"word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'}
    )


def an_odt(*paragraphs: str) -> ContentFile[bytes]:
    body = "".join(f"<text:p>{one}</text:p>" for one in paragraphs)
    names = f'xmlns:office="{ODF}office:1.0" xmlns:text="{ODF}text:1.0"'
    content = f"<office:document-content {names}><office:body>{body}</office:body></office:document-content>"
    return _zip("paper.odt", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def _zip(name: str, files: dict[str, str]) -> ContentFile[bytes]:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return ContentFile(written.getvalue(), name=name)
