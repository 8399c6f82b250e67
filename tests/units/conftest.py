from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from reorg.units.loading import Loaded, load_units


def _loaded(blocker: Any, only: list[str]) -> Iterator[Loaded]:
    with blocker.unblock():
        yield load_units(only)
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE units_succession, units_unit CASCADE")


@pytest.fixture(scope="module")
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """The whole country, loaded once for a module and taken away after it."""
    yield from _loaded(django_db_blocker, [])


@pytest.fixture(scope="module")
def hai_phong(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """Hải Phòng and Hải Dương only."""
    yield from _loaded(django_db_blocker, ["30", "31"])
