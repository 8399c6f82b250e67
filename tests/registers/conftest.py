from __future__ import annotations

from typing import Any

import pytest

from reorg.people.models import User
from reorg.registers.demo import demo_registers
from tests.browser.conftest import site, troubles, window
from workflows.models import Dossier

__all__ = ["site", "troubles", "window"]  # the windows of the browser tests


@pytest.fixture
def filled(people: dict[str, User], merger: Dossier) -> Dossier:
    """The merger with the registers of the demonstration."""
    demo_registers(merger, people)
    return Dossier.objects.get(pk=merger.pk)


@pytest.fixture
def goes(client: Any) -> Any:
    """Somebody signs in and reads English: ``goes(anh).get(…)``."""

    def as_(user: User) -> Any:
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(User.objects.get(pk=user.pk))
        return client

    return as_
