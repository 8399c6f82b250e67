"""Standards that an administrator put in force: versions of a regime, beside the regimes of the installation.

A version is a regime of its own with a code of its own (``112/2025.2``): what was screened or opened under the one
before keeps it, and nothing that was in force is changed but for its last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reorg.criteria.regimes import Regime, Standard, regimes
from workflows.models.fields import person
from workflows.text import Text


class StandardsVersion(models.Model):
    """The standards of a regime from a day on. Never changed: the next version supersedes it."""

    code = models.CharField(max_length=20, unique=True)
    of = models.CharField(max_length=20, help_text=_("The regime of the installation whose rules go on."))
    valid_from = models.DateField()
    lines = models.JSONField(help_text=_("Kind, place, area, population, legal source."))
    basis = models.CharField(max_length=200)
    put_by = person()
    put_at = models.DateTimeField()

    class Meta:
        ordering = ("of", "valid_from")
        constraints = (models.UniqueConstraint(fields=("of", "valid_from"), name="standards_once_a_day"),)

    @property
    def regime(self) -> Regime:
        return regime_from(regimes()[self.of], self.code, self.valid_from, self.lines)


def regime_from(base: Regime, code: str, valid_from: date, lines: Iterable[Mapping[str, Any]]) -> Regime:
    """The regime with other standards; its rules, exemptions and reductions go on."""
    since = f"{valid_from:%d/%m/%Y}"
    return replace(
        base,
        code=code,
        title=Text(f"{base.title.vi} (bản từ {since})", f"{base.title.en} (version from {since})"),
        valid_from=valid_from,
        standards=tuple(
            Standard(
                code,
                line["kind"],
                line["where"],
                Decimal(line["area"]),
                line["population"],
                (line["source"],),
                line["confidence"],
                line["waived_from"] or 0,
            )
            for line in lines
        ),
        reductions=tuple(replace(one, set=code) for one in base.reductions),
    )


def all_regimes() -> dict[str, Regime]:
    """All regimes by code, in the order of their beginning; each version ends on the day before the next one."""
    found: dict[str, Regime] = dict(regimes())
    last: dict[str, str] = {}
    for version in StandardsVersion.objects.all():
        before = last.get(version.of, version.of)
        found[before] = replace(found[before], valid_to=version.valid_from - timedelta(1))
        found[version.code] = version.regime
        last[version.of] = version.code
    return dict(sorted(found.items(), key=lambda one: one[1].valid_from))


def regime_of(code: str) -> Regime:
    """The regime of this code, whether it is still in force or not. No query for one of the installation."""
    known = regimes().get(code)
    return known or StandardsVersion.objects.get(code=code).regime


def regime_on(code: str, day: date) -> Regime:
    """The version of a regime that is in force on a day."""
    version = StandardsVersion.objects.filter(of=code, valid_from__lte=day).order_by("valid_from").last()
    return version.regime if version else regimes()[code]


def superseded(code: str) -> bool:
    """Whether a later version of the same regime is in force today."""
    day = timezone.localdate()
    version = StandardsVersion.objects.filter(code=code).first()
    later = StandardsVersion.objects.filter(of=version.of if version else code, valid_from__lte=day)
    return (later.filter(valid_from__gt=version.valid_from) if version else later).exists()


def offered(day: date | None = None) -> list[Regime]:
    """Those by which a new screening judges, the latest first: with rules; of each regime the version of the day."""
    day = day or timezone.localdate()
    versions = list(StandardsVersion.objects.all())
    begun = {one.of: one.code for one in versions if one.valid_from <= day}
    own = {one.code for one in versions}
    left = [
        regime
        for code, regime in all_regimes().items()
        if regime.rules and (begun.get(code, code) == code if code not in own else code in begun.values())
    ]
    return left[::-1]


def line_of(code: str) -> list[str]:
    """The code of a regime with those of all its versions."""
    return [code, *StandardsVersion.objects.filter(of=code).values_list("code", flat=True)]


def next_code(code: str) -> str:
    return f"{code}.{StandardsVersion.objects.filter(of=code).count() + 2}"
