"""Somebody signed in without the sign-in page, and a page looked at: by axe, and for what reaches beyond the edge."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from reorg.people.models import User
from tests.browser.conftest import DESK, PHONE

KEPT = os.environ.get("SCREENSHOTS", "")  # a folder for whoever wants to look for themselves

AXE = (Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js").read_text()
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
  found => `${found.id} (${found.impact}): ${found.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`
)"""
RUN_AXE_ON_COLOURS = RUN_AXE.replace(
    '{resultTypes: ["violations"]}', '{resultTypes: ["violations"], runOnly: ["color-contrast"]}'
)
# Nothing of a page in the dark is loaded anew: the same rules, the other colours.
IN_BOTH_LIGHTS = f"""async () => {{
  const found = await ({RUN_AXE})();
  document.documentElement.dataset.bsTheme = "dark";
  found.push(...(await ({RUN_AXE_ON_COLOURS})()).map(what => `in the dark: ${{what}}`));
  document.documentElement.dataset.bsTheme = "light";
  return found;
}}"""
IN_THE_DARK = f"""async () => {{
  document.documentElement.dataset.bsTheme = "dark";
  return (await ({RUN_AXE})()).map(what => `in the dark: ${{what}}`);
}}"""
# What reaches beyond the right edge, unless it lies in a part that scrolls by itself.
TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return [];
  const scrolls = e => e && (/auto|scroll|hidden/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter(e => e.getBoundingClientRect().right > edge + 1 && !scrolls(e.parentElement))
    .slice(0, 5).map(e => `${e.tagName}.${e.className} reaches ${Math.round(e.getBoundingClientRect().right)} px`)
    .concat(`the page is ${document.documentElement.scrollWidth} px wide`);
}"""
TOO_WIDE_WHEN_LARGE = f"""() => {{
  document.documentElement.style.fontSize = "200%";
  const found = ({TOO_WIDE})();
  document.documentElement.style.fontSize = "";
  return found;
}}"""


@dataclass(frozen=True)
class Look:
    """One page, who looks at it (nobody: a stranger), and the button they press first, if any."""

    path: str
    who: str = ""
    press: str = ""

    def __str__(self) -> str:
        return f"{self.path} ({self.who or 'a stranger'}{', after ' + self.press if self.press else ''})"


def complaints_about(
    looks: Sequence[Look],
    window: Callable[..., Page],
    site: str,
    checks: tuple[str, str] = (IN_BOTH_LIGHTS, IN_BOTH_LIGHTS),
) -> list[str]:
    """What is wrong with these pages, in both languages: read in Vietnamese at a desk, in English on a phone.

    ``checks`` are what axe does with each page in the one and in the other.
    """
    found: list[str] = []
    for language, size, check in (("vi", DESK, checks[0]), ("en", PHONE, checks[1])):
        User.objects.update(language=language)
        reader = Reader(window(viewport=size, locale=language), site, size, check)
        found += [f"{language} {look}: {what}" for look in looks for what in reader.complaints(look)]
    return found


class Reader:
    """One window at which one person after the other sits down: what the site's pages share is loaded once."""

    def __init__(self, page: Page, site: str, size: dict[str, int], check: str) -> None:
        self.page, self.site, self.size, self.check = page, site, size, check
        self.who = ""
        self.sessions: dict[str, Any] = {}

    def complaints(self, look: Look) -> list[str]:
        self._sits_down(look.who)
        page = self.page
        answer = page.goto(self.site + look.path)
        policy = answer.headers.get("content-security-policy", "") if answer else ""
        strict = "default-src 'self'" in policy and "unsafe" not in policy
        if look.press:
            page.evaluate("for (const form of document.forms) form.noValidate = true")
            with page.expect_navigation():
                page.locator(look.press).first.dispatch_event("click", timeout=3000)
        page.wait_for_load_state("load")
        page.evaluate(AXE)
        found: list[str] = page.evaluate(self.check)
        found += [] if strict else [f"its content policy is not strict: {policy or 'none'}"]
        for size in (self.size, PHONE if self.size == DESK else DESK):
            if size != self.size:
                page.set_viewport_size(size)  # type: ignore[arg-type]
            name, check = ("with large letters", TOO_WIDE_WHEN_LARGE) if size == DESK else ("on a phone", TOO_WIDE)
            found += [f"{name}: {what}" for what in page.evaluate(check)]
        page.set_viewport_size(self.size)  # type: ignore[arg-type]
        return found

    def _sits_down(self, name: str) -> None:
        if name == self.who:
            return
        self.who = name
        self.page.context.clear_cookies()
        if name:
            if name not in self.sessions:
                self.sessions[name] = session_of(User.objects.get(username=name), self.site)
            self.page.context.add_cookies([self.sessions[name]])


def session_of(user: User, site: str) -> Any:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    return {"name": cookie.key, "value": cookie.value, "url": site}


def signed_in(user: User | None, window: Callable[..., Page], site: str, size: dict[str, int]) -> Page:
    page = window(viewport=size)
    if user is not None:
        page.context.add_cookies([session_of(User.objects.get(pk=user.pk), site)])  # with the password as it is now
    return page


def looked_at(
    pages: Iterable[tuple[str, str]], people: dict[str, User], window: Any, site: str, kept: str
) -> list[str]:
    """What is wrong with these pages (path, who looks; nobody: a stranger) on a desk and on a phone."""
    found: list[str] = []
    windows: dict[str, Page] = {}
    for number, (path, who) in enumerate(pages):
        page = windows.get(who) or windows.setdefault(who, signed_in(people.get(who), window, site, DESK))
        answer = page.goto(site + path)
        assert answer is not None
        assert (answer.status, page.url) == (200, site + path)
        page.evaluate(AXE)
        for name, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found += [f"{name} {path}: {one}" for one in page.evaluate(RUN_AXE)]
            found += [f"{name} {path}: {one}" for one in page.evaluate(TOO_WIDE)]
            if KEPT:
                page.screenshot(path=str(Path(KEPT) / f"{kept}-{name}-{number:02d}.png"), full_page=True)
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
    return found
