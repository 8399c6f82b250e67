"""Time stamps (RFC 3161) from an authority, where one is configured. Nothing is kept that does not verify."""

from __future__ import annotations

import asyncio
import urllib.error
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from asn1crypto import cms, pem, tsp, x509
from django.conf import settings
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from reorg.evidence.errors import StampTrouble

TIMEOUT = 5
LARGEST = 100_000  # bytes of an answer
Result = TypeVar("Result")


class Authority(TimeStamper):
    """The configured authority, asked over HTTP."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url = url

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        request = urllib.request.Request(  # noqa: S310 - the address is the operator's
            self.url,
            req.dump(),
            {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310
                return tsp.TimeStampResp.load(answer.read(LARGEST))
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise TimestampRequestError(f"The time-stamp authority did not answer: {error}") from error


def authority() -> Authority | None:
    return Authority(settings.TSA_URL) if settings.TSA_URL else None


def roots() -> list[x509.Certificate]:
    """The certificates that the authority must lead to."""
    if not settings.TSA_CA:
        raise StampTrouble("TSA_URL is set and TSA_CA is not: nothing says which time stamps to trust.")
    return certificates_in(Path(settings.TSA_CA).read_bytes())


def certificates_in(bundle: bytes) -> list[x509.Certificate]:
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(bundle, multiple=True)]


def stamped(record: bytes) -> bytes | None:
    """A verified token over a record; None when no authority is configured.

    Raises:
        StampTrouble: the authority did not answer, or with something that does not verify.
    """
    asked = authority()
    if asked is None:
        return None
    trusted = roots()
    try:
        token = run(asked.async_timestamp(sha256(record).digest(), "sha256"))
        status = run(
            validate_tst_signed_data(
                token["content"],
                ValidationContext(trust_roots=trusted, allow_fetching=False),
                lambda algorithm: sha256(record).digest() if algorithm == "sha256" else b"",
            )
        )
    except (TimestampRequestError, SignatureValidationError, ValueError) as error:
        raise StampTrouble(f"No time stamp: {error}") from error
    if not (status["intact"] and status["valid"] and status["trust_problem_indic"] is None):
        raise StampTrouble("The time stamp does not verify against TSA_CA.")
    der: bytes = token.dump()
    return der


def time_of(token: bytes) -> Any:
    """When a token says it was made."""
    signed: cms.SignedData = cms.ContentInfo.load(token)["content"]
    return signed["encap_content_info"]["content"].parsed["gen_time"].native


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Finish asynchronous work here and now, also where a loop is already running."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as aside:
        return aside.submit(asyncio.run, work).result()
