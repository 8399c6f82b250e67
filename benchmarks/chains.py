"""How fast chains are walked, and in how much memory."""

from __future__ import annotations

import hashlib
import json
import resource
from collections.abc import Iterator
from time import perf_counter, process_time

from django.db import connection

from benchmarks.steps import open_ours
from workflows.models import Dossier, Event
from workflows.trail.canonical import canonical, stamp
from workflows.trail.verify import AT_A_TIME, verify

HEAD = f"{'walking a chain':<50}{'events':>8}{'events/s':>14}{'CPU/s':>10}{'peak MB':>10}"
REMARK = "Đề nghị rà soát lại phương án bố trí trụ sở, tài sản và chế độ của cán bộ trước ngày vận hành. "


def walking(many: int = 50_000) -> Iterator[str]:
    """``CPU/s``: events for each second of our own processor time, the database's left out."""
    dossier = long_trail(many)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    begun, used = perf_counter(), process_time()
    broken = verify(dossier)
    wall, cpu = perf_counter() - begun, process_time() - used
    assert broken is None, broken
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield row("verify, from the database", many, wall, cpu, grown)
    yield f"  (peak before the walk: {peak} MB)"
    records = list(Event.objects.filter(dossier=dossier).values_list("record", flat=True)[:20_000])
    for name, act in (
        ("floor: SHA-256 alone", lambda text: hashlib.sha256(text.encode()).hexdigest()),
        ("floor: json.loads alone", json.loads),
    ):
        begun, used = perf_counter(), process_time()
        for record in records:
            act(record)
        yield row(name, len(records), perf_counter() - begun, process_time() - used, grown)


def row(name: str, events: int, wall: float, cpu: float, peak: int) -> str:
    return f"{name:<50}{events:>8,}{events / wall:>14,.0f}{events / cpu:>10,.0f}{peak:>10}"


def long_trail(many: int) -> Dossier:
    """A dossier with so many more events, written past the door, each continuing the one before."""
    dossier = open_ours("CHAIN-1")
    last = Event.objects.filter(dossier=dossier).order_by("-seq").first()
    assert last is not None
    body, moment = last.body, stamp(last.at)
    seq, prev, made = last.seq, last.hash, []
    with connection.cursor() as sql:
        sql.execute("SET session_replication_role = replica")  # the database would walk the chain too
    while seq < many:
        seq += 1
        facts = {"title": {"vi": "Lấy ý kiến", "en": "Consult"}, "step": "consult", "note": REMARK * (1 + seq % 8)}
        text = canonical(body | {"seq": seq, "prev": prev, "facts": facts, "verb": "step.done", "at": moment})
        its_hash = hashlib.sha256(text.encode()).hexdigest()
        made.append(
            Event(
                dossier=dossier,
                seq=seq,
                at=last.at,
                verb="step.done",
                actor=last.actor,
                record=text,
                prev_hash=prev,
                hash=its_hash,
            )
        )
        prev = its_hash
        if len(made) == AT_A_TIME or seq == many:
            Event.objects.bulk_create(made)
            made.clear()
    with connection.cursor() as sql:
        sql.execute("SET session_replication_role = origin")
    Dossier.objects.filter(pk=dossier.pk).update(head_seq=seq, head_hash=prev)
    return Dossier.objects.get(pk=dossier.pk)
