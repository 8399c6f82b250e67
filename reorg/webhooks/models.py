"""Addresses that are told of every event in an organisation's dossiers, and how far each has been told."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models import Dossier
from workflows.models.fields import organisation, person


class Webhook(models.Model):
    """One address. Its secret is not stored: it follows from the installation's own and ``salt``."""

    organisation = organisation("webhooks")
    name = models.CharField(_("name"), max_length=100)
    address = models.CharField(_("address"), max_length=500)
    salt = models.CharField(max_length=64)
    made_by = person("webhooks")
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    why_stopped = models.CharField(max_length=300, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text=_("In a row, since something last arrived."))
    failing_since = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(help_text=_("Nothing is sent before."))
    arrived_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("organisation", "name")
        indexes = (models.Index(fields=("next_at",), condition=Q(stopped_at__isnull=True), name="webhook_next"),)

    def __str__(self) -> str:
        return self.name


class Position(models.Model):
    """Up to which event of a dossier an address has been told."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="positions")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("webhook", "dossier"), name="webhook_position_once"),)


class Attempt(models.Model):
    """One try to deliver one event: kept for a while, for whoever looks why nothing arrives."""

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    message = models.CharField(max_length=80)
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("What the other side answered."))
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("webhook", "-at"), name="webhook_attempts"),)
