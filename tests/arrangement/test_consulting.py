"""Voters and households: lists closed first, returns held against them, results, a second round, the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from reorg.arrangement.consulting import Line, close_rolls, percent, record_returns, rounds_of, without_return
from reorg.arrangement.models import Roll
from reorg.demo.cast import COMMUNE_PARTS, bodies
from reorg.papers.forms.listing import paper_of, papers_of
from reorg.people.models import User
from reorg.procedures.listed import PROCEDURES
from reorg.units.actions import change_plan
from reorg.units.formulas import Formula, Kind
from reorg.units.models import Unit
from reorg.units.plan import PlannedClause, PlannedPart
from tests import cast
from tests.web.reader import as_, words
from workflows import actions
from workflows.actions import Return
from workflows.errors import BadInput, NotReady, NotYou
from workflows.flow.rules import HALF_OF_HOUSEHOLDS, MOST_VOTERS
from workflows.models import Assignment, Dossier, Event, ProcedureVersion
from workflows.text import Text
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
REAL: dict[str, Any] = json.loads(Path(settings.BASE_DIR, "fixtures/consultations.json").read_text("utf-8"))
COUNTED = [place for place in REAL["places"] if "listed" in place]
CLOSED = date(2024, 3, 20)


def consulted(people: People, version: str, code: str) -> Dossier:
    """A dossier whose draft is finished, with its round open."""
    dossier = actions.open_dossier(
        ProcedureVersion.objects.get(code="commune_arrangement", version=version),
        code=code,
        title=Text("Nhập Hưng Lợi, Hưng Phúc", "Merge Hưng Lợi and Hưng Phúc"),
        parts=bodies(COMMUNE_PARTS),
        actor=people["anh"],
    )
    units = []
    for name in ("Hưng Lợi", "Hưng Phúc"):
        unit = Unit(name=name, kind="xa", level="commune", source="test")
        unit.save()
        units.append(unit)
    clause = PlannedClause(1, "Phúc Lợi", Kind.XA, [PlannedPart(unit, Formula.WHOLE) for unit in units])
    change_plan(dossier, [clause], actor=people["anh"])
    cast.drafted(dossier, people)
    return Dossier.objects.get(pk=dossier.pk)


@pytest.fixture
def voters(people: People) -> Dossier:
    return consulted(people, "2023.1", "HN-2024")


def asked(dossier: Dossier, people: People) -> Assignment:
    return cast.asked(dossier, people["anh"])


def lists(places: Sequence[dict[str, Any]] = COUNTED) -> list[Line]:
    return [Line(place["place"], place["listed"], CLOSED, date(2024, 3, 1)) for place in places]


def returns(places: Sequence[dict[str, Any]] = COUNTED) -> list[Return]:
    return [Return(p["place"], 0, p["agree"], p["voted"] - p["agree"], 0) for p in places]


def sheet(titles: Sequence[str], *rows: Sequence[Any]) -> SimpleUploadedFile:
    book, made = Workbook(), BytesIO()
    for row in (titles, *rows):
        book.active.append(list(row))
    book.save(made)
    return SimpleUploadedFile("ket-qua.xlsx", made.getvalue())


# The real results


@pytest.mark.parametrize("place", COUNTED, ids=lambda place: str(place["place"]))
def test_the_published_shares_come_out(place: dict[str, Any]) -> None:
    assert percent(place["agree"], place["listed"], MOST_VOTERS) == Decimal(place["percent"])
    assert MOST_VOTERS.reached(place["agree"], place["listed"])


def test_every_reported_share_is_above_the_threshold_and_names_its_source() -> None:
    assert len(REAL["places"]) == 9
    assert all(Decimal(place["percent"]) > 50 and place["source"] for place in REAL["places"])


def test_rounding_never_shows_a_threshold_that_was_missed() -> None:
    assert percent(49_999, 100_000, MOST_VOTERS) == Decimal("49.99")
    assert percent(49_999, 100_000, None) == Decimal("50.00")
    assert MOST_VOTERS.reached(500, 1000) is False  # more than half of all listed voters
    assert HALF_OF_HOUSEHOLDS.reached(500, 1000) is True  # half of the households is enough


def test_hung_loi_and_hung_phuc_pass_and_the_dossier_goes_on(voters: Dossier, people: People) -> None:
    anh = people["anh"]
    close_rolls(asked(voters, people), lists(), actor=anh)
    record_returns(asked(voters, people), returns(), actor=anh)
    actions.close_round(asked(voters, people), actor=anh, opens=date(2024, 3, 25), closes=date(2024, 3, 31))
    (found,) = rounds_of(voters)
    assert [str(place.share) for place in found.places] == ["99.24", "99.11"]
    assert found.consultation.passed
    assert cast.asked(voters, people["dung"]).task.step == "party_opinion"
    event = Event.objects.get(dossier=voters, verb="roll.entered")
    assert event.body["facts"]["places"] == {"Xã Hưng Lợi": 2755, "Xã Hưng Phúc": 2711}
    assert verify(Dossier.objects.get(pk=voters.pk)) is None


# Lists and returns


def test_a_return_is_held_against_the_closed_list(voters: Dossier, people: People) -> None:
    anh = people["anh"]
    close_rolls(asked(voters, people), lists(), actor=anh)
    with pytest.raises(BadInput, match="2755"):
        record_returns(asked(voters, people), [Return("xã hưng lợi", 2700, 2000, 0, 0)], actor=anh)
    with pytest.raises(BadInput):
        record_returns(asked(voters, people), [Return("Xã khác", 0, 1, 0, 0)], actor=anh)
    (made,) = record_returns(asked(voters, people), [Return("xã hưng lợi", 0, 2000, 0, 0)], actor=anh)
    assert (made.respondent, made.total) == ("Xã Hưng Lợi", 2755)
    with pytest.raises(BadInput, match="Xã Hưng Lợi"):
        close_rolls(asked(voters, people), [Line("Xã Hưng Lợi", 2800, CLOSED)], actor=anh)
    assert Roll.objects.get(place="Xã Hưng Lợi").listed == 2755


def test_the_round_cannot_close_while_a_listed_place_has_not_answered(voters: Dossier, people: People) -> None:
    anh = people["anh"]
    close_rolls(asked(voters, people), lists(), actor=anh)
    record_returns(asked(voters, people), returns(COUNTED[:1]), actor=anh)
    assert without_return(voters) == ["Xã Hưng Phúc"]
    with pytest.raises(NotReady) as refused:
        actions.close_round(asked(voters, people), actor=anh)
    assert "Xã Hưng Phúc" in str(refused.value.missing[0])


def test_below_the_threshold_it_goes_back_and_a_second_round_is_held(voters: Dossier, people: People) -> None:
    anh = people["anh"]
    half = [Return("Xã Hưng Lợi", 2000, 1000, 900, 0), Return("Xã Hưng Phúc", 2711, 2687, 24, 0)]
    record_returns(asked(voters, people), half, actor=anh)
    actions.close_round(asked(voters, people), actor=anh)
    assert asked(voters, people).task.step == "draft"
    actions.complete(asked(voters, people), actor=anh, note="Đã tuyên truyền thêm.")
    close_rolls(asked(voters, people), lists(), actor=anh)
    record_returns(asked(voters, people), returns(), actor=anh)
    actions.close_round(asked(voters, people), actor=anh)
    first, second = rounds_of(voters)
    assert [place.place for place in first.below] == ["Xã Hưng Lợi"]
    assert (first.consultation.passed, second.consultation.passed) == (False, True)
    page = words(as_(people["binh"]).get(f"/dossiers/{voters.code}/consultation/"))
    assert "Below the threshold: Xã Hưng Lợi" in page
    assert page.index("Round 2") < page.index("Round 1")
    assert "99.24 %" in page


def test_only_those_who_run_the_round_enter_anything(voters: Dossier, people: People) -> None:
    with pytest.raises(NotYou):
        close_rolls(asked(voters, people), lists(), actor=people["binh"])
    url = f"/steps/{asked(voters, people).pk}/sheets/returns/"
    assert as_(people["binh"]).post(url, {}).status_code == 403
    assert as_(people["xuan"]).post(url, {}).status_code == 404
    assert as_(people["xuan"]).get(f"/dossiers/{voters.code}/consultation/").status_code == 404


# Sheets


def test_lists_and_returns_come_from_sheets_checked_shown_and_confirmed(voters: Dossier, people: People) -> None:
    anh, step = as_(people["anh"]), asked(voters, people).pk
    for what in ("rolls", "returns"):
        template = load_workbook(BytesIO(b"".join(anh.get(f"/steps/{step}/sheets/{what}.xlsx"))))
        assert "Xã, phường, thôn" in str(template.active["A1"].value)
    titles = ["Xã, phường, thôn", "Số cử tri hoặc hộ trong danh sách", "Ngày niêm yết", "Ngày chốt danh sách"]
    rolls = sheet(titles, *[[p["place"], p["listed"], date(2024, 3, 1), CLOSED] for p in COUNTED])
    _confirm(anh, f"/steps/{step}/sheets/rolls/", rolls)
    assert Roll.objects.count() == 2
    given = sheet(
        ["Commune, ward or hamlet", "Đồng ý", "Không đồng ý", "Ý kiến khác"],
        *[[p["place"], p["agree"], p["voted"] - p["agree"], 0] for p in COUNTED],
    )
    _confirm(anh, f"/steps/{step}/sheets/returns/", given)
    assert [one.agree for one in voters.opinions.order_by("id")] == [2734, 2687]


def _confirm(browser: Any, url: str, file: SimpleUploadedFile) -> None:
    shown = browser.post(url, {"file": file})
    assert shown.status_code == 200, words(shown)
    assert "Nothing has changed yet" in words(shown)
    packed = shown.content.decode().split('name="rows" value="')[1].split('"')[0]
    assert browser.post(url, {"rows": packed}).status_code == 302


def test_one_bad_row_and_nothing_is_taken_over(voters: Dossier, people: People) -> None:
    anh, url = as_(people["anh"]), f"/steps/{asked(voters, people).pk}/sheets/returns/"
    titles = ("place", "listed", "agree", "disagree", "other")
    bad = sheet(titles, ["Xã Hưng Lợi", 2755, 2734, 21, 0], ["Xã Hưng Phúc", 2711, "nhiều", -1, 0])
    answer = anh.post(url, {"file": bad})
    assert answer.status_code == 400
    assert "C3 is not a number" in words(answer)
    too_many = sheet(titles, ["Xã Hưng Lợi", 2755, 2734, 21, 0], ["Xã Hưng Phúc", 10, 9, 5, 0])
    packed = anh.post(url, {"file": too_many}).content.decode().split('name="rows" value="')[1].split('"')[0]
    refused = anh.post(url, {"rows": packed})
    assert refused.status_code == 400
    assert "More answers are counted" in words(refused)
    assert anh.post(url, {"rows": packed + "x"}).status_code == 400
    assert anh.post(url, {"file": SimpleUploadedFile("a.xlsx", b"nonsense")}).status_code == 400
    assert not voters.opinions.exists()


def test_each_version_of_the_procedure_goes_through_its_own_steps() -> None:
    flows = [flow for flow in PROCEDURES if flow.code == "commune_arrangement"]
    assert [flow.version for flow in flows] == ["2025.1", "2023.1", "2026.1"]
    assert [flow.step("household_opinion").rule.code for flow in flows] == [  # type: ignore[attr-defined]
        "informing",
        "most-voters",
        "half-of-households",
    ]
    for flow in flows:
        assert all(edge.dst.flow_class is flow for node in flow.steps() for edge in node._outgoing())


# The report


def test_the_report_states_every_figure_by_place(voters: Dossier, people: People) -> None:
    anh = people["anh"]
    close_rolls(asked(voters, people), lists(), actor=anh)
    record_returns(asked(voters, people), returns(), actor=anh)
    actions.close_round(asked(voters, people), actor=anh)
    (listed,) = [one for one in papers_of(voters) if one.kind == "consultation"]
    for language, said in (
        ("vi", ("99,24\u00a0%", "2.734", "ĐẠT", "trên 50 %", "danh sách: 5.466")),
        ("en", ("99.24\u00a0%", "2,734", "REACHED", "more than 50 %", "voters listed: 5,466")),
    ):
        paper = paper_of(voters, "consultation", listed.pk, language)  # type: ignore[arg-type]
        text = " ".join(
            [line for block in paper.blocks for line in (*block.paragraphs, *block.closing)]
            + [cell for block in paper.blocks if block.table for row in block.table.rows for cell in row]
        )
        assert [words_ for words_ in said if words_ not in text] == [], text


def test_households_since_2025_are_asked_for_sixty_days(people: People) -> None:
    dossier = consulted(people, "2026.1", "HH-2026")
    opened = dossier.consultations.get()
    assert (opened.closes - opened.opens).days == 60
    assert opened.rule == "half-of-households"
    record_returns(asked(dossier, people), [Return("Xã A", 1000, 500, 500, 0)], actor=people["anh"])
    actions.close_round(asked(dossier, people), actor=people["anh"])
    assert dossier.consultations.get().passed
