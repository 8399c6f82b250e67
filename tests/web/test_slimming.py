"""What is sent to a browser: only the styles our pages use, only the letters we write, little in all."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from fontTools.ttLib import TTFont

from reorg import slimming
from reorg.assets import made
from reorg.people.models import User
from tests.web.reader import as_

CSS = """@charset "UTF-8";/*! A licence */:root{--used:1px;--through:var(--used);--lost:"a;b";--data:url("x;{}")}
.here,.gone{color:red}.here:not(.gone){top:var(--through)}[data-open] .here{left:0}[data-shut] .here{left:1px}
@media print{.here{color:var(--data)}.gone{color:#000}}@media screen{.gone{top:0}}
.move{animation:turn 1s}@keyframes turn{to{top:1px}}@keyframes never{to{top:2px}}
a:is(.here, .gone){top:0}.esc\\:aped{top:0}"""


def test_only_the_rules_for_classes_of_ours_are_left() -> None:
    slim = slimming.slim_css(CSS, {"here", "move", "data-open"})
    assert slim.startswith("/*! A licence */")
    assert ".gone{" not in slim.replace(".here:not(.gone){", "")
    assert ".here{color:red}" in slim
    assert "[data-open] .here" in slim
    assert "[data-shut]" not in slim
    assert "@media print{.here" in slim
    assert "@media screen" not in slim
    assert "@keyframes turn" in slim
    assert "never" not in slim
    assert slim.count("{") - slim.count('{}")') == slim.count("}") - slim.count('{}")')


def test_variables_that_nothing_uses_are_left_out() -> None:
    slim = slimming.slim_css(CSS, {"here"})
    assert "--used:1px" in slim
    assert "--through" in slim
    assert "--lost" not in slim
    assert '--data:url("x;{}")' in slim
    assert "--lost" in slimming.slim_css(CSS, {"here"}, "p{content:var(--lost)}")


def test_every_class_of_our_pages_that_tabler_knows_is_in_the_style_sheet() -> None:
    whole = Path(finders.find("vendor/slim/tabler.css") or "").read_text()
    for name in ("btn", "card", "form-control", "form-select", "alert", "visually-hidden", "container-xl", "progress"):
        assert f".{name}" in whole, name
    assert len(whole) < 120_000


def test_threads_that_make_the_same_file_at_once_all_succeed(tmp_path: Path) -> None:
    """As a server does that is asked for the first page's style sheet and fonts at the same time."""
    data = b"x" * 200_000
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: slimming.replace(tmp_path / "same", data), range(200)))
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [data]


def test_the_fonts_have_every_vietnamese_letter() -> None:
    for weight in ("400", "600"):
        font = TTFont(BytesIO((made() / f"be-vietnam-pro-{weight}.woff2").read_bytes()))
        have = set(font.getBestCmap())
        vowels = "aăâeêioôơuưyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
        wanted = f"bcdđghklmnpqrstvx{vowels}" + f"bcdđghklmnpqrstvx{vowels}".upper() + "0123456789₫–—“”…"
        assert not [letter for letter in wanted if ord(letter) not in have]


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/accounts/login/", "/", "/dossiers/", "/dossiers/{code}/"])
def test_a_first_page_is_under_150_kilobytes(page: str, merger: object, people: dict[str, User]) -> None:
    """Page, styles, scripts and fonts as they travel: compressed as the server keeps them."""
    reader = Client() if "login" in page else as_(people["anh"])
    answer = reader.get(page.format(code=merger.code), headers={"accept-encoding": "gzip"})  # type: ignore[attr-defined]
    assert answer["Content-Encoding"] == "gzip"
    html = reader.get(page.format(code=merger.code)).content.decode()  # type: ignore[attr-defined]
    parts = set(re.findall(r'(?:src|href)="/static/([^"]+)"', html))
    parts |= {"vendor/slim/be-vietnam-pro-400.woff2", "vendor/slim/be-vietnam-pro-600.woff2"}
    sizes = {part: travelling(Path(finders.find(part) or "")) for part in parts}
    total = len(answer.content) + sum(sizes.values())
    assert total < 150_000, sizes


def travelling(file: Path) -> int:
    return len(file.read_bytes()) if file.suffix == ".woff2" else len(brotli.compress(file.read_bytes()))
