"""A small twinning and a small support assignment, and how people act on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from reorg.demo.cast import bodies
from reorg.demo.support import ASSIGNMENT_PARTS, TWINNING_PARTS
from reorg.people.models import Organisation, User
from reorg.registers.actions import add_row
from reorg.registers.definition import Side
from reorg.registers.kinds.support import ASSIGNED_UNITS, ASSISTED_COMMUNES
from reorg.registers.kinds.twinning import TWINNING_CAPACITIES, TWINNING_NEEDS
from reorg.support import actions as support
from reorg.support.models import Pair
from reorg.support.roster import proposal_digest, proposal_of
from tests.cast import PDF, asked, procedure, sign
from workflows import actions
from workflows.models import Dossier
from workflows.text import Text

People = dict[str, User]
HAI_CHAU, HUNG_SON, AN_KHE, DAC_PRING, BA_NA = "20242", "20443", "20305", "20716", "20308"
PLACES = (
    {"code": HUNG_SON, "name": "Xã Hùng Sơn", "standing": "confirmed", "mountain": True, "it": 3, "land": 1},
    {"code": DAC_PRING, "name": "Xã Đắc Pring", "standing": "confirmed", "mountain": True, "finance": 2},
    {"code": "20656", "name": "Xã Nông Sơn", "standing": "unknown"},
)
HELPERS = (
    {"code": HAI_CHAU, "name": "Phường Hải Châu", "standing": "confirmed", "it": 3},
    {"code": AN_KHE, "name": "Phường An Khê", "standing": "confirmed", "finance": 3},
    {"code": BA_NA, "name": "Xã Bà Nà", "standing": "inferred", "land": 2},
)


def open_twinning(people: People, code: str = "KN-01") -> Dossier:
    """Two communes, three helpers, one unit whose role nobody knows; in drafting."""
    drafter = people["dn_soan"]
    dossier = actions.open_dossier(
        procedure("twinning"),
        code=code,
        title=Text("Kết nghĩa thử", "A small twinning"),
        parts=bodies(TWINNING_PARTS),
        actor=drafter,
    )
    for row in PLACES:
        add_row(dossier, TWINNING_NEEDS, Side.GIVER, row, actor=drafter)
    for row in HELPERS:
        add_row(dossier, TWINNING_CAPACITIES, Side.GIVER, row, actor=drafter)
    support.set_terms(dossier, complete_by=date(2025, 9, 5), basis="02-NQ/TU", actor=drafter)
    return dossier


def proposed(dossier: Dossier, people: People) -> list[Pair]:
    """The solver's proposal taken over."""
    found = proposal_of(dossier)
    support.take_over(dossier, shown=proposal_digest(found), actor=people["dn_soan"])
    return list(dossier.support_pairs.filter(ended_at__isnull=True))


def decided(dossier: Dossier, people: People) -> Dossier:
    """Pairs proposed and decided on by both bodies."""
    proposed(dossier, people)
    actions.complete(asked(dossier, people["dn_soan"]), actor=people["dn_soan"])
    sign(dossier, people["dn_truong"])
    sign(dossier, people["dn_bithu"])
    return now(dossier)


def now(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def pair_of(dossier: Dossier, helper: str, place: str) -> Pair:
    return dossier.support_pairs.get(helper_code=helper, place_code=place, ended_at__isnull=True)


def agree(pair: Pair, actor: User, **more: Any) -> Any:
    said = {"signed_on": date(2025, 9, 3), "helper_signatory": "Bí thư Đảng ủy", "place_signatory": "Chủ tịch UBND"}
    return support.record_agreement(pair, **(said | more), actor=actor)


def admitted(dossier: Dossier, people: People) -> None:
    """Hải Châu and Hùng Sơn take part with their own officers."""
    for code, key in ((HAI_CHAU, "dn_20242"), (HUNG_SON, "dn_20443")):
        support.admit(dossier, code, Organisation.objects.get(key=key), actor=people["dn_soan"])


def open_assignment(people: People, code: str = "GD-01") -> Dossier:
    """Two bodies and two communes, decided on, being carried out; the Youth Union takes part itself."""
    drafter = people["db_soan"]
    dossier = actions.open_dossier(
        procedure("support_assignment"),
        code=code,
        title=Text("Giúp đỡ xã thử", "A small support assignment"),
        parts=bodies(ASSIGNMENT_PARTS),
        actor=drafter,
    )
    for place, name in (("03214", "Xã Mường Luân"), ("03376", "Xã Keo Lôm")):
        row = {"code": place, "name": name, "category": "iii", "category_from": "2021-11-17", "basis": "2072/QĐ-UBND"}
        add_row(dossier, ASSISTED_COMMUNES, Side.GIVER, row, actor=drafter)
    for helper, name, kind in (("tinhdoan", "Tỉnh đoàn", "mass"), ("sct", "Sở Công Thương", "department")):
        add_row(dossier, ASSIGNED_UNITS, Side.GIVER, {"code": helper, "name": name, "kind": kind}, actor=drafter)
    support.set_terms(
        dossier,
        starts_on=date(2021, 11, 17),
        ends_on=timezone.localdate() + timedelta(days=30),
        basis="Quyết định 2072/QĐ-UBND ngày 17/11/2021",
        actor=drafter,
    )
    for helper, place in (("tinhdoan", "03214"), ("sct", "03376")):
        support.add_pair(dossier, helper, place, reason="Theo quyết định.", actor=drafter)
    actions.complete(asked(dossier, drafter), actor=drafter)
    sign(dossier, people["db_huyen"])
    sign(dossier, people["db_tinh"])
    support.admit(dossier, "tinhdoan", Organisation.objects.get(key="db_tinhdoan"), actor=drafter)
    return now(dossier)


def a_file(text: str = "") -> ContentFile[bytes]:
    return ContentFile(PDF + text.encode(), name="minh-chung.pdf")
