"""The main job done by keyboard alone: no test here touches a pointer."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from reorg.people.models import User
from tests.browser.visiting import a_file
from tests.cast import PASSWORD, paper
from workflows.models import Dossier

NAME = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return "";
  const ids = (at.getAttribute("aria-labelledby") || "").split(" ").filter(Boolean);
  const by = ids.map(id => document.getElementById(id)?.innerText || "").join(" ").trim();
  const label = at.labels?.length ? [...at.labels].map(one => one.innerText).join(" ") : "";
  const own = at.innerText || at.value || at.textContent || "";
  return (at.getAttribute("aria-label") || by || label || own).trim().replace(/\\s+/g, " ");
}"""
SEEN = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), look = getComputedStyle(at);
  const around = at.closest("label, li, .row-link, .choice") ?? at;
  const marked = each => {
    const has = getComputedStyle(each);
    return (has.outlineStyle !== "none" && parseFloat(has.outlineWidth) >= 1) || has.boxShadow !== "none";
  };
  return box.width > 0 && look.visibility === "visible" && (marked(at) || marked(around));
}"""
MOST = 160  # presses of Tab before one gives up


class Keys:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        page.on("filechooser", lambda _chooser: None)  # else the browser opens its own window when it is asked early

    def tabs_to(self, name: str, *, back: bool = False) -> None:
        """To what is called so; on the way every stop has to be seen."""
        wanted = re.compile(rf"^(?:{name})")
        for _ in range(MOST):
            if wanted.search(self.page.evaluate(NAME)):
                assert self.page.evaluate(SEEN), f"nothing shows that “{name}” has the focus"
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"“{name}” is not reached by the Tab key on {self.page.url}")

    def presses(self, name: str, key: str = "Enter") -> None:
        self.tabs_to(name)
        self.page.keyboard.press(key)

    def goes(self, name: str) -> None:
        """Follow a link or send a form; the next page has to come."""
        self.tabs_to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def writes(self, name: str, text: str) -> None:
        self.tabs_to(name)
        self.page.keyboard.type(text)

    def signs_in(self, name: str) -> None:
        self.page.goto(f"{self.site}/accounts/login/")
        self.writes("User name", name)
        self.writes("Password", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_drafting_signing_and_exporting_by_keyboard_alone(
    site: str, window: Callable[..., Page], agency: Dossier, people: dict[str, User], tmp_path: Path
) -> None:
    for abbr in agency.flow.step("draft").needs:
        if abbr != "ĐA":
            paper(agency, abbr, actor=people["anh"], symbol=f"01/{abbr}", signed=True)

    anh = Keys(window(), site)
    anh.signs_in("anh")
    anh.presses("Skip to the content")
    anh.goes("Consolidate the Departments of Home Affairs")  # from the desk
    anh.goes("document missing: .*ĐA")
    anh.writes("Number and symbol", "02/ĐA-UBND")
    anh.writes("Subject \\(Vietnamese\\)", "Đề án hợp nhất")
    anh.tabs_to("File")
    with anh.page.expect_file_chooser() as chooser:
        anh.page.keyboard.press("Space")
    chooser.value.set_files(a_file("De an.pdf"))
    anh.goes("Register")
    expect(anh.page.get_by_role("status").filter(has_text="is registered.")).to_be_visible()
    anh.goes("Desk")
    anh.goes("Consolidate the Departments of Home Affairs")
    anh.goes("Done, pass it on")
    expect(anh.page.get_by_role("status").filter(has_text="is done.")).to_be_visible()

    binh = Keys(window(), site)
    binh.signs_in("binh")
    binh.goes("Consolidate the Departments of Home Affairs")
    binh.tabs_to("Approve and sign")
    binh.page.keyboard.press("Space")
    binh.writes("Your password, to confirm", PASSWORD)
    binh.goes("Confirm my decision")
    expect(binh.page.get_by_role("status").filter(has_text=re.compile("^Signed"))).to_be_visible()

    phuc = Keys(window(), site)
    phuc.signs_in("phuc")
    phuc.goes("Dossiers")
    phuc.goes("Consolidate the Departments of Home Affairs")
    phuc.goes("Trail")
    with phuc.page.expect_download() as waiting:
        phuc.presses("Export the trail")
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")


def test_the_menu_the_diagram_and_the_board_by_keyboard(
    site: str, window: Callable[..., Page], agency: Dossier, people: dict[str, User]
) -> None:
    anh = Keys(window(), site)
    anh.signs_in("anh")
    anh.page.goto(f"{site}/dossiers/{agency.code}/")
    anh.tabs_to("Draft the scheme — here now")
    anh.page.keyboard.press("Enter")
    expect(anh.page.locator("#step-story")).to_be_focused()

    anh.page.goto(f"{site}/dossiers/{agency.code}/checklists/staff/?view=board")
    first = agency.items.filter(checklist__code="staff").order_by("order", "code").first()
    assert first is not None
    anh.tabs_to(first.code)
    anh.page.keyboard.press("Enter")
    expect(anh.page.locator("#panel-title")).to_be_focused()
    anh.page.keyboard.press("Escape")
    expect(anh.page.locator("dialog.side-panel")).to_be_hidden()
