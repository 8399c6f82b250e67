"""The dossier's page, opening one, its dates and its unit plan."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reorg.people.models import User
from reorg.units.actions import change_plan
from reorg.units.plan import plan_of
from tests import cast
from tests.web.reader import as_, step_url, words
from workflows import actions
from workflows.models import ChecklistItem, Dossier, Event, ProcedureVersion

pytestmark = pytest.mark.django_db
People = dict[str, User]
MOST = 40  # queries for the page of a dossier, however much is in it


def queries(browser: object, url: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(url).status_code == 200  # type: ignore[attr-defined]
    return len(asked)


def test_the_page_says_what_is_missing_and_where_it_is_mended(merger: Dossier, people: People) -> None:
    page = as_(people["anh"]).get(f"/dossiers/{merger.code}/")
    html, text = page.content.decode(), words(page)
    assert "It is your turn" in text
    assert f'href="{step_url(merger, people["anh"])}"' in html
    assert "document missing: Scheme (ĐA)" in text or "document missing" in text
    assert f"/dossiers/{merger.code}/documents/new/?type=" in html
    assert "Hai Phong city" in text
    assert html.count("<h1") == 1
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="flow"' in html


def test_the_rooms_are_named_with_how_much_is_in_them(merger: Dossier, people: People) -> None:
    cast.paper(merger, "BC", actor=people["anh"], symbol="1/BC")
    actions.register_document(
        merger, type=merger.documents.get().type, symbol="2/MẬT", issuer="UBND", date=None, subject=merger.text,
        signed=False, restricted=True, actor=people["anh"],
    )  # fmt: skip
    tabs = rooms(as_(people["anh"]).get(f"/dossiers/{merger.code}/"))
    assert (tabs["plan"], tabs["documents"], tabs["checklists"]) == ("1", "2", f"0/{merger.items.count()}")
    assert rooms(as_(people["lam"]).get(f"/dossiers/{merger.code}/"))["documents"] == "1"  # one is kept from her
    page = as_(people["lam"]).get(f"/dossiers/{merger.code}/documents/").content.decode()
    assert 'href="/dossiers/HP-01/documents/" aria-current="page"' in page


def rooms(page: object) -> dict[str, str]:
    html = page.content.decode()  # type: ignore[attr-defined]
    return dict(re.findall(r'id="tab-(\w+)" aria-hidden="true">([^<]+)<', html))


def test_a_step_tells_who_was_asked_each_time_and_what_is_next(merger: Dossier, people: People) -> None:
    cast.drafted(merger, people)
    anh = as_(people["anh"])
    diagram = anh.get(f"/dossiers/{merger.code}/").content.decode()
    assert f'<a href="/dossiers/{merger.code}/steps/draft/">' in diagram
    draft = words(anh.get(f"/dossiers/{merger.code}/steps/draft/"))
    assert "Nguyễn Thị Ánh" in draft
    assert "less than a minute" in draft
    assert "What is next Consult the voters representing households" in draft
    ahead = words(anh.get(f"/dossiers/{merger.code}/steps/councils/"))
    assert "The dossier has not come here yet." in ahead
    assert "Who will be asked" in ahead
    assert "Hai Phong" in ahead or "Hải Phòng" in ahead
    assert anh.get(f"/dossiers/{merger.code}/steps/nowhere/").status_code == 404


def test_a_step_that_came_back_is_told_twice(agency: Dossier, people: People) -> None:
    cast.drafted(agency, people)
    cuc = cast.asked(agency, people["cuc"])
    actions.send_back(cuc, to="draft", reason="Thiếu biên chế.", actor=people["cuc"])
    draft = words(as_(people["anh"]).get(f"/dossiers/{agency.code}/steps/draft/"))
    assert "Time 2" in draft
    assert "Time 1" in draft


def test_the_timeline_is_narrowed_by_kind_person_and_day(merger: Dossier, people: People) -> None:
    from reorg.notices import following

    following.comment(merger, text="Đã gọi điện cho Sở Tài chính.", mentioned=[], actor=people["binh"])
    cast.paper(merger, "BC", actor=people["anh"], symbol="1/BC")
    anh, page = as_(people["anh"]), f"/dossiers/{merger.code}/"
    everything = timeline_of(anh.get(page))
    assert "Đã gọi điện" in everything
    assert "1/BC" in everything
    assert "1/BC" not in timeline_of(anh.get(page, {"kind": "talk"}))
    assert "Đã gọi điện" not in timeline_of(anh.get(page, {"kind": "papers"}))
    assert "1/BC" not in timeline_of(anh.get(page, {"person": people["binh"].pk}))
    assert "Nothing of this kind has happened" in timeline_of(anh.get(page, {"day": "2020-01-01"}))
    assert "Đã gọi điện" in timeline_of(anh.get(page, {"kind": "made-up", "person": "x", "day": "y"}))


def timeline_of(page: object) -> str:
    return page.content.decode().partition('id="events"')[2].partition("</form>")[0]  # type: ignore[attr-defined]


def test_something_said_on_the_page_comes_back_to_the_page(merger: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    said = anh.post(f"/dossiers/{merger.code}/comments/", {"text": "Đã xem.", "back": "dossier"})
    assert said["Location"] == f"/dossiers/{merger.code}/"


def test_the_units_are_drawn_where_they_lie(merger: Dossier, people: People) -> None:
    from reorg.units.models import Unit

    page = as_(people["anh"]).get(f"/dossiers/{merger.code}/").content.decode()
    assert 'class="unit-map"' not in page  # no coordinates, no picture
    Unit.objects.filter(code="30", level="province").update(lat="20.94", lon="106.33")
    Unit.objects.filter(code="31", level="province").update(lat="20.86", lon="106.68")
    page = as_(people["anh"]).get(f"/dossiers/{merger.code}/").content.decode()
    assert page.count('class="map-unit') == 2
    assert page.count('class="map-result') == 1


def test_opening_the_page_is_written_down_once_a_day(merger: Dossier, people: People) -> None:
    binh = as_(people["binh"])
    binh.get(f"/dossiers/{merger.code}/")
    binh.get(f"/dossiers/{merger.code}/")
    assert Event.objects.filter(dossier=merger, verb="dossier.read", actor=people["binh"]).count() == 1


def test_whoever_takes_no_part_does_not_learn_that_it_exists(merger: Dossier, people: People) -> None:
    xuan = as_(people["xuan"])
    for place in (
        "",
        "plan/",
        "documents/",
        "documents/new/",
        "checklists/",
        "checklists/assets/",
        "items/AST-01/",
        "trail/",
        "trail.pdf",
        "diagram.svg",
        "procedure.bpmn",
        "dates/",
        "withdraw/",
        "plan/1/",
    ):
        assert xuan.get(f"/dossiers/{merger.code}/{place}").status_code == 404, place


def test_the_page_costs_the_same_however_much_has_happened(merger: Dossier, people: People) -> None:
    anh, url = as_(people["anh"]), f"/dossiers/{merger.code}/"
    anh.get(url)
    few = queries(anh, url)
    cast.drafted(merger, people)
    consult = cast.asked(merger, people["anh"])
    for number in range(12):
        actions.record_opinion(
            consult, respondent=f"Xã {number}", total=100, agree=90, disagree=5, other=5, actor=people["anh"]
        )
    actions.close_round(cast.asked(merger, people["anh"]), actor=people["anh"])
    for signer in ("dung", "giang", "cuc"):
        cast.sign(merger, people[signer])
    for item in ChecklistItem.objects.filter(dossier=merger).select_related("owner", "dossier")[:15]:
        cast.settle(item, people)
    binh = cast.asked(merger, people["binh"])
    shown, _content = actions.shown_to_signer(binh)
    actions.send_back(binh, to="draft", reason="Maps.", actor=people["binh"], shown=shown)
    for number in range(10):
        cast.paper(merger, "BC", actor=people["anh"], symbol=f"{number}/BC-UBND", signed=True)
    much = queries(anh, url)
    assert much <= few + 2  # one more prefetch where there was nothing to fetch before
    assert much <= MOST


def test_many_open_items_are_named_a_few_and_counted(merger: Dossier, people: People) -> None:
    """A dossier in implementation misses a hundred items: the page names some and counts the rest."""
    Dossier.objects.filter(pk=merger.pk)
    from reorg.web.pages.dossier import FEW, _shortened
    from workflows.readiness import Missing
    from workflows.text import Text

    many = [Missing(Text("x", "x"), ("item", str(n))) for n in range(100)]
    shown, more = _shortened([*many, Missing(Text("y", "y"), ("step", "1"), waits=True)])
    assert (len(shown), more) == (FEW, 100 - FEW)


def test_a_return_shows_its_reason_and_the_signatures_that_no_longer_count(merger: Dossier, people: People) -> None:
    cast.drafted(merger, people)
    consult = cast.asked(merger, people["anh"])
    actions.record_opinion(consult, respondent="A", total=10, agree=10, disagree=0, other=0, actor=people["anh"])
    actions.close_round(cast.asked(merger, people["anh"]), actor=people["anh"])
    cast.sign(merger, people["dung"])
    giang = cast.asked(merger, people["giang"])
    shown, _content = actions.shown_to_signer(giang)
    actions.send_back(giang, to="draft", reason="Bổ sung bản đồ.", actor=people["giang"], shown=shown)
    text = words(as_(people["anh"]).get(f"/dossiers/{merger.code}/"))
    assert "Bổ sung bản đồ." in text
    assert "1 sign-off that no longer counts" in text
    assert "No longer counts since" in text


def test_linked_dossiers_are_shown_only_to_those_who_may_see_them(merger: Dossier, people: People) -> None:
    other = actions.open_dossier(
        cast.procedure("agency_consolidation"), code="HN-09", title=merger.text,
        parts=cast.bodies(cast.AGENCY_PARTS), actor=people["anh"], links=(merger,),
    )  # fmt: skip
    assert other.code in words(as_(people["anh"]).get(f"/dossiers/{merger.code}/"))
    assert other.code not in words(as_(people["lam"]).get(f"/dossiers/{merger.code}/"))


def test_a_drafter_opens_a_dossier_with_the_parts_of_the_last_one(merger: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    procedure = ProcedureVersion.objects.get(code="province_merger")
    assert procedure.title_en in words(anh.get("/dossiers/new/"))
    url = f"/dossiers/new/?procedure={procedure.pk}"
    html = anh.get(url).content.decode()
    parts = {name: value for name, value in chosen(html).items() if name.startswith("part-")}
    assert len(parts) == len(procedure.definition.parts)
    said = parts | {"code": merger.code, "title_vi": "Hồ sơ mới", "title_en": "New", "programme": ""}
    taken = anh.post(url, said)
    assert taken.status_code == 400
    assert "There is already a dossier with the code" in words(taken)
    assert 'value="Hồ sơ mới"' in taken.content.decode()
    assert anh.post(url, said | {"code": "HP-77"}).status_code == 302
    assert Dossier.objects.get(code="HP-77").lead == merger.lead


def test_a_case_of_earlier_years_is_opened_by_the_rules_of_its_time(merger: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    yesterday = timezone.localdate() - timedelta(days=1)
    ProcedureVersion.objects.filter(code="province_merger").update(valid_to=yesterday)
    procedure = ProcedureVersion.objects.get(code="province_merger")
    now, _, before = words(anh.get("/dossiers/new/")).partition("A case of earlier years, by the rules of its time")
    assert procedure.title_en not in now
    assert procedure.title_en in before
    url = f"/dossiers/new/?procedure={procedure.pk}"
    page = anh.get(url)
    assert f"These rules applied until {yesterday.day} {yesterday:%B %Y}." in words(page)
    said = {name: value for name, value in chosen(page.content.decode()).items() if name.startswith("part-")}
    said |= {"code": "HP-78", "title_vi": "Hồ sơ cũ", "title_en": "Old", "programme": ""}
    assert anh.post(url, said).status_code == 302
    assert Dossier.objects.get(code="HP-78").procedure == procedure


def test_whoever_does_not_draft_opens_nothing(people: People) -> None:
    answer = as_(people["binh"]).get("/dossiers/new/")
    assert answer.status_code == 403
    assert "A dossier is opened by a drafter" in words(answer)


def test_dates_out_of_order_are_refused_at_their_field(merger: Dossier, people: People) -> None:
    anh, url = as_(people["anh"]), f"/dossiers/{merger.code}/dates/"
    wrong = anh.post(url, {"resolution": "2025-06-12", "operation": "2025-06-01"})
    assert wrong.status_code == 400
    assert "cannot operate before the resolution" in words(wrong)
    assert anh.post(url, {"resolution": "2025-06-12", "operation": "2025-07-01"}).status_code == 302
    assert as_(people["binh"]).post(url, {"operation": "2025-08-01"}).status_code == 403


def test_the_leader_takes_a_dossier_back_with_a_reason(merger: Dossier, people: People) -> None:
    binh, url = as_(people["binh"]), f"/dossiers/{merger.code}/withdraw/"
    assert binh.post(url, {"reason": " "}).status_code == 400
    assert binh.post(url, {"reason": "Another plan."}).status_code == 302
    merger.refresh_from_db()
    assert merger.phase == "withdrawn"


def chosen(html: str) -> dict[str, str]:
    """What is selected in every list of a page."""
    lists = re.findall(r'<select[^>]*name="([^"]+)"(.*?)</select>', html, re.DOTALL)
    picked = {name: re.search(r'<option value="([^"]*)" selected', options) for name, options in lists}
    return {name: found[1] for name, found in picked.items() if found}


# The unit plan


def clause(merger: Dossier, page: object, **said: str) -> dict[str, str]:
    html = page.content.decode()  # type: ignore[attr-defined]
    values = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    values |= chosen(html)
    values.pop("csrfmiddlewaretoken", None)
    return {k: v for k, v in values.items() if k not in ("look", "more", "save")} | said


def test_a_clause_is_changed_and_the_plan_shows_its_balance(merger: Dossier, people: People) -> None:
    anh, url = as_(people["anh"]), f"/dossiers/{merger.code}/plan/1/"
    said = clause(merger, anh.get(url), area_km2="3,194.7", population="4,664,124", save="1")
    assert anh.post(url, said).status_code == 302
    (saved,) = plan_of(merger)
    assert (str(saved.area_km2), saved.population) == ("3194.7000", 4664124)
    assert "Does it add up?" in words(anh.get(f"/dossiers/{merger.code}/plan/"))


def test_a_vietnamese_reader_writes_figures_the_vietnamese_way(merger: Dossier, people: People) -> None:
    anh, url = as_(people["anh"], "vi"), f"/dossiers/{merger.code}/plan/1/"
    anh.post(url, clause(merger, anh.get(url), area_km2="3.194,7", save="1"))
    assert str(plan_of(merger)[0].area_km2) == "3194.7000"
    assert 'value="3.194,7"' in anh.get(url).content.decode()


def test_the_second_tab_is_told_and_keeps_its_text(merger: Dossier, people: People) -> None:
    anh, url = as_(people["anh"]), f"/dossiers/{merger.code}/plan/1/"
    first, second = anh.get(url), anh.get(url)
    anh.post(url, clause(merger, first, area_km2="100", save="1"))
    answer = anh.post(url, clause(merger, second, area_km2="200", save="1"))
    assert answer.status_code == 409
    assert "Somebody changed the plan" in words(answer)
    assert 'value="200"' in answer.content.decode()
    last = anh.post(url, clause(merger, answer, save="1"))
    assert last.status_code == 302, words(last)
    assert str(plan_of(merger)[0].area_km2) == "200.0000"


def test_units_are_found_without_diacritics_and_without_javascript(merger: Dossier, people: People) -> None:
    anh, url = as_(people["anh"]), f"/dossiers/{merger.code}/plan/new/"
    said = clause(merger, anh.get(url), name="Thử", **{"parts-0-find": "hai duong", "look": "1"})
    answer = anh.post(url, said)
    assert answer.status_code == 200
    assert "Hai Duong province" in words(answer)
    assert 'value="Thử"' in answer.content.decode()
    assert "This field is required" not in words(answer)
    found = anh.get(f"/dossiers/{merger.code}/plan/units/?parts-0-find=hai+duong")
    assert b"<option" in found.content


def test_a_clause_is_removed(merger: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    shown = anh.get(f"/dossiers/{merger.code}/plan/").content.decode().split('name="shown" value="')[1].split('"')[0]
    assert anh.post(f"/dossiers/{merger.code}/plan/1/remove/", {"shown": shown}).status_code == 302
    assert plan_of(merger) == []


def test_only_the_drafters_change_the_plan_and_only_while_the_content_is_open(merger: Dossier, people: People) -> None:
    url = f"/dossiers/{merger.code}/plan/1/"
    assert as_(people["binh"]).get(url).status_code == 403
    assert as_(people["binh"]).get(f"/dossiers/{merger.code}/plan/").status_code == 200
    actions.withdraw(merger, reason="x", actor=people["binh"])
    assert as_(people["anh"]).get(url).status_code == 409
    with pytest.raises(Exception, match="ended"):
        change_plan(merger, [], actor=people["anh"])


def test_a_consolidation_of_agencies_has_no_unit_plan(agency: Dossier, people: People) -> None:
    anh = as_(people["anh"])
    assert "Which units become which" not in words(anh.get(f"/dossiers/{agency.code}/"))
    assert anh.get(f"/dossiers/{agency.code}/plan/").status_code == 404
