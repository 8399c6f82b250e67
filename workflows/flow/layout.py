"""Where the steps of a flow stand in its picture: a band for each phase, the main line in it from left to right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflows.flow.nodes import Appraisal, Beginning, End, WorkNode
from workflows.flow.procedure import Procedure
from workflows.phases import MAIN_LINE, Phase

WIDTH, HEIGHT = 156, 84  # of a step
GAP_X, GAP_Y = 34, 30
LEFT, TOP = 118, 18  # room for the names of the phases
ROUND = 36  # beginning and end


@dataclass(frozen=True)
class Place:
    """A node's box in user units of the picture."""

    node: Any
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Band:
    phase: Phase
    y: float
    height: float


@dataclass(frozen=True)
class Layout:
    places: dict[str, Place]
    bands: list[Band]
    width: float
    height: float


def arrange(flow: type[Procedure]) -> Layout:
    """Place every node. A step that only supplements another one stands below it."""
    nodes = flow.in_order()
    beside = {
        node.supplement.name: node.name for node in nodes if isinstance(node, Appraisal) and node.supplement is not None
    }
    places: dict[str, Place] = {}
    bands: list[Band] = []
    y = float(TOP)
    widest = 0.0
    for phase in MAIN_LINE:
        line = [node for node in nodes if _phase(node) is phase and node.name not in beside]
        if not line:
            continue
        x = float(LEFT)
        for node in line:
            places[node.name] = _place(node, x, y)
            x += places[node.name].width + GAP_X
        below = [node for node in nodes if node.name in beside and _phase(node) is phase]
        for node in below:
            above = places[beside[node.name]]
            places[node.name] = Place(node, above.x, y + HEIGHT + GAP_Y, WIDTH, HEIGHT)
        height = HEIGHT + (HEIGHT + GAP_Y if below else 0)
        bands.append(Band(phase, y, height))
        widest = max(widest, x - GAP_X)
        y += height + GAP_Y
    return Layout(places, bands, widest + 16, y - GAP_Y + TOP)


def _phase(node: WorkNode | End | Beginning) -> Phase:
    return Phase.DRAFTING if isinstance(node, Beginning) else node.phase


def _place(node: Any, x: float, y: float) -> Place:
    if isinstance(node, WorkNode):
        return Place(node, x, y, WIDTH, HEIGHT)
    return Place(node, x, y + (HEIGHT - ROUND) / 2, ROUND, ROUND)
