"""What the demonstration shows of rulebooks: the next document set of a procedure, still a draft."""

from __future__ import annotations

from reorg.administration.demo import SYSTEM
from reorg.administration.rights import scope_of
from reorg.people.models import User
from reorg.rulebooks import drafting
from reorg.rulebooks.books import book_of
from reorg.rulebooks.models import RuleDraft


def demo_rules() -> None:
    """The consolidation of agencies would need a submission beside the scheme. Done once."""
    if RuleDraft.objects.exists():
        return
    scope = scope_of(User.objects.get(username=SYSTEM))
    book = book_of("documents", "agency_consolidation_2025.1")
    draft = drafting.begin(scope, book)
    drafting.set_line(
        scope,
        book,
        draft,
        {
            "step": "draft",
            "type": "TTr",
            "whose": "any",
            "source": "Văn bản mẫu 02/QĐ-QT, 01/07/2025",
            "confidence": "L",
        },
        version=draft.version,
    )
