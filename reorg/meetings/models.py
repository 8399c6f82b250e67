"""Packs of papers as they were put before a meeting, and sessions of two localities.

What is frozen or agreed stays: the database refuses to change it.
"""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models import DocumentVersion, Dossier
from workflows.models.fields import organisation, person
from workflows.text import Text


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


class Side(models.TextChoices):
    FIRST = "first", _("first side")
    SECOND = "second", _("second side")
    GUEST = "guest", _("invited guest")


class JointSession(models.Model):
    """A session of two localities on a dossier; concluded once both heads have agreed to every conclusion."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="joint_sessions")
    no = models.PositiveSmallIntegerField()
    subject_vi = models.CharField(_("subject (Vietnamese)"), max_length=500)
    subject_en = models.CharField(_("subject (English)"), max_length=500, blank=True)
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    first = organisation("joint_sessions_first", verbose_name=_("first side"))
    second = organisation("joint_sessions_second", verbose_name=_("second side"))
    source = models.CharField(max_length=200, blank=True)
    sample = models.BooleanField(_("sample"), default=False)
    concluded_at = models.DateTimeField(null=True)
    opened_by = person()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("dossier", "no"), name="joint_session_number_once"),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="joint_session_has_two_sides"),
        )

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Text:
        return Text(self.subject_vi, self.subject_en or self.subject_vi)

    def body(self, side: str) -> Any:
        return self.first if side == Side.FIRST else self.second


class Attendee(models.Model):
    """Somebody who was there, or should have been; known by office alone where no source names them."""

    session = models.ForeignKey(JointSession, models.PROTECT, related_name="attendees")
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    name = models.CharField(_("full name"), max_length=200, blank=True)
    office_vi = models.CharField(_("office (Vietnamese)"), max_length=200)
    office_en = models.CharField(_("office (English)"), max_length=200, blank=True)
    head = models.BooleanField(_("heads the side"), default=False)
    present = models.BooleanField(_("present"), default=True)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("-head", "id")

    @property
    def office(self) -> Text:
        return Text(self.office_vi, self.office_en or self.office_vi)


class AgendaItem(models.Model):
    """One matter of the agenda, and what both sides conclude on it."""

    session = models.ForeignKey(JointSession, models.PROTECT, related_name="items")
    no = models.PositiveSmallIntegerField()
    text_vi = models.TextField(_("matter (Vietnamese)"), max_length=2000)
    text_en = models.TextField(_("matter (English)"), max_length=2000, blank=True)
    conclusion_vi = models.TextField(_("conclusion (Vietnamese)"), max_length=4000, blank=True)
    conclusion_en = models.TextField(_("conclusion (English)"), max_length=4000, blank=True)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("no",)
        constraints = (models.UniqueConstraint(fields=("session", "no"), name="agenda_number_once"),)

    @property
    def text(self) -> Text:
        return Text(self.text_vi, self.text_en or self.text_vi)

    @property
    def conclusion(self) -> Text:
        return Text(self.conclusion_vi, self.conclusion_en or self.conclusion_vi)


class Consent(models.Model):
    """The head of a side agrees to a conclusion, word for word; when the words change it no longer counts."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="consents")
    side = models.CharField(max_length=10, choices=Side.choices)
    by = person()
    role = models.CharField(max_length=40)
    office_vi = models.CharField(max_length=200)
    office_en = models.CharField(max_length=200)
    authority = models.CharField(max_length=10, blank=True)
    confirmed_by = models.CharField(max_length=20, default="password")
    digest = models.CharField(max_length=64, help_text=_("Of the matter and its conclusion as they were shown."))
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("item", "side"), condition=Q(superseded_at__isnull=True), name="consent_once_for_a_side"
            ),
            models.CheckConstraint(condition=~Q(side=Side.GUEST), name="guests_do_not_consent"),
        )

    @property
    def office(self) -> Text:
        return Text(self.office_vi, self.office_en)
