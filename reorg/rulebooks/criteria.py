"""Criteria: the area and population a unit of each kind must have under a regime. Screenings keep their version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.dateformat import format as in_format
from django.utils.translation import gettext as _

from reorg.administration.consequences import Consequence, Row, consequence
from reorg.criteria.judging import judged
from reorg.criteria.models import Screening
from reorg.criteria.outcomes import STANDARDS_OF
from reorg.criteria.regimes import regimes
from reorg.criteria.screening import Verdict
from reorg.criteria.versions import StandardsVersion, line_of, next_code, regime_from
from reorg.registers.definition import Kind, choice, decimal, number
from reorg.registers.values import show
from reorg.rulebooks.book import CONFIDENCE, SOURCE, Book, Line, Version, ended_by_the_next
from reorg.units.formulas import Kind as UnitKind
from workflows.errors import BadInput
from workflows.flow.registry import procedures
from workflows.models import Dossier
from workflows.offices import today
from workflows.phases import ENDED
from workflows.text import Text

PLACES = {
    "any": ("mọi nơi", "everywhere"),
    "other": ("không phải miền núi, hải đảo", "neither mountain nor island"),
    "mountain": ("miền núi, vùng cao", "mountain, upland"),
    "island": ("hải đảo", "island"),
    "central_city": ("thuộc thành phố trực thuộc trung ương", "in a city under the central government"),
    "quan": ("thuộc quận", "in an urban district"),
    "thanh_pho": ("thuộc thành phố thuộc tỉnh", "in a city under a province"),
    "thi_xa": ("thuộc thị xã", "in a town"),
}
SHEET = Kind(
    "criteria",
    Text("Tiêu chuẩn đơn vị hành chính", "Standards of administrative units"),
    Text("Mỗi loại đơn vị ở mỗi nơi một dòng.", "One row for each kind of unit in each kind of place."),
    lists=(),
    items=(),
    name="kind",
    key=("kind", "where"),
    columns=(
        choice(
            "kind", "Loại đơn vị", "Kind of unit", {k.value: (k.alone.vi, k.alone.en) for k in UnitKind}, required=True
        ),
        choice("where", "Nơi", "Place", PLACES, required=True),
        decimal("area", "Diện tích tự nhiên (km²)", "Natural area (km²)", required=True),
        number("population", "Quy mô dân số (người)", "Population", required=True),
        number(
            "waived_from",
            "Miễn khi nhập từ … đơn vị",
            "Waived from … units",
            hint=Text(
                "Để trống: luôn áp dụng. Ví dụ 3: không áp dụng khi nhập từ ba đơn vị trở lên.",
                "Empty: always asked. 3, for example: not asked of a unit put together from three or more.",
            ),
        ),
        SOURCE,
        CONFIDENCE,
    ),
)
JUDGED = 3  # screenings, the latest, that are judged again for the preview


class CriteriaBook(Book):
    """The standards of one regime."""

    kind = "criteria"
    sheet = SHEET

    def __init__(self, regime: str) -> None:
        self.regime = regimes()[regime]
        self.code = regime.replace("/", "_")
        self.title = Text(f"tiêu chuẩn: {self.regime.title.vi}", f"standards: {self.regime.title.en}")

    def versions(self) -> list[Version]:
        own = Version(self.regime.valid_from, self.regime.valid_to, tuple(_lines(self.regime.standards)))
        put = [
            Version(one.valid_from, self.regime.valid_to, tuple(one.lines), one.basis)
            for one in StandardsVersion.objects.filter(of=self.regime.code)
        ]
        return ended_by_the_next([own, *put])

    def label(self, line: Line) -> str:
        return " · ".join(show(SHEET.by_key[name], line[name]) for name in SHEET.key)

    def check(self, line: Line) -> None:
        if float(line["area"]) <= 0:
            raise BadInput(_("An area is more than nothing."), "area")
        if line["population"] <= 0:
            raise BadInput(_("A population is more than nothing."), "population")
        if line["waived_from"] is not None and line["waived_from"] < 2:
            raise BadInput(_("Units are put together from two or more; leave it empty if it is always asked."))

    def consequences(self, before: Sequence[Line], after: Sequence[Line], valid_from: date) -> list[Consequence]:
        codes = line_of(self.regime.code)
        kept = Screening.objects.filter(regime__in=codes).select_related("organisation")
        named = [name for name, code in STANDARDS_OF.items() if code == self.regime.code]
        running = Dossier.objects.exclude(phase__in=ENDED).filter(regime__name__in=named).order_by("code")
        return [
            consequence(
                "ruler-2",
                _("Screenings that keep the version they have"),
                (Row(one.title, str(one.organisation)) for one in kept[:26]),
                count=kept.count(),
                note=_("What they found and what dossiers took from them stays."),
            ),
            consequence(
                "folder",
                _("Open dossiers that keep the version they have"),
                (Row(one.code, str(one.get_phase_display())) for one in running[:26]),
                count=running.count(),
                note=_("Nothing changes in them."),
            ),
            consequence(
                "folder-plus",
                _("Procedures whose new dossiers take the new version"),
                (Row(f"{flow.title} {flow.version}") for flow in procedures() if flow.regime.get("name") in named),
                note=_("Those opened from %(day)s on; and new screenings.") % {"day": in_format(valid_from, "d/m/Y")},
            ),
            consequence(
                "scale",
                _("Units that a screening of today would find otherwise"),
                self._otherwise(after, valid_from),
                note=_("Judged again for this page only, in the latest screenings under these rules."),
            ),
        ]

    def _otherwise(self, after: Sequence[Line], valid_from: date) -> list[Row]:
        new = regime_from(self.regime, next_code(self.regime.code), valid_from, after)
        if not new.rules:
            return []
        found = []
        for screening in Screening.objects.filter(regime__in=line_of(self.regime.code))[:JUDGED]:
            was = {row["unit"]: row["verdict"] for row in judged(screening)}
            found += [
                Row(
                    f"{Text(**row['name'])} ({screening})",
                    f"{_verdict(was[row['unit']])} → {_verdict(row['verdict'])}",
                )
                for row in judged(screening, new)
                if row["verdict"] != was[row["unit"]]
            ]
        return found

    def enact(self, before: Sequence[Line], after: Sequence[Line], *, valid_from: date, basis: str, by: Any) -> None:
        StandardsVersion.objects.create(
            code=next_code(self.regime.code),
            of=self.regime.code,
            valid_from=valid_from,
            lines=[dict(line) for line in after],
            basis=basis,
            put_by=by[0],
            put_at=by[1],
        )

    def used_by(self) -> list[str]:
        named = [name for name, code in STANDARDS_OF.items() if code == self.regime.code]
        using = [f"{flow.title} {flow.version}" for flow in procedures() if flow.regime.get("name") in named]
        return [*using, _("screenings under %(rules)s") % {"rules": self.regime.title}] if self.regime.rules else using

    @property
    def ended(self) -> bool:
        return self.regime.valid_to <= today()


def _lines(standards: Sequence[Any]) -> list[Line]:
    return [
        {
            "kind": one.kind,
            "where": one.where,
            "area": f"{one.area.normalize():f}",
            "population": one.population,
            "waived_from": one.waived_from or None,
            "source": f"Nghị quyết {one.set} ({', '.join(one.sources)})",
            "confidence": one.confidence,
        }
        for one in standards
    ]


def _verdict(code: str) -> str:
    return str(Verdict(code).text)


def books() -> list[Book]:
    return [CriteriaBook(code) for code, regime in reversed(regimes().items()) if regime.standards]
