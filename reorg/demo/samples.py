"""Sample attachments: PDFs that say on every page that they are samples and nobody's real text."""

from __future__ import annotations

from functools import cache
from html import escape

from django.core.files.base import ContentFile

from reorg.papers.fonts import font_face_css
from reorg.papers.press import print_part

PAGE = """<html lang="vi"><head><title>{title}</title><style>{fonts}
@page {{ size: A4; margin: 25mm 20mm 25mm 30mm;
  @top-center {{ content: "BẢN MẪU — SAMPLE"; font: bold 11pt Tinos; color: #8a1f11 }}
  @bottom-center {{ content: "Bản mẫu dùng cho trình diễn, không phải văn bản thật"; font: 9pt Tinos }} }}
body {{ font: 13pt/1.4 Tinos }} h1 {{ font-size: 15pt; text-align: center; margin: 30mm 0 8mm }}
p {{ text-align: justify; text-indent: 1cm }}
</style></head><body><h1>{title}</h1>
<p>{subject}</p>
<p>Tệp này chỉ giữ chỗ cho văn bản thật trong bản trình diễn. Nội dung của văn bản thật do cơ quan ban hành giữ.</p>
<p>This file stands in for the real paper in the demonstration. The real text is with the body that issued it.</p>
</body></html>"""


@cache
def _rendered(title: str, subject: str) -> bytes:
    return print_part(PAGE.format(title=escape(title), subject=escape(subject), fonts=font_face_css())).pdf


def sample(title: str, subject: str, name: str) -> ContentFile[bytes]:
    """A one-page sample PDF with this title and subject."""
    return ContentFile(_rendered(title, subject), name=name)
