"""Whether a file is what this house gave out: a trail as PDF, a bundle of trails, an archive package. For everybody."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from allauth.account.adapter import get_adapter
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reorg.evidence.keys import folder
from reorg.verify.bundle import is_bundle, verify_bundle
from reorg.verify.command import guarded, verify_guarded
from reorg.verify.keys import BadAnchor, trust_in
from reorg.verify.report import CHECKS, Check, Findings, Language, Report, Result, Said
from reorg.web.forms.verify import VerifyForm
from reorg.web.shared import speak
from reorg.web.views import errors
from reorg.web.views.documents import attachment
from workflows.errors import NotFound

SECONDS = 40  # for one request; the command has no such haste
AT_ONCE = 2  # on this installation
FROM_ONE_PLACE, WINDOW = 30, 3600  # files in an hour, of those who have not signed in
SLOTS = 716_552_904  # of the database's locks: any number that nobody else takes


class Shown(NamedTuple):
    """A verdict with its checks, in the reader's language."""

    name: str
    verdict: str
    tone: str
    sentence: str
    facts: dict[str, Any]
    checks: list[tuple[str, str, str, str]]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """One file in, one sentence out, and the details below. The file is looked at and not kept."""
    if request.user.is_authenticated:
        speak(request)
    form = VerifyForm(request.POST or None, request.FILES or None)
    status = 200
    shown: list[Shown] = []
    if request.method == "POST":
        status = 400
        if form.is_valid():
            status, shown = _answer(request, form)
    context = {"form": form, "shown": shown, "root": _fingerprint(), "first": shown[0] if shown else None}
    return render(request, "verify/verify.html", context, status=status)


@require_safe
def root(request: HttpRequest) -> HttpResponseBase:
    """The certificate of this house's authority, for whoever verifies elsewhere."""
    path = _root()
    if path is None:
        return errors.refused(request, NotFound(_("This installation has made no keys yet.")))
    return attachment(path.open("rb"), "root.crt", "application/x-pem-file")


def _answer(request: HttpRequest, form: VerifyForm) -> tuple[int, list[Shown]]:
    if not request.user.is_authenticated and _too_many(request):
        form.add_error(None, _("Many files have come from your connection. Try again in an hour, or sign in."))
        return 429, []
    anchors, crls = _trusted(form)
    try:
        trust_in(anchors, crls)
    except BadAnchor:
        form.add_error("anchor", _("This is not the certificate of an authority (PEM or DER)."))
        return 400, []
    with _a_slot() as free:
        if not free:
            form.add_error(None, _("Others are having files verified at this moment. Try again in a minute."))
            return 503, []
        reports = list(_reports(form.cleaned_data["file"], anchors, crls))
    return 200, [_shown(name, report) for name, report in reports]


def _reports(upload: Any, anchors: list[bytes], crls: list[bytes]) -> Iterator[tuple[str, Report]]:
    begun = monotonic()

    def left() -> float:
        return SECONDS - (monotonic() - begun)

    def of_trail(where: str) -> Report:
        return verify_guarded(where, anchors, crls, seconds=left()) if left() > 1 else _no_time()

    with tempfile.TemporaryDirectory() as kept:
        path = Path(kept) / "file"
        with path.open("wb") as file:
            for piece in upload.chunks():
                file.write(piece)
        if not is_bundle(path):
            yield upload.name, of_trail(str(path))
            return
        inside = Path(kept) / "trails"
        inside.mkdir()
        whole, trails = verify_bundle(path, guarded, of_trail, inside, anchors, crls)
        yield upload.name, whole
        yield from trails


def _no_time() -> Report:
    findings = Findings()
    why = Said(
        "gói có nhiều nhật ký hơn trang này kịp xem; hãy dùng reorg-verify",
        "the bundle holds more trails than this page has time for; use reorg-verify",
    )
    findings.checks.append(Check("file", Result.INDETERMINATE, why))
    return findings.report()


def _trusted(form: VerifyForm) -> tuple[list[bytes], list[bytes]]:
    """The authority the reader brings; without one, this house's own, with its list of revoked keys."""
    if brought := form.cleaned_data.get("anchor"):
        return [brought.read()], []
    path = _root()
    if path is None:
        return [], []
    revoked = path.with_suffix(".crl")
    return [path.read_bytes()], [revoked.read_bytes()] if revoked.is_file() else []


def _root() -> Path | None:
    path = folder() / "root.crt"
    return path if path.is_file() else None


def _fingerprint() -> str:
    path = _root()
    return x509.load_pem_x509_certificate(path.read_bytes()).fingerprint(SHA256()).hex() if path else ""


TONES = {"TOTAL-PASSED": "good", "FAILED": "late"}
MARKS = {Result.PASSED: "circle-check", Result.FAILED: "circle-x", Result.INDETERMINATE: "help-circle"}


def _shown(name: str, report: Report) -> Shown:
    language: Language = "en" if (get_language() or "vi").startswith("en") else "vi"
    checks = [
        (MARKS.get(one.result, "point"), CHECKS[one.name].into(language), one.why.into(language), one.where)
        for one in report.checks
    ]
    verdict = report.verdict.value
    sentence = report.sentence.into(language)
    return Shown(name, verdict, TONES.get(verdict, "soon"), sentence, report.facts, checks)


@contextmanager
def _a_slot() -> Iterator[bool]:
    """Verifying takes memory and time: so many at once on the whole installation, and no more."""
    with connection.cursor() as cursor:
        for slot in range(AT_ONCE):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SLOTS, slot])
            if cursor.fetchone()[0]:
                try:
                    yield True
                finally:
                    cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SLOTS, slot])
                return
    yield False


def _too_many(request: HttpRequest) -> bool:
    """Counted by a digest of the address, which is forgotten with the window."""
    address = hashlib.sha256(f"verify:{get_adapter().get_client_ip(request)}".encode()).hexdigest()[:32]
    key = f"verify:{address}"
    cache.add(key, 0, WINDOW)
    try:
        return cache.incr(key) > FROM_ONE_PLACE
    except ValueError:  # the window ended between the two
        cache.set(key, 1, WINDOW)
        return False
