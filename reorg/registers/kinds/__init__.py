"""All registers, in the order of the checklists. An explicit list: it can be searched and cannot half-load."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reorg.registers.definition import Kind
from reorg.registers.kinds.archives import ARCHIVES
from reorg.registers.kinds.assets import INFRASTRUCTURE, OFFICES, VEHICLES
from reorg.registers.kinds.finance import FINANCE
from reorg.registers.kinds.housing import HOUSING_NEEDS, HOUSING_PLACES
from reorg.registers.kinds.it import IT_SYSTEMS
from reorg.registers.kinds.lessons import LESSONS
from reorg.registers.kinds.mechanisms import MECHANISMS
from reorg.registers.kinds.roads import ROADS
from reorg.registers.kinds.seals import SEALS
from reorg.registers.kinds.staff import STAFF
from reorg.registers.kinds.support import ASSIGNED_UNITS, ASSISTED_COMMUNES
from reorg.registers.kinds.transport import COMMUTERS, ROUTES, TRANSPORT_OPTIONS
from reorg.registers.kinds.twinning import TWINNING_CAPACITIES, TWINNING_NEEDS
from workflows.errors import NotFound
from workflows.flow import Procedure

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        LESSONS,
        OFFICES,
        INFRASTRUCTURE,
        VEHICLES,
        FINANCE,
        SEALS,
        ARCHIVES,
        STAFF,
        HOUSING_NEEDS,
        HOUSING_PLACES,
        COMMUTERS,
        ROUTES,
        TRANSPORT_OPTIONS,
        ROADS,
        IT_SYSTEMS,
        MECHANISMS,
        TWINNING_NEEDS,
        TWINNING_CAPACITIES,
        ASSISTED_COMMUNES,
        ASSIGNED_UNITS,
    )
}


def kind_of(code: str) -> Kind:
    """The definition of this code; NotFound when there is none."""
    if code not in KINDS:
        raise NotFound(_("There is no register “%(code)s”.") % {"code": code})
    return KINDS[code]


def kinds_behind(item_code: str) -> list[Kind]:
    """The registers that stand behind an item of the checklists."""
    return [kind for kind in KINDS.values() if item_code in kind.items]


def lists_of(flow: type[Procedure]) -> set[str]:
    """The checklists of a procedure and the groups of registers it keeps without one."""
    return {*flow.lists, *getattr(flow, "registers", ())}


def kinds_of_lists(lists: set[str]) -> list[Kind]:
    return [kind for kind in KINDS.values() if lists.intersection(kind.lists)]
