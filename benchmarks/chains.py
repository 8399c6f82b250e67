"""How fast chains are walked, and in how much memory."""

from __future__ import annotations

import hashlib
import json
import os
import resource
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks.steps import open_ours
from workflows.models import Dossier, Event
from workflows.trail.canonical import canonical, stamp
from workflows.trail.verify import Stretch, _rows, verify

HEAD = f"{'walking a chain':<50}{'events':>8}{'events/s':>14}{'CPU/s':>10}{'peak MB':>10}"
REMARK = "Đề nghị rà soát lại phương án bố trí trụ sở, tài sản và chế độ của cán bộ trước ngày vận hành. "


def walking(many: int = 50_000) -> Iterator[str]:
    """``CPU/s``: events for each second of our own processor time, the database's left out."""
    dossier = long_trail(many)
    yield walked("verify, from the database", many, lambda: verify(dossier))
    for processes in (1, 2):
        yield walked(f"verify_trail, processes: {processes}", many, lambda: told(dossier, processes))  # noqa: B023
    records = list(Event.objects.filter(dossier=dossier).values_list("record", flat=True)[:20_000])
    yield walked("floor: SHA-256 alone", len(records), lambda: each(sha256_of, records))
    yield walked("floor: json.loads alone", len(records), lambda: each(json.loads, records))
    yield walked("floor: fetching alone", many, lambda: each(len, _rows(Stretch(dossier.pk, dossier.code, 1, many), 0)))


def walked(name: str, many: int, act: Callable[[], object]) -> str:
    begun, used = perf_counter(), os.times()
    wrong = act()
    assert wrong is None, wrong
    wall, now = perf_counter() - begun, os.times()
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return row(name, many, wall, sum(now[:4]) - sum(used[:4]), max(peaks) // 1024)


def told(dossier: Dossier, processes: int) -> None:
    call_command("verify_trail", dossier.code, processes=processes, stdout=StringIO())


def each(act: Callable[[Any], object], things: Iterable[Any]) -> None:
    with transaction.atomic():
        for thing in things:
            act(thing)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def row(name: str, events: int, wall: float, cpu: float, peak: int) -> str:
    return f"{name:<50}{events:>8,}{events / wall:>14,.0f}{events / cpu:>10,.0f}{peak:>10}"


def long_trail(many: int, code: str = "CHAIN-1", remarks: int = 8) -> Dossier:
    """A dossier with so many more events, written past the door, each continuing the one before.

    Every event carries one to ``remarks`` sentences.
    """
    dossier = open_ours(code)
    last = Event.objects.filter(dossier=dossier).order_by("-seq").first()
    assert last is not None
    columns = ("dossier_id", "seq", "at", "verb", "actor_id", "record", "prev_hash", "hash")
    seq, prev = last.seq, last.hash
    facts = {"title": {"vi": "Lấy ý kiến", "en": "Consult"}, "step": "consult", "note": "<note>"}
    said = {"seq": 0, "prev": "<prev>", "facts": facts, "verb": "step.done", "at": stamp(last.at)}
    pattern = canonical(last.body | said).replace('"seq":0', '"seq":<seq>')
    with connection.cursor() as sql:
        sql.execute("SET session_replication_role = replica")  # the database would walk the chain too
        sql.execute("SET statement_timeout = 0")
        with sql.copy(f"COPY workflows_event ({', '.join(columns)}) FROM STDIN") as copy:
            while seq < many:
                seq += 1
                text = pattern.replace("<note>", REMARK * (1 + seq % remarks))
                text = text.replace("<prev>", prev).replace("<seq>", str(seq))
                its_hash = sha256_of(text)
                copy.write_row((dossier.pk, seq, last.at, "step.done", last.actor_id, text, prev, its_hash))
                prev = its_hash
        sql.execute("SET session_replication_role = origin")
    Dossier.objects.filter(pk=dossier.pk).update(head_seq=seq, head_hash=prev)
    return Dossier.objects.get(pk=dossier.pk)
