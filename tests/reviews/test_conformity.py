"""New units are held against the planning, each by a document; the latest statement counts, all are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reorg.people.models import Organisation, User
from reorg.reviews.conformity import Cited, Said, state_conformity, survey
from reorg.reviews.demo import demo_conformity
from reorg.reviews.models import Conformity
from reorg.reviews.units import units_of
from reorg.units.actions import change_plan
from reorg.units.formulas import Kind
from reorg.units.plan import PlannedClause
from tests.cast import merged, province
from tests.web.reader import as_, words
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier, Event
from workflows.trail.verbs import VERBS
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
CITY = Cited("1516/QĐ-TTg", date(2023, 12, 2), "Thủ tướng Chính phủ")
BASE = "/dossiers/HP-01/conformity/"
THUY, AN = "phuong:Thủy Nguyên", "phuong:An Biên"


def clauses(*names: str) -> list[PlannedClause]:
    units = [province("30", "Hải Dương"), province("31", "Hải Phòng")]
    made = (
        replace(merged(*units), number=nth, name=name, code="", kind=Kind.PHUONG) for nth, name in enumerate(names, 1)
    )
    return list(made)


@pytest.fixture
def planned(merger: Dossier, people: People) -> Dossier:
    """Two new wards, for which the parts matter less than the names."""
    change_plan(merger, clauses("Thủy Nguyên", "An Biên"), actor=people["anh"])
    return merger


def body(key: str) -> int:
    return Organisation.objects.get(key=key).pk


def states(dossier: Dossier, actor: User, *said: Said, level: str = "general", **other: Any) -> list[Conformity]:
    given = {"body": body("hp_construction"), "cited": CITY} | other
    return state_conformity(dossier, level, said, **given, actor=actor)


def standing(dossier: Dossier, level: str = "general") -> dict[str, str]:
    return {cell.unit.key: cell.state for cell in survey(dossier).at(level)}


def test_units_are_held_against_each_level_of_planning(planned: Dossier, people: People) -> None:
    states(planned, people["quynh"], Said(THUY, "conforms"), Said(AN, "adjust", "Ranh giới phường theo sông Tam Bạc."))
    states(planned, people["quynh"], Said("", "uncovered"), level="national", cited=Cited())
    assert standing(planned) == {"": "unsaid", THUY: "conforms", AN: "adjust"}
    assert standing(planned, "national") == {"": "uncovered", THUY: "unsaid", AN: "unsaid"}
    found = survey(planned)
    assert (found.unsaid, found.total) == (6, 9)
    assert [row.unit.key for row in found.where("adjust")] == [AN]
    event = Event.objects.filter(dossier=planned, verb="conformity.stated").earliest("seq")
    sentence = VERBS["conformity.stated"].sentence(event.body["facts"], "vi")
    assert "1 phù hợp, 1 cần điều chỉnh" in sentence
    verify(planned)


def test_the_latest_statement_counts_and_the_earlier_ones_stay(planned: Dossier, people: People) -> None:
    states(planned, people["quynh"], Said(THUY, "adjust", "Đất cảng."))
    states(planned, people["lam"], Said(THUY, "conforms"), body=body("moha"))
    (cell,) = [one for one in survey(planned).at("general") if one.unit.key == THUY]
    assert (cell.state, [(one.body.key, one.note) for one in cell.earlier]) == (
        "conforms",
        [("hp_construction", "Đất cảng.")],
    )
    for statement in ("UPDATE reviews_conformity SET result = 'conforms'", "DELETE FROM reviews_conformity"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_same_click_twice_states_once(planned: Dossier, people: People) -> None:
    assert len(states(planned, people["quynh"], Said(THUY, "conforms"), Said(AN, "conforms"))) == 2
    assert states(planned, people["quynh"], Said(THUY, "conforms"), Said(AN, "conforms")) == []
    assert len(states(planned, people["quynh"], Said(THUY, "conforms"), Said(AN, "uncovered"))) == 1
    assert Event.objects.filter(dossier=planned, verb="conformity.stated").count() == 2


def test_what_is_said_names_its_document_and_its_adjustment(planned: Dossier, people: People) -> None:
    quynh, fits = people["quynh"], Said(THUY, "conforms")
    tomorrow = timezone.localdate() + timedelta(days=1)
    for said, cited, field in (
        (fits, replace(CITY, symbol=""), "symbol"),
        (fits, replace(CITY, issuer=""), "issuer"),
        (fits, replace(CITY, issued_on=None), "issued_on"),
        (fits, replace(CITY, issued_on=tomorrow), "issued_on"),
        (Said(THUY, "adjust"), CITY, f"note-{units_of(planned)[1].slug}"),
        (Said("xa:Không Có", "conforms"), CITY, ""),
    ):
        with pytest.raises(BadInput) as refused:
            states(planned, quynh, said, cited=cited)
        assert refused.value.field == field
    with pytest.raises(BadInput):
        states(planned, quynh)
    with pytest.raises(NotFound):
        states(planned, quynh, fits, level="galactic")


def test_only_those_who_speak_for_a_body_of_the_dossier_state_it(planned: Dossier, people: People) -> None:
    for name in ("binh", "son", "phuc", "xuan", "hanh"):
        with pytest.raises(NotYou):
            states(planned, people[name], Said(THUY, "conforms"))
    with pytest.raises(BadInput):
        states(planned, people["xuan"], Said(THUY, "conforms"), body=body("hd_front"))
    planned_away = people["anh"]
    change_plan(planned, [], actor=planned_away)
    with pytest.raises(NotNow):
        states(planned, people["quynh"], Said(THUY, "conforms"))


def test_a_statement_goes_with_its_unit_when_the_plan_changes(planned: Dossier, people: People) -> None:
    states(planned, people["quynh"], Said(THUY, "conforms"), Said(AN, "conforms"))
    moved = clauses("Thủy Nguyên", "Hòa Bình")
    moved[0] = replace(moved[0], number=3, parts=[replace(moved[0].parts[0], detail="Thôn 1")])
    change_plan(planned, moved, actor=people["anh"])
    found = survey(planned)
    (cell,) = [one for one in found.at("general") if one.unit.key == THUY]
    assert cell.state == "conforms"
    assert cell.changed  # the clause takes something else now
    assert [one.unit_key for one in found.gone] == [AN]
    page = words(as_(people["cuc"]).get(f"{BASE}general/"))
    assert "Said of units that are in the plan no longer" in page
    assert "the plan changed since" in page


def test_one_form_states_it_of_several_units(planned: Dossier, people: People) -> None:
    whole, thuy, an = units_of(planned)
    quynh = as_(people["quynh"])
    assert "Fit with planning" in words(quynh.get("/dossiers/HP-01/plan/"))
    assert quynh.get(f"{BASE}general/").status_code == 200
    sent = {
        "body": body("hp_construction"),
        "symbol": CITY.symbol,
        "issued_on": "2023-12-02",
        "issuer": CITY.issuer,
        "rest": "conforms",
        f"result-{an.slug}": "adjust",
        f"note-{an.slug}": "",
    }
    refused = quynh.post(f"{BASE}general/", sent)
    assert refused.status_code == 400
    assert CITY.symbol in refused.content.decode()  # nothing that was typed is lost
    assert "say what has to be adjusted" in words(refused)
    assert not Conformity.objects.exists()
    assert quynh.post(f"{BASE}general/", sent | {"result-0000": "conforms"}).status_code == 400
    assert quynh.post(f"{BASE}general/", sent | {f"note-{an.slug}": "Ranh giới."}).status_code == 302
    assert standing(planned) == {whole.key: "conforms", thuy.key: "conforms", an.key: "adjust"}
    page = words(quynh.get(f"{BASE}?state=adjust"))
    assert "Ranh giới." in page
    assert "Thủy Nguyên" not in page
    assert as_(people["cuc"]).post(f"{BASE}general/", sent).status_code == 403
    assert as_(people["xuan"]).get(BASE).status_code == 404
    for language in ("vi", "en"):
        assert as_(people["cuc"], language).get(BASE).status_code == 200


def test_an_agency_has_no_planning_to_fit(agency: Dossier, people: People) -> None:
    assert as_(people["anh"]).get("/dossiers/HN-01/conformity/").status_code == 404


def test_the_pages_ask_no_more_for_more_statements(planned: Dossier, people: People) -> None:
    client = as_(people["quynh"])
    for page in (BASE, f"{BASE}general/"):
        counts = []
        for note in ("Một", "Hai"):
            client.get(page)
            with CaptureQueriesContext(connection) as asked:
                client.get(page)
            counts.append(len(asked))
            for key in (THUY, AN, ""):
                states(planned, people["quynh"], Said(key, "adjust", f"{note} {page}"))
        assert counts[0] == counts[1], page


def test_the_demonstration_cites_the_decisions_on_planning(planned: Dossier, people: People) -> None:
    wards = clauses("Thủy Nguyên", "An Biên", "Hải An")
    in_city = [replace(one, parts=list(reversed(one.parts))) for one in wards]  # its first part decides
    change_plan(planned, [*in_city, replace(clauses("Lê Chân")[0], number=4)], actor=people["anh"])
    demo_conformity(planned, people)
    said = Conformity.objects.filter(dossier=planned)
    assert {one.symbol for one in said} == {"81/2023/QH15", "1516/QĐ-TTg", "1639/QĐ-TTg", "323/QĐ-TTg"}
    assert list(standing(planned, "town-country").values()) == ["unsaid", "adjust", "adjust", "conforms", "unsaid"]
    assert all(one.sample for one in said)
