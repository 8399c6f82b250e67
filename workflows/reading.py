"""The one door for reading. Nobody gets a dossier, or anything of it, but through these functions.

Not yours is not found (404); yours to see but not to have is not allowed (403).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from workflows.compiled import Question
from workflows.deputies import standing_in
from workflows.errors import NotFound, NotYou
from workflows.models import (
    Assignment,
    ChecklistItem,
    Document,
    DocumentVersion,
    Dossier,
    DossierParty,
    Event,
    Evidence,
)
from workflows.offices import offices_of, organisations_of, today

AUDITOR = "auditor"
# Whoever may hold the whole trail in their hands: those who decide, draft, appraise or audit.
EXPORTERS = frozenset(
    {"drafter", "chair", "secretary", "appraiser", "government_clerk", "verifier", "assembly_clerk", AUDITOR}
)


def dossiers_for(user: Any) -> QuerySet[Dossier]:
    """The dossiers in which an organisation takes part where this person holds an office today."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Dossier.objects.none()
    taking_part = RawSQL(*TAKING_PART.about(user.pk, today()))  # noqa: S611 - compiled below, with parameters
    return Dossier.objects.filter(pk__in=taking_part).select_related("procedure", "programme", "lead")


def _taking_part(somebody: Any, day: date) -> QuerySet[Any, Any]:
    """Which dossiers are somebody's on a day, by their own offices and those they stand in for."""
    own = offices_of(somebody, day).order_by().values("organisation_id")
    stood_in_for = standing_in(somebody, day).order_by().values("organisation_id")
    parts = DossierParty.objects.filter(organisation__in=own.union(stood_in_for, all=True)).order_by()
    return parts.values("dossier_id")


TAKING_PART = Question(_taking_part)


def dossier_for(user: Any, code: str) -> Dossier:
    """The dossier of this code, if this person may see it. NotFound otherwise: its existence is not given away."""
    dossier = dossiers_for(user).filter(code=code).first()
    if dossier is None:
        raise NotFound(_("There is no dossier “%(code)s” among those you can see.") % {"code": code})
    return dossier


def audited_by(user: Any) -> QuerySet[Dossier]:
    """The dossiers this person audits: an auditor's office in a body of oversight that takes part."""
    return dossiers_for(user).filter(Exists(_oversight(user, "pk")))


def is_auditor(user: Any, dossier: Dossier) -> bool:
    return audited_by(user).filter(pk=dossier.pk).exists()


def _oversight(user: Any, dossier: str) -> QuerySet[DossierParty]:
    audits = organisations_of(user, roles=(AUDITOR,))
    return DossierParty.objects.filter(oversight=True, organisation__in=audits, dossier=OuterRef(dossier))


def bodies_for(user: Any) -> QuerySet[Any, Any]:
    """Ids of the organisations this person may look people up in: their own, and those in dossiers they may see."""
    taking_part = DossierParty.objects.filter(dossier__in=dossiers_for(user).order_by().values("pk"))
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return taking_part.order_by().values("organisation_id")
    return taking_part.order_by().values("organisation_id").union(organisations_of(user))


def may_export(user: Any, dossier: Dossier) -> bool:
    return dossier.parties.filter(organisation__in=organisations_of(user, roles=EXPORTERS)).exists()


def events_for(user: Any, dossier: Dossier) -> QuerySet[Event]:
    """The trail of a dossier this person may see."""
    return Event.objects.filter(dossier__in=dossiers_for(user).filter(pk=dossier.pk)).order_by("seq")


def papers_for(user: Any) -> QuerySet[Document]:
    """The papers of all their dossiers; restricted ones only for the organisation that owns them and for auditors."""
    unrestricted = Q(restricted=False) | Q(owner__in=organisations_of(user)) | Exists(_oversight(user, "dossier"))
    return Document.objects.filter(unrestricted, dossier__in=dossiers_for(user).order_by().values("pk"))


def documents_for(user: Any, dossier: Dossier) -> QuerySet[Document]:
    """The papers of a dossier this person may see."""
    papers = papers_for(user).filter(dossier=dossier)
    versions = DocumentVersion.objects.order_by("no").select_related("added_by", "erasure")
    named = papers.select_related("type", "owner", "recall", "replaces", "replaced_by")
    return named.prefetch_related(Prefetch("versions", queryset=versions))


def document_version_for(user: Any, pk: int) -> DocumentVersion:
    """One version of a paper. NotFound if the dossier is not this person's, NotYou if the paper is restricted."""
    named = DocumentVersion.objects.select_related("document__dossier", "document__type", "document__recall", "erasure")
    version = named.filter(pk=pk).first()
    if version is None or not dossiers_for(user).filter(pk=version.document.dossier_id).exists():
        raise NotFound(_("There is no such document among those you can see."))
    if not documents_for(user, version.document.dossier).filter(pk=version.document_id).exists():
        raise NotYou(_("This document is restricted to the organisation that issued it. Ask them for a copy."))
    return version


def evidence_for(user: Any, pk: int) -> Evidence:
    evidence = Evidence.objects.select_related("item__dossier", "erasure").filter(pk=pk).first()
    if evidence is None or not dossiers_for(user).filter(pk=evidence.item.dossier_id).exists():
        raise NotFound(_("There is no such evidence among those you can see."))
    return evidence


def item_for(user: Any, code: str, item_code: str) -> ChecklistItem:
    """One item of a checklist of a dossier this person may see."""
    dossier = dossier_for(user, code)
    item = (
        ChecklistItem.objects.filter(dossier=dossier, code=item_code)
        .select_related("checklist", "owner", "done_by", "verified_by", "dossier", "definition")
        .first()
    )
    if item is None:
        raise NotFound(_("This dossier has no item “%(code)s”.") % {"code": item_code})
    return item


def assignments_for(user: Any) -> QuerySet[Assignment]:
    """Everything asked of the offices this person holds today (``own``) or stands in for, whatever its state.

    The offices are looked up first: few pairs of organisation and role find their rows by the inbox's index.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Assignment.objects.none()
    own = Q(pk__in=[])
    for organisation, role in offices_of(user).order_by().values_list("organisation_id", "role_id"):
        own |= Q(organisation=organisation, role=role)
    stands_in = Q(pk__in=[])
    for delegation in standing_in(user).only("organisation_id", "role_id", "procedures"):
        covered = Q(organisation=delegation.organisation_id, role=delegation.role_id)
        if delegation.procedures:
            covered &= Q(dossier__procedure__code__in=delegation.procedures)
        stands_in |= covered
    return (
        Assignment.objects.filter(own | stands_in)
        .annotate(own=Case(When(own, then=Value(True)), default=Value(False)))
        .select_related("task", "organisation", "dossier__procedure", "dossier__lead", "dossier__programme")
        .order_by("due", "id")
    )


def assignment_for(user: Any, pk: int) -> Assignment:
    """One thing asked of this person's offices; NotYou if they may see the dossier but the step is somebody else's."""
    assignment = (
        Assignment.objects.select_related(
            "task__process", "organisation", "role", "dossier__procedure", "dossier__lead"
        )
        .filter(pk=pk)
        .first()
    )
    if assignment is None or not dossiers_for(user).filter(pk=assignment.dossier_id).exists():
        raise NotFound(_("There is no such step among those you can see."))
    if not assignments_for(user).filter(pk=pk).exists():
        raise NotYou(
            _("This step is asked of %(organisation)s (%(role)s), not of an office you hold.")
            % {"organisation": assignment.organisation, "role": assignment.role}
        )
    return assignment
