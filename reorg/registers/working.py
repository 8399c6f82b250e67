"""What is computed from the rows of a dossier's registers, for pages and for acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from reorg.registers.actions import Result
from reorg.registers.benefits import benefit_of
from reorg.registers.definition import Kind, Side
from reorg.registers.housing import Allocation, allocate
from reorg.registers.kinds.housing import HOUSING_NEEDS, HOUSING_PLACES
from reorg.registers.kinds.staff import STAFF
from reorg.registers.kinds.transport import COMMUTERS, ROUTES, TRANSPORT_OPTIONS
from reorg.registers.models import Row
from reorg.registers.sides import act_for
from reorg.registers.transport import compare, seats_short
from reorg.registers.values import show_number
from reorg.registers.writing import facts_of, filled, named, rows_digest, touched, write
from workflows.actions.door import door
from workflows.errors import ContentChanged, NotNow
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.canonical import digest

ALLOCATORS = ("chair", "secretary", "drafter", "officer")
PER_PAGE = 50


def values_of(dossier: Dossier, kind: Kind, side: Side | None = None) -> list[tuple[str, Mapping[str, Any]]]:
    """Keys and values of the rows of one side, in the order of the keys; where law removed a name, that it did."""
    rows = Row.objects.filter(
        register__dossier=dossier,
        register__kind=kind.code,
        side=(side or kind.sides[0]).value,
        state=Row.State.LISTED,
    )
    gone = {kind.name: _("removed")} if kind.by_key[kind.name].personal else {}
    found = rows.order_by("key").values_list("key", "values", "removal")
    return [(key, values | gone if removal else values) for key, values, removal in found]


def benefits_page(dossier: Dossier, number: Any) -> dict[str, Any]:
    """Everybody who leaves, with what they are owed; the sum over all of them."""
    found = [
        (values, benefit)
        for _key, values in values_of(dossier, STAFF)
        if (benefit := benefit_of(values, dossier.resolution_date)) is not None
    ]
    page = Paginator(found, PER_PAGE).get_page(number)
    return {
        "page": page,
        "people": [
            {
                "values": values,
                "way": STAFF.by_key["benefit"].choice(values["benefit"]),
                "benefit": benefit,
                "total": show_number(benefit.total),
                "parts": [(part.what, part.working) for part in benefit.parts],
            }
            for values, benefit in page.object_list
        ],
        "count": len(found),
        "open": sum(benefit.why is not None for _values, benefit in found),
        "total": show_number(sum(benefit.total for _values, benefit in found)),
    }


def allocation(dossier: Dossier) -> list[Allocation]:
    return allocate(values_of(dossier, HOUSING_NEEDS), [values for _k, values in values_of(dossier, HOUSING_PLACES)])


def allocation_digest(given: list[Allocation]) -> str:
    """What a page shows of an allocation; deciding on it names this."""
    return digest([[one.key, one.eligible, one.place["code"] if one.place else None] for one in given])


def allocation_page(dossier: Dossier) -> dict[str, Any]:
    given = allocation(dossier)
    return {
        "given": [{"one": one, "rank": HOUSING_NEEDS.by_key["rank"].choice(one.values["rank"])} for one in given],
        "shown": allocation_digest(given),
        "placed": sum(one.place is not None for one in given),
        "waiting": sum(one.eligible and one.place is None for one in given),
        "barred": sum(not one.eligible for one in given),
        "decided": bool(given) and all(one.values.get("place") == _place(one) for one in given if one.place),
    }


def _place(one: Allocation) -> str | None:
    return one.place["code"] if one.place else None


def decide_allocation(dossier: Dossier, *, shown: str, actor: Any) -> list[Result]:
    """Write the places into the register of needs, as they were shown, with one event.

    Raises:
        ContentChanged: needs or places have changed since the page was shown.
    """
    with door(dossier, actor=actor) as case:
        if not case.dossier.is_open:
            raise NotNow(_("This dossier has ended; its registers stay as they are."))
        act_for(case, HOUSING_PLACES, Side.RECEIVER, ALLOCATORS)
        given = allocation(case.dossier)
        if not given:
            raise NotNow(_("Nobody has asked for a place yet."))
        if allocation_digest(given) != shown:
            raise ContentChanged(_("Needs or places have changed since you opened this page. Look at it again."))
        rows = {
            row.key: row
            for row in Row.objects.filter(
                register__dossier=case.dossier,
                register__kind=HOUSING_NEEDS.code,
                side=Side.GIVER.value,
                state=Row.State.LISTED,
            ).select_related("register")
        }
        changed, results = [], []
        for one in given:
            row, place = rows[one.key], _place(one)
            if row.values.get("place") != place:
                lister = row.organisation_id
                changed.append(filled(row, HOUSING_NEEDS, {**row.values, "place": place}, case))
                row.organisation_id = lister  # the need stays theirs; the place is ours
            results.append(
                Result(
                    str(one.values["full_name"]),
                    place is not None,
                    place or "; ".join(str(reason) for reason in one.reasons),
                )
            )
        if changed:
            register = changed[0].register
            write(register, changed)
            facts = facts_of(HOUSING_NEEDS)
            del facts["register"]
            case.record(
                "register.allocated",
                count=sum(one.place is not None for one in given),
                left=sum(one.eligible and one.place is None for one in given),
                rows=named(row.key for row in changed),
                rows_sha256=rows_digest((row.key, row.values) for row in changed),
                working_sha256=shown,
                **facts,
            )
            touched(case, register, Text("phân bổ chỗ ở", "the allocation of places"))
    return results


def options_page(dossier: Dossier) -> dict[str, Any]:
    """All options for the people who travel daily, and whether the routes have seats for them."""
    groups = [values for _key, values in values_of(dossier, COMMUTERS)]
    daily = sum(values["daily"] for values in groups)
    options = [values for _key, values in values_of(dossier, TRANSPORT_OPTIONS)]
    routes = [values for _key, values in values_of(dossier, ROUTES)]
    return {
        "people": show_number(sum(values["people"] for values in groups)),
        "daily": show_number(daily),
        "weekly": show_number(sum(values.get("weekly") or 0 for values in groups)),
        "costs": [
            {
                "cost": cost,
                "mode": TRANSPORT_OPTIONS.by_key["mode"].choice(cost.option["mode"]),
                "low": show_number(cost.low),
                "high": show_number(cost.high),
                "low_total": show_number(cost.low_total),
                "high_total": show_number(cost.high_total),
            }
            for cost in compare(options, daily)
        ],
        "routes": routes,
        "short": show_number(seats_short(routes, daily)) if routes else None,
    }
