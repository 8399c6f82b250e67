"""Notices are tried in English; the worker's jobs are called by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from reorg.people.models import User


@pytest.fixture(autouse=True)
def _in_english(db: None) -> Iterator[None]:
    User.objects.update(language="en")
    with translation.override("en"):
        yield
