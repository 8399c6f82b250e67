"""Keys, the signatures made with them, and the seals. Append-only but for a key's revocation, in the database too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models import Decision, Dossier


class EvidenceStays(Exception):
    """Somebody tried to change or remove evidence through the ORM."""


class KeptQuerySet(models.QuerySet[Any]):
    """Rows that can be read and added. The database refuses the rest as well."""

    def update(self, **_: Any) -> int:
        raise EvidenceStays("Evidence is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise EvidenceStays("Evidence is never removed.")


class Key(models.Model):
    """A certificate whose key signs here. The private part never comes near the database."""

    class Use(models.TextChoices):
        SERVICE = "service", _("the service: seals, sign-offs")
        EXPORT = "export", _("exported papers")
        SIGNER = "signer", _("a person's sign-offs")

    class Why(models.TextChoices):
        REPLACED = "replaced", _("replaced")
        CEASED = "ceased", _("no longer used")
        COMPROMISED = "compromised", _("compromised")

    id = models.CharField(primary_key=True, max_length=64, help_text=_("SHA-256 of the certificate's DER."))
    use = models.CharField(max_length=8, choices=Use.choices)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="signing_keys"
    )
    certificate = models.TextField(help_text=_("PEM."))
    issuers = models.TextField(blank=True, help_text=_("PEM of the authorities above it, up to the root."))
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)

    class Meta:
        ordering = ("-made_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, why="")
                | (models.Q(revoked_at__isnull=False) & ~models.Q(why="")),
                name="revoked_keys_say_why",
            ),
            models.CheckConstraint(
                condition=~models.Q(use="signer") | models.Q(holder__isnull=False), name="signer_keys_have_a_holder"
            ),
        )


class SignOffSignature(models.Model):
    """A signature over the record of one sign-off: by the service, and by the signer's own key."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="signatures")
    key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    record = models.TextField(help_text=_("The text that was signed."))
    signature = models.TextField(help_text=_("Base64."))

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("decision", "key"), name="one_signature_per_key"),)


class Seal(models.Model):
    """All heads at one moment, under one signature."""

    no = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    size = models.PositiveIntegerField(help_text=_("How many dossiers it covers."))
    root = models.CharField(max_length=64)
    prev = models.CharField(max_length=64)
    record = models.TextField(help_text=_("The text that was signed."))
    hash = models.CharField(max_length=64)
    signature = models.TextField(help_text=_("Base64."))
    key = models.ForeignKey(Key, models.PROTECT, related_name="+")
    token = models.BinaryField(null=True, help_text=_("RFC 3161 time-stamp token, DER."))

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ("no",)


class SealedHead(models.Model):
    """A head that a seal covers and the seal before did not: new, or moved on. The others stand as they stood."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="heads", db_index=False)
    dossier = models.ForeignKey(
        Dossier,
        models.PROTECT,
        related_name="+",
        db_index=False,
        null=True,
        help_text=_("None: the trail of the system."),
    )
    seq = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    objects = KeptQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("dossier", "seal"), name="head_sealed_once"),
            models.UniqueConstraint(
                fields=("seal",), condition=models.Q(dossier__isnull=True), name="system_head_sealed_once"
            ),
        )
        indexes = (models.Index(fields=("seal",), name="heads_of_seal"),)
