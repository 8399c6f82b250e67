"""Every change to a dossier. Each function opens the door, asks its questions, changes, and writes it down."""

from workflows.actions.bodies import Return, answer_opinion, close_round, record_ballot, record_opinion, record_opinions
from workflows.actions.checklists import (
    add_evidence,
    assign_item,
    item_content,
    reopen_item,
    report_done,
    start_item,
    verify_item,
    waive_item,
)
from workflows.actions.deadlines import extend_term, order_day, resume_clock, stop_clock
from workflows.actions.delegating import (
    end_absence,
    give_back,
    give_delegation,
    note_absence,
    revoke_delegation,
    take_up,
)
from workflows.actions.documents import add_version, recall_document, register_document
from workflows.actions.erasing import erase_file, finish_erasures
from workflows.actions.holding import lift_hold, place_hold
from workflows.actions.opening import exempt, note_access, note_reading, open_dossier, set_dates, withdraw
from workflows.actions.steps import ask_supplement, complete, refuse, send_back, shown_to_signer, sign

__all__ = [
    "Return",
    "add_evidence",
    "add_version",
    "answer_opinion",
    "ask_supplement",
    "assign_item",
    "close_round",
    "complete",
    "end_absence",
    "erase_file",
    "exempt",
    "extend_term",
    "finish_erasures",
    "give_back",
    "give_delegation",
    "item_content",
    "lift_hold",
    "note_absence",
    "note_access",
    "note_reading",
    "open_dossier",
    "order_day",
    "place_hold",
    "recall_document",
    "record_ballot",
    "record_opinion",
    "record_opinions",
    "refuse",
    "register_document",
    "reopen_item",
    "report_done",
    "resume_clock",
    "revoke_delegation",
    "send_back",
    "set_dates",
    "shown_to_signer",
    "sign",
    "start_item",
    "stop_clock",
    "take_up",
    "verify_item",
    "waive_item",
    "withdraw",
]
