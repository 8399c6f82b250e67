"""A checklist's next version: drafted, compared, put in force from a day. Open dossiers keep theirs."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from reorg.administration import checklists, duerules
from reorg.administration.models import ListDraft
from reorg.administration.rights import Scope
from reorg.people.loading import fixture
from reorg.people.models import User
from reorg.system.models import SystemEvent
from tests.administration.test_people import seen, told
from tests.cast import open_agency
from tests.web.reader import as_, words
from workflows.errors import BadInput, ContentChanged, NotNow
from workflows.models import Check, Dossier
from workflows.offices import today

pytestmark = pytest.mark.django_db
People = dict[str, User]
LIST = "staff"
ITEM = {
    "code": "STF-90",
    "title_vi": "Lập danh sách viên chức dôi dư",
    "title_en": "List surplus public employees",
    "owner": "home_affairs",
    "due": "operation-30d",
}


def begun(boss: Scope) -> ListDraft:
    return checklists.begin(boss, LIST)


def changed(draft: ListDraft) -> ListDraft:
    """One item added, one changed, one dropped."""
    first, second = draft.rows[0], draft.rows[1]
    draft = checklists.set_item(draft, ITEM, was="", version=draft.version)
    values = first | {"title_en": "Renamed", "due": duerules.written(first["due"])}
    draft = checklists.set_item(draft, values, was=first["code"], version=draft.version)
    return checklists.drop_item(draft, second["code"], version=draft.version)


@pytest.mark.parametrize("rule", [item["due"] for item in fixture("checklists")["items"]], ids=str)
def test_every_rule_of_the_fixtures_reads_back_as_it_was_written(rule: dict[str, Any] | None) -> None:
    assert duerules.typed(duerules.written(rule)) == rule


@pytest.mark.parametrize("text", ["soon", "10x", "operation-", "1.3w", "31/12/2025", "friday 25:99", "10w 12", "1.5d"])
def test_what_is_no_deadline_is_refused_with_examples(text: str) -> None:
    with pytest.raises(BadInput, match="is not a deadline"):
        duerules.typed(text)


def test_drafting_changes_nothing_that_is_in_force(boss: Scope) -> None:
    before = checklists.rows_of(checklists.newest(LIST))
    draft = changed(begun(boss))
    assert begun(boss).pk == draft.pk, "one draft at a time"
    assert checklists.rows_of(checklists.newest(LIST)) == before
    kinds = [(one.code, one.kind) for one in checklists.compared(before, draft.rows)]
    assert kinds == [(before[0]["code"], "changed"), ("STF-90", "added"), (before[1]["code"], "removed")]


def test_two_tabs_do_not_overwrite_each_other(boss: Scope) -> None:
    draft = begun(boss)
    version = draft.version
    checklists.set_item(draft, ITEM, was="", version=version)
    again = ListDraft.objects.get(pk=draft.pk)
    checklists.set_item(again, ITEM, was="", version=version)  # the same click twice
    with pytest.raises(ContentChanged):
        checklists.set_item(again, ITEM | {"title_en": "Else"}, was="STF-90", version=version)
    client, url = as_(boss.user), reverse("admin_item", args=[LIST, "STF-90"])
    answer = client.post(url, ITEM | {"title_en": "Typed in the other tab", "version": version})
    assert answer.status_code == 409
    assert "Typed in the other tab" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_en": " "}, "title_en"),
        ({"owner": "king"}, "owner"),
        ({"due": "soon"}, "due"),
        ({"code": "X" * 21}, "code"),
    ],
)
def test_an_item_says_what_to_mend(boss: Scope, changes: dict[str, Any], field: str) -> None:
    draft = begun(boss)
    with pytest.raises(BadInput) as refused:
        checklists.set_item(draft, ITEM | changes, was="", version=draft.version)
    assert refused.value.field == field


def test_open_dossiers_keep_their_copy_and_new_ones_take_the_new_version(
    boss: Scope, agency: Dossier, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = changed(begun(boss))
    client, url = as_(boss.user), reverse("admin_list_in_force", args=[LIST])
    day = today() + timedelta(days=1)
    said = {"valid_from": day.isoformat(), "basis": "40/QĐ"}
    shown = client.post(url, said)
    text = words(shown)
    assert "Open dossiers that keep the version they have 1" in text
    assert agency.code in text
    copy = list(agency.items.filter(checklist__code=LIST).values_list("code", "title_en"))
    client.post(url, said | {"seen": seen(shown)})
    assert list(agency.items.filter(checklist__code=LIST).values_list("code", "title_en")) == copy
    facts = told("checklist.in_force")
    assert (facts["added"], facts["changed"], facts["removed"]) == (1, 1, 1)
    newest = checklists.versions(LIST)[0]
    assert (newest.since, newest.until) == (day, None)
    assert open_agency(people, "HN-02").items.filter(code="STF-90").count() == 0, "today’s rules for today"
    monkeypatch.setattr("workflows.actions.opening.database_time", lambda: _tomorrow())
    later = open_agency(people, "HN-03")
    titles = dict(later.items.filter(checklist__code=LIST).values_list("code", "title_en"))
    assert titles["STF-90"] == ITEM["title_en"]
    assert titles[draft.rows[0]["code"]] == "Renamed"
    call_command("load_reference", verbosity=0)
    assert checklists.versions(LIST)[0].since == day, "the fixture does not bring the old one back"
    assert "What changed since the version before" in words(
        client.get(reverse("admin_list", args=[LIST]), {"from": day.isoformat()})
    )


def _tomorrow() -> Any:
    from workflows.actions.door import database_time

    return database_time() + timedelta(days=1)


def test_a_version_does_not_begin_in_the_past_nor_twice(boss: Scope) -> None:
    draft = changed(begun(boss))
    with pytest.raises(BadInput, match="tomorrow at the earliest"):
        checklists.put_in_force(boss, draft, valid_from=today(), basis="1", version=draft.version)
    tomorrow = today() + timedelta(days=1)
    checklists.put_in_force(boss, draft, valid_from=tomorrow, basis="1", version=draft.version)
    with pytest.raises(NotNow):
        checklists.put_in_force(boss, draft, valid_from=tomorrow, basis="1", version=draft.version)
    second = begun(boss)
    with pytest.raises(NotNow, match="nothing to put in force"):
        checklists.put_in_force(boss, second, valid_from=tomorrow + timedelta(1), basis="1", version=second.version)
    assert Check.objects.filter(list_code=LIST, code="STF-90").count() == 1


def test_a_code_of_another_list_is_not_taken(boss: Scope) -> None:
    draft = begun(boss)
    draft = checklists.set_item(draft, ITEM | {"code": "GOV-01"}, was="", version=draft.version)
    with pytest.raises(NotNow, match="belongs to another checklist"):
        checklists.put_in_force(boss, draft, valid_from=today() + timedelta(1), basis="1", version=draft.version)


def test_a_withdrawn_draft_stays_on_record(boss: Scope) -> None:
    draft = begun(boss)
    checklists.withdraw(boss, draft, reason="chờ hướng dẫn")
    draft.refresh_from_db()
    assert draft.state == "withdrawn"
    assert told("checklist.withdrawn")["reason"] == "chờ hướng dẫn"
    assert checklists.draft_for(LIST) is None
    assert begun(boss).pk != draft.pk


def test_the_draft_goes_out_as_a_sheet_and_comes_back_all_or_nothing(boss: Scope) -> None:
    draft = begun(boss)
    client = as_(boss.user)
    content = client.get(reverse("admin_list_export", args=[LIST]), {"from": "draft"}).content
    book = load_workbook(io.BytesIO(content))
    sheet = book.active
    assert sheet.max_row == 1 + len(draft.rows)
    sheet.cell(2, 3).value = "Renamed in the sheet"
    url = reverse("admin_list_draft", args=[LIST])

    def sent() -> Any:
        file = io.BytesIO()
        book.save(file)
        upload = SimpleUploadedFile("staff.xlsx", file.getvalue())
        return client.post(url, {"file": upload, "version": checklists.must_draft(LIST).version}, follow=True)

    assert "The draft now holds the items of the sheet" in words(sent())
    kept = checklists.must_draft(LIST)
    assert kept.rows[0]["title_en"] == "Renamed in the sheet"
    assert kept.rows[0]["sources"] == draft.rows[0]["sources"], "what is not in the sheet is kept"
    sheet.cell(3, 7).value = "whenever"
    sheet.cell(4, 4).value = "king"
    text = words(sent())
    assert "G3 “whenever”" in text
    assert "D4 “king”" in text
    assert checklists.must_draft(LIST).rows == kept.rows


def test_only_system_administrators_draft(local: Scope) -> None:
    client = as_(local.user)
    assert client.get(reverse("admin_list", args=[LIST])).status_code == 200
    assert client.post(reverse("admin_list_begin", args=[LIST])).status_code == 403
    assert not SystemEvent.objects.filter(verb="checklist.drafted").exists()
