"""A calm picture of what becomes what: old units on the left, new ones on the right, ribbons between them.

Plain SVG with presentation attributes only, so that a strict content policy, a printed paper and a black-and-white
copier all show the same. Pages may restyle it by the classes `u-old`, `u-new`, `u-flow`, `u-label`, `u-note`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from html import escape

from reorg.units.conservation import Conservation, Share
from reorg.units.formulas import Formula, Kind
from reorg.units.models import PlanClause, Succession, Unit
from reorg.units.plan import PlannedClause
from reorg.units.text import Text, area, people

MANY = 24
"""With more old units than this, the picture shows groups of units."""


@dataclass(frozen=True)
class Node:
    """A unit in the picture. `groups` are what it may be counted under when there are too many, finest first."""

    key: str
    title: Text
    area: Decimal | None = None
    population: int | None = None
    groups: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Piece:
    """What flows from an old unit into a new one."""

    old: Node
    formula: Formula
    area: Decimal | None = None
    population: int | None = None


@dataclass(frozen=True)
class Group:
    """A new unit and all it is made of."""

    new: Node
    pieces: tuple[Piece, ...]


# From our records


def groups_of_plan(clauses: Iterable[PlanClause], balance: Conservation) -> list[Group]:
    """A dossier's plan (`plan_of(dossier, places=True)`) as the picture wants it, remainders with the figures the
    balance worked out."""
    shares: dict[tuple[int, str], Share] = {
        (share.part.clause, unit.unit): share for unit in balance.units for share in unit.shares
    }
    groups = []
    for clause in clauses:
        pieces = []
        for part in clause.parts.all():
            share = shares[clause.number, str(part.unit_id)]
            old = Node(str(part.unit_id), part.title, part.unit_area_km2, part.unit_population, _places(part.unit))
            pieces.append(Piece(old, Formula(part.formula), share.area, share.population))
        groups.append(Group(_new(f"c{clause.number}", clause), tuple(pieces)))
    return groups


def groups_of_planned(clauses: Iterable[PlannedClause], balance: Conservation) -> list[Group]:
    """A plan that is not saved, as the picture wants it."""
    shares = {(share.part.clause, unit.unit): share for unit in balance.units for share in unit.shares}
    totals = {outcome.clause: outcome for outcome in balance.outcomes}
    groups = []
    for clause in clauses:
        pieces = []
        for part in clause.parts:
            share = shares[clause.number, str(part.unit.pk)]
            old = Node(str(part.unit.pk), part.unit.title, part.whole_area, part.whole_population, _places(part.unit))
            pieces.append(Piece(old, part.formula, share.area, share.population))
        total = totals[clause.number]
        new = Node(
            f"c{clause.number}",
            clause.title,
            clause.area_km2 or total.area,
            clause.population or total.population,
            (clause.kind.text,),
        )
        groups.append(Group(new, tuple(pieces)))
    return groups


def groups_of_successions(successions: Iterable[Succession]) -> list[Group]:
    """What happened, as the picture wants it."""
    by_new: dict[Unit, list[Succession]] = defaultdict(list)
    for row in successions:
        by_new[row.successor].append(row)
    return [Group(_new(f"u{new.pk}", new), tuple(_piece(row) for row in rows)) for new, rows in by_new.items()]


def _piece(row: Succession) -> Piece:
    unit, whole = row.predecessor, row.formula == Formula.WHOLE
    return Piece(
        Node(str(unit.pk), unit.title, unit.area_km2, unit.population, _places(unit)),
        Formula(row.formula),
        unit.area_km2 if whole and row.area_km2 is None else row.area_km2,
        unit.population if whole and row.population is None else row.population,
    )


def _new(key: str, unit: Unit | PlanClause) -> Node:
    return Node(key, unit.title, unit.area_km2, unit.population, (Kind(unit.kind).text,))


def _places(unit: Unit) -> tuple[Text, ...]:
    """District and province of an old unit, as far as they are loaded with it."""
    places = []
    while unit.parent is not None:
        unit = unit.parent
        places.append(unit.title)
    return tuple(places)


# The picture


def succession_svg(groups: Sequence[Group], *, language: str) -> str:
    """The picture as an inline SVG, with a title and a description that say in words what it shows."""
    drawn = _summarised(groups) if len(_olds(groups)) > MANY else _as_they_are(groups)
    return _Drawing(drawn, _title(groups), _description(groups), language).svg()


@dataclass(frozen=True)
class _Box:
    """A bar with its label, once it has a place."""

    key: str
    title: Text
    note: Text
    weight: float


@dataclass(frozen=True)
class _Flow:
    old: str
    new: str
    weight: float
    formula: Formula
    label: Text


@dataclass(frozen=True)
class _Chart:
    olds: tuple[_Box, ...]
    news: tuple[_Box, ...]
    flows: tuple[_Flow, ...]
    scale: Text


def _olds(groups: Sequence[Group]) -> dict[str, Node]:
    return {piece.old.key: piece.old for group in groups for piece in group.pieces}


BY_PEOPLE = Text("Bề rộng dải theo dân số", "Ribbons are as wide as their population")
BY_AREA = Text("Bề rộng dải theo diện tích", "Ribbons are as wide as their area")
BY_COUNT = Text("Bề rộng dải theo số đơn vị", "Ribbons are as wide as their number of units")
NO_SCALE = Text("Bề rộng dải không theo tỷ lệ", "Ribbons are not to scale")


def _as_they_are(groups: Sequence[Group]) -> _Chart:
    weights, scale = _weights(groups)
    olds, pieces_of = _olds(groups), defaultdict(list)
    flows = []
    for group in groups:
        for piece in group.pieces:
            weight = weights[group.new.key, piece.old.key]
            pieces_of[piece.old.key].append(weight)
            flows.append(_Flow(piece.old.key, group.new.key, weight, piece.formula, _flow_label(piece)))
    news = [
        _Box(g.new.key, g.new.title, _figures(g.new), sum(weights[g.new.key, p.old.key] for p in g.pieces))
        for g in groups
    ]
    order = {box.key: place for place, box in enumerate(news)}
    boxes = [_Box(key, node.title, _figures(node), sum(pieces_of[key])) for key, node in olds.items()]
    boxes.sort(key=lambda box: _centre(box.key, flows, order))
    return _Chart(tuple(boxes), tuple(news), tuple(flows), scale)


def _weights(groups: Sequence[Group]) -> tuple[dict[tuple[str, str], float], Text]:
    """By population where it is known of every piece, else by area, else every old unit alike."""
    pieces = [(group.new.key, piece) for group in groups for piece in group.pieces]
    if all(piece.population is not None for _, piece in pieces):
        return {(new, p.old.key): float(p.population or 0) for new, p in pieces}, BY_PEOPLE
    if all(piece.area is not None for _, piece in pieces):
        return {(new, p.old.key): float(p.area or 0) for new, p in pieces}, BY_AREA
    into: dict[str, int] = defaultdict(int)
    for _, piece in pieces:
        into[piece.old.key] += 1
    return {(new, p.old.key): 1 if into[p.old.key] == 1 else 0.5 for new, p in pieces}, NO_SCALE


def _centre(key: str, flows: Sequence[_Flow], order: dict[str, int]) -> float:
    """Where an old unit's ribbons end on the right, on average: sorting by it keeps them from crossing."""
    ends = [(order[f.new], f.weight or 1e-9) for f in flows if f.old == key]
    return sum(place * weight for place, weight in ends) / sum(weight for _, weight in ends)


def _summarised(groups: Sequence[Group]) -> _Chart:
    """Old units counted by district or province, new ones by kind."""
    olds = _olds(groups)
    group_of = _grouping(list(olds.values()))
    divided = _divided(groups)
    counts: dict[tuple[Text, Text], int] = defaultdict(int)
    for group in groups:
        for piece in group.pieces:
            counts[group_of[piece.old.key], group.new.groups[0]] += 1
    lefts, rights = _tally(group_of.values()), _tally(group.new.groups[0] for group in groups)
    boxes = [
        _Box(f"o{t.vi}", t, _units(n), sum(c for (old, _), c in counts.items() if old == t)) for t, n in lefts.items()
    ]
    news = [
        _Box(f"n{t.vi}", _counted(n, t), Text("", ""), sum(c for (_, new), c in counts.items() if new == t))
        for t, n in rights.items()
    ]
    flows = [
        _Flow(f"o{old.vi}", f"n{new.vi}", float(count), Formula.WHOLE, Text("", ""))
        for (old, new), count in counts.items()
    ]
    scale = BY_COUNT
    if divided:
        scale = Text(
            f"{BY_COUNT.vi}; {divided} đơn vị được chia cho nhiều đơn vị mới",
            f"{BY_COUNT.en}; {divided} were divided among several new units",
        )
    return _Chart(tuple(boxes), tuple(news), tuple(flows), scale)


def _grouping(olds: list[Node]) -> dict[str, Text]:
    """The finest grouping with few enough groups: districts, else provinces, else all in one."""
    for depth in range(max(len(node.groups) for node in olds)):
        grouping = {node.key: node.groups[min(depth, len(node.groups) - 1)] if node.groups else OTHERS for node in olds}
        if len(set(grouping.values())) <= MANY:
            return grouping
    return {node.key: OTHERS for node in olds}


OTHERS = Text("Đơn vị hiện nay", "Present units")


def _tally(titles: Iterable[Text]) -> dict[Text, int]:
    counts: dict[Text, int] = defaultdict(int)
    for title in titles:
        counts[title] += 1
    return counts


def _units(count: int) -> Text:
    return Text(f"{count} đơn vị", f"{count} unit" + ("s" if count > 1 else ""))


def _counted(count: int, kind: Text) -> Text:
    return Text(f"{count} {kind.vi}", f"{count} {_plural(kind.en) if count > 1 else kind.en}")


def _plural(words: str) -> str:
    return words.removesuffix("y") + "ies" if words.endswith("y") else f"{words}s"


def _divided(groups: Sequence[Group]) -> int:
    into: dict[str, int] = defaultdict(int)
    for group in groups:
        for piece in group.pieces:
            into[piece.old.key] += 1
    return sum(count > 1 for count in into.values())


# Words


def _figures(node: Node) -> Text:
    known = [area(node.area)] if node.area is not None else []
    known += [people(node.population)] if node.population is not None else []
    return Text(" · ".join(k.vi for k in known), " · ".join(k.en for k in known))


def _flow_label(piece: Piece) -> Text:
    return Text("", "") if piece.formula is Formula.WHOLE else piece.formula.short


def _title(groups: Sequence[Group]) -> Text:
    olds, news = len(_olds(groups)), len(groups)
    return Text(
        f"Sắp xếp {olds} đơn vị hành chính thành {news} đơn vị",
        f"{olds} administrative unit{'s' if olds > 1 else ''} become {news}",
    )


def _description(groups: Sequence[Group]) -> Text:
    if len(_olds(groups)) > MANY:
        chart = _summarised(groups)
        old_vi, old_en = (", ".join(f"{getattr(b.title, x)} ({getattr(b.note, x)})" for b in chart.olds) for x in LANGS)
        new_vi, new_en = (", ".join(getattr(b.title, x) for b in chart.news) for x in LANGS)
        return Text(f"Từ {old_vi} thành {new_vi}.", f"From {old_en} into {new_en}.")
    sentences = [(group.new.title, [(p.old.title, p.formula.short) for p in group.pieces]) for group in groups]
    return Text(
        " ".join(f"{new.vi}: {', '.join(f'{old.vi} ({f.vi})' for old, f in parts)}." for new, parts in sentences),
        " ".join(f"{new.en}: {', '.join(f'{old.en} ({f.en})' for old, f in parts)}." for new, parts in sentences),
    )


LANGS = ("vi", "en")


# Drawing

WIDTH = 820
LEFT, RIGHT, BAR = 236, 566, 10
TOP, GAP, LEAST = 16, 16, 40
LONGEST = 28
LEAD, LINE = 96, 14
"""How far ribbons run straight where formulas are written on them, and how far apart two such words are."""
INK, QUIET, OLD, NEW, FLOW = "#1f2937", "#5b6472", "#64748b", "#17457e", "#7f9dc4"


@dataclass(frozen=True)
class _Placed:
    box: _Box
    slot: float
    """Top of the room it has, label included."""
    room: float
    top: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


class _Drawing:
    def __init__(self, chart: _Chart, title: Text, description: Text, language: str) -> None:
        self.chart, self.language = chart, language
        self.title, self.description = self._say(title), self._say(description)
        total = sum(box.weight for box in chart.olds) or 1
        rows = max(len(chart.olds), len(chart.news))
        self.unit = max(rows * 34, 120) / total
        self.lead = LEAD if any(flow.label.vi for flow in chart.flows) else 0
        self.height = 0.0
        self.olds, self.news = self._column(chart.olds), self._column(chart.news)
        self.height = max(self._bottom(self.olds), self._bottom(self.news))
        self.olds, self.news = self._centred(self.olds), self._centred(self.news)

    def svg(self) -> str:
        bottom = self.height + 34
        mark = sha256((self.title + self.description).encode()).hexdigest()[:8]
        return "".join(
            (
                f'<svg class="u-picture" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom:.0f}" '
                f'width="100%" role="img" aria-labelledby="ut-{mark} ud-{mark}" font-size="14" fill="{INK}">',
                f'<title id="ut-{mark}">{escape(self.title)}</title>',
                f'<desc id="ud-{mark}">{escape(self.description)}</desc>',
                *self._ribbons(),
                *(self._old(placed) for placed in self.olds.values()),
                *(self._new(placed) for placed in self.news.values()),
                self._legend(bottom - 8),
                "</svg>",
            )
        )

    # Places

    def _column(self, boxes: Sequence[_Box]) -> dict[str, _Placed]:
        placed, y = {}, float(TOP)
        for box in boxes:
            height = max(box.weight * self.unit, 3)
            room = max(height, LEAST)
            placed[box.key] = _Placed(box, y, room, y + (room - height) / 2, height)
            y += room + GAP
        return placed

    def _bottom(self, column: dict[str, _Placed]) -> float:
        return max(p.slot + p.room for p in column.values())

    def _centred(self, column: dict[str, _Placed]) -> dict[str, _Placed]:
        """The shorter column is spread over the height of the longer one."""
        spare = self.height - self._bottom(column)
        share = spare / len(column)
        return {
            key: _Placed(p.box, p.slot + share * (n + 0.5), p.room, p.top + share * (n + 0.5), p.height)
            for n, (key, p) in enumerate(column.items())
        }

    # Ribbons

    def _ribbons(self) -> Iterable[str]:
        order_new = {key: n for n, key in enumerate(self.news)}
        order_old = {key: n for n, key in enumerate(self.olds)}
        starts = self._edges(sorted(self.chart.flows, key=lambda f: order_new[f.new]), self.olds, "old")
        ends = self._edges(sorted(self.chart.flows, key=lambda f: order_old[f.old]), self.news, "new")
        for flow in self.chart.flows:
            yield self._ribbon(flow, *starts[flow.old, flow.new], *ends[flow.old, flow.new])
        for key in self.olds:
            yield from self._formulas([f for f in self.chart.flows if f.old == key], starts)

    def _edges(
        self, flows: list[_Flow], column: dict[str, _Placed], side: str
    ) -> dict[tuple[str, str], tuple[float, float]]:
        """Where on its bar every ribbon begins or ends."""
        used: dict[str, float] = defaultdict(float)
        edges = {}
        for flow in flows:
            placed = column[getattr(flow, side)]
            share = flow.weight / placed.box.weight * placed.height if placed.box.weight else placed.height
            top = placed.top + used[placed.box.key]
            used[placed.box.key] += share
            edges[flow.old, flow.new] = (top, top + share)
        return edges

    def _ribbon(self, flow: _Flow, a: float, b: float, c: float, d: float) -> str:
        x1, bend, x2 = LEFT + BAR, LEFT + BAR + self.lead, RIGHT
        mid = (bend + x2) // 2
        upper = f"{x1} {a:.1f}H{bend}C{mid} {a:.1f} {mid} {c:.1f} {x2} {c:.1f}"
        lower = f"{x2} {d:.1f}C{mid} {d:.1f} {mid} {b:.1f} {bend} {b:.1f}H{x1}"
        whole = flow.formula is Formula.WHOLE
        name = f"u-flow u-flow-{'whole' if whole else 'part'}"
        ribbon = f'<path class="{name}" d="M{upper}L{lower}Z" fill="{FLOW}" fill-opacity="{0.45 if whole else 0.2}"/>'
        # A part is told from a whole without colour: dashed edges, and its formula written where it leaves the unit.
        edge = 'stroke-opacity="0.3" stroke-width="0.6"'
        edge = edge if whole else 'stroke-opacity="0.9" stroke-width="1" stroke-dasharray="4 3"'
        ribbon += f'<path class="u-edge" d="M{upper}M{lower}" fill="none" stroke="{NEW}" {edge}/>'
        return ribbon

    def _formulas(self, flows: list[_Flow], starts: dict[tuple[str, str], tuple[float, float]]) -> Iterable[str]:
        """The formulas where the parts leave their unit, moved apart where ribbons are thin."""
        written = [(sum(starts[f.old, f.new]) / 2, words) for f in flows if (words := self._say(f.label))]
        last = float("-inf")
        for y, words in sorted(written):
            last = max(y, last + LINE)
            yield (
                f'<text class="u-note" x="{LEFT + BAR + 7}" y="{last + 4:.1f}" font-size="11.5" fill="{INK}">'
                f"{escape(words)}</text>"
            )

    # Bars and labels

    def _old(self, placed: _Placed) -> str:
        return self._bar(placed, LEFT, "u-old", OLD) + self._label(placed, LEFT - 12, "end")

    def _new(self, placed: _Placed) -> str:
        return self._bar(placed, RIGHT, "u-new", NEW) + self._label(placed, RIGHT + BAR + 12, "start")

    def _bar(self, placed: _Placed, x: float, name: str, colour: str) -> str:
        return (
            f'<rect class="{name}" x="{x}" y="{placed.top:.1f}" width="{BAR}" height="{placed.height:.1f}" '
            f'rx="{min(2, placed.height / 2):.1f}" fill="{colour}"/>'
        )

    def _label(self, placed: _Placed, x: float, anchor: str) -> str:
        title, note = _shortened(self._say(placed.box.title)), self._say(placed.box.note)
        y = placed.middle + (-2 if note else 5)
        text = (
            f'<text class="u-label" x="{x}" y="{y:.1f}" text-anchor="{anchor}" '
            f'font-weight="{"600" if anchor == "start" else "500"}" fill="{INK}">{escape(title)}</text>'
        )
        if note:
            text += (
                f'<text class="u-note" x="{x}" y="{y + 17:.1f}" text-anchor="{anchor}" font-size="12" '
                f'fill="{QUIET}">{escape(note)}</text>'
            )
        return text

    def _legend(self, y: float) -> str:
        words = self._say(self.chart.scale)
        return (
            f'<text class="u-note" x="{(LEFT + RIGHT + BAR) / 2:.0f}" y="{y:.1f}" font-size="11.5" '
            f'text-anchor="middle" fill="{QUIET}">{escape(words)}</text>'
        )

    def _say(self, text: Text) -> str:
        return text.en if self.language == "en" else text.vi


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
