"""Who may do what in a plan of work: the lead of the dossier, the bodies with tasks, and the bodies below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from reorg.people.models import Office, Organisation
from workflows.actions.door import Case
from workflows.errors import NotYou
from workflows.models import Dossier, DossierParty
from workflows.offices import Acting, chains_above, today

WRITERS = ("drafter",)
SPEAKERS = ("officer", "drafter", "chair", "secretary", "council_clerk")  # speak for the body they hold an office in
CHECKERS = ("reviewer", "drafter", "chair", "secretary", "council_clerk")
JOINED = "work"
KIND = Organisation.Kind
CENTRAL = (KIND.GOVERNMENT, KIND.MINISTRY, KIND.ASSEMBLY, KIND.ASSEMBLY_COMMITTEE, KIND.AUDIT)


def act_for(case: Case, *seats: tuple[int | None, Sequence[str]], otherwise: str) -> Acting:
    """The actor in the first of these seats they hold; NotYou with this sentence when they hold none."""
    for body, roles in seats:
        if body is None:
            continue
        try:
            return case.act_as(body, roles)
        except NotYou:
            continue
    raise NotYou(otherwise)


def holds(offices: Iterable[Any], body: int | None, roles: Sequence[str]) -> bool:
    return any(office.organisation_id == body and office.role_id in roles for office in offices)


def plan_writes(case: Case) -> Acting:
    return act_for(
        case,
        (case.dossier.lead_id, WRITERS),
        otherwise=_("The plan of work is kept by the drafters of %(body)s.") % {"body": case.dossier.lead},
    )


def join(case: Case, bodies: Iterable[Any]) -> None:
    """Bodies that are given work take part in the dossier from then on, and find it."""
    there = set(case.dossier.parties.values_list("organisation_id", flat=True))
    for body in bodies:
        if body.pk not in there:
            there.add(body.pk)
            DossierParty.objects.create(dossier=case.dossier, key=f"{JOINED}-{body.pk}", organisation=body)
            case.record("work.joined", organisation=body.text)


def standing() -> Any:
    """Ids of the bodies there are today."""
    return Organisation.objects.on(today()).order_by().values("pk")


def offices_in(bodies: Iterable[int]) -> Any:
    """The offices held today in these bodies, by body and person."""
    held = Office.objects.on(today()).filter(organisation__in=bodies, person__is_active=True)
    return held.select_related("person", "organisation").order_by("organisation__title_vi", "person__full_name", "id")


def below(dossier: Dossier, bodies: Iterable[int]) -> set[int]:
    """Ids of the bodies to which these may hand parts of their tasks down.

    Those that lie under them; and, since a Party committee leads the whole system of its place, those that take part
    on its side of the dossier with all that lies under them. Central bodies are told nothing from below.
    """
    heads = set(bodies)
    parties = list(dossier.parties.select_related("organisation"))
    led = set(heads)
    for party in parties:
        if party.organisation_id in heads and party.organisation.kind == KIND.PARTY_COMMITTEE:
            led |= {other.organisation_id for other in parties if _on_side(other.key, party.key.partition("_")[0])}
    there = Q(pk__in=[party.organisation_id for party in parties]) | Q(pk__in=standing())
    chains = chains_above(Organisation.objects.filter(there).exclude(kind__in=CENTRAL).values_list("pk", flat=True))
    return {pk for pk, chain in chains.items() if chain & led} - heads


def _on_side(part: str, side: str) -> bool:
    return part.startswith(f"{side}_") or (side == "lead" and part == "front")
