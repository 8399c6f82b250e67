"""Quỳnh of Hải Phòng and Sơn of Hải Dương hand in sheets, look at what would change, and confirm."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from reorg.people.models import User
from reorg.registers import importing
from reorg.registers.definition import Side
from reorg.registers.kinds import KINDS
from reorg.registers.kinds.assets import OFFICES
from reorg.registers.models import Import, Row
from reorg.registers.sheets.reading import read_sheet
from reorg.registers.sheets.writing import export, template
from reorg.registers.tasks import apply_sheet, check_sheet
from tests.registers.sheets import cells, file, hand_in, imported, office, sheet
from workflows.errors import ContentChanged, NotFound, NotNow, NotYou
from workflows.models import Dossier, Event
from workflows.trail.verify import verify

State = Import.State


def test_sons_list_is_shown_first_and_taken_over_when_he_confirms(people: dict[str, User], merger: Dossier) -> None:
    handed = hand_in(merger, OFFICES, "giver", [office(1, value="1.500.000.000"), office(2)], actor=people["son"])
    assert (handed.state, handed.counts["added"]) == (State.READY, 2)
    assert not Row.objects.exists()
    importing.confirmed(handed, actor=people["son"])
    rows = list(Row.objects.order_by("key"))
    assert [(row.values["code"], row.values.get("value")) for row in rows] == [("TS-001", 1500000000), ("TS-002", None)]
    assert {row.organisation.key for row in rows} == {"hd_pc"}


def test_one_import_is_one_event_with_counts_and_the_hash_of_the_file(people: dict[str, User], merger: Dossier) -> None:
    before = Event.objects.filter(dossier=merger).count()
    handed = imported(merger, OFFICES, "giver", [office(n) for n in range(1, 31)], actor=people["son"])
    event = Event.objects.filter(dossier=merger).latest("seq")
    assert Event.objects.filter(dossier=merger).count() == before + 1
    assert event.verb == "register.imported"
    assert (event.body["facts"]["added"], event.body["facts"]["sha256"]) == (30, handed.sha256)
    assert verify(Dossier.objects.get(pk=merger.pk)) is None


def test_the_same_file_twice_changes_nothing_and_says_so(people: dict[str, User], merger: Dossier) -> None:
    content = sheet([office(1), office(2)])
    imported(merger, OFFICES, "giver", content, actor=people["son"])
    seen = Event.objects.filter(dossier=merger).count()
    again = hand_in(merger, OFFICES, "giver", content, actor=people["son"])
    assert again.changes_nothing
    assert again.counts["unchanged"] == 2
    with pytest.raises(NotNow):
        importing.confirmed(again, actor=people["son"])
    assert Event.objects.filter(dossier=merger).count() == seen


def test_changed_rows_are_listed_with_what_they_said_before(people: dict[str, User], merger: Dossier) -> None:
    imported(merger, OFFICES, "giver", [office(1, value=5), office(2)], actor=people["son"])
    handed = hand_in(merger, OFFICES, "giver", [office(1, value=7), office(3)], actor=people["son"])
    counts = handed.counts
    assert (counts["added"], counts["changed"], counts["unchanged"], counts["absent"]) == (1, 1, 0, 1)
    changed = next(one for one in handed.changes if one["what"] == "changed")
    assert (changed["before"], changed["after"]) == ({"value": 5}, {"value": 7})
    importing.confirmed(handed, actor=people["son"])
    assert Row.objects.get(key="ts-001").values["value"] == 7
    assert Row.objects.get(key="ts-002").state == Row.State.LISTED


def test_columns_that_are_not_in_the_file_stay_as_they_are(people: dict[str, User], merger: Dossier) -> None:
    imported(merger, OFFICES, "giver", [office(1, value=5)], actor=people["son"])
    handed = hand_in(merger, OFFICES, "giver", [office(1)], actor=people["son"])
    assert handed.changes_nothing


def test_a_row_taken_off_comes_back_when_a_file_lists_it_again(people: dict[str, User], merger: Dossier) -> None:
    from reorg.registers.actions import remove_rows

    imported(merger, OFFICES, "giver", [office(1)], actor=people["son"])
    remove_rows([Row.objects.get()], reason="nhầm", actor=people["son"])
    handed = imported(merger, OFFICES, "giver", [office(1)], actor=people["son"])
    assert handed.counts["again"] == 1
    assert Row.objects.get().state == Row.State.LISTED


def test_confirming_twice_is_confirming_once(people: dict[str, User], merger: Dossier) -> None:
    handed = imported(merger, OFFICES, "giver", [office(1)], actor=people["son"])
    seen = Event.objects.filter(dossier=merger).count()
    again = importing.confirmed(Import.objects.get(pk=handed.pk), actor=people["son"])
    assert again.state == State.APPLIED
    assert Event.objects.filter(dossier=merger).count() == seen


def test_nobody_confirms_what_somebody_else_handed_in(people: dict[str, User], merger: Dossier) -> None:
    handed = hand_in(merger, OFFICES, "giver", [office(1)], actor=people["son"])
    with pytest.raises(NotFound):
        importing.confirmed(handed, actor=people["quynh"])
    with pytest.raises(NotFound):
        importing.sheet_of(people["quynh"], merger, OFFICES, handed.token)


@pytest.mark.parametrize(
    ("who", "side"), [("quynh", "giver"), ("son", "receiver"), ("phuc", "giver"), ("lam", "receiver")]
)
def test_each_side_lists_its_own(people: dict[str, User], merger: Dossier, who: str, side: str) -> None:
    with pytest.raises(NotYou):
        hand_in(merger, OFFICES, side, [office(1)], actor=people[who])


def test_a_preview_that_others_made_untrue_is_shown_again(people: dict[str, User], merger: Dossier) -> None:
    first = hand_in(merger, OFFICES, "giver", [office(1, value=1)], actor=people["son"])
    second = hand_in(merger, OFFICES, "giver", [office(1, value=2)], actor=people["son"])
    importing.confirmed(first, actor=people["son"])
    with pytest.raises(ContentChanged):
        importing.confirmed(second, actor=people["son"])
    second.refresh_from_db()
    assert (second.state, second.counts["added"], second.counts["changed"]) == (State.READY, 0, 1)
    importing.confirmed(second, actor=people["son"])
    assert Row.objects.get().values["value"] == 2


def test_what_the_other_side_does_meanwhile_does_not_disturb(people: dict[str, User], merger: Dossier) -> None:
    mine = hand_in(merger, OFFICES, "giver", [office(1)], actor=people["son"])
    imported(merger, OFFICES, "receiver", [office(1)], actor=people["quynh"])
    assert importing.confirmed(mine, actor=people["son"]).state == State.APPLIED


def test_a_cancelled_sheet_is_not_taken_over(people: dict[str, User], merger: Dossier) -> None:
    handed = hand_in(merger, OFFICES, "giver", [office(1)], actor=people["son"])
    importing.cancel(handed, actor=people["son"])
    with pytest.raises(NotNow):
        importing.confirmed(handed, actor=people["son"])
    assert not Row.objects.exists()


def test_a_dossier_that_has_ended_takes_no_more_rows(people: dict[str, User], merger: Dossier) -> None:
    from workflows import actions

    handed = hand_in(merger, OFFICES, "giver", [office(1)], actor=people["son"])
    actions.withdraw(merger, reason="thôi", actor=people["binh"])
    merger.refresh_from_db()
    with pytest.raises(NotNow):
        importing.confirmed(handed, actor=people["son"])
    with pytest.raises(NotNow):
        hand_in(merger, OFFICES, "giver", [office(2)], actor=people["son"])


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_template_fits_its_own_register(kind: Any) -> None:
    titles = cells(template(kind))[0]
    assert len(titles) == len(kind.columns)
    read = read_sheet(kind, io.BytesIO(sheet([{}], titles=titles)))
    assert [one.why for one in read.problems] == ["no_rows"]


def test_what_was_exported_comes_back_unchanged_and_never_as_a_formula(
    people: dict[str, User], merger: Dossier
) -> None:
    wild = ["=1+1", '=HYPERLINK("http://x")', "+84 225", "-", "@SUM(A1)"]
    rows = [office(n, note=text, land_area="1.234,5", certificate="có") for n, text in enumerate(wild, 1)]
    plain = [row | {"note": None} for row in rows]
    imported(merger, OFFICES, "giver", plain, actor=people["son"])
    for row, text in zip(Row.objects.order_by("key"), wild, strict=True):
        row.values["note"] = text
        row.save()
    content = export(OFFICES, Row.objects.order_by("key").values_list("values", flat=True))
    assert b"<f>" not in content
    read = read_sheet(OFFICES, io.BytesIO(content))
    assert read.problems == []
    assert [values["note"] for _n, values in read.rows] == wild
    again = importing.hand_in(merger, OFFICES, Side.GIVER, file(content), actor=people["son"])
    assert again.changes_nothing


def test_a_large_sheet_is_checked_and_taken_over_by_the_worker(
    people: dict[str, User], merger: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 5)
    handed = hand_in(merger, OFFICES, "giver", [office(n) for n in range(1, 13)], actor=people["son"])
    assert handed.state == State.QUEUED
    check_sheet(import_id=handed.pk)
    handed.refresh_from_db()
    assert (handed.state, handed.rows) == (State.READY, 12)
    importing.confirmed(handed, actor=people["son"])
    assert handed.state == State.APPLYING
    assert not Row.objects.exists()
    apply_sheet(import_id=handed.pk)
    apply_sheet(import_id=handed.pk)  # taken up again by another worker
    handed.refresh_from_db()
    assert handed.state == State.APPLIED
    assert Row.objects.count() == 12
    assert Event.objects.filter(dossier=merger, verb="register.imported").count() == 1


def test_a_worker_that_finds_another_register_asks_again(
    people: dict[str, User], merger: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    handed = hand_in(merger, OFFICES, "giver", [office(1), office(2)], actor=people["son"])
    check_sheet(import_id=handed.pk)
    importing.confirmed(Import.objects.get(pk=handed.pk), actor=people["son"])
    imported(merger, OFFICES, "giver", [office(1, value=9)], actor=people["son"])
    apply_sheet(import_id=handed.pk)
    handed.refresh_from_db()
    assert handed.state == State.READY
    assert handed.why
    assert Row.objects.count() == 1


def test_ten_thousand_rows_are_imported_in_under_twenty_seconds(people: dict[str, User], merger: Dossier) -> None:
    rows = [
        office(n, address=f"Thôn {n % 97}, Hòa Phong", value=n * 1_000_000, land_area=f"{n % 900},5", certificate="có")
        for n in range(1, 10_001)
    ]
    content = sheet(rows)
    begun, worked = time.monotonic(), time.process_time()
    handed = hand_in(merger, OFFICES, "giver", content, actor=people["son"])
    seen: list[int] = []
    original = importing._progress
    importing._progress = lambda one, done, of: (seen.append(done), original(one, done, of))  # type: ignore[assignment,func-returns-value]
    try:
        check_sheet(import_id=handed.pk)
    finally:
        importing._progress = original
    checked = time.monotonic()
    importing.confirmed(Import.objects.get(pk=handed.pk), actor=people["son"])
    apply_sheet(import_id=handed.pk)
    taken, worked = time.monotonic(), time.process_time() - worked
    said = f"checked in {checked - begun:.1f} s, taken over in {taken - checked:.1f} s, {worked:.1f} s of processor"
    print(f"\n10,000 rows: {said}")  # noqa: T201
    assert Row.objects.count() == 10_000
    assert len(seen) == 40
    assert min(taken - begun, 1.5 * worked) < 20  # by the clock, or what it would be on a machine that is not shared


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_both_come_in_whole_or_ask_again(people: dict[str, User], merger: Dossier) -> None:
    a = hand_in(merger, OFFICES, "giver", [office(n, value=1) for n in range(1, 60)], actor=people["son"])
    b = hand_in(merger, OFFICES, "giver", [office(n, value=2) for n in range(30, 90)], actor=people["son"])

    def go(pk: int) -> str:
        try:
            importing.confirmed(Import.objects.get(pk=pk), actor=people["son"])
        except ContentChanged:
            return "look again"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(go, [a.pk, b.pk]))
    assert said == ["done", "look again"]
    assert verify(Dossier.objects.get(pk=merger.pk)) is None
    values = {row.values["value"] for row in Row.objects.all()}
    assert len(values) == 1  # one of them as a whole, nothing of the other


@pytest.mark.django_db(transaction=True)
def test_two_clicks_on_confirm_are_one_import(people: dict[str, User], merger: Dossier) -> None:
    handed = hand_in(merger, OFFICES, "giver", [office(n) for n in range(1, 50)], actor=people["son"])

    def go(_: int) -> str:
        try:
            return importing.confirmed(Import.objects.get(pk=handed.pk), actor=people["son"]).state
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(go, range(3))) == [State.APPLIED] * 3
    assert Event.objects.filter(dossier=merger, verb="register.imported").count() == 1


def test_a_large_import_needs_no_more_rights_than_the_application_has(
    people: dict[str, User], merger: Dossier, as_application: str
) -> None:
    rows = [office(n) for n in range(1, 1101)]
    handed = hand_in(merger, OFFICES, "giver", rows, actor=people["son"])
    check_sheet(import_id=handed.pk)
    importing.confirmed(Import.objects.get(pk=handed.pk), actor=people["son"])
    apply_sheet(import_id=handed.pk)
    assert Row.objects.count() == 1100
    changed = hand_in(merger, OFFICES, "giver", [row | {"value": 5} for row in rows], actor=people["son"])
    check_sheet(import_id=changed.pk)
    importing.confirmed(Import.objects.get(pk=changed.pk), actor=people["son"])
    apply_sheet(import_id=changed.pk)
    assert Row.objects.filter(values__value=5, version=2).count() == 1100
