"""The kinds of short papers: which of them a dossier has, and what each of them says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from reorg.papers.forms.content import FormPaper
from reorg.papers.forms.kinds.agreement import AgreementPaper
from reorg.papers.forms.kinds.appraisal import AppraisalReport
from reorg.papers.forms.kinds.conclusion import ConclusionNotice
from reorg.papers.forms.kinds.consultation import ConsultationReport
from reorg.papers.forms.kinds.decision import DecisionPaper
from reorg.papers.forms.kinds.handover import HandOverRecord
from reorg.papers.forms.kinds.joint import JointMinutes
from reorg.papers.forms.kinds.minutes import Minutes
from reorg.papers.forms.kinds.receipt import Receipt
from reorg.papers.forms.kinds.submission import Submission
from reorg.papers.forms.making import Listed, Making
from workflows.models import Dossier


class PaperKind(Protocol):
    """One kind of paper: those a dossier has, and one of them by its number."""

    def listed(self, dossier: Dossier) -> Iterator[Listed]: ...

    def paper(self, making: Making, pk: int) -> FormPaper: ...


KINDS: dict[str, PaperKind] = {
    "submission": Submission(),
    "consultation": ConsultationReport(),
    "minutes": Minutes(),
    "appraisal": AppraisalReport(),
    "decision": DecisionPaper(),
    "handover": HandOverRecord(),
    "conclusion_notice": ConclusionNotice(),
    "agreement": AgreementPaper(),
    "joint_minutes": JointMinutes(),
    "receipt": Receipt(),
}
