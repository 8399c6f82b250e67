"""Boss administers everything; Hạnh Quản trị only the People's Committee of Hải Phòng and what is below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import translation

from reorg.administration import people as administering
from reorg.administration.rights import Scope, scope_of
from reorg.people.models import Organisation, User
from tests.browser.conftest import site, troubles, window
from tests.cast import PASSWORD
from tests.evidence.conftest import keyed, own_folders, ring

__all__ = ["keyed", "own_folders", "ring", "site", "troubles", "window"]  # fixtures of other rooms
People = dict[str, User]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def body(key: str) -> Organisation:
    found: Organisation = Organisation.objects.get(key=key)
    return found


def somebody(username: str, **values: Any) -> User:
    return User.objects.create(
        username=username,
        full_name=values.pop("full_name", f"Bà {username}"),
        email=f"{username}@example.org",
        password=make_password(PASSWORD),
        language="en",
        **values,
    )


@pytest.fixture
def boss(people: People) -> Scope:
    person = somebody("boss")
    administering.appoint(None, person, organisation=None, basis="01/QĐ")
    return scope_of(person)


@pytest.fixture
def local(boss: Scope) -> Scope:
    person = somebody("local")
    administering.appoint(boss, person, organisation=body("hp_pc"), basis="02/QĐ")
    return scope_of(person)
