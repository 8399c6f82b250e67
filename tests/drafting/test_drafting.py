"""A paper from its first draft to its adoption: drafts, opinions, answers, and what may not happen."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from reorg.drafting import actions, contents
from reorg.drafting.comparing import compare, folded, paragraphs
from reorg.drafting.demo import FIRST, SECOND
from reorg.drafting.models import Draft, Drafting, Opinion, Round
from reorg.drafting.texts import text_of
from tests.drafting.conftest import People, dossier_of
from workflows import actions as engine
from workflows.errors import BadInput, NotNow, NotReady, NotYou
from workflows.models import Document, DocumentVersion, Dossier, Event
from workflows.reading import assignments_for, dossiers_for
from workflows.text import Text
from workflows.trail.verify import verify

THIRD = SECOND + "\nĐoạn mẫu về kinh tế tư nhân theo Nghị quyết số 68-NQ/TW."
SAID = "Đề nghị bổ sung nội dung về kinh tế tư nhân."


def events(drafting: Drafting, verb: str) -> list[Event]:
    return list(Event.objects.filter(dossier=drafting.document.dossier_id, verb=verb).order_by("seq"))


# Comparing


def test_two_drafts_differ_by_paragraphs_and_words() -> None:
    rows = compare(FIRST, SECOND)
    kinds = [row.kind for row in rows]
    assert kinds.count("added") == 1
    assert kinds.count("changed") == 3
    changed = next(row for row in rows if row.kind == "changed")
    assert "".join(piece.text for piece in changed.right if piece.changed).strip() == "của hai địa phương"


def test_paragraphs_without_anything_in_common_are_one_out_and_one_in() -> None:
    assert [row.kind for row in compare("Một hai ba bốn", "Khác hẳn: năm sáu bảy tám chín")] == ["removed", "added"]
    assert compare("", "") == []


def test_long_stretches_that_are_the_same_are_folded_away() -> None:
    old = "\n".join(f"Đoạn {n}" for n in range(30))
    shown = folded(compare(old, old + "\nMới"))
    assert shown[0] == 29
    assert [getattr(row, "kind", row) for row in shown] == [29, "same", "added"]


@given(st.lists(st.text("ab \n", max_size=20)), st.lists(st.text("ab \n", max_size=20)))
def test_nothing_is_lost_in_comparing(left: list[str], right: list[str]) -> None:
    old, new = "\n".join(left), "\n".join(right)
    rows = compare(old, new)
    assert ["".join(p.text for p in row.left) for row in rows if row.left] == paragraphs(old)
    assert ["".join(p.text for p in row.right) for row in rows if row.right] == paragraphs(new)


# Contents


def test_the_four_pillars_are_found_by_their_words() -> None:
    assert [found.there for found in contents.check("four_pillars", FIRST)] == [True, False, False, False]
    assert [found.there for found in contents.check("four_pillars", SECOND)] == [True, True, True, False]
    assert all(found.there for found in contents.check("four_pillars", THIRD))
    assert "57-NQ/TW" in contents.check("four_pillars", SECOND)[0].excerpt


def test_words_are_found_as_words_without_diacritics_across_lines() -> None:
    assert contents.check("four_pillars", "hoi nhap\nquoc te, nghi quyet 59")[1].there
    assert not contents.check("four_pillars", "hội nhập quốc tế, 159-NQ/TW")[1].there
    assert contents.check("", "x") == []


# Reading files


def word(*lines: str) -> ContentFile[bytes]:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
    return ContentFile(kept.getvalue(), name="du-thao.docx")


def test_a_word_file_is_read_by_its_paragraphs() -> None:
    assert text_of(word("Phần một", "Phần hai")) == "Phần một\nPhần hai"


@pytest.mark.parametrize(
    "file",
    [
        ContentFile(b"%PDF-1.7\n1 0 obj\n", name="a.pdf"),
        ContentFile("Phần một".encode("utf-16"), name="a.txt"),
        ContentFile(b"PK\x03\x04 broken", name="a.docx"),
        ContentFile(b"", name="a.txt"),
    ],
)
def test_other_files_are_refused_with_the_way_to_mend_it(file: ContentFile[bytes]) -> None:
    with pytest.raises(BadInput) as refused:
        text_of(file)
    assert refused.value.field == "file"


# Drafts and rounds


@pytest.mark.django_db
def test_drafts_are_numbered_versions_of_the_paper_and_never_change(drafting: Drafting, people: People) -> None:
    editor = people["hp_editor"]
    second = actions.make_draft(drafting, text=SECOND, note="Lần hai", actor=editor)
    again = actions.make_draft(drafting, text=SECOND, actor=editor)
    assert (second.no, again.pk) == (2, second.pk)
    assert DocumentVersion.objects.filter(document=drafting.document).count() == 2
    assert events(drafting, "draft.made")[0].body["facts"]["missing"] == ["integration", "law", "private"]
    with pytest.raises(BadInput):
        actions.make_draft(drafting, text="  ", actor=editor)
    with pytest.raises(DatabaseError), transaction.atomic():
        Draft.objects.update(text="khác")


@pytest.mark.django_db
def test_only_the_editorial_group_drafts_and_asks(drafting: Drafting, people: People) -> None:
    for name in ("hp_adviser", "anh", "phuc", "xuan"):
        with pytest.raises(NotYou):
            actions.make_draft(drafting, text=SECOND, actor=people[name])
        with pytest.raises(NotYou):
            actions.plan(drafting, title=Text("Mốc", "M"), due=timezone.localdate(), actor=people[name])


@pytest.mark.django_db
def test_who_is_asked_finds_the_draft_and_answers_in_time(drafting: Drafting, people: People, asked: Round) -> None:
    adviser = people["hp_adviser"]
    assert dossiers_for(adviser).filter(code="BC-01").exists()
    opinion = actions.give_opinion(asked, text=SAID, place="Phần hai", actor=adviser)
    assert actions.give_opinion(asked, text=SAID, place="Phần hai", actor=adviser).pk == opinion.pk
    assert len(events(drafting, "draft.opinion")) == 1
    with pytest.raises(NotYou):
        actions.give_opinion(asked, text=SAID, actor=people["hp_editor"])
    with pytest.raises(BadInput):
        actions.give_opinion(asked, text="Ngắn", actor=adviser)
    Round.objects.filter(pk=asked.pk).update(
        opens=asked.opens - timedelta(days=9), closes=timezone.localdate() - timedelta(days=1)
    )
    with pytest.raises(NotNow):
        actions.give_opinion(Round.objects.get(pk=asked.pk), text="Ý kiến muộn màng", actor=adviser)


@pytest.mark.django_db
def test_an_opinion_is_answered_with_a_reason_and_its_words_stay(
    asked: Round, drafting: Drafting, people: People
) -> None:
    opinion = actions.give_opinion(asked, text=SAID, actor=people["hp_adviser"])
    chief = people["hp_chief_editor"]
    for disposition in ("partly", "declined"):
        with pytest.raises(BadInput):
            actions.dispose(opinion, disposition=disposition, reason=" ", actor=chief)
    with pytest.raises(NotYou):
        actions.dispose(opinion, disposition="taken", reason="", actor=people["hp_adviser"])
    actions.dispose(opinion, disposition="taken", reason="", actor=chief)
    actions.dispose(opinion, disposition="taken", reason="", actor=chief)
    actions.dispose(opinion, disposition="partly", reason="Một phần.", actor=chief)
    told = [event.body["facts"] for event in events(drafting, "draft.disposed")]
    assert [(one["disposition"]["en"], one["before"]) for one in told] == [
        ("taken up", ""),
        ("taken up in part", "taken"),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        Opinion.objects.update(text="khác")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "bodies"}, "addressees"),
        ({"kind": "everyone"}, "kind"),
        ({"kind": "public", "days": -3}, "closes"),
    ],
)
def test_a_round_says_what_is_wrong_with_it(drafting: Drafting, people: People, given: Any, field: str) -> None:
    today = timezone.localdate()
    with pytest.raises(BadInput) as refused:
        actions.send_round(
            drafting,
            kind=given["kind"],
            opens=today,
            closes=today + timedelta(days=given.get("days", 3)),
            actor=people["hp_editor"],
        )
    assert refused.value.field == field


@pytest.mark.django_db
def test_a_restricted_paper_is_never_put_before_everybody(drafting: Drafting, people: People) -> None:
    Document.objects.filter(pk=drafting.document_id).update(restricted=True)
    today, fresh = timezone.localdate(), Drafting.objects.get(pk=drafting.pk)
    with pytest.raises(BadInput):
        actions.send_round(fresh, kind="public", opens=today, closes=today, actor=people["hp_editor"])


@pytest.mark.django_db
def test_the_public_leaves_its_words_and_no_name_in_the_trail(public: Round, drafting: Drafting) -> None:
    actions.give_public_opinion(public.token, text=SAID, name="Bà Tư")
    actions.give_public_opinion(public.token, text=SAID, name="Bà Tư")
    (event,) = events(drafting, "draft.opinion_of_the_public")
    assert event.actor is None
    assert "Bà Tư" not in event.record
    assert SAID not in event.record
    assert verify(dossier_of(drafting)) is None


@pytest.mark.django_db
def test_a_milestone_is_reached_once_and_not_tomorrow(drafting: Drafting, people: People) -> None:
    editor, today = people["hp_editor"], timezone.localdate()
    one = actions.plan(drafting, title=Text("Dự thảo lần hai", "Second draft"), due=today, actor=editor)
    assert actions.plan(drafting, title=Text("Dự thảo lần hai", ""), due=today, actor=editor).pk == one.pk
    with pytest.raises(BadInput):
        actions.reach(one, on=today + timedelta(days=1), actor=editor)
    actions.reach(one, on=today, actor=editor)
    actions.reach(one, on=today, actor=editor)
    assert len(events(drafting, "draft.reached")) == 1


@pytest.mark.django_db
def test_a_paper_is_walked_from_its_first_draft_to_adoption(drafting: Drafting, asked: Round, people: People) -> None:
    """The case of the source: opinions answered, the four pillars brought in, then the secretary adopts it."""
    editor, dossier = people["hp_editor"], dossier_of(drafting)

    def mine(name: str) -> Any:
        return assignments_for(people[name]).get(dossier=dossier, state="open")

    engine.complete(mine("hp_editor"), actor=editor)
    opinion = actions.give_opinion(asked, text=SAID, actor=people["hp_adviser"])
    with pytest.raises(NotReady) as refused:
        engine.complete(mine("hp_editor"), actor=editor)
    said = [missing.what.en for missing in refused.value.missing]
    assert len(said) == 4  # three pillars, one opinion
    assert "1 opinions are not answered" in said
    actions.dispose(opinion, disposition="taken", reason="", actor=people["hp_chief_editor"])
    actions.make_draft(drafting, text=THIRD, actor=editor)
    engine.complete(mine("hp_editor"), actor=editor)
    shown, _content = engine.shown_to_signer(mine("dung"))
    engine.sign(mine("dung"), actor=people["dung"], shown=shown)
    engine.complete(mine("hp_editor"), actor=editor)
    ended = Dossier.objects.get(pk=dossier.pk)
    assert ended.phase == "closed"
    assert verify(ended) is None
    with pytest.raises(NotNow):
        actions.make_draft(drafting, text=FIRST + "!", actor=editor)


@pytest.mark.django_db
def test_it_works_for_a_signed_paper_of_any_dossier(merger: Dossier, people: People) -> None:
    """The scheme of a merger: every draft is content that leaders sign."""
    from tests.cast import paper

    scheme, anh = paper(merger, "ĐA", actor=people["anh"], signed=True), people["anh"]
    before = Dossier.objects.get(pk=merger.pk).content_digest
    drafting = actions.begin(scheme, actor=anh)
    actions.make_draft(drafting, text="Đề án sáp nhập, dự thảo.", actor=anh)
    assert Dossier.objects.get(pk=merger.pk).content_digest != before
    with pytest.raises(NotYou):
        actions.make_draft(drafting, text="Khác", actor=people["binh"])
