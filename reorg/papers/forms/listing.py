"""Which short papers a dossier has, and one of them gathered. Printing it comes after."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import override

from reorg.papers.content import Language
from reorg.papers.forms.content import FormPaper
from reorg.papers.forms.kinds import KINDS
from reorg.papers.forms.making import Listed, Making
from workflows.errors import NotFound
from workflows.models import Dossier


def papers_of(dossier: Dossier) -> Iterator[Listed]:
    """The papers of a dossier that there is something to print for, kind by kind."""
    for kind in KINDS.values():
        yield from kind.listed(dossier)


def paper_of(dossier: Dossier, kind: str, pk: int, language: Language) -> FormPaper:
    """What one paper says, in Vietnamese or English.

    Raises:
        NotFound: this dossier has no such paper.
    """
    made = KINDS.get(kind)
    if made is None:
        raise NotFound(_("There is no such paper in this dossier."))
    try:
        with override(language):
            return made.paper(Making(dossier, language), pk)
    except ObjectDoesNotExist:
        raise NotFound(_("There is no such paper in this dossier.")) from None
