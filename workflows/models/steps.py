"""The second clock of progress: steps, asked of somebody, on viewflow's process and task."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractProcess, AbstractTask

from workflows.models.dossiers import Dossier, Role
from workflows.models.fields import organisation, person
from workflows.phases import Phase


class Process(AbstractProcess):
    """The run of one dossier through its flow."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="process")

    objects = models.Manager["Process"]()


class Task(AbstractTask):
    """A step of the flow that was reached by a dossier. What it asks of whom is in its assignments."""

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        DONE = "done", _("done")
        APPROVED = "approved", _("approved")
        RETURNED = "returned", _("returned")
        REFUSED = "refused", _("refused")
        SUPPLEMENT = "supplement", _("supplement asked")
        CANCELLED = "cancelled", _("closed unfinished")

    process = models.ForeignKey(Process, models.PROTECT)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="tasks")
    step = models.SlugField(max_length=60, help_text=_("Name of the step in the flow."))
    phase = models.CharField(max_length=20, choices=Phase.choices)
    round = models.PositiveIntegerField(default=1)
    due = models.DateTimeField(_("due"), null=True, blank=True)
    look_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When somebody is next to be told that it is due or late.")
    )
    resumes = models.ForeignKey(
        "workflows.ClockStop",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("The clock-stop after which this step was taken up again."),
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN, blank=True)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)

    objects = models.Manager["Task"]()

    # viewflow deletes a task with its owner and keeps generic permission columns: neither is for a record of acts.
    owner = None
    owner_permission = None
    owner_permission_content_type = None
    owner_permission_obj_pk = None

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("dossier", "step"), name="task_step"),
            models.Index(fields=("due",), condition=Q(outcome=""), name="task_open_due"),
            models.Index(fields=("look_at",), condition=Q(outcome=""), name="task_look_at"),
        )


# The generic key over the two columns left out above would be the only trace of them.
Task._meta.private_fields = [field for field in Task._meta.private_fields if field.name != "owner_permission_obj"]
del Task.owner_permission_obj


class Assignment(models.Model):
    """What a step asks of one role of one organisation. Open assignments are what waits in the inboxes."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for others first")
        OPEN = "open", _("open")
        DONE = "done", _("done")
        CANCELLED = "cancelled", _("no longer asked")

    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="assignments")
    seat = models.SlugField(max_length=40, help_text=_("The part the organisation plays in the dossier."))
    organisation = organisation("assignments")
    role = models.ForeignKey(Role, models.PROTECT, related_name="assignments")
    order = models.PositiveSmallIntegerField(default=0, help_text=_("The same number: side by side."))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    due = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = person("assignments_done", null=True, blank=True)
    taken_by = person("assignments_taken", null=True, blank=True, help_text=_("The deputy who has taken it up."))
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("order", "id")
        constraints = (
            # One live demand per seat of a step: a doubled click cannot double the work.
            models.UniqueConstraint(
                fields=("task", "seat", "role"), condition=~Q(state="cancelled"), name="assignment_live_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_by__isnull=False, done_at__isnull=False),
                name="assignment_done_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=("organisation", "role", "due"), condition=Q(state="open"), name="assignment_inbox"),
            models.Index(fields=("dossier", "state"), name="assignment_dossier"),
        )
