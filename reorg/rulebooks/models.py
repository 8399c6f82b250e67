"""The next version of a rulebook while it is written, and the document sets that were put in force."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models.fields import person


class RuleDraft(models.Model):
    """The next version of a rulebook, being written. ``lines`` holds one dictionary per line, numbered by ``n``."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("put in force")
        WITHDRAWN = "withdrawn", _("withdrawn")

    kind = models.SlugField(max_length=20)
    code = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    lines = models.JSONField(default=list)
    base = models.CharField(max_length=64, help_text=_("Digest of the version it was begun from."))
    version = models.PositiveIntegerField(default=1, help_text=_("Grows with every change; guards two tabs."))
    valid_from = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    made_by = person()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settled_by = person("+", null=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "code"), condition=Q(state="draft"), name="one_draft_of_a_rulebook"
            ),
        )


class DocumentSet(models.Model):
    """The papers that the steps of a procedure need, from a day on. Never changed: the next one supersedes it."""

    procedure = models.SlugField(max_length=60)
    version = models.CharField(max_length=20, help_text=_("Of the procedure."))
    valid_from = models.DateField()
    lines = models.JSONField(help_text=_("Step, type of paper, whose, legal source."))
    basis = models.CharField(max_length=200)
    put_by = person()
    put_at = models.DateTimeField()

    class Meta:
        ordering = ("procedure", "version", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("procedure", "version", "valid_from"), name="document_set_once_a_day"),
        )
