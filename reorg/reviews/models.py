"""What bodies say of a dossier: a workstream is complete, a unit fits the planning, how it fares afterwards."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reorg.units.formulas import Kind
from reorg.units.models import Unit
from workflows.models import Dossier
from workflows.models.fields import organisation, person
from workflows.text import Text


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


class AboutUnit(models.Model):
    """Something said of a new unit, or of the dossier as a whole where no unit is named.

    Clauses of a plan are written anew whenever it changes; a new unit is known by its kind and name through all that.
    """

    unit_kind = models.CharField(max_length=16, choices=Kind.choices, blank=True)
    unit_name = models.CharField(max_length=120, blank=True)
    body = organisation()
    source = models.CharField(max_length=200, blank=True)
    sample = models.BooleanField(_("sample"), default=False)
    said_by = person()
    said_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def unit_key(self) -> str:
        return f"{self.unit_kind}:{self.unit_name}" if self.unit_name else ""

    @property
    def unit_title(self) -> Text:
        """Of a unit that may be in the plan no longer."""
        return Unit(name=self.unit_name, kind=self.unit_kind).prepare().title if self.unit_name else WHOLE


WHOLE = Text("Toàn bộ phương án", "The plan as a whole")
WHOLE_OR_UNIT = Q(unit_kind="", unit_name="") | (~Q(unit_name="") & Q(unit_kind__in=Kind.values))


class Conformity(AboutUnit):
    """A body says whether a unit fits a level of planning, by which document. The latest counts, all are kept."""

    class Level(models.TextChoices):
        NATIONAL = "national", _("National planning")
        GENERAL = "general", _("Planning of the province or city")
        TOWN_COUNTRY = "town-country", _("Urban and rural planning")

    class Result(models.TextChoices):
        CONFORMS = "conforms", _("conforms")
        ADJUST = "adjust", _("adjustment needed")
        UNCOVERED = "uncovered", _("not covered")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="conformities")
    level = models.CharField(max_length=14, choices=Level.choices)
    result = models.CharField(max_length=10, choices=Result.choices)
    note = models.TextField(_("what has to be adjusted"), max_length=2000, blank=True)
    symbol = models.CharField(_("number and symbol"), max_length=60, blank=True)
    issued_on = models.DateField(_("date of the document"), null=True, blank=True)
    issuer = models.CharField(_("issued by"), max_length=200, blank=True)
    shape = models.CharField(max_length=64, help_text=_("Digest of what the plan said of the unit at that time."))

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("dossier", "level"), name="conformity_by_level"),)
        constraints = (
            models.CheckConstraint(condition=WHOLE_OR_UNIT, name="conformity_whole_or_unit"),
            models.CheckConstraint(condition=~Q(result="adjust") | ~Q(note=""), name="conformity_adjustment_named"),
            models.CheckConstraint(
                condition=Q(result="uncovered") | (~Q(symbol="") & ~Q(issuer="") & Q(issued_on__isnull=False)),
                name="conformity_cites_a_document",
            ),
        )


class Evaluation(AboutUnit):
    """How a unit fares a period after operation began, as one body marks it. Corrected by a new one, never changed."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="evaluations")
    months = models.PositiveSmallIntegerField(_("months of operation"))
    corrects = models.OneToOneField("self", models.PROTECT, related_name="corrected_by", null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "unit_kind", "unit_name", "months", "body"),
                condition=Q(corrects__isnull=True),
                name="evaluated_once_then_corrected",
            ),
            models.CheckConstraint(condition=WHOLE_OR_UNIT, name="evaluation_whole_or_unit"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(reason=""), name="evaluation_corrected_with_reason"
            ),
        )

    @property
    def stands(self) -> bool:
        return not hasattr(self, "corrected_by")


class Mark(models.Model):
    """One criterion of an evaluation: 1 is worst, 5 is best, with the grounds."""

    class Criterion(models.TextChoices):
        SPACE = "space", _("Space for development")
        APPARATUS = "apparatus", _("Apparatus")
        SECURITY = "security", _("Security and order")
        LIFE = "life", _("Life of the people")

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="marks")
    criterion = models.CharField(max_length=10, choices=Criterion.choices)
    mark = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "criterion"), name="criterion_marked_once"),
            models.CheckConstraint(condition=Q(mark__range=(1, 5)), name="mark_from_one_to_five"),
            models.CheckConstraint(condition=~Q(text=""), name="mark_has_grounds"),
        )
