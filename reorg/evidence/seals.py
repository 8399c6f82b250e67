"""Seals: at intervals, and once a day even when nothing happened, the heads of all trails under one signature.

What is sealed and published can no longer be rewritten unnoticed, not even by who owns the database.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import structlog
from django.db import connection, transaction
from django.utils.translation import gettext as _

from reorg.evidence import keys, stamps
from reorg.evidence.errors import StampTrouble, TrailRewritten
from reorg.evidence.merkle import Tree
from reorg.evidence.models import Seal, SealedHead
from reorg.system.door import SYSTEM
from reorg.system.models import SystemEvent
from workflows.actions.door import database_time
from workflows.models import Dossier
from workflows.trail.canonical import FIRST, canonical, sha256, stamp

log = structlog.get_logger(__name__)
ONE_AT_A_TIME = 7_300_161  # the lock that those who seal wait for
LAST = 2**31 - 1


class Head(NamedTuple):
    code: str
    seq: int
    hash: str
    dossier_id: int | None  # None: the trail of the system

    @property
    def leaf(self) -> bytes:
        """The same bytes as RFC 8785 gives; half of sealing twenty thousand dossiers is this line."""
        return f'{{"dossier":{_text(self.code)},"hash":"{self.hash}","seq":{self.seq}}}'.encode()


_text = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Heads:
    """All heads at one moment, in the order of the tree."""

    all: Sequence[Head]

    @cached_property
    def tree(self) -> Tree:
        return Tree([head.leaf for head in self.all])

    @cached_property
    def root(self) -> str:
        return self.tree.root.hex()

    @cached_property
    def places(self) -> dict[str, int]:
        return {head.code: index for index, head in enumerate(self.all)}


@dataclass(frozen=True)
class Inclusion:
    """That a seal covers a head."""

    seal: int
    seq: int
    index: int
    size: int
    path: tuple[str, ...]


@dataclass(frozen=True)
class Contradiction:
    """A trail that no longer holds what was sealed: somewhere after ``after`` and up to ``seq``."""

    dossier: str
    after: int
    seq: int
    why: str

    def __str__(self) -> str:
        where = f"from event {self.after + 1}" if self.after + 1 < self.seq else f"event {self.seq}"
        return f"{self.dossier}: {where}: {self.why}"


def heads_now() -> Heads:
    rows = Dossier.objects.filter(head_seq__gt=0).order_by().values_list("code", "head_seq", "head_hash", "id")
    last = SystemEvent.objects.order_by("-seq").values_list("seq", "hash").first()
    return _ordered([*rows, *([(SYSTEM, *last, None)] if last else [])])


def heads_at(seal: int) -> Heads:
    """The heads as a seal covers them: of every dossier the last that was sealed up to then."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT d.code, h.seq, h.hash, d.id
            FROM workflows_dossier d CROSS JOIN LATERAL (
                SELECT seq, hash FROM evidence_sealedhead
                WHERE dossier_id = d.id AND seal_id <= %s ORDER BY seal_id DESC LIMIT 1
            ) h
            UNION ALL (
                SELECT %s, seq, hash, NULL FROM evidence_sealedhead
                WHERE dossier_id IS NULL AND seal_id <= %s ORDER BY seal_id DESC LIMIT 1
            )
            """,
            [seal, SYSTEM, seal],
        )
        return _ordered(cursor.fetchall())


def _ordered(rows: object) -> Heads:
    # By code point, here: the database would order by its locale.
    return Heads(sorted(Head(*row) for row in rows))  # type: ignore[attr-defined]


@transaction.atomic
def seal(*, if_changed: bool = False) -> Seal | None:
    """Seal all heads; ``if_changed``: only when one has moved since the last seal, else None.

    Raises:
        NoKey: there is no key to seal with.
    """
    service = keys.service()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    last = Seal.objects.order_by("-no").first()
    heads = heads_now()
    if if_changed and last and (last.root, last.size) == (heads.root, len(heads.all)):
        return None
    no, at = (last.no + 1 if last else 1), database_time()
    _report(contradictions())
    prev = last.hash if last else FIRST
    record = canonical({"v": 1, "no": no, "at": stamp(at), "size": len(heads.all), "root": heads.root, "prev": prev})
    made: Seal = Seal.objects.create(
        no=no,
        at=at,
        size=len(heads.all),
        root=heads.root,
        prev=prev,
        record=record,
        hash=sha256(record),
        signature=b64encode(service.signer.sign(record.encode())).decode(),
        key=service.key,
        token=_token(record),
    )
    before = {head.dossier_id: (head.seq, head.hash) for head in heads_at(no).all}
    SealedHead.objects.bulk_create(
        (
            SealedHead(seal=made, dossier_id=head.dossier_id, seq=head.seq, hash=head.hash)
            for head in heads.all
            if before.get(head.dossier_id) != (head.seq, head.hash)
        ),
        batch_size=5000,
    )
    return made


def sealed(dossier: Dossier) -> Inclusion:
    """The proof that a seal covers the dossier's head as it is in the database now; seals when none does yet.

    Raises:
        NoKey: there is no key to seal with. TrailRewritten: the trail is not what was sealed before.
    """
    rewritten = list(contradictions(dossier))
    if rewritten:
        raise TrailRewritten(
            _("This trail is not what was sealed before, and is not exported: %(what)s") % {"what": rewritten[0]}
        )
    last = Seal.objects.order_by("-no").first()
    newest = SealedHead.objects.filter(dossier=dossier).order_by("-seal").first()
    head = Dossier.objects.values_list("head_seq", "head_hash").get(pk=dossier.pk)
    if last is None or newest is None or (newest.seq, newest.hash) != head:
        last = seal()
        assert last is not None
    heads = heads_at(last.no)
    index = heads.places[dossier.code]
    path = tuple(sibling.hex() for sibling in heads.tree.path(index))
    return Inclusion(last.no, heads.all[index].seq, index, len(heads.all), path)


def contradictions(dossier: Dossier | None = None, *, up_to: int = LAST) -> Iterator[Contradiction]:
    """Heads sealed up to a seal whose events are no longer there, or are others.

    Of one dossier all that were ever sealed; of all dossiers the last of each, as those before were looked at when they
    were the last.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT d.code, h.seq, e.hash, (
                SELECT coalesce(max(g.seq), 0) FROM evidence_sealedhead g
                JOIN workflows_event f ON f.dossier_id = g.dossier_id AND f.seq = g.seq AND f.hash = g.hash
                WHERE g.dossier_id = h.dossier_id AND g.seq < h.seq
            )
            FROM workflows_dossier d CROSS JOIN LATERAL (
                SELECT dossier_id, seq, hash FROM evidence_sealedhead
                WHERE dossier_id = d.id AND seal_id <= %s ORDER BY seal_id DESC {"" if dossier else "LIMIT 1"}
            ) h
            LEFT JOIN workflows_event e ON e.dossier_id = h.dossier_id AND e.seq = h.seq
            WHERE (e.hash IS NULL OR e.hash <> h.hash) {"AND d.id = %s" if dossier else ""}
            ORDER BY d.code, h.seq
            """,  # noqa: S608 - no value of anybody's in it
            [up_to, dossier.pk] if dossier else [up_to],
        )
        for code, seq, found, after in cursor.fetchall():
            yield Contradiction(code, after, seq, "it was rewritten" if found else "it is missing")
    if dossier is None:
        yield from _of_the_system(up_to)


def _of_the_system(up_to: int) -> Iterator[Contradiction]:
    """The last head of the system's trail that was sealed, if it is no longer there or is another."""
    sealed = SealedHead.objects.filter(dossier__isnull=True, seal__lte=up_to).order_by("-seal").first()
    if sealed is None:
        return
    found = SystemEvent.objects.filter(seq=sealed.seq).values_list("hash", flat=True).first()
    if found != sealed.hash:
        yield Contradiction(
            SYSTEM, system_agrees_to(sealed.seq), sealed.seq, "it was rewritten" if found else "it is missing"
        )


def system_agrees_to(before: int) -> int:
    """The last event of the system's trail before this one that a seal still vouches for."""
    heads = SealedHead.objects.filter(dossier__isnull=True, seq__lt=before).order_by("-seq")
    for seq, sealed_hash in heads.values_list("seq", "hash"):
        if SystemEvent.objects.filter(seq=seq, hash=sealed_hash).exists():
            return int(seq)
    return 0


def _report(found: Iterator[Contradiction]) -> None:
    """The seal says what the database holds now; that it held something else before must not stay unnoticed."""
    for contradiction in found:
        log.error("evidence.trail_rewritten", dossier=contradiction.dossier, what=str(contradiction))


def _token(record: str) -> bytes | None:
    """A seal does not wait for the authority: the next one that is stamped covers this one too, through the chain."""
    try:
        return stamps.stamped(record.encode())
    except StampTrouble as trouble:
        log.warning("evidence.no_time_stamp", why=str(trouble))
        return None
