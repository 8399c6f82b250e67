"""A session of two localities: attendance for each side, conclusions both heads agree to, the minutes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reorg.meetings import joint
from reorg.meetings.models import AgendaItem, Attendee, Consent, JointSession
from reorg.papers.forms.listing import paper_of, papers_of
from reorg.papers.forms.printing import print_paper
from reorg.people.models import Organisation
from tests.meetings.conftest import People
from tests.papers_forms.conftest import text_of
from tests.web.reader import PASSWORD, as_, words
from workflows.errors import BadInput, ContentChanged, NotNow, NotYou
from workflows.models import Dossier, Event
from workflows.text import Text
from workflows.trail.verify import verify

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
DAY = date(2025, 5, 27)
NOTHING = Text("", "")


@pytest.fixture
def session(agency: Dossier, people: People) -> JointSession:
    """Both sides there, two matters with conclusions, nobody has agreed yet."""
    made = joint.hold_joint(
        agency,
        subject=Text("Hợp nhất các sở", "Merging the departments"),
        held_on=DAY,
        first=Organisation.objects.get(key="hp_pc"),
        second=Organisation.objects.get(key="hd_pc"),
        actor=people["anh"],
    )
    for side, name in (("first", "Trần Văn Bình"), ("second", "Lê Thị Cúc")):
        joint.note_attendee(
            made, side=side, name=name, office=Text("Chủ tịch", "Chair"), head=True, actor=people["anh"]
        )
    for text in ("Danh sách các sở", "Trụ sở làm việc"):
        joint.write_item(made, text=Text(text, ""), conclusion=Text(f"Thống nhất: {text}.", ""), actor=people["anh"])
    return made


def digest_of(session: JointSession) -> str:
    return joint.joint_of(session.dossier, session.no).digest


def agrees(session: JointSession, actor: Any, *numbers: int) -> JointSession:
    return joint.agree(session, numbers or (1, 2), shown=digest_of(session), actor=actor)


def test_both_heads_agree_item_by_item_and_with_the_last_it_is_concluded(session: JointSession, people: People) -> None:
    agrees(session, people["binh"], 1)
    agrees(session, people["cuc"])
    shown = joint.joint_of(session.dossier, 1)
    assert [one.agreed for one in shown.items] == [True, False]
    assert shown.session.concluded_at is None
    assert agrees(session, people["binh"], 2).concluded_at is not None
    assert Event.objects.get(dossier=session.dossier, verb="joint.concluded").body["facts"]["count"] == 2
    verify(session.dossier)


def test_the_same_click_twice_agrees_once(session: JointSession, people: People) -> None:
    agrees(session, people["binh"])
    agrees(session, people["binh"])
    assert Consent.objects.count() == 2
    assert Event.objects.filter(verb="joint.agreed").count() == 1


def test_changed_words_are_agreed_to_anew(session: JointSession, people: People) -> None:
    agrees(session, people["binh"])
    before = digest_of(session)
    joint.write_item(
        session, no=1, text=Text("Danh sách các sở", ""), conclusion=Text("Chỉ 12 sở.", ""), actor=people["son"]
    )
    shown = joint.joint_of(session.dossier, 1)
    assert [one.first is not None for one in shown.items] == [False, True]
    assert Consent.objects.filter(superseded_at__isnull=False).count() == 1  # kept, and counting no more
    with pytest.raises(ContentChanged):
        joint.agree(session, [1], shown=before, actor=people["cuc"])


def test_who_may_write_and_who_may_agree(session: JointSession, people: People) -> None:
    for name in ("anh", "son", "phuc", "xuan", "hanh"):
        with pytest.raises(NotYou):
            agrees(session, people[name])
    for name in ("binh", "cuc", "hanh", "phuc", "xuan"):
        with pytest.raises(NotYou):
            joint.write_item(session, text=Text("Khác", ""), conclusion=NOTHING, actor=people[name])


@translation.override("en")
def test_what_is_not_yet_to_be_agreed_to_is_said(session: JointSession, people: People) -> None:
    third = joint.write_item(session, text=Text("Đi lại", ""), conclusion=NOTHING, actor=people["anh"])
    with pytest.raises(BadInput, match="conclusion"):
        agrees(session, people["binh"], third.no)
    for numbers in ((), (9,)):
        with pytest.raises(BadInput):
            joint.agree(session, numbers, shown=digest_of(session), actor=people["binh"])
    joint.strike_attendee(session, Attendee.objects.get(side="second").pk, actor=people["anh"])
    with pytest.raises(NotNow, match="Hải Dương"):
        agrees(session, people["binh"], 1)


@translation.override("en")
def test_what_makes_no_session_is_refused(agency: Dossier, session: JointSession, people: People) -> None:
    ours, theirs = session.first, session.second
    for first, second, subject in (
        (ours, ours, "Một bên"),
        (ours, Organisation.objects.get(key="ks_pc"), "Bên ngoài"),
        (ours, theirs, " "),
    ):
        with pytest.raises(BadInput):
            joint.hold_joint(
                agency, subject=Text(subject, ""), held_on=DAY, first=first, second=second, actor=people["anh"]
            )
    with pytest.raises(BadInput, match="head"):
        joint.note_attendee(session, side="first", office=Text("Phó", ""), head=True, actor=people["anh"])


def test_a_concluded_session_stays_even_in_the_database(session: JointSession, people: People) -> None:
    agrees(session, people["binh"])
    agrees(session, people["cuc"])
    with pytest.raises(NotNow):
        joint.remove_item(session, 1, actor=people["anh"])
    for statement in (
        "UPDATE meetings_agendaitem SET conclusion_vi = 'khác'",
        "UPDATE meetings_attendee SET present = false",
        "UPDATE meetings_consent SET role = 'officer'",
        "UPDATE meetings_jointsession SET concluded_at = NULL",
        "DELETE FROM meetings_consent",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_minutes_say_who_was_there_and_what_both_agreed(
    session: JointSession, people: People, language: Any
) -> None:
    joint.note_attendee(session, side="guest", office=Text("Báo chí", "Press"), present=False, actor=people["anh"])
    draft = " ".join(text_of(print_paper(paper_of(session.dossier, "joint_minutes", session.pk, language))).split())
    assert ("DỰ THẢO" if language == "vi" else "DRAFT") in draft.upper()
    agrees(session, people["binh"])
    agrees(session, people["cuc"])
    assert "joint_minutes" in [one.kind for one in papers_of(session.dossier)]
    text = " ".join(text_of(print_paper(paper_of(session.dossier, "joint_minutes", session.pk, language))).split())
    assert ("DỰ THẢO" if language == "vi" else "DRAFT") not in text.upper()
    for said in (
        "Trần Văn Bình",
        "Lê Thị Cúc",
        "Thống nhất: Danh sách các sở.",
        "Báo chí" if language == "vi" else "Press",
    ):
        assert said in text, said


# Pages


def test_a_session_is_written_down_and_agreed_on_the_pages(agency: Dossier, people: People) -> None:
    client, base = as_(people["anh"]), "/dossiers/HN-01/joint/"
    hp, hd = (Organisation.objects.get(key=key).pk for key in ("hp_pc", "hd_pc"))
    about = {"subject_vi": "Hợp nhất các sở", "held_on": "2025-05-27", "first": hp, "second": hd, "place": "Hải Phòng"}
    refused = client.post(f"{base}new/", about | {"second": hp})
    assert refused.status_code == 400
    assert 'value="Hải Phòng"' in refused.content.decode()
    for _click in range(2):
        assert client.post(f"{base}new/", about).headers["Location"] == f"{base}1/"
    assert client.post(f"{base}1/about/", about | {"place": "Hải Dương"}).status_code == 302
    for side, office in (("first", "Chủ tịch UBND"), ("second", "Chủ tịch UBND tỉnh"), ("guest", "Báo chí")):
        said = {"side": side, "office_vi": office, "present": "on"}
        assert client.post(f"{base}1/attendee/", said).status_code == 302
    guest = Attendee.objects.get(side="guest")
    assert client.post(f"{base}1/strike/", {"attendee": guest.pk}).status_code == 302
    bad = client.post(f"{base}1/item/", {"text_vi": "", "conclusion_vi": "Đã thống nhất"})
    assert bad.status_code == 400
    assert "Đã thống nhất" in bad.content.decode()
    item = {"text_vi": "24 thành 12", "conclusion_vi": "Thống nhất 12 sở."}
    assert client.post(f"{base}1/item/", item).status_code == 302
    client.post(f"{base}1/item/", {"text_vi": "Nhầm"})
    assert client.post(f"{base}1/drop/", {"no": "2"}).status_code == 302
    assert "Thống nhất 12 sở." in client.get(f"{base}1/?item=1").content.decode()
    assert client.post(f"{base}1/item/", item | {"no": "1", "conclusion_vi": "Thống nhất 12."}).status_code == 302
    assert AgendaItem.objects.get(no=1).conclusion_vi == "Thống nhất 12."
    for head, state in (("binh", "0 of 1"), ("cuc", "concluded")):
        page = as_(people[head])
        shown = joint.joint_of(agency, 1).digest
        wrong = page.post(f"{base}1/agree/", {"items": ["1"], "shown": shown, "password": "không phải"})
        assert wrong.status_code == 400
        sent = page.post(f"{base}1/agree/", {"items": ["1"], "shown": shown, "password": PASSWORD})
        assert sent.headers["Location"] == f"{base}1/"
        assert state in words(page.get(f"{base}1/"))
    assert "Hợp nhất các sở" in words(client.get("/dossiers/HN-01/packs/"))


def test_pages_open_in_both_languages_without_asking_more_for_more_items(session: JointSession, people: People) -> None:
    base = f"/dossiers/{session.dossier.code}/joint/"
    for language in ("vi", "en"):
        for path in ("new/", "1/", "1/?item=1"):
            assert as_(people["anh"], language).get(base + path).status_code == 200
    counts = []
    for _round in range(2):
        client = as_(people["anh"])
        client.get(f"{base}1/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{base}1/")
        counts.append(len(asked))
        for no in range(4):
            joint.write_item(session, text=Text(f"Việc {no}", ""), conclusion=NOTHING, actor=people["anh"])
    assert counts[0] == counts[1]
