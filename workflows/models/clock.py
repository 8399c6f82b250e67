"""What moves the clock: days ordered otherwise, times during which it stood, terms made longer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.clock import AFTERNOON, MORNING, OFF, WHOLE_DAY
from workflows.models.dossiers import Dossier
from workflows.models.fields import Titled, organisation, person


class CalendarDay(Titled):
    """An order about one day: off, worked, or half of each; for the country, or for one body and those under it.

    Orders are added, never changed: the newest of a day counts. One without ``halves`` takes the ones before it back.
    """

    HALVES = (
        (OFF, _("day off")),
        (MORNING, _("worked in the morning only")),
        (AFTERNOON, _("worked in the afternoon only")),
        (WHOLE_DAY, _("worked")),
    )

    day = models.DateField(_("day"))
    halves = models.PositiveSmallIntegerField(_("what is worked"), choices=HALVES, null=True, blank=True)
    organisation = organisation("calendar_days", null=True, blank=True)
    basis = models.CharField(_("paper it rests on"), max_length=200)
    added_by = person("calendar_days")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("-day", "-id")
        constraints = (models.CheckConstraint(condition=Q(halves__isnull=True) | Q(halves__lte=3), name="day_halves"),)
        indexes = (models.Index(fields=("day", "organisation"), name="calendar_day"),)


class ClockStop(models.Model):
    """A time during which the clock of a step stood, with its ground. It ends once; nothing else of it changes."""

    class Ground(models.TextChoices):
        INCOMPLETE = "incomplete", _("incomplete: the term begins anew with the answer")
        INCORRECT = "incorrect", _("incorrect: the term goes on with the answer")
        OUTSIDE = "outside", _("a cause outside the office: the term goes on when it has passed")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="clock_stops")
    task = models.ForeignKey("workflows.Task", models.PROTECT, related_name="clock_stops")
    ground = models.CharField(_("ground"), max_length=12, choices=Ground.choices)
    reason = models.TextField(_("reason"))
    since = models.DateTimeField()
    stopped_by = person("clocks_stopped")
    until = models.DateTimeField(null=True, blank=True)
    resumed_by = person("clocks_resumed", null=True, blank=True)

    class Meta:
        ordering = ("since", "id")
        constraints = (
            models.UniqueConstraint(fields=("task",), condition=Q(until__isnull=True), name="clock_stands_once"),
            models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="stop_in_order"),
        )

    @property
    def restarts(self) -> bool:
        return self.ground == self.Ground.INCOMPLETE


class TermExtension(models.Model):
    """Working days added to the term of a step, with the ground and the paper. Never changed."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="extensions")
    task = models.ForeignKey("workflows.Task", models.PROTECT, related_name="extensions")
    working_days = models.PositiveSmallIntegerField(_("working days"))
    reason = models.TextField(_("ground"))
    basis = models.CharField(_("paper it rests on"), max_length=200)
    given_by = person("extensions_given")
    given_at = models.DateTimeField()

    class Meta:
        ordering = ("given_at", "id")
        constraints = (models.CheckConstraint(condition=Q(working_days__gte=1), name="extension_adds_days"),)
