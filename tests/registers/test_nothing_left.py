"""What law demanded to be removed is nowhere in the database any more, of any register."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile

from reorg.people.models import User
from reorg.registers import actions, erasing, importing, reconciling
from reorg.registers.definition import Column, Kind, Side, Type
from reorg.registers.kinds import kinds_of_lists, lists_of
from reorg.registers.kinds.seals import SEALS
from reorg.registers.models import Import, Row
from reorg.registers.sheets.writing import export
from reorg.registers.sides import act_for
from reorg.registers.writing import facts_of
from tests.left import holding
from tests.web.reader import words
from workflows.actions.door import door
from workflows.models import Dossier, Event
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
LAW = {"ground": "Điều 16 Nghị định 13/2023/NĐ-CP", "paper": "5/QĐ-UBND, 01/08/2025, UBND thành phố"}
NAME, LATER, SET = "Đỗ Thị Riêng Tư", "Lê Văn Kín Đáo", "Bùi Thị Ẩn Danh"
PLAIN: dict[Type, Any] = {Type.NUMBER: 3, Type.MONEY: 9, Type.DECIMAL: "3", Type.DAY: "2025-01-02", Type.YES_NO: False}


def a_row(kind: Kind, code: str, name: str) -> dict[str, Any]:
    """A row whose personal columns name somebody."""
    return {
        column.key: _cell(kind, column, code, name) for column in kind.columns if column.required or column.personal
    }


def _cell(kind: Kind, column: Column, code: str, name: str) -> Any:
    if column.type is Type.CHOICE:
        return column.choices[0].code
    if column.type is not Type.TEXT:
        return PLAIN[column.type]
    return code if column.key in kind.key else name if column.personal else "Văn phòng"


def listed(dossier: Dossier, kind: Kind, people: People) -> None:
    """Somebody is named in every way a register knows: by hand, by a change, in many rows at once, by a sheet."""
    for side, name in ((Side.GIVER, "son"), (Side.RECEIVER, "quynh")):
        if side not in kind.sides:
            continue
        actor = people[name]
        row = actions.add_row(dossier, kind, side, a_row(kind, "M-1", NAME), actor=actor)
        row = actions.change_row(row, a_row(kind, "M-1", LATER), version=row.version, actor=actor)
        actions.set_column([row], kind.by_key["note"], SET, actor=actor)
        for code, waits in (("M-2", False), ("M-3", True)):
            file = ContentFile(export(kind, [a_row(kind, code, NAME)]), name="bảng.xlsx")
            sheet = importing.hand_in(dossier, kind, side, file, actor=actor)
            assert sheet.state == Import.State.READY, sheet.problems
            if not waits:
                importing.confirmed(sheet, actor=actor)


def test_no_name_of_a_row_that_was_erased_is_left_anywhere(merger: Dossier, people: People) -> None:
    kinds = kinds_of_lists(lists_of(merger.flow))
    assert {"seals", "archives", "commuters", "routes", "staff", "offices"} <= {kind.code for kind in kinds}
    for kind in kinds:
        listed(merger, kind, people)
    assert holding(NAME) == ["registers_import", "registers_row"]
    for kind in kinds:
        codes = ["M-1", "M-2"]
        erasing.erase_rows(merger, kind, codes, **LAW, actor=people["binh"])
    assert [(name, holding(name)) for name in (NAME, LATER, SET)] == [(NAME, []), (LATER, []), (SET, [])]
    assert Row.objects.filter(removal=None).count() == 0
    assert verify(Dossier.objects.get(pk=merger.pk)) is None


def test_the_trail_keeps_the_columns_that_are_not_personal(merger: Dossier, people: People) -> None:
    listed(merger, SEALS, people)
    added, changed = (
        Event.objects.filter(dossier=merger, verb=f"register.row_{what}").earliest("seq").body["facts"]
        for what in ("added", "changed")
    )
    assert (added["values"]["code"], added["values"]["kind"], added["values"]["columns"]) == (
        "M-1",
        "round",
        ["name", "note"],
    )
    assert changed["after"].keys() == {"columns", "sha256"}
    assert changed["after"] != changed["before"]


def test_the_page_says_what_stays_and_which_events_were_written_before(
    merger: Dossier, people: People, goes: Any
) -> None:
    listed(merger, SEALS, people)
    assert erasing.spoken(merger, SEALS) == []
    page = words(goes(people["binh"]).get(f"/dossiers/{merger.code}/registers/seals/erase/"))
    assert "Of these columns the trail holds a digest only" in page
    assert "Written before" not in page
    with door(merger, actor=people["son"]) as case:
        act_for(case, SEALS, Side.GIVER)
        case.record("register.row_added", row="m-9", values=a_row(SEALS, "M-9", NAME), **facts_of(SEALS, Side.GIVER))
    assert [one.seq for one in erasing.spoken(merger, SEALS)] == [case.dossier.head_seq]
    page = goes(people["binh"]).get(f"/dossiers/{merger.code}/registers/seals/erase/")
    assert "Written before these columns were kept out of the trail" in words(page)
    assert f'#event-{case.dossier.head_seq}"' in page.content.decode()


def test_pages_and_sums_go_on_without_what_was_removed(merger: Dossier, people: People, goes: Any) -> None:
    kinds = kinds_of_lists(lists_of(merger.flow))
    for kind in kinds:
        listed(merger, kind, people)
        erasing.erase_rows(merger, kind, ["M-1", "M-2"], **LAW, actor=people["binh"])
    reader = goes(people["binh"])
    for kind in kinds:
        address = f"/dossiers/{merger.code}/registers/{kind.code}/"
        assert "removed" in words(reader.get(address)) or not any(c.shown for c in kind.personal)
        assert reader.get(f"{address}export.xlsx").status_code == 200
        if kind.working:
            assert reader.get(f"{address}working/").status_code == 200
        if kind.reconciled:
            assert reader.get(f"{address}reconcile/").status_code == 200
    assert reconciling.counts_of(merger, kinds)
