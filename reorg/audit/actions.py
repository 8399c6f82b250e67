"""Keeping a question, and letting it go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.audit.models import Question
from reorg.audit.reading import must_audit, question_for
from workflows.errors import BadInput, NotYou

MOST = 100  # questions of one person


def keep_question(name: str, asked: Mapping[str, str], *, shared: bool, actor: Any) -> Question:
    """Keep a question under a name; under a name of one's own that is taken, it replaces the one there."""
    must_audit(actor)
    name = " ".join(name.split())
    if not name:
        raise BadInput(_("Give the question a name."), "name")
    if not asked:
        raise BadInput(_("Choose at least one filter first: a question about everything needs no name."), "name")
    mine = Question.objects.filter(person=actor)
    if mine.count() >= MOST and not mine.filter(name=name).exists():
        raise BadInput(_("You keep %(most)d questions already. Remove one first.") % {"most": MOST}, "name")
    now = timezone.now()
    with transaction.atomic():
        try:
            with transaction.atomic():
                return Question.objects.create(person=actor, name=name, asked=dict(asked), shared=shared, kept_at=now)
        except IntegrityError:
            mine.filter(name=name).update(asked=dict(asked), shared=shared, kept_at=now)
    return mine.get(name=name)


def remove_question(pk: int, *, actor: Any) -> None:
    question = question_for(actor, pk)
    if question.person_id != actor.pk:
        raise NotYou(_("This question belongs to %(name)s.") % {"name": question.person})
    question.delete()
