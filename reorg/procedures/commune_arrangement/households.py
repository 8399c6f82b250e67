"""Arranging communes since December 2025: half of the households of each commune (Decree 321/2025, 60 days)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.procedures.commune_arrangement.flow import CommuneSteps
from reorg.procedures.parts import TASK_FORCE
from reorg.procedures.plan import UnitProcedure
from workflows.clock import Days
from workflows.flow import OpinionRound
from workflows.flow.rules import HALF_OF_HOUSEHOLDS
from workflows.phases import Phase
from workflows.text import Text


class CommuneArrangementOfHouseholds(CommuneSteps, UnitProcedure):
    """Sắp xếp đơn vị hành chính cấp xã theo hộ gia đình"""

    version = "2026.1"
    regime = {"name": "112/2025/UBTVQH15", "laws": ["72/2025/QH15", "321/2025/NĐ-CP"], "sources": ["B7", "D3", "D5"]}
    valid_from = date(2025, 12, 16)

    household_opinion = OpinionRound(
        Text("Lấy ý kiến hộ gia đình", "Consult the households"),
        by=TASK_FORCE,
        phase=Phase.REVIEW,
        due=Days(60),
        rule=HALF_OF_HOUSEHOLDS,
        window=60,
        returns=(this.draft,),
    ).Next(this.party_opinion)
