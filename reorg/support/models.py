"""Who helps whom, by which agreement, and what is written down about it."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reorg.support.books import BOOKS, Book
from workflows.models import Dossier
from workflows.models.fields import Filed, organisation, person


class Terms(models.Model):
    """What holds for all pairs of a dossier: the period, the day by which agreements are signed, how many units."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="support_terms")
    complete_by = models.DateField(_("agreements signed by"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    helpers = models.PositiveIntegerField(_("units that help"), null=True, blank=True)
    places = models.PositiveIntegerField(_("communes that are helped"), null=True, blank=True)
    basis = models.CharField(_("legal basis"), max_length=500, blank=True, help_text=_("Number, day and issuer."))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="support_period_in_order",
            ),
        )


class Pair(models.Model):
    """One unit helps one commune. Names are kept as they were when the pair was made."""

    class Origin(models.TextChoices):
        EARLIER = "earlier", _("twinned before the decision")
        PROPOSED = "proposed", _("proposed by the solver")
        HAND = "hand", _("set by hand")

    class Standing(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        INFERRED = "inferred", _("inferred, to be confirmed")
        UNKNOWN = "unknown", _("not confirmed")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="support_pairs")
    helper_code = models.SlugField(max_length=20)
    helper_name = models.CharField(max_length=200)
    place_code = models.SlugField(max_length=20)
    place_name = models.CharField(max_length=200)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.CONFIRMED)
    reasons = models.JSONField(default=list, help_text=_("Why, in both languages."))
    source = models.CharField(max_length=300, blank=True)
    sample = models.BooleanField(default=False, help_text=_("Invented for a demonstration."))
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ("place_code", "helper_code", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "helper_code", "place_code"),
                condition=Q(ended_at__isnull=True),
                name="pair_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_why=""), name="pair_ends_with_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.helper_name} – {self.place_name}"

    @property
    def code(self) -> str:
        """How the trail names the pair."""
        return f"{self.helper_code}-{self.place_code}"

    @property
    def codes(self) -> tuple[str, str]:
        return self.helper_code, self.place_code


class Agreement(models.Model):
    """The agreement both units signed. Where the day is not known, ``about`` says what is known of it."""

    pair = models.OneToOneField(Pair, models.PROTECT, related_name="agreement")
    symbol = models.CharField(_("number and symbol"), max_length=60, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    about = models.CharField(_("or: what is known of the day"), max_length=100, blank=True)
    venue = models.CharField(_("place"), max_length=200, blank=True)
    helper_signatory = models.CharField(_("signed for the helper by"), max_length=200)
    place_signatory = models.CharField(_("signed for the commune by"), max_length=200)
    terms = models.TextField(_("what was agreed"), blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = person()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(signed_on__isnull=False) | ~Q(about=""), name="agreement_says_when"),
            models.CheckConstraint(
                condition=~Q(helper_signatory="") & ~Q(place_signatory=""), name="agreement_has_two_signatories"
            ),
        )


class Line(models.Model):
    """One line of a book of a pair, of a unit, or of the dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="support_lines")
    book = models.SlugField(max_length=20)
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="lines", null=True)
    unit = models.SlugField(max_length=20, blank=True, help_text=_("Code of the unit it belongs to."))
    key = models.CharField(max_length=100)
    values = models.JSONField(default=dict)
    removed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    sample = models.BooleanField(default=False, help_text=_("Invented for a demonstration."))
    organisation = organisation("support_lines")
    changed_by = person()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "book", "pair", "unit", "key"), nulls_distinct=False, name="support_line_once"
            ),
        )
        indexes = (models.Index(fields=("dossier", "book", "unit"), name="support_line_of"),)

    @property
    def definition(self) -> Book:
        return BOOKS[self.book]

    @property
    def done(self) -> bool:
        return bool(self.values.get("done_on"))


class Proof(Filed):
    """A file that shows that something was done or agreed."""

    line = models.ForeignKey(Line, models.PROTECT, related_name="proofs", null=True)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="proofs", null=True)
    sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(line__isnull=False, agreement__isnull=True) | Q(line__isnull=True, agreement__isnull=False),
                name="proof_of_one_thing",
            ),
        )

    @property
    def dossier_id(self) -> Any:
        return self.line.dossier_id if self.line else self.agreement.pair.dossier_id  # type: ignore[union-attr]


class Response(models.Model):
    """What a helper answers to a proposal of its commune: taken into its plan, or declined with the reason."""

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken into the plan")
        DECLINED = "declined", _("declined")

    line = models.ForeignKey(Line, models.PROTECT, related_name="responses")
    pair = models.ForeignKey(Pair, models.PROTECT, related_name="responses")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    work = models.CharField(_("what it will do"), max_length=500, blank=True)
    value = models.PositiveBigIntegerField(_("value (VND)"), null=True, blank=True)
    due = models.DateField(_("due"), null=True, blank=True)
    sample = models.BooleanField(default=False)
    answered_by = person()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("line", "pair"), name="one_response_of_a_helper"),
            models.CheckConstraint(condition=~Q(outcome="declined") | ~Q(reason=""), name="declined_with_a_reason"),
            models.CheckConstraint(condition=~Q(outcome="taken") | ~Q(work=""), name="taken_as_work"),
        )


def new_token() -> str:
    return secrets.token_urlsafe(24)


class LineSheet(models.Model):
    """A sheet of lines that was read and waits to be confirmed. What it says is forgotten once it is settled."""

    class State(models.TextChoices):
        READY = "ready", _("checked")
        REFUSED = "refused", _("refused")
        APPLIED = "applied", _("taken over")
        CANCELLED = "cancelled", _("cancelled")

    token = models.CharField(max_length=40, unique=True, default=new_token)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="support_sheets")
    book = models.SlugField(max_length=20)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices)
    rows = models.JSONField(default=list, help_text=_("Row number and values of every row."))
    letters = models.JSONField(default=dict, help_text=_("Of the columns, as the file has them."))
    problems = models.JSONField(default=list, help_text=_("What is wrong, by cell; the first of them."))
    problem_count = models.PositiveIntegerField(default=0)
    changes = models.JSONField(default=list, help_text=_("The first added and changed lines, for the preview."))
    counts = models.JSONField(default=dict)
    asked_by = person("support_sheets")
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    @property
    def definition(self) -> Book:
        return BOOKS[self.book]

    @property
    def changes_nothing(self) -> bool:
        counts: dict[str, Any] = self.counts
        return not (counts.get("added") or counts.get("changed"))
