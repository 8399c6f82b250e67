"""A frozen dossier: whoever froze it is named to all who try to change it, and the database refuses as well."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from tests.cast import asked, drafted, paper, settle, sign
from tests.engine.doing import People, fresh, verbs
from workflows import actions
from workflows.errors import BadInput, NotNow, NotYou
from workflows.holds import Frozen
from workflows.models import Dossier, Hold
from workflows.readiness import readiness
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
GROUND, PAPER = "Thanh tra việc xử lý tài sản công.", "12/QĐ-KTNN ngày 02/6/2025"


def freeze(dossier: Dossier, people: People, who: str = "phuc") -> Hold:
    return actions.place_hold(dossier, ground=GROUND, paper=PAPER, actor=people[who])


def test_every_act_is_refused_and_says_by_whom_since_when_and_why(agency: Dossier, people: People) -> None:
    item = agency.items.first()
    assert item is not None
    freeze(agency, people)
    acts = [
        lambda: actions.complete(asked(agency, people["anh"]), actor=people["anh"]),
        lambda: actions.withdraw(agency, reason="thôi", actor=people["binh"]),
        lambda: actions.set_dates(agency, actor=people["anh"]),
        lambda: actions.start_item(item, actor=people["anh"]),
        lambda: paper(agency, "BC", actor=people["anh"]),
        lambda: settle(item, people),
    ]
    before = fresh(agency).head_seq
    for act in acts:
        with pytest.raises(Frozen) as refused, translation.override("en"):
            act()
        for part in ("State Audit", "Thanh tra việc xử lý tài sản công", "12/QĐ-KTNN", "let it go", "Phúc"):
            assert part in str(refused.value)
    assert fresh(agency).head_seq == before


def test_reading_goes_on_and_is_written_down(agency: Dossier, people: People) -> None:
    freeze(agency, people)
    actions.note_reading(agency, actor=people["binh"])
    assert verbs(agency)[-1] == "dossier.read"
    assert verify(fresh(agency)) is None


def test_it_is_named_among_what_is_missing(agency: Dossier, people: People) -> None:
    freeze(agency, people)
    first = readiness(fresh(agency))[0]
    assert first.place[0] == "hold"
    assert "phong tỏa" in first.what.vi
    assert PAPER in first.what.en


def test_only_who_froze_it_lets_it_go_and_then_work_goes_on(agency: Dossier, people: People) -> None:
    hold = freeze(agency, people)
    with pytest.raises(NotYou):
        actions.lift_hold(hold, reason="xong", actor=people["binh"])
    with pytest.raises(BadInput):
        actions.lift_hold(hold, reason="  ", actor=people["phuc"])
    actions.lift_hold(hold, reason="Đã kết luận.", actor=people["phuc"])
    actions.lift_hold(hold, reason="Đã kết luận.", actor=people["phuc"])
    assert verbs(agency).count("hold.lifted") == 1
    assert not fresh(agency).is_held
    drafted(agency, people)


def test_two_bodies_freeze_it_and_both_have_to_let_it_go(agency: Dossier, people: People) -> None:
    one, other = freeze(agency, people), freeze(agency, people, "binh")
    assert freeze(agency, people) == one
    with pytest.raises(NotNow):
        actions.place_hold(agency, ground="khác", paper=PAPER, actor=people["phuc"])
    actions.lift_hold(one, reason="Đã kết luận.", actor=people["phuc"])
    assert fresh(agency).held_since == other.placed_at
    with pytest.raises(Frozen):
        drafted(agency, people)
    actions.lift_hold(other, reason="Đã rà soát.", actor=people["binh"])
    drafted(agency, people)


@pytest.mark.parametrize("who", ["anh", "cuc", "quynh", "xuan"])
def test_who_is_neither_auditor_nor_head_of_the_lead_freezes_nothing(agency: Dossier, people: People, who: str) -> None:
    with pytest.raises(NotYou):
        freeze(agency, people, who)


@pytest.mark.parametrize("missing", [{"ground": ""}, {"paper": " "}])
def test_a_hold_says_why_and_by_which_paper(agency: Dossier, people: People, missing: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        actions.place_hold(agency, **({"ground": GROUND, "paper": PAPER} | missing), actor=people["phuc"])


STATEMENTS = {
    "another phase": "UPDATE workflows_dossier SET phase = 'withdrawn' WHERE id = {dossier}",
    "another title": "UPDATE workflows_dossier SET title_vi = 'khác' WHERE id = {dossier}",
    "let go round the door": "UPDATE workflows_dossier SET held_since = NULL WHERE id = {dossier}",
    "a paper renamed": "UPDATE workflows_document SET symbol = 'khác' WHERE dossier_id = {dossier}",
    "a paper removed": "DELETE FROM workflows_document WHERE dossier_id = {dossier}",
    "an item settled": "UPDATE workflows_checklistitem SET state = 'waived' WHERE dossier_id = {dossier}",
    "somebody asked": "UPDATE workflows_assignment SET state = 'done' WHERE dossier_id = {dossier}",
    "a step ended": "UPDATE workflows_task SET outcome = 'done' WHERE dossier_id = {dossier}",
    "a hold rewritten": "UPDATE workflows_hold SET ground = 'khác' WHERE dossier_id = {dossier}",
    "a hold removed": "DELETE FROM workflows_hold WHERE dossier_id = {dossier}",
    "a hold lifted without its event": (
        "UPDATE workflows_hold SET lifted_at = now(), lifted_by_id = placed_by_id, lifted_why = 'x'"
        " WHERE dossier_id = {dossier}; SET CONSTRAINTS ALL IMMEDIATE"
    ),
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_the_database_refuses_as_well(agency: Dossier, people: People, as_application: str, statement: str) -> None:
    paper(agency, "BC", actor=people["anh"])
    freeze(agency, people)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # what was told is told
        refusal = r"frozen|stands|stays|refused|permission|without the event"
        with pytest.raises(DatabaseError, match=refusal), transaction.atomic():
            cursor.execute(statement.format(dossier=agency.pk))


def test_a_signature_is_refused_while_it_is_held(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    freeze(agency, people)
    with pytest.raises(Frozen):
        sign(agency, people["binh"])
    actions.lift_hold(Hold.objects.get(), reason="Đã kết luận.", actor=people["phuc"])
    sign(agency, people["binh"])
