"""Who administers what, names that organisations had, sheets that wait to be confirmed, drafts of checklists."""

from __future__ import annotations

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models import CalendarDay
from workflows.models.fields import Titled, organisation, person


def new_token() -> str:
    return secrets.token_urlsafe(24)


class AdministratorQuerySet(models.QuerySet["Administrator"]):
    def on(self, day: date) -> AdministratorQuerySet:
        """Those in force on a day; both days belong to the time."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class Administrator(models.Model):
    """Somebody administers one organisation and those below it; without an organisation: the whole installation.

    This is no office: it opens no dossier, and nothing in a dossier can be done by it.
    """

    given_by = person(null=True)
    person = person("administrates")
    organisation = organisation("administrators", null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    basis = models.CharField(_("written basis"), max_length=200)
    given_at = models.DateTimeField()

    objects = AdministratorQuerySet.as_manager()

    class Meta:
        ordering = ("valid_from", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="administrator_dates"
            ),
            models.UniqueConstraint(
                fields=("person", "organisation"),
                condition=Q(valid_to__isnull=True),
                nulls_distinct=False,
                name="administrator_once",
            ),
        )


class FormerName(Titled):
    """A name that an organisation had until a day."""

    organisation = organisation("former_names")
    short = models.CharField(max_length=20, blank=True)
    until = models.DateField(help_text=_("The last day on which it had this name."))
    basis = models.CharField(max_length=200)

    class Meta:
        ordering = ("-until", "-id")


class PeopleSheet(models.Model):
    """A sheet of people that was read and waits to be confirmed. What it says is forgotten once it is settled."""

    class State(models.TextChoices):
        READY = "ready", _("ready to be confirmed")
        REFUSED = "refused", _("refused")
        APPLIED = "applied", _("taken over")
        CANCELLED = "cancelled", _("thrown away")

    token = models.CharField(max_length=40, unique=True, default=new_token)
    state = models.CharField(max_length=10, choices=State.choices)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    asked_by = person()
    asked_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    erased_by = person("+", null=True)
    erased_at = models.DateTimeField(null=True, blank=True, help_text=_("When law demanded that its content goes."))

    class Meta:
        ordering = ("-id",)


class Reckoning(models.Model):
    """All open deadlines reckoned again after an order about a day: how far it is, what moved."""

    order = models.OneToOneField(CalendarDay, models.PROTECT, related_name="reckoning")
    total = models.PositiveIntegerField(default=0, help_text=_("Dossiers with open deadlines."))
    done = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total if self.total else 100


class ListDraft(models.Model):
    """The next version of a checklist, being written. ``rows`` holds one dictionary per item."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("put in force")
        WITHDRAWN = "withdrawn", _("withdrawn")

    list_code = models.SlugField(max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    rows = models.JSONField(default=list)
    base = models.CharField(max_length=64, help_text=_("Digest of the version it was begun from."))
    version = models.PositiveIntegerField(default=1, help_text=_("Grows with every change; guards two tabs."))
    valid_from = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    made_by = person()
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    settled_by = person("+", null=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("list_code",), condition=Q(state="draft"), name="one_draft_of_a_list"),
        )


class TourTaken(models.Model):
    """Somebody has seen the tour, or closed it."""

    person = models.OneToOneField("people.User", models.CASCADE, related_name="tour")
    at = models.DateTimeField(auto_now_add=True)


class FirstCode(models.Model):
    """The one-time code by which an empty installation is set up; only its digest is kept."""

    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
