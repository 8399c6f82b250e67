"""A long form, a crash, another day: what was typed is offered back and goes where it was."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from reorg.comforts.models import HalfFilled
from reorg.people.models import User
from tests.browser.visiting import Visitor
from workflows.models import Dossier


def test_anh_loses_her_browser_and_not_her_clause(
    site: str, window: Callable[..., Page], before_the_merger: None, merger: Dossier, people: dict[str, User]
) -> None:
    path = f"/dossiers/{merger.code}/plan/new/"
    anh = Visitor(window(), site, "anh").signs_in()
    anh.goes_to(path)
    anh.field("Name of the resulting unit").fill("Hải Phòng mới")
    anh.field("Population").fill("4664124")
    part = anh.page.locator("fieldset.part").first
    part.get_by_label("Find a unit").press_sequentially("hai duong")
    unit = part.get_by_label("Unit", exact=True)
    expect(unit.locator("option", has_text="30").first).to_be_attached()
    chosen = unit.locator("option").last.get_attribute("value") or ""
    with anh.page.expect_response(lambda answer: f'"{chosen}"' in (answer.request.post_data or "")):
        unit.select_option(value=chosen)
    expect(anh.page.locator(".kept-mark")).to_contain_text("Kept for you, not sent yet")
    anh.page.close()  # the crash

    again = Visitor(window(), site, "anh").signs_in()
    again.goes_to(path)
    offer = again.page.locator(".kept-offer")
    expect(offer).to_contain_text("You began this form and did not send it")
    offer.get_by_role("button", name="Fill it in again").click()
    expect(again.field("Name of the resulting unit")).to_have_value("Hải Phòng mới")
    expect(again.field("Population")).to_have_value("4664124")
    expect(again.page.locator("fieldset.part").first.get_by_label("Unit", exact=True)).to_have_value(chosen)
    expect(offer).to_have_count(0)


def test_a_reason_is_kept_and_a_password_is_not_and_sending_ends_it(
    site: str, window: Callable[..., Page], agency: Dossier, people: dict[str, User]
) -> None:
    from tests.cast import asked, drafted

    drafted(agency, people)
    path = f"/steps/{asked(agency, people['cuc']).pk}/"
    cuc = Visitor(window(), site, "cuc").signs_in()
    cuc.goes_to(path)
    cuc.page.get_by_role("radio", name="Return for changes").check()
    cuc.field("Reason").fill("Posts are counted twice.")
    cuc.field("Your password, to confirm").fill("not to be kept")
    expect(cuc.page.locator(".kept-mark")).to_contain_text("Kept for you")
    kept = HalfFilled.objects.get()
    assert "Posts are counted twice." in str(kept.fields)
    assert "not to be kept" not in str(kept.fields)
    cuc.decides("Return for changes", to="Draft the scheme", reason="Posts are counted twice.")
    cuc.is_told(re.compile("^Returned"))
    assert not HalfFilled.objects.exists()


def test_a_form_nobody_touched_says_nothing(
    site: str, window: Callable[..., Page], merger: Dossier, people: dict[str, User]
) -> None:
    anh = Visitor(window(), site, "anh").signs_in()
    anh.goes_to(f"/dossiers/{merger.code}/comments/")
    anh.field("Comment").click()
    expect(anh.page.locator(".kept-mark")).to_have_count(0)
    assert not HalfFilled.objects.exists()
