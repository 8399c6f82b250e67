"""Telling people that something waits for them. After commit, by the worker: a failing mail undoes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from reorg.people.models import Office
from workflows.models import Assignment
from workflows.offices import today


class Asked(NamedTuple):
    """One person to be told of one assignment."""

    email: str
    language: str
    assignment: Assignment


def leave_for_worker(*, tasks: Iterable[int], **_: Any) -> None:
    """Receiver of ``workflows.signals.asked``: one job for each step that was opened."""
    from reorg.notices.tasks import tell_asked  # the queue's app is complete only once all apps are loaded

    for task in tasks:
        tell_asked.defer(task_id=task)


def to_be_told(task_id: int) -> list[Asked]:
    """Who holds the offices that a step is still asked of, and can be reached by mail."""
    open_now = Assignment.objects.filter(task_id=task_id, state=Assignment.State.OPEN).select_related(
        "dossier__procedure", "task", "organisation", "role"
    )
    told = []
    for assignment in open_now:
        offices = (
            Office.objects.on(today())
            .filter(organisation=assignment.organisation_id, role=assignment.role_id, person__is_active=True)
            .exclude(person__email="")
            .select_related("person")
        )
        told += [Asked(office.person.email, office.person.language, assignment) for office in offices]
    return told


def message(asked: Asked) -> EmailMessage:
    """The mail in the person's language: what waits, until when, and a link. Nothing of the dossier's content."""
    assignment = asked.assignment
    with override(asked.language):
        step = assignment.dossier.flow.step(assignment.task.step).title
        body = render_to_string(
            "notices/asked.txt",
            {
                "assignment": assignment,
                "step": step,
                "link": settings.SITE_URL + reverse("step", args=[assignment.pk]),
            },
        )
        subject = _("Waiting for you: %(step)s (%(code)s)") % {"step": step, "code": assignment.dossier.code}
    return EmailMessage(subject, body, to=[asked.email])
