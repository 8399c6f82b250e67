"""The twinning of Đà Nẵng walked from end to end by the functions that the pages call, and its rules one by one."""

from __future__ import annotations

from datetime import date

import pytest

from reorg.people.models import Organisation, User
from reorg.support import actions as support
from reorg.support import reading
from reorg.support.books import LEDGER, ROTATION
from reorg.support.models import Pair
from reorg.support.roster import proposal_digest, proposal_of
from tests.cast import asked, sign
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
    open_twinning,
    pair_of,
    proposed,
)
from workflows import actions
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotReady, NotYou
from workflows.models import Decision, Dossier
from workflows.trail.verify import verify

pytestmark = pytest.mark.django_db
GIFT = {"no": 1, "year": 2025, "form": "cash", "field": "housing", "item": "Sửa nhà", "value": 160_000_000}


@pytest.fixture
def dossier(everybody: dict[str, User]) -> Dossier:
    return open_twinning(everybody)


def test_the_real_twinning_goes_to_its_end_with_one_amendment(twinning: Dossier, everybody: dict[str, User]) -> None:
    """As the demonstration leaves it: 14 pairs of the sources, the others proposed; then all sign, and it is closed."""
    drafter = everybody["dn_soan"]
    page = reading.overview(twinning)
    assert (page.helped, page.helping, page.signed) == (29, 56, 14)
    assert (page.terms.helpers, page.terms.places) == (60, 33)
    assert {one.name for one in page.unclear} >= {"Xã Nông Sơn", "Xã Hiệp Đức"}
    assert len(page.unclear) == 8
    assert page.overdue == len(page.told) - 14  # 5 September 2025 is past
    assert page.count("late") == 2  # Trà Giáp's two pairs were signed on 1 October
    assert "tháng 9/2025" in {pair.agreement.about for pair in twinning.support_pairs.filter(agreement__isnull=False)}

    with pytest.raises(NotReady) as refused:
        actions.complete(asked(twinning, drafter), actor=drafter)
    assert str(refused.value.missing[-1]) == f"và {page.overdue - 6} cặp chưa ký kết khác"

    actions.send_back(asked(twinning, drafter), to="amendment", reason="Đổi một cặp.", actor=drafter)
    assert not Decision.objects.filter(dossier=twinning, outcome="approved", superseded_at__isnull=True).exists()
    gone = twinning.support_pairs.filter(agreement__isnull=True).first()
    assert gone is not None
    support.end_pair(gone, reason="Đơn vị xin đổi.", actor=drafter)
    support.add_pair(twinning, gone.helper_code, HUNG_SON, reason="Xã biên giới cần thêm.", actor=drafter)
    helped = {pair.place_code for pair in twinning.support_pairs.filter(ended_at__isnull=True)}
    if gone.place_code not in helped:
        support.add_pair(twinning, HAI_CHAU, gone.place_code, reason="Thay đơn vị.", actor=drafter)
    actions.complete(asked(twinning, drafter), actor=drafter)
    sign(twinning, everybody["dn_bithu"])

    for pair in twinning.support_pairs.filter(ended_at__isnull=True, agreement__isnull=True):
        agree(pair, drafter, signed_on=date(2025, 10, 1))
    actions.complete(asked(twinning, drafter), actor=drafter)
    sign(twinning, everybody["dn_truong"])
    assert now(twinning).phase == "closed"
    assert verify(now(twinning)) is None
    with pytest.raises(NotNow):
        agree(gone, drafter)


def test_the_demonstration_says_what_the_sources_say(twinning: Dossier) -> None:
    real = twinning.support_pairs.filter(sample=False)
    assert real.filter(origin="earlier").count() == 8
    assert real.count() == 14
    assert real.get(helper_code="20827").standing == "inferred"
    given = reading.summary_of(twinning)
    hung_son = next(one for one in given.places if one.code == HUNG_SON)
    assert (hung_son.cash, hung_son.kind) == (160_000_000, 150_000_000)
    assert {one["content"]: one["asked"] for one in reading.letters_of(twinning)} == {
        "Xác định mục tiêu, nhiệm vụ, lộ trình kết nghĩa": 56,
        "Luân phiên cán bộ chuyên môn về xã kết nghĩa": 56,
        "Cử cán bộ đi bồi dưỡng ở đồng bằng": 29,
    }
    assert twinning.programme is not None
    assert twinning.programme.mandate[0]["issuer"].startswith("Ban Chấp hành")


# The assignment


def test_a_proposal_is_taken_over_as_it_was_shown(dossier: Dossier, everybody: dict[str, User]) -> None:
    pairs = {pair.codes for pair in proposed(dossier, everybody)}
    assert pairs == {(HAI_CHAU, HUNG_SON), (AN_KHE, DAC_PRING), (BA_NA, HUNG_SON)}
    assert pair_of(dossier, BA_NA, HUNG_SON).reasons[0]["vi"] == "Đất đai: cần 1, có 2"
    events = dossier.events.filter(verb="support.pairs_taken_over").count()
    assert proposed(dossier, everybody)  # again: nothing changes, nothing is told
    assert dossier.events.filter(verb="support.pairs_taken_over").count() == events


def test_a_proposal_that_is_no_longer_what_was_shown_is_refused(dossier: Dossier, everybody: dict[str, User]) -> None:
    shown = proposal_digest(proposal_of(dossier))
    support.add_pair(dossier, AN_KHE, HUNG_SON, reason="Cùng nguồn gốc.", actor=everybody["dn_soan"])
    with pytest.raises(ContentChanged):
        support.take_over(dossier, shown=shown, actor=everybody["dn_soan"])
    assert not dossier.support_pairs.filter(origin="proposed").exists()


def test_what_people_set_is_kept_by_the_next_proposal(dossier: Dossier, everybody: dict[str, User]) -> None:
    proposed(dossier, everybody)
    support.end_pair(pair_of(dossier, HAI_CHAU, HUNG_SON), reason="Đổi.", actor=everybody["dn_soan"])
    support.add_pair(dossier, HAI_CHAU, DAC_PRING, reason="Kết nghĩa từ trước.", actor=everybody["dn_soan"])
    pairs = {pair.codes for pair in proposed(dossier, everybody)}
    assert (HAI_CHAU, DAC_PRING) in pairs
    assert (HAI_CHAU, HUNG_SON) not in pairs


def test_nobody_is_forgotten_before_it_goes_on(dossier: Dossier, everybody: dict[str, User]) -> None:
    drafter = everybody["dn_soan"]
    with pytest.raises(NotReady) as nothing:
        actions.complete(asked(dossier, drafter), actor=drafter)
    assert [one.place[0] for one in nothing.value.missing] == ["pairs"]
    support.add_pair(dossier, HAI_CHAU, HUNG_SON, reason="Kết nghĩa từ trước.", actor=drafter)
    with pytest.raises(NotReady) as some:
        actions.complete(asked(dossier, drafter), actor=drafter)
    said = " ".join(str(one) for one in some.value.missing)
    assert "Đắc Pring" in said
    assert "An Khê" in said
    assert "Nông Sơn" not in said  # nobody knows yet whether it helps or is helped


def test_a_change_supersedes_what_was_signed(dossier: Dossier, everybody: dict[str, User]) -> None:
    """One act decides on all pairs; while it is being decided nobody changes them, afterwards only by an amendment."""
    drafter = everybody["dn_soan"]
    proposed(dossier, everybody)
    actions.complete(asked(dossier, drafter), actor=drafter)
    shown, content = actions.shown_to_signer(asked(dossier, everybody["dn_truong"]))
    assert content["plan"][HUNG_SON]["helpers"] == {HAI_CHAU: "Phường Hải Châu", BA_NA: "Xã Bà Nà"}
    support.end_pair(pair_of(dossier, BA_NA, HUNG_SON), reason="Đổi.", actor=drafter)
    with pytest.raises(ContentChanged):
        actions.sign(asked(dossier, everybody["dn_truong"]), shown=shown, actor=everybody["dn_truong"])
    support.add_pair(dossier, BA_NA, DAC_PRING, reason="Gần hơn.", actor=drafter)
    sign(dossier, everybody["dn_truong"])
    with pytest.raises(NotNow):
        support.add_pair(dossier, AN_KHE, HUNG_SON, reason="Muộn.", actor=drafter)
    decision = sign(dossier, everybody["dn_bithu"])
    actions.send_back(asked(dossier, drafter), to="amendment", reason="Bà Nà xin đổi xã.", actor=drafter)
    decision.refresh_from_db()
    assert not decision.counts
    support.end_pair(pair_of(dossier, BA_NA, DAC_PRING), reason="Bà Nà xin đổi.", actor=drafter)
    support.add_pair(dossier, BA_NA, HUNG_SON, reason="Bà Nà xin đổi.", actor=drafter)
    actions.complete(asked(dossier, drafter), actor=drafter)
    again = sign(dossier, everybody["dn_bithu"])
    assert again.counts
    assert again.snapshot.content["plan"][HUNG_SON]["helpers"] == {HAI_CHAU: "Phường Hải Châu", BA_NA: "Xã Bà Nà"}


def test_only_the_proposing_body_assigns(dossier: Dossier, everybody: dict[str, User]) -> None:
    for name in ("dn_truong", "dn_bithu", "dn_haichau", "anh", "phuc"):
        with pytest.raises(NotYou):
            support.add_pair(dossier, HAI_CHAU, HUNG_SON, reason="a", actor=everybody[name])
    with pytest.raises(BadInput) as no_reason:
        support.add_pair(dossier, HAI_CHAU, HUNG_SON, reason=" ", actor=everybody["dn_soan"])
    assert no_reason.value.field == "reason"
    with pytest.raises(BadInput):
        support.add_pair(dossier, "99999", HUNG_SON, reason="a", actor=everybody["dn_soan"])
    first = support.add_pair(dossier, HAI_CHAU, HUNG_SON, reason="a", actor=everybody["dn_soan"])
    assert support.add_pair(dossier, HAI_CHAU, HUNG_SON, reason="b", actor=everybody["dn_soan"]) == first


# Agreements


def test_an_agreement_has_two_signatories_and_a_day(dossier: Dossier, everybody: dict[str, User]) -> None:
    decided(dossier, everybody)
    pair, drafter = pair_of(dossier, HAI_CHAU, HUNG_SON), everybody["dn_soan"]
    for wrong in (
        {"helper_signatory": ""},
        {"place_signatory": " "},
        {"signed_on": None},
        {"signed_on": date(2099, 1, 1)},
    ):
        with pytest.raises(BadInput) as refused:
            agree(pair, drafter, **wrong)
        assert refused.value.field == next(iter(wrong))
    first = agree(pair, drafter, file=a_file())
    assert agree(pair, drafter, file=a_file()) == first
    assert dossier.events.filter(verb="support.agreement_recorded").count() == 1
    assert first.proofs.count() == 1
    with pytest.raises(ContentChanged):
        agree(pair, drafter, venue="Hùng Sơn", version=0)
    assert agree(pair, drafter, venue="Hùng Sơn", version=1).version == 2


def test_only_pairs_twinned_before_have_an_agreement_before_the_decision(
    dossier: Dossier, everybody: dict[str, User]
) -> None:
    drafter = everybody["dn_soan"]
    earlier = support.add_pair(
        dossier, HAI_CHAU, HUNG_SON, reason="Ký 16/8/2025.", origin=Pair.Origin.EARLIER, actor=drafter
    )
    later = support.add_pair(dossier, AN_KHE, DAC_PRING, reason="a", actor=drafter)
    agree(earlier, drafter, signed_on=date(2025, 8, 16))
    with pytest.raises(NotNow):
        agree(later, drafter)
    kept = {(one.giver.code, one.taker.code) for one in proposal_of(dossier) if one.kept}
    assert (HAI_CHAU, HUNG_SON) in kept


def test_the_counter_knows_in_time_late_overdue_and_open(dossier: Dossier, everybody: dict[str, User]) -> None:
    decided(dossier, everybody)
    terms = reading.terms_of(dossier)
    for helper, place, day in ((HAI_CHAU, HUNG_SON, 5), (AN_KHE, DAC_PRING, 6)):
        agree(pair_of(dossier, helper, place), everybody["dn_soan"], signed_on=date(2025, 9, day))
    pairs = {pair.codes: pair for pair in dossier.support_pairs.select_related("agreement")}

    def state(codes: tuple[str, str], today: date) -> str:
        return reading.told(pairs[codes], terms, today).state

    assert state((HAI_CHAU, HUNG_SON), date(2025, 9, 10)) == "signed"
    assert state((AN_KHE, DAC_PRING), date(2025, 9, 10)) == "late"
    assert state((BA_NA, HUNG_SON), date(2025, 9, 5)) == "open"
    assert state((BA_NA, HUNG_SON), date(2025, 9, 6)) == "overdue"
    assert asked(dossier, everybody["dn_soan"]).due.date() == date(2025, 9, 5)


# The books


def test_each_unit_writes_for_its_own_pairs_only(dossier: Dossier, everybody: dict[str, User]) -> None:
    decided(dossier, everybody)
    admitted(dossier, everybody)
    mine, theirs = pair_of(dossier, HAI_CHAU, HUNG_SON), pair_of(dossier, AN_KHE, DAC_PRING)
    for place, name in enumerate(("dn_haichau", "dn_hungson", "dn_soan"), 1):
        number = GIFT | {"no": place}
        line = support.add_line(dossier, LEDGER, number, pair=mine, actor=everybody[name])
        assert line.organisation.key == {"dn_haichau": "dn_20242", "dn_hungson": "dn_20443"}.get(name, "dn_organising")
    for name in ("dn_haichau", "dn_hungson", "dn_bithu", "phuc", "xuan"):
        with pytest.raises(NotYou):
            support.add_line(dossier, LEDGER, GIFT, pair=theirs, actor=everybody[name])


def test_a_stranger_finds_nothing_and_an_admitted_unit_finds_it(dossier: Dossier, everybody: dict[str, User]) -> None:
    with pytest.raises(NotFound):
        reading.support_dossier_for(everybody["dn_haichau"], dossier.code)
    admitted(dossier, everybody)
    assert reading.support_dossier_for(everybody["dn_haichau"], dossier.code) == dossier
    with pytest.raises(BadInput):
        support.admit(dossier, HAI_CHAU, Organisation.objects.get(key="hp_pc"), actor=everybody["dn_soan"])
    with pytest.raises(NotYou):
        support.admit(dossier, AN_KHE, Organisation.objects.get(key="hp_pc"), actor=everybody["dn_truong"])


def test_a_dossier_of_another_procedure_has_no_such_pages(agency: Dossier, people: dict[str, User]) -> None:
    with pytest.raises(NotFound):
        reading.support_dossier_for(people["anh"], agency.code)


def test_support_begins_with_the_decision(dossier: Dossier, everybody: dict[str, User]) -> None:
    proposed(dossier, everybody)
    with pytest.raises(NotNow):
        support.add_line(dossier, LEDGER, GIFT, pair=pair_of(dossier, HAI_CHAU, HUNG_SON), actor=everybody["dn_soan"])


def test_a_line_is_written_once_changed_with_care_and_kept_when_removed(
    dossier: Dossier, everybody: dict[str, User]
) -> None:
    decided(dossier, everybody)
    pair, drafter = pair_of(dossier, HAI_CHAU, HUNG_SON), everybody["dn_soan"]
    line = support.add_line(dossier, LEDGER, GIFT, pair=pair, actor=drafter)
    assert support.add_line(dossier, LEDGER, GIFT, pair=pair, actor=drafter) == line
    with pytest.raises(BadInput):
        support.add_line(dossier, LEDGER, GIFT | {"item": "Khác"}, pair=pair, actor=drafter)
    changed = support.change_line(line, GIFT | {"value": 170_000_000}, version=1, actor=drafter)
    assert changed.version == 2
    with pytest.raises(ContentChanged):
        support.change_line(line, GIFT | {"value": 1}, version=1, actor=drafter)
    proof = support.add_proof(line, file=a_file("x"), actor=drafter)
    assert support.add_proof(line, file=a_file("x"), actor=drafter) == proof
    assert len(proof.sha256) == 64
    with pytest.raises(BadInput):
        support.remove_line(line, reason="", actor=drafter)
    support.remove_line(line, reason="Ghi nhầm.", actor=drafter)
    assert not reading.lines_of(dossier, LEDGER).exists()
    told = [event.verb for event in reading.history_of(drafter, pair)]
    assert told[0] == "support.line_removed"
    assert verify(now(dossier)) is None


@pytest.mark.parametrize(
    ("book", "values", "field"),
    [
        (LEDGER, GIFT | {"value": None}, "value"),
        (LEDGER, GIFT | {"form": "kind", "value": None}, "quantity"),
        (LEDGER, GIFT | {"on": "2024-01-01"}, "year"),
        (
            ROTATION,
            {
                "no": 1,
                "direction": "out",
                "category": "cadre",
                "skill": "it",
                "people": 1,
                "unit_from": "a",
                "unit_to": "b",
                "starts": "2025-10-02",
                "ends": "2025-10-01",
            },
            "ends",
        ),
    ],
)
def test_a_line_that_cannot_be_true_is_refused(
    dossier: Dossier, everybody: dict[str, User], book: object, values: dict[str, object], field: str
) -> None:
    decided(dossier, everybody)
    with pytest.raises(BadInput) as refused:
        support.add_line(dossier, book, values, pair=pair_of(dossier, HAI_CHAU, HUNG_SON), actor=everybody["dn_soan"])  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_letter_asks_each_unit_once(dossier: Dossier, everybody: dict[str, User]) -> None:
    said = {"letter": "389-CV/TU", "content": "Lập lộ trình", "due": date(2025, 9, 5), "actor": everybody["dn_soan"]}
    assert len(support.send_letter(dossier, [HAI_CHAU, AN_KHE, HAI_CHAU, "99999"], **said)) == 2
    assert [line.unit for line in support.send_letter(dossier, [HAI_CHAU, BA_NA], **said)] == [BA_NA]
    (letter,) = reading.letters_of(dossier)
    assert (letter["asked"], letter["done"], letter["late"]) == (3, 0, 3)
    with pytest.raises(BadInput):
        support.send_letter(dossier, [], **said)
