"""What is printed of a text our fonts cannot draw."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reorg.papers import fonts
from reorg.papers.errors import PaperError

VIETNAMESE = (
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
)


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        (VIETNAMESE, VIETNAMESE),
        ("“Số 12/NQ-HĐND” – 3.194,72 km² → ₫ …", "“Số 12/NQ-HĐND” – 3.194,72 km² → ₫ …"),
        ("Ha\u0309i Pho\u0300ng", "Hải Phòng"),
        ("xong 👍", "xong [U+1F44D]"),
        ("a\x00b\x07c\x7fd", "abcd"),
        ("a\tb\u2028c", "a b c"),
        ("một\r\nhai", "một\nhai"),
        ("gnp\u202eexe", "gnp[U+202E]exe"),
        ("a\u200bb\ufeff", "a[U+200B]b[U+FEFF]"),
        ("\ud83d", "[U+D83D]"),
        ("漢", "[U+6F22]"),
    ],
)
def test_text_is_printed_as_it_is_or_visibly_escaped(given: str, seen: str) -> None:
    assert fonts.clean(given) == seen


def test_only_our_folders_are_known_to_fontconfig() -> None:
    text = Path(os.environ["FONTCONFIG_FILE"]).read_text(encoding="utf-8")
    assert text.count("<dir>") == len(os.environ[fonts.DIRS_VARIABLE].split(os.pathsep))
    assert "/usr/share/fonts" not in text


def test_a_missing_font_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(fonts.DIRS_VARIABLE, str(tmp_path))
    with pytest.raises(PaperError, match="npm ci"):
        fonts.font_files()


def test_the_fonts_are_named_before_weasyprint_can_look_for_any() -> None:
    code = (
        "import sys, reorg.papers.fonts, os; "
        "assert 'weasyprint' not in sys.modules and os.environ['FONTCONFIG_FILE'].endswith('.conf')"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=fonts.ROOT)
