"""Each procedure besides the merger of provinces, walked by clicks to its end on its real case.

The cast open the dossier on the page "New dossier" and take every step in the browser. What is not a step is settled by
the functions that the pages call, as each test says. The merger of provinces has its own journey in ``test_journey``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator, Page

from reorg.consolidation.plan import save_department
from reorg.demo import support
from reorg.demo.agencies import JUSTICE, planned_departments, with_justice
from reorg.demo.cast import (
    AGENCY_PARTS,
    CHAIR,
    CLERK,
    KIM_SON_CAST,
    KIM_SON_PARTS_2025,
    SCHEME_PARTS,
    SECRETARY,
    Person,
    load_cast,
)
from reorg.demo.kim_son import plan_of_2025
from reorg.demo.lang_son import LANG_SON
from reorg.demo.political_report import EDITORS
from reorg.drafting.demo import FIRST, SECOND
from reorg.drafting.models import Round
from reorg.people.loading import fixture
from reorg.people.models import User
from reorg.sessions import actions as sessions
from reorg.sessions import demo, recommending
from reorg.sessions.models import Instruction, Recommendation
from reorg.support.models import Pair
from reorg.units.actions import change_plan
from reorg.units.loading import load_units
from tests.browser.stepping import Desk, Way
from tests.browser.visiting import Visitor
from tests.cast import PASSWORD, procedure, settle
from tests.consolidation.conftest import home_affairs
from tests.engine.doing import prove
from tests.support.doing import HUNG_SON, agree, pair_of
from workflows import actions
from workflows.models import ChecklistItem, ProcedureVersion
from workflows.text import Text

People = dict[str, User]
ASKED = "Đề nghị bổ sung nội dung về kinh tế tư nhân theo Nghị quyết số 68-NQ/TW"
BY = Text("làm việc", "acts")
# Who acts for Ninh Bình and its council, and for Kim Sơn's, besides Kim Sơn's own people of the demonstration.
NINH_BINH = (
    Person("nb_chair", "Chủ tịch Ninh Bình", BY, (("nbinh_pc", "chair", CHAIR),)),
    Person("nb_secretary", "Bí thư Ninh Bình", BY, (("nbinh_party", "secretary", SECRETARY),)),
    Person("nb_clerk", "Thư ký HĐND Ninh Bình", BY, (("nbinh_council", "council_clerk", CLERK),)),
    Person("ks_clerk", "Thư ký HĐND Kim Sơn", BY, (("ks_council", "council_clerk", CLERK),)),
)


@pytest.fixture
def desk(site: str, window: Callable[..., Page]) -> Desk:
    return Desk(window(), site)


# Communes


def test_twenty_three_communes_become_eight(desk: Desk, people: People) -> None:
    """Kim Sơn in 2025, by the version of that time: the page offers what is in force today, so it is made to last.

    The eight clauses of Resolution 1674 and the items are settled by functions; the count of households is a sample.
    """
    ProcedureVersion.objects.filter(code="commune_arrangement", version="2025.1").update(valid_to=None)
    load_units(["37"])
    people |= load_cast(PASSWORD, (*KIM_SON_CAST, *NINH_BINH))
    version = ProcedureVersion.objects.get(code="commune_arrangement", version="2025.1")
    way = Way(desk, "KS-2025-01", version)
    title = Text("Sắp xếp các xã huyện Kim Sơn", "Arrange the communes of Kim Sơn")
    drafter = screens_kim_son(desk("ks-drafter"))
    way.begins(drafter, title, KIM_SON_PARTS_2025, Operating_from="2025-07-01")
    drafter.reads("no plan yet: which units become which", within="#missing")
    change_plan(way.dossier, plan_of_2025(), actor=people["ks-drafter"])

    papers = {"ĐA": "Đề án sắp xếp đơn vị hành chính cấp xã", "TTr": "Tờ trình về đề án"}
    way.finishes("ks-drafter", "Draft the scheme of the communes", papers=papers, then="Review")
    step = "Consult the voters representing households"
    way.consults("ks-drafter", step, place="Xã Chất Bình", listed=1000, agree=992)
    for secretary in ("nb_secretary", "ks-secretary"):
        way.signs(secretary, "The Party committees give their opinion")
    for chair in ("ks-chair", "nb_chair"):
        way.signs(chair, "Both People's Committees concur")
    for clerk in ("nb_clerk", "ks_clerk"):
        way.votes(clerk, "The People's Councils vote", members=50, day="2025-04-28")
    step, lacking = "The Ministry of Home Affairs appraises", "Bổ sung bản đồ phương án."
    way.supplements("lam", step, reason=lacking)
    way.finishes("ks-drafter", "Supplement and explain", because=lacking)
    way.signs("lam", step)
    papers = {"TTr": "Tờ trình của Chính phủ", "ĐA": "Đề án của Chính phủ"}
    way.signs("mai", "The Government adopts the scheme and signs the submission", papers=papers, then="Approval")
    way.signs("nam", "The Law and Justice Committee verifies", papers={"BC": "Báo cáo thẩm tra"})
    resolution = {"NQ": fixture("kim_son")["units_2025"]["resolution"]}
    step = "The Standing Committee of the National Assembly decides"
    way.signs("oanh", step, papers=resolution, then="Implementation")
    settles_kim_son(way, people)
    way.signs("ks-chair", "Hand over to the new units")
    way.signs("nb_chair", "Hand over to the new units", then="Closed")
    way.ends()


def screens_kim_son(drafter: Visitor) -> Visitor:
    """All communes of the district under Resolution 76/2025; the dossier begins with what was found."""
    drafter.goes_to("/screenings/new/?q=kim+son&regime=76%2F2025&day=2025-04-20")
    drafter.page.get_by_role("checkbox", name="all communes of Kim Son district").check()
    drafter.fills(Title="Kim Sơn 2025")
    drafter.field("For").select_option(label="People's Committee of Ninh Bình Province")
    drafter.clicks("Screen them")
    drafter.reads("23 units of 23")
    drafter.clicks("Start a dossier with the units ticked")
    drafter.reads("The dossier begins with the findings of the screening")
    return drafter


@transaction.atomic
def settles_kim_son(way: Way, people: People) -> None:
    for item in items(way):
        prove(item, people["ks-drafter"])
        actions.report_done(item, actor=people["ks-drafter"])
        actions.verify_item(item, actor=people["nb_chair"])


def items(way: Way) -> list[ChecklistItem]:
    return list(ChecklistItem.objects.filter(dossier__code=way.code).select_related("owner", "dossier"))


# Departments


def test_two_departments_become_one(desk: Desk, people: People) -> None:
    """Hải Dương's Department of Home Affairs goes into Hải Phòng's. The plan and the items are settled by functions."""
    way = Way(desk, "HP-2025-03", procedure("agency_consolidation"))
    title = Text("Hợp nhất Sở Nội vụ", "Consolidate the Departments of Home Affairs")
    way.opens("anh", title, AGENCY_PARTS, Operating_from="2025-07-01")
    save_department(way.dossier, home_affairs(), actor=people["anh"])
    way.finishes("anh", "Draft the scheme", papers={"ĐA": "Đề án hợp nhất Sở Nội vụ"}, then="Review")
    for chair in ("cuc", "binh"):
        way.signs(chair, "The leaders of both People's Committees concur")
    way.signs("uyen", "The Department of Home Affairs appraises", then="Approval")
    way.votes("hanh", "The People's Council votes", members=66, day="2025-07-01", then="Implementation")
    settled(way, people)
    way.signs("vinh", "Hand over between the agencies")
    way.signs("binh", "Hand over between the agencies", then="Closed")
    way.ends()


def test_twenty_four_departments_become_twelve(desk: Desk, people: People) -> None:
    """Those of Hải Phòng and Hải Dương. The plan of thirteen, of which one is kept, and the items by functions."""
    people = with_justice(people)
    way = Way(desk, "HP-2025-04", procedure("agency_scheme"))
    title = Text("24 sở thành 12", "24 departments into 12")
    drafter = way.opens("anh", title, SCHEME_PARTS, Operating_from="2025-07-01")
    drafter.reads("no plan yet: which agencies become which", within="#missing")
    plans_the_departments(way, people["anh"])
    papers = {"ĐA": "Đề án các cơ quan chuyên môn", "TTr": "Tờ trình về đề án"}
    way.finishes("anh", "Draft the scheme", papers=papers, then="Review")
    for chair in ("cuc", "binh"):
        way.signs(chair, "The leaders of both People's Committees concur")
    report = {"BC": "Báo cáo thẩm định"}
    way.signs(JUSTICE, "The Department of Justice appraises the drafts", papers=report)
    way.signs("uyen", "The Department of Home Affairs appraises the scheme", papers=report)
    way.signs("binh", "Submit the scheme to the People's Council", then="Approval")
    step, papers = "The People's Council votes on the departments", {"NQ": "Nghị quyết thành lập các cơ quan"}
    way.votes("hanh", step, members=66, day="2025-07-01", papers=papers, then="Implementation")
    way.files("anh", {"QĐ": "Quyết định quy định chức năng, nhiệm vụ"})
    way.signs("binh", "The People's Committee decides functions and tasks")
    settled(way, people)
    way.signs("cuc", "Hand over between the agencies")
    way.signs("binh", "Hand over between the agencies", then="Closed")
    way.ends()


@transaction.atomic
def plans_the_departments(way: Way, drafter: User) -> None:
    for planned in planned_departments():
        save_department(way.dossier, planned, actor=drafter)


@transaction.atomic
def settled(way: Way, people: People) -> None:
    """Every item of every list, with evidence, reported by one and verified by another."""
    for item in items(way):
        settle(item, people)


# Support


def test_lowland_units_are_twinned_with_communes_of_the_mountains(desk: Desk, people: People) -> None:
    """Đà Nẵng. The registers of units, the pairs that the sources name and all agreements but one are written by
    functions; the proposal is taken over, and one pair added by an amendment that is decided anew, by clicks."""
    people |= support.load_people(PASSWORD)
    data, drafter = fixture("da_nang_twinning"), people["dn_soan"]
    way = Way(desk, "DN-2025-01", procedure("twinning"))
    title = Text("Kết nghĩa 60 xã, phường với 33 xã", "Twin 60 lowland communes and wards with 33 communes")
    way.opens("dn_soan", title, support.TWINNING_PARTS, Date_of_the_resolution="2025-07-29")
    support.list_units(way.dossier, data, drafter)
    support.set_real_pairs(way.dossier, data, drafter)
    sets_the_terms(way, "dn_soan", Agreements_signed_by="2025-09-05", Legal_basis=data["terms"]["basis"])
    takes_the_proposal_over(way)
    way.finishes("dn_soan", "Survey needs and means; draft the assignment", then="Review")
    way.signs("dn_truong", "The Organising Committee proposes the assignment", then="Approval")
    way.signs("dn_bithu", "The Standing Committee decides on the assignment", then="Implementation")

    step, why = "The pairs sign their agreements and plan", "Thêm một đơn vị cho xã Hùng Sơn."
    way.goes_back("dn_soan", step, to="Amend the assignment", reason=why)
    adds_a_helper(way, "dn_soan", helper="20285", place=HUNG_SON, reason=why)
    way.finishes("dn_soan", "Amend the assignment", because=why)
    way.signs("dn_bithu", "The Standing Committee decides on the amendment")

    support.record_real_agreements(way.dossier, data, drafter)
    all_agree(way, drafter, but=pair_of(way.dossier, "20285", HUNG_SON))
    records_the_last_agreement(way, step)
    way.finishes("dn_soan", step)
    way.signs("dn_truong", "Sum up and close", then="Closed")
    way.ends()


def sets_the_terms(way: Way, name: str, **terms: str) -> None:
    drafter = way.desk(name)
    drafter.goes_to(f"/dossiers/{way.code}/support/")
    drafter.follows("Set the terms")
    drafter.fills(**terms)
    drafter.clicks("Set the terms")
    drafter.is_told("The terms are set.")


def takes_the_proposal_over(way: Way) -> None:
    drafter = way.desk("dn_soan")
    drafter.follows("Propose pairs")
    drafter.clicks("Take this proposal over")
    drafter.is_told("The proposal is taken over")


def adds_a_helper(way: Way, name: str, *, helper: str, place: str, reason: str) -> None:
    drafter = way.desk(name)
    drafter.goes_to(f"/dossiers/{way.code}/support/pairs/new/?place={place}")
    drafter.field("Unit that helps").select_option(value=helper)
    drafter.fills(Reason=reason)
    drafter.clicks("Assign")
    drafter.is_told("the pair is set.")


@transaction.atomic
def all_agree(way: Way, drafter: User, *, but: Pair) -> None:
    for pair in way.dossier.support_pairs.filter(ended_at__isnull=True, agreement__isnull=True).exclude(pk=but.pk):
        agree(pair, drafter)


def records_the_last_agreement(way: Way, step: str) -> None:
    """The step names the pair that has not signed; its agreement is recorded from there."""
    drafter = way.takes_up("dn_soan", step)
    drafter.page.locator("#missing").get_by_role("link", name="no agreement is recorded").click()
    drafter.fills(Signed_on="2025-09-04", Signed_for_the_helper_by="Bí thư", Signed_for_the_commune_by="Chủ tịch")
    drafter.clicks("Record")
    drafter.is_told("the agreement is recorded")


def test_bodies_of_a_province_help_its_communes(desk: Desk, people: People) -> None:
    """Điện Biên Đông, Decision 2072 of 2021. The registers and fourteen pairs are written by functions; one is added
    by an amendment that is decided anew, by clicks."""
    people |= support.load_people(PASSWORD)
    data, drafter = fixture("dien_bien_dong_support"), people["db_soan"]
    way = Way(desk, "DB-2021-01", procedure("support_assignment"))
    title = Text("Giúp đỡ 14 xã huyện Điện Biên Đông", "Help 14 communes of Điện Biên Đông")
    way.opens("db_soan", title, support.ASSIGNMENT_PARTS, Date_of_the_resolution="2021-11-17")
    support.list_bodies(way.dossier, data, drafter)
    support.set_sample_pairs(way.dossier, data, drafter)
    terms = {"First day": "2021-11-17", "Last day": "2025-12-31", "Legal basis": data["terms"]["basis"]}
    sets_the_terms(way, "db_soan", **terms)
    way.finishes("db_soan", "Draft the assignment", then="Review")
    way.signs("db_huyen", "Propose the assignment", then="Approval")
    way.signs("db_tinh", "The People's Committee decides on the assignment", then="Implementation")

    step, why = "Support and follow up", "Thêm một đơn vị cho xã Mường Luân."
    way.goes_back("db_soan", step, to="Amend the assignment", reason=why)
    adds_a_helper(way, "db_soan", helper="tinhdoan", place="03376", reason=why)
    way.finishes("db_soan", "Amend the assignment", because=why)
    way.signs("db_tinh", "The People's Committee decides on the amendment")
    way.finishes("db_soan", step)
    way.signs("db_huyen", "Sum up the period and close", then="Closed")
    way.ends()


# Sessions


def test_seven_communes_are_heard_and_every_recommendation_is_settled(desk: Desk, people: People) -> None:
    """Lạng Sơn. What was prepared and raised is written by functions; of seven recommendations and two instructions
    the first is settled by clicks, the others by functions."""
    there = demo.load_organisations()
    people |= load_cast(PASSWORD, LANG_SON)
    way = Way(desk, "LS-2025-01", procedure("working_session"))
    title = Text("Làm việc với bảy xã huyện Lộc Bình cũ", "Working session with seven communes of former Lộc Bình")
    office = way.opens("ls_office", title, {"host": "ls_party", "audit": "state_audit"})
    office.reads("nobody has said who heads the session", within="#missing")
    demo.prepare(way.dossier, there, people["ls_office"])
    way.finishes("ls_office", "Prepare the programme and the delegation", then="Review")
    demo.record(way.dossier, there, people["ls_office"])
    way.finishes("ls_office", "Hold the session and record what is raised", then="Approval")
    way.signs("ls_secretary", "Conclude the session", then="Implementation")
    answers_and_reports(way)
    verifies_and_confirms(way)
    settles(way)
    the_others_are_settled(way, people)
    way.finishes("ls_office", "Follow up recommendations and instructions", then="Closed")
    way.ends()


def answers_and_reports(way: Way) -> None:
    """An officer of the department answers the first recommendation, and reports the first instruction."""
    officer = way.desk("ls_officer")
    officer.goes_to(f"/dossiers/{way.code}/recommendations/1/")
    officer.field("Answer (Vietnamese)").fill("Đã bố trí hai công chức biệt phái.")
    officer.clicks("Answer")
    officer.reads("Somebody else verifies this: you gave the answer.")
    officer.goes_to(f"/dossiers/{way.code}/session/")
    line = first_instruction(officer)
    line.get_by_label("What was done").fill("Đã trình phương án bố trí cán bộ.")
    line.get_by_role("button", name="Report as done").click()
    officer.reads("Đã trình phương án bố trí cán bộ.", within="#instruction")


def verifies_and_confirms(way: Way) -> None:
    checker = way.desk("ls_checker")
    checker.goes_to(f"/dossiers/{way.code}/recommendations/1/")
    checker.clicks("Verify the answer")
    checker.is_told("Recommendation no. 1 is up to date.")
    checker.goes_to(f"/dossiers/{way.code}/session/")
    first_instruction(checker).get_by_role("button", name="It is done: confirm").click()
    checker.reads("confirmed", within="#instruction li.entry .state")


def first_instruction(person: Visitor) -> Locator:
    """Its line, unfolded."""
    line = person.page.locator("#instruction li.entry").first
    line.locator("summary").first.click()
    return line


def settles(way: Way) -> None:
    office = way.desk("ls_office")
    office.goes_to(f"/dossiers/{way.code}/recommendations/1/")
    office.clicks("Settle it")
    office.reads("Settled", within="dd .state-closed")


@transaction.atomic
def the_others_are_settled(way: Way, people: People) -> None:
    said, checker = Text("Đã bố trí.", "Done."), people["ls_checker"]
    for one in Recommendation.objects.filter(dossier__code=way.code, no__gt=1):
        worker = people["ls_finance"] if one.lead and one.lead.key == "ls_finance" else people["ls_officer"]
        recommending.answer(one, text=said, actor=worker)
        recommending.verify(one, actor=checker)
        recommending.close(one, actor=people["ls_office"])
    for given in Instruction.objects.filter(dossier__code=way.code, no__gt=1):
        sessions.report_instruction(given, note="Đã làm.", actor=people["ls_officer"])
        sessions.confirm_instruction(given, actor=checker)


# Papers that are drafted


def test_a_political_report_is_drafted_consulted_on_and_adopted(desk: Desk, people: People) -> None:
    """Hải Phòng, all of it by clicks: drafted, put before a body, its opinion answered, the four pillars brought in."""
    people |= load_cast(PASSWORD, EDITORS)
    way = Way(desk, "HP-2025-05", procedure("paper_drafting"))
    title = Text("Soạn thảo Báo cáo chính trị thành phố Hải Phòng", "Draft the political report of Hải Phòng")
    editor = way.opens("hp_editor", title, {"owner": "hp_party", "audit": "state_audit"})
    begins_to_draft(editor)
    way.finishes("hp_editor", "Write the draft", then="Review")
    step = "Ask for opinions and answer them"
    editor = way.takes_up("hp_editor", step)
    editor.reads("draft 1 lacks", within="#missing")
    asks_a_body(editor)
    gives_an_opinion(way.desk("hp_adviser"))
    takes_it_up(way, step)
    way.finishes("hp_editor", step, then="Approval")
    way.signs("dung", "Adopt the paper", then="Implementation")
    way.finishes("hp_editor", "Finish and issue it", then="Closed")
    way.ends()


def begins_to_draft(editor: Visitor) -> None:
    editor.page.locator("#missing").get_by_role("link", name="no paper is being drafted").click()
    editor.registers("Báo cáo chính trị", type="BC")
    editor.follows("Draft it here")
    editor.field("Contents that must be in it").select_option(value="four_pillars")
    editor.clicks("Begin")
    hands_in(editor, FIRST)


def hands_in(editor: Visitor, text: str) -> None:
    editor.follows("Next draft")
    editor.field("Text of the draft").fill(text)
    editor.clicks("Keep this draft")
    editor.is_told("is there.")


def asks_a_body(editor: Visitor) -> None:
    editor.page.locator("#missing").get_by_role("link").first.click()
    editor.follows("Ask for opinions")
    editor.field("Who is asked").select_option(value="bodies")
    editor.field("Bodies asked").select_option(label="People's Committee of Hải Phòng City")
    editor.fills(**{"Until, that day included": (timezone.localdate() + timedelta(days=10)).isoformat()})
    editor.clicks("Open the round")
    editor.reads("Round 1, on draft 1")


def gives_an_opinion(adviser: Visitor) -> None:
    adviser.goes_to(f"/drafting/rounds/{Round.objects.get().pk}/")
    adviser.page.get_by_role("textbox", name="Your opinion").fill(f"{ASKED} (ý kiến mẫu).")
    adviser.clicks("Give this opinion")
    adviser.reads(ASKED, within="#opinions")


def takes_it_up(way: Way, step: str) -> None:
    """The chief editor answers; the editor finds only the contents missing still, and brings them in."""
    chief = way.desk("hp_chief_editor")
    chief.goes_to(f"/drafting/rounds/{Round.objects.get().pk}/")
    mine = chief.page.locator("li.entry", has_text=ASKED)
    mine.locator("summary").click()
    mine.get_by_label("taken up", exact=True).check()
    mine.get_by_role("button", name="Save the answer").click()
    chief.reads("taken up", within="#opinions .state")
    editor = way.takes_up("hp_editor", step)
    editor.page.locator("#missing").get_by_role("link", name="draft 1 lacks").first.click()
    hands_in(editor, f"{SECOND}\nĐoạn mẫu về kinh tế tư nhân theo Nghị quyết số 68-NQ/TW.")
