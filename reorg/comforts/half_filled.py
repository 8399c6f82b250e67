"""Forms that were begun and not sent: kept while one types, offered back, gone once the form is sent.

Never kept: what confirms a person (passwords, codes), files, and what the page itself put into the form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, TypedDict

from django.utils import timezone

from reorg.comforts.models import HalfFilled

DAYS = 30
MOST = 60  # forms of one person; the oldest go first
LONGEST = 100_000  # letters of one form
SECRET = re.compile(
    r"pass(word|wd|phrase|$)|secret(?![a-z])|otp|totp|token|recovery|credential|csrf|(^|[-_])(code|pin)([-_]|$)",
    re.IGNORECASE,
)


class Field(TypedDict, total=False):
    name: str
    value: str
    label: str


def kept_fields(said: Iterable[Any]) -> list[Field]:
    """What may be kept of a form; anything that is not a field with a name and a text is left out."""
    found: list[Field] = []
    for one in said:
        if not isinstance(one, dict):
            continue
        name, value, label = one.get("name"), one.get("value"), one.get("label", "")
        if not (isinstance(name, str) and isinstance(value, str) and isinstance(label, str)):
            continue
        if name and not SECRET.search(name):
            found.append({"name": name, "value": value, "label": label} if label else {"name": name, "value": value})
    return found


def keep(person: Any, *, page: str, action: str, form: str, fields: Sequence[Field]) -> HalfFilled | None:
    """Keep a form as it stands; nothing is kept of one that is too long."""
    if sum(len(one["name"]) + len(one["value"]) for one in fields) > LONGEST:
        return None
    kept, made = HalfFilled.objects.update_or_create(
        person_id=person.pk,
        page=page,
        form=form,
        defaults={"action": action, "fields": list(fields), "changed_at": timezone.now()},
    )
    if made:
        _make_room(person)
    return kept


def _make_room(person: Any) -> None:
    mine = HalfFilled.objects.filter(person=person.pk).order_by("-changed_at", "-pk")
    HalfFilled.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST:])).delete()


def kept_for(person: Any, page: str) -> list[HalfFilled]:
    return list(HalfFilled.objects.filter(person=person.pk, page=page).order_by("form"))


def sent(person: Any, action: str) -> None:
    """The form went to its address and was accepted there."""
    HalfFilled.objects.filter(person=person.pk, action=action).delete()


def forget(person: Any, *, page: str, form: str) -> None:
    HalfFilled.objects.filter(person=person.pk, page=page, form=form).delete()


def forget_old() -> int:
    """Forms nobody came back to for thirty days."""
    return HalfFilled.objects.filter(changed_at__lt=timezone.now() - timedelta(days=DAYS)).delete()[0]
