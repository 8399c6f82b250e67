"""The list of papers and each of them: for those who may see the dossier, recorded, and never in the way."""

from __future__ import annotations

from typing import Any

import pytest

from reorg.papers.errors import PaperError
from tests.cast import drafted, sign
from tests.web.reader import as_, words
from workflows.models import Decision, Dossier, Event

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
People = dict[str, Any]


@pytest.fixture
def decision(agency: Dossier, people: People) -> Decision:
    drafted(agency, people)
    sign(agency, people["binh"])
    return agency.decisions.get()


def receipt(decision: Decision, language: str = "vi") -> str:
    return f"/dossiers/{decision.dossier.code}/papers/receipt/{decision.pk}.pdf?language={language}"


def test_a_dossier_lists_only_the_papers_it_has(agency: Dossier, people: People) -> None:
    page = as_(people["binh"]).get(f"/dossiers/{agency.code}/papers/")
    assert "There is nothing to print yet" in words(page)


def test_after_a_sign_off_its_receipt_is_there_in_both_languages(decision: Decision, people: People) -> None:
    page = as_(people["binh"]).get(f"/dossiers/{decision.dossier.code}/papers/")
    assert receipt(decision, "vi") in page.content.decode()
    assert receipt(decision, "en") in page.content.decode()


def test_a_paper_is_a_file_and_the_trail_says_who_printed_it(decision: Decision, people: People) -> None:
    answer = as_(people["cuc"]).get(receipt(decision))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF-1.7")  # type: ignore[attr-defined]
    assert "attachment" in answer["Content-Disposition"]
    event = Event.objects.filter(dossier=decision.dossier).order_by("seq").last()
    assert event is not None
    assert (event.verb, event.actor) == ("paper.printed", people["cuc"])
    assert event.body["facts"]["number"] == decision.pk


def test_an_outsider_finds_neither_list_nor_paper(decision: Decision, people: People) -> None:
    outsider = as_(people["xuan"])
    assert outsider.get(f"/dossiers/{decision.dossier.code}/papers/").status_code == 404
    assert outsider.get(receipt(decision)).status_code == 404


def test_a_paper_of_another_dossier_is_not_found_through_this_one(
    decision: Decision, merger: Dossier, people: People
) -> None:
    answer = as_(people["binh"]).get(f"/dossiers/{merger.code}/papers/receipt/{decision.pk}.pdf")
    assert answer.status_code == 404


def test_a_paper_that_cannot_be_printed_says_so_and_changes_nothing(
    decision: Decision, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_paper: Any) -> bytes:
        raise PaperError("no ink")

    monkeypatch.setattr("reorg.papers.forms.printing.print_paper", broken)
    before = Event.objects.filter(dossier=decision.dossier).count()
    answer = as_(people["binh"]).get(receipt(decision))
    assert answer.status_code == 500
    assert "Nothing in the dossier has changed" in words(answer)
    assert Event.objects.filter(dossier=decision.dossier).count() == before
    assert Decision.objects.get(pk=decision.pk).counts
