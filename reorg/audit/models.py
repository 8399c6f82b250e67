"""Questions auditors keep, and who looked at which page."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models import Dossier
from workflows.models.fields import person


class Question(models.Model):
    """A question somebody asks the trails again and again: the filters, under a name."""

    person = person("questions")
    name = models.CharField(_("name"), max_length=120)
    asked = models.JSONField(help_text=_("The filters as they stand in the address."))
    shared = models.BooleanField(_("shown to the other auditors"), default=False)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("person", "name"), name="question_name_once"),)

    def __str__(self) -> str:
        return self.name


class Access(models.Model):
    """Somebody was shown a page of a dossier, or took a list out of the auditor's room.

    Written once per person, page, thing and hour; never changed and never removed. What leaves the system (files,
    trails, bundles) and the first reading of a day stand in the trail itself.
    """

    person = person("accesses")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="accesses", null=True)
    page = models.CharField(max_length=60, help_text=_("Name of the page's address."))
    thing = models.CharField(max_length=200, blank=True, help_text=_("Which one, where a dossier has several."))
    hour = models.DateTimeField()
    at = models.DateTimeField(help_text=_("The first time in that hour."))

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "hour", "dossier", "page", "thing"), nulls_distinct=False, name="access_once_an_hour"
            ),
        )
        indexes = (
            models.Index(fields=("dossier", "-at", "-id"), name="access_of_dossier"),
            models.Index(fields=("person", "-at", "-id"), name="access_by_person"),
            models.Index(fields=("-at", "-id"), name="access_latest"),
        )
