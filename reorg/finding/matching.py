"""The index asked through the ORM."""

from __future__ import annotations

from django.db.models import BooleanField, F, Func, QuerySet, Value

from reorg.finding.models import Entry


class Matches(Func):
    """Whether the words answer a question of `asking`."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def matches(entries: QuerySet[Entry], asked: str) -> QuerySet[Entry]:
    return entries.filter(Matches(F("words"), Value(asked)))
