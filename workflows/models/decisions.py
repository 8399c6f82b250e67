"""Sign-offs, ballots and opinions: what persons and bodies decided about exactly which content."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models.dossiers import Dossier
from workflows.models.fields import organisation, person
from workflows.models.steps import Assignment, Task


class Snapshot(models.Model):
    """The content of a dossier as it was shown to a signer; its digest is what they signed."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="snapshots")
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "digest"), name="snapshot_once"),)


class Decision(models.Model):
    """A sign-off: one person's decision bound to the exact content they saw. Superseded, never deleted."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        REFUSED = "refused", _("refused")
        WAIVED = "waived", _("waived")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="decisions")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="decisions", null=True)
    task = models.ForeignKey(Task, models.PROTECT, related_name="decisions", null=True)
    item = models.ForeignKey("workflows.ChecklistItem", models.PROTECT, related_name="decisions", null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="decisions")
    statement = models.TextField(help_text=_("The sentence the signer agreed to, in the signer's language."))
    reason = models.TextField(blank=True)
    signer = person("decisions")
    signer_name = models.CharField(max_length=200)
    office_title = models.CharField(max_length=300)
    organisation = organisation("decisions")
    organisation_name = models.CharField(max_length=300)
    on_behalf_of = person("decisions_by_deputies", null=True, blank=True)
    on_behalf_title = models.CharField(max_length=300, blank=True, help_text=_("The office signed for."))
    authority = models.CharField(max_length=10, blank=True, help_text=_("TM., KT., TL., TUQ. or Q."))
    confirmed_by = models.CharField(max_length=20, help_text=_("How the signer proved who they are: password."))
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_why = models.TextField(blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("assignment",),
                condition=Q(superseded_at__isnull=True, assignment__isnull=False),
                name="one_counting_decision_per_assignment",
            ),
            models.UniqueConstraint(
                fields=("task", "signer"),
                condition=Q(superseded_at__isnull=True, task__isnull=False),
                name="nobody_signs_a_step_twice",
            ),
            models.CheckConstraint(
                condition=Q(assignment__isnull=False) | Q(item__isnull=False), name="decision_about_something"
            ),
        )

    @property
    def counts(self) -> bool:
        return self.superseded_at is None

    @property
    def digest(self) -> str:
        return self.snapshot.digest


class BallotResult(models.Model):
    """The vote of a body: who could vote, who was there, how they voted, and what follows by the rule."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="ballots")
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="ballot")
    task = models.ForeignKey(Task, models.PROTECT, related_name="ballots")
    organisation = organisation("ballots")
    electorate = models.PositiveIntegerField(_("members in all"))
    present = models.PositiveIntegerField(_("present"))
    yes = models.PositiveIntegerField(_("in favour"))
    no = models.PositiveIntegerField(_("against"))
    abstain = models.PositiveIntegerField(_("abstained"))
    rule = models.CharField(max_length=60)
    passed = models.BooleanField()
    working_vi = models.TextField()
    working_en = models.TextField()
    held_on = models.DateField(_("held on"))
    note = models.TextField(blank=True)
    recorded_by = person("ballots_recorded")
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("recorded_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(present__lte=F("electorate")), name="no_more_present_than_members"),
            models.CheckConstraint(
                condition=Q(present__gte=F("yes") + F("no") + F("abstain")), name="no_more_votes_than_present"
            ),
        )


class Consultation(models.Model):
    """An opinion round that was opened: a window in which households, voters or agencies answer."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="consultations")
    task = models.OneToOneField(Task, models.PROTECT, related_name="consultation")
    rule = models.CharField(max_length=60)
    opens = models.DateField()
    closes = models.DateField()
    passed = models.BooleanField(null=True)
    working_vi = models.TextField(blank=True)
    working_en = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(closes__gte=F("opens")), name="window_in_order"),)


class Opinion(models.Model):
    """One answer in a round, counted (households of a place) or in words, and what was made of it."""

    class Disposition(models.TextChoices):
        TAKEN = "taken", _("taken up")
        PARTLY = "partly", _("partly taken up")
        DECLINED = "declined", _("declined")

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="opinions")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="opinions")
    respondent = models.CharField(_("respondent"), max_length=200)
    total = models.PositiveIntegerField(_("households or voters listed"))
    taken_part = models.PositiveIntegerField(_("took part"))
    agree = models.PositiveIntegerField(_("agree"))
    disagree = models.PositiveIntegerField(_("disagree"))
    other = models.PositiveIntegerField(_("other opinion"))
    note = models.TextField(blank=True)
    sample = models.BooleanField(default=False, help_text=_("Figures for demonstration, not from a source."))
    disposition = models.CharField(max_length=10, choices=Disposition.choices, blank=True)
    reason = models.TextField(blank=True)
    recorded_by = person("opinions_recorded")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("consultation", "respondent"), name="one_return_per_respondent"),
            models.CheckConstraint(condition=Q(taken_part__lte=F("total")), name="no_more_answers_than_listed"),
            models.CheckConstraint(
                condition=Q(taken_part=F("agree") + F("disagree") + F("other")), name="answers_add_up"
            ),
        )
