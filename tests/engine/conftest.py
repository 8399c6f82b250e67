"""The dossiers the engine is tried on. Ánh drafts; the others are named where they act."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.engine.doing import People, open_with
from tests.engine.flows import Consulted, Panel
from workflows.models import Dossier


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Refusals are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def panel(people: People) -> Dossier:
    """Three sign side by side (Bình, Cúc, Uyên), then three in turn, then the council votes. It is being drafted."""
    return open_with(Panel, people)


@pytest.fixture
def consulted(people: People) -> Dossier:
    """Households must agree by half; the list of seals is part of what is signed. It is being drafted."""
    return open_with(Consulted, people, "T-02")
