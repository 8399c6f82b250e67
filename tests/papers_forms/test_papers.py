"""Each short paper says what its office expects, in both languages, and is the same file every time."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from reorg.papers.forms.content import FormPaper
from reorg.papers.forms.kinds import KINDS
from reorg.papers.forms.listing import paper_of
from reorg.papers.forms.making import Listed
from reorg.papers.forms.printing import print_paper
from tests.papers_forms.conftest import opened, pages_of, text_of
from workflows.errors import NotFound
from workflows.models import Dossier

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("papers")]
Printed = Callable[..., bytes]
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
JOINT = 1  # the concurrence of both People's Committees, among the decision papers
SAID = [
    ("minutes", "vi", (STATE, "BIÊN BẢN BIỂU QUYẾT", "/BB-HĐND", "66", "100 %", "THÔNG QUA", "THƯ KÝ", "CHỦ TỌA")),
    ("minutes", "en", ("SOCIALIST REPUBLIC", "MINUTES OF A BALLOT", "In favour", "PASSED", "SECRETARY", "CHAIR")),
    ("appraisal", "vi", ("BÁO CÁO THẨM ĐỊNH", "/BC-BNV", "Kính gửi:", "Chính phủ", "05/CV-BCĐ", "CHUYÊN VIÊN CHÍNH")),
    ("appraisal", "en", ("APPRAISAL REPORT", "Supplements asked for and given", "SENIOR OFFICER")),
    (
        "submission",
        "vi",
        ("TỜ TRÌNH", "/TTr-UBND", "Bộ Nội vụ", "Luật số 72/2025/QH15", "toàn bộ diện tích", "CHỦ TỊCH"),
    ),
    ("submission", "en", ("SUBMISSION", "Clause 1.", "the whole natural area and population", "CHAIR")),
    ("handover", "vi", ("BIÊN BẢN BÀN GIAO", "DỰ THẢO", "AST-01", "ĐẠI DIỆN BÊN GIAO", "ĐẠI DIỆN BÊN NHẬN")),
    ("handover", "en", ("HAND-OVER RECORD", "DRAFT", "Evidence (SHA-256)", "FOR THE GIVER", "FOR THE RECEIVER")),
    ("receipt", "vi", ("ĐẢNG CỘNG SẢN VIỆT NAM", "PHIẾU XÁC NHẬN KÝ DUYỆT", "T/M BAN THƯỜNG VỤ", "/trail/")),
    ("receipt", "en", ("COMMUNIST PARTY OF VIET NAM", "RECEIPT OF A SIGN-OFF", "no longer in force")),
    ("decision", "vi", ("ĐẢNG CỘNG SẢN VIỆT NAM", "-TB/TU", "THÔNG BÁO Ý KIẾN", "T/M BAN THƯỜNG VỤ", "BÍ THƯ")),
    ("decision", "en", ("COMMUNIST PARTY OF VIET NAM", "T/M THE STANDING BOARD", "TM. (T/M): on behalf")),
]
MERGER = [
    kind for kind in KINDS if kind not in ("conclusion_notice", "agreement", "joint_minutes")
]  # a merger has none
FILES = [(kind, language) for kind in MERGER for language in ("vi", "en")]


@pytest.mark.parametrize(("kind", "language", "said"), SAID)
def test_a_paper_says_what_its_form_asks_for(printed: Printed, kind: str, language: str, said: tuple[str, ...]) -> None:
    text = text_of(printed(kind, language)).replace("\u00a0", " ")
    assert [words for words in said if words not in text] == []


def test_two_bodies_issue_and_sign_a_concurrence_together(printed: Printed) -> None:
    text = text_of(printed("decision", "vi", JOINT))
    assert "VĂN BẢN THỐNG NHẤT" in text
    for body, name in (("TỈNH HẢI DƯƠNG", "Lê Thị Cúc"), ("THÀNH PHỐ HẢI PHÒNG", "Trần Văn Bình")):
        assert f"TM. ỦY BAN NHÂN DÂN {body} CHỦ TỊCH" in text
        assert name in text


def test_the_submission_is_signed_by_the_leader_who_signed_it(gathered: Callable[..., FormPaper]) -> None:
    (signature,) = gathered("submission").signatures
    assert signature.lines == ("TM. Ủy ban nhân dân", "Chủ tịch")
    assert signature.name == "Trần Văn Bình"


@pytest.mark.parametrize(("kind", "language"), FILES)
def test_every_page_of_a_sample_says_so(printed: Printed, kind: str, language: str) -> None:
    assert all("BẢN MẪU / SAMPLE" in page for page in pages_of(printed(kind, language)))


@pytest.mark.parametrize(("kind", "language"), FILES)
def test_it_claims_both_standards_and_has_what_they_ask_for(printed: Printed, kind: str, language: str) -> None:
    with opened(printed(kind, language)) as pdf:
        claims = pdf.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="3"' in claims
        assert "<pdfuaid:part>1</pdfuaid:part>" in claims
        assert str(pdf.Root.Lang) == language
        assert pdf.Root.MarkInfo.Marked is True
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        assert str(pdf.docinfo["/Title"]).startswith(("Trail", "Nhật ký")) is False
        figures = [tag for tag in _tags(pdf) if str(tag.get("/S", "")) == "/Figure"]
        assert figures
        assert all("/Alt" in figure for figure in figures)
        assert pdf.check_pdf_syntax() == []


def _tags(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem"]


@pytest.mark.parametrize("kind", MERGER)
def test_the_same_paper_is_the_same_file(walked: Dossier, listed: list[Listed], printed: Printed, kind: str) -> None:
    pk = next(one.pk for one in listed if one.kind == kind)
    assert print_paper(paper_of(walked, kind, pk, "vi")) == printed(kind, "vi")


def test_who_returned_a_dossier_did_not_say_they_agree(printed: Printed) -> None:
    text = text_of(printed("receipt", "vi", 1))
    assert "trả lại" in text
    assert "tôi thống nhất" not in text


def test_a_restricted_paper_is_counted_and_not_named(walked: Dossier, listed: list[Listed]) -> None:
    scheme = walked.documents.get(type="ĐA", signed=True)
    walked.documents.filter(pk=scheme.pk).update(restricted=True)
    text = text_of(print_paper(paper_of(walked, "submission", walked.pk, "vi")))
    assert "1 văn bản hạn chế" in text
    assert scheme.subject_vi not in text


@pytest.mark.parametrize(("kind", "pk"), [("minutes", 999_999), ("decision", 999_999), ("poem", 1), ("handover", 1)])
def test_what_does_not_exist_is_not_found(walked: Dossier, kind: str, pk: int) -> None:
    with pytest.raises(NotFound):
        paper_of(walked, kind, pk, "vi")


def test_nothing_is_printed_that_our_fonts_lack(gathered: Callable[..., FormPaper]) -> None:
    paper = gathered("receipt")
    from dataclasses import replace

    pdf = print_paper(replace(paper, subject="Ký \U0001f44d"))
    assert "[U+1F44D]" in text_of(pdf)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1
