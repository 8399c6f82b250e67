"""What people were told, what they chose to be told, and what they follow."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reorg.notices.kinds import USUAL, How, Kind
from workflows.models import Assignment, Dossier
from workflows.models.fields import Titled, person


class Notice(Titled):
    """One thing one person is told once. ``key`` says what it is about, so that it cannot be written twice."""

    person = person("notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    key = models.CharField(max_length=80)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="notices")
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="notices", null=True, blank=True)
    path = models.CharField(max_length=200, help_text=_("Where it is seen to, on this site."))
    due = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    digest = models.BooleanField(default=False, help_text=_("Told in a digest with others."))
    mail_at = models.DateTimeField(null=True, blank=True, help_text=_("When it may go out by mail; empty: not at all."))
    claimed_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the mail server was about to be given it; from then on never again.")
    )
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=("person", "key"), name="notice_once"),)
        indexes = (
            models.Index(fields=("person", "-at", "-id"), name="notice_list"),
            models.Index(fields=("person",), condition=Q(read_at__isnull=True), name="notice_unread"),
            models.Index(
                fields=("mail_at",), condition=Q(sent_at__isnull=True, mail_at__isnull=False), name="notice_to_mail"
            ),
            models.Index(
                fields=("handed_at",), condition=Q(sent_at__isnull=True, handed_at__isnull=False), name="notice_unsure"
            ),
        )


class Told(models.Model):
    """Up to which event of its trail a dossier has been told of."""

    dossier = models.OneToOneField(Dossier, models.PROTECT, primary_key=True, related_name="told")
    seq = models.PositiveIntegerField(default=0)


class Wishes(models.Model):
    """How somebody wants to be told: by kind, outside their quiet hours, and when the digest comes."""

    person: Any = models.OneToOneField("people.User", models.CASCADE, related_name="wishes")
    choices = models.JSONField(default=dict, help_text=_("How, by kind; what is not named is as usual."))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)
    digest_at = models.TimeField(_("time of the digest"), default=time(7, 30))

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
                name="quiet_hours_have_two_ends",
            ),
        )

    def how(self, kind: str) -> How:
        return How(self.choices.get(kind, USUAL[Kind(kind)]))


class Watching(models.Model):
    """Somebody follows a dossier: they are told of what is decided there, asked or not."""

    person = person("watchings")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="watchings")
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "dossier"), name="watching_once"),)


class Feed(models.Model):
    """A calendar of somebody's deadlines under a secret address; only the address's digest is kept."""

    person = person("feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(revoked_at__isnull=True), name="one_feed_each"),
        )
