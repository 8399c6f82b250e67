"""Naming a deputy, being away, taking work up and giving it back: on the pages, in the trail, on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reorg.papers.collect import trail_paper
from reorg.papers.forms.bodies import signing_lines
from reorg.people import handing
from reorg.people.models import Office, Organisation, User
from tests.cast import asked, drafted, open_agency, sign
from tests.deputies.conftest import deputy_chair
from tests.engine.doing import told
from tests.web.reader import as_, words
from workflows import actions
from workflows.errors import NotNow, NotYou
from workflows.models import Absence, Delegation, Dossier
from workflows.offices import today

pytestmark = pytest.mark.django_db
People = dict[str, User]
Given = Callable[..., Delegation]


def office(user: User) -> Office:
    return Office.objects.get(person=user, role__in=("chair", "observer"))


def wanted(duc: User, **changes: str) -> dict[str, str]:
    return {"deputy": str(duc.pk), "kind": "KT.", "valid_from": today().isoformat()} | changes


def test_binh_names_a_deputy_and_takes_the_delegation_back(people: People, duc: User, agency: Dossier) -> None:
    drafted(agency, people)
    binh, url = as_(people["binh"]), f"/deputies/for/{office(people['binh']).pk}/"
    assert "Nobody acts for this office" in words(binh.get("/deputies/"))
    page = words(binh.post(url, wanted(duc), follow=True))
    assert "KT. Trương Minh Đức" in page
    desk = words(as_(duc).get("/"))
    assert "as deputy for Trần Văn Bình (KT.)" in desk
    assert "in force today" in words(as_(duc).get("/deputies/"))
    back = words(binh.post(f"/deputies/{Delegation.objects.get().pk}/revoke/", follow=True))
    assert "taken back by Trần Văn Bình" in back
    assert "as deputy" not in words(as_(duc).get("/"))


def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(people: People, duc: User) -> None:
    url = f"/deputies/for/{office(people['binh']).pk}/"
    answer = as_(people["binh"]).post(url, wanted(duc, kind="TUQ.", basis="", procedures="province_merger"))
    assert answer.status_code == 400
    assert "give the paper and the last day" in words(answer)
    assert 'value="province_merger" id="id_procedures_0" checked' in " ".join(answer.content.decode().split())
    past = as_(people["binh"]).post(url, wanted(duc, valid_from="2020-01-01"))
    assert "cannot begin in the past" in words(past)


def test_nobody_names_a_deputy_for_an_office_of_others(people: People, duc: User, given: Given) -> None:
    assert as_(people["cuc"]).get(f"/deputies/for/{office(people['binh']).pk}/").status_code == 404
    one = given()
    assert as_(people["cuc"]).post(f"/deputies/{one.pk}/revoke/").status_code == 404
    assert as_(duc).post(f"/deputies/{one.pk}/revoke/").status_code == 403, "his own, but only Bình takes it back"
    assert as_(duc).get(f"/deputies/{one.pk}/revoke/").status_code == 405


def test_the_deputy_of_an_absent_head_sees_the_work_only_meanwhile(
    people: People, duc: User, agency: Dossier, given: Given
) -> None:
    drafted(agency, people)
    given(only_in_absence=True)
    binh = as_(people["binh"])
    assert "as deputy" not in words(as_(duc).get("/"))
    wrong = binh.post("/deputies/absences/", {"away_from": "2020-01-01", "away_to": "2020-01-02"})
    assert wrong.status_code == 400
    last = today() + timedelta(days=3)
    binh.post("/deputies/absences/", {"away_from": today().isoformat(), "away_to": last.isoformat()})
    assert "as deputy for Trần Văn Bình" in words(as_(duc).get("/"))
    away = Absence.objects.get()
    assert as_(people["cuc"]).post(f"/deputies/absences/{away.pk}/end/").status_code == 404
    assert "Welcome back" in words(binh.post(f"/deputies/absences/{away.pk}/end/", follow=True))
    assert "as deputy" not in words(as_(duc).get("/"))


def test_taking_up_and_giving_back_are_events_and_keep_other_deputies_out(
    people: People, duc: User, agency: Dossier, given: Given
) -> None:
    drafted(agency, people)
    minh = deputy_chair("minh", "Lưu Công Minh")
    given()
    given(deputy=minh)
    mine = asked(agency, people["binh"])
    as_(duc).post(f"/steps/{mine.pk}/take-up/")
    as_(duc).post(f"/steps/{mine.pk}/take-up/")
    assert [fact["principal"] for fact in told(agency, "deputy.took")] == ["Trần Văn Bình"], "twice is once"
    assert "taken up by Trương Minh Đức" in words(as_(minh).get("/"))
    assert "taken up by Trương Minh Đức as deputy" in words(as_(people["binh"]).get("/"))
    with pytest.raises(NotNow, match="gives it back first"):
        sign(agency, minh)
    as_(duc).post(f"/steps/{mine.pk}/give-back/")
    assert [fact["deputy"] for fact in told(agency, "deputy.gave_back")] == ["Trương Minh Đức"]
    assert sign(agency, minh).authority == "KT."


def test_when_the_head_returns_what_was_taken_up_is_theirs_again(
    people: People, duc: User, agency: Dossier, given: Given
) -> None:
    drafted(agency, people)
    given(only_in_absence=True)
    away = actions.note_absence(away_from=today(), away_to=today(), actor=people["binh"])
    actions.take_up(asked(agency, people["binh"]), actor=duc)
    actions.end_absence(away, actor=people["binh"])
    back = agency.events.get(verb="deputy.gave_back").body
    assert back["facts"]["why"]["en"] == "the head is back"
    assert back["actor"]["name"] == "Trần Văn Bình"
    assert asked(agency, people["binh"]).taken_by is None
    assert sign(agency, people["binh"]).authority == ""


def test_taking_a_delegation_back_gives_back_what_was_taken_up(
    people: People, duc: User, agency: Dossier, given: Given
) -> None:
    drafted(agency, people)
    one = given()
    actions.take_up(asked(agency, people["binh"]), actor=duc)
    actions.revoke_delegation(one, actor=people["binh"])
    assert asked(agency, people["binh"]).taken_by is None
    assert len(told(agency, "deputy.gave_back")) == 1


def test_the_head_has_nothing_to_take_up(people: People, agency: Dossier) -> None:
    drafted(agency, people)
    mine = asked(agency, people["binh"])
    assert as_(people["binh"]).post(f"/steps/{mine.pk}/take-up/").status_code == 409
    assert as_(people["cuc"]).post(f"/steps/{mine.pk}/take-up/").status_code == 403
    assert as_(people["xuan"]).post(f"/steps/{mine.pk}/take-up/").status_code == 404


def test_paper_and_trail_name_the_authority_and_both_offices(
    people: People, duc: User, agency: Dossier, given: Given
) -> None:
    drafted(agency, people)
    given()
    decision = sign(agency, duc)
    body = Organisation.objects.get(key="hp_pc")
    lines = signing_lines(body, decision.office_title, decision.authority, "chair", "vi")
    assert [line.upper() for line in lines] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
    signed = next(one for one in trail_paper(agency, "vi").sign_offs if one.signer.name == "Trương Minh Đức")
    assert (signed.signer.authority, signed.signer.office) == ("KT.", "Phó Chủ tịch")
    assert signed.signer.on_behalf_of == "Chủ tịch Trần Văn Bình"


def test_a_deputy_from_another_body_can_open_the_dossier(people: People, given: Given, agency: Dossier) -> None:
    """Cúc of Hải Dương signs for Bình by authorisation; a body that takes no part lets her in all the same."""
    drafted(agency, people)
    given(deputy=people["xuan"], kind="TUQ.", basis="01/GUQ-UBND", valid_to=today())
    xuan = as_(people["xuan"])
    assert xuan.get(f"/dossiers/{agency.code}/").status_code == 200
    assert "It is your turn" in words(xuan.get(f"/dossiers/{agency.code}/"))


def test_the_desk_costs_no_more_for_many_steps_of_a_deputy(people: People, duc: User, given: Given) -> None:
    given()
    for number in range(3):
        drafted(open_agency(people, f"HN-1{number}"), people)
    client = as_(duc)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(4):
        drafted(open_agency(people, f"HN-2{number}"), people)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) <= len(few) + 2 <= 20


# No self-approval, by any path


def test_an_author_signs_by_no_path(people: People, duc: User, agency: Dossier, given: Given) -> None:
    """Ánh drafted. She signs neither as deputy, nor by taking up, nor in the office handed to her, nor by a deputy."""
    drafted(agency, people)
    one = given(deputy=people["anh"])
    page = words(as_(people["anh"]).get(f"/steps/{asked(agency, people['binh']).pk}/"))
    assert "You took part in writing this dossier" in page
    with pytest.raises(NotYou):
        sign(agency, people["anh"])
    with pytest.raises(NotYou):
        actions.take_up(asked(agency, people["binh"]), actor=people["anh"])
    actions.revoke_delegation(one, actor=people["binh"])
    handing.hand_over(office(people["binh"]), to=people["anh"], basis="1/QĐ", actor=people["binh"])
    with pytest.raises(NotYou, match="took part in writing"):
        sign(agency, people["anh"])
    given(actor=people["anh"])
    barred = words(as_(duc).get(f"/steps/{asked(agency, duc).pk}/"))
    assert "Whom you stand in for took part in writing this dossier" in barred
    with pytest.raises(NotYou, match="Whom you stand in for"):
        sign(agency, duc)


def test_two_seats_are_not_signed_by_one_hand_through_a_deputy(people: People, duc: User, agency: Dossier) -> None:
    """Cúc authorises Đức, who also stands in for Bình: he signs one of the two seats, not both."""
    drafted(agency, people)
    for giver, key in (("binh", "hp_pc"), ("cuc", "hd_pc")):
        actions.give_delegation(
            organisation=Organisation.objects.get(key=key),
            role=office(people["binh"]).role,
            deputy=duc,
            kind="TUQ.",
            basis="01/GUQ-UBND",
            valid_from=today(),
            valid_to=today(),
            actor=people[giver],
        )
    first, second = asked(agency, people["binh"]), asked(agency, people["cuc"])
    actions.sign(first, actor=duc, shown=actions.shown_to_signer(first)[0])
    with pytest.raises(NotYou, match="nobody signs twice"):
        actions.sign(second, actor=duc, shown=actions.shown_to_signer(second)[0])
