"""What pages show of support: through the dossier's door, like everything read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.support.books import LEDGER, LETTER, PROPOSALS, Book, book_of
from reorg.support.models import Line, Pair, Proof, Response, Terms
from reorg.support.procedure import SupportProcedure
from reorg.support.roster import Roster, Unit, roster_of
from workflows.errors import NotFound
from workflows.models import Dossier, Event
from workflows.reading import dossier_for, events_for
from workflows.text import Text


def carries_support(dossier: Dossier) -> bool:
    return issubclass(dossier.flow, SupportProcedure)


def support_dossier_for(user: Any, code: str) -> Dossier:
    """A dossier that assigns support, if this person may see it."""
    dossier = dossier_for(user, code)
    if not carries_support(dossier):
        raise NotFound(_("This dossier assigns nobody to anybody."))
    return dossier


def pair_for(user: Any, code: str, pk: int) -> Pair:
    """A pair of a dossier this person may see; one that has ended is still on record."""
    dossier = support_dossier_for(user, code)
    pair = dossier.support_pairs.filter(pk=pk).select_related("agreement__recorded_by", "dossier").first()
    if pair is None:
        raise NotFound(_("There is no such pair in this dossier."))
    pair.dossier = dossier
    return pair


def book_for(dossier: Dossier, code: str) -> Book:
    """A book that this dossier keeps."""
    book = book_of(code)
    if book not in flow_of(dossier).books:
        raise NotFound(_("This dossier keeps no such book."))
    return book


def line_for(user: Any, code: str, pk: int) -> Line:
    dossier = support_dossier_for(user, code)
    line = dossier.support_lines.filter(pk=pk).select_related("pair", "changed_by", "organisation").first()
    if line is None:
        raise NotFound(_("There is no such line in this dossier."))
    line.dossier = dossier
    return line


def proof_for(user: Any, pk: int) -> tuple[Dossier, Proof]:
    proof = Proof.objects.filter(pk=pk).select_related("line__dossier", "agreement__pair__dossier").first()
    if proof is None:
        raise NotFound(_("There is no such file."))
    owner = proof.line.dossier if proof.line else proof.agreement.pair.dossier if proof.agreement else None
    assert owner is not None
    return dossier_for(user, owner.code), proof


def flow_of(dossier: Dossier) -> type[SupportProcedure]:
    flow = dossier.flow
    assert issubclass(flow, SupportProcedure)
    return flow


def terms_of(dossier: Dossier) -> Terms:
    return Terms.objects.filter(dossier=dossier).first() or Terms(dossier=dossier)


# Pairs


@dataclass(frozen=True)
class Told:
    """A pair with where its agreement stands: signed, late (signed after the day), overdue, or open."""

    pair: Pair
    state: str
    reasons: tuple[Text, ...]

    @property
    def signed(self) -> bool:
        return self.state in ("signed", "late")


STATES = {
    "signed": Text("đã ký kết", "signed"),
    "late": Text("ký sau thời hạn", "signed after the day"),
    "overdue": Text("quá hạn, chưa ký", "overdue, not signed"),
    "open": Text("chưa ký", "not signed yet"),
}


def told(pair: Pair, terms: Terms, today: date | None = None) -> Told:
    by, agreement = terms.complete_by, getattr(pair, "agreement", None)
    if agreement is not None:
        state = "late" if by and agreement.signed_on and agreement.signed_on > by else "signed"
    else:
        state = "overdue" if by and (today or timezone.localdate()) > by else "open"
    return Told(pair, state, tuple(Text(**one) for one in pair.reasons))


@dataclass
class Place:
    """A commune with those who help it."""

    unit: Unit
    pairs: list[Told] = field(default_factory=list)


@dataclass(frozen=True)
class Overview:
    """The assignment as one page shows it."""

    terms: Terms
    places: list[Place]
    idle: list[Unit]
    unclear: list[Unit]
    told: list[Told]

    def count(self, *states: str) -> int:
        return sum(one.state in states for one in self.told)

    @property
    def signed(self) -> int:
        return self.count("signed", "late")

    @property
    def overdue(self) -> int:
        return self.count("overdue")

    @property
    def helped(self) -> int:
        return sum(bool(place.pairs) for place in self.places)

    @property
    def helping(self) -> int:
        return len({one.pair.helper_code for one in self.told})

    @property
    def known(self) -> int:
        return sum(place.unit.standing != "unknown" for place in self.places)

    @property
    def expired(self) -> bool:
        return bool(self.terms.ends_on and self.terms.ends_on < timezone.localdate())


def overview(dossier: Dossier) -> Overview:
    """Every commune with its helpers, who is left over, whose role is not known; three queries."""
    terms, roster = terms_of(dossier), roster_of(dossier)
    standing = dossier.support_pairs.filter(ended_at__isnull=True).select_related("agreement")
    all_told = [told(pair, terms) for pair in standing]
    places = {code: Place(unit) for code, unit in roster.places.items()}
    for one in all_told:  # a commune that was taken off the register keeps its pairs in sight
        pair = one.pair
        place = places.setdefault(pair.place_code, Place(Unit(pair.place_code, pair.place_name, "unknown")))
        place.pairs.append(one)
    helping = {one.pair.helper_code for one in all_told}
    helped = {one.pair.place_code for one in all_told}
    return Overview(
        terms=terms,
        places=[place for place in places.values() if place.pairs or place.unit.standing != "unknown"],
        idle=[one for one in roster.helpers.values() if one.code not in helping and one.standing != "unknown"],
        unclear=[
            one
            for one in (*roster.places.values(), *roster.helpers.values())
            if one.standing == "unknown" and one.code not in helped | helping
        ],
        told=all_told,
    )


def history_of(user: Any, pair: Pair) -> QuerySet[Event]:
    """What the trail tells of one pair, newest first."""
    events = events_for(user, pair.dossier).filter(verb__startswith="support.")
    return events.filter(record__contains=f'"pair":"{pair.code}"').order_by("-seq")


# Lines


def lines_of(dossier: Dossier, book: Book, *, pair: Pair | None = None, unit: str | None = None) -> QuerySet[Line]:
    lines = dossier.support_lines.filter(book=book.code, removed=False).select_related("pair", "changed_by")
    if pair is not None:
        lines = lines.filter(pair=pair)
    if unit is not None:
        lines = lines.filter(unit=unit)
    return lines.prefetch_related("proofs").order_by("unit", "pair__place_code", "pair__helper_code", "id")


def next_number(dossier: Dossier, book: Book, *, pair: Pair | None = None, unit: str = "") -> int:
    there = dossier.support_lines.filter(book=book.code, pair=pair, unit=unit).values_list("values__no", flat=True)
    return max((number or 0 for number in there), default=0) + 1


def proposals_of(dossier: Dossier, place: str) -> list[Line]:
    """Proposals of a commune with what its helpers answered, each as ``given``."""
    answers = Prefetch("responses", Response.objects.select_related("pair", "answered_by"), to_attr="given")
    return list(lines_of(dossier, PROPOSALS, unit=place).prefetch_related(answers))


def plan_of(dossier: Dossier, helper: str) -> list[Response]:
    """What a helper answered: its plan is what it took."""
    answers = Response.objects.filter(pair__dossier=dossier, pair__helper_code=helper, line__removed=False)
    return list(answers.select_related("line", "pair").order_by("outcome", "due", "id"))


# Sums over the years


@dataclass
class Sums:
    """What one unit received or gave, by year and in all. Values in đồng; lines without a value are counted apart."""

    code: str
    name: str
    years: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    cash: Decimal = Decimal(0)
    kind: Decimal = Decimal(0)
    lines: int = 0
    unvalued: int = 0
    proven: int = 0
    samples: int = 0

    @property
    def total(self) -> Decimal:
        return self.cash + self.kind

    @property
    def by_year(self) -> list[tuple[int, Decimal]]:
        return sorted(self.years.items())

    def add(self, values: Mapping[str, Any], *, proven: bool, sample: bool) -> None:
        value = Decimal(values.get("value") or 0)
        self.years[values["year"]] += value
        if values["form"] == "cash":
            self.cash += value
        else:
            self.kind += value
        self.lines += 1
        self.unvalued += not value
        self.proven += proven
        self.samples += sample


@dataclass(frozen=True)
class Summary:
    years: list[int]
    places: list[Sums]
    helpers: list[Sums]
    total: Sums


def summary_of(dossier: Dossier) -> Summary:
    """The ledger over all years, per commune and per helper; units without a line stand there with nothing."""
    pairs = list(dossier.support_pairs.all())
    places = {pair.place_code: Sums(pair.place_code, pair.place_name) for pair in pairs if not pair.ended_at}
    helpers = {pair.helper_code: Sums(pair.helper_code, pair.helper_name) for pair in pairs if not pair.ended_at}
    total = Sums("", "")
    proven = set(Proof.objects.filter(line__dossier=dossier).values_list("line_id", flat=True))
    ledger = dossier.support_lines.filter(book=LEDGER.code, removed=False).select_related("pair")
    for line in ledger:
        pair = line.pair
        assert pair is not None
        for sums in (
            places.setdefault(pair.place_code, Sums(pair.place_code, pair.place_name)),
            helpers.setdefault(pair.helper_code, Sums(pair.helper_code, pair.helper_name)),
            total,
        ):
            sums.add(line.values, proven=line.pk in proven, sample=line.sample)
    return Summary(sorted(total.years), _sorted(places), _sorted(helpers), total)


def _sorted(sums: Mapping[str, Sums]) -> list[Sums]:
    return sorted(sums.values(), key=lambda one: one.code)


def sums_by_pair(lines: Iterable[Line]) -> Sums:
    sums = Sums("", "")
    for line in lines:
        sums.add(line.values, proven=bool(line.proofs.all()), sample=line.sample)
    return sums


def letters_of(dossier: Dossier) -> list[dict[str, Any]]:
    """Each content of each letter with how many were asked, have reported, and are late."""
    today = timezone.localdate().isoformat()
    found: dict[tuple[str, str], dict[str, Any]] = {}
    lines = dossier.support_lines.filter(book=LETTER.code, removed=False).order_by("id")
    for values in lines.values_list("values", flat=True):
        key = (values["letter"], values["content"])
        one = found.setdefault(
            key, {"letter": key[0], "content": key[1], "due": values.get("due"), "asked": 0, "done": 0, "late": 0}
        )
        one["asked"] += 1
        one["done"] += bool(values.get("done_on"))
        one["late"] += bool(not values.get("done_on") and values.get("due") and values["due"] < today)
    return list(found.values())


__all__ = ["Overview", "Roster", "Summary", "overview", "summary_of"]
