"""Users, the organisations they work for, and the offices they hold there. Permissions follow offices."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.models import Role
from workflows.models.fields import Titled


class User(AbstractUser):
    """Somebody who can sign in. Rights come from the offices held, never from flags on this record."""

    full_name = models.CharField(_("full name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=2, choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi"
    )

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[-1] if self.full_name else self.username


class DatedQuerySet(models.QuerySet[Any]):
    """Records with ``valid_from`` and ``valid_to``; both days belong to the time."""

    def on(self, day: date) -> DatedQuerySet:
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class Organisation(Titled):
    """A body: a People's Committee, Council, Party committee, department, ministry … with its dates and parent."""

    class Kind(models.TextChoices):
        PEOPLES_COMMITTEE = "peoples_committee", _("People's Committee")
        COUNCIL = "council", _("People's Council")
        PARTY_COMMITTEE = "party_committee", _("Party committee")
        DEPARTMENT = "department", _("Department")
        MINISTRY = "ministry", _("Ministry")
        GOVERNMENT = "government", _("Government")
        ASSEMBLY = "assembly", _("National Assembly body")
        ASSEMBLY_COMMITTEE = "assembly_committee", _("National Assembly committee")
        FRONT = "front", _("Fatherland Front")
        INSPECTORATE = "inspectorate", _("Inspectorate")
        AUDIT = "audit", _("State Audit")
        POLICE = "police", _("Police")
        TREASURY = "treasury", _("State Treasury")
        ARCHIVE = "archive", _("Archive")

    key = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    short = models.CharField(_("code in document symbols"), max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(default=date(1945, 9, 2))
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        swappable = "WORKFLOWS_ORGANISATION_MODEL"
        ordering = ("title_vi",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="organisation_dates"
            ),
        )


class Office(models.Model):
    """A role held by somebody in an organisation, from a day to a day."""

    person = models.ForeignKey(User, models.PROTECT, related_name="offices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offices")
    role = models.ForeignKey(Role, models.PROTECT, related_name="offices")
    title_vi = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        swappable = "WORKFLOWS_OFFICE_MODEL"
        ordering = ("valid_from", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="office_dates"
            ),
            models.UniqueConstraint(fields=("person", "organisation", "role", "valid_from"), name="office_once"),
        )
        indexes = (models.Index(fields=("organisation", "role", "person"), name="office_holder"),)

    def __str__(self) -> str:
        return f"{self.title}, {self.organisation}"

    @property
    def title(self) -> str:
        return self.title_en if (get_language() or "vi").startswith("en") else self.title_vi
