"""With JavaScript switched off everything that matters still works: it is plain pages, links and forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reorg.people.models import User
from tests.browser.visiting import Visitor, a_file
from tests.browser.worker import work_off
from tests.cast import PASSWORD, drafted
from workflows.models import Dossier

STEP = "The leaders of both People's Committees concur"


@pytest.fixture
def plain(site: str, window: Callable[..., Page]) -> Callable[[str], Visitor]:
    """Somebody of the cast, signed in at a browser that runs no scripts."""
    return lambda name: Visitor(window(java_script_enabled=False), site, name).signs_in()


def test_binh_reads_the_dossier_and_signs_it(
    plain: Callable[[str], Visitor], agency: Dossier, people: dict[str, User]
) -> None:
    drafted(agency, people)
    binh = plain("binh")
    binh.opens(agency.code)
    binh.reads("It is your turn")
    binh.clicks("Trail", role="link")
    binh.reads("Yes. Every event follows the one before", within="#chain")
    binh.takes_up(agency.code, STEP)
    binh.decides("Approve and sign", password="not the password")
    binh.reads("This is not your password. Nothing has been signed")
    expect(binh.page.get_by_role("radio", name="Approve and sign")).to_be_checked()
    binh.field("Your password, to confirm").fill(PASSWORD)
    binh.clicks("Confirm my decision")
    binh.is_told(f"Signed: “{STEP}”")


def test_cuc_returns_it_with_reasons(plain: Callable[[str], Visitor], agency: Dossier, people: dict[str, User]) -> None:
    drafted(agency, people)
    cuc = plain("cuc")
    cuc.takes_up(agency.code, STEP)
    cuc.decides("Return for changes")
    cuc.reads("Say why: whoever mends it reads only this.")
    cuc.decides("Return for changes", to="Draft the scheme", reason="Posts are counted twice.")
    cuc.is_told(f"Returned: “{STEP}”")
    cuc.reads("Posts are counted twice.")


def test_son_brings_evidence(plain: Callable[[str], Visitor], agency: Dossier) -> None:
    item = agency.items.get(code="AST-01")
    son = plain("son")
    son.goes_to(f"/dossiers/{agency.code}/items/{item.code}/")
    son.field("File").set_input_files(a_file("Biên bản kiểm kê.pdf"))
    son.clicks("Attach")
    son.is_told("“Biên bản kiểm kê.pdf” is attached")
    with son.page.expect_download() as waiting:
        son.follows(re.compile("download"))
    assert waiting.value.suggested_filename == "Biên bản kiểm kê.pdf"


def test_anh_finds_a_unit_for_the_plan(
    plain: Callable[[str], Visitor], before_the_merger: None, merger: Dossier
) -> None:
    anh = plain("anh")
    anh.goes_to(f"/dossiers/{merger.code}/plan/new/")
    anh.field("Find a unit").fill("hai duong")
    anh.clicks("Search")
    expect(anh.field("Unit").locator("option", has_text="30")).to_be_attached()
    expect(anh.field("Find a unit")).to_have_value("hai duong")


def test_phuc_asks_for_the_trail_and_comes_back_for_it(
    plain: Callable[[str], Visitor], agency: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reorg.papers.exporting.AT_ONCE", 0)
    phuc = plain("phuc")
    phuc.goes_to(f"/dossiers/{agency.code}/trail/")
    phuc.clicks("Export the trail")
    phuc.is_told("The trail is being printed.")
    work_off(tmp_path)
    phuc.follows("Look again")
    with phuc.page.expect_download() as waiting:
        phuc.page.locator("#exports a[download]").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")


def test_anh_gives_an_item_away_and_reads_a_step_and_the_board(
    plain: Callable[[str], Visitor], agency: Dossier
) -> None:
    anh = plain("anh")
    anh.goes_to(f"/dossiers/{agency.code}/")
    anh.page.locator(".diagram a").first.click()
    anh.reads_heading("A step of the procedure")
    anh.goes_to(f"/dossiers/{agency.code}/")
    anh.clicks("Checklists", role="link")
    anh.page.locator("main a.row-main").first.click()
    anh.clicks("Board", role="link")
    expect(anh.page.locator(".board-column").first).to_be_visible()
    anh.page.locator("a.board-name").first.click()
    anh.page.get_by_text("Give it to another organisation, or another date").click()
    choice = anh.field("Give it to")
    choice.select_option(index=1)
    anh.clicks("Give")
    anh.is_told("The item is given to")


def test_anh_chooses_the_dark_and_narrows_the_timeline(plain: Callable[[str], Visitor], agency: Dossier) -> None:
    anh = plain("anh")
    anh.goes_to(f"/dossiers/{agency.code}/")
    anh.page.locator("details.menu summary").click()
    anh.clicks("dark")
    expect(anh.page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    anh.field("Show").select_option(value="talk")
    anh.clicks("Filter")
    anh.reads("Nothing of this kind has happened", within="#lately")
    anh.field("Say something about it").fill("Đã gọi điện.")
    anh.clicks("Write it into the trail")
    anh.reads("Đã gọi điện.", within="#lately")
