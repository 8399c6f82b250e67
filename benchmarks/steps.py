"""One human step, and three signers at the same moment: ours, and plain viewflow's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction

from benchmarks.flows import Ours, Plain
from benchmarks.measuring import Times, at_once, statements
from reorg.demo.cast import AGENCY_PARTS, bodies
from reorg.people.models import User
from workflows import actions, signals
from workflows.models import Assignment, Dossier, ProcedureVersion
from workflows.reading import assignments_for
from workflows.text import Text

WORK = ("draft", "check", "complete")
SIGNERS = ("binh", "cuc", "uyen")


def person(username: str) -> User:
    """As a request has them: nothing known yet."""
    return User.objects.get(username=username)


# Ours


def open_ours(code: str) -> Dossier:
    version, _made = ProcedureVersion.objects.get_or_create(
        code=Ours.code,
        version=Ours.version,
        defaults={
            "title_vi": Ours.title.vi,
            "title_en": Ours.title.en,
            "flow": "benchmarks.flows.Ours",
            "digest": Ours.digest(),
            "valid_from": Ours.valid_from,
        },
    )
    parts = {key: body for key, body in bodies(AGENCY_PARTS).items() if key in Ours.parts}
    title = Text("So sánh", "Benchmark")
    return actions.open_dossier(
        version, code=code, title=title, parts=parts, actor=person("anh"), operation_date=date(2025, 7, 1)
    )


def finish_ours(dossier: Dossier) -> Callable[[], Any]:
    asked = Assignment.objects.get(dossier=dossier, state="open")
    drafter = person("anh")
    return lambda: actions.complete(asked, actor=drafter)


def sign_ours(dossier: Dossier, username: str) -> Callable[[], Any]:
    signer = person(username)
    asked = assignments_for(signer).get(dossier=dossier, state="open")
    shown = Dossier.objects.get(pk=dossier.pk).content_digest
    return lambda: actions.sign(asked, actor=signer, shown=shown)


# Plain viewflow, as its own views do it: under the lock, in a transaction, with the permission asked


def start_plain() -> Any:
    return Plain.begin.run()


def task_of(process: Any, step: str) -> Any:
    return Plain.task_class.objects.get(process=process, flow_task=getattr(Plain, step))


def plain_act(process: Any, step: str, username: str, do: str) -> Callable[[], Any]:
    pk, user = task_of(process, step).pk, person(username)

    def act() -> None:
        with Plain.lock(process.pk), transaction.atomic():
            task = Plain.task_class.objects.select_related("process").get(pk=pk)
            activation = task.flow_task.activation_class(task)
            if do == "assign":
                if not activation.assign.has_perm(user):
                    raise PermissionDenied
                activation.assign(user)
            else:
                if not activation.start.has_perm(user):
                    raise PermissionDenied
                activation.start(None)
                activation.execute()

    return act


def both(process: Any, step: str, username: str) -> Callable[[], Any]:
    assign, execute = (plain_act(process, step, username, do) for do in ("assign", "execute"))
    return lambda: (assign(), execute())


def plain_people() -> None:
    may = Permission.objects.get(codename="view_group", content_type__app_label="auth")
    for username in ("anh", *SIGNERS):
        person(username).user_permissions.add(may)


# Side by side


@contextmanager
def telling_nobody() -> Iterator[None]:
    """Plain viewflow leaves no job that mails people; for a comparison of like with like, neither do we."""
    listening, signals.asked.receivers = signals.asked.receivers, []
    try:
        yield
    finally:
        signals.asked.receivers = listening


def one_client(dossiers: int) -> Iterator[str]:
    plain_people()
    told = [count(f"W-{turn}") for turn in range(3)][-1]  # warm up, and count
    ours, plain, executed, signed, telling = Times(), Times(), Times(), Times(), Times()
    with telling_nobody():
        counted = count("W-3")
        for turn in range(dossiers):
            dossier, process = open_ours(f"B-{turn}"), start_plain()
            for step in WORK:  # in turns, so that whatever else the machine does meets both
                ours.time(finish_ours(dossier))
                plain.time(both(process, step, "anh"))
            for username, step in zip(SIGNERS, ("first", "second", "third"), strict=True):
                signed.time(sign_ours(dossier, username))
                plain_act(process, step, username, "assign")()
                executed.time(plain_act(process, step, username, "execute"))
    for turn in range(dossiers // 3):
        dossier = open_ours(f"T-{turn}")
        for _ in WORK:
            telling.time(finish_ours(dossier))
    yield ours.row("our step: office, guards, events, hashes, next task", counted["ours"], 50, 99)
    yield plain.row("plain viewflow's step: take it, finish it, next task", counted["plain"], 50, 99)
    yield telling.row("our step, and the job that tells people", told["ours"], 50, 99)
    yield signed.row("our signature: office, snapshot, decision, seal", counted["signed"], 50, 99)
    yield executed.row("plain viewflow's finish alone, into a join", counted["executed"], 50, 99)


def count(code: str) -> dict[str, int]:
    """Statements of each act, the largest of its kind."""
    dossier, process = open_ours(code), start_plain()
    found = {
        "ours": max(statements(finish_ours(dossier)) for _ in WORK),
        "plain": max(statements(both(process, step, "anh")) for step in WORK),
        "signed": max(statements(sign_ours(dossier, username)) for username in SIGNERS),
    }
    executed = []
    for username, step in zip(SIGNERS, ("first", "second", "third"), strict=True):
        plain_act(process, step, username, "assign")()
        executed.append(statements(plain_act(process, step, username, "execute")))
    return found | {"executed": max(executed)}


def three_at_once(rounds: int) -> Iterator[str]:
    ours, plain = Times(), Times()
    for turn in range(rounds):
        dossier, process = open_ours(f"S-{turn}"), start_plain()
        for step in WORK:
            finish_ours(dossier)()
            both(process, step, "anh")()
        at_once(ours, [sign_ours(dossier, username) for username in SIGNERS])
        assert dossier.tasks.filter(step="decide").count() == 1
        finishing = []
        for username, step in zip(SIGNERS, ("first", "second", "third"), strict=True):
            plain_act(process, step, username, "assign")()
            finishing.append(plain_act(process, step, username, "execute"))
        at_once(plain, finishing)
    yield ours.row("three of us sign at the same moment", "", 50, 95, 100)
    yield plain.row("three finish at the same moment in plain viewflow", "", 50, 95, 100)
