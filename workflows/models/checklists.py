"""What must be handed over or done. Definitions are dated data; a dossier works on its own copy."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.models.dossiers import Dossier
from workflows.models.fields import Filed, Titled, organisation, person


class Check(Titled):
    """The definition of an item: valid for a time, with its legal source."""

    code = models.CharField(max_length=20)
    list_code = models.SlugField(max_length=30)
    list_vi = models.CharField(max_length=200)
    list_en = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    owner = models.SlugField(max_length=40, help_text=_("The part that owes it."))
    evidence_vi = models.CharField(max_length=300, blank=True)
    evidence_en = models.CharField(max_length=300, blank=True)
    due = models.JSONField(null=True, blank=True)
    due_note_vi = models.CharField(max_length=300, blank=True)
    due_note_en = models.CharField(max_length=300, blank=True)
    due_confirmed = models.BooleanField(default=False, help_text=_("The deadline restates a rule or a source."))
    confidence = models.CharField(max_length=1, default="H")
    sources = models.JSONField(default=list)
    source_note_vi = models.CharField(max_length=400, blank=True)
    source_note_en = models.CharField(max_length=400, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("list_code", "order", "code")
        constraints = (models.UniqueConstraint(fields=("code", "valid_from"), name="check_once_per_date"),)

    @property
    def source_note(self) -> str:
        """Where the item or its deadline comes from, in the reader's language."""
        return self.source_note_en if (get_language() or "vi").startswith("en") else self.source_note_vi


class Checklist(Titled):
    """A list as a dossier carries it."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="checklists")
    code = models.SlugField(max_length=30)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("order", "id")
        constraints = (models.UniqueConstraint(fields=("dossier", "code"), name="list_once_per_dossier"),)


class ChecklistItem(Titled):
    """One thing owed in one dossier."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", _("done")
        VERIFIED = "verified", _("verified")
        WAIVED = "waived", _("waived")

    SETTLED = (State.VERIFIED, State.WAIVED)

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="items")
    definition = models.ForeignKey(Check, models.PROTECT, related_name="items", null=True)
    code = models.CharField(max_length=20)
    order = models.PositiveSmallIntegerField(default=0)
    owner = organisation("items")
    evidence_vi = models.CharField(max_length=300, blank=True)
    evidence_en = models.CharField(max_length=300, blank=True)
    due_rule = models.JSONField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    due_note_vi = models.CharField(max_length=300, blank=True)
    due_note_en = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=1, default="H")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, help_text=_("Grows with every change; guards two tabs."))
    done_by = person("items_done", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    verified_by = person("items_verified", null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("order", "code")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "code"), name="item_once_per_dossier"),
            models.CheckConstraint(
                condition=~Q(state="verified") | (Q(verified_by__isnull=False) & ~Q(verified_by=F("done_by"))),
                name="verified_by_another_person",
            ),
        )
        indexes = (
            models.Index(fields=("checklist", "state"), name="item_progress"),
            models.Index(fields=("owner", "due"), condition=~Q(state__in=("verified", "waived")), name="item_owed"),
        )

    @property
    def evidence_wanted(self) -> str:
        return self.evidence_en if (get_language() or "vi").startswith("en") else self.evidence_vi

    @property
    def due_note(self) -> str:
        return self.due_note_en if (get_language() or "vi").startswith("en") else self.due_note_vi

    @property
    def is_settled(self) -> bool:
        return self.state in self.SETTLED


class Evidence(Filed):
    """A file that shows that an item is done."""

    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="evidence")
    sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("item", "sha256"), name="evidence_once"),)
