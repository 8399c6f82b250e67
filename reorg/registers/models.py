"""Registers of a dossier, their rows, what was settled about them, and sheets on their way in."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reorg.registers.definition import Kind
from reorg.registers.kinds import KINDS
from workflows.models import Dossier
from workflows.models.fields import organisation, person


class Register(models.Model):
    """One register of one dossier. What its columns are is said by its definition, in code."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="registers")
    kind = models.SlugField(max_length=40)
    version = models.PositiveIntegerField(default=0, help_text=_("Grows with every change to its rows."))
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "kind"), name="register_once_per_dossier"),)

    @property
    def definition(self) -> Kind:
        return KINDS[self.kind]


class Removal(models.Model):
    """What law demanded to be removed from a register: the personal columns of some rows, and the sheets handed in."""

    register = models.ForeignKey(Register, models.PROTECT, related_name="removals")
    columns = models.JSONField()
    rows = models.PositiveIntegerField()
    sheets = models.PositiveIntegerField()
    ground = models.TextField(_("legal ground"))
    paper = models.CharField(_("paper that orders it"), max_length=200)
    removed_by = person("register_removals")
    removed_at = models.DateTimeField()

    class Meta:
        ordering = ("removed_at", "id")
        constraints = (models.CheckConstraint(condition=~Q(ground="") & ~Q(paper=""), name="removal_says_why"),)


class Row(models.Model):
    """One line as one side lists it. The other side's line of the same key is another row."""

    class Sides(models.TextChoices):
        GIVER = "giver", _("giver")
        RECEIVER = "receiver", _("receiver")

    class State(models.TextChoices):
        LISTED = "listed", _("listed")
        REMOVED = "removed", _("removed")

    register = models.ForeignKey(Register, models.PROTECT, related_name="rows")
    side = models.CharField(max_length=8, choices=Sides.choices)
    key = models.CharField(max_length=400)
    organisation = organisation("register_rows")
    values = models.JSONField(default=dict)
    sorts = models.JSONField(default=dict, help_text=_("Text columns as keys that sort in Vietnamese order."))
    search = models.TextField(help_text=_("Text columns, folded."))
    fingerprint = models.CharField(max_length=32, help_text=_("Of the columns both sides must agree on."))
    state = models.CharField(max_length=8, choices=State.choices, default=State.LISTED)
    version = models.PositiveIntegerField(default=1)
    sample = models.BooleanField(default=False, help_text=_("Invented for a demonstration."))
    removal = models.ForeignKey(
        Removal, models.PROTECT, related_name="of", null=True, help_text=_("By which its personal data went.")
    )
    changed_by = person()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("register", "side", "key"), name="row_once_per_side"),
            models.CheckConstraint(condition=Q(side__in=("giver", "receiver")), name="row_side_known"),
        )


class Settlement(models.Model):
    """What was decided about one difference. It counts while both sides still say what they said then."""

    class Outcome(models.TextChoices):
        GIVER = "giver", _("the giver's list is right")
        RECEIVER = "receiver", _("the receiver's list is right")
        EXPLAINED = "explained", _("explained")

    register = models.ForeignKey(Register, models.PROTECT, related_name="settlements")
    key = models.CharField(max_length=400)
    giver_print = models.CharField(max_length=32, blank=True)
    receiver_print = models.CharField(max_length=32, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.TextField(blank=True)
    settled_by = person()
    office = models.CharField(max_length=200)
    organisation = organisation("settlements")
    settled_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("register", "key", "giver_print", "receiver_print"), name="settled_once_as_it_stands"
            ),
            models.CheckConstraint(condition=~Q(outcome="explained") | ~Q(reason=""), name="explained_with_a_reason"),
        )


def new_token() -> str:
    return secrets.token_urlsafe(24)


class Import(models.Model):
    """A sheet somebody handed in: checked as a whole, shown, and taken over as a whole or not at all."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting to be checked")
        CHECKING = "checking", _("being checked")
        REFUSED = "refused", _("refused")
        READY = "ready", _("checked")
        APPLYING = "applying", _("being taken over")
        APPLIED = "applied", _("taken over")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    UNDER_WAY = (State.QUEUED, State.CHECKING, State.APPLYING)

    token = models.CharField(max_length=40, unique=True, default=new_token)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="register_imports")
    kind = models.SlugField(max_length=40)
    side = models.CharField(max_length=8, choices=Row.Sides.choices)
    file = models.FileField(upload_to="registers/%Y/%m/")
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    sample = models.BooleanField(default=False)
    done_rows = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    base_version = models.PositiveIntegerField(default=0, help_text=_("Of the register, when it was compared."))
    parsed = models.JSONField(default=list, help_text=_("Row number and values of every row."))
    counts = models.JSONField(default=dict)
    changes = models.JSONField(default=list, help_text=_("The first added and changed rows, for the preview."))
    problems = models.JSONField(default=list, help_text=_("What is wrong, by cell; the first of them."))
    problem_count = models.PositiveIntegerField(default=0)
    why = models.TextField(blank=True)
    asked_by = person("register_imports")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    removal = models.ForeignKey(
        Removal, models.PROTECT, related_name="imports", null=True, help_text=_("By which its content went.")
    )
    left = models.CharField(max_length=300, blank=True, help_text=_("Where bytes lie that are still to be removed."))

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("dossier", "kind", "-id"), name="import_of"),)

    @property
    def definition(self) -> Kind:
        return KINDS[self.kind]

    @property
    def percent(self) -> int:
        return min(self.done_rows * 100 // self.rows, 100) if self.rows else 0

    @property
    def changes_nothing(self) -> bool:
        counts: dict[str, Any] = self.counts
        return not (counts.get("added") or counts.get("changed"))
