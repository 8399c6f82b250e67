"""Lines from a spreadsheet: every bad row named, what would change shown, taken over whole or not at all, once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook

from reorg.people.models import User
from reorg.support import actions as support
from reorg.support import importing, reading
from reorg.support.books import LEDGER, LETTER, ROADMAP, Book
from reorg.support.models import Line, LineSheet
from tests.support.doing import AN_KHE, DAC_PRING, HAI_CHAU, HUNG_SON, decided, open_twinning, pair_of
from tests.web.reader import words
from workflows import actions
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotYou
from workflows.holds import Frozen
from workflows.models import Dossier, Event

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture
def dossier(everybody: People) -> Dossier:
    dossier = open_twinning(everybody)
    decided(dossier, everybody)
    return Dossier.objects.get(pk=dossier.pk)


def file_of(book: Book, *rows: dict[str, Any], columns: list[str] | None = None) -> ContentFile[bytes]:
    """A sheet as somebody types it, its columns in this order."""
    made, sheet = Workbook(), book.sheet
    names = columns or [column.key for column in sheet.columns]
    made.active.append([sheet.by_key[name].title.vi for name in names])
    for row in rows:
        made.active.append([row.get(name) for name in names])
    content = BytesIO()
    made.save(content)
    return ContentFile(content.getvalue(), name="lộ trình.xlsx")


def goal(no: int, **other: Any) -> dict[str, Any]:
    return {"helper": HAI_CHAU, "place": HUNG_SON, "no": no, "kind": "goal", "what": f"Mục tiêu {no}"} | other


def handed(dossier: Dossier, everybody: People, *rows: dict[str, Any], **more: Any) -> LineSheet:
    return importing.hand_in(dossier, ROADMAP, file_of(ROADMAP, *rows, **more), actor=everybody["dn_soan"])


def imports(dossier: Dossier) -> int:
    return Event.objects.filter(dossier=dossier, verb="support.lines_imported").count()


def test_a_sheet_is_shown_first_and_then_taken_over_once(dossier: Dossier, everybody: People) -> None:
    drafter = everybody["dn_soan"]
    sheet = handed(dossier, everybody, goal(1), goal(2))
    assert (sheet.state, sheet.counts["added"], sheet.counts["changed"]) == ("ready", 2, 0)
    assert not reading.lines_of(dossier, ROADMAP).exists(), "nothing changes yet"
    for _click in range(2):
        assert importing.confirm(sheet, actor=drafter).state == "applied"
    assert [line.values["what"] for line in reading.lines_of(dossier, ROADMAP)] == ["Mục tiêu 1", "Mục tiêu 2"]
    assert imports(dossier) == 1
    assert LineSheet.objects.get().rows == [], "what it said is forgotten"
    again = handed(dossier, everybody, goal(1), goal(2))
    assert (again.changes_nothing, again.counts["unchanged"]) == (True, 2)
    with pytest.raises(NotNow):
        importing.confirm(again, actor=drafter)
    other = handed(dossier, everybody, goal(1, what="Rõ hơn"), goal(2), goal(3))
    assert (other.counts["added"], other.counts["changed"], other.counts["unchanged"]) == (1, 1, 1)
    importing.confirm(other, actor=drafter)
    assert [line.version for line in reading.lines_of(dossier, ROADMAP)] == [2, 1, 1]
    assert imports(dossier) == 2


def test_every_bad_row_is_named_by_its_cell_and_nothing_is_taken(dossier: Dossier, everybody: People) -> None:
    columns = ["no", "place", "helper", "what", "kind"]
    rows = [goal(1), goal(2, place=DAC_PRING), goal(3, helper=AN_KHE), goal(4)]
    sheet = handed(dossier, everybody, *rows, columns=columns)
    assert (sheet.state, sheet.rows) == ("refused", [])
    assert [(one["cell"], one["value"]) for one in sheet.problems] == [("B3", DAC_PRING), ("B4", HUNG_SON)]
    assert {importing.problem_told(one) for one in sheet.problems} == {"hai đơn vị này không phải là một cặp của hồ sơ"}
    with pytest.raises(NotNow):
        importing.confirm(sheet, actor=everybody["dn_soan"])
    unread = handed(dossier, everybody, goal("một"), goal(2), goal(2))  # type: ignore[arg-type]
    assert {one["cell"][1:] for one in unread.problems} == {"2", "4"}
    gift = {
        "helper": HAI_CHAU,
        "place": HUNG_SON,
        "no": 1,
        "year": 2026,
        "form": "cash",
        "field": "housing",
        "item": "x",
    }
    ledger = importing.hand_in(dossier, LEDGER, file_of(LEDGER, gift), actor=everybody["dn_soan"])
    assert [importing.problem_told(one) for one in ledger.problems] == ["phải có khi hỗ trợ bằng tiền"]
    letter = {"unit": "99999", "no": 1, "letter": "1/CV", "content": "Báo cáo"}
    unknown = importing.hand_in(dossier, LETTER, file_of(LETTER, letter), actor=everybody["dn_soan"])
    assert unknown.problems[0]["cell"] == "A2"
    assert not Line.objects.filter(dossier=dossier).exists()


def test_columns_that_are_not_in_the_file_stay_as_they_are(dossier: Dossier, everybody: People) -> None:
    importing.confirm(handed(dossier, everybody, goal(1, by="Ủy ban", note="giữ")), actor=everybody["dn_soan"])
    sheet = handed(dossier, everybody, goal(1, what="Khác"), columns=["helper", "place", "no", "kind", "what", "by"])
    importing.confirm(sheet, actor=everybody["dn_soan"])
    values = Line.objects.get(dossier=dossier).values
    assert (values["what"], values["note"], "by" in values) == ("Khác", "giữ", False), "an empty cell empties"


def test_what_changed_since_the_preview_is_shown_again(dossier: Dossier, everybody: People, goes: Any) -> None:
    drafter = everybody["dn_soan"]
    pair = pair_of(dossier, HAI_CHAU, HUNG_SON)
    sheet = handed(dossier, everybody, goal(1))
    values = {name: value for name, value in goal(1, what="Của người khác").items() if name in ROADMAP.kind.by_key}
    support.add_line(dossier, ROADMAP, values, pair=pair, actor=drafter)
    with pytest.raises(ContentChanged):
        importing.confirm(sheet, actor=drafter)
    address = reverse("support_book_sheet", args=[dossier.code, "roadmap", sheet.token])
    answer = goes(drafter).post(address)
    assert answer.status_code == 409
    assert "It has been compared again" in words(answer)
    assert "Của người khác" in words(answer)
    assert goes(drafter).post(address).status_code == 302
    assert Line.objects.get(dossier=dossier).values["what"] == "Mục tiêu 1"


def test_it_is_for_the_lead_and_each_sheet_for_whoever_handed_it_in(
    dossier: Dossier, everybody: People, goes: Any
) -> None:
    with pytest.raises(NotYou):
        importing.hand_in(dossier, ROADMAP, file_of(ROADMAP, goal(1)), actor=everybody["dn_bithu"])
    sheet = handed(dossier, everybody, goal(1))
    with pytest.raises(NotFound):
        importing.confirm(sheet, actor=everybody["dn_bithu"])
    address = reverse("support_book_sheet", args=[dossier.code, "roadmap", sheet.token])
    for other in ("dn_bithu", "anh"):
        assert goes(everybody[other]).get(address).status_code == 404
    asking = reverse("support_book_import", args=[dossier.code, "roadmap"])
    assert goes(everybody["dn_bithu"]).get(asking).status_code == 403
    actions.place_hold(dossier, ground="Thanh tra.", paper="12/QĐ", actor=everybody["phuc"])
    with pytest.raises(Frozen):
        importing.confirm(sheet, actor=everybody["dn_soan"])


def test_the_pages_hand_in_show_take_over_and_throw_away(dossier: Dossier, everybody: People, goes: Any) -> None:
    drafter, path = goes(everybody["dn_soan"]), reverse("support_book_import", args=[dossier.code, "roadmap"])
    bad = drafter.post(path, {"file": file_of(ROADMAP, goal(1), goal(2, place=DAC_PRING))}, follow=True)
    assert "B3" in words(bad)
    assert "these two units are not a pair of the dossier" in words(bad)
    assert "Take over all of it" not in words(bad)
    good = drafter.post(path, {"file": file_of(ROADMAP, goal(1))}, follow=True)
    assert "Mục tiêu 1" in words(good)
    assert "Take over all of it" in words(good)
    address = good.redirect_chain[-1][0]
    assert drafter.post(address, {"cancel": "1"}).status_code == 302
    assert "thrown away" in words(drafter.get(address))
    assert drafter.post(address).status_code == 409
    good = drafter.post(path, {"file": file_of(ROADMAP, goal(1))}, follow=True)
    for _click in range(2):
        done = drafter.post(good.redirect_chain[-1][0], follow=True)
    assert "Taken over." in words(done)
    assert imports(dossier) == 1
    assert drafter.post(path, {"file": ""}).status_code == 400
    assert drafter.post(path, {"file": ContentFile(b"", name="trong.xlsx")}).status_code == 400


def test_checking_many_rows_asks_as_much_as_checking_few(dossier: Dossier, everybody: People) -> None:
    handed(dossier, everybody, goal(1))
    counts = []
    for rows in (1, 40):
        with CaptureQueriesContext(connection) as queries:
            handed(dossier, everybody, *(goal(no) for no in range(rows)))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_sheet_with_too_many_rows_is_refused_at_once(dossier: Dossier, everybody: People) -> None:
    with pytest.raises(BadInput, match="2000"):
        handed(dossier, everybody, *(goal(no) for no in range(importing.MOST + 1)))
