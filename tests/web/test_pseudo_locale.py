"""Nothing untranslated: every page read in a made-up language in which each of our texts stands in ⟦brackets⟧.

The made-up language takes the place of Vietnamese, so what comes from the data is Vietnamese; any English outside
brackets is a text that no translator ever sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real
from lxml import etree, html

from reorg.people.models import User
from scripts.messages import texts_in_project
from tests.browser.test_pages_look import Look, general, in_the_middle, of_the_agency, of_the_merger, outside

pytestmark = pytest.mark.django_db
SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-label", "content")
SILENT = {"script", "style", "code", "template"}
WORD = re.compile(r"[A-Za-z]{5,}")
# Names and words that are the same in every language, or that both languages have.
SAME = {
    "reorg",
    "ubtvqh",
    "https",
    "vietnamadminunits",
    "sha256",
    "tabler",
    "width",
    "device",
    "initial",
    "scale",
    "english",
    "email",
}


@pytest.fixture
def pseudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Switches Vietnamese for brackets; gives the English words of all texts."""
    ours = {(text.msgid, text.context, text.plural) for text in texts_in_project()}
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;"}
    for msgid, context, plural in ours | set(_of_packages()):
        entry = polib.POEntry(msgid=msgid, msgctxt=context or None, msgid_plural=plural)
        if plural:
            entry.msgstr_plural = {0: f"⟦{plural}⟧"}
        else:
            entry.msgstr = f"⟦{msgid}⟧"
        catalogue.append(entry)
    target = tmp_path / "vi" / "LC_MESSAGES"
    target.mkdir(parents=True)
    catalogue.save_as_mofile(str(target / "django.mo"))
    monkeypatch.setattr(settings, "LOCALE_PATHS", [tmp_path])
    monkeypatch.setattr(trans_real, "_translations", {})
    monkeypatch.setattr(trans_real, "_active", trans_real.Local())
    monkeypatch.setattr(trans_real, "_default", None)
    return {word.lower() for msgid, _context, plural in ours for word in WORD.findall(f"{msgid} {plural}")} - SAME


def _of_packages() -> Iterator[tuple[str, str, str]]:
    """What Django and allauth say themselves."""
    for package, folder in ((django, "conf/locale/en"), (django, "contrib/auth/locale/en"), (allauth, "locale/en")):
        file = Path(package.__file__ or "").parent / folder / "LC_MESSAGES" / "django.po"
        for entry in polib.pofile(str(file)):
            if not entry.obsolete and "%" not in entry.msgid.replace("%(", ""):
                yield entry.msgid, entry.msgctxt or "", entry.msgid_plural


def test_no_page_speaks_english_of_its_own(
    pseudo: set[str], people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.update(language="vi")
    looks = [*outside(), *general(monkeypatch), *of_the_merger(people), *in_the_middle(people), *of_the_agency(people)]
    looks.append(Look("/style/", "anh"))
    clients: dict[str, Client] = {}
    bare: dict[str, str] = {}
    seen = 0
    for look in looks:
        client = clients.setdefault(look.who, Client(raise_request_exception=False))
        if look.who and "_auth_user_id" not in client.session:
            client.force_login(User.objects.get(username=look.who))
        answer = client.get(look.path, headers={"accept-language": "vi"}, follow=True)
        page = answer.content.decode()
        seen += "⟦" in page
        for text in spoken(page):
            words = {word.lower() for word in WORD.findall(outside_brackets(text))} & pseudo
            if words:
                bare.setdefault(" ".join(text.split())[:140], look.path)
    assert seen > len(looks) * 0.9  # the made-up language is in force
    assert not bare, "\n".join(f"{path}: {text}" for text, path in bare.items())


def spoken(page: str) -> Iterator[str]:
    """What a page says to its reader: its texts, and what is read aloud or shown on hover."""
    root = html.fromstring(page)
    for element in root.iter(etree.Element):
        kin = [element, *element.iterancestors()]
        if any(one.tag in SILENT or one.get("lang") == "en" or one.get("translate") == "no" for one in kin):
            continue
        if element.tag != "meta":
            yield element.text or ""
            yield from (element.get(name, "") for name in SPOKEN)
            if element.tag == "input" and element.get("type") in ("submit", "button"):
                yield element.get("value", "")
        for child in element:
            yield child.tail or ""


def outside_brackets(text: str) -> str:
    """Without what stands in brackets, brackets within brackets included."""
    while (without := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = without
    return text


def test_brackets_within_brackets_are_one_text() -> None:
    assert outside_brackets("a ⟦b ⟦c⟧ d⟧ e").split() == ["a", "e"]


def test_scripts_hold_no_words_for_readers() -> None:
    """What a script shows stands in the page it belongs to, where translators find it."""
    sentences = re.compile(r"""(["'`])([A-Z][a-z]+(?: [a-z]+)+[^"'`]*)\1""")
    for script in Path(settings.BASE_DIR, "static").glob("*.js"):
        if script.name != "verify.js":  # travels alone, and speaks both languages itself
            code = re.sub(r"^\s*//.*$", "", script.read_text(), flags=re.MULTILINE)
            assert not sentences.findall(code), script.name
