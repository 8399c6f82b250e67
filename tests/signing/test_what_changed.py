"""What a signer is told to have changed: since themselves, since others at the step, since a return."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reorg.people.models import User
from reorg.units.actions import change_plan
from reorg.web.pages.since import Changes, what_changed
from tests.cast import asked, drafted, merged, paper, province, settle, sign
from tests.engine.doing import answers, at_hand_over, prove, seat_of, signs
from tests.signing.papers import a_docx, a_pdf, an_odt
from tests.web.reader import as_, step_url, words
from workflows import actions
from workflows.models import Document, DocumentType, Dossier
from workflows.text import Text

pytestmark = pytest.mark.django_db
People = dict[str, User]


def changed(dossier: Dossier, user: User, since: str = "") -> tuple[Changes | None, list[str]]:
    found, bases = what_changed(asked(dossier, user), actions.shown_to_signer(asked(dossier, user))[1], user, since)
    return found, [one.key for one in bases]


def returned(dossier: Dossier, user: User) -> None:
    mine = asked(dossier, user)
    actions.send_back(
        mine, to="draft", reason="Add the list of posts.", actor=user, shown=actions.shown_to_signer(mine)[0]
    )


def scheme(dossier: Dossier, people: People, file: Any) -> Document:
    return actions.register_document(
        dossier,
        type=DocumentType.objects.get(pk="ĐA"),
        symbol="01/ĐA",
        issuer="UBND",
        date=None,
        subject=Text("Đề án", "Scheme"),
        actor=people["anh"],
        signed=True,
        file=file,
    )


def resubmitted(dossier: Dossier, people: People) -> None:
    actions.complete(asked(dossier, people["anh"]), actor=people["anh"])


def test_nobody_has_decided_yet(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    assert changed(agency, people["binh"]) == (None, [])


def test_a_replaced_text_is_told_with_pages_and_sizes_and_can_be_compared(agency: Dossier, people: People) -> None:
    file = a_pdf("The scheme has\nforty posts.", "Second page.")
    one = scheme(agency, people, file)
    drafted(agency, people)
    sign(agency, people["binh"])
    returned(agency, people["cuc"])
    actions.add_version(
        one, file=a_pdf("The scheme has\nthirty-five posts.", "Second page.", "Third."), actor=people["anh"]
    )
    resubmitted(agency, people)

    found, bases = changed(agency, people["binh"])
    assert found is not None
    assert bases == ["mine", "step"]
    (told,) = found.papers
    assert told.replaced
    page = as_(people["binh"]).get(step_url(agency, people["binh"]))
    text = words(page)
    assert "Since you last decided" in text
    assert "version 1 (2 pages," in text
    assert "version 2 (3 pages," in text
    link = f"/documents/{one.pk}/compare/1/2/"
    assert f'href="{link}"' in page.content.decode()
    compared = as_(people["binh"]).get(link)
    html = compared.content.decode()
    assert "<del>" in html
    assert "forty" in html.split("<del>", 1)[1].split("</del>", 1)[0]
    assert "thirty" in html.split("<ins>", 1)[1].split("</ins>", 1)[0]
    assert "p. 3 put in: Third." in words(compared)
    assert agency.events.filter(verb="document.compared").count() == 1


def test_the_reader_chooses_since_when(agency: Dossier, people: People) -> None:
    drafted(agency, people)
    sign(agency, people["binh"])
    returned(agency, people["cuc"])
    paper(agency, "BC", actor=people["anh"], symbol="7/BC-SNV", signed=True)
    resubmitted(agency, people)
    sign(agency, people["cuc"])
    mine, keys = changed(agency, people["binh"])
    assert mine is not None
    assert keys == ["mine", "step", "returned"]
    assert [one.name for one in mine.papers] == ["BC 7/BC-SNV"]
    assert not mine.papers[0].there_before
    step, _keys = changed(agency, people["binh"], since="step")
    assert step is not None
    assert step.nothing
    assert "nothing has changed." in words(as_(people["binh"]).get(step_url(agency, people["binh"]) + "?since=step"))


def test_clauses_opinions_and_dates_are_told_before_and_after(merger: Dossier, people: People) -> None:
    drafted(merger, people)
    answers(merger, people["anh"], agree=90)
    actions.close_round(asked(merger, people["anh"]), actor=people["anh"])
    returned(merger, people["giang"])
    clause = merged(province("30", "Hải Dương"), province("31", "Hải Phòng"))
    change_plan(merger, [replace(clause, name="Hải Phòng mới")], actor=people["anh"])
    resubmitted(merger, people)
    answers(merger, people["anh"], agree=95)
    actions.close_round(asked(merger, people["anh"]), actor=people["anh"])
    found, keys = changed(merger, people["dung"])
    assert found is not None
    assert keys == ["step"]
    plan = next(part for part in found.parts if any("mới" in line.after for line in part.lines))
    assert "mới" not in plan.lines[0].before
    opinions = next(part for part in found.parts if any("95" in line.after for line in part.lines))
    assert len(opinions.lines) == 1


def test_a_list_signed_for_hand_over_tells_which_items_changed(agency: Dossier, people: People) -> None:
    giver, _receiver = at_hand_over(agency, people)
    lists = agency.flow.step("hand_over").lists
    for item in agency.items.filter(checklist__code__in=lists).select_related("owner", "dossier").order_by("code"):
        settle(item, people)
    signs(giver, people["vinh"])
    item = agency.items.filter(checklist__code__in=lists).order_by("code")[0]
    actions.reopen_item(item, reason="Thiếu chữ ký.", actor=people["tuan"])
    item.refresh_from_db()
    prove(item, people["quynh"] if not item.owner.key.startswith("hd_") else people["son"], "bản mới")
    again = seat_of(agency, "giver", "hand_over")
    found, _bases = what_changed(again, actions.shown_to_signer(again)[1], people["vinh"])
    assert found is not None
    assert found.papers == []
    (line,) = [line for part in found.parts for line in part.lines]
    assert line.what.endswith(item.code)


@pytest.mark.parametrize("make", [a_docx, an_odt])
def test_word_and_odt_texts_are_compared_too(agency: Dossier, people: People, make: Any) -> None:
    one = scheme(agency, people, make("Article 1. Forty posts.", "Article 2. The same."))
    actions.add_version(one, file=make("Article 1. Thirty posts.", "Article 2. The same."), actor=people["anh"])
    html = as_(people["anh"]).get(f"/documents/{one.pk}/compare/1/2/").content.decode()
    assert "Forty" in html.split("<del>", 1)[1].split("</del>", 1)[0]
    assert "Thirty" in html.split("<ins>", 1)[1].split("</ins>", 1)[0]


def test_a_scan_is_told_apart_by_pages_size_and_digest(agency: Dossier, people: People) -> None:
    one = scheme(agency, people, a_pdf("", ""))
    version = actions.add_version(one, file=a_pdf("", "", ""), actor=people["anh"])
    page = words(as_(people["anh"]).get(f"/documents/{one.pk}/compare/1/2/"))
    assert "No text can be drawn from these files" in page
    assert "2 pages," in page
    assert "3 pages," in page
    assert version.sha256[:12] in page


def test_a_word_more_does_not_shift_the_whole_paragraph(agency: Dossier, people: People) -> None:
    short = "The committees of both localities answer for the\nhand-over of all registers and of archives."
    longer = "The committees of both localities answer jointly\nfor the hand-over of all registers and of archives."
    one = scheme(agency, people, a_pdf(short))
    actions.add_version(one, file=a_pdf(longer), actor=people["anh"])
    html = as_(people["anh"]).get(f"/documents/{one.pk}/compare/1/2/").content.decode()
    assert "<del>" not in html
    assert html.split("<ins>", 1)[1].split("</ins>", 1)[0].endswith(" jointly")


def test_who_has_no_part_compares_and_reads_nothing(agency: Dossier, people: People) -> None:
    one = scheme(agency, people, a_pdf("One."))
    version = actions.add_version(one, file=a_pdf("Two."), actor=people["anh"])
    xuan = as_(people["xuan"])
    assert xuan.get(f"/documents/{one.pk}/compare/1/2/").status_code == 404
    assert xuan.get(f"/documents/versions/{version.pk}/read/").status_code == 404
    assert as_(people["anh"]).get(f"/documents/{one.pk}/compare/1/9/").status_code == 404


def test_a_paper_is_read_in_place_and_only_there(agency: Dossier, people: People) -> None:
    one = scheme(agency, people, a_pdf("Read me."))
    drafted(agency, people)
    binh = as_(people["binh"])
    page = binh.get(step_url(agency, people["binh"]))
    path = f"/documents/versions/{one.versions.get().pk}/read/"
    assert f'data-src="{path}#navpanes=0' in page.content.decode()  # fetched when it is unfolded, and noted only then
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "frame-src 'none'" in binh.get("/")["Content-Security-Policy"]
    answer = binh.get(path)
    assert b"".join(answer).startswith(b"%PDF")  # type: ignore[arg-type]
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]  # nothing but what default-src leaves: nothing
    assert agency.events.filter(verb="document.read").count() == 1


def test_what_browsers_do_not_show_is_saved_as_a_file(agency: Dossier, people: People) -> None:
    one = scheme(agency, people, a_docx("Words."))
    path = f"/documents/versions/{one.versions.get().pk}/read/"
    assert as_(people["anh"]).get(path)["Location"] == f"/documents/versions/{one.versions.get().pk}/"
