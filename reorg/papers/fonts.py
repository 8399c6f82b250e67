"""Our own fonts and nobody else's, and text those fonts can print.

A character missing from the declared fonts would be taken from whatever the machine has, or
drawn as an empty box that PDF/A forbids. So fontconfig sees only our folders, and what the fonts
lack is printed as a visible escape such as [U+1F44D]: a reader sees that something stood there.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from fontTools.ttLib import TTFont

from reorg.papers.errors import PaperError

ROOT = Path(__file__).resolve().parents[2]
DIRS_VARIABLE = "REORG_PAPERS_FONT_DIRS"


@dataclass(frozen=True, slots=True)
class Face:
    family: str
    file_name: str
    weight: int = 400
    style: str = "normal"


# The serif has the metrics Decree 30/2020 asks for; the sans carries labels and hashes.
FACES = (
    Face("Paper Serif", "Tinos_400Regular.ttf"),
    Face("Paper Serif", "Tinos_400Regular_Italic.ttf", style="italic"),
    Face("Paper Serif", "Tinos_700Bold.ttf", weight=700),
    Face("Paper Serif", "Tinos_700Bold_Italic.ttf", weight=700, style="italic"),
    Face("Paper Sans", "BeVietnamPro_400Regular.ttf"),
    Face("Paper Sans", "BeVietnamPro_600SemiBold.ttf", weight=600),
)


def use_only_our_fonts() -> None:
    """Point fontconfig at a configuration that knows nothing but our folders.

    Child processes inherit both variables, so they need no Django settings.
    """
    if DIRS_VARIABLE in os.environ and Path(os.environ.get("FONTCONFIG_FILE", "")).is_file():
        return
    dirs = [str(Path(folder)) for folder in _configured("PAPERS_FONT_DIRS", _default_dirs())]
    os.environ[DIRS_VARIABLE] = os.pathsep.join(dirs)
    os.environ["FONTCONFIG_FILE"] = str(_write_configuration(dirs))


def font_files() -> dict[Face, Path]:
    """Where each face lies. A missing one is an error with what to do about it."""
    found = {}
    for face in FACES:
        found[face] = _find(face.file_name)
    return found


def font_face_css() -> str:
    return "\n".join(
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};'
        f'font-style:{face.style};src:url("{path.as_uri()}")}}'
        for face, path in font_files().items()
    )


@cache
def printable() -> frozenset[int]:
    """Code points that every face of at least one family can draw."""
    families: dict[str, set[int]] = {}
    for face, path in font_files().items():
        with TTFont(path, lazy=True) as font:
            points = set(font.getBestCmap())
        families[face.family] = families[face.family] & points if face.family in families else points
    return frozenset().union(*families.values())


_SPACES = re.compile(r"[\t\x0b\x0c\x85\u2028\u2029]")
# Invisible or reordering characters can make a page say what the record does not.
_HIDDEN = frozenset({"Cf", "Co", "Cs", "Cn"})


def clean(text: str) -> str:
    """The text as our fonts print it: composed, without controls, the unprintable made visible."""
    if text.isascii() and text.isprintable():
        return text
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text.replace("\r\n", "\n")))
    return _unprintable().sub(lambda odd: _as_printed(odd[0]), text)


@cache
def _unprintable() -> re.Pattern[str]:
    """Any one character that is not printed as itself."""
    plain = (chr(point) for point in sorted(printable()) if unicodedata.category(chr(point)) not in _HIDDEN | {"Cc"})
    return re.compile(f"[^\n{re.escape(''.join(plain))}]")


@cache
def _as_printed(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\n":
        return character
    if category == "Cc":
        return ""
    if category in _HIDDEN or ord(character) not in printable():
        return f"[U+{ord(character):04X}]"
    return character


def _find(file_name: str) -> Path:
    return _find_in(os.environ[DIRS_VARIABLE], file_name)


@cache
def _find_in(dirs: str, file_name: str) -> Path:
    for folder in dirs.split(os.pathsep):
        for path in sorted(Path(folder).rglob(file_name)):
            return path.resolve()
    raise PaperError(f"The font {file_name} is missing. Run `npm ci`, or name its folder in PAPERS_FONT_DIRS.")


def _write_configuration(dirs: list[str]) -> Path:
    folder = Path(_configured("VAR_DIR", ROOT / "var")) / "papers"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write_once(folder, dirs)
    except OSError:
        return _write_once(Path(tempfile.mkdtemp(prefix="papers-")), dirs)


def _write_once(folder: Path, dirs: list[str]) -> Path:
    """Another process may be writing the same file: it appears whole or not at all."""
    text = _configuration(dirs, cache=folder / "fontcache")
    path = folder / f"fonts-{hashlib.sha256(text.encode()).hexdigest()[:12]}.conf"
    if not path.exists():
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".fonts-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    return path


def _configuration(dirs: list[str], *, cache: Path) -> str:
    folders = "".join(f"<dir>{escape(folder)}</dir>" for folder in dirs)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f"{folders}<cachedir>{escape(str(cache))}</cachedir>"
        "<alias><family>serif</family><prefer><family>Tinos</family></prefer></alias>"
        "<alias><family>sans-serif</family><prefer><family>Be Vietnam Pro</family></prefer></alias>"
        "</fontconfig>"
    )


def _default_dirs() -> list[Path]:
    fonts = ROOT / "node_modules" / "@expo-google-fonts"
    return [fonts / "tinos", fonts / "be-vietnam-pro"]


def _configured(name: str, default: Any) -> Any:
    from django.conf import settings

    return getattr(settings, name, default) if settings.configured else default
