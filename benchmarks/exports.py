"""Exports as people ask for them: a trail of 10,000 events through its page, and 500 dossiers as one bundle.

Collected, printed, proved and signed with keys made for this run; the worker's jobs are run here, one after the other.
"""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benchmarks.chains import long_trail
from benchmarks.steps import WORK, finish_ours, open_ours, person, telling_nobody
from reorg.evidence import certificates, keys, seals
from reorg.papers.bundles import ask_for_bundle, print_bundle
from reorg.papers.exporting import print_export
from reorg.papers.models import Export
from reorg.verify import verify
from workflows.models import Dossier, Event

HEAD = f"{'exporting, collected, proved and signed':<58}{'events':>8}{'wall s':>10}{'peak MB':>10}{'kB':>10}"
EVENTS, DOSSIERS = 10_000, 500


def exporting(*, large: bool = False) -> Iterator[str]:
    """``large``: as many as the targets name; else a tenth."""
    share = 1 if large else 10
    with tempfile.TemporaryDirectory() as folder, _keys(Path(folder)) as anchor:
        dossiers = [_dossier(f"E-{number}") for number in range(DOSSIERS // share)]
        long = long_trail(EVENTS // share, "LONG-1", remarks=1)  # as long as those of the real case
        seals.seal()
        yield from _through_the_page(long, anchor)
        yield _as_a_bundle(dossiers)


def _through_the_page(dossier: Dossier, anchor: str) -> Iterator[str]:
    client = Client()
    client.force_login(person("anh"), backend="django.contrib.auth.backends.ModelBackend")
    for name in ("one trail, first time", "one trail, again after one more event"):
        begun = perf_counter()
        answer = client.post(reverse("trail_export", args=[dossier.code]), {"language": "vi"})
        assert answer.status_code == 302, answer
        print_export(Export.objects.filter(dossier=dossier).latest("pk"))
        export = Export.objects.filter(dossier=dossier).latest("pk")
        assert export.state == Export.State.READY, export.why
        pdf = b"".join(client.get(reverse("trail_file", args=[dossier.code]) + f"?export={export.pk}"))  # type: ignore[arg-type]
        yield _row(name, dossier.events.count(), perf_counter() - begun, len(pdf))
    begun = perf_counter()
    verdict = verify(pdf, [anchor]).verdict.value
    yield _row(f"verified: {verdict}", dossier.events.count(), perf_counter() - begun, len(pdf))


def _as_a_bundle(dossiers: list[Dossier]) -> str:
    codes = [dossier.code for dossier in dossiers]
    events = Event.objects.filter(dossier__code__in=codes).count()
    begun = perf_counter()
    bundle = ask_for_bundle(codes, "vi", actor=person("anh"))
    print_bundle(bundle)
    bundle.refresh_from_db()
    assert bundle.state == Export.State.READY, bundle.why
    assert not bundle.items.exclude(state=Export.State.READY).exists()
    return _row(f"{len(dossiers)} dossiers as one bundle", events, perf_counter() - begun, bundle.file.size)


def _dossier(code: str) -> Dossier:
    with telling_nobody():
        dossier = open_ours(code)
        for _ in WORK:
            finish_ours(dossier)()
    return dossier


@contextmanager
def _keys(folder: Path) -> Iterator[str]:
    before = settings.KEYS_DIR, settings.SEALS_DIR, settings.MEDIA_ROOT
    settings.KEYS_DIR, settings.SEALS_DIR, settings.MEDIA_ROOT = folder, folder / "seals", folder / "files"
    now = timezone.now()
    root = certificates.make_root("Benchmark", now)
    for use in ("service", "export"):
        pair = certificates.issue(root, use=use, holder=use, now=now)
        path = folder / f"{certificates.key_id(pair.certificate)}.key"
        path.touch(0o600)
        path.write_bytes(certificates.private_pem(pair.private))
        keys.register(pair.certificate, use=use, holder=None, issuers=certificates.pem(root.certificate))
    (folder / "root.crt").write_text(certificates.pem(root.certificate))
    try:
        yield certificates.pem(root.certificate)
    finally:
        settings.KEYS_DIR, settings.SEALS_DIR, settings.MEDIA_ROOT = before


def _row(name: str, events: int, wall: float, size: int) -> str:
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) // 1024
    return f"{name:<58}{events:>8,}{wall:>10.1f}{peak:>10}{size // 1000:>10}"
