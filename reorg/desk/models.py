"""What somebody keeps of how they like to look at their desk."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A filter and a grouping under a name of its owner's; the one by default is what the desk opens with."""

    person: Any = models.ForeignKey("people.User", models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=400, help_text=_("What the address of the desk says then."))
    default = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(fields=("person", "name"), name="saved_view_once"),
            models.UniqueConstraint(fields=("person",), condition=Q(default=True), name="one_default_view"),
        )

    def __str__(self) -> str:
        return self.name
