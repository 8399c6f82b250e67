"""The records of the engine, each in the room it belongs to."""

from workflows.models.checklists import Check, Checklist, ChecklistItem, Evidence
from workflows.models.clock import CalendarDay, ClockStop, TermExtension
from workflows.models.decisions import BallotResult, Consultation, Decision, Opinion, Snapshot
from workflows.models.delegations import Absence, Delegation
from workflows.models.documents import Document, DocumentType, DocumentVersion, Recall
from workflows.models.dossiers import Dossier, DossierLink, DossierParty, ProcedureVersion, Programme, Role
from workflows.models.erasures import Erasure
from workflows.models.events import Event
from workflows.models.holds import Hold
from workflows.models.steps import Assignment, Process, Task

__all__ = [
    "Absence",
    "Assignment",
    "BallotResult",
    "CalendarDay",
    "Check",
    "Checklist",
    "ChecklistItem",
    "ClockStop",
    "Consultation",
    "Decision",
    "Delegation",
    "Document",
    "DocumentType",
    "DocumentVersion",
    "Dossier",
    "DossierLink",
    "DossierParty",
    "Erasure",
    "Event",
    "Evidence",
    "Hold",
    "Opinion",
    "ProcedureVersion",
    "Process",
    "Programme",
    "Recall",
    "Role",
    "Snapshot",
    "Task",
    "TermExtension",
]
