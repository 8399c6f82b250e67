"""Departments as a scheme plans them, the agencies they absorb, and the runs in which open work followed."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models import Dossier
from workflows.models.fields import Titled, organisation, person


class Department(Titled):
    """One body as it will be: what it is for, how it is built, who and what it gets."""

    class Kind(models.TextChoices):
        SPECIALISED = "specialised", _("specialised agency")
        OTHER = "other", _("other administrative body")
        SERVICE_UNIT = "service_unit", _("public service unit")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="departments")
    number = models.PositiveSmallIntegerField(_("Number"))
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind.choices, default=Kind.SPECIALISED)
    organisation = organisation("planned_as", null=True, blank=True)
    functions = models.TextField(_("Functions and tasks"), blank=True)
    divisions = models.JSONField(default=list, blank=True, help_text=_("Name and posts of each internal division."))
    service_units = models.JSONField(default=list, blank=True, help_text=_("Name and posts of each."))
    posts = models.PositiveIntegerField(_("Posts of staff"), null=True, blank=True)
    deputies = models.PositiveSmallIntegerField(_("Deputy heads"), null=True, blank=True)
    deputies_reason = models.TextField(_("Why there are more deputies for now, and until when"), blank=True)
    assets = models.TextField(_("Head office, vehicles and other assets"), blank=True)
    budget = models.DecimalField(_("Budget (million VND)"), max_digits=14, decimal_places=1, null=True, blank=True)
    finance = models.TextField(_("Finance: accounts, debts, funds"), blank=True)
    source = models.CharField(_("Source"), max_length=200, blank=True)
    confidence = models.CharField(max_length=1, default="H")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("dossier", "number"), name="department_number_once"),
            models.UniqueConstraint(
                fields=("dossier", "organisation"), condition=Q(organisation__isnull=False), name="department_body_once"
            ),
        )


class Absorbed(models.Model):
    """An agency that goes into a department: as a whole, or with the dossiers of some procedures only."""

    department = models.ForeignKey(Department, models.CASCADE, related_name="absorbed")
    organisation = organisation("absorbed_into", null=True, blank=True)
    name = models.CharField(max_length=300)
    procedures = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    confidence = models.CharField(max_length=1, default="H")

    class Meta:
        ordering = ("id",)

    @property
    def whole(self) -> bool:
        return not self.procedures


class Run(models.Model):
    """Open work that followed its agencies in one act. Kept as it was; it can only be undone, once."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="runs")
    digest = models.CharField(max_length=64, help_text=_("Of the preview that was shown."))
    counts = models.JSONField(default=dict)
    applied_by = person("runs_applied")
    applied_at = models.DateTimeField()
    undone_by = person("runs_undone", null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)


class Move(models.Model):
    """One thing that went from one body to another in a run. Never changed."""

    run = models.ForeignKey(Run, models.PROTECT, related_name="moves")
    kind = models.SlugField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+", null=True)
    head_seq = models.PositiveIntegerField(null=True, help_text=_("Last event of its dossier when the run was over."))
    before = organisation()
    after = organisation()
    made = models.PositiveBigIntegerField(null=True, help_text=_("The office or delegation that was made for it."))
    ended_on = models.DateField(null=True, help_text=_("The last day of the office that was ended."))
    ended_before = models.DateField(null=True, help_text=_("The last day it had until then."))

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("run", "kind", "object_id"), name="moved_once_in_a_run"),
            models.CheckConstraint(condition=~Q(before=F("after")), name="moved_to_another_body"),
        )
