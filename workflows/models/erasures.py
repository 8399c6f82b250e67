"""Files whose content was removed from storage: what remains is that they were, and why they are no more."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models.checklists import Evidence
from workflows.models.documents import DocumentVersion
from workflows.models.dossiers import Dossier
from workflows.models.fields import person


class Erasure(models.Model):
    """The content of one file was removed; its hash and size stay, so that the trail still proves what it was."""

    class Why(models.TextChoices):
        PERSONAL = "personal", _("personal data")
        RETENTION = "retention", _("retention period ended")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="erasures")
    version = models.OneToOneField(DocumentVersion, models.PROTECT, related_name="erasure", null=True)
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="erasure", null=True)
    why = models.CharField(max_length=10, choices=Why.choices)
    ground = models.TextField(_("legal ground"))
    paper = models.CharField(_("paper that orders it"), max_length=200)
    erased_by = person("erasures")
    erased_at = models.DateTimeField()
    path = models.CharField(max_length=300, help_text=_("Where the bytes lay; removed after the act is committed."))
    gone_at = models.DateTimeField(null=True, help_text=_("When the storage no longer had them."))

    class Meta:
        ordering = ("erased_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(version__isnull=False, evidence__isnull=True)
                | Q(version__isnull=True, evidence__isnull=False),
                name="erasure_of_one_file",
            ),
            models.CheckConstraint(condition=~Q(ground="") & ~Q(paper=""), name="erasure_says_why"),
        )
        indexes = (models.Index(fields=("erased_at",), condition=Q(gone_at__isnull=True), name="erasure_unfinished"),)
