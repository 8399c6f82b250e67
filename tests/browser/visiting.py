"""How people use the site in a browser: what they click, type and read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.cast import PASSWORD, PDF

PATIENCE = 15_000  # milliseconds; the machine may be busy
expect.set_options(timeout=PATIENCE)


class Troubles(list[str]):
    """What no page of ours may do: complain in the console, ask another site for something, miss a part of itself."""

    def watch(self, context: BrowserContext, site: str) -> None:
        context.on("console", self._said)
        context.on("weberror", lambda error: self.append(f"broken script: {error.error}"))
        context.on("request", lambda request: self._asked(request, site))
        context.on("response", self._got)

    def _said(self, message: ConsoleMessage) -> None:
        # Pages that answer 403, 404 or 409 on purpose are announced as failed loads; parts of pages are seen below.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.append(f"{message.page.url if message.page else '?'}: {message.text}")

    def _asked(self, request: Request, site: str) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(site):
            self.append(f"asks elsewhere: {request.url}")

    def _got(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type not in ("document", "xhr", "fetch"):
            self.append(f"misses a part: {response.status} {response.url}")


class Visitor:
    """One person at their browser."""

    def __init__(self, page: Page, site: str, name: str) -> None:
        self.page, self.site, self.name = page, site, name

    # Getting about

    def goes_to(self, path: str) -> int:
        answer = self.page.goto(self.site + path)
        assert answer is not None
        return answer.status

    def signs_in(self, password: str = PASSWORD) -> Visitor:
        self.goes_to("/accounts/login/")
        self.page.locator("input[name=login]").fill(self.name)
        self.page.locator("input[name=password]").fill(password)
        self.page.locator("main button[type=submit]").last.click()
        expect(self.page.locator("header .menu-name")).to_be_attached()
        self.settles()
        return self

    def settles(self) -> None:
        """The page is here to its end, and so are its scripts: what is counted on it then, is all there is."""
        self.page.wait_for_load_state("load")

    def clicks(self, name: str | re.Pattern[str], role: Any = "button") -> None:
        self.page.get_by_role(role, name=name, exact=isinstance(name, str)).first.click()
        self.settles()

    def follows(self, name: str | re.Pattern[str], within: str = "main") -> None:
        """A link; the scripts of the page it leads to are there then, as they are for somebody who looks first."""
        self.page.locator(within).get_by_role("link", name=name).first.click()
        self.settles()

    def fills(self, **values: str) -> None:
        """Fields by the names of their labels, with underscores for spaces."""
        for label, value in values.items():
            self.field(label.replace("_", " ")).fill(value)

    def field(self, label: str) -> Locator:
        return self.page.locator("main").get_by_label(label, exact=True).first

    def opens(self, code: str) -> None:
        """From the list of dossiers, as one who has no task in it would."""
        self.goes_to("/dossiers/")
        self.page.locator(f'main a[href="/dossiers/{code}/"]').first.click()
        self.reads_heading(re.compile("."))

    def takes_up(self, code: str, step: str) -> None:
        """From the desk, what waits there."""
        self.goes_to("/")
        row = self.page.locator("#mine li, #deputy li").filter(has_text=code).filter(has_text=step)
        row.get_by_role("link").first.click()
        self.reads_heading(step)

    # Reading

    def reads(self, text: str | re.Pattern[str], within: str = "main") -> None:
        expect(self.page.locator(within).first).to_contain_text(text)

    def reads_heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.locator("h1")).to_contain_text(text)
        self.settles()

    def is_told(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("status").filter(has_text=text).first).to_be_visible()

    def is_warned(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("alert").filter(has_text=text).first).to_be_visible()

    # Acting

    def decides(self, choice: str, *, reason: str = "", to: str = "", password: str = PASSWORD) -> None:
        """On the page of a sign-off: choose, give the reason, confirm."""
        self.page.get_by_role("radio", name=choice).check()
        if to:
            self.field("Return to the step").select_option(label=to)
        if reason:
            self.field("Reason").fill(reason)
        self.field("Your password, to confirm").fill(password)
        self.clicks("Confirm my decision")

    def signs(self, code: str, step: str) -> None:
        self.takes_up(code, step)
        self.decides("Approve and sign")
        self.is_told(f"Signed: “{step}”")

    def registers(self, subject: str, *, symbol: str = "", type: str = "", text: str = "") -> None:
        """On the form for a paper: what is not said is as the form proposes it."""
        self.reads_heading("Register a document")
        if type:
            self.field("Type").select_option(value=type)
        self.field("Number and symbol").fill(symbol)
        self.field("Subject (Vietnamese)").fill(subject)
        self.field("File").set_input_files(a_file(f"{subject}.pdf", text or subject))
        self.clicks("Register")
        self.is_told("is registered.")


def a_file(name: str, text: str = "", kind: str = "application/pdf") -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": PDF + text.encode()}


Cast = Callable[[str], Visitor]
