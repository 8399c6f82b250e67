"""A leader is away: the deputy sees the work, takes it up and signs; the leader returns; trail and paper say so."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from reorg.papers.collect import trail_paper
from reorg.people.models import Office, User
from tests.browser.visiting import Cast
from tests.cast import asked, drafted
from tests.deputies.conftest import deputy_chair
from workflows import actions
from workflows.models import Dossier
from workflows.offices import today

STEP = "The leaders of both People's Committees concur"


def test_a_deputy_signs_for_an_absent_leader_who_then_returns(
    cast: Cast, agency: Dossier, people: dict[str, User]
) -> None:
    duc = deputy_chair("duc", "Trương Minh Đức")
    drafted(agency, people)

    binh = cast("binh")
    binh.page.locator(".menu summary").click()
    binh.page.get_by_role("link", name="Deputies and absence").click()
    binh.reads("Nobody acts for this office.")
    binh.follows("Name a deputy")
    binh.field("Deputy").select_option(value=str(duc.pk))
    binh.field("By what authority").select_option(value="KT.")
    binh.page.get_by_label("Only while I am absent").check()
    binh.clicks("Name this deputy")
    binh.is_told("Trương Minh Đức acts for you")
    there = cast("duc")
    there.goes_to("/")
    there.reads("Your desk is clear", within="#mine")

    binh.field("From").fill(today().isoformat())
    binh.field("Until").fill((today() + timedelta(days=3)).isoformat())
    binh.clicks("Note the absence")
    binh.is_told("Noted.")

    there.goes_to("/")
    there.reads("as deputy for Trần Văn Bình (KT.)", within="#deputy")
    there.clicks("Take it up")
    there.is_told("You have taken it up")
    there.signs(agency.code, STEP)

    binh.goes_to("/")
    binh.reads("Your desk is clear", within="#mine")
    binh.goes_to("/deputies/")
    binh.clicks("I am back")
    binh.is_told("Welcome back")
    there.goes_to("/deputies/")
    there.reads("not in force today")

    binh.goes_to(f"/dossiers/{agency.code}/")
    binh.reads("KT. Phó Chủ tịch")
    binh.goes_to(f"/dossiers/{agency.code}/trail/")
    binh.reads("took up the step “The leaders of both People's Committees concur” as deputy for Trần Văn Bình (KT.)")
    signing = binh.page.locator(".timeline-event").filter(has_text="signed off").filter(has_text="Trương Minh Đức")
    expect(signing).to_contain_text("KT. Chair Trần Văn Bình")
    signed = trail_paper(Dossier.objects.get(pk=agency.pk), "vi").sign_offs[0].signer
    assert (signed.name, signed.authority, signed.on_behalf_of) == (
        "Trương Minh Đức",
        "KT.",
        "Chủ tịch Trần Văn Bình",
    )
    actions.sign(
        asked(agency, people["cuc"]),
        actor=people["cuc"],
        shown=actions.shown_to_signer(asked(agency, people["cuc"]))[0],
    )
    assert Office.objects.filter(person=duc).count() == 1
