"""The signing part in a browser: factors set up and used, by keyboard alone, several at once; pages read well."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from reorg.people.models import User
from tests.browser.looking import AXE, RUN_AXE, looked_at
from tests.browser.visiting import Cast, Visitor
from tests.cast import PASSWORD, asked, drafted, open_agency, paper, sign
from tests.signing.having import code, recovery_codes, with_app
from tests.signing.papers import a_pdf
from workflows import actions
from workflows.models import Decision, DocumentType, Dossier

STEP = "The leaders of both People's Committees concur"
People = dict[str, User]


def by_name(page: Page, site: str) -> None:
    """Passkeys want a name in the address."""
    assert site.startswith("http://localhost:"), site


def touch_of_a_finger(page: Page) -> Any:
    """Chromium's virtual authenticator: a device with a fingerprint that always fits."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def reads_well(page: Page) -> None:
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []


def test_binh_adds_a_passkey_signs_with_it_and_signs_in_with_it(
    cast: Cast, window: Callable[..., Page], agency: Dossier, people: People, site: str
) -> None:
    drafted(agency, people)
    binh = cast("binh")
    by_name(binh.page, site)
    touch_of_a_finger(binh.page)
    binh.page.locator(".menu summary").click()
    binh.clicks("Signing in and signing", role="link")
    binh.page.locator("#passkeys").get_by_role("link", name="Add a passkey").click()
    binh.page.locator("input[name=password]").fill(PASSWORD)
    binh.clicks("Confirm")
    reads_well(binh.page)
    binh.page.get_by_label("Name of the passkey").fill("Bình's telephone")
    binh.clicks("Add this passkey")
    binh.reads_heading("Recovery codes")
    reads_well(binh.page)

    binh.takes_up(agency.code, STEP)
    reads_well(binh.page)
    binh.page.get_by_role("radio", name="Approve and sign").check()
    binh.clicks("Confirm with your passkey")
    binh.is_told(f"Signed: “{STEP}”")
    binh.reads("a passkey")
    assert Decision.objects.get(signer=people["binh"]).confirmed_by == "passkey"

    binh.page.locator(".menu summary").click()
    binh.clicks("Sign out")
    binh.goes_to("/accounts/login/")
    binh.page.locator("input[name=login]").fill("binh")
    binh.page.locator("input[name=password]").fill(PASSWORD)
    binh.page.locator("main button[type=submit]").last.click()
    binh.reads_heading("Your second factor")
    reads_well(binh.page)
    binh.clicks("Use a passkey")
    expect(binh.page.locator("header .menu-name")).to_be_attached()


def test_binh_sets_up_an_app_without_any_script_and_signs(
    window: Callable[..., Page], site: str, agency: Dossier, people: People
) -> None:
    drafted(agency, people)
    binh = Visitor(window(java_script_enabled=False), site, "binh").signs_in()
    binh.goes_to("/accounts/2fa/")
    binh.follows("Set up the app")
    binh.page.locator("input[name=password]").fill(PASSWORD)
    binh.clicks("Confirm")
    secret = binh.page.locator("#secret").inner_text()
    binh.page.get_by_label("Code").fill(code(secret))
    binh.clicks("Set up the app")
    expect(binh.page.locator("#codes li")).to_have_count(10)
    binh.takes_up(agency.code, STEP)
    binh.page.get_by_role("radio", name="Return for changes").check()
    binh.page.locator("#id_template").select_option(value="return-concurrence-staff")
    binh.clicks("Insert")
    expect(binh.field("Reason")).to_have_value(re.compile("surplus deputies"))
    expect(binh.page.get_by_role("radio", name="Return for changes")).to_be_checked()
    binh.field("Code of your authenticator app, to confirm").fill(code(secret))
    binh.clicks("Confirm my decision")
    binh.is_told(f"Returned: “{STEP}”")
    binh.reads_heading("Receipt no.")


def test_cuc_does_it_all_by_keyboard(window: Callable[..., Page], site: str, agency: Dossier, people: People) -> None:
    """From the sign-in page to the receipt: not one click."""
    drafted(agency, people)
    drafted(open_agency(people, "HN-02"), people)
    secret = with_app(people["cuc"])
    page = window()
    keys = page.keyboard
    page.goto(f"{site}/accounts/login/")
    tab_to(page, "input[name=login]")
    keys.type("cuc")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url("**/2fa/authenticate/")
    tab_to(page, "input[name=code]")
    keys.type(code(secret))
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Desk")
    page.wait_for_load_state()  # until then keys do what they do anywhere

    keys.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    keys.press("Escape")
    expect(page.locator("#keys-help")).to_be_hidden()
    keys.press("/")
    expect(page.locator("#search-box")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    keys.press("f")
    expect(page.locator("#id_q")).to_be_focused()
    keys.type("hn-01")
    keys.press("Enter")
    expect(page.locator("#mine li")).to_have_count(1)
    page.wait_for_load_state()
    page.evaluate("document.activeElement.blur()")
    keys.press("j")
    expect(page.locator("#mine a.row-main").first).to_be_focused()
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text(STEP)
    page.wait_for_load_state()

    tab_to(page, "input[name=choice]")
    keys.press("Space")
    keys.press("ArrowDown")
    expect(page.get_by_role("radio", name="Return for changes")).to_be_checked()
    keys.press("ArrowUp")
    tab_to(page, "input[name=code]")
    keys.type(code(secret, ahead=1))
    keys.press("Enter")
    expect(page.locator("h1")).to_contain_text("Receipt no.")
    expect(page.get_by_role("status").filter(has_text="Signed:").first).to_be_visible()


def tab_to(page: Page, selector: str) -> None:
    """Tab until it has the focus, as one without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement?.matches(selector) ?? false", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def test_keys_walk_choose_and_can_be_switched_off(cast: Cast, agency: Dossier, people: People) -> None:
    other = open_agency(people, "HN-02")
    for one in (agency, other):
        drafted(one, people)
    binh = cast("binh")
    binh.goes_to("/")
    keys = binh.page.keyboard
    rows = binh.page.locator("#mine li")
    for key, at in (("j", 0), ("j", 1), ("k", 0)):
        keys.press(key)
        expect(rows.nth(at).locator("a.row-main")).to_be_focused()
    keys.press("x")
    expect(rows.nth(0).get_by_role("checkbox")).to_be_checked()
    keys.press("?")
    binh.page.get_by_label("Use these keys on this device").uncheck()
    binh.page.keyboard.press("Escape")
    binh.goes_to("/")
    keys.press("j")
    assert not binh.page.evaluate("document.activeElement.matches('a.row-main')")


def test_binh_signs_three_at_once_and_one_has_changed(
    window: Callable[..., Page], site: str, agency: Dossier, people: People
) -> None:
    dossiers = [agency, open_agency(people, "HN-02"), open_agency(people, "HN-03")]
    for one in dossiers:
        drafted(one, people)
    secret = with_app(people["binh"])
    binh = Visitor(window(), site, "binh")
    binh.goes_to("/accounts/login/")
    binh.page.locator("input[name=login]").fill("binh")
    binh.page.locator("input[name=password]").fill(PASSWORD)
    binh.page.locator("main button[type=submit]").last.click()
    binh.page.locator("input[name=code]").fill(code(secret))
    binh.page.locator("main button.btn-primary").first.click()
    expect(binh.page.locator("header .menu-name")).to_be_attached()
    binh.settles()
    for box in binh.page.locator("#mine").get_by_role("checkbox").all():
        box.check()
    binh.clicks("Sign what is chosen together")
    binh.reads_heading("Sign together")
    paper(dossiers[2], "BC", actor=people["anh"], symbol="8/BC-SNV", signed=True)
    binh.field("Code of your authenticator app, to confirm").fill(code(secret, ahead=1))
    binh.clicks("Sign all that are ticked")
    binh.reads_heading("Signed together")
    binh.reads("The content has changed since you opened this page.")
    assert Decision.objects.filter(signer=people["binh"]).count() == 2


def test_a_paper_is_read_in_place(window: Callable[..., Page], site: str, agency: Dossier, people: People) -> None:
    """A plain text, so that what is framed is ours and not the browser's viewer."""
    actions.register_document(
        agency,
        type=DocumentType.objects.get(pk="ĐA"),
        symbol="1/ĐA",
        issuer="UBND",
        date=None,
        subject=agency.text,
        signed=True,
        file=ContentFile("Đề án: bốn mươi biên chế.".encode(), name="de-an.txt"),
        actor=people["anh"],
    )
    drafted(agency, people)
    binh = Visitor(window(), site, "binh").signs_in()
    binh.takes_up(agency.code, STEP)
    assert not agency.events.filter(verb="document.read").exists()
    binh.page.locator("details.read-here summary").first.click()
    expect(binh.page.frame_locator("details.read-here iframe").locator("body")).to_contain_text("bốn mươi biên chế")
    assert agency.events.filter(verb="document.read").count() == 1


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_pages_of_signing_read_well(agency: Dossier, people: People, window: Any, site: str, language: str) -> None:
    User.objects.update(language=language)
    other = open_agency(people, "HN-02")
    one = actions.register_document(
        agency,
        type=paper(other, "ĐA", actor=people["anh"], symbol="9/ĐA", signed=True).type,
        symbol="1/ĐA",
        issuer="UBND",
        date=None,
        subject=agency.text,
        signed=True,
        file=a_pdf("One thing.", "Another."),
        actor=people["anh"],
    )
    drafted(agency, people)
    drafted(other, people)
    given = sign(agency, people["cuc"])
    mine = asked(agency, people["binh"])
    actions.send_back(mine, to="draft", reason="Again.", actor=people["binh"], shown=actions.shown_to_signer(mine)[0])
    actions.add_version(one, file=a_pdf("One thing more.", "Another."), actor=people["anh"])
    actions.complete(asked(agency, people["anh"]), actor=people["anh"])
    with_app(people["giang"])
    recovery_codes(people["giang"])
    Authenticator.objects.create(user=people["dung"], type="webauthn", data=A_KEY)
    here = asked(agency, people["binh"]).pk
    pages = [
        ("/?group=week&what=sign", "binh"),
        (f"/steps/{here}/", "binh"),
        (f"/documents/{one.pk}/compare/1/2/", "binh"),
        (f"/receipts/{given.pk}/", "cuc"),
        (f"/signing/many/?a={here}&a={asked(other, people['binh']).pk}", "binh"),
        ("/accounts/2fa/", "binh"),
        ("/accounts/2fa/", "giang"),
        ("/accounts/2fa/", "dung"),
        ("/accounts/2fa/webauthn/", "dung"),
    ]
    assert not looked_at(pages, people, window, site, f"signing-{language}")


# What allauth keeps of a passkey; only its name is read on these pages.
A_KEY = {"name": "Khóa của Dũng", "credential": {"clientExtensionResults": {"credProps": {"rk": False}}}}
