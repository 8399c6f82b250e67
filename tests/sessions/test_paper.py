"""The notice of the conclusion, in the Party's form, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from reorg.papers.evidence import signed_trail
from reorg.papers.forms.listing import paper_of, papers_of
from reorg.papers.forms.printing import print_paper
from reorg.sessions.models import Session
from tests.papers_forms.conftest import text_of
from workflows.models import Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]


def test_it_says_who_answers_what_until_when(concluded: Dossier) -> None:
    pk = Session.objects.get(dossier=concluded).pk
    assert [one.kind for one in papers_of(concluded)] == ["conclusion_notice", "receipt"]
    text = text_of(print_paper(paper_of(concluded, "conclusion_notice", pk, "vi"))).replace("\u00a0", " ")
    for said in (
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "-TB/TU",
        "THÔNG BÁO KẾT LUẬN",
        "Cửa khẩu Chi Ma",
        "Sở Xây dựng tỉnh Lạng Sơn",
        "30/11/2025",
        "T/M BAN THƯỜNG VỤ",
        "BÍ THƯ",
        "BẢN MẪU",
    ):
        assert said in text, said


def test_before_it_is_signed_it_is_a_draft(held: Dossier) -> None:
    pk = Session.objects.get(dossier=held).pk
    text = text_of(print_paper(paper_of(held, "conclusion_notice", pk, "en")))
    assert "DRAFT" in text
    assert "NOTICE OF CONCLUSION" in text.upper()
    assert "Invest in border-crossing infrastructure" in text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_paper_of_a_concluded_session_prints(concluded: Dossier, language: Any) -> None:
    for one in papers_of(concluded):
        assert print_paper(paper_of(concluded, one.kind, one.pk, language)).startswith(b"%PDF-1.7")


def test_the_trail_of_a_session_prints(concluded: Dossier) -> None:
    trail = text_of(signed_trail(concluded, "vi"))
    assert "Giao kiến nghị số 7 cho Sở Xây dựng tỉnh Lạng Sơn" in " ".join(trail.split())
