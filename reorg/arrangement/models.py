"""What is tried out beside the plan of a dossier, and the lists on which a consultation stands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models import Consultation, Dossier
from workflows.models.fields import person


class Variant(models.Model):
    """A plan beside the dossier's plan: changed freely, signed by nobody, until it is chosen."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="variants")
    name = models.CharField(_("name"), max_length=120)
    clauses = models.JSONField(default=list)
    note = models.TextField(_("note"), blank=True)
    computed = models.BooleanField(default=False, help_text=_("Proposed by the machine."))
    made_by = person()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    chosen_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "name"), condition=Q(removed_at__isnull=True), name="variant_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Roll(models.Model):
    """The list of one place in a consultation: how many voters or households may answer, and when it was closed."""

    class Who(models.TextChoices):
        VOTERS = "voters", _("voters")
        HOUSEHOLDS = "households", _("households")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="rolls")
    place = models.CharField(_("place"), max_length=200)
    who = models.CharField(_("who answers"), max_length=10, choices=Who.choices)
    listed = models.PositiveIntegerField(_("listed"))
    posted_on = models.DateField(_("posted on"), null=True)
    closed_on = models.DateField(_("closed on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    sample = models.BooleanField(default=False)
    entered_by = person()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("consultation", "place"), name="roll_once_per_place"),
            models.CheckConstraint(condition=Q(listed__gt=0), name="roll_lists_somebody"),
        )

    def __str__(self) -> str:
        return self.place
