"""What can sign: a key in a file, in a PKCS#11 device, or behind a remote service. One small interface for all.

For each certificate that can sign here there is, in the keys' folder, either its private key (``<id>.key``, PEM) or the
way to it (``<id>.json``). The folder and its files are for the service's user alone.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.utils.translation import gettext as _

from reorg.evidence.certificates import key_id
from reorg.evidence.errors import KeyTrouble

TIMEOUT = 10


class Signer(Protocol):
    """Signs RSASSA-PKCS1-v1_5 with SHA-256."""

    certificate: x509.Certificate

    def sign(self, message: bytes) -> bytes: ...


class FileKey:
    """A private key in memory, read once from a file only its owner may read."""

    def __init__(self, certificate: x509.Certificate, path: Path) -> None:
        self.certificate = certificate
        only_for_its_owner(path)
        private = serialization.load_pem_private_key(path.read_bytes(), None)
        if not isinstance(private, rsa.RSAPrivateKey):
            raise KeyTrouble(f"{path.name} is not an RSA key.")
        if private.public_key() != certificate.public_key():
            raise KeyTrouble(f"{path.name} is not the key of its certificate.")
        self._private = private

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message, padding.PKCS1v15(), hashes.SHA256())


class DeviceKey:
    """A key in a PKCS#11 device: ``{"kind": "pkcs11", "module", "token", "label", "pin_file"}``."""

    def __init__(self, certificate: x509.Certificate, way: dict[str, str]) -> None:
        try:
            import pkcs11
        except ImportError:
            raise KeyTrouble(
                "A key lies in a PKCS#11 device, and the package python-pkcs11 is not installed."
            ) from None
        self.certificate = certificate
        self._one_at_a_time = Lock()  # a session of a device does one thing at a time
        self._label, self._wrong = way["label"], pkcs11.PKCS11Error
        pin = _secret(way, "pin_file")
        try:
            token = pkcs11.lib(way["module"]).get_token(token_label=way["token"])
            try:
                session = token.open(user_pin=pin)
            except pkcs11.exceptions.UserAlreadyLoggedIn:  # another key of the same device: one log-in holds for all
                session = token.open()
            self._key: Any = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=way["label"])
        except pkcs11.PKCS11Error as error:
            raise KeyTrouble(f"The PKCS#11 device does not give the key “{way['label']}”: {error!r}.") from error
        self._how = pkcs11.Mechanism.SHA256_RSA_PKCS

    def sign(self, message: bytes) -> bytes:
        try:
            with self._one_at_a_time:
                return bytes(self._key.sign(message, mechanism=self._how))
        except self._wrong as error:
            raise KeyTrouble(f"The PKCS#11 device did not sign with “{self._label}”: {error!r}.") from error


class RemoteKey:
    """A key behind a service: ``{"kind": "remote", "url", "token_file"}``. It gets the message and signs it."""

    def __init__(self, certificate: x509.Certificate, way: dict[str, str]) -> None:
        self.certificate = certificate
        self._url = way["url"]
        if not self._url.startswith(("https://", "http://127.0.0.1")):
            raise KeyTrouble("A signing service is asked over https.")
        self._token = _secret(way, "token_file")

    def sign(self, message: bytes) -> bytes:
        headers = {"Content-Type": "application/octet-stream"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = urllib.request.Request(self._url, message, headers)  # noqa: S310 - https, checked above
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                return bytes(answer.read(8192))
        except (urllib.error.URLError, OSError) as error:
            raise KeyTrouble(_("The signing service did not answer. Please try again.")) from error


class Checked:
    """A signer whose signatures are held against its certificate before anybody relies on them."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self.certificate = signer.certificate

    def sign(self, message: bytes) -> bytes:
        signature = self._signer.sign(message)
        if not fits(self.certificate, signature, message):
            raise KeyTrouble(_("A key gave a signature that does not fit its certificate."))
        return signature


KINDS: dict[str, Any] = {"pkcs11": DeviceKey, "remote": RemoteKey}


def fits(certificate: x509.Certificate, signature: bytes, message: bytes) -> bool:
    """Whether this certificate's key made this signature over this message."""
    public = certificate.public_key()
    if not isinstance(public, rsa.RSAPublicKey):
        return False
    try:
        public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def signer_in(folder: Path, certificate_pem: str) -> Signer | None:
    """The signer for a certificate, kept loaded; None when its key is not on this machine."""
    certificate = _certificate(certificate_pem)
    name = key_id(certificate)
    for path in (folder / f"{name}.key", folder / f"{name}.json"):
        if path.exists():
            return _loaded(path, certificate_pem)
    return None


@lru_cache(maxsize=512)
def _loaded(path: Path, certificate_pem: str) -> Signer:
    certificate = _certificate(certificate_pem)
    if path.suffix == ".key":
        return FileKey(certificate, path)
    only_for_its_owner(path)
    way = json.loads(path.read_text())
    if way.get("kind") not in KINDS:
        raise KeyTrouble(f"{path.name} must say “kind”: {' or '.join(KINDS)}.")
    return Checked(KINDS[way["kind"]](certificate, way))


@lru_cache(maxsize=1024)
def _certificate(certificate_pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(certificate_pem.encode())


def only_for_its_owner(path: Path) -> None:
    if path.stat().st_mode & 0o077:
        raise KeyTrouble(f"{path.name} can be read by others than its owner: chmod 600.")


def _secret(way: dict[str, str], name: str) -> str | None:
    if name not in way:
        return None
    path = Path(way[name])
    if not path.exists():
        raise KeyTrouble(f"The file {path} with the secret of a key is not there.")
    only_for_its_owner(path)
    return path.read_text().strip()
