"""Papers with number and symbol, and each state of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.models.dossiers import Dossier
from workflows.models.fields import Filed, Titled, organisation, person
from workflows.text import Text

RESTRICTED = Text("văn bản hạn chế", "a restricted paper")


class DocumentType(Titled):
    """The types of Decree 30/2020 by their abbreviation: NQ, QĐ, TTr, ĐA, BC …"""

    abbr = models.CharField(primary_key=True, max_length=8)

    class Meta:
        ordering = ("abbr",)


class Document(models.Model):
    """A paper of a dossier. Registered by number, date and issuer; its text comes as versions."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="documents")
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="documents")
    symbol = models.CharField(_("number and symbol"), max_length=80, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200)
    date = models.DateField(_("date"), null=True, blank=True)
    subject_vi = models.CharField(_("subject (Vietnamese)"), max_length=500)
    subject_en = models.CharField(_("subject (English)"), max_length=500, blank=True)
    step = models.SlugField(max_length=60, blank=True, help_text=_("The step it belongs to."))
    signed = models.BooleanField(
        default=True, help_text=_("Part of the content that is signed; reference papers are not.")
    )
    restricted = models.BooleanField(_("only for the organisation that added it"), default=False)
    sample = models.BooleanField(_("sample"), default=False)
    owner = organisation("documents")
    source = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(
        max_length=1, default="H", help_text=_("H: a source says it; M: partly inferred; L: unconfirmed.")
    )
    note = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, related_name="replaced_by", null=True, blank=True, help_text=_("A recalled paper.")
    )
    registered_by = person("documents_registered")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ("date", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "symbol", "issuer"), condition=~Q(symbol=""), name="document_symbol_once"
            ),
        )

    def __str__(self) -> str:
        return self.symbol or self.subject

    # What every party reads in the trail and on papers: of a restricted paper its type and that it exists, no more.

    @property
    def told_symbol(self) -> str:
        return "" if self.restricted else self.symbol

    @property
    def told_subject(self) -> Text:
        return RESTRICTED if self.restricted else Text(self.subject_vi, self.subject_en or self.subject_vi)

    def told_file(self, name: str) -> str:
        return "—" if self.restricted else name

    @property
    def recalled(self) -> bool:
        return hasattr(self, "recall")

    @property
    def subject(self) -> str:
        english = (get_language() or "vi").startswith("en") and self.subject_en
        return english or self.subject_vi


class Recall(models.Model):
    """An issued paper that was taken back (thu hồi). Its number stays taken and its text stays, as evidence."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="recall")
    ground = models.TextField(_("ground"))
    authority = models.CharField(_("recalling authority"), max_length=200)
    paper = models.CharField(_("paper that recalls it"), max_length=200, blank=True)
    recalled_by = person("recalls")
    recalled_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(ground="") & ~Q(authority=""), name="recall_says_why"),)


class DocumentVersion(Filed):
    """One immutable state of a paper's text."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("no",)
        constraints = (models.UniqueConstraint(fields=("document", "no"), name="version_number_once"),)
