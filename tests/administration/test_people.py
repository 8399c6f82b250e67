"""People are invited without a password, imported all or nothing, switched off with the consequences said first."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from reorg.administration import bodies, sheets, tasks
from reorg.administration import people as administering
from reorg.administration.models import Administrator, PeopleSheet
from reorg.administration.rights import Scope, scope_of
from reorg.people.models import Office, User
from reorg.system.models import SystemEvent
from tests.administration.conftest import body, somebody
from tests.cast import PASSWORD, asked, drafted
from tests.left import holding
from tests.web.reader import as_, words
from workflows import actions
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier, Role
from workflows.offices import today
from workflows.reading import dossiers_for
from workflows.text import Text

pytestmark = pytest.mark.django_db
People = dict[str, User]


def invitation(**changes: Any) -> dict[str, Any]:
    return {
        "username": "moi",
        "full_name": "Đỗ Văn Mới",
        "email": "Moi@example.org",
        "language": "vi",
        "organisation": body("hp_home_affairs"),
        "role": Role.objects.get(pk="officer"),
        "title": Text("Chuyên viên", "Officer"),
        "valid_from": today(),
        "basis": "10/QĐ",
    } | changes


def seen(answer: Any) -> str:
    return re.search(r'name="seen" value="(\w+)"', answer.content.decode())[1]  # type: ignore[index]


def told(verb: str) -> dict[str, Any]:
    facts: dict[str, Any] = SystemEvent.objects.filter(verb=verb).latest("seq").body["facts"]
    return facts


# Inviting


def test_who_is_invited_chooses_a_password_by_a_link_that_works_once(local: Scope, client: Client) -> None:
    person = administering.invite(local, **invitation())
    assert not person.has_usable_password()
    assert tasks.send_invitation(person.pk)
    (letter,) = mail.outbox
    assert letter.to == ["moi@example.org"]
    assert letter.subject
    link = re.search(r"https?://\S+(/accounts/password/reset/key/\S+)", letter.body)[1]  # type: ignore[index]
    page = client.get(link, follow=True)
    assert 'type="password"' in page.content.decode()
    form = page.redirect_chain[-1][0]
    answer = client.post(form, {"password1": "một mật khẩu thật dài", "password2": "một mật khẩu thật dài"})
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.check_password("một mật khẩu thật dài")
    again = Client().get(link, follow=True)
    assert 'type="password"' not in again.content.decode(), "the link works once"
    assert told("person.invited")["name"] == "Đỗ Văn Mới"
    assert "moi@example.org" not in SystemEvent.objects.latest("seq").record.lower()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "ANH"}, "username"),
        ({"username": "a b"}, "username"),
        ({"email": "anh@EXAMPLE.org"}, "email"),
        ({"email": "nowhere"}, "email"),
        ({"valid_from": today().replace(year=1900)}, "valid_from"),
    ],
)
def test_an_invitation_says_what_to_mend(boss: Scope, people: People, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        administering.invite(boss, **invitation(**changes))
    assert refused.value.field == field
    assert not User.objects.filter(full_name="Đỗ Văn Mới").exists()


def test_one_who_administers_a_part_touches_nothing_else(boss: Scope, local: Scope, people: People) -> None:
    with pytest.raises(NotYou, match="administered by somebody else"):
        administering.invite(local, **invitation(organisation=body("hd_pc")))
    with pytest.raises(NotFound):
        administering.person_of(local, people["cuc"].pk)
    with pytest.raises(NotYou, match="Only a system administrator"):
        administering.appoint(local, people["anh"], organisation=None, basis="1")
    assert administering.person_of(local, people["uyen"].pk) == people["uyen"], "a department below"
    both = people["quynh"]
    Office.objects.create(
        person=both, organisation=body("hd_pc"), role_id="officer", title_vi="x", title_en="x", valid_from=today()
    )
    with pytest.raises(NotYou, match="also works for"):
        administering.deactivate(local, both, reason="x")
    administering.deactivate(boss, both, reason="x")


def test_to_administer_is_no_office(boss: Scope, agency: Dossier) -> None:
    assert not dossiers_for(boss.user).exists()
    assert as_(boss.user).get(f"/dossiers/{agency.code}/").status_code == 404


# Switching off and on


def test_what_would_wait_for_nobody_is_said_before_and_nothing_is_done_unseen(
    boss: Scope, agency: Dossier, people: People
) -> None:
    drafted(agency, people)
    actions.give_delegation(
        organisation=body("hp_pc"), role=Role.objects.get(pk="chair"), deputy=people["tuan"], kind="TL.",
        valid_from=today(), actor=people["binh"],
    )  # fmt: skip
    client, url = as_(boss.user), reverse("admin_person_close", args=[people["binh"].pk])
    page = client.get(url)
    text = words(page)
    assert "Steps that would wait for nobody" in text
    assert f"{agency.code} · " in text
    assert "Phan Anh Tuấn (TL.)" in text
    assert agency.title_en not in text, "what a dossier is about is for those who take part"
    unseen = client.post(url, {"reason": "nghỉ hưu"})
    assert unseen.status_code == 200
    assert User.objects.get(username="binh").is_active
    done = client.post(url, {"reason": "nghỉ hưu", "seen": seen(page)}, follow=True)
    assert "can no longer sign in" in words(done)
    binh = User.objects.get(username="binh")
    assert not binh.is_active
    assert told("person.deactivated") == {"name": binh.full_name, "person": binh.pk, "reason": "nghỉ hưu", "steps": 1}
    again = client.post(url, {"reason": "nghỉ hưu", "seen": seen(page)})
    assert again.status_code in (200, 409)
    assert SystemEvent.objects.filter(verb="person.deactivated").count() == 1


def test_closing_works_at_once_and_opening_again_needs_a_new_password(boss: Scope, people: People) -> None:
    anh = as_(people["anh"])
    administering.deactivate(boss, people["anh"], reason="mất thẻ")
    assert anh.get("/").status_code == 302, "her session no longer counts"
    with pytest.raises(NotNow):
        administering.deactivate(boss, people["anh"], reason="mất thẻ")
    administering.reactivate(boss, people["anh"], reason="đã xác minh")
    person = User.objects.get(username="anh")
    assert person.is_active
    assert not person.has_usable_password()
    assert not Client().login(username="anh", password=PASSWORD)


def test_nobody_locks_themselves_or_the_last_administrator_out(boss: Scope, local: Scope) -> None:
    with pytest.raises(NotYou):
        administering.deactivate(boss, boss.user, reason="x")
    second = somebody("second")
    administering.appoint(boss, second, organisation=None, basis="4/QĐ")
    mandate = Administrator.objects.get(person=boss.user)
    administering.dismiss(scope_of(second), mandate, reason="luân chuyển")
    with pytest.raises(NotNow, match="only system administrator"):
        administering.dismiss(scope_of(second), Administrator.objects.get(person=second), reason="x")
    with pytest.raises(NotFound):
        scope_of(boss.user)


def test_a_correction_keeps_addresses_out_of_the_trail(boss: Scope, people: People) -> None:
    changed = administering.correct(
        boss, people["anh"], full_name="Nguyễn Thị Ngọc Ánh", email="anh.moi@example.org", language="vi"
    )
    assert set(changed) >= {"full_name", "email"}
    assert "anh.moi" not in SystemEvent.objects.latest("seq").record
    tasks.send_address_changed(address="anh@example.org", by="Bà boss", language="en")
    assert (mail.outbox[-1].to, "Bà boss" in mail.outbox[-1].body) == (["anh@example.org"], True)
    same = administering.correct(
        boss,
        User.objects.get(username="anh"),
        full_name="Nguyễn Thị Ngọc Ánh",
        email="anh.moi@example.org",
        language="vi",
    )
    assert same == []


def test_second_factors_are_removed_only_where_there_are_some(boss: Scope, people: People) -> None:
    factors = administering.factors_of(people["anh"])
    if factors is None:
        with pytest.raises(NotNow, match="no second factor"):
            administering.reset_factors(boss, people["anh"], reason="mất máy")
        return
    factors.create(user=people["anh"], type="totp", data={"secret": "x"})
    assert administering.reset_factors(boss, people["anh"], reason="mất máy") == 1
    assert told("person.factors_reset")["count"] == 1
    with pytest.raises(NotNow):
        administering.reset_factors(boss, people["anh"], reason="mất máy")


# Importing

TITLES = [column.title.vi for column in sheets.PEOPLE.columns]
MOI = [
    "moi",
    "Đỗ Văn Mới",
    "moi@example.org",
    "Tiếng Việt",
    "hp_finance",
    "officer",
    "Chuyên viên",
    "Officer",
    "01/07/2025",
]


def a_sheet(*rows: list[Any], name: str = "nguoi-dung.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    book.active.append(TITLES)
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return SimpleUploadedFile(name, content.getvalue())


def test_a_sheet_is_shown_then_taken_over_with_one_click(local: Scope, people: People) -> None:
    uyen = [
        "uyen",
        "Cao Phương Uyên",
        "uyen.cao@example.org",
        "",
        "hp_home_affairs",
        "chair",
        "Giám đốc",
        "",
        "01/01/2025",
    ]
    client = as_(local.user)
    page = client.post(reverse("admin_people_import"), {"file": a_sheet(MOI, uyen)}, follow=True)
    text = words(page)
    assert "new people 1 changed 1 new offices 1 unchanged rows 0" in text
    assert "uyen@example.org → uyen.cao@example.org" in text
    assert not User.objects.filter(username="moi").exists(), "nothing yet"
    url = page.redirect_chain[-1][0]
    client.post(url)
    client.post(url)
    moi = User.objects.get(username="moi")
    assert [(one.organisation.key, one.role_id) for one in moi.offices.all()] == [("hp_finance", "officer")]
    assert User.objects.get(username="uyen").email == "uyen.cao@example.org"
    facts = told("people.imported")
    assert (facts["added"], facts["changed"], facts["offices"]) == (1, 1, 1)
    assert SystemEvent.objects.filter(verb="people.imported").count() == 1, "twice clicked is once done"
    sheet = PeopleSheet.objects.get()
    assert (sheet.state, sheet.rows) == ("applied", []), "what it said of people is forgotten"


def test_every_bad_row_is_named_and_nothing_is_taken(local: Scope, people: People) -> None:
    def row(**changes: Any) -> list[Any]:
        values = dict(zip((column.key for column in sheets.PEOPLE.columns), MOI, strict=True)) | changes
        return list(values.values())

    bad = a_sheet(
        row(),
        row(username="x1", email="x1@example.org", organisation="no_such"),
        row(username="x2", email="x2@example.org", organisation="hd_pc"),
        row(username="x3", email="x3@example.org", role="king"),
        row(username="x4", email="binh@example.org"),
        row(username="cuc", email="cuc@example.org"),
        row(username="x5", email="moi@example.org"),
    )
    sheet = sheets.hand_in(local, bad)
    assert sheet.state == "refused"
    assert [(one["cell"], one["why"][:24]) for one in sheet.problems] == [
        ("E3", "There is no organisation"),
        ("E4", "You do not administer th"),
        ("F5", "There is no such role. R"),
        ("C6", "Somebody else already ha"),
        ("A7", "Somebody of another admi"),
        ("C8", "Another row gives this a"),
    ]
    with pytest.raises(NotNow):
        sheets.confirm(local, sheet)
    assert not User.objects.filter(username="moi").exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 no zip"])
def test_what_is_no_spreadsheet_is_refused_with_a_reason(local: Scope, content: bytes) -> None:
    client = as_(local.user)
    file = SimpleUploadedFile("x.xlsx", content)
    answer = client.post(reverse("admin_people_import"), {"file": file}, follow=True)
    assert "empty" in words(answer) or "not an .xlsx" in words(answer)
    assert not SystemEvent.objects.filter(verb="people.imported").exists()


def test_what_changed_since_the_preview_is_shown_again(local: Scope, people: People) -> None:
    client = as_(local.user)
    page = client.post(reverse("admin_people_import"), {"file": a_sheet(MOI)}, follow=True)
    administering.invite(local, **invitation(organisation=body("hp_finance")))
    answer = client.post(page.redirect_chain[-1][0])
    assert answer.status_code == 409
    assert "Something changed since this preview was made" in words(answer)
    assert not SystemEvent.objects.filter(verb="people.imported").exists()


def test_a_sheet_is_only_for_who_handed_it_in(boss: Scope, local: Scope) -> None:
    sheet = sheets.hand_in(local, a_sheet(MOI))
    assert as_(boss.user).get(reverse("admin_people_sheet", args=[sheet.token])).status_code == 404


LAW = {"ground": "Điều 16 Nghị định 13/2023/NĐ-CP", "paper": "5/QĐ-UBND, 01/08/2025, UBND thành phố"}


@pytest.mark.parametrize("state", ["ready", "refused", "applied"])
def test_what_a_sheet_says_of_people_is_removed_where_law_demands_it(local: Scope, people: People, state: str) -> None:
    wrong = [*MOI[:4], "no_such", *MOI[5:]]
    sheet = sheets.hand_in(local, a_sheet(wrong if state == "refused" else MOI, name="Đỗ Văn Mới.xlsx"))
    if state == "applied":
        sheets.confirm(local, sheet)
    client, list_ = as_(local.user), reverse("admin_people_import")
    address = reverse("admin_people_sheet_erase", args=[sheet.token])
    assert address in client.get(list_).content.decode()
    half = client.post(address, LAW | {"paper": "", "password": PASSWORD})
    assert half.status_code == 400
    assert LAW["ground"] in half.content.decode(), "what was typed is kept"
    assert client.post(address, LAW | {"password": "no"}).status_code == 400
    for _click in range(2):
        assert "content removed by law" in words(client.post(address, LAW | {"password": PASSWORD}, follow=True))
    now = PeopleSheet.objects.get()
    assert (now.rows, now.problems, now.name, now.sha256) == ([], [], "—.xlsx", sheet.sha256)
    assert now.state == ("cancelled" if state == "ready" else state)
    kept = {"people_user", "finding_entry", "system_event"} if state == "applied" else set()
    assert set(holding("Đỗ Văn Mới")) == kept, "who was entered stays, and that an office was given"
    facts = told("people.sheet_erased")
    assert (facts["sha256"], facts["ground"], facts["confirmed_by"]) == (sheet.sha256, LAW["ground"], "password")
    assert SystemEvent.objects.filter(verb="people.sheet_erased").count() == 1
    assert "its hash stays" in words(client.get(reverse("admin_people_sheet", args=[sheet.token])))
    if state != "applied":
        with pytest.raises(NotNow):
            sheets.confirm(local, now)


def test_a_system_administrator_removes_what_others_handed_in_and_nobody_else_does(
    boss: Scope, local: Scope, people: People
) -> None:
    sheet = sheets.hand_in(local, a_sheet(MOI))
    administering.appoint(boss, people["son"], organisation=body("hd_pc"), basis="9/QĐ")
    elsewhere = scope_of(people["son"])
    with pytest.raises(NotFound):
        sheets.sheet_in(elsewhere, sheet.token)
    sheets.erase(boss, sheets.sheet_in(boss, sheet.token), **LAW)
    page = words(as_(boss.user).get(reverse("admin_people_import")))
    assert "content removed by law" in page
    assert "nguoi-dung.xlsx" not in page


def test_the_list_of_sheets_asks_as_much_for_many_as_for_few(local: Scope) -> None:
    client, counts = as_(local.user), []
    for more in (1, 8):
        for _number in range(more):
            sheets.hand_in(local, a_sheet(MOI))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("admin_people_import")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_export_can_be_imported_again_and_changes_nothing(boss: Scope, people: People) -> None:
    content = sheets.people_export(boss, today())
    assert told("people.exported")["count"] == Office.objects.on(today()).count()
    rows = list(load_workbook(io.BytesIO(content)).active.values)
    assert len(rows) == 1 + Office.objects.on(today()).count()
    sheet = sheets.hand_in(boss, SimpleUploadedFile("people.xlsx", content))
    assert sheet.problems == []
    assert (sheet.counts["added"], sheet.counts["changed"], sheet.counts["offices"]) == (0, 0, 0)


# Lists


def test_the_list_costs_the_same_for_few_and_many(boss: Scope, people: People, django_assert_num_queries: Any) -> None:
    client, url = as_(boss.user), reverse("admin_people")
    client.get(url)
    with django_assert_num_queries(QUERIES):
        client.get(url)
    for n in range(30):
        Office.objects.create(
            person=somebody(f"many{n}"), organisation=body("hp_pc"), role_id="officer", title_vi="x", title_en="x",
            valid_from=today(),
        )  # fmt: skip
    with django_assert_num_queries(QUERIES):
        page = client.get(url)
    assert "Bà many1" in words(page)


QUERIES = 10


def test_people_are_found_by_name_office_and_state(boss: Scope, people: People) -> None:
    client, url = as_(boss.user), reverse("admin_people")
    administering.deactivate(boss, people["xuan"], reason="x")

    def found(**asked_for: Any) -> str:
        return words(client.get(url, asked_for)).split("people", 2)[-1]

    assert "Hồ Thanh Xuân" in found(state="closed")
    assert "Trần Văn Bình" not in found(state="closed")
    assert "Cao Phương Uyên" in found(organisation=body("hp_home_affairs").pk, role="chair")
    assert "Mai Như Quỳnh" not in found(organisation=body("hp_home_affairs").pk, role="chair")
    assert "Nobody matches" in words(client.get(url, {"q": "zzz"}))


def test_a_step_of_whom_is_gone_can_be_handed_over_by_the_administrator(
    boss: Scope, agency: Dossier, people: People
) -> None:
    drafted(agency, people)
    administering.deactivate(boss, people["binh"], reason="x")
    office = Office.objects.get(person=people["binh"], role="chair", organisation=body("hp_pc"))
    bodies.hand_over(boss, office, to=people["tuan"], basis="15/QĐ")
    assert asked(agency, people["tuan"]).state == "open"
    event = agency.events.get(verb="office.handed_over")
    assert event.body["actor"]["role"] == "administrator"
    assert told("office.passed_on")["steps"] == 1
