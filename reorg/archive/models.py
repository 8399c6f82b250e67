"""How long papers are kept, packages of dossiers that have ended, and dossiers that other installations archived."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models import Document, DocumentType, Dossier
from workflows.models.fields import Titled, organisation, person


class RetentionRule(Titled):
    """How long papers of a type are kept after their dossier has ended; dated, with its legal source."""

    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="retention", null=True, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("Empty: kept for good."))
    source = models.CharField(max_length=300)
    note = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=1, default="L", help_text=_("H: a source says it; L: unconfirmed."))
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("type_id", "valid_from")
        constraints = (
            models.UniqueConstraint(fields=("type", "valid_from"), name="retention_once", nulls_distinct=False),
        )


class Extension(models.Model):
    """Somebody decided to keep a paper longer than its period."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="extensions")
    until = models.DateField(null=True, help_text=_("Empty: kept for good."))
    reason = models.TextField()
    paper = models.CharField(max_length=200)
    decided_by = person("extensions")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at", "id")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="extension_says_why"),)


class Package(models.Model):
    """The archive package of a dossier that has ended, as it was closed at one event of its trail."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="packages")
    head_seq = models.PositiveIntegerField()
    head_hash = models.CharField(max_length=64)
    files = models.PositiveIntegerField(help_text=_("Papers and pieces of evidence in it."))
    file = models.FileField(upload_to="archive/%Y/%m/", blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    packed_by = person("packages")
    packed_at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, help_text=_("Removed, since it held content that was erased."))

    class Meta:
        ordering = ("-packed_at", "-id")

    @property
    def file_name(self) -> str:
        return f"{self.dossier.code}-{self.head_seq}.reorg.zip"


class Archived(models.Model):
    """A dossier of another installation, kept here for reading: its package as it came, and what it holds."""

    code = models.CharField(max_length=40, db_index=True)
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    lead = models.CharField(max_length=300)
    organisation = organisation("archived")
    head_seq = models.PositiveIntegerField()
    head_hash = models.CharField(max_length=64)
    package = models.FileField(upload_to="archived/%Y/%m/")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    packed_at = models.DateTimeField()
    imported_at = models.DateTimeField()
    verdict = models.CharField(max_length=20)
    said_vi = models.TextField()
    said_en = models.TextField()
    checks = models.JSONField()
    anchors = models.TextField(help_text=_("The authorities it was verified against, PEM."))

    class Meta:
        ordering = ("-imported_at", "-id")

    @property
    def passed(self) -> bool:
        return self.verdict == "TOTAL-PASSED"


class ArchivedFile(models.Model):
    """A paper or a piece of evidence of an archived dossier; without a file where only its hash was handed over."""

    archived = models.ForeignKey(Archived, models.CASCADE, related_name="files")
    about = models.JSONField(help_text=_("As documents.json of the trail tells it."))
    name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to="archived/%Y/%m/", blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.about.get("symbol") or self.about.get("item") or self.name)

    @property
    def subject(self) -> str:
        return str(self.about.get("subject") or self.name)

    @property
    def type(self) -> str:
        """The paper's type; empty for evidence."""
        return str(self.about.get("type") or "")


class ArchivedEvent(models.Model):
    """One event of an archived trail, as it was hashed."""

    archived = models.ForeignKey(Archived, models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    record = models.TextField()

    class Meta:
        ordering = ("seq",)
        constraints = (models.UniqueConstraint(fields=("archived", "seq"), name="archived_event_once"),)
