"""The pages of drafts, and the one page that anybody may open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reorg.demo.political_report import political_report
from reorg.drafting import actions
from reorg.drafting.models import Draft, Drafting, Opinion, Round
from reorg.web.views.public_opinion import FROM_ONE_PLACE
from tests.cast import PASSWORD
from tests.drafting.conftest import People
from tests.web.reader import words
from workflows.models import Document, Dossier
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
SAID = "Đề nghị bổ sung nội dung về kinh tế tư nhân."


def home(drafting: Drafting) -> str:
    return f"/documents/{drafting.document_id}/drafting/"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_opens_in_both_languages(
    drafting: Drafting, public: Round, people: People, client: Any, language: str
) -> None:
    user = people["hp_editor"]
    user.language = language
    user.save()
    client.force_login(user)
    for path in ("", "new/", "1/", "2/", "compare/", "compare/?old=2&new=1&show=all", "rounds/new/"):
        answer = client.get(home(drafting) + path)
        assert answer.status_code == 200, path
        assert f'lang="{language}"' in answer.content.decode()
    assert client.get(f"/drafting/rounds/{public.pk}/").status_code == 200


def test_who_takes_no_part_finds_nothing_and_who_reads_changes_nothing(
    drafting: Drafting, asked: Round, people: People, goes: Any
) -> None:
    opinion = actions.give_opinion(asked, text=SAID, actor=people["hp_adviser"])
    pages = [home(drafting), f"{home(drafting)}1/", f"/drafting/rounds/{asked.pk}/"]
    acts = [f"{home(drafting)}milestones/", f"/drafting/opinions/{opinion.pk}/"]
    for path in (*pages, f"{home(drafting)}new/", f"{home(drafting)}rounds/new/"):
        assert goes(people["xuan"]).get(path).status_code == 404
        assert Client().get(path).status_code == 302
    for path in acts:
        assert goes(people["xuan"]).post(path).status_code == 404
        assert goes(people["phuc"]).post(path).status_code == 403
    for path in pages:
        assert goes(people["phuc"]).get(path).status_code == 200
    assert goes(people["phuc"]).get(f"{home(drafting)}new/").status_code == 403
    assert goes(people["hp_editor"]).get(f"{home(drafting)}9/").status_code == 404
    assert goes(people["hp_editor"]).get(f"{home(drafting)}compare/").status_code == 409


def test_a_paper_is_begun_drafted_and_sent_round_on_the_pages(
    paper: Document, people: People, bodies: Any, goes: Any
) -> None:
    client, base = goes(people["hp_editor"]), f"/documents/{paper.pk}/drafting/"
    assert "Begin" in words(client.get(base))
    assert "Draft it here" in words(client.get("/dossiers/BC-01/documents/"))
    assert client.post(base, {"required": "four_pillars"}).status_code == 302
    assert client.get(f"{base}rounds/new/").status_code == 200
    assert client.post(f"{base}new/", {"text": ""}).status_code == 400
    assert client.post(f"{base}new/", {"text": "Phần một", "note": "Đầu tiên"}).status_code == 302
    file = ContentFile("Phần một\nPhần hai".encode(), name="hai.txt")
    assert client.post(f"{base}new/", {"file": file}).status_code == 302
    assert Draft.objects.get(no=2).text == "Phần một\nPhần hai"
    assert "Phần hai" in words(client.get(f"{base}compare/"))
    today = timezone.localdate().isoformat()
    wrong = client.post(f"{base}rounds/new/", {"kind": "bodies", "opens": today, "closes": today})
    assert wrong.status_code == 400
    assert "Name the bodies that are asked." in words(wrong)
    right = {"kind": "bodies", "opens": today, "closes": today, "addressees": [bodies["hp_pc"].pk]}
    assert client.post(f"{base}rounds/new/", right).status_code == 302
    one = Round.objects.get()
    given = goes(people["hp_adviser"]).post(f"/drafting/rounds/{one.pk}/", {"text": SAID})
    assert given.status_code == 302
    opinion = Opinion.objects.get()
    answer = goes(people["hp_chief_editor"]).post(f"/drafting/opinions/{opinion.pk}/", {"disposition": "declined"})
    assert answer.status_code == 400
    assert "Say why it is not taken up" in words(answer)
    done = {"disposition": "declined", "reason": "Ngoài phạm vi."}
    assert goes(people["hp_chief_editor"]).post(f"/drafting/opinions/{opinion.pk}/", done).status_code == 302
    assert "Ngoài phạm vi." in words(goes(people["hp_adviser"]).get(f"/drafting/rounds/{one.pk}/"))
    assert client.get("/dossiers/BC-01/documents/").status_code == 200


# Everybody's page


def test_anybody_reads_the_draft_and_says_what_they_think(public: Round, client: Client) -> None:
    path = f"/consult/{public.token}/"
    page = client.get(path)
    assert page.status_code == 200
    assert "57-NQ/TW" in words(page)
    assert page["X-Robots-Tag"] == "noindex"
    answer = client.post(path, {"text": SAID, "name": "Bà Tư"})
    assert (answer.status_code, answer["Location"]) == (302, f"{path}?thanks=1")
    client.post(path, {"text": SAID, "name": "Bà Tư"})
    assert Opinion.objects.filter(round=public).count() == 1
    assert "Bà Tư" not in words(client.get(path))


def test_the_page_gives_nothing_else_away(public: Round, asked: Round, client: Client) -> None:
    assert client.get("/consult/made-up/").status_code == 404
    assert client.get(f"/consult/{asked.token}/").status_code == 404  # a round for named bodies has no such page
    Document.objects.filter(pk=public.drafting.document_id).update(restricted=True)
    assert client.get(f"/consult/{public.token}/").status_code == 404
    assert client.post(f"/consult/{public.token}/", {"text": SAID}).status_code == 404


def test_bad_input_is_told_and_kept(public: Round, client: Client) -> None:
    path = f"/consult/{public.token}/"
    for text, said in (("", "trống"), ("Ngắn", "Ngắn"), ("x" * 5001, "x" * 100)):
        answer = client.post(path, {"text": text, "place": "Phần hai"})
        assert answer.status_code == 400
        assert 'value="Phần hai"' in answer.content.decode()
        assert said in answer.content.decode() or not text
    trapped = client.post(path, {"text": SAID, "website": "http://spam.example"})
    assert trapped.status_code == 302
    assert not Opinion.objects.exists()


def test_markup_is_shown_as_words(public: Round, people: People, client: Client, goes: Any) -> None:
    client.post(f"/consult/{public.token}/", {"text": "<script>alert('xin chào')</script>", "name": "<b>"})
    page = goes(people["hp_editor"]).get(f"/drafting/rounds/{public.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_after_a_few_opinions_from_one_place_it_waits(public: Round, client: Client) -> None:
    path = f"/consult/{public.token}/"
    for n in range(FROM_ONE_PLACE):
        assert client.post(path, {"text": f"{SAID} {n}"}).status_code == 302
    late = client.post(path, {"text": f"{SAID} một lần nữa"})
    assert late.status_code == 429
    assert "một lần nữa" in late.content.decode()
    assert Opinion.objects.count() == FROM_ONE_PLACE
    assert client.post(path, {"text": SAID}, REMOTE_ADDR="10.9.8.7").status_code == 302


def test_without_the_token_of_the_form_nothing_is_taken(public: Round) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/consult/{public.token}/", {"text": SAID}).status_code == 403
    assert not Opinion.objects.exists()


def test_outside_its_days_the_page_only_shows(public: Round, client: Client) -> None:
    today, path = timezone.localdate(), f"/consult/{public.token}/"
    Round.objects.filter(pk=public.pk).update(opens=today - timedelta(days=9), closes=today - timedelta(days=1))
    assert "<textarea" not in client.get(path).content.decode()
    late = client.post(path, {"text": SAID})
    assert late.status_code == 409
    assert SAID in late.content.decode()
    Round.objects.filter(pk=public.pk).update(opens=today + timedelta(days=1), closes=today + timedelta(days=9))
    assert client.post(path, {"text": SAID}).status_code == 409
    assert not Opinion.objects.exists()


def test_a_round_costs_the_same_however_many_speak(public: Round, people: People, goes: Any) -> None:
    client, path = goes(people["hp_editor"]), f"/drafting/rounds/{public.pk}/"

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(path).status_code == 200
        return len(counted)

    for n in range(2):
        actions.give_public_opinion(public.token, text=f"{SAID} {n}")
    few = queries()
    for n in range(40):
        actions.give_public_opinion(public.token, text=f"{SAID} lần {n}")
    assert queries() == few


def test_the_demonstration_is_in_its_second_draft_before_everybody(people: People, client: Client) -> None:
    dossier = political_report(PASSWORD)
    drafting = Drafting.objects.get(document__dossier=dossier)
    assert drafting.drafts.count() == 2
    assert [str(one.due) for one in drafting.milestones.all()] == ["2025-06-15", "2025-08-31", "2025-09-30"]
    assert list(Opinion.objects.order_by("id").values_list("disposition", flat=True)) == [
        "taken",
        "partly",
        "declined",
        "",
    ]
    assert verify(Dossier.objects.get(pk=dossier.pk)) is None
    page = client.get(f"/consult/{Round.objects.get(kind='public').token}/")
    assert "BẢN MẪU" in words(page)
