"""`{% load support %}`: who helps whom, on the pages of the dossier and of its steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template

from reorg.registers.values import show_day
from reorg.support.reading import carries_support, flow_of, overview
from workflows.models import Dossier

register = template.Library()


@register.inclusion_tag("support/_card.html")
def support_card(dossier: Dossier) -> dict[str, Any]:
    """How far the assignment is, with the way to it; nothing for other dossiers."""
    if not carries_support(dossier):
        return {}
    return {"dossier": dossier, "page": overview(dossier), "agrees": bool(flow_of(dossier).agreed_at)}


@register.inclusion_tag("support/_signed.html")
def support_signed(dossier: Dossier, content: dict[str, Any]) -> dict[str, Any]:
    """The assignment as the signer is asked to decide on it: from the content that is signed."""
    if not carries_support(dossier):
        return {}
    plan = dict(content.get("plan") or {})
    terms = plan.pop("terms", None)
    places = [(code, one["place"], sorted(one["helpers"].items())) for code, one in sorted(plan.items())]
    return {"dossier": dossier, "places": places, "terms": terms, "pairs": sum(len(one[2]) for one in places)}


@register.filter
def iso_day(value: str | None) -> str:
    """A day of the signed content as the reader writes it."""
    return show_day(date.fromisoformat(value)) if value else "—"


@register.simple_tag
def assigns(dossier: Dossier) -> bool:
    """Whether this dossier assigns support."""
    return carries_support(dossier)
