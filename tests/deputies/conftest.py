"""Đức, deputy chair of the People's Committee of Hải Phòng, beside the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import translation

from reorg.people.models import Office, Organisation, User
from tests.cast import PASSWORD
from workflows import actions
from workflows.models import Delegation, Role
from workflows.offices import today

People = dict[str, User]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def deputy_chair(username: str, name: str) -> User:
    user = User.objects.create(username=username, full_name=name, password=make_password(PASSWORD), language="en")
    Office.objects.create(
        person=user,
        organisation=Organisation.objects.get(key="hp_pc"),
        role_id="observer",
        title_vi="Phó Chủ tịch",
        title_en="Deputy Chair",
        valid_from=date(2025, 1, 1),
    )
    return user


@pytest.fixture
def duc(people: People) -> User:
    return deputy_chair("duc", "Trương Minh Đức")


@pytest.fixture
def given(people: People, duc: User) -> Callable[..., Delegation]:
    """Bình lets Đức sign for him (KT.), unless said otherwise."""

    def give(**changes: Any) -> Delegation:
        values: dict[str, Any] = {
            "organisation": Organisation.objects.get(key="hp_pc"),
            "role": Role.objects.get(pk="chair"),
            "deputy": duc,
            "kind": "KT.",
            "valid_from": today(),
            "actor": people["binh"],
        }
        return actions.give_delegation(**(values | changes))

    return give
