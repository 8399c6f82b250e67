"""An office changes hands: shown first, then one act; nothing is lost, and the past keeps its names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from reorg.people import handing
from reorg.people.models import Office, User
from tests.cast import asked, drafted, sign
from tests.engine.doing import told
from tests.web.reader import as_, words
from workflows import actions
from workflows.errors import BadInput, NotNow
from workflows.models import Delegation, Dossier
from workflows.offices import today
from workflows.reading import assignments_for
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
Given = Callable[..., Delegation]


def chair(user: User) -> Office:
    return Office.objects.get(person=user, role="chair", valid_to=None)


def test_everything_that_hangs_on_the_office_is_shown_and_goes_in_one_act(
    people: People, duc: User, agency: Dossier, given: Given
) -> None:
    """Bình leaves; Tuấn becomes chair. Đức's delegation goes on in Tuấn's name; what Bình owed reaches Tuấn."""
    drafted(agency, people)
    given()
    binh, url = as_(people["binh"]), f"/offices/{chair(people['binh']).pk}/hand-over/"
    page = words(binh.get(url))
    assert agency.code in page
    assert "Trương Minh Đức" in page
    said = {"to": str(people["tuan"].pk), "basis": "1520/QĐ-TTg", "close_sign_in": "on"}
    shown = binh.post(url, said)
    assert "From Trần Văn Bình to Phan Anh Tuấn, from today" in words(shown)
    assert assignments_for(people["binh"]).filter(state="open").exists(), "nothing has happened yet"
    done = binh.post(url, said | fields_of_hand_over(shown), follow=True)
    assert done.status_code == 200
    assert assignments_for(people["tuan"]).filter(state="open").exists()
    assert [(one.given_by.username, one.deputy.username) for one in Delegation.objects.filter(revoked_at=None)] == [
        ("tuan", "duc")
    ]
    people["binh"].refresh_from_db()
    assert not people["binh"].is_active
    fact = told(agency, "office.handed_over")[0]
    assert (fact["giver"], fact["receiver"], fact["basis"]) == ("Trần Văn Bình", "Phan Anh Tuấn", "1520/QĐ-TTg")
    assert sign(agency, people["tuan"]).signer == people["tuan"]


def fields_of_hand_over(answer: object) -> dict[str, str]:
    html = answer.content.decode()  # type: ignore[attr-defined]
    return {"seen": html.split('name="seen" value="')[1].split('"')[0]}


def test_what_changed_meanwhile_is_shown_again_before_anything_is_done(
    people: People, agency: Dossier, duc: User, given: Given
) -> None:
    binh, url = as_(people["binh"]), f"/offices/{chair(people['binh']).pk}/hand-over/"
    said = {"to": str(people["tuan"].pk), "basis": "1520/QĐ-TTg"}
    seen = fields_of_hand_over(binh.post(url, said))
    drafted(agency, people)
    again = binh.post(url, said | seen)
    assert "has changed since you looked" in words(again)
    assert chair(people["binh"]).valid_to is None
    binh.post(url, said | fields_of_hand_over(again))
    assert not Office.objects.filter(person=people["binh"], valid_to=None).exists()


def test_past_acts_keep_the_name_and_the_office_as_they_were(people: People, agency: Dossier) -> None:
    drafted(agency, people)
    sign(agency, people["binh"])
    before = agency.events.count()
    handing.hand_over(
        chair(people["binh"]), to=people["tuan"], basis="1520/QĐ", actor=people["binh"], close_sign_in=True
    )
    signed = agency.events.filter(verb="signoff.approved").get().body["actor"]
    assert (signed["name"], signed["office"]["en"]) == ("Trần Văn Bình", "Chair")
    decision = agency.decisions.get()
    assert (decision.signer_name, decision.office_title) == ("Trần Văn Bình", "Chủ tịch")
    assert agency.events.count() == before, "the office owed nothing here any more"
    assert verify(Dossier.objects.get(pk=agency.pk)) is None
    assert as_(people["phuc"]).get(f"/dossiers/{agency.code}/trail/").status_code == 200


def test_whoever_leaves_without_another_office_stands_in_for_nobody(
    people: People, duc: User, agency: Dossier, given: Given
) -> None:
    drafted(agency, people)
    given()
    actions.take_up(asked(agency, people["binh"]), actor=duc)
    office = Office.objects.get(person=duc)
    handing.hand_over(office, to=people["quynh"], basis="2/QĐ", actor=people["binh"])
    assert not Delegation.objects.filter(revoked_at=None).exists()
    assert asked(agency, people["binh"]).taken_by is None
    assert told(agency, "deputy.gave_back")[0]["why"]["en"] == "the office is handed over"


@pytest.mark.parametrize(
    ("changes", "field"), [({"basis": " "}, "basis"), ({"to": "binh"}, "to"), ({"to": "gone"}, "to")]
)
def test_what_a_hand_over_must_say(people: People, changes: dict[str, str], field: str) -> None:
    gone = User.objects.create(username="gone", full_name="Ai Đó", is_active=False)
    chosen = {**people, "gone": gone}[changes.pop("to", "tuan")]
    with pytest.raises(BadInput) as refused:
        handing.hand_over(chair(people["binh"]), **({"basis": "1/QĐ"} | changes), to=chosen, actor=people["binh"])
    assert refused.value.field == field


def test_an_office_is_handed_over_by_its_holder_or_the_head_and_once(people: People) -> None:
    office = chair(people["binh"])
    assert as_(people["cuc"]).get(f"/offices/{office.pk}/hand-over/").status_code == 404
    drafter = Office.objects.get(person=people["anh"])
    assert as_(people["binh"]).get(f"/offices/{drafter.pk}/hand-over/").status_code == 200
    handing.hand_over(office, to=people["tuan"], basis="1/QĐ", actor=people["binh"])
    with pytest.raises(NotNow):
        handing.hand_over(office, to=people["quynh"], basis="1/QĐ", actor=people["tuan"])


def test_somebody_with_another_office_keeps_their_sign_in(people: People) -> None:
    office = Office.objects.filter(person=people["quynh"]).first()
    with pytest.raises(BadInput) as refused:
        handing.hand_over(office, to=people["tuan"], basis="1/QĐ", actor=people["quynh"], close_sign_in=True)
    assert refused.value.field == "close_sign_in"


def test_a_delegation_goes_on_from_the_day_it_was_to_begin(people: People, given: Given) -> None:
    given(valid_from=today() + timedelta(days=9))
    handing.hand_over(chair(people["binh"]), to=people["tuan"], basis="1/QĐ", actor=people["binh"])
    assert Delegation.objects.get(revoked_at=None).valid_from == today() + timedelta(days=9)
