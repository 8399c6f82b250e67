"""Arranging communes in 2023-2025: every listed voter is asked (Resolution 35/2023, Decree 54/2018)."""

from __future__ import annotations

from datetime import date

from viewflow import this

from reorg.procedures.commune_arrangement.flow import CommuneSteps
from reorg.procedures.parts import TASK_FORCE
from reorg.procedures.plan import UnitProcedure
from workflows.clock import Days
from workflows.flow import OpinionRound
from workflows.flow.rules import MOST_VOTERS
from workflows.phases import Phase
from workflows.text import Text


class CommuneArrangementOfVoters(CommuneSteps, UnitProcedure):
    """Sắp xếp đơn vị hành chính cấp xã giai đoạn 2023–2025"""

    version = "2023.1"
    regime = {"name": "35/2023/UBTVQH15", "laws": ["54/2018/NĐ-CP", "66/2023/NĐ-CP"], "sources": ["A3", "A5", "A6"]}
    valid_from = date(2023, 7, 12)
    valid_to = date(2025, 4, 14)

    # No source we know gives the length of the window; thirty days are our default.
    household_opinion = OpinionRound(
        Text("Lấy ý kiến cử tri", "Consult the voters"),
        by=TASK_FORCE,
        phase=Phase.REVIEW,
        due=Days(30),
        rule=MOST_VOTERS,
        window=30,
        returns=(this.draft,),
    ).Next(this.party_opinion)
