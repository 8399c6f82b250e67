"""Packs of papers as they were put before a meeting. What is frozen stays: the database refuses to change it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models import DocumentVersion, Dossier
from workflows.models.fields import organisation, person


class Pack(models.Model):
    """The papers of a dossier, each in one version, as they go to a meeting that appraises or verifies it."""

    class Purpose(models.TextChoices):
        APPRAISAL = "appraisal", _("appraisal (thẩm định)")
        GOVERNMENT = "government", _("meeting of the Government")
        VERIFICATION = "verification", _("verification (thẩm tra)")
        DECISION = "decision", _("meeting that decides")

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="packs")
    no = models.PositiveSmallIntegerField()
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    body = organisation("packs_received", verbose_name=_("body that meets"))
    held_on = models.DateField(_("day of the meeting"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    subject = models.CharField(_("what is considered"), max_length=500)
    addressees: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.WORKFLOWS_ORGANISATION_MODEL, related_name="+"
    )
    others = models.CharField(_("further addressees"), max_length=500, blank=True)
    manifest = models.TextField(help_text=_("Meeting, addressees and papers as canonical JSON."))
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the manifest."))
    replaces = models.OneToOneField("self", models.PROTECT, related_name="replaced_by", null=True)
    frozen_by = person()
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("dossier", "no"), name="pack_number_once"),
            models.UniqueConstraint(fields=("dossier", "digest"), name="pack_same_once"),
            models.CheckConstraint(condition=Q(no__gt=0) & ~Q(subject=""), name="pack_says_what"),
        )

    @property
    def listed(self) -> list[dict[str, Any]]:
        """The papers as they were when the pack was frozen."""
        papers: list[dict[str, Any]] = json.loads(self.manifest)["papers"]
        return papers

    @property
    def replaced(self) -> bool:
        return hasattr(self, "replaced_by")


class PackPaper(models.Model):
    """One paper of a pack, in the version that was chosen."""

    pack = models.ForeignKey(Pack, models.PROTECT, related_name="papers")
    no = models.PositiveSmallIntegerField()
    version = models.ForeignKey(DocumentVersion, models.PROTECT, related_name="in_packs")

    class Meta:
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("pack", "no"), name="pack_paper_number_once"),
            models.UniqueConstraint(fields=("pack", "version"), name="pack_paper_once"),
        )
