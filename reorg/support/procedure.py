"""What support adds to a procedure: the assignment is what is signed, and nobody may be left without help."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from reorg.registers.definition import Kind
from reorg.registers.readiness import RegisterProcedure
from reorg.support.books import Book
from reorg.support.models import Pair, Terms
from reorg.support.roster import roster_of
from workflows.flow import End, Step, WorkNode
from workflows.models import Dossier
from workflows.readiness import Missing
from workflows.text import Text

FEW = 6  # named one by one among what is missing


class SupportProcedure(RegisterProcedure):
    """A procedure that assigns units to the communes they help."""

    helpers: ClassVar[Kind]
    places: ClassVar[Kind]
    books: ClassVar[tuple[Book, ...]]
    solves: ClassVar[bool] = False  # whether pairs can be proposed by the fit of needs and means
    agreed_at: ClassVar[str] = ""  # the step that waits for every agreement

    @classmethod
    def content(cls, dossier: Dossier) -> dict[str, Any]:
        """Every commune with its helpers, by code, and the terms that hold for all."""
        content: dict[str, Any] = {}
        standing = Pair.objects.filter(dossier=dossier, ended_at__isnull=True).order_by("place_code", "helper_code")
        for pair in standing:
            one = content.setdefault(pair.place_code, {"place": pair.place_name, "helpers": {}})
            one["helpers"][pair.helper_code] = pair.helper_name
        terms = Terms.objects.filter(dossier=dossier).first()
        if terms is not None:
            content["terms"] = {
                "starts_on": _day(terms.starts_on),
                "ends_on": _day(terms.ends_on),
                "complete_by": _day(terms.complete_by),
                "basis": terms.basis,
            }
        return content

    @classmethod
    def anchor(cls, dossier: Dossier, name: str) -> date | None:
        """``complete_by`` and ``ends_on`` of the terms."""
        if name not in ("complete_by", "ends_on"):
            return super().anchor(dossier, name)
        terms = Terms.objects.filter(dossier=dossier).first()
        return getattr(terms, name) if terms else None

    @classmethod
    def missing(cls, dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
        yield from super().missing(dossier, node)
        if isinstance(node, Step) and node.edits:
            yield from unassigned(dossier, node)
        if node.name == cls.agreed_at or any(isinstance(edge.dst, End) for edge in node._outgoing()):
            yield from cls.unfinished(dossier, node)

    @classmethod
    def unfinished(cls, dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
        """What is still open when agreements should all be signed, or the dossier closed."""
        if not cls.agreed_at:
            return
        unsigned = Pair.objects.filter(dossier=dossier, ended_at__isnull=True, agreement__isnull=True)
        yield from _few(
            [
                Missing(
                    Text(f"{pair} chưa ký kết", f"{pair}: no agreement is recorded"), ("pair", str(pair.pk)), node.name
                )
                for pair in unsigned
            ],
            dossier,
            Text("cặp chưa ký kết", "pairs without an agreement"),
        )


def _few(missing: list[Missing], dossier: Dossier, what: Text) -> Iterator[Missing]:
    """The first ones by name, the others by their number: the page of the assignment lists all of them."""
    yield from missing[:FEW]
    more = len(missing) - FEW
    if more > 0:
        said = Text(f"và {more} {what.vi} khác", f"and {more} more {what.en}")
        yield Missing(said, ("pairs", dossier.code), missing[0].step)


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def unassigned(dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
    """Communes without help, and helpers without a commune. Units whose role is not known are asked about once."""
    roster = roster_of(dossier)
    pairs = list(Pair.objects.filter(dossier=dossier, ended_at__isnull=True).values_list("helper_code", "place_code"))
    if not pairs:
        yield Missing(
            Text("chưa có phân công: đơn vị nào giúp xã nào", "no assignment yet: who helps whom"),
            ("pairs", dossier.code),
            node.name,
        )
        return
    helped, helping = {place for _h, place in pairs}, {helper for helper, _p in pairs}
    place = ("pairs", dossier.code)
    yield from _few(
        [
            Missing(Text(f"{one.name} chưa có đơn vị giúp", f"{one.name} has no helper"), place, node.name)
            for one in roster.places.values()
            if one.code not in helped and one.standing != "unknown"
        ],
        dossier,
        Text("xã chưa có đơn vị giúp", "communes without a helper"),
    )
    yield from _few(
        [
            Missing(Text(f"{one.name} chưa được phân công", f"{one.name} is not assigned"), place, node.name)
            for one in roster.helpers.values()
            if one.code not in helping and one.standing != "unknown"
        ],
        dossier,
        Text("đơn vị chưa được phân công", "units not assigned"),
    )
