"""What people type, and what they find: old names, numbers of papers, people, and what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reorg.finding.asking import a_slip_apart, words_in
from reorg.finding.finding import find
from reorg.finding.models import Kind
from reorg.people.models import Office, User
from reorg.units.models import Succession, Unit
from tests import cast
from workflows import actions
from workflows.models import Document, Dossier
from workflows.text import Text

pytestmark = pytest.mark.django_db

MODELS: dict[Kind, Any] = {Kind.DOSSIER: Dossier, Kind.UNIT: Unit, Kind.DOCUMENT: Document, Kind.PERSON: Office}


def found(user: User, text: str, kind: Kind) -> list[str]:
    """What stands there for this person, best first."""
    groups = {group.kind: group.keys for group in find(user, text).groups}
    rows = MODELS[kind].objects.in_bulk(groups.get(kind, []))
    names = {Kind.DOSSIER: "code", Kind.UNIT: "name", Kind.DOCUMENT: "symbol", Kind.PERSON: "person"}
    return [str(getattr(rows[key], names[kind])) for key in groups.get(kind, [])]


def said(user: User, text: str) -> list[str]:
    """The verbs of the events found, the newest first."""
    from workflows.models import Event

    groups = {group.kind: group.keys for group in find(user, text).groups}
    rows = Event.objects.in_bulk(groups.get(Kind.EVENT, []))
    return [rows[key].verb for key in groups.get(Kind.EVENT, [])]


# Units


@pytest.mark.parametrize(
    "typed", ["Xuân Thiện", "xuan thien", "XUÂN THIỆN", "xã Xuân Thiện", "xuanthien", "Xuan Thien commune"]
)
def test_an_old_name_finds_the_unit_and_what_it_became(
    people: dict[str, User], communes: dict[str, Unit], typed: str
) -> None:
    names = found(people["anh"], typed, Kind.UNIT)
    assert names[0] == "Xuân Thiện"
    if typed != "xuanthien":
        assert set(names) == {"Xuân Thiện", "Xuân Chính", "Chất Bình"}


def test_a_unit_that_is_comes_before_one_that_was(people: dict[str, User], communes: dict[str, Unit]) -> None:
    assert found(people["anh"], "Chất Bình", Kind.UNIT)[0] == "Chất Bình"
    assert found(people["anh"], "xa chinh", Kind.UNIT)[0] == "Chính Tâm"
    assert found(people["anh"], "kim son", Kind.UNIT)[0] == "Kim Sơn"
    # What lies in a place is found with it.
    assert found(people["anh"], "lai thanh, ninh binh", Kind.UNIT) == ["Lai Thành"]
    assert found(people["anh"], "14692", Kind.UNIT) == ["Lai Thành"]


@pytest.mark.parametrize("typed", ["Xuan Thein", "xuan thjen", "xuna thien", "xuan thienn", "xuan then", "lai thah"])
def test_a_slip_of_the_key_is_forgiven(people: dict[str, User], communes: dict[str, Unit], typed: str) -> None:
    wanted = "Lai Thành" if typed.startswith("lai") else "Xuân Thiện"
    assert found(people["anh"], typed, Kind.UNIT)[0] == wanted


def test_two_slips_and_wrong_numbers_are_not(people: dict[str, User], communes: dict[str, Unit]) -> None:
    assert find(people["anh"], "xuna thein").groups == []
    assert find(people["anh"], "14693").groups == []


# Dossiers, papers, people, events


def test_a_dossier_by_code_and_by_words_of_either_title(
    people: dict[str, User], agency: Dossier, merger: Dossier
) -> None:
    anh = people["anh"]
    for typed in ("HP-01", "hp 01", "sap nhap tinh hai duong", "Merge Hai Duong", "sáp nhạp hai dương"):
        assert "HP-01" in found(anh, typed, Kind.DOSSIER), typed
    assert found(anh, "hop nhat so noi vu", Kind.DOSSIER) == ["HN-01"]


@pytest.mark.parametrize("typed", ["1669/NQ-UBTVQH15", "1669 nq ubtvqh15", "1669", "nq-ubtvqh", "1669/NQ-UBTVQG15"])
def test_a_paper_by_its_number_and_symbol(people: dict[str, User], agency: Dossier, typed: str) -> None:
    cast.paper(agency, "NQ", actor=people["anh"], symbol="1669/NQ-UBTVQH15")
    cast.paper(agency, "NQ", actor=people["anh"], symbol="1670/NQ-CP")
    symbols = found(people["anh"], typed, Kind.DOCUMENT)
    assert symbols[0] == "1669/NQ-UBTVQH15"
    assert ("1670/NQ-CP" in symbols) is False


def test_people_by_name_and_office(people: dict[str, User], agency: Dossier) -> None:
    whole = people["binh"].full_name
    assert whole in found(people["anh"], whole, Kind.PERSON)
    assert whole in found(people["anh"], cast_office(people["binh"]), Kind.PERSON)


def cast_office(user: User) -> str:
    office = user.offices.select_related("organisation").first()
    assert office is not None
    return f"{office.title_vi} {office.organisation.title_vi}"


def test_events_by_their_sentence_and_by_what_was_said(people: dict[str, User], agency: Dossier) -> None:
    cast.paper(agency, "BC", actor=people["anh"], symbol="77/BC-SNV")
    assert "document.registered" in said(people["anh"], "đăng ký văn bản 77/BC-SNV")
    assert "document.registered" in said(people["anh"], "registered 77 bc")
    actions.withdraw(agency, reason="Chờ ý kiến Ban Bí thư.", actor=people["binh"])
    assert "dossier.withdrawn" in said(people["anh"], "ban bi thu")
    assert "dossier.withdrawn" in said(people["anh"], "rút hồ sơ")


# Who may find what


def test_nobody_finds_what_they_may_not_read(people: dict[str, User], agency: Dossier, merger: Dossier) -> None:
    cast.paper(merger, "NQ", actor=people["anh"], symbol="1669/NQ-UBTVQH15")
    for typed in ("HP-01", "sap nhap", "1669", "dang ky van ban"):
        kinds = {group.kind for group in find(people["vinh"], typed).groups}  # takes part in the agency only
        assert not kinds & {Kind.DOCUMENT}, typed
        assert "HP-01" not in found(people["vinh"], typed, Kind.DOSSIER)
    assert find(people["xuan"], "sap nhap").groups == []
    assert find(people["xuan"], people["binh"].full_name).groups == []


def test_a_restricted_paper_is_found_by_its_owner_and_the_auditor(people: dict[str, User], agency: Dossier) -> None:
    from django.core.files.base import ContentFile

    actions.register_document(
        agency,
        type=cast.DocumentType.objects.get(pk="BC"),
        symbol="09/BC-MẬT",
        issuer="UBND",
        date=None,
        subject=Text("Báo cáo mật về nhân sự", "Secret report"),
        signed=False,
        restricted=True,
        actor=people["anh"],
        file=ContentFile(cast.PDF, name="mat.pdf"),
    )
    for who, sees in (("anh", True), ("phuc", True), ("cuc", False), ("vinh", False)):
        assert (found(people[who], "bao cao mat", Kind.DOCUMENT) == ["09/BC-MẬT"]) == sees, who
        assert (Kind.DOCUMENT in {group.kind for group in find(people[who], "09/bc").groups}) == sees, who
    # Nor does the trail give its name away.
    assert said(people["cuc"], "bao cao mat ve nhan su") == []


def test_who_loses_the_office_finds_nothing_more(people: dict[str, User], agency: Dossier) -> None:
    assert found(people["vinh"], "HN-01", Kind.DOSSIER) == ["HN-01"]
    yesterday = timezone.localdate() - timedelta(days=1)
    Office.objects.filter(person=people["vinh"]).update(valid_to=yesterday)
    assert find(people["vinh"], "HN-01").groups == []


# The question


def test_counts_are_of_all_that_fits_and_pages_go_on(people: dict[str, User], agency: Dossier) -> None:
    for number in range(12):
        cast.paper(agency, "BC", actor=people["anh"], symbol=f"{number}/BC-XYZ")
    first = find(people["anh"], "bc xyz", kinds=(Kind.DOCUMENT,), limit=5).groups[0]
    rest = find(people["anh"], "bc xyz", kinds=(Kind.DOCUMENT,), limit=10, offset=5).groups[0]
    assert (first.total, rest.total, len(first.keys), len(rest.keys)) == (12, 12, 5, 7)
    assert not set(first.keys) & set(rest.keys)


@pytest.mark.parametrize(
    "typed", ["", " ", "a", "%", "' OR 1=1 --", "\\", "a:*|b", "!!", "()", "xã & (", "日本", "\x00a"]
)
def test_whatever_is_typed_is_words(people: dict[str, User], agency: Dossier, typed: str) -> None:
    find(people["anh"], typed)


def test_it_costs_the_same_however_much_there_is(people: dict[str, User], agency: Dossier) -> None:
    with CaptureQueriesContext(connection) as few:
        find(people["anh"], "bc xyz")
    for number in range(6):
        cast.paper(agency, "BC", actor=people["anh"], symbol=f"{number}/BC-XYZ")
    with CaptureQueriesContext(connection) as many:
        find(people["anh"], "bc xyz")
    assert len(many) == 2  # the events that wait, and what is found at once
    assert len(few) == 2
    with CaptureQueriesContext(connection) as slipped:
        find(people["anh"], "hopp nhatt so noi vuu")
        find(people["anh"], "hopp nhat so noi vu")
    assert len(slipped) <= 8  # when nothing is, the words nearby and what they find


@given(
    st.text(
        alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹíìỉĩịóòỏõọúùủũụỨỪĐÂ 0123456789/-.,'", max_size=60
    )
)
def test_the_database_folds_as_we_do(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT finding_fold(%s)", [text])
        assert cursor.fetchone()[0].split()[:8] == words_in(text)


@given(st.text(alphabet="abcd", max_size=6), st.text(alphabet="abcd", max_size=6))
def test_a_slip_is_one_edit(one: str, other: str) -> None:
    assert a_slip_apart(one, other) == (edits(one, other) == 1)


def edits(one: str, other: str) -> int:
    """Optimal string alignment, the long way."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        edits(one[1:], other) + 1,
        edits(one, other[1:]) + 1,
        edits(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        ways.append(edits(one[2:], other[2:]) + 1)
    return min(ways)


def test_units_are_found_anew_when_their_history_is_corrected(
    people: dict[str, User], communes: dict[str, Unit]
) -> None:
    Succession.objects.filter(predecessor=communes["Xuân Chính"]).delete()
    assert "Chất Bình" not in found(people["anh"], "Xuân Thiện", Kind.UNIT)
    communes["Kim Sơn"].name = "Kim Sơn Mới"
    communes["Kim Sơn"].save()
    assert "Xuân Chính" in found(people["anh"], "xuan chinh kim son moi", Kind.UNIT)
