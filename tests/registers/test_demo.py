"""The registers of the demonstration hold what the sources say."""

from __future__ import annotations

from reorg.people.models import User
from reorg.registers import working
from reorg.registers.demo import demo_registers
from reorg.registers.kinds.it import IT_SYSTEMS
from reorg.registers.kinds.mechanisms import MECHANISMS, not_carried_through
from reorg.registers.kinds.roads import ROADS, not_backed
from reorg.registers.models import Row
from reorg.registers.reconciling import counts_of
from tests.web.reader import as_, words
from workflows.models import Dossier, Event
from workflows.trail.verify import verify


def test_the_twelve_systems_of_hai_phong_and_hai_duong_are_there(filled: Dossier) -> None:
    rows = [values for _key, values in working.values_of(filled, IT_SYSTEMS)]
    assert len(rows) == 12  # ten named in the source, two not
    kept = {values["name"]: values.get("kept_from") for values in rows}
    assert kept["Trung tâm dữ liệu"] == "giver"
    assert kept["Cổng thông tin điện tử"] == "receiver"
    assert sum(values["decision"] == "open" for values in rows) == 6
    assert not Row.objects.filter(register__kind="it_systems", sample=True).exists()


def test_what_giver_and_receiver_say_differently_stands_out(filled: Dossier) -> None:
    offices = counts_of(filled)["offices"]
    assert (offices.missing, offices.surplus, offices.differing) == (2, 1, 1)
    assert counts_of(filled)["archives"].unsettled == 0  # explained
    assert counts_of(filled)["it_systems"].unsettled == 0


def test_the_cost_of_transport_is_as_published(filled: Dossier) -> None:
    page = working.options_page(filled)
    assert [row["cost"].option["code"] for row in page["costs"]] == ["PA2", "PA3", "PA1"]
    assert [row["cost"].low for row in page["costs"]] == [2_520_000_000, 2_520_000_000, 3_080_000_000]
    assert page["costs"][-1]["cost"].high == 4_200_000_000


def test_filling_twice_fills_once_and_the_trail_is_whole(filled: Dossier, people: dict[str, User]) -> None:
    rows, events = Row.objects.count(), Event.objects.filter(dossier=filled).count()
    demo_registers(filled, people)
    assert (Row.objects.count(), Event.objects.filter(dossier=filled).count()) == (rows, events)
    assert verify(filled) is None


def test_the_roads_of_the_source_stand_with_the_stage_of_their_reports(filled: Dossier) -> None:
    roads = {values["code"]: values for _key, values in working.values_of(filled, ROADS)}
    assert {code: (road["begins"], road["ends"], road["stage"]) for code, road in roads.items()} == {
        "GT-01": ("Hải Dương", "Hải Phòng", "idea"),
        "GT-02": ("Hải Dương", "Quốc lộ 10", "preliminary"),
        "GT-03": ("Sân bay Gia Bình", "Cảng Lạch Huyện", "idea"),
    }
    assert all("S3" in road["source"] for road in roads.values())
    assert roads["GT-03"]["confidence"] == "L"  # the axis: named by the source, its stage unconfirmed
    assert not any(road.get("cost") for road in roads.values())  # no source gives one


def test_a_road_whose_stage_says_more_than_the_row_shows_is_found() -> None:
    road = {"code": "GT-02", "name": "Tuyến đến Quốc lộ 10", "stage": "preliminary"}
    assert [finding.what.en for finding in not_backed([road])] == [
        "Tuyến đến Quốc lộ 10: at “Preliminary report”, yet without the report"
    ]
    decided = road | {"stage": "decided", "report": "12/BC-SXD"}
    assert not_backed([decided])[0].what.en.endswith("without the length, the cost, the decision")
    assert not_backed([decided | {"length": "23.5", "cost": 1, "decision": "5/NQ-HĐND"}]) == []
    assert not_backed([road | {"stage": "idea"}]) == []


def test_the_fate_of_each_mechanism_is_proposed_and_decided(filled: Dossier) -> None:
    fates = {
        values["code"]: (values["proposed"], values.get("decided"), values.get("successor"), values["confidence"])
        for _key, values in working.values_of(filled, MECHANISMS)
    }
    assert fates == {"CC-01": ("adjust", "adjust", "226/2025/QH15", "L"), "CC-02": ("unify", None, None, "L")}


def test_a_fate_that_is_not_carried_through_is_found() -> None:
    row = {"code": "CC-01", "name": "Cơ chế A", "proposed": "continue"}
    assert not_carried_through([row]) == []
    said = [finding.what.en for finding in not_carried_through([row | {"decided": "unify"}])]
    assert [one.partition(": ")[2] for one in said] == [
        "“Unify” without the paper that decides it",
        "“Unify” without a successor document",
        "decided otherwise than proposed, and no reason is given",
    ]
    whole = {"decided": "unify", "decision": "5/NQ-HĐND", "successor": "6/NQ-HĐND", "reason": "Hai nơi khác nhau"}
    assert not_carried_through([row | whole]) == []


def test_roads_and_mechanisms_have_their_pages_and_sheets(filled: Dossier, people: dict[str, User]) -> None:
    client = as_(people["quynh"])
    for kind, words_there in (("roads", "Gia Bình"), ("mechanisms", "226/2025/QH15")):
        page = f"/dossiers/{filled.code}/registers/{kind}/"
        assert words_there in words(client.get(page))
        for name in ("template.xlsx", "export.xlsx"):
            assert client.get(page + name).status_code == 200
    assert "yet without the report" in words(client.get(f"/dossiers/{filled.code}/registers/roads/"))
