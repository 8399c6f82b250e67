"""Seals given out of hand: as files, and by mail. And published seals held against the database."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from cryptography import x509
from django.conf import settings
from django.core.mail import send_mail

from reorg.evidence import seals
from reorg.evidence.certificates import key_id, use_of
from reorg.evidence.errors import SealConflict
from reorg.evidence.models import Key, Seal, SealedHead
from reorg.evidence.seals import Contradiction
from reorg.evidence.signers import fits
from reorg.system import verify as system
from reorg.system.door import SYSTEM
from reorg.system.models import SystemEvent
from workflows.models import Dossier, Event
from workflows.trail.canonical import sha256
from workflows.trail.verify import verify

log = structlog.get_logger(__name__)
FORMAT = "reorg-seal/1"
LARGEST = 64 * 1024 * 1024  # bytes of a file that is read back


def seal_file(seal: Seal) -> bytes:
    """A seal as it is published. Always the same bytes for the same seal."""
    heads = [
        (code or SYSTEM, seq, hash_)
        for code, seq, hash_ in seal.heads.select_related("dossier").values_list("dossier__code", "seq", "hash")
    ]
    body = {
        "format": FORMAT,
        "record": seal.record,
        "signature": seal.signature,
        "key": seal.key_id,
        "certificate": seal.key.certificate,
        "token": b64encode(seal.token).decode() if seal.token else None,
        "heads": [{"dossier": code, "seq": seq, "hash": hash_} for code, seq, hash_ in sorted(heads)],
    }
    return json.dumps(body, ensure_ascii=False, indent=1).encode() + b"\n"


def publish() -> list[Path]:
    """Write the files of all seals that have none yet. What was published stays as it is.

    Raises:
        SealConflict: the last file tells another story than the database, which was restored or rewritten.
    """
    folder: Path = settings.SEALS_DIR
    folder.mkdir(parents=True, exist_ok=True)
    last = max((int(path.stem) for path in folder.glob("[0-9]*.json") if path.stem.isdecimal()), default=0)
    if last:
        seal = Seal.objects.filter(no=last).first()
        if seal is None:
            raise SealConflict(
                f"Seal {last} was published and the database has none of this number: it was rolled back."
            )
        if read(path_of(last)).record != seal.record:
            raise SealConflict(f"Seal {last} was published otherwise than the database has it: it was rewritten.")
    written = []
    for seal in Seal.objects.filter(no__gt=last).select_related("key").order_by("no").iterator(100):
        path = path_of(seal.no)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        beside.write_bytes(seal_file(seal))
        beside.replace(path)
        written.append(path)
    return written


def path_of(no: int) -> Path:
    folder: Path = settings.SEALS_DIR
    return folder / f"{no:06}.json"


def mail(seal: Seal) -> int:
    """Tell the witnesses the root. A copy in somebody else's mailbox is out of the reach of who rewrites a database."""
    if not settings.SEAL_WITNESSES:
        return 0
    text = (
        f"Niêm phong số {seal.no}, {settings.SITE_URL}\nSeal {seal.no} of {settings.SITE_URL}\n\n"
        f"{seal.record}\n\nSHA-256: {seal.hash}\nSignature (RSA, SHA-256): {seal.signature}\nKey: {seal.key_id}\n\n"
        "Xin giữ thư này. Ai nghi ngờ nhật ký bị sửa có thể đối chiếu với gốc ở trên.\n"
        "Please keep this message. Whoever doubts a trail can hold it against the root above.\n"
    )
    for witness in settings.SEAL_WITNESSES:  # one by one: they need not know of each other
        try:
            send_mail(f"Reorg: niêm phong / seal {seal.no}", text, None, [witness])
        except OSError:
            log.exception("evidence.witness_not_told", seal=seal.no)
    return len(settings.SEAL_WITNESSES)


# Holding published seals against the database


@dataclass(frozen=True)
class Published:
    """A seal file as it was read back, its own signature checked."""

    no: int
    size: int
    root: str
    record: str
    certificate: x509.Certificate
    heads: tuple[tuple[str, int, str], ...]


def read(path: Path) -> Published:
    """Read a seal file.

    Raises:
        SealConflict: it is no seal file, or not signed by the key it names.
    """
    if path.stat().st_size > LARGEST:
        raise SealConflict(f"{path.name} is too large to be a seal.")
    try:
        body: dict[str, Any] = json.loads(path.read_bytes())
        said = json.loads(body["record"])
        certificate = x509.load_pem_x509_certificate(body["certificate"].encode())
        signature = b64decode(body["signature"], validate=True)
        heads = tuple((str(head["dossier"]), int(head["seq"]), str(head["hash"])) for head in body["heads"])
        found = Published(
            int(said["no"]), int(said["size"]), str(said["root"]), str(body["record"]), certificate, heads
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SealConflict(f"{path.name} is not a seal file.") from error
    if body.get("format") != FORMAT or body.get("key") != key_id(certificate) or use_of(certificate) != "service":
        raise SealConflict(f"{path.name} is not a seal of a service.")
    if not fits(certificate, signature, found.record.encode()):
        raise SealConflict(f"{path.name} is not signed by the key it names.")
    return found


def compare(published: Published) -> Iterator[str]:
    """Every way in which the database contradicts a published seal; nothing when it agrees."""
    if not Key.objects.filter(pk=key_id(published.certificate)).exists():
        yield f"it is signed by a key that this database does not know ({key_id(published.certificate)[:16]}…)"
    seal = Seal.objects.filter(no=published.no).first()
    if seal is None:
        last = Seal.objects.order_by("-no").values_list("no", flat=True).first()
        yield f"the database ends at seal {last or 0}: it was rolled back, or is an older copy"
    elif seal.record != published.record:
        yield "the database has another seal of this number: it was rolled back, or rewritten"
    named = list(_contradicted(published))
    yield from map(str, named)
    if seal is not None and not named:
        yield from _tree(published)


def _contradicted(published: Published) -> Iterator[Contradiction]:
    """The dossiers of the file whose trails are no longer what they were, and from where."""
    ids = dict(Dossier.objects.filter(code__in=[code for code, _, _ in published.heads]).values_list("code", "id"))
    for code, seq, sealed_hash in published.heads:
        if code == SYSTEM:
            yield from _system_contradicted(seq, sealed_hash)
            continue
        if code not in ids:
            yield Contradiction(code, 0, 1, "the dossier is missing")
            continue
        found = Event.objects.filter(dossier=ids[code], seq=seq).values_list("hash", "record").first()
        if found is not None and found[0] == sealed_hash == sha256(found[1]):
            continue
        broken = verify(Dossier.objects.get(pk=ids[code]))
        if found is None:
            last = Event.objects.filter(dossier=ids[code]).order_by("-seq").values_list("seq", flat=True).first() or 0
            yield Contradiction(code, last, seq, f"it is missing; event {seq} was sealed, the trail ends at {last}")
        elif broken is not None and broken.seq <= seq:
            yield Contradiction(code, broken.seq - 1, broken.seq, broken.why)
        else:
            yield Contradiction(code, _agreed(ids[code], seq), seq, "rewritten since it was sealed")


def _system_contradicted(seq: int, sealed_hash: str) -> Iterator[Contradiction]:
    found = SystemEvent.objects.filter(seq=seq).values_list("hash", "record").first()
    if found is not None and found[0] == sealed_hash == sha256(found[1]):
        return
    broken = system.verify()
    if broken is not None and broken.seq <= seq:
        yield Contradiction(SYSTEM, broken.seq - 1, broken.seq, broken.why)
    else:
        why = "it is missing" if found is None else "rewritten since it was sealed"
        yield Contradiction(SYSTEM, seals.system_agrees_to(seq), seq, why)


def _agreed(dossier: int, before: int) -> int:
    """The last event before this one that the database's own seals still vouch for."""
    heads = SealedHead.objects.filter(dossier=dossier, seq__lt=before).order_by("-seq")
    for seq, sealed_hash in heads.values_list("seq", "hash"):
        if Event.objects.filter(dossier=dossier, seq=seq, hash=sealed_hash).exists():
            return int(seq)
    return 0


def _tree(published: Published) -> Iterator[str]:
    """Whether the database's own list of heads still gives the root, and its events the list."""
    heads = seals.heads_at(published.no)
    if (heads.root, len(heads.all)) != (published.root, published.size):
        yield "the heads that the database keeps for this seal do not give its root"
    for contradiction in seals.contradictions(up_to=published.no):
        yield str(contradiction)
