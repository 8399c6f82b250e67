"""Procedures that arrange no units, walked by clicks to their ends on their real cases, as in ``test_every_way``:
twinning and support, working sessions, papers that are drafted."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Locator

from reorg.demo import support
from reorg.demo.cast import load_cast
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
from tests.browser.stepping import Desk, Way
from tests.browser.visiting import Visitor
from tests.cast import PASSWORD, procedure
from tests.support.doing import HUNG_SON, agree, pair_of
from workflows.text import Text

People = dict[str, User]
ASKED = "Đề nghị bổ sung nội dung về kinh tế tư nhân theo Nghị quyết số 68-NQ/TW"


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
