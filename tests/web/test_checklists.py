"""Working the lists by the pages: evidence, done, verified by another, waived, two tabs."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reorg.people.models import User
from tests import cast
from tests.web.reader import PASSWORD, as_, fields_of, pdf, words
from workflows import actions
from workflows.models import ChecklistItem, Dossier, Event, Evidence

pytestmark = pytest.mark.django_db
People = dict[str, User]


@pytest.fixture(autouse=True)
def _fresh_attempts() -> None:
    cache.clear()


@pytest.fixture
def item(merger: Dossier) -> ChecklistItem:
    """An item that a department of Hải Phòng owes: Quỳnh is its officer, Tuấn verifies."""
    found = ChecklistItem.objects.filter(dossier=merger, owner__key="hp_finance").order_by("code").first()
    assert found is not None
    return found


def url(item: ChecklistItem, act: str = "") -> str:
    return f"/dossiers/{item.dossier.code}/items/{item.code}/" + (f"{act}/" if act else "")


def act(browser: Any, item: ChecklistItem, name: str, **said: Any) -> Any:
    page = browser.get(url(item))
    return browser.post(url(item, name), fields_of(page, url(item, name)) | said)


def test_an_item_goes_from_evidence_to_verified_by_the_pages(item: ChecklistItem, people: People) -> None:
    quynh, tuan = as_(people["quynh"]), as_(people["tuan"])
    assert act(quynh, item, "evidence", file=pdf("Biên bản.pdf")).status_code == 302
    assert act(quynh, item, "done", note="Xong.").status_code == 302
    assert "Look at the evidence before you verify it." in words(tuan.get(url(item)))
    assert act(tuan, item, "verify").status_code == 302
    item.refresh_from_db()
    assert item.state == "verified"


def test_whoever_reported_it_is_not_offered_to_verify_it(item: ChecklistItem, people: People) -> None:
    actions.add_evidence(item, file=pdf(), actor=people["anh"])
    actions.report_done(item, actor=people["anh"])
    page = as_(people["anh"]).get(url(item))
    assert "Somebody else verifies this item" in words(page)
    assert url(item, "verify") not in page.content.decode()
    assert as_(people["anh"]).post(url(item, "verify"), {"version": item.version + 5}).status_code in (403, 409)


def test_a_file_that_is_not_what_it_says_is_refused_at_its_field(item: ChecklistItem, people: People) -> None:
    quynh = as_(people["quynh"])
    page = quynh.get(url(item))
    answer = quynh.post(url(item, "evidence"), {"file": pdf("picture.png")})
    assert page.status_code == 200
    assert answer.status_code == 400
    assert "is not what is accepted here" in words(answer)
    assert not Evidence.objects.filter(item=item).exists()


def test_the_second_tab_is_told_what_the_item_is_now_and_keeps_its_text(item: ChecklistItem, people: People) -> None:
    quynh = as_(people["quynh"])
    actions.add_evidence(item, file=pdf(), actor=people["quynh"])
    old = fields_of(quynh.get(url(item)), url(item, "done"))
    actions.add_evidence(item, file=pdf(text="b"), actor=people["anh"])
    answer = quynh.post(url(item, "done"), old | {"note": "Đã kiểm đếm đủ."})
    assert answer.status_code == 409
    assert "Somebody changed this item since you opened it" in words(answer)
    assert ">\nĐã kiểm đếm đủ.<" in answer.content.decode()
    again = fields_of(answer, url(item, "done"))
    assert quynh.post(url(item, "done"), again | {"note": "Đã kiểm đếm đủ."}).status_code == 302


def test_reopening_asks_for_what_is_missing(item: ChecklistItem, people: People) -> None:
    cast.settle(item, people)
    tuan = as_(people["tuan"])
    assert act(tuan, item, "reopen", reason=" ").status_code == 400
    assert act(tuan, item, "reopen", reason="Thiếu chữ ký.").status_code == 302
    item.refresh_from_db()
    assert item.state == "in_progress"


def test_waiving_is_signed_with_the_password(item: ChecklistItem, people: People) -> None:
    binh = as_(people["binh"])
    assert "and answer for the reason given" in words(binh.get(url(item)))
    wrong = act(binh, item, "waive", reason="Không có.", password="no")
    assert wrong.status_code == 400
    assert "Không có." in wrong.content.decode()
    assert act(binh, item, "waive", reason="Không có.", password=PASSWORD).status_code == 302
    item.refresh_from_db()
    assert item.state == "waived"
    assert item.decisions.get().signer == people["binh"]


def test_an_item_that_changed_is_not_waived_as_it_was(item: ChecklistItem, people: People) -> None:
    binh = as_(people["binh"])
    old = fields_of(binh.get(url(item)), url(item, "waive"))
    actions.add_evidence(item, file=pdf(), actor=people["quynh"])
    answer = binh.post(url(item, "waive"), old | {"reason": "Không có.", "password": PASSWORD})
    assert answer.status_code == 409
    assert "The item has changed since you opened this page" in words(answer)
    item.refresh_from_db()
    assert item.state == "in_progress"


def test_an_item_is_given_to_another_party(item: ChecklistItem, people: People) -> None:
    party = item.dossier.parties.get(key="construction").organisation
    anh = as_(people["anh"])
    assert act(anh, item, "assign", organisation=party.pk, due="2026-01-05T17:00").status_code == 302
    item.refresh_from_db()
    assert item.owner == party
    stranger = User.objects.get(username="xuan").offices.get().organisation
    assert act(anh, item, "assign", organisation=stranger.pk, due="").status_code == 400


def test_acts_of_others_are_refused_and_unknown_acts_not_found(item: ChecklistItem, people: People) -> None:
    assert as_(people["lam"]).post(url(item, "start"), {"version": 1}).status_code == 403
    assert as_(people["anh"]).post(url(item, "explode"), {}).status_code == 404
    assert as_(people["anh"]).get(url(item, "start")).status_code == 405


def test_evidence_is_sent_as_a_harmless_attachment_and_written_down(item: ChecklistItem, people: People) -> None:
    proof = actions.add_evidence(item, file=pdf("Biên bản số 1.pdf"), actor=people["quynh"])
    answer = as_(people["binh"]).get(f"/evidence/{proof.pk}/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Bi%C3%AAn")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    event = Event.objects.get(verb="evidence.downloaded", actor=people["binh"])
    assert event.body["facts"]["sha256"] == proof.sha256
    assert as_(people["xuan"]).get(f"/evidence/{proof.pk}/").status_code == 404


def test_the_list_is_filtered_by_state_owner_words_and_overdue(merger: Dossier, people: People) -> None:
    anh, page = as_(people["anh"]), f"/dossiers/{merger.code}/checklists/assets/"
    everything = merger.items.filter(checklist__code="assets").count()
    assert f"{everything} items" in words(anh.get(page))
    assert "No item fits" in words(anh.get(f"{page}?state=verified"))
    item = merger.items.filter(checklist__code="assets").first()
    assert item is not None
    assert "1 item" in words(anh.get(f"{page}?q={item.code}"))
    late = anh.get(f"{page}?overdue=on")
    assert late.status_code == 200
    assert anh.get(f"/dossiers/{merger.code}/checklists/nothing/").status_code == 404


def test_the_board_has_a_column_for_each_state_and_keeps_the_filter(merger: Dossier, people: People) -> None:
    anh, page = as_(people["anh"]), f"/dossiers/{merger.code}/checklists/assets/"
    item = merger.items.filter(checklist__code="assets").order_by("order", "code").first()
    assert item is not None
    actions.start_item(item, actor=people["anh"])
    html = anh.get(f"{page}?view=board&q={item.code}").content.decode()
    assert 'class="board-column board-waived"' not in html  # nothing is waived
    column = html.partition('class="board-column board-in_progress"')[2].partition("</section>")[0]
    assert item.code in column
    assert f'href="?q={item.code}"' in html  # the same choice as a table
    assert f'href="?q={item.code}&amp;view=board"' in html


HTMX = {"HX-Request": "true"}


def test_an_item_is_given_to_another_within_its_list(item: ChecklistItem, people: People) -> None:
    party = item.dossier.parties.get(key="construction").organisation
    anh, due = as_(people["anh"]), item.due
    asked = anh.get(url(item) + "owner/", headers=HTMX)
    assert f'value="{party.pk}"' in asked.content.decode()
    fields = fields_of(asked, url(item) + "owner/")
    answer = anh.post(url(item) + "owner/", fields | {"organisation": party.pk}, headers=HTMX)
    assert str(party) in words(answer)
    item.refresh_from_db()
    assert (item.owner, item.due) == (party, due)
    stale = anh.post(url(item) + "owner/", fields | {"organisation": party.pk}, headers=HTMX)
    assert "Somebody changed this item since you opened it" in words(stale)


def test_others_are_not_offered_to_give_items_away(item: ChecklistItem, people: People) -> None:
    page = f"/dossiers/{item.dossier.code}/checklists/{item.checklist.code}/"
    assert "owner-change" in as_(people["anh"]).get(page).content.decode()
    assert "owner-change" not in as_(people["quynh"]).get(page).content.decode()
    assert as_(people["quynh"]).get(url(item) + "owner/").status_code == 403


def test_an_item_beside_its_list_is_the_item_without_the_page(item: ChecklistItem, people: People) -> None:
    quynh = as_(people["quynh"])
    panel = quynh.get(url(item), headers=HTMX | {"HX-Target": "item-panel"}).content.decode()
    assert "<html" not in panel
    assert item.title_en in panel
    assert 'hx-target="#item-panel"' in panel


def test_several_files_are_attached_at_once_or_none(item: ChecklistItem, people: People) -> None:
    quynh = as_(people["quynh"])
    wrong = quynh.post(url(item, "evidence"), {"file": [pdf("a.pdf", "a"), pdf("b.png", "b")]})
    assert wrong.status_code == 400
    assert not item.evidence.exists()
    assert quynh.post(url(item, "evidence"), {"file": [pdf("a.pdf", "a"), pdf("b.pdf", "b")]}).status_code == 302
    assert item.evidence.count() == 2
    assert quynh.post(url(item, "evidence"), {}).status_code == 400
    many = [pdf(f"{n}.pdf", f"{n}") for n in range(21)]
    assert "At most 20 files at once" in words(quynh.post(url(item, "evidence"), {"file": many}))


def test_a_list_of_three_hundred_items_costs_no_more_queries(merger: Dossier, people: People) -> None:
    anh, page = as_(people["anh"]), f"/dossiers/{merger.code}/checklists/assets/"
    anh.get(page)
    with CaptureQueriesContext(connection) as few:
        anh.get(page)
    assets = merger.checklists.get(code="assets")
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=assets,
            dossier=merger,
            code=f"X-{n}",
            order=100 + n,
            owner=merger.lead,
            title_vi=f"Đầu việc {n}",
            title_en=f"Item {n}",
        )
        for n in range(300)
    )
    for view in ("", "?view=board"):
        with CaptureQueriesContext(connection) as many:
            answer = anh.get(page + view)
        assert "Item 299" in words(answer)
        assert len(many) == len(few) <= 13
        assert len(answer.content) < 600_000
        assert len(gzip.compress(answer.content)) < 40_000
