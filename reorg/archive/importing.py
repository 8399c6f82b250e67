"""Taking over a package that another installation closed: all of it or nothing, and only what proves itself."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.archive.models import Archived, ArchivedEvent, ArchivedFile
from reorg.verify import Report, Verdict, package
from reorg.verify.command import verify_guarded
from workflows.errors import Refused
from workflows.text import Text


class NotTaken(Refused):
    """The package is not taken over; the sentence says why."""


class Taken(NamedTuple):
    archived: Archived
    new: bool
    report: Report


def import_package(
    path: Path,
    *,
    organisation: Any,
    anchors: Sequence[bytes] = (),
    crls: Sequence[bytes] = (),
    unknown_key: bool = False,
) -> Taken:
    """Verify a package and keep it for an organisation, with its papers, its trail and its proofs as they came.

    The same package again changes nothing. ``unknown_key`` takes over what is whole but signed by a key that leads to
    none of the ``anchors``; its page then says so.

    Raises:
        NotTaken: it was altered, nobody here vouches for its key, or it contradicts an earlier package of the dossier.
    """
    report = verify_guarded(path, anchors, crls)
    if report.verdict is Verdict.FAILED or (report.verdict is Verdict.INDETERMINATE and not unknown_key):
        raise NotTaken(str(_in_words(report)))
    with path.open("rb") as file:
        data = package.Lying(file)
        if not package.is_package(data[0:96]):
            raise NotTaken(_("This is a trail and not an archive package; verify it with reorg-verify."))
        sha256 = hashlib.file_digest(_rewound(file), "sha256").hexdigest()
        there = Archived.objects.filter(sha256=sha256).first()
        if there is not None:
            return Taken(there, False, report)
        stored: list[str] = []
        try:
            with transaction.atomic():
                archived = _take(file, data, sha256, report, anchors, organisation, stored)
        except BaseException:
            for name in stored:
                default_storage.delete(name)
            raise
    return Taken(archived, True, report)


def verify_again(archived: Archived) -> Report:
    """Verify the package as it lies in the storage, against the authorities it was taken over with; kept on record."""
    with archived.package.open("rb") as stored:
        content = stored.read()
    report = verify_guarded(content, [archived.anchors] if archived.anchors else [])
    if hashlib.sha256(content).hexdigest() != archived.sha256:
        raise NotTaken(_("The package in the storage is not the one that was taken over."))
    Archived.objects.filter(pk=archived.pk).update(**_said(report))
    return report


def _take(
    file: Any,
    data: package.Lying,
    sha256: str,
    report: Report,
    anchors: Sequence[bytes],
    organisation: Any,
    stored: list[str],
) -> Archived:
    found = package.entries(data)
    manifest = json.loads(package.whole(data, found[package.MANIFEST], 1 << 30))
    rows = json.loads(package.whole(data, found[package.DOCUMENTS]))
    with pikepdf.open(io.BytesIO(package.whole(data, found[package.TRAIL], 1 << 30))) as pdf:
        events = json.loads(pdf.attachments["events.json"].get_file().read_bytes())
    _no_other_story(manifest["dossier"], events)
    archived = Archived(
        code=manifest["dossier"],
        title_vi=manifest["title"]["vi"],
        title_en=manifest["title"]["en"],
        lead=manifest["lead"],
        organisation=organisation,
        head_seq=manifest["head"]["seq"],
        head_hash=manifest["head"]["hash"],
        size=len(data),
        sha256=sha256,
        packed_at=datetime.fromisoformat(manifest["at"]),
        imported_at=timezone.now(),
        anchors=b"".join(anchors).decode("ascii", "replace"),
        **_said(report),
    )
    archived.package.save(f"{sha256[:16]}.reorg.zip", File(_rewound(file)), save=False)
    stored.append(str(archived.package.name))
    archived.save()
    ArchivedEvent.objects.bulk_create(
        (
            ArchivedEvent(archived=archived, seq=seq, hash=event["hash"], record=event["record"])
            for seq, event in enumerate(events, 1)
        ),
        batch_size=2000,
    )
    by_hash = {listed["sha256"]: name for name, listed in manifest["files"].items() if name.startswith("files/")}
    kept: dict[str, str] = {}
    for row in rows:
        one = ArchivedFile(archived=archived, about=row, name=row["name"], size=row["size"], sha256=row["sha256"])
        name = by_hash.get(row["sha256"])
        if name is not None and row["sha256"] not in kept:
            content = ContentFile(package.whole(data, found[name], 1 << 31))
            one.file.save(f"{sha256[:16]}-{name.removeprefix('files/')}", content, save=False)
            kept[row["sha256"]] = str(one.file.name)
            stored.append(str(one.file.name))
        elif name is not None:
            one.file.name = kept[row["sha256"]]
        one.save()
    return archived


def _no_other_story(code: str, events: list[dict[str, str]]) -> None:
    """Two packages of one dossier agree on every event that both have."""
    for before in Archived.objects.filter(code=code):
        same = min(before.head_seq, len(events))
        if before.events.get(seq=same).hash != events[same - 1]["hash"]:
            raise NotTaken(
                _("It contradicts the package of %(code)s that was taken over on %(day)s: their events differ.")
                % {"code": code, "day": f"{timezone.localtime(before.imported_at):%d/%m/%Y}"}
            )


def _said(report: Report) -> dict[str, Any]:
    return {
        "verdict": report.verdict.value,
        "said_vi": report.sentence.vi,
        "said_en": report.sentence.en,
        "checks": report.as_dict()["checks"],
    }


def _in_words(report: Report) -> Text:
    return Text(report.sentence.vi, report.sentence.en)


def _rewound(file: Any) -> Any:
    file.seek(0)
    return file
