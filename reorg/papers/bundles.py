"""The trails of many dossiers in one archive, for an auditor: each with its own proofs, the whole under one signature.

A dossier that cannot be printed is named in the index; the others do not wait for it.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from typing import IO, Any, cast

import structlog
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from reorg.evidence import keys
from reorg.papers import evidence, exporting
from reorg.papers.content import Language
from reorg.papers.models import Bundle, BundleItem, Export
from reorg.papers.printing import helpers
from workflows.actions import note_access
from workflows.errors import BadInput, NotFound, NotNow, NotYou
from workflows.models import Dossier
from workflows.reading import dossiers_for, may_export
from workflows.trail.canonical import canonical, stamp

log = structlog.get_logger(__name__)

finished = Signal()  # sender: Bundle; bundle: one that is ready or failed, after that is written
MOST = 500
"""Dossiers in one bundle."""
State = Export.State


def ask_for_bundle(codes: Iterable[str], language: str, *, actor: Any) -> Bundle:
    """Ask for the trails of these dossiers as one archive. That is written into each trail; the worker prints them.

    Raises:
        BadInput: none, or more than 500. NotFound: one is not this person's to see. NotYou: one is not to be exported.
    """
    bundle = _asked(list(dict.fromkeys(codes)), language, actor)
    from reorg.papers.tasks import print_bundle as job  # the queue's app is complete only once all apps are loaded

    job.defer(bundle_id=bundle.pk)
    return bundle


def bundle_now(codes: Iterable[str], language: str, *, actor: Any, progress: Any = None) -> Bundle:
    """The same without the worker: printed before this returns. ``progress`` hears (dossiers done, dossiers in all)."""
    bundle = _asked(list(dict.fromkeys(codes)), language, actor)
    print_bundle(bundle, progress)
    return bundle


@transaction.atomic
def _asked(codes: list[str], language: str, actor: Any) -> Bundle:
    if not 1 <= len(codes) <= MOST:
        raise BadInput(_("A bundle holds between 1 and %(most)s dossiers.") % {"most": MOST})
    found = {dossier.code: dossier for dossier in dossiers_for(actor).filter(code__in=codes)}
    for code in codes:
        if code not in found:
            raise NotFound(_("There is no dossier “%(code)s” among those you can see.") % {"code": code})
        if not may_export(actor, found[code]):
            raise NotYou(_("You may not export the trail of %(code)s.") % {"code": code})
    for code in sorted(codes):  # always in this order: two who ask at once lock the same dossiers
        dossier = found[code]
        note_access(
            dossier,
            "trail.exported",
            actor=actor,
            form="ZIP",
            language=language,
            to_seq=dossier.head_seq,
            head=dossier.head_hash,
        )
    bundle = Bundle.objects.create(language=language, asked_by=actor)
    BundleItem.objects.bulk_create(BundleItem(bundle=bundle, dossier=found[code]) for code in codes)
    return bundle


def cancel(bundle: Bundle, *, actor: Any) -> None:
    if bundle.asked_by_id != actor.pk:
        raise NotYou(_("Only the person who asked for this export can cancel it."))
    stopped = Bundle.objects.filter(pk=bundle.pk, state__in=Bundle.UNDER_WAY).update(
        state=State.CANCELLED, finished_at=timezone.now()
    )
    if not stopped:
        raise NotNow(_("This export is already finished."))
    _forget_parts(bundle)


def print_bundle(bundle: Bundle, progress: Any = None) -> None:
    """Print a bundle that is queued, or go on with one that a killed worker left half printed."""
    if Bundle.objects.filter(pk=bundle.pk, state__in=Bundle.UNDER_WAY).update(state=State.PRINTING) == 0:
        return
    items = list(bundle.items.select_related("dossier").order_by("id"))
    with helpers() as pool:
        for number, item in enumerate(items, start=1):
            if not _going(bundle):
                _forget_parts(bundle)
                return
            if item.state in Export.UNDER_WAY:
                _print_item(item, bundle, pool)
            if progress:
                progress(number, len(items))
    _close(bundle, items)


def given_up(bundle: Bundle) -> None:
    """The worker tried often enough. Whoever asked is told, and may ask again."""
    _finish(
        bundle, State.FAILED, why=_("The printing failed. The trails are untouched; ask again, or tell the operator.")
    )
    _forget_parts(bundle)


def _going(bundle: Bundle) -> bool:
    return Bundle.objects.filter(pk=bundle.pk, state=State.PRINTING).exists()


def _print_item(item: BundleItem, bundle: Bundle, pool: Executor) -> None:
    dossier = Dossier.objects.select_related("procedure", "programme", "lead").get(pk=item.dossier_id)
    try:
        if not may_export(bundle.asked_by, dossier):  # asked again now: an office may have ended since
            raise NotYou(_("You may not export the trail of %(code)s.") % {"code": dossier.code})
        exporter = exporting.exporter_of(dossier, bundle.asked_by)
        pdf = evidence.signed_trail(dossier, cast(Language, bundle.language), exporter, pool=pool)
    except Exception as error:  # whatever is wrong with one dossier, the others are printed
        log.exception("bundle.item_failed", bundle=bundle.pk, dossier=dossier.code)
        item.state, item.why = State.FAILED, str(error) or type(error).__name__
    else:
        item.head_seq, item.head_hash = Dossier.objects.values_list("head_seq", "head_hash").get(pk=dossier.pk)
        item.sha256, item.size, item.state = hashlib.sha256(pdf).hexdigest(), len(pdf), State.READY
        item.file.save(f"{bundle.pk}-{item.pk}.pdf", ContentFile(pdf), save=False)
    item.save()


# The archive


def _close(bundle: Bundle, items: list[BundleItem]) -> None:
    with tempfile.TemporaryFile() as archive:
        _write_archive(archive, bundle, items)
        archive.seek(0)
        bundle.file.save(bundle.file_name, File(archive), save=False)
    _finish(bundle, State.READY, file=bundle.file.name)
    if bundle.state != State.READY:  # cancelled while the archive was written
        bundle.file.delete(save=False)
    _forget_parts(bundle)


def _finish(bundle: Bundle, state: str, **fields: Any) -> None:
    Bundle.objects.filter(pk=bundle.pk, state=State.PRINTING).update(state=state, finished_at=timezone.now(), **fields)
    bundle.refresh_from_db(fields=["state", "finished_at", "why"])
    if bundle.state == state:
        finished.send_robust(sender=Bundle, bundle=bundle)


def _forget_parts(bundle: Bundle) -> None:
    for item in bundle.items.exclude(file=""):
        item.file.delete(save=False)
        BundleItem.objects.filter(pk=item.pk).update(file="")


def _write_archive(archive: IO[bytes], bundle: Bundle, items: list[BundleItem]) -> None:
    files: dict[str, str] = {}
    moment = bundle.asked_at.astimezone(timezone.get_default_timezone()).timetuple()[:6]

    def add(zipped: zipfile.ZipFile, name: str, content: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
        entry = zipfile.ZipInfo(name, moment)
        entry.external_attr = 0o644 << 16
        zipped.writestr(entry, content, how)
        files[name] = hashlib.sha256(content).hexdigest()

    with zipfile.ZipFile(archive, "w") as zipped:
        rows = []
        for number, item in enumerate(items, start=1):
            row = _row(item, f"trails/{number:03d}-{_safe(item.dossier.code)}.pdf")
            if item.state == State.READY:
                with item.file.open("rb") as pdf:
                    add(zipped, row["file"], pdf.read(), zipfile.ZIP_STORED)  # a PDF is compressed already
            rows.append(row)
        index = {
            "format": "reorg-bundle/1",
            "at": stamp(bundle.asked_at),
            "language": bundle.language,
            "dossiers": rows,
        }
        add(zipped, "index.json", json.dumps(index, ensure_ascii=False, indent=1).encode())
        add(zipped, "index.html", _page(bundle, rows).encode())
        for name, content in _manifest(bundle, dict(files)):
            add(zipped, name, content)


def _row(item: BundleItem, name: str) -> dict[str, Any]:
    about: dict[str, Any] = {"code": item.dossier.code, "title": item.dossier.title, "state": item.state}
    if item.state != State.READY:
        return about | {"why": item.why}
    return about | {
        "file": name,
        "sha256": item.sha256,
        "size": item.size,
        "head": {"seq": item.head_seq, "hash": item.head_hash},
    }


def _safe(code: str) -> str:
    kept = (letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "-" for letter in code)
    return "".join(kept).strip("-.") or "dossier"


def _manifest(bundle: Bundle, files: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """Names and hashes of all that came before, and the service's signature over exactly these bytes."""
    record = canonical({"format": "reorg-bundle/1", "bundle": bundle.pk, "at": stamp(timezone.now()), "files": files})
    yield "manifest.json", record.encode()
    ready = keys.newest(keys.Use.SERVICE)
    if ready is None:
        return
    signature = b64encode(ready.signer.sign(record.encode())).decode()
    yield (
        "manifest.sig.json",
        canonical({"algorithm": "RSASSA-PKCS1-v1_5-SHA256", "key": ready.key.pk, "signature": signature}).encode(),
    )
    yield "service.crt", (ready.key.certificate + ready.key.issuers).encode()


WORDS = {
    "vi": (
        *("Nhật ký của các hồ sơ", "Hồ sơ", "Tên", "Sự kiện cuối", "Không in được: "),
        "Mã băm các tệp và chữ ký ở manifest.json.",
    ),
    "en": (
        *("Trails of dossiers", "Dossier", "Title", "Last event", "Could not be printed: "),
        "Hashes and signature are in manifest.json.",
    ),
}


def _page(bundle: Bundle, rows: list[dict[str, Any]]) -> str:
    heading, dossier, title, last, failed, where = WORDS[bundle.language]
    lines = format_html_join("\n", "<tr><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>", (
        (
            format_html('<a href="{}">{}</a>', row["file"], row["code"]) if "file" in row else row["code"],
            row["title"],
            row["head"]["seq"] if "file" in row else "–",
            row["sha256"] if "file" in row else failed + row["why"],
        )
        for row in rows
    ))  # fmt: skip
    return format_html(
        '<!doctype html>\n<html lang="{}"><meta charset="utf-8"><title>{}</title>\n<h1>{}</h1>\n<p>{}</p>\n'
        "<table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>SHA-256</th></tr></thead><tbody>\n{}\n</tbody></table></html>\n",
        bundle.language, heading, heading, where, dossier, title, last, lines,
    )  # fmt: skip
