"""Deputies: who may sign for an absent head, how that reads, and who may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, connection, transaction

from reorg.people.models import Office, Organisation, User
from tests.cast import asked, drafted, sign
from workflows import actions
from workflows.errors import BadInput, NotNow, NotYou
from workflows.models import Delegation, Dossier, Role
from workflows.offices import today
from workflows.reading import assignments_for, dossiers_for

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture
def duc(people: People) -> User:
    """Đức is deputy chair of the People's Committee of Hải Phòng."""
    user = User.objects.create(username="duc", full_name="Trương Minh Đức", password=make_password(None))
    Office.objects.create(
        person=user,
        organisation=Organisation.objects.get(key="hp_pc"),
        role_id="observer",
        title_vi="Phó Chủ tịch",
        title_en="Deputy Chair",
        valid_from=date(2025, 1, 1),
    )
    return user


@pytest.fixture
def given(people: People, duc: User) -> Callable[..., Delegation]:
    def give(**changes: Any) -> Delegation:
        values: dict[str, Any] = {
            "organisation": Organisation.objects.get(key="hp_pc"),
            "role": Role.objects.get(pk="chair"),
            "deputy": duc,
            "kind": "KT.",
            "valid_from": today(),
            "actor": people["binh"],
        }
        return actions.give_delegation(**(values | changes))

    return give


def test_a_deputy_signs_for_the_head_and_the_sign_off_says_so(
    agency: Dossier, people: People, duc: User, given: Callable[..., Delegation]
) -> None:
    drafted(agency, people)
    assert not dossiers_for(people["xuan"]).exists()
    given()
    decision = sign(agency, duc)
    assert (decision.authority, decision.office_title) == ("KT.", "Phó Chủ tịch")
    assert (decision.on_behalf_of, decision.on_behalf_title) == (people["binh"], "Chủ tịch")
    actor = agency.events.get(verb="signoff.approved").body["actor"]
    assert actor["authority"] == "KT."
    assert actor["on_behalf_of"]["name"] == "Trần Văn Bình"


def test_without_a_delegation_the_deputy_is_somebody_else(agency: Dossier, people: People, duc: User) -> None:
    drafted(agency, people)
    waiting = asked(agency, people["binh"])
    shown, _content = actions.shown_to_signer(waiting)
    with pytest.raises(NotYou):
        actions.sign(waiting, actor=duc, shown=shown)


def test_who_stands_in_only_in_absence_sees_the_work_only_then(
    agency: Dossier, people: People, duc: User, given: Callable[..., Delegation]
) -> None:
    drafted(agency, people)
    given(only_in_absence=True)
    assert not assignments_for(duc).exists()
    away = actions.note_absence(away_from=today(), away_to=today() + timedelta(days=3), actor=people["binh"])
    mine = assignments_for(duc).get()
    assert mine.own is False
    away.away_from = today() - timedelta(days=2)
    away.ended_early = today() - timedelta(days=1)
    away.save(update_fields=["away_from", "ended_early"])
    assert not assignments_for(duc).exists()


def test_nobody_signs_a_step_for_somebody_who_already_signed_it(
    agency: Dossier, people: People, duc: User, given: Callable[..., Delegation]
) -> None:
    """Bình signs for Hải Phòng; Hải Dương's chair may not be stood in for by his own deputy's hand."""
    drafted(agency, people)
    given()
    waiting = asked(agency, duc)
    sign(agency, people["binh"])
    shown, _content = actions.shown_to_signer(waiting)
    with pytest.raises(NotNow, match="Trần Văn Bình"):
        actions.sign(waiting, actor=duc, shown=shown)


def test_an_author_cannot_have_the_dossier_signed_by_a_deputy(
    agency: Dossier, people: People, duc: User, given: Callable[..., Delegation]
) -> None:
    """Ánh drafted; she also becomes chair and lets Đức act for her: that would be approving her own work."""
    drafted(agency, people)
    body = Organisation.objects.get(key="hp_pc")
    Office.objects.create(
        person=people["anh"], organisation=body, role_id="chair", title_vi="Q. Chủ tịch", title_en="Acting Chair",
        valid_from=today(),
    )  # fmt: skip
    given(actor=people["anh"])
    waiting = asked(agency, duc)
    shown, _content = actions.shown_to_signer(waiting)
    with pytest.raises(NotYou):
        actions.sign(waiting, actor=duc, shown=shown)


def test_a_delegation_ends_with_its_last_day_its_giver_or_its_recall(
    agency: Dossier, people: People, duc: User, given: Callable[..., Delegation]
) -> None:
    drafted(agency, people)
    delegation = given()
    assert assignments_for(duc).exists()
    people["binh"].offices.update(valid_to=today() - timedelta(days=1))
    assert not assignments_for(duc).exists(), "whoever holds the office no more cannot be stood in for"
    people["binh"].offices.update(valid_to=None)
    actions.revoke_delegation(delegation, actor=people["binh"])
    assert not assignments_for(duc).exists()
    with pytest.raises(NotNow):
        actions.revoke_delegation(delegation, actor=people["binh"])


def test_a_delegation_covers_only_the_procedures_it_names(
    agency: Dossier, people: People, duc: User, given: Callable[..., Delegation]
) -> None:
    drafted(agency, people)
    given(procedures=("province_merger",))
    assert not assignments_for(duc).exists()
    given(procedures=("province_merger", "agency_consolidation"))
    assert assignments_for(duc).exists()


def test_who_only_stands_in_cannot_pass_it_on(people: People, duc: User, given: Callable[..., Delegation]) -> None:
    given()
    with pytest.raises(NotYou):
        given(actor=duc, deputy=people["cuc"], kind="TUQ.", valid_to=today(), basis="01/GUQ-UBND")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "TUQ."}, "basis"),
        ({"kind": "TUQ.", "basis": "01/GUQ-UBND"}, "basis"),
        ({"kind": "XX"}, "kind"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to"),
        ({"valid_from": date(2020, 1, 1)}, "valid_from"),
    ],
)
def test_what_a_delegation_must_say(given: Callable[..., Delegation], changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        given(**changes)
    assert refused.value.field == field


def test_only_an_authorisation_leaves_the_house(people: People, given: Callable[..., Delegation]) -> None:
    with pytest.raises(BadInput):
        given(deputy=people["cuc"])
    assert given(deputy=people["cuc"], kind="TUQ.", basis="01/GUQ-UBND", valid_to=today()).kind == "TUQ."


def test_a_delegation_is_never_rewritten(given: Callable[..., Delegation]) -> None:
    delegation = given()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_delegation SET kind = 'Q.' WHERE id = %s", [delegation.pk])
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM workflows_delegation WHERE id = %s", [delegation.pk])
