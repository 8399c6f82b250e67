from __future__ import annotations

from typing import Any

import pytest

from reorg.demo import support
from reorg.people.models import User
from tests.browser.conftest import site, troubles, window
from tests.cast import PASSWORD
from workflows.models import Dossier

__all__ = ["site", "troubles", "window"]  # the windows of the browser tests


@pytest.fixture
def everybody(people: dict[str, User]) -> dict[str, User]:
    """The cast, and the people of both support dossiers."""
    return people | support.load_people(PASSWORD)


@pytest.fixture
def twinning(everybody: dict[str, User]) -> Dossier:
    """The twinning of the demonstration: decided, fourteen pairs signed, the others still to sign."""
    return Dossier.objects.get(pk=support.twinning(everybody).pk)


@pytest.fixture
def assignment(everybody: dict[str, User]) -> Dossier:
    """The support assignment of the demonstration, being carried out."""
    return Dossier.objects.get(pk=support.assignment(everybody).pk)


@pytest.fixture
def goes(client: Any) -> Any:
    """Somebody signs in and reads English: ``goes(anh).get(…)``."""

    def as_(user: User) -> Any:
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return as_
