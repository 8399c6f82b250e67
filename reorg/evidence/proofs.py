"""proofs.json: all that vouches for a trail, as it goes into the exported file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from reorg.evidence import keys, seals, signoffs
from reorg.evidence.certificates import pem
from reorg.evidence.keys import Ready
from reorg.evidence.models import Key, Seal, SignOffSignature
from reorg.evidence.seals import Inclusion
from workflows.models import Dossier, Event
from workflows.trail.canonical import canonical, stamp

SEALS_BEFORE = 2
"""Seals that are shown before the one that covers the head: where a reader holds an older one, the chain meets it."""
SIGN_OFFS = ("signoff.approved", "signoff.returned", "signoff.refused", "item.waived")


@dataclass(frozen=True)
class Proofs:
    """What vouches for a trail up to an event; the pages are still to come."""

    dossier: str
    seq: int
    hash: str
    seals: tuple[Seal, ...]
    inclusion: Inclusion | None
    sign_offs: tuple[tuple[str, tuple[SignOffSignature, ...]], ...]
    export: Ready | None

    def of_pages(self, digest: str, files: dict[str, str], at: datetime) -> bytes:
        """proofs.json, with the pages and all attached files bound in by the export key."""
        record = canonical(
            {
                "v": 1,
                "dossier": self.dossier,
                "head": {"seq": self.seq, "hash": self.hash},
                "at": stamp(at),
                "pages": digest,
                "files": files,
            }
        )
        signature = b64encode(self.export.signer.sign(record.encode())).decode() if self.export else None
        used = self._keys()
        return canonical(
            {
                "format": "reorg-proofs/1",
                "dossier": self.dossier,
                "head": {"seq": self.seq, "hash": self.hash},
                "keys": [_key(key) for key in used],
                "issuers": list(_between(used)),
                "seals": [_seal(seal) for seal in self.seals],
                "inclusion": _inclusion(self.inclusion),
                "sign_offs": [
                    {
                        "record": text,
                        "signatures": [{"key": one.key_id, "signature": one.signature} for one in signatures],
                    }
                    for text, signatures in self.sign_offs
                ],
                "pages": {
                    "record": record,
                    "digest": digest,
                    "signature": signature,
                    "key": self.export.key.pk if self.export else None,
                },
            }
        ).encode()

    def _keys(self) -> list[Key]:
        """Every key that signed something in the file."""
        used = {seal.key_id for seal in self.seals}
        used |= {one.key_id for _, signatures in self.sign_offs for one in signatures}
        used |= {self.export.key.pk} if self.export else set()
        return list(Key.objects.filter(pk__in=used).order_by("made_at", "id"))


def proofs_of(dossier: Dossier, seq: int, head: str, inclusion: Inclusion | None) -> Proofs:
    """All that vouches for a trail up to this event."""
    return Proofs(
        dossier=dossier.code,
        seq=seq,
        hash=head,
        seals=tuple(_around(inclusion)),
        inclusion=inclusion,
        sign_offs=tuple(_sign_offs(dossier, seq)),
        export=keys.newest(Key.Use.EXPORT),
    )


def inclusion_of(dossier: Dossier) -> Inclusion | None:
    """The proof that the dossier's head is sealed; None where nothing can be sealed, for want of a key."""
    return seals.sealed(dossier) if keys.newest(Key.Use.SERVICE) else None


def _around(inclusion: Inclusion | None) -> Iterable[Seal]:
    if inclusion is None:
        return ()
    return Seal.objects.filter(no__gte=inclusion.seal - SEALS_BEFORE, no__lte=inclusion.seal).order_by("no")


def _sign_offs(dossier: Dossier, seq: int) -> Iterator[tuple[str, tuple[SignOffSignature, ...]]]:
    """Those that the events speak of, and no later ones."""
    events = Event.objects.filter(dossier=dossier, seq__lte=seq, verb__in=SIGN_OFFS).order_by("seq")
    told = {event.body["facts"]["decision"] for event in events}
    for decision, text, signatures in signoffs.signed_records(dossier):
        if decision in told:
            yield text, tuple(signatures)


def _key(key: Key) -> dict[str, Any]:
    return {
        "id": key.pk,
        "use": key.use,
        "certificate": key.certificate,
        "revoked_at": stamp(key.revoked_at) if key.revoked_at else None,
        "why": key.why,
    }


def _seal(seal: Seal) -> dict[str, Any]:
    return {
        "record": seal.record,
        "signature": seal.signature,
        "key": seal.key_id,
        "token": b64encode(seal.token).decode() if seal.token else None,
    }


def _inclusion(found: Inclusion | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "seal": found.seal,
        "seq": found.seq,
        "index": found.index,
        "size": found.size,
        "path": list(found.path),
    }


def _between(used: Iterable[Key]) -> Iterator[str]:
    """The certificates between the keys and their roots, which the reader has to bring."""
    seen: set[str] = set()
    for key in used:
        for issuer in x509.load_pem_x509_certificates(key.issuers.encode()) if key.issuers else ():
            text = pem(issuer)
            if issuer.subject != issuer.issuer and text not in seen:
                seen.add(text)
                yield text
