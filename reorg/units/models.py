"""Dated administrative units, what became of them, and what a dossier plans for them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reorg.units.formulas import Formula, Kind, Level
from reorg.units.text import Text, fold, latin

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class UnitQuerySet(models.QuerySet["Unit"]):
    def on(self, day: date) -> UnitQuerySet:
        """The units that existed on a day; both ends of a period belong to it."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )

    def search(self, text: str) -> UnitQuerySet:
        """By code, or by words of the name in any case and without diacritics; "xuân thiện, kim sơn" names what it
        lies in as well."""
        name, *places = (fold(part) for part in text.split(","))
        if re.fullmatch(r"\d{2,5}", name):
            found = self.filter(Q(code=name) | Q(search_key__endswith=f" {name}"))
        else:
            found = self.filter(_word("search_key", name))
        for place in filter(None, places):
            found = found.filter(_word("parent__search_key", place) | _word("parent__parent__search_key", place))
        return found

    def provinces(self) -> UnitQuerySet:
        return self.filter(level=Level.PROVINCE)

    def communes(self) -> UnitQuerySet:
        return self.filter(level=Level.COMMUNE)

    def within(self, unit: Unit) -> UnitQuerySet:
        """All that lies in a unit, however deep."""
        return self.filter(Q(parent=unit) | Q(parent__parent=unit))


def _word(field: str, words: str) -> Q:
    return Q(**{f"{field}__startswith": words}) | Q(**{f"{field}__contains": f" {words}"})


class Unit(models.Model):
    """One administrative unit for as long as it kept its name, kind and place. Codes survive mergers: 31 is the old
    Hải Phòng and the new one, told apart by their dates."""

    code = models.CharField(_("code"), max_length=5, blank=True, help_text=_("Empty where no source gives it."))
    name = models.CharField(_("name"), max_length=120, help_text=_("Without its kind: Thủy Nguyên."))
    name_en = models.CharField(_("name in Latin letters"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, related_name="children", null=True, blank=True)
    area_km2 = models.DecimalField(_("natural area (km²)"), max_digits=12, decimal_places=4, null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    lat = models.DecimalField(_("latitude"), max_digits=8, decimal_places=6, null=True, blank=True)
    lon = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    valid_from = models.DateField(_("first day"), null=True, blank=True, help_text=_("Empty: before our records."))
    valid_to = models.DateField(_("last day"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    search_key = models.CharField(max_length=160, editable=False)

    objects = UnitQuerySet.as_manager()

    if TYPE_CHECKING:
        parent_id: int | None
        children: RelatedManager[Unit]
        fates: RelatedManager[Succession]
        origins: RelatedManager[Succession]

    class Meta:
        verbose_name = _("administrative unit")
        verbose_name_plural = _("administrative units")
        ordering = ("level", "code", "valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "level", "valid_from"),
                condition=~Q(code=""),
                nulls_distinct=False,
                name="unit_code_once_per_period",
                violation_error_message=_("Another unit of this level has this code from this day."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="unit_dates_in_order",
                violation_error_message=_("The last day comes after the first."),
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="unit_level_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="unit_kind_known"),
            models.CheckConstraint(condition=Q(area_km2__isnull=True) | Q(area_km2__gt=0), name="unit_area_positive"),
        )
        indexes = (
            models.Index(fields=("level", "valid_to", "code"), name="unit_level_period"),
            models.Index(fields=("parent", "code"), name="unit_parent_code"),
        )

    def __str__(self) -> str:
        return self.title.en if (get_language() or "vi").startswith("en") else self.title.vi

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.prepare()
        super().save(*args, **kwargs)

    def prepare(self) -> Unit:
        """Fills what follows from the name; ``bulk_create`` does not call ``save``."""
        self.name_en = self.name_en or latin(self.name)
        self.search_key = fold(self.full_name)
        return self

    @property
    def full_name(self) -> str:
        """With its kind, as Vietnamese papers write it: Phường Thủy Nguyên."""
        return f"{Kind(self.kind).before_name} {self.name}"

    @property
    def title(self) -> Text:
        kind = Kind(self.kind).text.en
        english = f"{kind.capitalize()} {self.name}" if self.name.isdecimal() else f"{self.name_en} {kind}"
        return Text(self.full_name, english)

    def existed_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Succession(models.Model):
    """What became of a unit: one row per pair of a predecessor and a successor."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="fates")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    formula = models.CharField(_("formula"), max_length=12, choices=Formula.choices)
    area_km2 = models.DecimalField(_("area moved (km²)"), max_digits=12, decimal_places=4, null=True, blank=True)
    population = models.PositiveIntegerField(_("people moved"), null=True, blank=True)
    after_clauses = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("after clauses"),
        default=list,
        blank=True,
        help_text=_("For a remainder: the clauses that took their part first."),
    )
    detail = models.CharField(_("which part"), max_length=200, blank=True, help_text=_("Hamlets, for example."))
    clause = models.PositiveSmallIntegerField(_("clause"), null=True, blank=True)
    resolution = models.CharField(_("resolution"), max_length=60, blank=True)
    effective = models.DateField(_("effective from"))
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ("effective", "clause", "predecessor")
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor", "effective"), name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_of_another"),
            models.CheckConstraint(condition=Q(formula__in=Formula.values), name="succession_formula_known"),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    def sentence(self) -> Text:
        worded = Formula(self.formula).worded(self.after_clauses)
        return Text(
            f"{worded.vi[0].upper()}{worded.vi[1:]} của {self.predecessor.title.vi} → {self.successor.title.vi}",
            f"{worded.en[0].upper()}{worded.en[1:]} of {self.predecessor.title.en} → {self.successor.title.en}",
        )


class PlanClause(models.Model):
    """One clause of a dossier's plan: the unit that comes out of it. The unit itself exists only once it operates."""

    dossier = models.ForeignKey("workflows.Dossier", models.PROTECT, related_name="plan_clauses")
    number = models.PositiveSmallIntegerField(_("clause"))
    name = models.CharField(_("name of the resulting unit"), max_length=120)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    code = models.CharField(_("code"), max_length=5, blank=True)
    area_km2 = models.DecimalField(_("natural area (km²)"), max_digits=12, decimal_places=4, null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)

    if TYPE_CHECKING:
        dossier_id: int
        parts: RelatedManager[PlanPart]

    class Meta:
        verbose_name = _("clause of the plan")
        verbose_name_plural = _("clauses of the plan")
        ordering = ("dossier", "number")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "number"), name="plan_clause_number_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="plan_clause_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.full_name}"

    @property
    def full_name(self) -> str:
        return f"{Kind(self.kind).before_name} {self.name}"

    @property
    def title(self) -> Text:
        return Unit(name=self.name, kind=self.kind).prepare().title


class PlanPart(models.Model):
    """What a clause takes from one unit. Name and figures of the unit are kept as they were when the plan was made,
    so that a later correction of the unit does not change what somebody signed."""

    clause = models.ForeignKey(PlanClause, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(_("place in the clause"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="planned")
    formula = models.CharField(_("formula"), max_length=12, choices=Formula.choices)
    area_km2 = models.DecimalField(_("area taken (km²)"), max_digits=12, decimal_places=4, null=True, blank=True)
    population = models.PositiveIntegerField(_("people taken"), null=True, blank=True)
    after_clauses = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("after clauses"), default=list, blank=True
    )
    detail = models.CharField(_("which part"), max_length=200, blank=True)
    unit_code = models.CharField(max_length=5, blank=True)
    unit_name = models.CharField(max_length=160)
    unit_name_en = models.CharField(max_length=160)
    unit_area_km2 = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    unit_population = models.PositiveIntegerField(null=True, blank=True)

    if TYPE_CHECKING:
        unit_id: int

    class Meta:
        verbose_name = _("part of the plan")
        verbose_name_plural = _("parts of the plan")
        ordering = ("clause", "position")
        constraints = (
            models.UniqueConstraint(fields=("clause", "unit"), name="plan_part_unit_once_per_clause"),
            models.UniqueConstraint(fields=("clause", "position"), name="plan_part_position_once"),
            models.CheckConstraint(condition=Q(formula__in=Formula.values), name="plan_part_formula_known"),
        )

    def __str__(self) -> str:
        return f"{self.unit_name}: {Formula(self.formula).label}"

    @property
    def title(self) -> Text:
        return Text(self.unit_name, self.unit_name_en)
