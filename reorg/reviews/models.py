"""Reports that a workstream is complete: by the body it is owed by, and confirmed by another."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models import Dossier
from workflows.models.fields import organisation, person


class CompletionReport(models.Model):
    """A body says that its part of a workstream is complete; what is still open it says, too."""

    class State(models.TextChoices):
        REPORTED = "reported", _("waits to be confirmed")
        CONFIRMED = "confirmed", _("confirmed")
        RETURNED = "returned", _("returned")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="completion_reports")
    stream = models.SlugField(max_length=40)
    body = organisation("completion_reports")
    text = models.TextField(_("what was done"), max_length=4000)
    remaining = models.TextField(_("what remains"), max_length=2000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REPORTED)
    source = models.CharField(max_length=200, blank=True)
    sample = models.BooleanField(_("sample"), default=False)
    reported_by = person()
    reported_at = models.DateTimeField()
    decided_by = person(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_for = organisation(null=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "stream", "body"), condition=~Q(state="returned"), name="one_standing_report"
            ),
            models.CheckConstraint(
                condition=Q(state="reported")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("reported_by")) & ~Q(decided_for=F("body"))),
                name="report_decided_by_another",
            ),
        )
