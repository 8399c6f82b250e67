"""Working a list with a pointer: an item beside it, files dropped and pasted, given away in place."""

from __future__ import annotations

import base64
from collections.abc import Callable

from playwright.sync_api import Page, expect

from reorg.people.models import User
from tests.browser.visiting import Troubles, Visitor
from tests.cast import PDF
from workflows.models import ChecklistItem, Dossier

DROPPED = """([zone, files]) => {
  const carried = new DataTransfer();
  for (const [name, data] of files) {
    carried.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, {type: "application/pdf"}));
  }
  for (const kind of ["dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
  }
}"""
PASTED = """([zone, files]) => {
  const carried = new DataTransfer();
  for (const [name, data] of files) {
    carried.items.add(new File([Uint8Array.from(atob(data), c => c.charCodeAt(0))], name, {type: "application/pdf"}));
  }
  zone.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, bubbles: true, cancelable: true}));
}"""


def files(*names: str) -> list[list[str]]:
    return [[name, base64.b64encode(PDF + name.encode()).decode()] for name in names]


def test_son_works_an_item_beside_its_list(site: str, window: Callable[..., Page], agency: Dossier) -> None:
    item = agency.items.get(code="AST-01")
    son = Visitor(window(), site, "son").signs_in()
    son.goes_to(f"/dossiers/{agency.code}/checklists/{item.checklist.code}/?view=board")
    son.page.locator("a[data-panel]", has_text=item.code).click()
    panel = son.page.locator("#item-panel")
    expect(panel.locator("#panel-title")).to_contain_text(item.title_en)
    zone = panel.locator("[data-drop]")
    zone.evaluate("(zone, files) => (" + DROPPED + ")([zone, files])", files("Biên bản.pdf", "Ảnh.pdf"))
    expect(zone.locator(".drop-list li")).to_have_count(2)
    zone.evaluate("(zone, files) => (" + PASTED + ")([zone, files])", files("Ảnh.pdf", "Phụ lục.pdf", "Thừa.pdf"))
    expect(zone.locator(".drop-list li")).to_have_count(4)  # the same file twice is one
    zone.get_by_role("button", name="Take out: Thừa.pdf").click()
    panel.get_by_role("button", name="Attach").click()
    expect(panel.get_by_role("status")).to_contain_text("3 files are attached.")
    assert sorted(item.evidence.values_list("name", flat=True)) == ["Biên bản.pdf", "Phụ lục.pdf", "Ảnh.pdf"]
    son.clicks("Close")
    expect(panel).to_be_hidden()
    card = son.page.locator(".board-in_progress .board-card", has_text=item.code)
    expect(card).to_contain_text("3 files")


def test_a_file_that_is_refused_says_so_beside_the_list(
    site: str, window: Callable[..., Page], agency: Dossier, troubles: Troubles
) -> None:
    item = agency.items.get(code="AST-01")
    son = Visitor(window(), site, "son").signs_in()
    son.goes_to(f"/dossiers/{agency.code}/checklists/{item.checklist.code}/")
    son.page.locator("a[data-panel]", has_text=item.code).click()
    panel = son.page.locator("#item-panel")
    panel.locator("[data-drop]").evaluate("(zone, files) => (" + DROPPED + ")([zone, files])", files("a.png"))
    panel.get_by_role("button", name="Attach").click()
    expect(panel.locator(".errorlist")).to_contain_text("is not what is accepted here")
    (refusal,) = troubles  # htmx tells the console of the 400 that is meant here
    assert "Status Error Code 400" in refusal
    troubles.clear()


def test_anh_gives_an_item_away_in_its_list(
    site: str, window: Callable[..., Page], agency: Dossier, people: dict[str, User]
) -> None:
    item = agency.items.order_by("checklist__order", "order", "code").first()
    assert item is not None
    anh = Visitor(window(), site, "anh").signs_in()
    anh.goes_to(f"/dossiers/{agency.code}/checklists/{item.checklist.code}/")
    row = anh.page.locator("tr", has_text=item.code)
    row.locator(".owner-change").click()
    choice = row.get_by_role("combobox")
    expect(choice).to_be_focused()
    other = agency.parties.exclude(organisation=item.owner_id).first()
    assert other is not None
    choice.select_option(value=str(other.organisation_id))
    row.get_by_role("button", name="Give").click()
    expect(row.locator(".owner-form")).to_have_count(0)
    expect(row.locator(".owner-cell")).to_contain_text(str(other.organisation.title_en))
    assert ChecklistItem.objects.get(pk=item.pk).owner_id == other.organisation_id
