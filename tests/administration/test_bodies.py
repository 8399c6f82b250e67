"""Organisations are entered, renamed and closed; offices given, ended, handed over. The past keeps its names."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from reorg.administration import bodies, delegations
from reorg.administration.rights import Scope, scope_of
from reorg.people.models import Office, Organisation, User
from reorg.system.models import SystemEvent
from tests.administration.conftest import body, somebody
from tests.administration.test_people import seen, told
from tests.cast import asked, drafted
from tests.web.reader import as_, words
from workflows import actions
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Delegation, Dossier, Role
from workflows.offices import today
from workflows.text import Text

pytestmark = pytest.mark.django_db
People = dict[str, User]
NEW = Text("Sở Dân tộc và Tôn giáo", "Department of Ethnic and Religious Affairs")


def new_body(scope: Scope, **changes: Any) -> Organisation:
    values = {
        "title": NEW,
        "kind": "department",
        "short": "SDTTG",
        "parent": body("hp_pc"),
        "valid_from": today(),
        "basis": "20/NQ-HĐND",
    }
    return bodies.create(scope, **(values | changes))


def test_an_organisation_is_entered_below_one_that_is_administered(local: Scope) -> None:
    made = new_body(local)
    assert (made.key, made.parent) == ("so-dan-toc-va-ton-giao", body("hp_pc"))
    assert told("organisation.created")["parent"] == "hp_pc"
    with pytest.raises(BadInput, match="There is already"):
        new_body(local, title=Text("SỞ DÂN TỘC và tôn giáo", "x"))
    with pytest.raises(BadInput, match="Choose the organisation it belongs to"):
        new_body(local, parent=None, title=Text("Khác", "Other"))
    with pytest.raises(NotYou):
        new_body(local, parent=body("hd_pc"), title=Text("Khác", "Other"))


def test_a_new_name_begins_today_and_the_old_one_is_kept(local: Scope, agency: Dossier) -> None:
    opened, was = agency.events.first(), body("hp_home_affairs").title_en
    client, url = as_(local.user), reverse("admin_organisation_rename", args=[body("hp_home_affairs").pk])
    page = client.get(url)
    assert agency.code in words(page)
    said = {"title_vi": "Sở Nội vụ mới", "title_en": "New Home Affairs", "short": "SNV", "basis": "21/QĐ"}
    client.post(url, said | {"seen": seen(page)})
    renamed = body("hp_home_affairs")
    assert renamed.title_vi == "Sở Nội vụ mới"
    former = renamed.former_names.get()
    assert (former.title_en, former.until, former.basis) == (
        was, today() - timedelta(days=1), "21/QĐ",
    )  # fmt: skip
    assert told("organisation.renamed")["was"]["en"] == former.title_en
    assert agency.events.first().record == opened.record
    assert former.title_en in words(client.get(reverse("admin_organisation", args=[renamed.pk])))
    call_command("load_reference", verbosity=0)
    assert body("hp_home_affairs").title_vi == "Sở Nội vụ mới", "what was decided here goes before the fixture"


def test_what_still_waits_for_a_body_keeps_it_from_closing_today(boss: Scope, agency: Dossier, people: People) -> None:
    drafted(agency, people)
    found = {one.title: one.count for one in bodies.if_closed(body("hp_pc"))}
    assert found["Open steps asked of it"] == found["Open dossiers it leads"] == 1
    with pytest.raises(NotNow, match="is below it and goes on"):
        bodies.close(boss, body("hp_pc"), until=today(), basis="22/NQ")
    agency.items.filter(code=agency.items.first().code).update(owner=body("hp_front"))
    with pytest.raises(NotNow, match=r"Open items it owes: 1\. Let a successor take them over first"):
        bodies.close(boss, body("hp_front"), until=today(), basis="22/NQ")


def test_a_body_with_nothing_open_is_closed_with_its_offices(local: Scope, people: People) -> None:
    made = new_body(local, valid_from=today() - timedelta(days=30))
    local = scope_of(local.user)
    office = Office.objects.create(
        person=people["xuan"], organisation=made, role_id="officer", title_vi="x", title_en="x",
        valid_from=today() - timedelta(days=30),
    )  # fmt: skip
    yesterday = today() - timedelta(days=1)
    bodies.close(local, made, until=yesterday, basis="23/QĐ")
    office.refresh_from_db()
    assert office.valid_to == yesterday == Organisation.objects.get(pk=made.pk).valid_to
    assert told("organisation.closed")["offices"] == [office.pk]
    with pytest.raises(NotNow, match="has ended already"):
        bodies.close(local, made, until=yesterday, basis="23/QĐ")


def office_values(people: People, **changes: Any) -> dict[str, Any]:
    return {
        "person": people["tuan"],
        "organisation": body("hp_home_affairs"),
        "role": Role.objects.get(pk="officer"),
        "title": Text("Chuyên viên", ""),
        "valid_from": today(),
        "valid_to": None,
        "basis": "30/QĐ",
    } | changes


def test_an_office_is_given_once_and_to_nobody_by_themselves(local: Scope, people: People) -> None:
    office = bodies.give_office(local, **office_values(people))
    assert (office.title_vi, office.title_en) == ("Chuyên viên", "Officer in charge")
    with pytest.raises(BadInput, match="already holds this office"):
        bodies.give_office(local, **office_values(people))
    with pytest.raises(NotYou, match="Nobody gives themselves an office"):
        bodies.give_office(local, **office_values(people, person=local.user))
    with pytest.raises(BadInput, match="The last day comes after the first"):
        bodies.give_office(local, **office_values(people, valid_to=today() - timedelta(days=1)))
    with pytest.raises(NotYou):
        bodies.give_office(local, **office_values(people, organisation=body("hd_pc")))
    with pytest.raises(NotYou, match="not among those you administer"):
        bodies.give_office(local, **office_values(people, person=people["cuc"]))


def test_ending_an_office_says_when_nobody_is_left(local: Scope, agency: Dossier, people: People) -> None:
    drafted(agency, people)
    office = Office.objects.get(person=people["binh"], role="chair", organisation=body("hp_pc"))
    client, url = as_(local.user), reverse("admin_office_end", args=[office.pk])
    page = client.get(url)
    assert "Nobody else holds this office: hand it over instead of ending it." in words(page)
    client.post(url, {"until": today().isoformat(), "basis": "31/QĐ", "seen": seen(page)})
    office.refresh_from_db()
    assert office.valid_to == today()
    assert told("office.ended")["name"] == people["binh"].full_name


def test_a_step_opened_since_the_preview_is_shown_before_anything_is_done(
    local: Scope, agency: Dossier, people: People
) -> None:
    office = Office.objects.get(person=people["binh"], role="chair", organisation=body("hp_pc"))
    client, url = as_(local.user), reverse("admin_office_end", args=[office.pk])
    page = client.get(url)
    drafted(agency, people)
    answer = client.post(url, {"until": today().isoformat(), "basis": "31/QĐ", "seen": seen(page)})
    assert "Something has changed since you looked" in words(answer)
    office.refresh_from_db()
    assert office.valid_to is None


# Delegations


def test_a_delegation_is_taken_back_with_the_reason_and_the_work_returns(
    local: Scope, agency: Dossier, people: People
) -> None:
    drafted(agency, people)
    given = actions.give_delegation(
        organisation=body("hp_pc"), role=Role.objects.get(pk="chair"), deputy=people["xuan"], kind="TUQ.",
        basis="1/GUQ", valid_from=today(), valid_to=today(), actor=people["binh"],
    )  # fmt: skip
    actions.take_up(asked(agency, people["binh"]), actor=people["xuan"])
    client = as_(local.user)
    assert "Hồ Thanh Xuân" in words(client.get(reverse("admin_delegations")))
    url = reverse("admin_delegation_end", args=[given.pk])
    page = client.get(url)
    assert agency.code in words(page)
    client.post(url, {"reason": "đã nghỉ việc", "seen": seen(page)})
    given.refresh_from_db()
    assert given.revoked_by == local.user
    event = agency.events.get(verb="deputy.gave_back")
    assert event.body["actor"]["name"] == "Bà local"
    assert told("delegation.ended")["reason"] == "đã nghỉ việc"
    assert client.get(url).status_code == 404, "it has ended"


def test_delegations_elsewhere_are_not_seen(boss: Scope, local: Scope, people: People) -> None:
    given = Delegation.objects.create(
        organisation=body("hd_pc"), role_id="chair", deputy=people["son"], kind="TL.", valid_from=today(),
        given_by=people["cuc"], given_at=SystemEvent.objects.first().at,
    )  # fmt: skip
    assert list(delegations.delegations_for(boss)) == [given]
    assert list(delegations.delegations_for(local)) == []
    with pytest.raises(NotFound):
        delegations.delegation_of(local, given.pk)


def test_lists_cost_the_same_for_few_and_many(boss: Scope, django_assert_num_queries: Any) -> None:
    client = as_(boss.user)
    first, url = reverse("admin_organisations"), reverse("admin_organisation", args=[body("hp_pc").pk])
    for path, queries in ((first, 7), (url, 10)):
        client.get(path)
        with django_assert_num_queries(queries):
            client.get(path)
    for n in range(20):
        new_body(boss, title=Text(f"Cơ quan {n}", f"Body {n}"))
        Office.objects.create(
            person=somebody(f"o{n}"), organisation=body("hp_pc"), role_id="officer", title_vi="x", title_en="x",
            valid_from=today(),
        )  # fmt: skip
    for path, queries in ((first, 7), (url, 10)):
        with django_assert_num_queries(queries):
            client.get(path)
