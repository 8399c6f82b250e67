"""Programmes, procedures and dossiers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from workflows.models.fields import Titled, organisation, person
from workflows.phases import MOVES, Phase

if TYPE_CHECKING:
    from workflows.flow import Procedure


class Role(Titled):
    """What an office does in its organisation: drafter, chair, secretary, council clerk, appraiser, auditor …"""

    code = models.SlugField(primary_key=True, max_length=40)

    class Meta:
        ordering = ("code",)


class Programme(Titled):
    """A set of dossiers under one mandate, with dates."""

    code = models.CharField(max_length=40, unique=True)
    mandate = models.JSONField(default=list, help_text=_("Legal bases: number, issuer, date, subject, source."))
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code",)


class ProcedureVersion(Titled):
    """The dated, versioned definition a dossier follows. The flow itself is code; its digest is kept here."""

    code = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    flow = models.CharField(max_length=200, help_text=_("Dotted path of the flow class."))
    regime = models.JSONField(default=dict, help_text=_("The rules in force: name, sources."))
    digest = models.CharField(max_length=64)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("code", "-valid_from")
        constraints = (
            models.UniqueConstraint(fields=("code", "version"), name="procedure_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=models.F("valid_from")),
                name="procedure_dates_in_order",
            ),
        )

    @property
    def definition(self) -> type[Procedure]:
        definition: type[Procedure] = import_string(self.flow)
        return definition


def _edge(verb: str) -> Any:
    """The machine's transition of this verb, with the phases that ``workflows.phases.MOVES`` gives it."""
    sources = [move.source for move in MOVES if move.verb == verb]
    target = next(move.target for move in MOVES if move.verb == verb)
    # Who may is asked at the door, step by step; the machine itself grants nobody anything.
    return transition(field="phase", source=sources, target=target, permission=nobody, conditions=GUARDS.get(verb, []))


def nobody(*_: object) -> bool:
    return False


def nothing_is_owed(dossier: Dossier) -> bool:
    """No step still asks something of somebody."""
    return not dossier.assignments.filter(state__in=("open", "waiting")).exists()


def everything_is_handed_over(dossier: Dossier) -> bool:
    """Every item of every list is verified or waived."""
    return not dossier.items.exclude(state__in=("verified", "waived")).exists()


# What no mistake in a flow may get around.
GUARDS: dict[str, list[Any]] = {
    "submit": [nothing_is_owed],
    "submit_for_decision": [nothing_is_owed],
    "conclude_appraisal": [nothing_is_owed],
    "approve": [nothing_is_owed],
    "close": [nothing_is_owed, everything_is_handed_over],
}


class Dossier(FSMModelMixin, Titled):  # type: ignore[django-manager-missing]
    """One case: a merger, an arrangement, a consolidation, a twinning. Changed only through ``workflows.actions``."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    procedure = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="dossiers")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="dossiers", null=True, blank=True)
    lead = organisation("dossiers_led", verbose_name=_("lead organisation"))
    phase = FSMField(_("phase"), choices=Phase.choices, default=Phase.DRAFTING, protected=True)
    round = models.PositiveIntegerField(_("round"), default=1, help_text=_("Grows with every return."))
    regime = models.JSONField(default=dict, help_text=_("The rules in force when it was opened."))
    resolution_date = models.DateField(_("date of the resolution"), null=True, blank=True)
    operation_date = models.DateField(_("operating from"), null=True, blank=True)
    opened_by = person("dossiers_opened")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    search = models.TextField(editable=False, default="", help_text=_("Code and titles, folded."))
    head_seq = models.PositiveIntegerField(default=0, help_text=_("Number of the last event of the trail."))
    head_hash = models.CharField(max_length=64, default="0" * 64)
    held_since = models.DateTimeField(null=True, blank=True, help_text=_("Frozen by a standing hold since then."))
    content_digest = models.CharField(max_length=64, blank=True, help_text=_("Digest of the content as it stands."))
    links = models.ManyToManyField("self", through="DossierLink", symmetrical=False)

    class Meta:
        ordering = ("-changed_at", "-id")
        constraints = (models.CheckConstraint(condition=Q(phase__in=Phase.values), name="dossier_phase_known"),)
        indexes = (
            models.Index(fields=("phase", "-changed_at"), name="dossier_phase_changed"),
            models.Index(fields=("-changed_at", "-id"), name="dossier_changed"),
        )

    @property
    def flow(self) -> type[Procedure]:
        """The flow this dossier follows: the one of the version it was opened with."""
        return self.procedure.definition

    def anchor(self, name: str) -> date | None:
        """The dates that deadlines hang on: ``operation``, ``resolution``, ``opening``, and what the procedure adds."""
        known = {
            "operation": self.operation_date,
            "resolution": self.resolution_date,
            "opening": timezone.localdate(self.opened_at),
        }
        return known[name] if name in known else self.flow.anchor(self, name)

    @property
    def is_open(self) -> bool:
        return not Phase(self.phase).ended

    @property
    def is_held(self) -> bool:
        return self.held_since is not None

    # The machine. Each transition guards and stamps; saving, writing it down and telling people is the door's.

    @_edge("start_review")
    def start_review(self) -> None:
        """The draft goes round for review."""

    @_edge("submit")
    def submit(self) -> None:
        """Both localities agree; the dossier goes to the appraising body."""

    @_edge("submit_for_decision")
    def submit_for_decision(self) -> None:
        """The dossier goes straight to the deciding body: its procedure has no appraisal."""

    @_edge("conclude_appraisal")
    def conclude_appraisal(self) -> None:
        """The appraisal is positive; the deciding body has it now."""

    @_edge("approve")
    def approve(self) -> None:
        """The competent body has decided; what remains is to carry it out."""

    @_edge("close")
    def close(self) -> None:
        """Everything is handed over and done."""

    @_edge("send_back")
    def send_back(self) -> None:
        """Back to the drafters; another round begins."""
        self.round += 1

    @_edge("resubmit")
    def resubmit(self) -> None:
        """The mended dossier goes round for review again."""

    @_edge("resubmit_to_appraisal")
    def resubmit_to_appraisal(self) -> None:
        """The mended dossier goes back to the appraising body."""

    @_edge("resubmit_for_decision")
    def resubmit_for_decision(self) -> None:
        """The mended dossier goes back to the deciding body."""

    @_edge("refuse")
    def refuse(self) -> None:
        """The competent body says no; the dossier ends here."""

    @_edge("withdraw")
    def withdraw(self) -> None:
        """The lead takes the dossier back; it ends here."""

    @_edge("exempt")
    def exempt(self) -> None:
        """No arrangement is due by the regime; the dossier ends here without action."""


class DossierParty(models.Model):
    """Which organisation plays which part in a dossier; the parts are named by the procedure."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="parties")
    key = models.SlugField(max_length=40)
    organisation = organisation("parts")
    oversight = models.BooleanField(default=False, help_text=_("Auditors of this organisation may see everything."))

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("dossier", "key"), name="one_organisation_per_part"),)
        indexes = (models.Index(fields=("organisation", "dossier"), name="party_of"),)


class DossierLink(models.Model):
    """Two dossiers that belong together: the province merger and the arrangement of its communes."""

    KINDS: ClassVar = [("runs_with", _("runs with")), ("follows", _("follows"))]

    source = models.ForeignKey(Dossier, models.PROTECT, related_name="links_from")
    target = models.ForeignKey(Dossier, models.PROTECT, related_name="links_to")
    kind = models.CharField(max_length=20, choices=KINDS, default="runs_with")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "target"), name="link_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="no_link_to_itself"),
        )
