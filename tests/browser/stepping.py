"""One dossier on its way through a procedure in a browser: opened on the page "New dossier", then step by step.

Steps of a kind share one way of doing, so that a journey says only who takes which step, and what they read there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from reorg.demo.cast import bodies
from reorg.people.models import User
from tests.browser.visiting import Visitor
from tests.cast import asked
from workflows.models import Dossier, ProcedureVersion
from workflows.text import Text

Papers = Mapping[str, str]
"""What to register where a step says that it is missing: the subject by type; or, of a real paper, its number."""

MISSING = re.compile(r"document missing: .*\((\S+)\)")


class Desk:
    """One browser at which the cast sit down one after the other, each with a session of their own, reading English."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self._sessions: dict[str, str] = {}

    def __call__(self, name: str) -> Visitor:
        if name not in self._sessions:
            User.objects.filter(username=name).update(language="en")
            client = Client()
            client.force_login(User.objects.get(username=name))
            self._sessions[name] = client.cookies["sessionid"].value
        self.page.context.clear_cookies(name="sessionid")
        self.page.context.add_cookies([{"name": "sessionid", "value": self._sessions[name], "url": self.site}])
        return Visitor(self.page, self.site, name)


class Way:
    """A dossier, and the desk it goes over."""

    def __init__(self, desk: Desk, code: str, procedure: ProcedureVersion) -> None:
        self.desk, self.code, self.procedure = desk, code, procedure
        self._found: set[str] = set()

    @property
    def dossier(self) -> Dossier:
        return Dossier.objects.get(code=self.code)

    # Opening

    def opens(self, name: str, title: Text, parts: dict[str, str], **dates: str) -> Visitor:
        """Go to the page "New dossier", and on from there."""
        person = self.desk(name)
        person.goes_to("/dossiers/new/")
        return self.begins(person, title, parts, **dates)

    def begins(self, person: Visitor, title: Text, parts: dict[str, str], **dates: str) -> Visitor:
        """Choose the procedure in its version, say its name, its days and who takes which part; then it is open."""
        page, version = person.page, self.procedure
        if version.valid_to and version.valid_to < timezone.localdate():
            page.get_by_text("A case of earlier years").click()
        rows = page.locator("main li").filter(has_text=version.title_en)
        rows.filter(has_text=f"version {version.version}").get_by_role("link").click()
        person.reads_heading(version.title_en)
        person.fills(**{"Code": self.code, "Title (Vietnamese)": title.vi, "Title (English)": title.en}, **dates)
        takes = bodies(parts)
        for key, part in version.definition.parts.items():
            person.field(part.title.en).select_option(value=str(takes[key].pk))
        person.clicks("Open the dossier")
        person.is_told(f"The dossier {self.code} is open.")
        person.reads_heading(title.en)
        self.stands(person, "Drafting")
        return person

    # The steps

    def takes_up(self, name: str, step: str) -> Visitor:
        """The first who is asked finds it on their desk, the others come by the link in their mail."""
        person = self.desk(name)
        if step in self._found:
            person.goes_to(reverse("step", args=[asked(self.dossier, User.objects.get(username=name)).pk]))
            person.reads_heading(step)
        else:
            person.takes_up(self.code, step)
        self._found.add(step)
        return person

    def finishes(
        self, name: str, step: str, *, papers: Papers | None = None, because: str = "", then: str = ""
    ) -> None:
        """Work: read why it came back, if it did; register the papers that are missing; pass it on."""
        person = self.takes_up(name, step)
        if because:
            person.reads(because, within="#came-back")
        self._files(person, papers)
        person.clicks("Done, pass it on")
        person.is_told(f"“{step}” is done.")
        self.stands(person, then)

    def goes_back(self, name: str, step: str, *, to: str, reason: str) -> None:
        """From a step that nobody signs."""
        person = self.takes_up(name, step)
        person.page.get_by_text("Return the dossier instead").click()
        person.field("Return to the step").select_option(label=to)
        person.field("What has to be changed").fill(reason)
        person.clicks("Return the dossier")
        person.is_told("The dossier is returned.")

    def consults(self, name: str, step: str, *, place: str, listed: int, agree: int, then: str = "") -> None:
        """A round of opinions: read that no return is there, record one, read the share, close it."""
        person = self.takes_up(name, step)
        person.reads("no return of the opinion round is recorded", within="#close")
        counts = {"Households or voters listed": str(listed), "Agree": str(agree), "Disagree": str(listed - agree)}
        person.fills(**{"Place or agency": place, "Other opinion": "0"} | counts)
        person.clicks("Record the return")
        person.reads(f"{100 * agree / listed:.2f} %", within="#close")
        person.clicks("Close the round")
        person.is_told("The opinion round is closed.")
        self.stands(person, then)

    def votes(
        self, name: str, step: str, *, members: int, day: str, papers: Papers | None = None, then: str = ""
    ) -> None:
        """A council: the paper where one is missing, the count, its result read, recorded."""
        person = self.takes_up(name, step)
        self._files(person, papers)
        everybody = str(members)
        person.fills(**{"Members in all": everybody, "Present": everybody, "In favour": everybody})
        person.fills(Against="0", Abstained="0", Held_on=day)
        person.clicks("Compute the result")
        person.is_told("Passed")
        person.clicks("Record this vote")
        person.is_told("The vote is recorded: passed.")
        self.stands(person, then)

    def supplements(self, name: str, step: str, *, reason: str) -> None:
        """An appraisal that asks for something first."""
        person = self.takes_up(name, step)
        person.decides("Ask for a supplement", reason=reason)
        person.is_told("A supplement is asked for.")

    def signs(self, name: str, step: str, *, papers: Papers | None = None, then: str = "") -> None:
        """Read, sign with the password, find the own name on the receipt; and on the dossier, where that moved."""
        who = User.objects.get(username=name).get_full_name()
        person = self.takes_up(name, step)
        self._files(person, papers)
        person.decides("Approve and sign")
        person.is_told(f"Signed: “{step}”")
        person.reads(who, within=".receipt")
        person.reads("The content on record has exactly this digest.", within=".receipt-checks")
        if then:
            person.follows("To the dossier")
            self.stands(person, then)
            person.reads(who, within="#signed")

    def files(self, name: str, papers: Papers) -> None:
        """From the dossier's own page: what another's step misses."""
        person = self.desk(name)
        person.opens(self.code)
        self._files(person, papers)

    def _files(self, person: Visitor, papers: Papers | None) -> None:
        """What the page names as missing, one paper after the other; then back to it."""
        lacking = person.page.locator("#missing").get_by_role("link", name=MISSING)
        if papers is None:
            expect(lacking).to_have_count(0)
            return
        expect(lacking).to_have_count(len(papers))
        here, types = person.page.url, [abbr for text in lacking.all_inner_texts() for abbr in MISSING.findall(text)]
        assert set(types) == set(papers)
        for place, abbr in enumerate(types):
            if place == 0:
                lacking.first.click()
            else:
                person.clicks("Register a document", role="link")
            subject = papers[abbr]
            person.registers(subject, symbol=subject if "/" in subject else "", type=abbr)
        person.page.goto(here)

    # What stands there

    def stands(self, person: Visitor, phase: str) -> None:
        """On the dossier's page: its phase; once that is the last, that nothing is asked any more."""
        if phase:
            person.reads(phase, within=".page-subtitle")
        if phase == "Closed":
            person.reads("The dossier has ended; nothing is asked any more.", within="#missing")

    def ends(self) -> None:
        """Closed; and the auditor reads that its trail is whole, to the last event."""
        ended = self.dossier
        assert (ended.phase, ended.is_open) == ("closed", False)
        assert not ended.assignments.filter(state__in=("open", "waiting")).exists()
        auditor = self.desk("phuc")
        auditor.goes_to(f"/dossiers/{self.code}/trail/")
        auditor.reads("Yes. Every event follows the one before", within="#chain")
