"""What makes the site comfortable for one person. Nothing here is part of a dossier or of its trail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Theme(models.TextChoices):
    SYSTEM = "system", _("as the system")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class Taste(models.Model):
    """How somebody likes pages to look."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="taste")
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SYSTEM)


class HalfFilled(models.Model):
    """A form that somebody began and has not sent: one for each form of a page.

    ``fields`` is a list of ``{"name": …, "value": …}``, with ``"label"`` where a choice from a list was loaded later.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="half_filled")
    page = models.CharField(max_length=300, help_text="Path and query of the page with the form.")
    action = models.CharField(max_length=300, help_text="Path the form is sent to; sending it there ends this.")
    form = models.CharField(max_length=60, help_text="Which of the page's forms.")
    fields = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "page", "form"), name="half_filled_once"),)
        indexes = (
            models.Index(fields=("person", "action"), name="half_filled_action"),
            models.Index(fields=("changed_at",), name="half_filled_age"),
        )
