"""What was found, as lines that say what it is and lead there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from reorg.finding.finding import Found
from reorg.finding.models import Kind
from reorg.people.models import Office
from reorg.units.models import Unit
from reorg.units.succession import Chain, becoming, coming
from reorg.web.templatetags.web import day, moment, told, trail_page_of
from workflows import reading
from workflows.models import DocumentVersion, Event
from workflows.text import fold

SYMBOLS = {
    Kind.DOSSIER: "folder",
    Kind.UNIT: "map-pin",
    Kind.DOCUMENT: "file-text",
    Kind.PERSON: "user",
    Kind.EVENT: "history",
}
WAYS = 2  # of a unit's past that are told in a line
NAMES = 4


class Mark(NamedTuple):
    word: str
    tone: str = ""  # late, soon


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    line: str = ""
    more: str = ""
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    kind: Kind
    symbol: str
    hits: list[Hit]
    total: int
    more: bool
    """There are more than anybody counts."""


def shown(user: Any, found: Found) -> list[Shown]:
    """Groups of lines; what was removed between looking up and reading is left out."""
    groups = []
    for group in found.groups:
        hits = TOLD[group.kind](user, group.keys, found.words)
        in_order = [hits[key] for key in group.keys if key in hits]
        if in_order:
            groups.append(Shown(group.kind, SYMBOLS[group.kind], in_order, group.total, group.more))
    return groups


def _dossiers(user: Any, keys: Sequence[int], words: list[str]) -> dict[int, Hit]:
    hits = {}
    for one in reading.dossiers_for(user).filter(pk__in=keys):
        marks = [Mark(_("held"), "late")] if one.is_held else []
        line = " · ".join(filter(None, (one.code, str(one.get_phase_display()), str(one.lead))))
        hits[one.pk] = Hit(one.title, reverse("dossier", args=[one.code]), line, marks=marks)
    return hits


def _units(user: Any, keys: Sequence[int], words: list[str]) -> dict[int, Hit]:
    units = Unit.objects.select_related("parent__parent").in_bulk(list(keys))
    later, before = _by_start(becoming(units.values())), _by_end(coming(units.values()))
    return {pk: _unit(unit, later[pk], before[pk], words) for pk, unit in units.items()}


def _unit(unit: Unit, later: list[Chain], before: list[Chain], words: list[str]) -> Hit:
    places, place = [], unit.parent
    while place is not None:
        places.append(str(place))
        place = place.parent
    ended = unit.valid_to is not None and unit.valid_to < timezone.localdate()
    said = [unit.code, ", ".join(places)]
    if unit.valid_from or unit.valid_to:
        since = day(unit.valid_from) if unit.valid_from else "…"
        said.append(f"{since} – {day(unit.valid_to) if unit.valid_to else _('today')}")
    return Hit(
        str(unit),
        reverse("unit", args=[unit.pk]),
        " · ".join(filter(None, said)),
        _became(later) if ended else _formed(before, words),
        [Mark(_("former"))] if ended else [],
    )


def _became(chains: list[Chain]) -> str:
    """A unit that is no more: what it became, the longest way first."""
    ways = sorted((chain for chain in chains if chain.steps), key=lambda chain: (not chain.whole, str(chain.end)))
    return _and_more([str(chain.text()) for chain in ways], WAYS, "; ")


def _formed(chains: list[Chain], words: list[str]) -> str:
    """A unit that is: the ways from what was looked for, or else the names it came from."""
    ways = [chain for chain in chains if chain.steps]
    looked_for = [chain for chain in ways if _names(chain, words)]
    if looked_for:
        return _and_more([str(chain.text()) for chain in looked_for], WAYS, "; ")
    if not ways:
        return ""
    names = list(dict.fromkeys(str(chain.steps[-1].predecessor) for chain in ways))
    return _("formed from %(names)s") % {"names": _and_more(names, NAMES, ", ")}


def _names(chain: Chain, words: list[str]) -> bool:
    names = [fold(step.predecessor.full_name) for step in chain.steps]
    return any(all(any(part.startswith(word) for part in name.split()) for word in words) for name in names)


def _and_more(said: list[str], most: int, between: str) -> str:
    text = between.join(said[:most])
    left = len(said) - most
    if left > 0:
        text += " " + ngettext("and %(count)d more", "and %(count)d more", left) % {"count": left}
    return text


def _by_start(chains: Iterable[Chain]) -> dict[int, list[Chain]]:
    found: dict[int, list[Chain]] = defaultdict(list)
    for chain in chains:
        found[chain.start.pk].append(chain)
    return found


def _by_end(chains: Iterable[Chain]) -> dict[int, list[Chain]]:
    found: dict[int, list[Chain]] = defaultdict(list)
    for chain in chains:
        found[chain.end.pk].append(chain)
    return found


def _documents(user: Any, keys: Sequence[int], words: list[str]) -> dict[int, Hit]:
    versions = DocumentVersion.objects.select_related("erasure").order_by("no")
    papers = (
        reading.papers_for(user)
        .filter(pk__in=keys)
        .select_related("dossier", "type", "recall")
        .prefetch_related(Prefetch("versions", queryset=versions))
    )
    hits = {}
    for one in papers:
        marks = [Mark(_("recalled"), "late")] if one.recalled else []
        marks += [Mark(_("restricted"), "soon")] if one.restricted else []
        last = list(one.versions.all())[-1:]
        marks += [Mark(_("content removed"), "soon")] if last and not last[0].file else []
        marks += [Mark(_("held"), "late")] if one.dossier.is_held else []
        title = f"{one.symbol} – {one.subject}" if one.symbol else one.subject
        line = " · ".join(filter(None, (str(one.type), one.issuer, day(one.date) if one.date else "")))
        url = f"{reverse('documents', args=[one.dossier.code])}#document-{one.pk}"
        hits[one.pk] = Hit(title, url, line, f"{one.dossier.code} · {one.dossier.title}", marks)
    return hits


def _people(user: Any, keys: Sequence[int], words: list[str]) -> dict[int, Hit]:
    offices = Office.objects.filter(organisation__in=reading.bodies_for(user)).select_related("person", "organisation")
    hits = {}
    for one in offices.filter(pk__in=keys):
        ended = one.valid_to is not None and one.valid_to < timezone.localdate()
        dates = f"{day(one.valid_from)} – {day(one.valid_to)}" if one.valid_to else ""
        line = " · ".join(filter(None, (f"{one.title}, {one.organisation}", dates)))
        url = f"{reverse('dossiers')}?{urlencode({'organisation': one.organisation_id})}"
        hits[one.pk] = Hit(str(one.person), url, line, marks=[Mark(_("former"))] if ended else [])
    return hits


def _events(user: Any, keys: Sequence[int], words: list[str]) -> dict[int, Hit]:
    seen = reading.dossiers_for(user).order_by().values("pk")
    hits = {}
    for one in Event.objects.filter(pk__in=keys, dossier__in=seen).select_related("dossier"):
        said = told(one)
        who = said["actor"].get("name") or _("The system")
        url = f"{reverse('trail', args=[one.dossier.code])}?page={trail_page_of(one)}#event-{one.seq}"
        line = f"{one.dossier.code} · {_('No.')} {one.seq} · {moment(one.at)}"
        hits[one.pk] = Hit(f"{who} {said['sentence']}", url, line)
    return hits


TOLD = {
    Kind.DOSSIER: _dossiers,
    Kind.UNIT: _units,
    Kind.DOCUMENT: _documents,
    Kind.PERSON: _people,
    Kind.EVENT: _events,
}


# One unit


@dataclass(frozen=True)
class Became:
    """One reorganisation a unit went through."""

    other: Unit
    how: str
    when: str
    by: str


@dataclass(frozen=True)
class UnitPage:
    unit: Unit
    places: list[Unit]
    ended: bool
    before: list[Became]
    after: list[Became]
    ways: list[str]
    dossiers: list[Any]


def unit_page(user: Any, unit: Unit) -> UnitPage:
    """A unit with what it came from, what became of it, and the dossiers that plan with it."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"

    def told(row: Any, other: Unit) -> Became:
        said = row.sentence()
        return Became(other, said.en if language == "en" else said.vi, day(row.effective), row.resolution)

    places, place = [], unit.parent
    while place is not None:
        places.append(place)
        place = place.parent
    ways = [str(chain.text()) for chain in becoming([unit]) if len(chain.steps) > 1]
    planned = reading.dossiers_for(user).filter(plan_clauses__parts__unit=unit).distinct()
    return UnitPage(
        unit,
        places,
        unit.valid_to is not None and unit.valid_to < timezone.localdate(),
        [told(row, row.predecessor) for row in unit.origins.select_related("predecessor", "successor")],
        [told(row, row.successor) for row in unit.fates.select_related("predecessor", "successor")],
        ways,
        list(planned[:20]),
    )
