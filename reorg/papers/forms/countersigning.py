"""A decision paper signed by several leaders, one after the other, each with a key of their own.

Every signature is appended to the file as it was: what the leaders before signed stays as they signed it. The fields
are invisible, for a visible one would end the file's accessibility; who signs is printed in the blocks of the paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader

from reorg.evidence import keys, pades
from reorg.evidence.errors import NoKey
from reorg.evidence.models import Key
from reorg.papers.content import Language
from reorg.papers.forms.listing import paper_of
from reorg.papers.forms.printing import print_paper
from workflows.errors import NotYou
from workflows.models import Decision, Dossier

FIELD = "Leader-{number}"


def countersign(pdf: bytes, decision: Decision) -> bytes:
    """The paper with the signature of whoever gave this sign-off appended, by their own key.

    Raises:
        NotYou: the sign-off does not approve, or no longer counts. NoKey: its signer has no key here.
    """
    if not decision.counts or decision.outcome != Decision.Outcome.APPROVED:
        raise NotYou(_("Only who approved, and whose sign-off counts, countersigns the paper."))
    own = keys.ready(Q(use=Key.Use.SIGNER, holder=decision.signer))
    if not own:
        raise NoKey(f"{decision.signer_name} has no key here: manage.py make_keys makes one.")
    reason = ", ".join(filter(None, (decision.authority, decision.office_title, decision.organisation_name)))
    return pades.sign_pdf(pdf, own[0], reason=reason, field=FIELD.format(number=signatures_on(pdf) + 1))


def countersigned(dossier: Dossier, task: int, language: Language, decisions: Iterable[Decision]) -> bytes:
    """The decision paper of a step with the signatures of these sign-offs, in their order."""
    pdf = print_paper(paper_of(dossier, "decision", task, language))
    for decision in decisions:
        pdf = countersign(pdf, decision)
    return pdf


def signatures_on(pdf: bytes) -> int:
    found: list[Any] = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    return len(found)
