"""What a browser needs of the big files: of Tabler's style sheet the rules our pages use, of the fonts the letters.

Both are made from the npm packages when static files are collected or first asked for, and kept under ``var/``.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import get_ident

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[{}]', re.DOTALL)
NAMES = re.compile(r"[A-Za-z][\w-]*")
CLASS_OR_ID = re.compile(r"[.#]((?:\\.|[\w-])+)")
ATTRIBUTE = re.compile(r"\[([\w-]+)")
DENIED = re.compile(r":not\([^()]*\)")
DEFINED = re.compile(r"""(--[\w-]+)\s*:(?:"[^"]*"|'[^']*'|[^;{}"'])*;?""")
PREAMBLE = re.compile(r'@charset "[^"]*";|/\*(?!!).*?\*/', re.DOTALL)
NOTICE = re.compile(r"/\*!.*?\*/", re.DOTALL)
USED = re.compile(r"var\(\s*(--[\w-]+)")
ANIMATED = re.compile(r"animation(?:-name)?\s*:([^;}]*)")

# What Vietnamese and English pages are written with; everything else falls back to the system's font.
LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169, 0x1A0, 0x1A1, 0x1AF, 0x1B0),
    *(0x300, 0x301, 0x303, 0x309, 0x323),
    *range(0x1EA0, 0x1EFA),
    *(0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AB, 0x20AC),
    *(0x2190, 0x2191, 0x2192, 0x2193, 0x2212, 0x2260, 0x2264, 0x2265),
)
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"]


@dataclass
class Rule:
    """``prelude { body }``, or a group of rules such as ``@media``."""

    prelude: str
    body: str = ""
    inner: list[Rule] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.prelude}{{{self.body}{''.join(map(str, self.inner))}}}"


def words_of(paths: Iterable[Path]) -> set[str]:
    """Every name in these files that could be a class, an id or an attribute."""
    found: set[str] = set()
    for path in paths:
        found.update(NAMES.findall(path.read_text(encoding="utf-8")))
    return found


def slim_css(css: str, words: set[str], elsewhere: str = "") -> str:
    """The style sheet without rules for classes that no page has, and without variables that nothing uses.

    ``elsewhere`` are our own style sheets, which use its variables too.
    """
    notice = "".join(NOTICE.findall(css)[:1])
    rules = [rule for rule in parsed(NOTICE.sub("", PREAMBLE.sub("", css))) if _keep(rule, words)]
    moving = " ".join(ANIMATED.findall("".join(map(str, rules)) + elsewhere))
    rules = [rule for rule in rules if not _keyframes(rule) or rule.prelude.split()[-1] in moving]
    text = ""
    while (now := "".join(map(str, rules))) != text:
        text = now
        used = set(USED.findall(text + elsewhere))
        rules = [rule for rule in rules if _thinned(rule, used)]
    return notice + text


def _thinned(rule: Rule, used: set[str]) -> bool:
    """Takes variables that nothing uses out of a rule; whether anything is left of it."""
    rule.body = DEFINED.sub(lambda found: found[0] if found[1] in used else "", rule.body)
    rule.inner = [inner for inner in rule.inner if _thinned(inner, used)]
    return bool(rule.body.strip() or rule.inner)


def parsed(css: str) -> list[Rule]:
    rules, _end = _rules(css, 0)
    return rules


def _rules(css: str, at: int) -> tuple[list[Rule], int]:
    """The rules from a place to the end of their group, and the place after it."""
    found: list[Rule] = []
    start = at
    while token := TOKEN.search(css, at):
        at = token.end()
        if token[0] == "}":
            return found, at
        if token[0] != "{":
            continue
        rule = Rule(css[start : token.start()].strip())
        if rule.prelude.startswith("@") and not rule.prelude.startswith(("@font-face", "@page")):
            rule.inner, at = _rules(css, at)
        else:
            end = _block_end(css, at)
            rule.body, at = css[at:end], end + 1
        found.append(rule)
        start = at
    return found, len(css)


def _block_end(css: str, at: int) -> int:
    while token := TOKEN.search(css, at):
        if token[0] == "}":
            return token.start()
        at = token.end()
    return len(css)


def _keyframes(rule: Rule) -> bool:
    return "keyframes" in rule.prelude.partition(" ")[0]


def _keep(rule: Rule, words: set[str]) -> bool:
    if _keyframes(rule):
        return True
    if rule.prelude.startswith("@"):
        rule.inner = [inner for inner in rule.inner if _keep(inner, words)]
        return bool(rule.inner or rule.body)
    wanted = [selector for selector in _selectors(rule.prelude) if _used(selector, words)]
    rule.prelude = ",".join(wanted)
    return bool(wanted)


def _selectors(prelude: str) -> Iterator[str]:
    """Split at commas, but not inside parentheses."""
    depth, start = 0, 0
    for place, sign in enumerate(prelude):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth == 0:
            yield prelude[start:place].strip()
            start = place + 1
    yield prelude[start:].strip()


def _used(selector: str, words: set[str]) -> bool:
    """Whether a page of ours could have what it selects; what it denies (``:not``) it does not need."""
    plain = DENIED.sub("", selector)
    names = [*CLASS_OR_ID.findall(plain), *ATTRIBUTE.findall(plain)]
    return all(name.replace("\\", "") in words for name in names)


def slim_font(source: Path) -> bytes:
    """The font with our letters only, as woff2."""
    from fontTools import subset  # a second to import: only when a font is made

    options = subset.Options(flavor="woff2", layout_features=FEATURES, notdef_outline=True, desubroutinize=True)
    font = subset.load_font(str(source), options)
    thinned = subset.Subsetter(options)
    thinned.populate(unicodes=LETTERS)
    thinned.subset(font)
    written = BytesIO()
    font.flavor = "woff2"
    font.save(written)
    font.close()
    return written.getvalue()


def made_from(inputs: Iterable[Path]) -> str:
    """A digest of the inputs as they are now."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for path in sorted(inputs):
        state = path.stat()
        digest.update(f"{path}:{state.st_size}:{state.st_mtime_ns}".encode())
    return digest.hexdigest()


def replace(path: Path, data: bytes) -> None:
    """Written whole or not at all: another process or thread may be making the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}")
    draft.write_bytes(data)
    draft.replace(path)
