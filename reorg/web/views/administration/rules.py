"""Rules that are read here and changed with a new version of the installation: criteria, document sets, retention."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reorg.administration.rights import scope_of
from reorg.archive.models import RetentionRule
from reorg.criteria.models import Said
from reorg.criteria.regimes import regimes
from reorg.units.formulas import Kind
from workflows.flow.registry import procedures
from workflows.models import DocumentType, Dossier, ProcedureVersion
from workflows.phases import ENDED


class Needed(NamedTuple):
    """A paper that a step needs; ``each``: one from each body that is asked."""

    title: str
    abbr: str
    each: bool


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What is in force, since when, by which source; and how many open dossiers follow each version of a procedure."""
    scope_of(request.user)
    types = DocumentType.objects.in_bulk()
    day = timezone.localdate()
    context = {
        "sets": _sets(types),
        "regimes": [(one, one.valid_from <= day <= one.valid_to) for one in reversed(regimes().values())],
        "retention": RetentionRule.objects.order_by("type_id", "-valid_from"),
        "types": {code: str(one) for code, one in types.items()},
        "kinds": dict(Kind.choices),
        "places": {"any": _("everywhere"), **dict(Said.Where.choices)},
        "measures": {"area": _("area"), "population": _("population")},
    }
    return render(request, "administration/rules.html", context)


def _sets(types: dict[str, DocumentType]) -> list[dict[str, Any]]:
    """Each procedure with the papers that its steps need."""
    versions = {(one.code, one.version): one for one in ProcedureVersion.objects.all()}
    open_now = Dossier.objects.exclude(phase__in=ENDED).order_by().values_list("procedure", flat=True)
    following = list(open_now)
    found = []
    for flow in procedures():
        version = versions.get((flow.code, flow.version))
        steps = [(node.title, [_needed(need, types) for need in node.needs]) for node in flow.steps() if node.needs]
        found.append(
            {
                "title": flow.title,
                "version": flow.version,
                "valid_from": flow.valid_from,
                "valid_to": flow.valid_to,
                "regime": flow.regime,
                "steps": steps,
                "dossiers": following.count(version.pk) if version else 0,
            }
        )
    return found


def _needed(need: str, types: dict[str, DocumentType]) -> Needed:
    abbr, _at, whose = need.partition("@")
    return Needed(str(types.get(abbr, abbr)), abbr, whose == "each")
