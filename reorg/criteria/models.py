"""A set of units screened under one regime, what was said about them, and what a dossier took from it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reorg.criteria.regimes import Regime
from reorg.criteria.versions import StandardsVersion, regime_of
from reorg.units.models import Unit
from workflows.models import Dossier
from workflows.models.fields import organisation, person

__all__ = ["Said", "Screening", "StandardsVersion", "TakenUp"]


class Screening(models.Model):
    """Units that one organisation asks about: are they to be arranged under this regime?"""

    organisation = organisation("screenings")
    title = models.CharField(_("title"), max_length=200)
    regime = models.CharField(_("regime"), max_length=20)
    day = models.DateField(_("units as they were on"))
    units = models.ManyToManyField(Unit, related_name="screenings")
    opened_by = person()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ("-opened_at", "-id")

    def __str__(self) -> str:
        return self.title

    @property
    def rules(self) -> Regime:
        return regime_of(self.regime)


class Said(models.Model):
    """What somebody said about a unit: figures, the kind of place, special factors. Rows stay; the last one counts."""

    class Where(models.TextChoices):
        OTHER = "other", _("neither mountain nor island")
        MOUNTAIN = "mountain", _("mountain, upland")
        ISLAND = "island", _("island")

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="said")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    area_km2 = models.DecimalField(_("natural area (km²)"), max_digits=12, decimal_places=4, null=True)
    population = models.PositiveIntegerField(_("population"), null=True)
    source = models.CharField(_("source of the figures"), max_length=300, blank=True)
    where = models.CharField(_("kind of place"), max_length=8, choices=Where.choices, default=Where.OTHER)
    minority_percent = models.PositiveSmallIntegerField(_("ethnic minorities (%)"), null=True)
    border = models.BooleanField(_("on the land border"), default=False)
    red_river_delta = models.BooleanField(_("in the Red River Delta"), default=False)
    coastal_hardship = models.BooleanField(_("coastal, with particular hardship"), default=False)
    factors = models.JSONField(default=list, help_text=_("Each with its code, why, and source."))
    said_by = person()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(minority_percent__isnull=True) | Q(minority_percent__lte=100), name="said_share_of_hundred"
            ),
            models.CheckConstraint(
                condition=Q(area_km2__isnull=True, population__isnull=True) | ~Q(source=""),
                name="said_figures_have_a_source",
            ),
        )
        indexes = (models.Index(fields=("screening", "unit"), name="said_of_unit"),)


class TakenUp(models.Model):
    """The findings with which a dossier was started, as they stood on that day. Never changed afterwards."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="screening")
    screening = models.ForeignKey(Screening, models.PROTECT, related_name="taken_up")
    regime = models.CharField(max_length=20)
    findings = models.JSONField()
    digest = models.CharField(max_length=64)
    taken_by = person()
    taken_at = models.DateTimeField()

    @property
    def rules(self) -> Regime:
        return regime_of(self.regime)

    def names(self, *verdicts: str) -> list[dict[str, Any]]:
        """The findings with one of these verdicts."""
        return [row for row in self.findings if row["verdict"] in verdicts]
