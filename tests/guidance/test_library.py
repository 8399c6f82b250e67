"""The library of guiding documents, and who was told of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from reorg.guidance import library
from reorg.guidance.models import Dissemination, GuidingDocument
from reorg.people.models import Organisation, User
from reorg.system.models import SystemEvent
from tests.guidance.conftest import entered, given
from tests.web.reader import as_, words
from workflows.errors import BadInput, ContentChanged, NotYou
from workflows.offices import today

pytestmark = pytest.mark.django_db
People = dict[str, User]


def told(document: GuidingDocument, actor: User, **other: Any) -> Dissemination:
    known: dict[str, Any] = {
        "body": Organisation.objects.get(key="hp_pc"),
        "held_on": date(2026, 1, 5),
        "audience": "Đại biểu hội nghị",
        "people": 120,
        "evidence": "Biên bản 5/BB.",
    }
    return library.tell(document, **known | other, actor=actor)


def verbs() -> list[str]:
    return list(SystemEvent.objects.filter(verb__startswith="guidance.").order_by("seq").values_list("verb", flat=True))


def test_a_document_is_entered_and_those_who_were_told_are_counted(people: People) -> None:
    document = entered(people["anh"])
    told(document, people["anh"])
    told(document, people["anh"], audience="Cán bộ xã", people=30)
    found = library.documents().get()
    assert (found.told, found.reached) == (2, 150)
    assert verbs() == ["guidance.entered", "guidance.told", "guidance.told"]
    page = words(as_(people["xuan"]).get("/guidance/"))  # the library is everybody's
    assert "112/2025/UBTVQH15" in page
    assert "150 people" in page
    page = words(as_(people["binh"]).get(f"/guidance/{document.pk}/"))
    assert "Đại biểu hội nghị" in page
    assert "Biên bản 5/BB." in page
    assert "Write down who" not in page  # a chair keeps no log


def test_the_same_click_twice_acts_once(people: People) -> None:
    first = entered(people["anh"])
    assert entered(people["anh"]) == first
    assert told(first, people["anh"]) == told(first, people["anh"])
    assert verbs() == ["guidance.entered", "guidance.told"]
    with pytest.raises(BadInput):
        entered(people["anh"], title_vi="Tên khác")
    with pytest.raises(BadInput):
        told(first, people["anh"], people=121)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"held_on": today() + timedelta(days=1)}, "held_on"),
        ({"held_on": date(2025, 11, 30)}, "held_on"),
        ({"audience": " "}, "audience"),
        ({"evidence": " "}, "evidence"),
    ],
)
def test_what_cannot_be_is_not_written_down(people: People, other: dict[str, Any], field: str) -> None:
    document = entered(people["anh"], issued_on=date(2025, 12, 1))
    with pytest.raises(BadInput) as refused:
        told(document, people["anh"], **other)
    assert refused.value.field == field


def test_only_a_body_itself_writes_whom_it_told(people: People) -> None:
    document = entered(people["anh"])
    for name in ("cuc", "son", "xuan"):
        with pytest.raises(NotYou):
            told(document, people[name])
    for name in ("binh", "cuc", "phuc"):
        with pytest.raises(NotYou):
            entered(people[name], number="1/CV")


def test_a_wrong_entry_is_struck_out_and_stays_readable(people: People) -> None:
    document = entered(people["anh"])
    entry = told(document, people["anh"])
    with pytest.raises(BadInput):
        library.strike(entry, reason=" ", actor=people["anh"])
    for _click in range(2):
        library.strike(entry, reason="Nhầm ngày.", actor=people["anh"])
    assert library.documents().get().told == 0
    assert verbs()[-1] == "guidance.struck"
    assert len(verbs()) == 3
    page = words(as_(people["anh"]).get(f"/guidance/{document.pk}/"))
    assert "struck out" in page
    assert "Nhầm ngày." in page
    assert "Đại biểu hội nghị" in page
    told(document, people["anh"])  # and written rightly
    for change in ({"audience": "Khác"}, {"struck_why": "Khác"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Dissemination.objects.filter(pk=entry.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Dissemination.objects.filter(pk=entry.pk).delete()


def test_an_entry_is_corrected_by_its_body_and_not_over_somebody_else(people: People) -> None:
    document = entered(people["anh"])
    changed = given(title_en="The standards of units")
    with pytest.raises(NotYou):
        library.correct(document, changed, version=1, actor=people["cuc"])
    library.correct(document, changed, version=1, actor=people["anh"])
    library.correct(document, changed, version=1, actor=people["anh"])  # the same again changes nothing
    with pytest.raises(ContentChanged):
        library.correct(document, given(title_en="Otherwise"), version=1, actor=people["anh"])
    assert verbs() == ["guidance.entered", "guidance.corrected"]


def test_documents_are_found_without_diacritics_and_by_level(people: People) -> None:
    entered(people["anh"])
    entered(people["anh"], number="7-HD/TU", issuer="Thành ủy Hải Phòng", level="province", bases=[])
    browser = as_(people["anh"])
    page = words(browser.get("/guidance/?q=thanh uy hai phong"))
    assert "7-HD/TU" in page
    assert "112/2025" not in page
    page = words(browser.get("/guidance/?level=centre"))
    assert "112/2025" in page
    assert "7-HD/TU" not in page
    assert "No document fits" in words(browser.get("/guidance/?q=khongcogi"))


def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(people: People) -> None:
    browser = as_(people["anh"])
    sent = given(bases=None) | {"known": [], "others": "76/2025/UBTVQH15", "why": "", "issued_on": "", "link": ""}
    sent = {name: value for name, value in sent.items() if value is not None and name != "unconfirmed"}
    sent["in_force_from"] = "2026-01-01"
    answer = browser.post("/guidance/new/", sent)
    assert answer.status_code == 400
    assert "Say what changes" in words(answer)
    assert 'value="112/2025/UBTVQH15"' in answer.content.decode()
    answer = browser.post("/guidance/new/", sent | {"why": "Tiêu chuẩn mới."})
    document = GuidingDocument.objects.get()
    assert answer.headers["Location"] == f"/guidance/{document.pk}/"
    assert (document.bases, document.in_force_from) == (["76/2025/UBTVQH15"], date(2026, 1, 1))
    corrected = browser.post(
        f"/guidance/{document.pk}/correct/", sent | {"why": "Khác.", "number": "113/2025", "version": "1"}
    )
    assert corrected.status_code == 302
    again = browser.post(f"/guidance/{document.pk}/told/", {"audience": "Xã", "held_on": "2026-01-05"})
    assert again.status_code == 400
    assert 'value="Xã"' in again.content.decode()
    body = Organisation.objects.get(key="hp_pc").pk
    good = {"audience": "Xã", "held_on": "2026-01-05", "body": body, "evidence": "BB 1"}
    assert browser.post(f"/guidance/{document.pk}/told/", good).status_code == 302
    entry = Dissemination.objects.get()
    wrong = browser.post(f"/guidance/{document.pk}/told/{entry.pk}/strike/", {"reason": ""})
    assert wrong.status_code == 400
    assert browser.post(f"/guidance/{document.pk}/told/{entry.pk}/strike/", {"reason": "Nhầm"}).status_code == 302


def test_the_list_asks_as_much_for_many_as_for_few(people: People) -> None:
    browser = as_(people["anh"])
    counts = []
    for first, last in ((0, 2), (2, 20)):
        for no in range(first, last):
            told(entered(people["anh"], number=f"{no}/CV", bases=[]), people["anh"])
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/guidance/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_who_may_have_which_page(people: People) -> None:
    document = entered(people["anh"])
    entry = told(document, people["anh"])
    one = f"/guidance/{document.pk}/"
    table: dict[str, tuple[str, dict[str, int]]] = {
        one: ("get", {"anh": 200, "xuan": 200}),
        "/guidance/new/": ("get", {"anh": 200, "binh": 403, "xuan": 403}),
        f"{one}correct/": ("get", {"anh": 200, "cuc": 403, "xuan": 403}),
        f"{one}ask/": ("get", {"anh": 200, "binh": 403, "xuan": 403}),
        f"{one}told/": ("post", {"anh": 400, "binh": 403, "phuc": 403}),
        f"{one}told/{entry.pk}/strike/": ("post", {"anh": 400, "son": 403, "xuan": 403}),
        f"{one}told/999999/strike/": ("post", {"anh": 404, "xuan": 404}),
        "/guidance/999999/": ("get", {"anh": 404}),
    }
    for path, (method, answers) in table.items():
        for name, expected in answers.items():
            assert getattr(as_(people[name]), method)(path).status_code == expected, (path, name)
