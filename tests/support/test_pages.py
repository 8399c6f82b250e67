"""The pages of support: who gets what, what a form keeps, spreadsheets, papers, and how many questions a page asks."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from reorg.papers.forms.listing import paper_of, papers_of
from reorg.papers.forms.printing import print_paper
from reorg.people.models import User
from reorg.registers.sheets.writing import CONTENT_TYPE
from reorg.support import actions as support
from reorg.support import reading
from reorg.support.books import LEDGER, PROPOSALS, ROADMAP
from reorg.support.models import Line
from tests.cast import PDF
from tests.papers_forms.conftest import text_of
from tests.support.doing import (
    AN_KHE,
    BA_NA,
    DAC_PRING,
    HAI_CHAU,
    HUNG_SON,
    a_file,
    admitted,
    agree,
    decided,
    now,
    open_assignment,
    open_twinning,
    pair_of,
)
from workflows.models import Dossier

pytestmark = pytest.mark.django_db
GIFT = {"no": 1, "year": 2025, "form": "cash", "field": "housing", "item": "Sửa nhà", "value": 160_000_000}


@pytest.fixture
def dossier(everybody: dict[str, User]) -> Dossier:
    """Decided; Hải Châu and Hùng Sơn take part; their pair has a gift with its proof and a roadmap."""
    made = decided(open_twinning(everybody), everybody)
    admitted(made, everybody)
    pair = pair_of(made, HAI_CHAU, HUNG_SON)
    gift = support.add_line(made, LEDGER, GIFT, pair=pair, actor=everybody["dn_haichau"])
    support.add_proof(gift, file=a_file(), actor=everybody["dn_haichau"])
    return now(made)


def address(name: str, *keys: Any, query: str = "") -> str:
    return reverse(name, args=keys) + query


def test_each_gets_what_is_theirs_and_nothing_else(dossier: Dossier, everybody: dict[str, User], client: Any) -> None:
    """Everybody who takes part reads; the lead and the two units write; strangers find nothing."""
    code, pair, other = dossier.code, pair_of(dossier, HAI_CHAU, HUNG_SON), pair_of(dossier, AN_KHE, DAC_PRING)
    line = Line.objects.get(dossier=dossier)
    readers = ["dn_soan", "dn_bithu", "dn_haichau", "dn_hungson", "phuc"]
    units, lead = ["dn_soan", "dn_haichau", "dn_hungson"], ["dn_soan"]
    asks: list[tuple[str, list[str], int]] = [
        *((address(name, code), readers, 200) for name in ("support", "support_summary", "support_summary_export")),
        (address("support_pair", code, pair.pk), readers, 200),
        (address("support_unit", code, HUNG_SON), readers, 200),
        (address("support_unit", code, "nowhere"), [], 404),
        *((address(f"support_book{name}", code, "ledger"), readers, 200) for name in ("", "_template", "_export")),
        (address("support_book", code, "proposals"), [], 404),  # kept by the other procedure
        (address("support_proof", line.proofs.get().pk), readers, 200),
        (address("support_agreement", code, pair.pk), units, 200),
        (address("support_agreement", code, other.pk), lead, 200),
        (address("support_line_new", code, "ledger", query=f"?pair={pair.pk}"), units, 200),
        (address("support_line_new", code, "ledger", query=f"?pair={other.pk}"), lead, 200),
        (address("support_line", code, line.pk), units, 200),
        (address("support_book_import", code, "ledger"), lead, 200),
        (address("support_book_sheet", code, "ledger", "made-up"), [], 404),
        (address("support_letter", code), lead, 200),
        (address("support_admit", code), lead, 200),
        (address("support_answer", code, line.pk, pair.pk), [], 404),
        *((address(name, code), lead, 409) for name in ("support_propose", "support_terms", "support_pair_new")),
        (address("support_pair_end", code, pair.pk), lead, 409),  # the right person, the wrong moment
    ]
    wrong = []
    for name in (*readers, "anh", "db_soan"):
        client.force_login(everybody[name])
        for path, may, answer in asks:
            expected = 404 if name not in readers or answer == 404 else answer if name in may else 403
            got = client.get(path)
            if got.streaming:
                b"".join(got)
            if got.status_code != expected:
                wrong.append(f"{name}: {path} gives {got.status_code}, not {expected}")
    client.logout()
    wrong += [path for path, _may, _answer in asks if client.get(path).status_code != 302]
    assert not wrong, "\n".join(wrong)


def test_a_pair_is_proposed_taken_over_and_amended_on_the_pages(everybody: dict[str, User], goes: Any) -> None:
    dossier = open_twinning(everybody)
    code, drafter = dossier.code, goes(everybody["dn_soan"])
    page = drafter.get(address("support_propose", code)).content.decode()
    assert "Information technology: needs 3, has 3" in page
    stale = drafter.post(address("support_propose", code), {"shown": "other"})
    assert stale.status_code == 409
    shown = stale.context["shown"]
    assert drafter.post(address("support_propose", code), {"shown": shown}).status_code == 302
    pair = pair_of(dossier, HAI_CHAU, HUNG_SON)
    empty = drafter.post(address("support_pair_end", code, pair.pk), {"reason": ""})
    assert empty.status_code == 400
    assert drafter.post(address("support_pair_end", code, pair.pk), {"reason": "Đổi."}).status_code == 302
    new = {"place": DAC_PRING, "helper": HAI_CHAU, "reason": "Gần hơn."}
    assert drafter.post(address("support_pair_new", code), new).status_code == 302
    assert drafter.post(address("support_pair_new", code), new).status_code == 302  # the same click again
    assert dossier.support_pairs.filter(ended_at__isnull=True, helper_code=HAI_CHAU).count() == 1
    page = drafter.get(address("support", code)).content.decode()
    assert "Role not known" in page
    assert "Xã Nông Sơn" in page
    terms = drafter.post(address("support_terms", code), {"starts_on": "2025-09-05", "ends_on": "2025-07-29"})
    assert terms.status_code == 400
    assert "2025-09-05" in terms.content.decode()


def test_who_decides_sees_who_helps_whom(everybody: dict[str, User], goes: Any) -> None:
    from tests.cast import asked
    from tests.support.doing import proposed
    from workflows import actions

    dossier = open_twinning(everybody)
    proposed(dossier, everybody)
    actions.complete(asked(dossier, everybody["dn_soan"]), actor=everybody["dn_soan"])
    page = goes(everybody["dn_truong"]).get(address("step", asked(dossier, everybody["dn_truong"]).pk)).content.decode()
    assert "Xã Hùng Sơn (20443)" in page
    assert "Phường Hải Châu, Xã Bà Nà" in page


def test_an_agreement_that_is_not_whole_keeps_what_was_typed(
    dossier: Dossier, everybody: dict[str, User], goes: Any
) -> None:
    pair = pair_of(dossier, HAI_CHAU, HUNG_SON)
    path = address("support_agreement", dossier.code, pair.pk)
    officer = goes(everybody["dn_hungson"])
    typed = {
        "signed_on": "2025-08-16",
        "helper_signatory": "Bí thư Đảng ủy phường",
        "place_signatory": "",
        "version": "0",
    }
    refused = officer.post(path, typed)
    assert refused.status_code == 400
    assert "Bí thư Đảng ủy phường" in refused.content.decode()
    typed["place_signatory"] = "Bí thư Đảng ủy xã"
    scan = SimpleUploadedFile("bien-ban.pdf", PDF, "application/pdf")
    assert officer.post(path, {**typed, "file": scan}).status_code == 302
    stale = officer.post(path, typed | {"venue": "Hùng Sơn"})
    assert stale.status_code == 409
    assert "Hùng Sơn" in stale.content.decode()
    assert officer.post(path, typed | {"venue": "Hùng Sơn", "version": "1"}).status_code == 302
    page = officer.get(address("support_pair", dossier.code, pair.pk)).content.decode()
    assert "recorded the agreement between Phường Hải Châu and Xã Hùng Sơn" in page
    assert "bien-ban.pdf" in page


def test_lines_are_written_changed_proven_and_removed_on_the_pages(
    dossier: Dossier, everybody: dict[str, User], goes: Any
) -> None:
    officer, pair = goes(everybody["dn_haichau"]), pair_of(dossier, HAI_CHAU, HUNG_SON)
    new = address("support_line_new", dossier.code, "ledger", query=f"?pair={pair.pk}")
    assert 'value="2"' in officer.get(new).content.decode()  # the next number
    typed = {"no": "2", "year": "2025", "form": "kind", "field": "education", "item": "Học bổng"}
    refused = officer.post(new, typed)
    assert refused.status_code == 400
    assert "Học bổng" in refused.content.decode()
    assert officer.post(new, typed | {"quantity": "5", "unit_of": "suất"}).status_code == 302
    line = Line.objects.get(dossier=dossier, key="2")
    path = address("support_line", dossier.code, line.pk)
    proof = {"act": "proof", "file": SimpleUploadedFile("anh.pdf", PDF + b"2", "application/pdf")}
    assert officer.post(path, proof).status_code == 302
    wrong = {"act": "proof", "file": SimpleUploadedFile("anh.exe", b"MZ\0", "application/pdf")}
    assert officer.post(path, wrong).status_code == 400
    support.change_line(line, line.values | {"value": 1_000_000}, version=1, actor=everybody["dn_soan"])
    late = officer.post(path, typed | {"act": "change", "quantity": "7", "version": "1"})
    assert late.status_code == 409
    assert officer.post(path, {"act": "remove", "remove-reason": ""}).status_code == 400
    assert officer.post(path, {"act": "remove", "remove-reason": "Ghi nhầm."}).status_code == 302
    assert officer.get(path).status_code == 409


def test_a_sheet_goes_out_and_comes_in_again(dossier: Dossier, everybody: dict[str, User], goes: Any) -> None:
    drafter = goes(everybody["dn_soan"])
    answer = drafter.get(address("support_book_export", dossier.code, "ledger"))
    content = b"".join(answer)
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].values)
    assert rows[1][:3] == (HAI_CHAU, HUNG_SON, 1)
    path = address("support_book_import", dossier.code, "ledger")
    same = drafter.post(path, {"file": SimpleUploadedFile("so.xlsx", content, CONTENT_TYPE)}, follow=True)
    assert "The book says all of this already" in same.content.decode()
    assert reading.lines_of(dossier, LEDGER).count() == 1


def test_a_letter_and_an_admission_on_the_pages(dossier: Dossier, everybody: dict[str, User], goes: Any) -> None:
    drafter = goes(everybody["dn_soan"])
    letter = {"letter": "389-CV/TU", "content": "Lập lộ trình", "units": ["all-helpers", HUNG_SON], "due": "2025-09-05"}
    assert drafter.post(address("support_letter", dossier.code), letter | {"units": []}).status_code == 400
    assert drafter.post(address("support_letter", dossier.code), letter).status_code == 302
    assert "0 of 4 done" in drafter.get(address("support_book", dossier.code, "letter")).content.decode()
    assert drafter.post(address("support_admit", dossier.code), {"unit": BA_NA, "organisation": ""}).status_code == 400


def test_a_helper_answers_on_the_page_of_its_commune(everybody: dict[str, User], goes: Any) -> None:
    dossier = open_assignment(everybody)
    values = {"no": 1, "category": "seedlings", "what": "Cây giống cho 60 hộ", "cost": 48_000_000}
    line = support.add_line(dossier, PROPOSALS, values, unit="03214", actor=everybody["db_soan"])
    helper, pair = goes(everybody["db_doan"]), pair_of(dossier, "tinhdoan", "03214")
    page = helper.get(address("support_unit", dossier.code, "03214")).content.decode()
    path = address("support_answer", dossier.code, line.pk, pair.pk)
    assert path in page
    assert "Especially disadvantaged" in page
    assert helper.post(path, {"outcome": "declined", "reason": ""}).status_code == 400
    typed = {"outcome": "taken", "work": "Cho 30 hộ", "value": "24,000,000", "due": "2026-03-01"}
    assert helper.post(path, typed | {"value": "much"}).status_code == 400
    assert helper.post(path, typed).status_code == 302
    plan = helper.get(address("support_unit", dossier.code, "tinhdoan")).content.decode()
    assert "Cho 30 hộ" in plan
    assert "24,000,000" in plan


def test_the_papers_name_the_pairs_and_both_signatories(dossier: Dossier, everybody: dict[str, User]) -> None:
    pair = pair_of(dossier, HAI_CHAU, HUNG_SON)
    agreement = agree(pair, everybody["dn_soan"], terms="Giúp nhau về nhân lực.\nHỗ trợ nhà ở.", venue="Hùng Sơn")
    values = {"no": 1, "kind": "goal", "what": "Một cửa trực tuyến", "due": "2026-01-01"}
    support.add_line(dossier, ROADMAP, values, pair=pair, actor=everybody["dn_soan"])
    text = text_of(print_paper(paper_of(dossier, "agreement", agreement.pk, "vi")))
    for words in ("BẢN THỎA THUẬN", "PHƯỜNG HẢI CHÂU", "XÃ HÙNG SƠN", "Bí thư Đảng ủy", "Hỗ trợ nhà ở", "01/01/2026"):
        assert words in text
    assert "Goals, tasks, roadmap" in text_of(print_paper(paper_of(dossier, "agreement", agreement.pk, "en")))
    decision = next(one for one in reversed(list(papers_of(dossier))) if one.kind == "decision")
    text = text_of(print_paper(paper_of(dossier, "decision", decision.pk, "vi")))
    assert "Xã Hùng Sơn (20443)" in text
    assert "Phường Hải Châu, Xã Bà Nà" in text


def test_the_summary_goes_out_as_a_sheet(dossier: Dossier, everybody: dict[str, User], goes: Any) -> None:
    answer = goes(everybody["phuc"]).get(address("support_summary_export", dossier.code))
    book = load_workbook(io.BytesIO(b"".join(answer)))
    communes = list(book.worksheets[0].values)
    assert communes[0][:3] == ("Code", "Unit", 2025)
    assert (HUNG_SON, "Xã Hùng Sơn", 160_000_000) in [row[:3] for row in communes]
    assert dossier.events.filter(verb="support.exported").exists()


@pytest.mark.parametrize("name", ["support", "support_summary", "support_book"])
def test_pages_ask_no_more_questions_with_more_pairs(
    dossier: Dossier, everybody: dict[str, User], goes: Any, name: str
) -> None:
    keys = (dossier.code, "ledger") if name == "support_book" else (dossier.code,)
    client = goes(everybody["dn_bithu"])

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address(name, *keys)).status_code == 200
        return len(queries)

    asked()
    few = asked()
    for helper, place in ((AN_KHE, DAC_PRING), (BA_NA, HUNG_SON)):
        pair = pair_of(dossier, helper, place)
        agree(pair, everybody["dn_soan"])
        for number in range(1, 6):
            line = support.add_line(dossier, LEDGER, GIFT | {"no": number}, pair=pair, actor=everybody["dn_soan"])
            support.add_proof(line, file=a_file(str(number)), actor=everybody["dn_soan"])
    assert asked() == few <= 22
