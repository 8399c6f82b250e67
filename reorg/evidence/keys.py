"""The keys of this installation: making, registering, choosing, revoking."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from reorg.evidence import certificates
from reorg.evidence.certificates import Pair
from reorg.evidence.errors import KeyTrouble, NoKey
from reorg.evidence.models import Key
from reorg.evidence.signers import Signer, only_for_its_owner, signer_in

Use = Key.Use
HOLDERS = {Use.SERVICE: "service", Use.EXPORT: "export"}


class Ready(NamedTuple):
    """A key that can sign on this machine, now."""

    key: Key
    signer: Signer


def folder() -> Path:
    path: Path = settings.KEYS_DIR
    return path


def ready(wanted: Q) -> list[Ready]:
    """The keys among those wanted that are valid, not revoked and here; the newest first."""
    now = timezone.now()
    valid = Key.objects.filter(wanted, revoked_at__isnull=True, valid_from__lte=now, valid_to__gt=now)
    found = ((key, signer_in(folder(), key.certificate)) for key in valid.order_by("-made_at", "id"))
    return [Ready(key, signer) for key, signer in found if signer is not None]


def newest(use: Key.Use) -> Ready | None:
    found = ready(Q(use=use))
    return found[0] if found else None


def service() -> Ready:
    """The key that seals.

    Raises:
        NoKey: none is here.
    """
    found = newest(Use.SERVICE)
    if found is None:
        raise NoKey("This service has no key yet: manage.py make_keys makes one.")
    return found


def for_sign_off(user: Any) -> list[Ready]:
    """The service's key and, where there is one, this person's own: each the newest of its use."""
    found = ready(Q(use=Use.SERVICE) | Q(use=Use.SIGNER, holder=user))
    first: dict[str, Ready] = {}
    for one in found:
        first.setdefault(one.key.use, one)
    return [first[use] for use in (Use.SERVICE, Use.SIGNER) if use in first]


# Making


def make(organisation: str) -> list[Key]:
    """A key for the service and one for exports, under the root; the root is made when there is none."""
    now = timezone.now()
    root = root_pair() or _new_root(organisation, now)
    made = [_made(root, use, f"{organisation} — {name}", None, now) for use, name in HOLDERS.items()]
    write_revocations(root, now)
    return made


def make_for(user: Any) -> Key:
    """A software key for one person."""
    root = root_pair()
    if root is None:
        raise NoKey("The root's key is not here: run make_keys first, or bring the root's key back for this.")
    return _made(root, Use.SIGNER, user.get_full_name() or user.get_username(), user, timezone.now())


def retire(keys: Iterable[Key]) -> None:
    """Destroy private keys that were replaced. Their certificates stay, so that what they signed still verifies."""
    for key in keys:
        (folder() / f"{key.id}.key").unlink(missing_ok=True)


def register(certificate: x509.Certificate, *, use: str, holder: Any = None, issuers: str = "") -> Key:
    """Write a certificate down. What it may sign, it has to say itself."""
    if not isinstance(certificate.public_key(), rsa.RSAPublicKey):
        raise KeyTrouble("Only RSA keys: the papers stay PDF/A-3 with them.")
    if certificates.use_of(certificate) != use:
        raise KeyTrouble(f"The certificate’s organisational unit (OU) does not say “reorg:{use}”.")
    return Key.objects.create(
        id=certificates.key_id(certificate),
        use=use,
        holder=holder,
        certificate=certificates.pem(certificate),
        issuers=issuers,
        valid_from=certificate.not_valid_before_utc,
        valid_to=certificate.not_valid_after_utc,
        made_at=timezone.now(),
    )


def revoke(key: Key, why: str) -> None:
    """Nothing this key signs from now on counts; of a compromised key nothing that no time-stamp places before."""
    if key.revoked_at is not None:
        raise KeyTrouble(f"This key was revoked on {key.revoked_at:%Y-%m-%d}: {key.why}.")
    key.revoked_at, key.why = timezone.now(), why
    key.save(update_fields=["revoked_at", "why"])
    root = root_pair()
    if root is not None:
        write_revocations(root, key.revoked_at)


def root_pair() -> Pair | None:
    """The root with its key, where it is kept here."""
    key, certificate = folder() / "root.key", folder() / "root.crt"
    if not key.exists():
        return None
    only_for_its_owner(key)
    private = serialization.load_pem_private_key(key.read_bytes(), None)
    assert isinstance(private, rsa.RSAPrivateKey)
    return Pair(private, x509.load_pem_x509_certificate(certificate.read_bytes()))


def write_revocations(root: Pair, now: datetime) -> None:
    """The root's revocation list, beside its certificate."""
    revoked = [
        (x509.load_pem_x509_certificate(key.certificate.encode()), key.revoked_at, key.why)
        for key in Key.objects.filter(revoked_at__isnull=False).exclude(issuers="")
        if key.revoked_at and certificates.pem(root.certificate) in key.issuers
    ]
    crl = certificates.revocations(root, revoked, now)
    _write(folder() / "root.crl", crl.public_bytes(serialization.Encoding.DER), 0o644)


def _new_root(organisation: str, now: datetime) -> Pair:
    root = certificates.make_root(organisation, now)
    _write(folder() / "root.key", certificates.private_pem(root.private), 0o600)
    _write(folder() / "root.crt", certificates.pem(root.certificate).encode(), 0o644)
    return root


def _made(root: Pair, use: Key.Use, name: str, holder: Any, now: datetime) -> Key:
    pair = certificates.issue(root, use=use, holder=name, now=now)
    _write(folder() / f"{certificates.key_id(pair.certificate)}.key", certificates.private_pem(pair.private), 0o600)
    return register(pair.certificate, use=use, holder=holder, issuers=certificates.pem(root.certificate))


def _write(path: Path, content: bytes, mode: int) -> None:
    """Written beside and moved into place, never readable for longer than it should be."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
