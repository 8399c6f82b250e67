"""Documents that guide the work, who was told of them, and the reviews they ask of dossiers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models import Dossier
from workflows.models.fields import Titled, organisation, person


class GuidingDocument(Titled):
    """A document of the centre, a province or a district, with the legal bases on which dossiers are to be reviewed."""

    class Level(models.TextChoices):
        CENTRE = "centre", _("centre")
        PROVINCE = "province", _("province")
        DISTRICT = "district", _("district")

    number = models.CharField(_("number and symbol"), max_length=100)
    issuer = models.CharField(_("issued by"), max_length=200)
    issued_on = models.DateField(_("date"), null=True)
    in_force_from = models.DateField(_("in force from"), null=True)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    link = models.URLField(_("link"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=100, blank=True)
    unconfirmed = models.BooleanField(_("unconfirmed"), default=False)
    replaces = models.CharField(_("amends or replaces"), max_length=500, blank=True)
    bases = models.JSONField(default=list, help_text=_("Numbers of the legal bases on which dossiers are reviewed."))
    why = models.TextField(_("what changes"), max_length=2000, blank=True)
    key = models.CharField(max_length=320, unique=True, editable=False, help_text=_("Number and issuer, folded."))
    search = models.TextField(editable=False)
    version = models.PositiveIntegerField(default=1)
    entered_by = person()
    entered_for = organisation(null=True)
    entered_at = models.DateTimeField()


class Dissemination(models.Model):
    """An audience was told of a document. Never changed; what was wrong is struck out and stays readable."""

    document = models.ForeignKey(GuidingDocument, models.PROTECT, related_name="disseminations")
    held_on = models.DateField(_("day"))
    audience = models.CharField(_("audience"), max_length=300)
    body = organisation("disseminations", verbose_name=_("body that held it"))
    people = models.PositiveIntegerField(_("number of people"), null=True)
    evidence = models.TextField(_("evidence"), max_length=1000)
    sample = models.BooleanField(_("sample"), default=False)
    recorded_by = person()
    recorded_at = models.DateTimeField()
    struck_by = person(null=True)
    struck_at = models.DateTimeField(null=True)
    struck_why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-held_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("document", "held_on", "audience", "body"),
                condition=Q(struck_at__isnull=True),
                name="told_once",
            ),
        )


class BasisReview(models.Model):
    """A dossier is asked whether a document changes something in it, and its lead answers once."""

    class Outcome(models.TextChoices):
        NO_CHANGE = "no_change", _("no change needed")
        CHANGED = "changed", _("the dossier was changed")

    document = models.ForeignKey(GuidingDocument, models.PROTECT, related_name="reviews")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="basis_reviews")
    bases = models.JSONField(help_text=_("Those of the document's bases that the dossier cites."))
    due = models.DateTimeField()
    asked_by = person()
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    answered_by = person(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("document", "dossier"), name="review_asked_once"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_by=None, answered_at=None, reason="")
                | (Q(answered_by__isnull=False, answered_at__isnull=False) & ~Q(outcome="") & ~Q(reason="")),
                name="review_answered_with_reason",
            ),
        )

    @property
    def is_open(self) -> bool:
        return not self.outcome
