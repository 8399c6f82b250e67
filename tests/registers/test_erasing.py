"""Law demands that personal data leave a register: pages and exports say removed, the trail stays whole."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from openpyxl import load_workbook

from reorg.people.models import User
from reorg.registers import actions, erasing, importing, reconciling
from reorg.registers.definition import Side
from reorg.registers.kinds.staff import STAFF
from reorg.registers.models import Import, Removal, Row
from reorg.registers.sheets.writing import export
from tests.cast import PASSWORD
from tests.web.reader import words
from workflows import actions as engine
from workflows.errors import BadInput, NotYou
from workflows.models import Dossier, Event
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]
LAW = {"ground": "Điều 16 Nghị định 13/2023/NĐ-CP", "paper": "5/QĐ-UBND, 01/08/2025, UBND thành phố"}
PAGE = "/dossiers/HP-01/registers/staff/"


def somebody(code: str, name: str, **values: Any) -> dict[str, Any]:
    return {
        "code": code, "full_name": name, "born": "1980-05-17", "category": "civil_servant", "unit_from": "Sở Nội vụ",
        "post_from": "Chuyên viên", "benefit": "none", "salary": 9_000_000, "note": "nuôi con nhỏ",
    } | values  # fmt: skip


def handed_in(dossier: Dossier, side: str, rows: list[dict[str, Any]], actor: User) -> Import:
    file = ContentFile(export(STAFF, rows), name="danh-sach.xlsx")
    sheet = importing.hand_in(dossier, STAFF, Side(side), file, actor=actor)
    assert sheet.state == Import.State.READY, sheet.problems
    return importing.confirmed(sheet, actor=actor)


@pytest.fixture
def staffed(merger: Dossier, people: People) -> Dossier:
    cache.clear()
    handed_in(merger, "giver", [somebody("CB-1", "Nguyễn Văn Kín"), somebody("CB-2", "Trần Thị Ở Lại")], people["son"])
    handed_in(merger, "receiver", [somebody("CB-1", "Nguyễn Văn Kín", unit_from="Văn phòng")], people["quynh"])
    return Dossier.objects.get(pk=merger.pk)


def erased(dossier: Dossier, people: People, *codes: str) -> Removal:
    return erasing.erase_rows(dossier, STAFF, codes or ("CB-1",), **LAW, actor=people["binh"])


def test_what_is_of_the_person_goes_from_both_sides_and_the_rest_stays(staffed: Dossier, people: People) -> None:
    made = erased(staffed, people)
    assert (made.rows, made.sheets) == (2, 2)
    for row in Row.objects.filter(key="cb-1"):
        assert not {"full_name", "born", "salary", "note"} & row.values.keys()
        assert row.values["post_from"] == "Chuyên viên"
        assert "kin" not in row.search
        assert "full_name" not in row.sorts
    other = Row.objects.get(key="cb-2")
    assert other.values["full_name"] == "Trần Thị Ở Lại"
    assert erased(staffed, people) == made, "asking again gives what was done"
    facts = Event.objects.get(dossier=staffed, verb="register.erased").body["facts"]
    assert (facts["rows"], facts["ground"], facts["count"]) == (["cb-1"], LAW["ground"], 2)
    assert verify(Dossier.objects.get(pk=staffed.pk)) is None
    assert not [one for one in Event.objects.filter(dossier=staffed) if "Văn Kín" in one.record]


def test_the_sheets_that_were_handed_in_leave_the_storage(
    staffed: Dossier, people: People, django_capture_on_commit_callbacks: Any
) -> None:
    paths = [one.file.name for one in Import.objects.all()]
    assert all(default_storage.exists(path) for path in paths)
    with django_capture_on_commit_callbacks(execute=True):
        erased(staffed, people)
    assert not any(default_storage.exists(path) for path in paths)
    for one in Import.objects.all():
        assert (one.file.name, one.name, one.left, one.parsed, one.changes) == ("", "—.xlsx", "", [], [])
        assert len(one.sha256) == 64
    assert erasing.finish_removals() == 0


def test_after_a_crash_the_bytes_still_go(staffed: Dossier, people: People) -> None:
    paths = [one.file.name for one in Import.objects.all()]
    erased(staffed, people)  # the test's transaction is never committed: what was to follow did not happen
    assert all(default_storage.exists(path) for path in paths)
    assert erasing.finish_removals() == 2
    assert not any(default_storage.exists(path) for path in paths)


def test_pages_and_exports_say_removed_and_the_export_comes_back(staffed: Dossier, people: People, goes: Any) -> None:
    erased(staffed, people)
    client = goes(people["son"])
    page = words(client.get(PAGE))
    assert "removed" in page
    assert "Nguyễn Văn Kín" not in page
    assert "Trần Thị Ở Lại" in page
    answer = client.get(f"{PAGE}export.xlsx")
    content = b"".join(answer.streaming_content)
    lines = list(load_workbook(io.BytesIO(content)).active.values)
    assert (lines[1][0], lines[1][1], lines[1][2]) == ("CB-1", "đã xóa theo luật", None)
    again = importing.hand_in(staffed, STAFF, Side.GIVER, ContentFile(content, name="lại.xlsx"), actor=people["son"])
    assert again.changes_nothing


def test_what_was_removed_comes_back_neither_by_a_form_nor_by_a_sheet(
    staffed: Dossier, people: People, goes: Any
) -> None:
    erased(staffed, people)
    handed_in(staffed, "giver", [somebody("CB-1", "Nguyễn Văn Kín", post_to="Phó trưởng phòng")], people["son"])
    row = Row.objects.get(key="cb-1", side="giver")
    assert row.values["post_to"] == "Phó trưởng phòng"
    assert "full_name" not in row.values
    form = goes(people["son"]).get(f"{PAGE}rows/{row.pk}/").content.decode()
    assert 'name="post_to"' in form
    assert 'name="full_name"' not in form
    actions.change_row(row, row.values | {"full_name": "Nguyễn Văn Kín"}, version=row.version, actor=people["son"])
    (result,) = actions.set_column([row], STAFF.by_key["note"], "Văn Kín", actor=people["son"])
    assert not result.done
    row.refresh_from_db()
    assert not {"full_name", "note"} & row.values.keys()


def test_what_was_settled_stays_settled(staffed: Dossier, people: People) -> None:
    found = reconciling.lines_of(staffed.registers.get(kind="staff"))
    line = next(one for one in found if one.key == "cb-1")
    actions.settle(staffed, STAFF, [line.shown], outcome="giver", reason="", actor=people["quynh"])
    before = reconciling.counts_of(staffed, [STAFF])["staff"].unsettled
    erased(staffed, people)
    assert reconciling.counts_of(staffed, [STAFF])["staff"].unsettled == before


def test_it_is_for_heads_with_law_and_paper_and_not_from_a_frozen_dossier(
    staffed: Dossier, people: People, goes: Any
) -> None:
    with pytest.raises(NotYou):
        erasing.erase_rows(staffed, STAFF, ["CB-1"], **LAW, actor=people["son"])
    for changes, field in (({"ground": " "}, "ground"), ({"paper": ""}, "paper")):
        with pytest.raises(BadInput) as refused:
            erasing.erase_rows(staffed, STAFF, ["CB-1"], **LAW | changes, actor=people["binh"])
        assert refused.value.field == field
    with pytest.raises(BadInput, match="cb-9"):
        erased(staffed, people, "CB-1", "CB-9")
    assert goes(people["quynh"]).get(f"{PAGE}erase/").status_code == 403
    assert goes(people["xuan"]).get(f"{PAGE}erase/").status_code == 404
    assert goes(people["binh"]).get("/dossiers/HP-01/registers/offices/erase/").status_code == 404
    client = goes(people["binh"])
    assert f"{PAGE}erase/" in client.get(PAGE).content.decode()
    said = LAW | {"codes": "CB-1\n CB-9", "password": PASSWORD}
    refused = client.post(f"{PAGE}erase/", said)
    assert refused.status_code == 400
    assert LAW["ground"] in refused.content.decode(), "what was typed is kept"
    assert client.post(f"{PAGE}erase/", said | {"codes": "CB-1", "password": "no"}).status_code == 400
    done = client.post(f"{PAGE}erase/", said | {"codes": "CB-1\ncb-2"})
    assert "The personal data are removed: 3 rows." in words(done)
    assert LAW["paper"] in words(done)


def test_nothing_is_removed_from_a_frozen_dossier(staffed: Dossier, people: People, goes: Any) -> None:
    engine.place_hold(staffed, ground="Thanh tra", paper="1/QĐ", actor=people["phuc"])
    assert goes(people["binh"]).get(f"{PAGE}erase/").status_code == 409
    assert not Removal.objects.exists()


def test_a_preview_made_before_is_looked_at_again(staffed: Dossier, people: People) -> None:
    rows = [somebody("CB-3", "Người Mới")]
    sheet = importing.hand_in(
        staffed, STAFF, Side.GIVER, ContentFile(export(STAFF, rows), name="x.xlsx"), actor=people["son"]
    )
    erased(staffed, people)
    sheet.refresh_from_db()
    assert sheet.state == Import.State.CANCELLED
    assert "Người Mới" not in str(sheet.changes)
