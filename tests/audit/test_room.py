"""An auditor asks all trails at once: who did what, when, from which office."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reorg.audit.models import Question
from reorg.people.models import Office, Organisation, User
from tests import cast
from tests.audit.shared import happened, listed, room, signed_in
from workflows import actions
from workflows.models import Dossier, DossierParty, Event, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(people: dict[str, User]) -> User:
    """Another auditor of the body that Phúc works for."""
    office = people["phuc"].offices.get(role="auditor")
    user = User.objects.create(username="colleague", full_name="Kiểm toán viên thứ hai", language="en")
    Office.objects.create(
        person=user,
        organisation=office.organisation,
        role_id="auditor",
        title_vi="Kiểm toán viên",
        title_en="Auditor",
        valid_from=office.valid_from,
    )
    return user


@pytest.mark.parametrize("path", ["", "access/", "bundles/", "export/?form=jsonl"])
def test_the_room_is_for_auditors(people: dict[str, User], agency: Dossier, path: str) -> None:
    assert signed_in(people["phuc"]).get(f"/audit/{path}").status_code == 200
    for name in ("anh", "binh", "xuan"):
        assert signed_in(people[name]).get(f"/audit/{path}").status_code == 403, name


def test_an_auditor_sees_the_dossiers_of_their_oversight_only(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    assert {code for code, _ in listed(room(people["phuc"]))} == {"HN-01", "HP-01"}
    DossierParty.objects.filter(dossier=merger, oversight=True).delete()
    assert {code for code, _ in listed(room(people["phuc"]))} == {"HN-01"}
    elsewhere = Organisation.objects.get(key="hp_inspectorate")
    Office.objects.filter(person=people["phuc"]).update(organisation=elsewhere)
    DossierParty.objects.filter(organisation=elsewhere).delete()
    assert listed(room(people["phuc"])) == []


def asked(people: dict[str, User], **question: Any) -> list[str]:
    """The verbs of what is found."""
    return [
        Event.objects.get(dossier__code=code, seq=seq).verb for code, seq in listed(room(people["phuc"], **question))
    ]


def test_questions_narrow(people: dict[str, User], agency: Dossier, merger: Dossier) -> None:
    programme = Programme.objects.create(code="P-1", title_vi="Chương trình", title_en="Programme one")
    Dossier.objects.filter(pk=merger.pk).update(programme=programme)
    cast.paper(agency, "BC", actor=people["anh"], symbol="77/BC-SNV")
    actions.withdraw(merger, reason="Chờ ý kiến Ban Bí thư.", actor=people["binh"])
    actions.note_reading(agency, actor=people["cuc"])
    body = Organisation.objects.get(key="hp_pc")
    today = timezone.localdate()

    assert set(asked(people, verb="document.registered")) == {"document.registered"}
    assert "dossier.withdrawn" in asked(people, words="ban bi thu")
    assert "dossier.withdrawn" in asked(people, words="rút hồ sơ", dossier="hp")
    assert asked(people, words="rút hồ sơ", dossier="hn") == []
    assert set(asked(people, person="binh", verb="dossier.withdrawn")) == {"dossier.withdrawn"}
    assert asked(people, person="khong ai ca") == []
    assert {code for code, _ in listed(room(people["phuc"], programme=programme.pk))} == {"HP-01"}
    assert {code for code, _ in listed(room(people["phuc"], phase="withdrawn"))} == {"HP-01"}
    assert {code for code, _ in listed(room(people["phuc"], dossier="HN"))} == {"HN-01"}
    assert asked(people, weight="access") == ["dossier.read"]
    assert "dossier.withdrawn" in asked(people, organisation=body.pk)
    assert "dossier.read" not in asked(people, organisation=body.pk)
    assert asked(people, until=(today - timedelta(days=1)).isoformat()) == []
    assert "dossier.withdrawn" in asked(people, since=today.isoformat())
    assert set(asked(people, odd="system")) <= {"step.opened", "phase.changed", "step.cancelled"}


@pytest.mark.parametrize(
    ("local", "odd"),
    [
        ("2025-06-10 09:00", False),  # a Tuesday
        ("2025-06-10 07:59", True),
        ("2025-06-10 17:00", True),
        ("2025-06-10 12:30", False),  # at lunch people are still at work
        ("2025-06-14 10:00", True),  # a Saturday
        ("2025-04-30 10:00", True),  # the day of reunification, a Wednesday
        ("2025-04-26 10:00", False),  # a Saturday worked in exchange
    ],
)
def test_outside_working_hours_follows_the_calendar(
    people: dict[str, User], agency: Dossier, local: str, odd: bool
) -> None:
    at = timezone.make_aware(datetime.fromisoformat(local)).astimezone(UTC)
    event = happened(agency, "item.started", at, people["quynh"], item="X-1", title={"vi": "a", "en": "a"})
    found = listed(room(people["phuc"], odd="hours", verb="item.started"))
    assert (("HN-01", event.seq) in found) is odd


def test_approving_ones_own_work_and_acting_for_others_stand_out(people: dict[str, User], agency: Dossier) -> None:
    now = timezone.now()
    happened(agency, "content.changed", now, people["binh"], what="đề án", before="0", after="1")
    own = happened(agency, "item.verified", now, people["binh"], item="X-1", title="a", evidence=[])
    happened(agency, "item.verified", now, people["uyen"], item="X-2", title="a", evidence=[])
    assert listed(room(people["phuc"], odd="self")) == [("HN-01", own.seq)]
    assert listed(room(people["phuc"], odd="deputy")) == []


def test_while_held(people: dict[str, User], agency: Dossier, merger: Dossier) -> None:
    actions.place_hold(agency, ground="Thanh tra.", paper="12/QĐ-TTr", actor=people["phuc"])
    actions.note_reading(agency, actor=people["binh"])
    assert {code for code, _ in listed(room(people["phuc"], odd="held"))} == {"HN-01"}
    assert "dossier.read" in asked(people, odd="held")


def test_bad_filters_say_so_and_find_nothing_odd(people: dict[str, User], agency: Dossier) -> None:
    html = room(people["phuc"], since="31/31/2025")
    assert "errorlist" in html
    assert room(people["phuc"], after="nonsense~x")
    assert room(people["phuc"], after="2025-13-99T00:00:00+00:00~1")


def test_pages_go_on_by_key_and_miss_nothing(people: dict[str, User], agency: Dossier) -> None:
    at = datetime(2025, 6, 10, 2, 0, tzinfo=UTC)
    for number in range(130):  # many of them at the very same moment
        happened(
            agency, "comment.added", at + timedelta(hours=number // 40), people["anh"], text="a", item="", mentioned=[]
        )
    client, seen, path = signed_in(people["phuc"]), [], "/audit/?verb=comment.added"
    while path:
        with CaptureQueriesContext(connection) as captured:
            html = client.get(path).content.decode()
        assert not [one for one in captured if "OFFSET" in one["sql"]]
        seen += listed(html)
        onwards = re.search(r'rel="next" href="([^"]+)"', html)
        path = unescape(onwards[1]) if onwards else ""
    assert len(seen) == len(set(seen)) == 130
    assert seen == sorted(seen, key=lambda one: -one[1])


def test_it_costs_the_same_however_much_happened(people: dict[str, User], agency: Dossier) -> None:
    client = signed_in(people["phuc"])
    with CaptureQueriesContext(connection) as few:
        client.get("/audit/?dossier=HN")
    for number in range(2, 6):
        cast.open_agency(people, f"HN-{number:02}")
    with CaptureQueriesContext(connection) as many:
        client.get("/audit/?dossier=HN")
    assert len(many) <= len(few)


# Kept questions


def keep(user: User, name: str, query: str = "verb=dossier.withdrawn", **more: str) -> int:
    return signed_in(user).post(f"/audit/questions/?{query}", {"name": name, **more}).status_code


def test_a_question_is_kept_and_asked_again(people: dict[str, User], agency: Dossier) -> None:
    assert keep(people["phuc"], "Rút hồ sơ", "verb=dossier.withdrawn&page=3&nonsense=1") == 302
    kept = Question.objects.get()
    assert kept.asked == {"verb": "dossier.withdrawn"}
    answer = signed_in(people["phuc"]).get(f"/audit/questions/{kept.pk}/")
    assert answer["Location"] == "/audit/?verb=dossier.withdrawn"
    assert "Rút hồ sơ" in room(people["phuc"])
    assert keep(people["phuc"], "Rút hồ sơ", "verb=step.done") == 302  # the same name: the newer question
    assert Question.objects.get().asked == {"verb": "step.done"}


def test_a_question_needs_a_name_and_a_filter_and_loses_nothing(people: dict[str, User], agency: Dossier) -> None:
    answer = signed_in(people["phuc"]).post("/audit/questions/?verb=step.done", {"name": " ", "shared": "on"})
    assert answer.status_code == 400
    html = answer.content.decode()
    assert 'value="step.done" selected' in html
    assert "errorlist" in html
    assert keep(people["phuc"], "Tất cả", "") == 400
    assert not Question.objects.exists()


def test_only_shared_questions_are_seen_by_colleagues(
    people: dict[str, User], agency: Dossier, colleague: User
) -> None:
    keep(people["phuc"], "Của tôi")
    keep(people["phuc"], "Chung", shared="on")
    mine, common = Question.objects.get(name="Của tôi"), Question.objects.get(name="Chung")
    html = room(colleague)
    assert "Chung" in html
    assert "Của tôi" not in html
    assert signed_in(colleague).get(f"/audit/questions/{mine.pk}/").status_code == 404
    assert signed_in(colleague).post(f"/audit/questions/{common.pk}/remove/").status_code == 403
    assert signed_in(people["phuc"]).post(f"/audit/questions/{common.pk}/remove/").status_code == 302
    assert list(Question.objects.all()) == [mine]
    assert signed_in(people["anh"]).get(f"/audit/questions/{mine.pk}/").status_code == 403
