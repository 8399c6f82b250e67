"""A paper that is drafted and consulted on. Changed only through ``reorg.drafting.actions``."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.models import Document, DocumentVersion
from workflows.models.fields import organisation, person


def new_token() -> str:
    return secrets.token_urlsafe(18)


class Drafting(models.Model):
    """One document being drafted, and the contents it has to have."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="drafting")
    required = models.SlugField(max_length=40, blank=True, help_text="The set of contents that must be there.")
    begun_by = person()
    begun_at = models.DateTimeField()


class Draft(models.Model):
    """One numbered draft. Never changed: a better one is the next one."""

    drafting = models.ForeignKey(Drafting, models.PROTECT, related_name="drafts")
    no = models.PositiveSmallIntegerField()
    version = models.OneToOneField(DocumentVersion, models.PROTECT, related_name="draft")
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    sample = models.BooleanField(default=False)
    made_by = person()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("no",)
        constraints = (models.UniqueConstraint(fields=("drafting", "no"), name="draft_number_once"),)


class Milestone(models.Model):
    """A day by which something about the paper is done."""

    drafting = models.ForeignKey(Drafting, models.PROTECT, related_name="milestones")
    title_vi = models.CharField(_("milestone (Vietnamese)"), max_length=300)
    title_en = models.CharField(_("milestone (English)"), max_length=300, blank=True)
    due = models.DateField(_("due"))
    reached_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ("due", "id")
        constraints = (models.UniqueConstraint(fields=("drafting", "due", "title_vi"), name="milestone_once"),)

    def __str__(self) -> str:
        return self.title_en if (get_language() or "vi").startswith("en") and self.title_en else self.title_vi


class Round(models.Model):
    """A window in which a draft is out for opinions: with named bodies, or with everybody."""

    class Kind(models.TextChoices):
        BODIES = "bodies", _("named bodies")
        PUBLIC = "public", _("everybody")

    drafting = models.ForeignKey(Drafting, models.PROTECT, related_name="rounds")
    no = models.PositiveSmallIntegerField()
    kind = models.CharField(_("who is asked"), max_length=8, choices=Kind.choices)
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="rounds")
    opens = models.DateField(_("from"))
    closes = models.DateField(_("until"))
    addressees: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        settings.WORKFLOWS_ORGANISATION_MODEL, related_name="draft_rounds", blank=True, verbose_name=_("bodies asked")
    )
    token = models.CharField(max_length=40, unique=True, default=new_token)
    opened_by = person()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("drafting", "no"), name="draft_round_number_once"),
            models.CheckConstraint(condition=Q(closes__gte=F("opens")), name="draft_round_days"),
        )

    def is_open(self, day: date) -> bool:
        """Both days belong to the window."""
        return self.opens <= day <= self.closes


class Opinion(models.Model):
    """What somebody said to a draft, and what the editorial group made of it. The words are never changed."""

    class Disposition(models.TextChoices):
        TAKEN = "taken", _("taken up")
        PARTLY = "partly", _("taken up in part")
        DECLINED = "declined", _("not taken up")

    round = models.ForeignKey(Round, models.PROTECT, related_name="opinions")
    no = models.PositiveIntegerField()
    body = organisation("draft_opinions", null=True, blank=True)
    name = models.CharField(_("your name (optional)"), max_length=120, blank=True)
    place = models.CharField(_("which part of the draft (optional)"), max_length=200, blank=True)
    text = models.TextField(_("your opinion"), max_length=5000)
    given_by = person(null=True, blank=True)
    given_at = models.DateTimeField()
    sample = models.BooleanField(default=False)
    disposition = models.CharField(_("what becomes of it"), max_length=8, choices=Disposition.choices, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    answered_by = person(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("no",)
        constraints = (
            models.UniqueConstraint(fields=("round", "no"), name="draft_opinion_number_once"),
            models.CheckConstraint(
                condition=Q(disposition__in=("", "taken")) | ~Q(reason=""), name="draft_declined_with_a_reason"
            ),
        )
        indexes = (models.Index(fields=("round", "disposition"), name="draft_opinion_open"),)
