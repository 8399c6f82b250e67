"""The flow draws itself: as SVG for pages and papers. No styles inside, so that a strict page may show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from workflows.flow.layout import GAP_Y, LEFT, Layout, Place, arrange
from workflows.flow.nodes import Appraisal, Ballot, Concurrence, HandOver, OpinionRound, SignOff, WorkNode
from workflows.flow.procedure import Procedure
from workflows.models import Dossier, Task
from workflows.phases import Phase
from workflows.text import Text, in_language

KINDS: dict[type[WorkNode], Text] = {
    Concurrence: Text("thống nhất", "concurrence"),
    Appraisal: Text("thẩm định", "appraisal"),
    HandOver: Text("bàn giao", "hand-over"),
    SignOff: Text("ký duyệt", "sign-off"),
    Ballot: Text("biểu quyết", "ballot"),
    OpinionRound: Text("lấy ý kiến", "opinions"),
    WorkNode: Text("thực hiện", "work"),
}
PHASES = {
    Phase.DRAFTING: Text("Soạn thảo", "Drafting"),
    Phase.REVIEW: Text("Cho ý kiến", "Review"),
    Phase.APPRAISAL: Text("Thẩm định", "Appraisal"),
    Phase.APPROVAL: Text("Phê duyệt", "Approval"),
    Phase.IMPLEMENTATION: Text("Triển khai", "Implementation"),
    Phase.CLOSED: Text("Hoàn tất", "Closed"),
}
# Presentation attributes: (fill, stroke, stroke width, text). They print in black and white as well.
LOOKS = {
    "todo": ("#ffffff", "#9aa5b1", "1", "#1f2933"),
    "done": ("#e4efe7", "#4d7c5b", "1", "#1f2933"),
    "now": ("#17466f", "#0d2f4d", "2.5", "#ffffff"),
    "back": ("#fbf3e0", "#9a6b10", "1.5", "#1f2933"),
}
STATES = {
    "todo": Text("chưa tới", "not reached"),
    "done": Text("đã xong", "done"),
    "now": Text("đang ở đây", "here now"),
    "back": Text("đã trả lại", "returned"),
}


@dataclass(frozen=True)
class Reached:
    """How a step of a dossier stands (todo, done, now, back) and where a click on it leads."""

    state: str = "todo"
    link: str = ""


def reached(dossier: Dossier, tasks: list[Task] | None = None) -> dict[str, Reached]:
    """Where a dossier stands in its flow, by step."""
    rows = tasks if tasks is not None else list(dossier.tasks.order_by("id"))
    found: dict[str, Reached] = {}
    for task in rows:
        state = "now" if task.outcome == "" else "back" if task.outcome in ("returned", "cancelled") else "done"
        found[task.step] = Reached(state)
    return found


def dossier_svg(dossier: Dossier, language: str, tasks: list[Task] | None = None) -> str:
    """The flow of a dossier with the steps it has passed and the one where it stands."""
    return flow_svg(dossier.flow, language, reached(dossier, tasks))


def flow_svg(flow: type[Procedure], language: str, standing: Mapping[str, Reached] | None = None) -> str:
    """The picture of a flow, in Vietnamese or English. Width and height are in its viewBox, in pixels at full size."""
    standing = standing or {}
    layout = arrange(flow)
    title = in_language(flow.title.as_fact(), language)
    # With links inside it is no single image: a screen reader has to get at each step.
    role = "group" if any(at.link for at in standing.values()) else "img"
    now = [str_in(layout.places[name].node.title, language) for name, at in standing.items() if at.state == "now"]
    here = in_language({"vi": "Hồ sơ đang ở", "en": "The dossier stands at"}, language)
    described = f"{here}: {', '.join(now)}." if now else title
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow" role="{role}" viewBox="0 0 {layout.width:g} '
        f'{layout.height:g}" font-family="Be Vietnam Pro, sans-serif" font-size="12" aria-label="{escape(title)}. '
        f'{escape(described)}">',
        f"<title>{escape(title)}</title><desc>{escape(described)}</desc>",
        '<defs><marker id="flow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#52606d"/></marker></defs>',
        *(_band(layout, band.phase, band.y, band.height, language) for band in layout.bands),
        *_arrows(flow, layout),
        *(_node(place, standing.get(name, Reached()), language) for name, place in layout.places.items()),
        "</svg>",
    ]
    return "".join(parts)


def str_in(text: Text, language: str) -> str:
    return text.en if language == "en" else text.vi


def _band(layout: Layout, phase: Phase, y: float, height: float, language: str) -> str:
    return (
        f'<rect class="flow-band" x="2" y="{y - 9:g}" width="{layout.width - 4:g}" height="{height + 18:g}" rx="8" '
        f'fill="#f4f6f8" stroke="#d9dfe5"/>'
        f'<text class="flow-phase" x="14" y="{y + 18:g}" font-weight="600" fill="#3e4c59">'
        f"{escape(str_in(PHASES[phase], language))}</text>"
    )


def _node(place: Place, at: Reached, language: str) -> str:
    node = place.node
    fill, stroke, thick, ink = LOOKS[at.state]
    title = str_in(node.title, language)
    if not isinstance(node, WorkNode):
        x, y = place.middle
        inner = "" if node.task_type == "START" else f'<circle cx="{x:g}" cy="{y:g}" r="9" fill="#52606d"/>'
        return (
            f'<g class="flow-end"><title>{escape(title)}</title><circle cx="{x:g}" cy="{y:g}" r="15" fill="#ffffff" '
            f'stroke="#52606d" stroke-width="2"/>{inner}</g>'
        )
    kind = next(name for cls, name in KINDS.items() if isinstance(node, cls))
    state = str_in(STATES[at.state], language)
    lines = wrap(title, 21)[:4]
    top = place.y + 32 + (4 - len(lines)) * 6
    words = "".join(
        f'<text x="{place.x + place.width / 2:g}" y="{top + row * 14:g}" text-anchor="middle" fill="{ink}">'
        f"{escape(line)}</text>"
        for row, line in enumerate(lines)
    )
    tick = (
        f'<path d="M{place.x + place.width - 19:g} {place.y + 12:g}l4 4l7 -8" fill="none" stroke="#35603f" '
        f'stroke-width="2"/>'
        if at.state == "done"
        else ""
    )
    body = (
        f'<g class="flow-step flow-{at.state}"><title>{escape(title)} — {escape(state)}</title>'
        f'<rect x="{place.x:g}" y="{place.y:g}" width="{place.width:g}" height="{place.height:g}" rx="7" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="{thick}"/>'
        f'<text x="{place.x + 9:g}" y="{place.y + 15:g}" font-size="9.5" fill="{ink}" opacity=".85">'
        f"{escape(str_in(kind, language))}</text>{words}{tick}</g>"
    )
    return f'<a href="{escape(at.link)}">{body}</a>' if at.link else body


def _arrows(flow: type[Procedure], layout: Layout) -> list[str]:
    drawn = []
    for node in flow.in_order():
        for edge in node._outgoing():
            drawn.append(_arrow(layout.places[edge.src.name], layout.places[edge.dst.name]))
        if isinstance(node, Appraisal) and node.supplement is not None:
            drawn.append(_loop(layout.places[node.name], layout.places[node.supplement.name]))
    return [arrow for arrow in drawn if arrow]


def _line(d: str, *, dashed: bool = False, both: bool = False) -> str:
    extra = ' stroke-dasharray="4 3"' if dashed else ""
    start = ' marker-start="url(#flow-tip)"' if both else ""
    return (
        f'<path class="flow-arrow" d="{d}" fill="none" stroke="#52606d" stroke-width="1.4"{extra}{start} '
        f'marker-end="url(#flow-tip)"/>'
    )


def _arrow(a: Place, b: Place) -> str:
    """Straight along a band; from the end of one band round to the beginning of the next."""
    (ax, ay), (_bx, by) = a.middle, b.middle
    if abs(ay - by) < 1:
        return _line(f"M{a.x + a.width:g} {ay:g}H{b.x - 2:g}")
    if by > ay:  # down into the next band
        turn = b.y - GAP_Y / 2
        enter = LEFT - 16
        return _line(f"M{ax:g} {a.y + a.height:g}V{turn:g}H{enter:g}V{by:g}H{b.x - 2:g}")
    return ""  # back up: drawn as the supplement's loop


def _loop(appraisal: Place, supplement: Place) -> str:
    x, _ = appraisal.middle
    return _line(f"M{x:g} {appraisal.y + appraisal.height + 2:g}V{supplement.y - 2:g}", dashed=True, both=True)
