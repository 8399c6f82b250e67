"""Papers that were asked for: a trail as PDF, printed by the worker."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models import Decision, Document, DocumentVersion, Dossier, Task


class Export(models.Model):
    """One trail asked for by somebody, how far its printing is, and the file."""

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        PRINTING = "printing", _("printing")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    UNDER_WAY = (State.QUEUED, State.PRINTING)

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="exports")
    language = models.CharField(max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")])
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done_parts = models.PositiveIntegerField(default=0)
    parts = models.PositiveIntegerField(default=0)
    head_seq = models.PositiveIntegerField()
    head_hash = models.CharField(max_length=64)
    file = models.FileField(upload_to="exports/%Y/%m/", blank=True)
    why = models.TextField(blank=True, help_text=_("Why it failed, for whoever asked."))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = (models.Index(fields=("dossier", "-asked_at"), name="export_of"),)

    @property
    def percent(self) -> int:
        return self.done_parts * 100 // self.parts if self.parts else 0

    @property
    def file_name(self) -> str:
        return f"{self.dossier.code}-{self.language}-{self.head_seq}.pdf"


class Bundle(models.Model):
    """Trails of many dossiers asked for at once: how far they are, and the archive."""

    State = Export.State
    UNDER_WAY = Export.UNDER_WAY

    language = models.CharField(max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")])
    state = models.CharField(max_length=10, choices=Export.State.choices, default=Export.State.QUEUED)
    file = models.FileField(upload_to="bundles/%Y/%m/", blank=True)
    why = models.TextField(blank=True, help_text=_("Why it failed, for whoever asked."))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bundles")
    asked_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")

    @property
    def parts(self) -> int:
        return self.items.count()

    @property
    def done_parts(self) -> int:
        return self.items.exclude(state__in=Export.UNDER_WAY).count()

    @property
    def percent(self) -> int:
        return self.done_parts * 100 // (self.parts or 1)

    @property
    def file_name(self) -> str:
        return f"trails-{self.pk}-{self.language}.zip"


class BundleItem(models.Model):
    """One dossier of a bundle. Its trail is kept until the archive is made, for a worker that is killed."""

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="items")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="bundled")
    state = models.CharField(max_length=10, choices=Export.State.choices, default=Export.State.QUEUED)
    head_seq = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to="bundles/parts/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ("bundle_id", "id")
        constraints = (models.UniqueConstraint(fields=("bundle", "dossier"), name="bundled_once"),)


class SignedPaper(models.Model):
    """The decision paper of a step that leaders countersign; each signature is a version of the document."""

    task = models.OneToOneField(Task, models.PROTECT, related_name="signed_paper")
    document = models.OneToOneField(Document, models.PROTECT, related_name="signed_paper")


class Countersignature(models.Model):
    """Whose sign-off stands on which version, by which key."""

    paper = models.ForeignKey(SignedPaper, models.PROTECT, related_name="signatures")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="countersignature")
    version = models.OneToOneField(DocumentVersion, models.PROTECT, related_name="countersignature")
    key = models.CharField(max_length=64, help_text=_("SHA-256 of the signer's certificate."))

    class Meta:
        ordering = ("id",)
