"""Every page of administration × who may: nobody else learns that there is such a page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reorg.administration import checklists, sheets
from reorg.administration import people as administering
from reorg.administration.demo import LOCAL, demo_administration
from reorg.administration.models import Administrator
from reorg.administration.rights import Scope
from reorg.notices.models import Notice
from reorg.people.models import Office, User
from reorg.rulebooks import drafting
from reorg.rulebooks.books import book_of
from reorg.system.models import SystemEvent
from reorg.system.verify import verify
from reorg.web.urls import ADMINISTRATION
from reorg.webhooks.models import Webhook
from tests.administration.conftest import body
from tests.administration.test_people import MOI, a_sheet
from tests.web.reader import as_, words
from workflows.actions import order_day
from workflows.models import Delegation, Dossier
from workflows.offices import today
from workflows.text import Text

pytestmark = pytest.mark.django_db
People = dict[str, User]
RULES_READ = ("admin_rule", "admin_rule_export")
RULES_WRITTEN = (
    "admin_rule_draft",
    "admin_rule_begin",
    "admin_rule_in_force",
    "admin_rule_withdraw",
    "admin_rule_line_new",
)
POSTED = {
    "admin_person_link",
    "admin_list_begin",
    "admin_item_drop",
    "admin_rule_begin",
    "admin_rule_line_drop",
}
FOR_ALL = {
    "admin_list_draft",
    "admin_list_in_force",
    "admin_list_withdraw",
    "admin_item_new",
    "admin_item",
    "admin_rule_draft",
    "admin_rule_in_force",
    "admin_rule_withdraw",
    "admin_rule_line_new",
    "admin_rule_line",
}


def mail_to(person: User, dossier: Dossier) -> int:
    """A mail that was being handed over an hour ago when something died."""
    then = timezone.now() - timedelta(hours=1)
    return Notice.objects.create(
        person=person, kind="asked", key="sample", dossier=dossier, path="/", title_vi="x", title_en="Sign the scheme",
        at=then, mail_at=then, claimed_at=then, handed_at=then,
    ).pk  # fmt: skip


@pytest.fixture
def places(boss: Scope, local: Scope, people: People, agency: Dossier) -> dict[str, Any]:
    """Something of Hải Phòng for every address that names one."""
    draft = checklists.begin(boss, "seals")
    drafting.begin(boss, book_of("retention", "periods"))
    office = Office.objects.get(person=people["uyen"])
    given = Delegation.objects.create(
        organisation=body("hp_pc"), role_id="chair", deputy=people["tuan"], kind="TL.", valid_from=today(),
        given_by=people["binh"], given_at=draft.made_at,
    )  # fmt: skip
    ordered = order_day(
        day=today(), halves=0, why=Text("x", "x"), basis="1", organisation=body("hp_pc"), actor=boss.user
    )
    people["dismissed"] = User.objects.create(username="gone", full_name="Ông Gone", is_active=False)
    Office.objects.create(
        person=people["dismissed"], organisation=body("hp_pc"), role_id="officer", title_vi="x", title_en="x",
        valid_from=today(),
    )  # fmt: skip
    person, code = [people["uyen"].pk], [draft.list_code]
    hook = [
        Webhook.objects.create(
            organisation=body("hp_pc"), name="x", address="https://example.org/", salt="s", made_by=boss.user,
            made_at=draft.made_at, next_at=draft.made_at,
        ).pk
    ]  # fmt: skip
    item = [*code, draft.rows[0]["code"]]
    return {
        **dict.fromkeys(
            ("admin_people_sheet", "admin_people_sheet_erase"), (sheets.hand_in(local, a_sheet(MOI)).token,)
        ),
        **dict.fromkeys(("admin_person", "admin_person_correct", "admin_person_link", "admin_person_close"), person),
        "admin_person_factors": person,
        "admin_person_open": [people["dismissed"].pk],
        "admin_dismiss": [Administrator.objects.get(person=local.user).pk],
        **dict.fromkeys(
            ("admin_organisation", "admin_organisation_rename", "admin_organisation_close", "admin_office_new"),
            (body("hp_home_affairs").pk,),
        ),
        **dict.fromkeys(("admin_office_end", "admin_office_hand_over"), (office.pk,)),
        "admin_day": [ordered.pk],
        "admin_delegation_end": [given.pk],
        **dict.fromkeys(
            ("admin_list", "admin_list_export", "admin_list_draft", "admin_list_begin", "admin_list_in_force"), code
        ),
        **dict.fromkeys(("admin_list_withdraw", "admin_item_new"), code),
        **dict.fromkeys(("admin_item", "admin_item_drop"), item),
        **dict.fromkeys(RULES_READ + RULES_WRITTEN, ("retention", "periods")),
        **dict.fromkeys(("admin_rule_line", "admin_rule_line_drop"), ("retention", "periods", 1)),
        "admin_mail_again": [mail_to(people["binh"], agency)],
        **dict.fromkeys(("admin_webhook", "admin_webhook_stop", "admin_webhook_resume", "admin_webhook_secret"), hook),
    }


def test_who_administers_nothing_finds_nothing(
    places: dict[str, Any], boss: Scope, local: Scope, people: People
) -> None:
    trail = {"admin_trail", "admin_trail_export"}
    found = []
    for pattern in ADMINISTRATION:
        name = pattern.name
        address = reverse(name, args=places.get(name, []))
        for who, client, expected in (
            ("a stranger", Client(), 302),
            ("anh", as_(people["anh"]), 404),
            ("an auditor", as_(people["phuc"]), 200 if name in trail else 404),
            ("local", as_(local.user), 403 if name in FOR_ALL else 200),
            ("boss", as_(boss.user), 404 if name == "admin_people_sheet" else 200),
        ):
            method = client.post if name in POSTED else client.get
            if name in POSTED and expected == 200:
                continue  # asked in tests of their own
            if (status := method(address).status_code) != expected:
                found.append(f"{who}: {address} gives {status}, not {expected}")
    assert not found, "\n".join(found)


def test_an_administrator_of_another_body_finds_nothing_of_this_one(
    places: dict[str, Any], boss: Scope, people: People
) -> None:
    administering.appoint(boss, people["son"], organisation=body("hd_pc"), basis="9/QĐ")
    client = as_(people["son"])
    found = []
    for name, args in places.items():
        if name.startswith(("admin_list", "admin_item", "admin_rule")):
            continue  # checklists and rules are read by all administrators
        address = reverse(name, args=args)
        status = (client.post if name in POSTED else client.get)(address).status_code
        if status != 404:
            found.append(f"{address} gives {status}")
    assert not found, "\n".join(found)


def test_the_menu_offers_administration_only_to_whom_it_is_for(boss: Scope, people: People) -> None:
    assert 'href="/administration/"' in as_(boss.user).get("/").content.decode()
    anh = as_(people["anh"]).get("/").content.decode()
    assert 'href="/administration/"' not in anh
    assert 'href="/help/"' in anh


def test_the_first_page_says_what_is_administered(boss: Scope, local: Scope) -> None:
    assert "You administer the whole installation." in words(as_(boss.user).get("/administration/"))
    mine = words(as_(local.user).get("/administration/"))
    assert "You administer : People's Committee of Hải Phòng City and all below it." in mine.replace(
        "administer:", "administer :"
    )


def test_the_public_page_of_a_mandate_that_ended_is_gone(boss: Scope, local: Scope) -> None:
    client = as_(local.user)
    assert client.get("/administration/").status_code == 200
    administering.dismiss(boss, Administrator.objects.get(person=local.user), reason="x")
    assert client.get("/administration/").status_code == 404


def test_rules_that_come_with_the_installation_are_read_with_their_sources(boss: Scope) -> None:
    client = as_(boss.user)
    assert "Standards: Resolution 653/2019, 2019–2021" in words(client.get("/administration/rules/"))
    assert "(ĐA)" in words(client.get("/administration/rules/documents/agency_consolidation_2025.1/"))
    assert "unconfirmed" in words(client.get("/administration/rules/criteria/653_2019/"))
    assert "Kept for … years: 20" in words(client.get("/administration/rules/retention/periods/"))


def test_the_demonstration_has_administrators_and_does_it_once(people: People) -> None:
    demo_administration("mật khẩu mẫu dài")
    events = SystemEvent.objects.count()
    demo_administration("mật khẩu mẫu dài")
    assert SystemEvent.objects.count() == events == 5
    assert verify() is None
    assert User.objects.get(username=LOCAL).check_password("mật khẩu mẫu dài")
    assert checklists.draft_for("seals") is not None
