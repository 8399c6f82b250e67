"""Shapes that several records share."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.text import Text


def person(related_name: str = "+", **options: Any) -> models.ForeignKey[Any, Any]:
    """Somebody who acted: never deleted from under what they did."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name=related_name, **options)


def organisation(related_name: str = "+", **options: Any) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        settings.WORKFLOWS_ORGANISATION_MODEL, models.PROTECT, related_name=related_name, **options
    )


class Titled(models.Model):
    """Something named in Vietnamese and English; shows itself in the reader's language."""

    title_vi = models.CharField(_("title (Vietnamese)"), max_length=300)
    title_en = models.CharField(_("title (English)"), max_length=300)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return self.title_en if (get_language() or "vi").startswith("en") else self.title_vi

    @property
    def text(self) -> Text:
        return Text(self.title_vi, self.title_en)


class Filed(models.Model):
    """A file kept outside the web root under a name of ours, with what it was called and its SHA-256."""

    file = models.FileField(upload_to="papers/%Y/%m/")
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64, db_index=True)
    added_by = person()
    added_at = models.DateTimeField()

    class Meta:
        abstract = True
