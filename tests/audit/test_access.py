"""Who looked at what: written once an hour, never changed, seen by auditors and the heads of the lead."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reorg.audit.models import Access
from reorg.people.models import User
from tests.audit.shared import signed_in
from workflows import actions
from workflows.models import Assignment, Dossier

pytestmark = pytest.mark.django_db


def noted(person: User) -> list[tuple[str, str]]:
    return sorted(Access.objects.filter(person=person).values_list("page", "thing"))


def test_a_page_is_noted_once_an_hour_for_each_thing(people: dict[str, User], agency: Dossier) -> None:
    client = signed_in(people["anh"])
    first, second = agency.items.order_by("code")[:2]
    for _ in range(3):
        client.get("/dossiers/HN-01/documents/")
        client.get(f"/dossiers/HN-01/items/{first.code}/")
    client.get(f"/dossiers/HN-01/items/{second.code}/")
    assert noted(people["anh"]) == [("documents", ""), ("item", first.code), ("item", second.code)]


def test_the_page_of_a_step_counts_for_its_dossier(people: dict[str, User], agency: Dossier) -> None:
    asked = Assignment.objects.get(dossier=agency, state="open")
    signed_in(people["anh"]).get(f"/steps/{asked.pk}/")
    assert Access.objects.get(page="step").dossier == agency


def test_what_was_not_shown_is_not_noted(people: dict[str, User], agency: Dossier) -> None:
    client = signed_in(people["xuan"])
    for path in ("/dossiers/HN-01/", "/dossiers/NO-SUCH/", "/dossiers/", "/"):
        client.get(path)
    signed_in(people["anh"]).head("/dossiers/HN-01/documents/")
    signed_in(people["anh"]).get("/dossiers/HN-01/diagram.svg")
    signed_in(people["anh"]).get("/dossiers/HN-01/documents/", headers={"HX-Request": "true"})
    assert not Access.objects.exists()


def test_noting_costs_one_statement(people: dict[str, User], agency: Dossier) -> None:
    client = signed_in(people["anh"])
    with CaptureQueriesContext(connection) as captured:
        client.get("/dossiers/HN-01/documents/")
    assert len([one for one in captured if "audit_access" in one["sql"]]) == 1


@pytest.mark.parametrize("statement", ["UPDATE audit_access SET page = ''", "DELETE FROM audit_access"])
def test_what_was_looked_at_stays_on_record(
    people: dict[str, User], agency: Dossier, statement: str, as_application: str
) -> None:
    signed_in(people["anh"]).get("/dossiers/HN-01/documents/")
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Access.objects.count() == 1


def test_auditors_and_heads_of_the_lead_see_who_looked(people: dict[str, User], agency: Dossier) -> None:
    signed_in(people["cuc"]).get("/dossiers/HN-01/checklists/")
    actions.note_reading(agency, actor=people["cuc"])
    for name, linked in (("phuc", True), ("binh", True), ("anh", False)):
        trail = signed_in(people[name]).get("/dossiers/HN-01/trail/").content.decode()
        assert ('href="/dossiers/HN-01/access/"' in trail) == linked, name
    for name in ("phuc", "binh"):
        html = signed_in(people[name]).get("/dossiers/HN-01/access/").content.decode()
        assert people["cuc"].full_name in html, name
        assert "its checklists" in html
        assert "opened the dossier to read it" in html
    for name, answer in (("anh", 403), ("cuc", 403), ("xuan", 404)):
        assert signed_in(people[name]).get("/dossiers/HN-01/access/").status_code == answer, name
    assert signed_in(people["binh"]).get("/dossiers/HN-01/access/?page=7").status_code == 200


def test_the_room_shows_what_was_looked_at_across_dossiers(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    signed_in(people["cuc"]).get("/dossiers/HN-01/checklists/")
    signed_in(people["dung"]).get("/dossiers/HP-01/documents/")
    client = signed_in(people["phuc"])
    html = client.get("/audit/access/").content.decode()
    assert people["cuc"].full_name in html
    assert people["dung"].full_name in html
    only = client.get("/audit/access/?dossier=HP").content.decode()
    assert people["cuc"].full_name not in only
    assert people["dung"].full_name in only


def test_the_lists_cost_the_same_however_many_looked(people: dict[str, User], agency: Dossier) -> None:
    client = signed_in(people["phuc"])
    for path in ("/audit/access/", "/dossiers/HN-01/access/"):
        signed_in(people["cuc"]).get("/dossiers/HN-01/checklists/")
        client.get(path)
        with CaptureQueriesContext(connection) as few:
            client.get(path)
        for name in ("anh", "binh", "quynh"):
            signed_in(people[name]).get("/dossiers/HN-01/documents/")
            actions.note_reading(agency, actor=people[name])
        with CaptureQueriesContext(connection) as many:
            client.get(path)
        assert len(many) <= len(few), path
