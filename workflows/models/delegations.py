"""Who may act for whom, for what, until when."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models.dossiers import Role
from workflows.models.fields import organisation, person


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def on(self, day: date) -> DelegationQuerySet:
        """Those in force on a day; the first and the last day belong to them."""
        return self.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day, revoked_at__isnull=True
        )


class Delegation(models.Model):
    """A deputy may act for an office: as written, within its time and its matters. Never passed on."""

    class Kind(models.TextChoices):
        FOR_HEAD = "KT.", _("deputy for the head (KT.)")
        BY_ORDER = "TL.", _("by order (TL.)")
        AUTHORISED = "TUQ.", _("by authorisation (TUQ.)")
        ACTING_HEAD = "Q.", _("acting head (Q.)")

    organisation = organisation("delegations")
    role = models.ForeignKey(Role, models.PROTECT, related_name="delegations")
    deputy = person("delegations")
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    basis = models.CharField(
        _("written basis"), max_length=200, blank=True, help_text=_("Number and date of the paper.")
    )
    procedures = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    only_in_absence = models.BooleanField(_("only while the head is absent"), default=False)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("until"), null=True, blank=True)
    given_by = person("delegations_given")
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = person("delegations_revoked", null=True, blank=True)

    objects = DelegationQuerySet.as_manager()

    class Meta:
        ordering = ("-valid_from", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="delegation_dates"
            ),
            models.CheckConstraint(
                condition=~Q(kind="TUQ.") | (Q(valid_to__isnull=False) & ~Q(basis="")),
                name="authorisation_is_written_and_limited",
            ),
            models.CheckConstraint(condition=~Q(deputy=F("given_by")), name="nobody_is_their_own_deputy"),
        )
        indexes = (models.Index(fields=("deputy", "valid_from"), name="delegation_deputy"),)


class Absence(models.Model):
    """Somebody is away, from a day to a day; deputies who stand in only then see the work meanwhile."""

    absent = person("absences")
    away_from = models.DateField(_("from"))
    away_to = models.DateField(_("until"))
    noted_at = models.DateTimeField()
    ended_early = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("-away_from", "-id")
        constraints = (models.CheckConstraint(condition=Q(away_to__gte=F("away_from")), name="absence_dates"),)
        indexes = (models.Index(fields=("absent", "away_from", "away_to"), name="absence_of"),)
