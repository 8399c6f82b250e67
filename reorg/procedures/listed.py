"""The list that ``settings.WORKFLOWS_PROCEDURES`` names. An explicit list: it can be searched and cannot half-load."""

from reorg.procedures.agency_consolidation.flow import AgencyConsolidation
from reorg.procedures.agency_scheme.flow import AgencyScheme
from reorg.procedures.commune_arrangement.flow import CommuneArrangement
from reorg.procedures.commune_arrangement.households import CommuneArrangementOfHouseholds
from reorg.procedures.commune_arrangement.voters import CommuneArrangementOfVoters
from reorg.procedures.paper_drafting.flow import PaperDrafting
from reorg.procedures.province_merger.flow import ProvinceMerger
from reorg.procedures.support_assignment.flow import SupportAssignment
from reorg.procedures.twinning.flow import Twinning
from reorg.procedures.working_session.flow import WorkingSession

PROCEDURES = [
    ProvinceMerger,
    CommuneArrangement,
    CommuneArrangementOfVoters,
    CommuneArrangementOfHouseholds,
    AgencyConsolidation,
    AgencyScheme,
    WorkingSession,
    PaperDrafting,
    Twinning,
    SupportAssignment,
]
