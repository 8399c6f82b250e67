"""What is read of drafts and opinions, always through the papers somebody may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from reorg.drafting.models import Draft, Drafting, Opinion, Round
from workflows import reading
from workflows.errors import NotFound, NotNow
from workflows.models import Document


def document_for(user: Any, pk: int) -> Document:
    """A paper this person may see, through its dossier's door."""
    code = Document.objects.filter(pk=pk).values_list("dossier__code", flat=True).first()
    dossier = reading.dossiers_for(user).filter(code=code).first()
    found = (
        reading.documents_for(user, dossier).filter(pk=pk).select_related("dossier__procedure", "dossier__lead").first()
        if dossier
        else None
    )
    if found is None:
        raise NotFound(_("There is no such document among those you can see."))
    return found


def drafting_for(user: Any, pk: int) -> Drafting:
    """The drafting of a paper. NotNow when nobody has begun it."""
    document = document_for(user, pk)
    found = Drafting.objects.filter(document=document).first()
    if found is None:
        raise NotNow(_("Nobody has begun to draft this paper here."))
    found.document = document
    return found


def rounds_of(drafting: Drafting) -> QuerySet[Round]:
    """Rounds with how many opinions they have, and how many of them are answered."""
    return (
        drafting.rounds.select_related("draft")
        .prefetch_related("addressees")
        .annotate(given=Count("opinions"), answered=Count("opinions", filter=~Q(opinions__disposition="")))
    )


def round_for(user: Any, pk: int) -> Round:
    found = Round.objects.select_related("drafting", "draft").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such round among those you can see."))
    found.drafting = drafting_for(user, found.drafting.document_id)
    return found


def opinion_for(user: Any, pk: int) -> Opinion:
    found = Opinion.objects.select_related("round").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such opinion among those you can see."))
    found.round = round_for(user, found.round_id)
    return found


def draft_of(drafting: Drafting, no: int) -> Draft:
    found = drafting.drafts.filter(no=no).select_related("version", "made_by").first()
    if found is None:
        raise NotFound(_("There is no such draft of this paper."))
    return found


def public_round(token: str) -> Round:
    """A round for everybody, by the address that was published. Restricted papers have none."""
    found = (
        Round.objects.filter(token=token, kind=Round.Kind.PUBLIC, drafting__document__restricted=False)
        .select_related("draft", "drafting__document__type", "drafting__document__owner")
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such consultation."))
    return found
