"""Questions that the auditor of the demonstration keeps."""

from __future__ import annotations

from reorg.audit.actions import keep_question
from reorg.people.models import User

QUESTIONS = {
    "Quyết định ngoài giờ hành chính": {"weight": "decision", "odd": "hours"},
    "Trả lại và từ chối": {"verb": "step.returned"},
    "Người soạn cũng là người duyệt": {"odd": "self"},
}


def demo_questions(people: dict[str, User]) -> None:
    for name, asked in QUESTIONS.items():
        keep_question(name, asked, shared=True, actor=people["phuc"])
