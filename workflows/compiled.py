"""Questions asked on every page and in every act: Django puts each together once, then other values go in.

To put such a question together takes longer than to answer it (measured in ``docs/performance.md``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet

# Stand for the person and for the day while a question is put together; nothing else in it has these values.
SOMEBODY, SOME_DAY = -7, date(1, 1, 7)


class Question:
    """What is asked about a person on a day, as a queryset; in SQL once it has been asked."""

    def __init__(self, asked: Callable[[Any, date], QuerySet[Any, Any]]) -> None:
        self._asked = asked

    def about(self, person: int, day: date) -> tuple[str, list[Any]]:
        """The question in SQL, with its parameters."""
        sql, parameters = self._compiled
        put = {SOMEBODY: person, SOME_DAY: day}
        return sql, [put.get(value, value) for value in parameters]

    @cached_property
    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = self._asked(SimpleNamespace(pk=SOMEBODY), SOME_DAY).query.sql_with_params()
        return sql, tuple(parameters)
