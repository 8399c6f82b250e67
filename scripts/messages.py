"""Translations without GNU gettext: English in the code, Vietnamese in locale/vi/LC_MESSAGES/django.po.

.venv/bin/python scripts/messages.py extract    bring the .po up to date with code and templates
.venv/bin/python scripts/messages.py compile    write the .mo beside it, when it is older
.venv/bin/python scripts/messages.py check      fail, naming every text without a (whole) translation
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract as babel_extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("locale/vi/LC_MESSAGES/django.po")
FOLDERS = ("workflows", "reorg", "templates")
CALLS: dict[str, tuple[str, ...]] = {
    "_": ("msgid",),
    "gettext": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"(?<!\w)({'|'.join(CALLS)})\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


@dataclass(frozen=True, order=True)
class Text:
    msgid: str
    context: str = ""
    plural: str = ""


def texts_in_code(path: Path) -> Iterator[Text]:
    keywords = {name + ending: None for name in CALLS for ending in ("", "_lazy", "_noop")}
    positions = {"ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
    for name, position in positions.items():
        keywords |= {name + ending: position for ending in ("", "_lazy", "_noop")}  # type: ignore[dict-item]
    with path.open("rb") as file:
        for _line, message, _comments, context in babel_extract("python", file, keywords=keywords):
            singular, plural = (message, "") if isinstance(message, str) else message[-2:]
            if singular:
                yield Text(singular, context or "", plural)


def texts_in_template(path: Path) -> Iterator[Text]:
    """Django turns the tags into calls and blanks the rest out; the calls hold nothing but literals."""
    for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        values = ast.literal_eval(f"({call[2]},)")
        if values[0]:
            yield Text(**dict(zip(CALLS[call[1]], values, strict=False)))


def texts_in_project(root: Path = ROOT) -> dict[Text, set[str]]:
    """Every text to translate, and the files it is in."""
    found: dict[Text, set[str]] = {}
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix == ".py":
                texts = texts_in_code(path)
            elif path.suffix in {".html", ".txt", ".svg", ".xml"} and "templates" in path.relative_to(root).parts:
                texts = texts_in_template(path)
            else:
                continue
            for text in texts:
                found.setdefault(text, set()).add(path.relative_to(root).as_posix())
    return found


def read_catalogue(root: Path = ROOT) -> polib.POFile:
    if (root / CATALOGUE).exists():
        return polib.pofile(str(root / CATALOGUE), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Language": "vi",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def text_of(entry: polib.POEntry) -> Text:
    return Text(entry.msgid, entry.msgctxt or "", entry.msgid_plural or "")


def translated(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def extract(root: Path = ROOT) -> None:
    catalogue, found = read_catalogue(root), texts_in_project(root)
    known = {text_of(entry): entry for entry in catalogue}
    for entry in list(catalogue):
        entry.obsolete = text_of(entry) not in found
        if entry.obsolete and not any(translated(entry)):
            catalogue.remove(entry)
    for text in found.keys() - known.keys():
        entry = polib.POEntry(msgid=text.msgid, msgctxt=text.context or None, msgid_plural=text.plural)
        if text.plural:
            entry.msgstr_plural = {0: ""}
        catalogue.append(entry)
    for entry in catalogue:
        entry.occurrences = [(name, "") for name in sorted(found.get(text_of(entry), ()))]
    catalogue.sort(key=lambda entry: (entry.obsolete, entry.msgid, entry.msgctxt or ""))
    (root / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(root / CATALOGUE))
    print(f"{len(found)} texts, {sum(not all(translated(entry)) for entry in catalogue)} without translation.")


def compile_catalogue(root: Path = ROOT) -> None:
    source, target = root / CATALOGUE, (root / CATALOGUE).with_suffix(".mo")
    if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
        read_catalogue(root).save_as_mofile(str(target))
        print(f"Compiled {target.relative_to(root)}.")


def complaints(root: Path = ROOT) -> list[str]:
    known = {text_of(entry): entry for entry in read_catalogue(root) if not entry.obsolete}
    found = texts_in_project(root)
    wrong = []
    for text in sorted(found):
        where = ", ".join(sorted(found[text]))
        entry = known.get(text)
        if entry is None:
            wrong.append(f"not in the catalogue: {text.msgid!r} ({where})")
        elif entry.fuzzy:
            wrong.append(f"fuzzy: {text.msgid!r} ({where})")
        elif not all(translated(entry)):
            wrong.append(f"not translated: {text.msgid!r} ({where})")
        elif any(
            placeholders(translation) != placeholders(text.msgid, text.plural) for translation in translated(entry)
        ):
            wrong.append(f"other placeholders than the English: {text.msgid!r} ({where})")
    return wrong


def placeholders(*texts: str) -> set[str]:
    return {found for text in texts for found in PLACEHOLDER.findall(text)}


def check(root: Path = ROOT) -> None:
    if wrong := complaints(root):
        print(*wrong, sep="\n")
        sys.exit(f"{len(wrong)} texts need a Vietnamese translation in {CATALOGUE}.")


if __name__ == "__main__":
    settings.configure()
    commands = {"extract": extract, "compile": compile_catalogue, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]]()
