"""What an office may rely on in the reference data: every fact has a source, and what has none says so."""

import json
import re
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import Any

import holidays
import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

STEPS = {
    "draft", "household_opinion", "party_opinion", "concurrence", "councils", "submit", "appraisal", "supplement",
    "government", "verification", "assembly", "prepare", "operate", "close",
}  # fmt: skip
WEEKDAYS = {"monday", "tuesday", "wednesday", "thursday", "friday"}


def read(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


CHECKLISTS = read("checklists")
ITEMS = CHECKLISTS["items"]
CASE = read("hai_phong_case")
DOCUMENTS = {document["key"]: document for document in CASE["documents"]}
ORGANISATIONS = {body["key"]: body for body in read("organisations")["organisations"]}
PARTIES = read("organisations")["party_keys"]
TYPES = read("document_types")
SOURCES = read("sources")
SWAPS = read("holidays_vn")["swaps"]


def by_code(item: dict[str, Any]) -> str:
    return str(item["code"])


def due_is_understood(rule: dict[str, Any]) -> bool:
    clock = rule.get("time")
    if clock is not None and not (re.fullmatch(r"\d\d:\d\d", clock) and time.fromisoformat(clock)):
        return False
    match {key: value for key, value in rule.items() if key != "time"}:
        case {"anchor": "operation" | "resolution", "days": int(), **rest}:
            return not rest
        case {"anchor": "operation" | "resolution", "months": int(), **rest}:
            return not rest
        case {"weekly": day, **rest}:
            return day in WEEKDAYS and not rest
        case {"date": day, **rest}:
            return bool(date.fromisoformat(day)) and not rest
    return False


def sources_named_in(value: Any) -> set[str]:
    if isinstance(value, list):
        return set().union(*(sources_named_in(part) for part in value))
    if not isinstance(value, dict):
        return set()
    named: set[str] = set()
    for key, part in value.items():
        if key in ("source", "sources") or key.endswith("_sources"):
            named |= {part} if isinstance(part, str) else set(part)
        else:
            named |= sources_named_in(part)
    return named


def test_nothing_of_the_handover_is_forgotten() -> None:
    assert len(ITEMS) == 107
    assert len({item["code"] for item in ITEMS}) == 107


def test_every_list_has_its_items_and_every_item_its_list() -> None:
    codes = [entry["code"] for entry in CHECKLISTS["lists"]]
    assert [entry["order"] for entry in CHECKLISTS["lists"]] == list(range(1, len(codes) + 1))
    assert set(codes) == {item["list"] for item in ITEMS}


@pytest.mark.parametrize("item", ITEMS, ids=by_code)
def test_an_item_can_be_read_in_both_languages(item: dict[str, Any]) -> None:
    for field in ("title", "owner", "evidence"):
        assert item[f"{field}_vi"].strip()
        assert item[f"{field}_en"].strip()


@pytest.mark.parametrize("item", ITEMS, ids=by_code)
def test_somebody_known_owns_each_item(item: dict[str, Any]) -> None:
    assert PARTIES[item["owner"]] in ORGANISATIONS


@pytest.mark.parametrize("item", ITEMS, ids=by_code)
def test_each_item_says_when_it_is_due(item: dict[str, Any]) -> None:
    if item["due"] is None:
        assert item["due_note_vi"]
        assert item["due_note_en"]
    else:
        assert due_is_understood(item["due"])


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"anchor": "moon", "days": 1},
        {"anchor": "operation"},
        {"weekly": "sunday"},
        {"date": "2025-09-30", "days": 1},
    ],
)
def test_a_due_rule_nobody_can_follow_is_refused(rule: dict[str, Any]) -> None:
    assert not due_is_understood(rule)


def test_the_portal_closes_on_the_evening_the_dispatch_says() -> None:
    item = next(item for item in ITEMS if item["code"] == "ICT-05")
    operating = date.fromisoformat(CASE["province_merger"]["operating_date"])
    assert (operating - date(2025, 6, 27)).days == -item["due"]["days"]
    assert item["due"]["time"] == "18:00"


@pytest.mark.parametrize(
    "name",
    ["checklists", "document_types", "organisations", "hai_phong_case", "holidays_vn"],
)
def test_every_source_can_be_looked_up(name: str) -> None:
    assert sources_named_in(read(name)) <= set(SOURCES)


@pytest.mark.parametrize("item", ITEMS, ids=by_code)
def test_where_an_item_comes_from_is_said_in_both_languages(item: dict[str, Any]) -> None:
    assert bool(item["source_note_vi"]) == bool(item["source_note_en"])


@pytest.mark.parametrize("item", ITEMS, ids=by_code)
def test_what_has_no_source_is_marked(item: dict[str, Any]) -> None:
    assert item["confidence"] in ("H", "M", "L")
    assert (item["confidence"] == "L") == (item["sources"] == ["BG"])
    if item["confidence"] == "L":
        assert item["source_note_vi"].startswith("Chưa xác nhận")
        assert item["source_note_en"].startswith("Unconfirmed")
        assert not item["due_confirmed"]


def test_bodies_known_only_by_hearsay_are_marked() -> None:
    assert {key for key, body in ORGANISATIONS.items() if body["source"] == "BG"} == {
        key for key, body in ORGANISATIONS.items() if body["confidence"] == "L"
    }


def test_each_body_sits_under_a_known_one() -> None:
    for body in ORGANISATIONS.values():
        assert body["parent"] is None or body["parent"] in ORGANISATIONS
        assert all(body[field] for field in ("name_vi", "name_en", "short"))


def test_hai_duong_and_the_districts_end_the_day_before_the_new_units_operate() -> None:
    ended = {key for key, body in ORGANISATIONS.items() if body["valid_to"] == "2025-06-30"}
    assert ended == {key for key in ORGANISATIONS if key.startswith(("hd_", "ks_", "dbd_"))}


def test_decree_30_knows_31_types_of_document() -> None:
    abbreviations = [entry["abbr"] for entry in TYPES["types"]]
    assert len(abbreviations) == len(set(abbreviations)) == 31


@pytest.mark.parametrize("document", CASE["documents"], ids=lambda document: str(document["key"]))
def test_a_document_has_number_date_and_issuer(document: dict[str, Any]) -> None:
    if document["number"] is None or document["date"] is None:
        assert all(document[field] for field in ("note_vi", "note_en")), "a gap is explained"
    if document["date"]:
        date.fromisoformat(document["date"])
    if document["issuer"]:
        assert document["issuer"] in ORGANISATIONS
    else:
        assert all(document[field] for field in ("issuer_vi", "issuer_en"))
    assert all(document[field] for field in ("subject_vi", "subject_en"))


@pytest.mark.parametrize("document", CASE["documents"], ids=lambda document: str(document["key"]))
def test_a_document_is_of_a_known_type_and_step(document: dict[str, Any]) -> None:
    family = {"party": TYPES["party_types"], "state": TYPES["types"] + TYPES["legal_types"]}[document["form"]]
    known = {entry["abbr"] for entry in family} | ({"CV"} if document["form"] == "state" else set())
    assert document["type"] in known
    assert document["step"] in STEPS or document["step"].startswith("handover_")


def test_the_same_number_is_not_entered_twice() -> None:
    signed = [(d["number"], d["issuer"] or d["issuer_vi"]) for d in CASE["documents"] if d["number"]]
    assert len(signed) == len(set(signed))


def test_the_round_went_through_its_steps_in_order() -> None:
    moments = [(event["date"], event["time"] or "00:00") for event in CASE["events"]]
    assert all(earlier <= later for earlier, later in pairwise(moments))
    day: dict[str, str] = {}
    for event in CASE["events"]:
        if event["kind"] == "event":
            day.setdefault(event["step"], event["date"])
    path = [
        "draft",
        "household_opinion",
        "party_opinion",
        "councils",
        "government",
        "verification",
        "assembly",
        "operate",
    ]
    assert [day[step] for step in path] == sorted(day[step] for step in path)
    assert day["councils"] == "2025-04-28"
    assert day["government"] == "2025-05-09"


def test_events_point_at_documents_we_hold_and_agree_with_their_dates() -> None:
    for event in CASE["events"]:
        for key in event["documents"]:
            issued = DOCUMENTS[key]["date"]
            assert issued is None or issued == event["date"]


def test_no_delegate_is_counted_without_a_source() -> None:
    for ballot in CASE["ballots"]:
        assert ballot["electorate"] is None
        assert all(ballot[field] for field in ("note_vi", "note_en"))
        assert DOCUMENTS[ballot["document"]]["date"] == ballot["date"]


def test_the_communes_of_the_new_city_add_up() -> None:
    communes = CASE["commune_arrangement"]
    assert communes["xa"] + communes["phuong"] + communes["dac_khu"] == communes["units"] == 114
    assert sum(communes["new_from"].values()) == 114
    clauses = [number for run in communes["clauses"] for number in range(run["from"], run["to"] + 1)]
    assert clauses == list(range(1, 115))
    for kind in ("xa", "phuong", "dac_khu"):
        runs = [run for run in communes["clauses"] if run["type"] == kind]
        assert sum(run["to"] - run["from"] + 1 for run in runs) == communes[kind]


def test_systems_say_whose_is_kept_or_that_nobody_knows() -> None:
    systems = CASE["it_systems"]["systems"]
    assert len(systems) == CASE["it_systems"]["named"]
    assert {system["kept_from"] for system in systems} == {"30", "31", None}


@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: str(swap["day_off"]))
def test_a_make_up_day_is_a_saturday_and_its_day_off_a_weekday(swap: dict[str, Any]) -> None:
    assert date.fromisoformat(swap["make_up"]).weekday() == 5
    assert date.fromisoformat(swap["day_off"]).weekday() < 5


@pytest.mark.parametrize("swap", SWAPS, ids=lambda swap: str(swap["day_off"]))
def test_we_know_which_swaps_the_calendar_library_lacks(swap: dict[str, Any]) -> None:
    calendar = holidays.country_holidays("VN", years=range(2018, 2027))
    off, made_up = date.fromisoformat(swap["day_off"]), date.fromisoformat(swap["make_up"])
    assert (off in calendar) == swap["in_library"]
    assert calendar.is_working_day(made_up) == swap["in_library"]


def test_every_role_has_a_title_in_both_languages() -> None:
    roles = read("roles")
    assert len({role["code"] for role in roles}) == len(roles) == 13
    assert all(role["title_vi"] and role["title_en"] for role in roles)
