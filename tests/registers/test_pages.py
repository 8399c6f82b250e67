"""The pages of the registers, as people use them."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from reorg.people.models import User
from reorg.registers import importing
from reorg.registers.kinds.assets import OFFICES
from reorg.registers.models import Import, Row
from reorg.registers.tasks import apply_sheet, check_sheet
from tests.registers.sheets import imported, office, sheet
from workflows.models import Dossier, Event

BASE = "/dossiers/HP-01/registers/"
PAGES = [
    "",
    "offices/",
    "offices/?side=receiver&sort=-value&q=tru",
    "offices/?watch=no_plan",
    "offices/import/",
    "offices/reconcile/",
    "offices/reconcile/?show=all",
    "offices/rows/new/?side=giver",
    "vehicles/",
    "housing_needs/",
    "staff/working/",
    "housing_needs/working/",
    "transport_options/working/",
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_in_both_languages(
    people: dict[str, User], filled: Dossier, client: Any, path: str, language: str
) -> None:
    User.objects.filter(pk=people["son"].pk).update(language=language)
    client.force_login(User.objects.get(pk=people["son"].pk))
    answer = client.get(BASE + path)
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()


@pytest.mark.parametrize("path", [p for p in PAGES if "new" not in p and "import" not in p])
def test_those_who_may_see_the_dossier_may_read_and_others_find_nothing(
    people: dict[str, User], filled: Dossier, goes: Any, path: str
) -> None:
    assert goes(people["phuc"]).get(BASE + path).status_code == 200
    assert goes(people["xuan"]).get(BASE + path).status_code == 404


def test_a_dossier_without_housing_has_no_register_of_it(people: dict[str, User], agency: Dossier, goes: Any) -> None:
    assert goes(people["anh"]).get("/dossiers/HN-01/registers/housing_needs/").status_code == 404
    assert goes(people["anh"]).get("/dossiers/HN-01/registers/staff/").status_code == 200
    assert goes(people["anh"]).get("/dossiers/HN-01/registers/nothing/").status_code == 404


def test_each_side_edits_its_own_and_is_told_so(people: dict[str, User], filled: Dossier, goes: Any) -> None:
    row = Row.objects.get(register__kind="offices", side="giver", key="hd-001")
    address = f"{BASE}offices/rows/{row.pk}/"
    assert goes(people["son"]).get(address).status_code == 200
    assert goes(people["quynh"]).get(address).status_code == 403
    assert goes(people["phuc"]).get(address).status_code == 403
    assert goes(people["xuan"]).get(address).status_code == 404
    assert "Edit HD-001" in goes(people["son"]).get(f"{BASE}offices/").content.decode()
    assert "Edit HD-001" not in goes(people["quynh"]).get(f"{BASE}offices/").content.decode()


def test_a_list_costs_the_same_however_long_it_is(people: dict[str, User], merger: Dossier, goes: Any) -> None:
    client = goes(people["son"])

    def queries(page: str) -> int:
        client.get(BASE + page)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(BASE + page).status_code == 200
        return len(seen)

    pages = ("", "offices/", "offices/reconcile/?show=all")
    imported(merger, OFFICES, "giver", [office(n, value=n) for n in range(1, 6)], actor=people["son"])
    imported(merger, OFFICES, "receiver", [office(n, value=1) for n in range(3, 8)], actor=people["quynh"])
    few = [queries(page) for page in pages]
    imported(merger, OFFICES, "giver", [office(n, value=n) for n in range(1, 400)], actor=people["son"])
    imported(merger, OFFICES, "receiver", [office(n, value=1) for n in range(200, 500)], actor=people["quynh"])
    assert [queries(page) for page in pages] == few
    assert few <= [14, 20, 16]


def rows_on(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*([^<\s]+)', page)


def test_rows_are_found_without_diacritics_filtered_and_sorted(
    people: dict[str, User], filled: Dossier, goes: Any
) -> None:
    client = goes(people["phuc"])

    def found(query: str) -> list[str]:
        return rows_on(client.get(f"{BASE}offices/?{query}").content.decode())

    assert found("q=khu+the+thao") == ["HD-009"]
    assert found("q=an phu") == ["HD-010", "HD-011"]
    assert found("kind=land") == ["HD-012"]
    assert found("watch=no_plan") == ["HD-004", "HD-005", "HD-008", "HD-012"]
    assert found("sort=-value")[:2] == ["HD-001", "HD-006"]
    assert found("sort=value")[-1] == "HD-012"  # without a value: last, either way
    assert found("sort=name")[0] == "HD-012"  # Đất comes before Khu
    assert found("sort=nonsense")[0] == "HD-001"
    assert len(found("page=99")) == 12


def test_son_edits_a_row_in_its_place_and_on_a_page(people: dict[str, User], filled: Dossier, goes: Any) -> None:
    row = Row.objects.get(register__kind="offices", side="giver", key="hd-001")
    address = f"{BASE}offices/rows/{row.pk}/"
    client = goes(people["son"])
    form = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert form.lstrip().startswith("<tr")
    sent = {
        "version": row.version, "code": "HD-001", "name": "Trụ sở mới", "kind": "office", "address": "45 Quang Trung",
        "unit": "UBND", "use": "used", "value": "1,500,000", "land_area": "12.5",
    }  # fmt: skip
    saved = client.post(address, sent, headers={"HX-Request": "true"}).content.decode()
    assert "ledger-saved" in saved
    assert "Trụ sở mới" in saved
    row.refresh_from_db()
    assert (row.values["value"], row.values["land_area"], row.version) == (1_500_000, "12.5", 2)
    late = client.post(address, sent | {"name": "Tên khác"})
    assert late.status_code == 409
    assert "Tên khác" in late.content.decode()
    assert "Somebody changed this row" in late.content.decode()
    wrong = client.post(address, sent | {"version": 2, "kind": ""})
    assert wrong.status_code == 400
    assert "Must not be empty." in wrong.content.decode()
    assert client.post(address, sent | {"version": 2, "name": "Tên khác"}).status_code == 302
    event = Event.objects.filter(dossier=filled).latest("seq")
    assert event.verb == "register.row_changed"
    assert event.body["facts"]["after"] == {"name": "Tên khác"}


def test_a_row_is_added_once(people: dict[str, User], merger: Dossier, goes: Any) -> None:
    sent = {
        "side": "giver", "code": "X-1", "name": "Kho", "kind": "other", "address": "a", "unit": "b", "use": "used",
    }  # fmt: skip
    client = goes(people["son"])
    assert client.post(f"{BASE}offices/rows/new/", sent).status_code == 302
    assert client.post(f"{BASE}offices/rows/new/", sent).status_code == 302  # the same again: nothing new
    assert client.post(f"{BASE}offices/rows/new/", sent | {"name": "Khác"}).status_code == 400
    assert Row.objects.count() == 1


def test_quynh_confirms_all_that_was_found_with_a_result_for_each(
    people: dict[str, User], filled: Dossier, goes: Any
) -> None:
    page = goes(people["quynh"]).post(
        f"{BASE}offices/bulk/", {"act": "confirm", "all": "on", "found": "side=giver&q=an+phu"}
    )
    said = page.content.decode()
    assert page.status_code == 200
    assert "2 of 2 rows done" in said
    assert "was confirmed already" in said
    assert Row.objects.get(register__kind="offices", side="receiver", key="hd-010").organisation.key == "hp_pc"
    again = (
        goes(people["quynh"])
        .post(f"{BASE}offices/bulk/", {"act": "confirm", "all": "on", "found": "side=giver"})
        .content.decode()
    )
    assert "11 of 12 rows done" in again
    assert "differs from your own list: settle it" in again


def test_son_may_not_confirm_for_the_receiver(people: dict[str, User], filled: Dossier, goes: Any) -> None:
    answer = goes(people["son"]).post(f"{BASE}offices/bulk/", {"act": "confirm", "all": "on", "found": "side=giver"})
    assert answer.status_code == 403


def test_a_value_is_written_into_many_rows_and_rows_are_taken_off(
    people: dict[str, User], filled: Dossier, goes: Any
) -> None:
    client = goes(people["son"])
    rows = Row.objects.filter(register__kind="offices", side="giver", key__in=["hd-004", "hd-005"])
    chosen = {"rows": [row.pk for row in rows], "found": "side=giver"}
    address = f"{BASE}offices/bulk/"
    assert (
        "2 of 2"
        in client.post(address, chosen | {"act": "set", "column": "plan", "value": "Chuyển công năng"}).content.decode()
    )
    assert {row.values["plan"] for row in rows.all()} == {"convert"}
    assert client.post(address, chosen | {"act": "set", "column": "plan", "value": "?"}).status_code == 400
    assert client.post(address, chosen | {"act": "remove"}).status_code == 400  # no reason
    client.post(address, chosen | {"act": "remove", "reason": "kê trùng"})
    assert {row.state for row in rows.all()} == {"removed"}
    events = list(Event.objects.filter(dossier=filled).order_by("-seq")[:2])
    assert [event.verb for event in events] == ["register.rows_removed", "register.rows_set"]
    assert events[0].body["facts"]["count"] == 2


def test_a_sheet_is_handed_in_previewed_and_confirmed_without_sending_it_again(
    people: dict[str, User], merger: Dossier, goes: Any
) -> None:
    client = goes(people["son"])
    content = SimpleUploadedFile("nha-dat.xlsx", sheet([office(1), office(2)]))
    answer = client.post(f"{BASE}offices/import/", {"side": "giver", "file": content})
    assert answer.status_code == 302
    preview = client.get(answer["Location"]).content.decode()
    assert "Take over all of it" in preview
    assert "TS-001" in preview
    assert not Row.objects.exists()
    done = client.post(answer["Location"], follow=True).content.decode()
    assert "Taken over." in done
    assert Row.objects.count() == 2
    assert client.post(answer["Location"], follow=True).status_code == 200  # twice is once
    assert goes(people["quynh"]).get(answer["Location"]).status_code == 404


def test_a_bad_sheet_shows_cell_value_and_reason(people: dict[str, User], merger: Dossier, goes: Any) -> None:
    content = SimpleUploadedFile("nha-dat.xlsx", sheet([office(1, value="12 tỷ")]))
    client = goes(people["son"])
    page = client.post(f"{BASE}offices/import/", {"side": "giver", "file": content}, follow=True).content.decode()
    assert "1 thing has to be mended" in page
    assert re.search(r"G2</th>.*12 tỷ.*is not a number", page, re.DOTALL)
    empty = client.post(f"{BASE}offices/import/", {"side": "giver", "file": SimpleUploadedFile("a.xlsx", b"")})
    assert empty.status_code == 400
    assert "The file is empty" in empty.content.decode()


def test_progress_is_shown_while_the_worker_checks(
    people: dict[str, User], merger: Dossier, goes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 3)
    client = goes(people["son"])
    content = SimpleUploadedFile("lon.xlsx", sheet([office(n) for n in range(1, 9)]))
    address = client.post(f"{BASE}offices/import/", {"side": "giver", "file": content})["Location"]
    assert "waits to be checked" in client.get(address).content.decode()
    handed = Import.objects.get()
    importing._progress(handed, 4, 8)
    page = client.get(address).content.decode()
    assert "4 of about 8 rows are checked" in page
    assert 'hx-trigger="load delay:1s"' in page
    check_sheet(import_id=handed.pk)
    client.post(address)
    assert "8 rows are being taken over" in client.get(address).content.decode()
    apply_sheet(import_id=handed.pk)
    assert "Taken over." in client.get(address).content.decode()


def test_a_sheet_can_be_thrown_away(people: dict[str, User], merger: Dossier, goes: Any) -> None:
    client = goes(people["son"])
    content = SimpleUploadedFile("a.xlsx", sheet([office(1)]))
    address = client.post(f"{BASE}offices/import/", {"side": "giver", "file": content})["Location"]
    client.post(address, {"cancel": "1"})
    assert client.post(address).status_code == 409
    assert not Row.objects.exists()


def test_template_and_export_are_sheets_and_taking_rows_out_is_written_down(
    people: dict[str, User], filled: Dossier, goes: Any
) -> None:
    client = goes(people["phuc"])
    empty = load_workbook(io.BytesIO(b"".join(client.get(f"{BASE}offices/template.xlsx").streaming_content)))
    assert [page.title for page in empty.worksheets] == ["Dữ liệu", "Hướng dẫn", "Danh mục"]
    assert empty["Dữ liệu"].data_validations.dataValidation
    answer = client.get(f"{BASE}offices/export.xlsx?q=an+phu")
    rows = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert rows.max_row == 3
    event = Event.objects.filter(dossier=filled).latest("seq")
    assert (event.verb, event.body["facts"]["count"]) == ("register.exported", 2)
    assert goes(people["xuan"]).get(f"{BASE}offices/export.xlsx").status_code == 404


def test_addresses_that_only_change_things_are_not_opened_by_looking(
    people: dict[str, User], filled: Dossier, goes: Any
) -> None:
    client = goes(people["son"])
    assert client.get(f"{BASE}offices/bulk/").status_code == 405
    assert client.post(f"{BASE}offices/").status_code == 405
    assert client.post(f"{BASE}staff/working/").status_code == 404


def test_what_is_listed_about_a_person_stays_out_of_the_trail(
    people: dict[str, User], merger: Dossier, goes: Any
) -> None:
    sent = {
        "side": "giver", "code": "CB-77", "full_name": "Nguyễn Thị Riêng Tư", "category": "civil_servant",
        "unit_from": "Sở Nội vụ", "post_from": "Chuyên viên", "benefit": "none",
    }  # fmt: skip
    assert goes(people["son"]).post(f"{BASE}staff/rows/new/", sent).status_code == 302
    event = Event.objects.filter(dossier=merger).latest("seq")
    assert event.verb == "register.row_added"
    assert "Riêng Tư" not in event.record
    assert len(event.body["facts"]["values"]["sha256"]) == 64
