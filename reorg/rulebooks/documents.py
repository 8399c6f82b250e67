"""Document sets: the papers that each step of a procedure needs. A dossier takes the set of the day it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.dateformat import format as in_format
from django.utils.translation import gettext as _

from reorg.administration.consequences import Consequence, Row, consequence
from reorg.registers.definition import Kind, choice
from reorg.registers.values import show
from reorg.rulebooks.book import CONFIDENCE, SOURCE, Book, Line, Version, ended_by_the_next
from reorg.rulebooks.models import DocumentSet
from workflows.errors import BadInput
from workflows.flow import Procedure
from workflows.flow.registry import procedures
from workflows.models import DocumentType, Dossier
from workflows.phases import ENDED
from workflows.text import Text

WHOSE = {
    "any": ("có trong hồ sơ", "anywhere in the dossier"),
    "here": ("lập tại bước này", "made at this step"),
    "each": ("mỗi cơ quan được hỏi một văn bản", "one from each body that is asked"),
}
MARKS = {"any": "", "here": "@", "each": "@each"}


class DocumentBook(Book):
    """The document set of one version of one procedure."""

    kind = "documents"

    def __init__(self, flow: type[Procedure]) -> None:
        self.flow = flow
        self.code = f"{flow.code}_{flow.version}"
        self.title = Text(
            f"thành phần hồ sơ: {flow.title.vi} ({flow.version})", f"document set: {flow.title.en} ({flow.version})"
        )

    @cached_property
    def sheet(self) -> Kind:  # type: ignore[override]
        steps = {node.name: (node.title.vi, node.title.en) for node in self.flow.steps()}
        types = {one.pk: (f"{one.title_vi} ({one.pk})", f"{one.title_en} ({one.pk})") for one in _types()}
        return Kind(
            "documents",
            Text("Thành phần hồ sơ", "Document set"),
            Text("Mỗi văn bản của mỗi bước một dòng.", "One row for each paper of each step."),
            lists=(),
            items=(),
            name="type",
            key=("step", "type", "whose"),
            columns=(
                choice("step", "Bước", "Step", steps, required=True),
                choice("type", "Loại văn bản", "Type of paper", types, required=True),
                choice("whose", "Của ai", "Whose", WHOSE, required=True),
                SOURCE,
                CONFIDENCE,
            ),
        )

    def versions(self) -> list[Version]:
        rows = DocumentSet.objects.filter(procedure=self.flow.code, version=self.flow.version)
        put = [Version(one.valid_from, self.flow.valid_to, tuple(one.lines), one.basis) for one in rows]
        return ended_by_the_next([self._of_the_procedure(), *put])

    def _of_the_procedure(self) -> Version:
        """What the procedure itself asks for, before any other set is put in force."""
        laws = [str(self.flow.regime.get("name", "")), *self.flow.regime.get("laws", ())]
        source = "; ".join(law for law in dict.fromkeys(laws) if law) or f"{self.flow.code} {self.flow.version}"
        lines = tuple(
            {"step": node.name, "type": need.partition("@")[0], "whose": _whose(need), "source": source}
            | {"confidence": "M"}
            for node in self.flow.steps()
            for need in node.needs
        )
        return Version(self.flow.valid_from, self.flow.valid_to, lines)

    def label(self, line: Line) -> str:
        columns = self.sheet.by_key
        return " · ".join(show(columns[name], line[name]) for name in self.sheet.key)

    def check(self, line: Line) -> None:
        node = self.flow.step(line["step"])
        if line["whose"] == "each" and not node.seats:
            raise BadInput(_("Nobody is asked in this step, so there is nobody to bring one each."), "whose")

    def consequences(self, before: Sequence[Line], after: Sequence[Line], valid_from: date) -> list[Consequence]:
        running = Dossier.objects.exclude(phase__in=ENDED).filter(
            procedure__code=self.flow.code, procedure__version=self.flow.version
        )
        return [
            consequence(
                "folder",
                _("Open dossiers that keep the version they have"),
                (Row(one.code, str(one.get_phase_display())) for one in running.order_by("code")[:26]),
                count=running.count(),
                note=_("Nothing changes in them."),
            ),
            consequence(
                "folder-plus",
                _("Procedures whose new dossiers take the new version"),
                [Row(f"{self.flow.title} {self.flow.version}")],
                note=_("Those opened from %(day)s on.") % {"day": in_format(valid_from, "d/m/Y")},
            ),
        ]

    def enact(self, before: Sequence[Line], after: Sequence[Line], *, valid_from: date, basis: str, by: Any) -> None:
        DocumentSet.objects.create(
            procedure=self.flow.code,
            version=self.flow.version,
            valid_from=valid_from,
            lines=[dict(line) for line in after],
            basis=basis,
            put_by=by[0],
            put_at=by[1],
        )

    def used_by(self) -> list[str]:
        return [f"{self.flow.title} {self.flow.version}"]


def _types() -> list[DocumentType]:
    return list(DocumentType.objects.order_by("title_vi"))


def _whose(need: str) -> str:
    _type, at, each = need.partition("@")
    return "each" if each else "here" if at else "any"


def books() -> list[Book]:
    return [DocumentBook(flow) for flow in procedures()]


def needs_on(flow: type[Procedure], day: date) -> dict[str, list[str]] | None:
    """The papers of each step by the set in force on a day, as nodes name them; None: the procedure's own.

    ``settings.WORKFLOWS_DOCUMENT_SETS`` names this function: the engine asks it when a dossier is opened.
    """
    found = DocumentSet.objects.filter(procedure=flow.code, version=flow.version, valid_from__lte=day).last()
    if found is None:
        return None
    needs: dict[str, list[str]] = {node.name: [] for node in flow.steps()}
    for line in found.lines:
        if line["step"] in needs:
            needs[line["step"]].append(line["type"] + MARKS[line["whose"]])
    return needs
