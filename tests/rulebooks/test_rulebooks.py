"""Document sets, criteria, retention: the next version drafted, compared, put in force. Open dossiers keep theirs."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from reorg.administration.demo import demo_administration
from reorg.administration.rights import Scope
from reorg.archive.models import RetentionRule
from reorg.archive.retention import rules_on
from reorg.criteria import actions as screening
from reorg.criteria import versions
from reorg.criteria.models import Screening
from reorg.criteria.outcomes import rules_of
from reorg.criteria.regimes import regimes
from reorg.people.models import User
from reorg.registers.forms import RowForm
from reorg.registers.values import key_of
from reorg.rulebooks import drafting
from reorg.rulebooks.book import Book, must_be_sourced
from reorg.rulebooks.books import KINDS, book_of
from reorg.rulebooks.demo import demo_rules
from reorg.rulebooks.models import DocumentSet, RuleDraft
from reorg.system.models import SystemEvent
from reorg.system.verify import verify
from reorg.units.models import Unit
from tests.administration.test_people import seen, told
from tests.cast import open_agency
from tests.web.reader import as_, words
from workflows import readiness
from workflows.actions.door import database_time
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow
from workflows.models import Dossier
from workflows.offices import today

pytestmark = pytest.mark.django_db
People = dict[str, User]
SET, STANDARDS, PERIODS = "agency_consolidation_2025.1", "35_2023-2", "periods"
SOURCE = "80/2026/UBTVQH16, 01/10/2026, Điều 2"
LINES = {
    "documents": {"step": "draft", "type": "TTr", "whose": "any", "source": SOURCE, "confidence": "H"},
    "criteria": {"kind": "dac_khu", "where": "island", "area": "15", "population": 2500, "waived_from": None}
    | {"source": SOURCE, "confidence": "H"},
    "retention": {"type": "HĐ", "years": 5, "title_vi": "Hợp đồng", "title_en": "Contracts", "note": None}
    | {"source": SOURCE, "confidence": "H"},
}
BOOKS = {"documents": SET, "criteria": STANDARDS, "retention": PERIODS}
TOMORROW = timedelta(days=1)


@pytest.fixture(params=list(BOOKS))
def book(request: pytest.FixtureRequest, people: People) -> Book:
    return book_of(request.param, BOOKS[request.param])


def with_a_line(scope: Scope, book: Book) -> RuleDraft:
    draft = drafting.begin(scope, book)
    return drafting.set_line(scope, book, draft, LINES[book.kind], version=draft.version)


def enacted(scope: Scope, book: Book, day: date | None = None) -> RuleDraft:
    draft = with_a_line(scope, book)
    return drafting.put_in_force(
        scope, book, draft, valid_from=day or today() + TOMORROW, basis="80/2026", version=draft.version
    )


def test_a_draft_changes_nothing_until_it_is_put_in_force_from_a_day(boss: Scope, book: Book) -> None:
    before = drafting.in_force(book)
    draft = with_a_line(boss, book)
    assert drafting.begin(boss, book).pk == draft.pk, "one draft at a time"
    assert drafting.in_force(book) == before
    second = drafting.drop_line(boss, book, draft, draft.lines[0]["n"], version=draft.version)
    drafting.put_in_force(boss, book, second, valid_from=today() + TOMORROW, basis="80/2026", version=second.version)
    new, old = book.versions()[:2]
    assert (old.until, new.since) == (today(), today() + TOMORROW)
    assert not book.differences(before, old.lines), "what was in force stays for its days"
    assert {key_of(book.sheet, one) for one in new.lines} == (
        {key_of(book.sheet, one) for one in [*before, LINES[book.kind]]} - {key_of(book.sheet, draft.lines[0])}
    )
    facts = told("rules.in_force")
    assert (facts["kind"], facts["added"], facts["changed"], facts["removed"]) == (book.kind, 1, 0, 1)
    assert facts["from"] == (today() + TOMORROW).isoformat()
    verbs = ["rules.drafted", "rules.line_set", "rules.line_dropped", "rules.in_force"]
    assert list(SystemEvent.objects.filter(verb__startswith="rules.").values_list("verb", flat=True)) == verbs
    assert verify() is None


def test_every_line_needs_number_and_date_of_its_source(boss: Scope, book: Book) -> None:
    draft = drafting.begin(boss, book)
    for source in ("", "Nghị quyết 76", "76/2025/UBTVQH15", "14/04/2025"):
        with pytest.raises(BadInput) as refused:
            drafting.set_line(boss, book, draft, LINES[book.kind] | {"source": source}, version=draft.version)
        assert refused.value.field == "source"
    for source in (SOURCE, "Nghị quyết số 76/2025/UBTVQH15 ngày 14 tháng 4 năm 2025"):
        must_be_sourced(source)


def test_the_same_twice_changes_nothing_and_two_tabs_do_not_overwrite_each_other(boss: Scope, book: Book) -> None:
    draft = drafting.begin(boss, book)
    now = drafting.set_line(boss, book, draft, LINES[book.kind], version=draft.version)
    again = drafting.must_draft(book)
    assert drafting.set_line(boss, book, again, LINES[book.kind], version=1).version == now.version
    events = SystemEvent.objects.count()
    number = now.lines[-1]["n"]
    later = LINES[book.kind] | {"source": f"{SOURCE} khoản 1"}
    with pytest.raises(ContentChanged):
        drafting.set_line(boss, book, again, later, number=number, version=1)
    with pytest.raises(BadInput, match="says so already"):
        drafting.set_line(boss, book, again, later, version=again.version)
    with pytest.raises(NotFound):
        drafting.set_line(boss, book, again, later, number=999, version=again.version)
    gone = drafting.drop_line(boss, book, again, number, version=again.version)
    assert drafting.drop_line(boss, book, gone, number, version=1).version == gone.version
    assert SystemEvent.objects.count() == events + 1


def test_a_version_begins_tomorrow_at_the_earliest_and_only_once(boss: Scope, book: Book) -> None:
    draft = drafting.begin(boss, book)
    with pytest.raises(NotNow, match="nothing to put in force"):
        drafting.put_in_force(boss, book, draft, valid_from=today() + TOMORROW, basis="1", version=draft.version)
    draft = with_a_line(boss, book)
    for said, refusal in (
        ({"valid_from": today(), "basis": "1"}, "tomorrow at the earliest"),
        ({"valid_from": today() + TOMORROW, "basis": " "}, "paper it rests on"),
    ):
        with pytest.raises(BadInput, match=refusal):
            drafting.put_in_force(boss, book, draft, version=draft.version, **said)
    done = drafting.put_in_force(boss, book, draft, valid_from=today() + TOMORROW, basis="1", version=draft.version)
    with pytest.raises(NotNow, match="put in force"):
        drafting.put_in_force(boss, book, draft, valid_from=today() + TOMORROW, basis="1", version=done.version)
    second = drafting.begin(boss, book)
    second = drafting.drop_line(boss, book, second, second.lines[-1]["n"], version=second.version)
    with pytest.raises(BadInput, match="already there"):
        drafting.put_in_force(boss, book, second, valid_from=today() + TOMORROW, basis="1", version=second.version)


def test_a_draft_that_was_overtaken_is_withdrawn_and_stays_on_record(boss: Scope, book: Book) -> None:
    draft = with_a_line(boss, book)
    draft.base = "0" * 64
    draft.save()
    with pytest.raises(NotNow, match="since this draft was begun"):
        drafting.put_in_force(boss, book, draft, valid_from=today() + TOMORROW, basis="1", version=draft.version)
    with pytest.raises(BadInput, match="Say why"):
        drafting.withdraw(boss, book, draft, reason=" ")
    drafting.withdraw(boss, book, draft, reason="Có văn bản mới hơn")
    with pytest.raises(NotNow):
        drafting.withdraw(boss, book, draft, reason="x")
    assert told("rules.withdrawn")["reason"] == "Có văn bản mới hơn"
    page = words(as_(boss.user).get(reverse("admin_rule", args=[book.kind, book.code])))
    assert "Withdrawn" in page
    assert "Có văn bản mới hơn" in page


def test_a_sheet_goes_out_and_comes_back_as_it_was(boss: Scope, people: People) -> None:
    """Every line of every book, so that no two steps or types are mistaken for each other."""
    for _title, _symbol, of_kind in KINDS.values():
        for book in of_kind():
            if book.ended or not book.newest or not book.newest.lines:
                continue
            draft = drafting.begin(boss, book)
            file = SimpleUploadedFile("lines.xlsx", drafting.sheet(book, draft.lines))
            assert drafting.replace_from_sheet(boss, book, draft, file, version=draft.version) == []
            now = drafting.must_draft(book)
            assert not book.differences(drafting.in_force(book), [book.plain(one) for one in now.lines]), book.code


def test_a_wrong_sheet_is_told_cell_by_cell_and_changes_nothing(boss: Scope, people: People) -> None:
    book = book_of("criteria", STANDARDS)
    draft = drafting.begin(boss, book)
    out = load_workbook(io.BytesIO(drafting.sheet(book, draft.lines)))
    out.active["C2"], out.active["D3"], out.active["F4"] = "rộng", "-5", "theo chỉ đạo"
    client, url = as_(boss.user), reverse("admin_rule_draft", args=["criteria", STANDARDS])

    def sent(version: int) -> Any:
        file = io.BytesIO()
        out.save(file)
        return client.post(url, {"version": version, "file": SimpleUploadedFile("x.xlsx", file.getvalue())})

    refused = sent(draft.version)
    assert refused.status_code == 400
    assert all(cell in words(refused) for cell in ("C2", "D3"))
    out.active["C2"], out.active["D3"] = 40, 9000
    refused = sent(draft.version)
    assert "F4" in words(refused)
    assert "Give number and date of the document" in words(refused)
    assert drafting.must_draft(book).lines == draft.lines
    for place in (2, 3, 4):
        out.active[f"F{place}"] = SOURCE
    assert sent(draft.version).status_code == 302
    assert sent(draft.version).status_code == 409
    assert told("rules.replaced")["file"] == "x.xlsx"


def test_a_line_is_written_by_a_form_that_says_what_to_mend_and_keeps_what_was_typed(
    boss: Scope, people: People
) -> None:
    book = book_of("criteria", STANDARDS)
    draft = drafting.begin(boss, book)
    client, url = as_(boss.user), reverse("admin_rule_line_new", args=["criteria", STANDARDS])
    typed = RowForm(kind=book.sheet, values=LINES["criteria"]).initial | {"version": draft.version}
    wrong = client.post(url, typed | {"population": "nhiều", "source": "của tôi"})
    assert wrong.status_code == 400
    assert 'value="nhiều"' in wrong.content.decode()
    assert "Is not a number" in words(wrong)
    assert "An area is more than nothing" in words(client.post(url, typed | {"area": "0"}))
    assert client.post(url, typed).status_code == 302
    stale = client.post(url, typed | {"kind": "xa", "where": "island", "source": f"{SOURCE}, b"})
    assert stale.status_code == 409
    assert "Somebody changed this draft" in words(stale)
    assert f"{SOURCE}, b" in stale.content.decode()
    number = drafting.must_draft(book).lines[-1]["n"]
    line = reverse("admin_rule_line", args=["criteria", STANDARDS, number])
    assert "special zone" in words(client.get(line)).lower()
    drop = reverse("admin_rule_line_drop", args=["criteria", STANDARDS, number])
    assert client.post(drop, {"version": drafting.must_draft(book).version}).status_code == 302
    assert client.get(line).status_code == 404


# Document sets


def test_a_dossier_needs_the_papers_of_the_day_it_was_opened(
    boss: Scope, agency: Dossier, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = book_of("documents", SET)
    client, url = as_(boss.user), reverse("admin_rule_in_force", args=["documents", SET])
    with_a_line(boss, book)
    said = {"valid_from": (today() + TOMORROW).isoformat(), "basis": "80/2026"}
    shown = client.post(url, said)
    assert "Open dossiers that keep the version they have 1" in words(shown)
    assert agency.code in words(shown)
    assert client.post(url, said | {"seen": seen(shown)}).status_code == 302
    today_too = open_agency(people, "HN-02")
    monkeypatch.setattr("workflows.actions.opening.database_time", lambda: database_time() + TOMORROW)
    later = open_agency(people, "HN-03")
    for dossier, wanted in ((agency, ["ĐA"]), (today_too, ["ĐA"]), (later, ["ĐA", "TTr"])):
        dossier.refresh_from_db()
        lacking = [one.place[1] for one in readiness.readiness(dossier) if one.place[0] == "documents"]
        assert lacking == wanted, dossier.code
    assert later.events.get(verb="dossier.opened").body["facts"]["regime"]["papers"]["draft"] == ["ĐA", "TTr"]


def test_a_set_in_force_is_altered_by_nobody(boss: Scope, people: People) -> None:
    enacted(boss, book_of("documents", SET))
    enacted(boss, book_of("criteria", STANDARDS))
    for table in (DocumentSet, versions.StandardsVersion):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.update(basis="khác")
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.all().delete()


# Criteria


def test_a_screening_keeps_its_standards_and_new_ones_take_the_new_version(
    boss: Scope, people: People, kim_son: dict[str, Unit], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = {"organisation": _home(people["anh"]), "title": "Kim Sơn", "day": today(), "units": [kim_son["small"]]}
    mine = screening.open_screening(regime="35/2023-2", actor=people["anh"], **opened)
    book = book_of("criteria", STANDARDS)
    enacted(boss, book)
    assert [one.code for one in versions.offered() if one.code.startswith("35/2023-2")] == ["35/2023-2"]
    after = today() + TOMORROW
    assert [one.code for one in versions.offered(after) if one.code.startswith("35/2023-2")] == ["35/2023-2.2"]
    monkeypatch.setattr("reorg.criteria.versions.timezone.localdate", lambda: after)
    with pytest.raises(BadInput, match="superseded"):
        screening.open_screening(regime="35/2023-2", actor=people["anh"], **opened)
    new = screening.open_screening(regime="35/2023-2.2", actor=people["anh"], **opened)
    assert Screening.objects.get(pk=mine.pk).rules == regimes()["35/2023-2"]
    rules = Screening.objects.get(pk=new.pk).rules
    assert {(one.kind, one.where) for one in rules.standards} >= {("dac_khu", "island"), ("xa", "mountain")}
    assert rules.rules == regimes()["35/2023-2"].rules
    assert len(rules.reductions) == len(regimes()["35/2023-2"].reductions)


def _home(person: User) -> Any:
    return person.offices.select_related("organisation").get(role="drafter").organisation


def test_the_preview_says_which_units_would_be_found_otherwise(
    boss: Scope, people: People, kim_son: dict[str, Unit]
) -> None:
    screening.open_screening(
        regime="35/2023-2",
        actor=people["anh"],
        organisation=_home(people["anh"]),
        title="Kim Sơn",
        day=today(),
        units=[kim_son["small"]],
    )
    book = book_of("criteria", STANDARDS)
    draft = drafting.begin(boss, book)
    line = next(one for one in draft.lines if (one["kind"], one["where"]) == ("xa", "other"))
    draft = drafting.set_line(
        boss, book, draft, line | {"area": "1", "population": 10, "source": SOURCE}, number=line["n"], version=1
    )
    shown = drafting.if_in_force(book, draft, today() + TOMORROW)
    otherwise = next(one for one in shown if one.title.startswith("Units that a screening"))
    assert otherwise.count > 0
    assert any("to be arranged → not subject" in row.more for row in otherwise.rows)
    assert Screening.objects.get().rules == regimes()["35/2023-2"], "looking changes nothing"


def test_a_dossiers_units_are_held_against_the_standards_of_its_day(boss: Scope, merger: Dossier) -> None:
    assert rules_of(merger) == regimes()["76/2025"]
    versions.StandardsVersion.objects.create(
        code="76/2025.2", of="76/2025", valid_from=date(2025, 6, 1), lines=[LINES["criteria"]], basis="x",
        put_by=boss.user, put_at=database_time(),
    )  # fmt: skip
    merger.opened_at = database_time().replace(year=2025, month=5, day=1)
    assert rules_of(merger) == regimes()["76/2025"]
    merger.opened_at = database_time().replace(year=2025, month=7, day=1)
    found = rules_of(merger)
    assert found is not None
    assert found.code == "76/2025.2"


def test_rules_that_ended_have_no_next_version(boss: Scope, people: People) -> None:
    book = book_of("criteria", "653_2019")
    with pytest.raises(NotNow, match="have ended"):
        drafting.begin(boss, book)
    assert "Begin the next version" not in words(
        as_(boss.user).get(reverse("admin_rule", args=["criteria", book.code]))
    )


# Retention


def test_periods_are_superseded_and_the_installation_does_not_bring_the_old_ones_back(
    boss: Scope, people: People
) -> None:
    book = book_of("retention", PERIODS)
    before = _told_by_rules()
    draft = drafting.begin(boss, book)
    line = next(one for one in draft.lines if one["type"] == "BC")
    draft = drafting.set_line(
        boss, book, draft, line | {"years": 7, "source": SOURCE}, number=line["n"], version=draft.version
    )
    drafting.put_in_force(boss, book, draft, valid_from=today() + TOMORROW, basis="1", version=draft.version)
    assert {
        one.pk: (one.type_id, one.years, one.source) for one in RetentionRule.objects.filter(pk__in=before)
    } == before
    assert rules_on(today())["BC"].years == line["years"]
    assert rules_on(today() + TOMORROW)["BC"].years == 7
    call_command("load_reference", verbosity=0)
    assert rules_on(today() + TOMORROW)["BC"].years == 7
    assert rules_on(today() + TOMORROW)["BC"].source == SOURCE


def _told_by_rules() -> dict[int, Any]:
    return {one.pk: (one.type_id, one.years, one.source) for one in RetentionRule.objects.all()}


def test_the_demonstration_has_a_draft_and_does_it_once(people: People) -> None:
    demo_administration("mật khẩu mẫu dài")
    demo_rules()
    demo_rules()
    draft = RuleDraft.objects.get()
    assert [line["type"] for line in draft.lines] == ["ĐA", "TTr"]


# Who may


def test_administrators_of_one_body_read_and_system_administrators_write(
    boss: Scope, local: Scope, people: People
) -> None:
    keys = ["documents", SET]
    drafting.begin(boss, book_of(*keys))
    reads, writes = ("admin_rule", "admin_rule_export"), ("admin_rule_draft", "admin_rule_in_force")
    others = (*writes, "admin_rule_withdraw", "admin_rule_line_new")
    for name in ("admin_rules", *reads):
        url = reverse(name, args=[] if name == "admin_rules" else keys)
        assert as_(local.user).get(url).status_code == 200, name
        assert as_(people["anh"]).get(url).status_code == 404, name
    for name in others:
        assert as_(boss.user).get(reverse(name, args=keys)).status_code == 200, name
        assert as_(local.user).get(reverse(name, args=keys)).status_code == 403, name
        assert as_(people["anh"]).get(reverse(name, args=keys)).status_code == 404, name
    for name in ("admin_rule_begin", "admin_rule_line_drop"):
        url = reverse(name, args=keys if name.endswith("begin") else [*keys, 1])
        assert as_(boss.user).get(url).status_code == 405
        assert as_(local.user).post(url).status_code == 403
        assert as_(people["anh"]).post(url).status_code == 404
    assert as_(boss.user).get(reverse("admin_rule", args=["documents", "no-such"])).status_code == 404
    assert as_(boss.user).get(f"{reverse('admin_rule', args=keys)}?from=1999-01-01").status_code == 404


def test_the_list_of_rules_costs_no_query_for_each_version(boss: Scope, people: People) -> None:
    client, url = as_(boss.user), reverse("admin_rules")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        page = client.get(url)
    assert "Standards: Resolution 653/2019, 2019–2021" in words(page)
    for kind, code in BOOKS.items():
        enacted(boss, book_of(kind, code))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) <= len(few)
    assert len(few) < 40
