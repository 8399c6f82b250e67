"""Closing a dossier into one file that an archive takes over: papers, metadata, trail, all under one signature."""

from __future__ import annotations

import hashlib
import json
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pikepdf
from django.core.files import File
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from reorg.archive.models import Package
from reorg.evidence import keys
from reorg.papers import exporting
from reorg.papers.evidence import signed_trail
from reorg.verify import package as packed
from workflows.actions import note_access
from workflows.errors import NotNow, NotYou
from workflows.models import Document, DocumentVersion, Dossier, Event, Evidence
from workflows.offices import organisations_of
from workflows.reading import is_auditor
from workflows.trail.canonical import canonical, stamp
from workflows.trail.verbs import VERBS, Weight

PACKERS = ("drafter", "chair")
HERE = Path(__file__).parent / "attached"
AT_A_TIME = 1 << 20
Content = Callable[[], Iterator[bytes]]


def may_pack(user: Any, dossier: Dossier) -> bool:
    """Drafters and the head of the lead, and auditors: a package holds all that is not another body's secret."""
    leads = organisations_of(user, roles=PACKERS).filter(organisation=dossier.lead_id).exists()
    return leads or is_auditor(user, dossier)


def must_pack(user: Any, dossier: Dossier) -> None:
    if not may_pack(user, dossier):
        raise NotYou(_("The archive package is for the drafters and the head of the lead, and for auditors."))


def pack(dossier: Dossier, *, actor: Any) -> Package:
    """Close the archive package of a dossier that has ended. As long as nothing changes, the same one is given again.

    Raises:
        NotNow: the dossier is still open. NotYou: it is for the lead and auditors. KeyTrouble, TrailRewritten.
    """
    must_pack(actor, dossier)
    if dossier.is_open:
        raise NotNow(_("The archive package is closed when the dossier has ended."))
    there = current(dossier)
    if there is not None:
        return there
    gathered = _gather(dossier)
    note_access(
        dossier,
        "archive.packed",
        actor=actor,
        files=len(gathered.files),
        withheld=len(gathered.withheld),
        erased=gathered.erased,
    )
    dossier = Dossier.objects.select_related("procedure", "programme", "lead").get(pk=dossier.pk)
    with tempfile.TemporaryFile() as out:
        head = _write(out, dossier, gathered, actor)
        size = out.tell()
        hashed = hashlib.file_digest(_rewound(out), "sha256").hexdigest()
        made = Package(
            dossier=dossier,
            head_seq=head["seq"],
            head_hash=head["hash"],
            files=len(gathered.files),
            size=size,
            sha256=hashed,
            packed_by=actor,
            packed_at=timezone.now(),
        )
        made.file.save(made.file_name, File(_rewound(out)), save=False)
        made.save()
    return made


def current(dossier: Dossier) -> Package | None:
    """The package, if nothing but reading happened since it was closed."""
    last = dossier.packages.filter(forgotten_at__isnull=True).first()
    if last is None:
        return None
    since = Event.objects.filter(dossier=dossier, seq__gt=last.head_seq).values_list("verb", flat=True)
    only_read = all(VERBS[verb].weight is Weight.ACCESS for verb in since.distinct().order_by())
    return last if only_read else None


def forget_packages(sender: Any, *, case: Any, erasures: Any, **_: Any) -> None:
    """What law has removed from a dossier is removed from its packages too: the files go after commit."""
    held = list(Package.objects.filter(dossier=case.dossier, forgotten_at__isnull=True))
    for package in held:
        package.forgotten_at = case.now
        package.save(update_fields=["forgotten_at"])
    for package in held:
        case.afterwards(partial(package.file.delete, save=True))


@dataclass
class Gathered:
    """Files by the name they get in the package; hashes of what other bodies keep to themselves."""

    files: dict[str, DocumentVersion | Evidence] = field(default_factory=dict)
    withheld: list[str] = field(default_factory=list)
    erased: int = 0
    hashes: set[str] = field(default_factory=set)


def _gather(dossier: Dossier) -> Gathered:
    gathered = Gathered()
    papers = Document.objects.filter(dossier=dossier).order_by("id").prefetch_related("versions")
    for paper in papers:
        for version in paper.versions.all():
            if paper.restricted and paper.owner_id != dossier.lead_id:
                gathered.withheld.append(version.sha256)
            else:
                _take(gathered, version)
    for proof in Evidence.objects.filter(item__dossier=dossier).order_by("id"):
        _take(gathered, proof)
    gathered.withheld = sorted(set(gathered.withheld) - gathered.hashes)
    return gathered


def _take(gathered: Gathered, file: DocumentVersion | Evidence) -> None:
    if not file.file:
        gathered.erased += 1
    elif file.sha256 not in gathered.hashes:
        gathered.hashes.add(file.sha256)
        ending = "".join(c for c in file.name.rsplit(".", 1)[-1].lower() if c.isascii() and c.isalnum())[:5] or "bin"
        gathered.files[f"files/{len(gathered.files) + 1:04d}-{file.sha256[:12]}.{ending}"] = file


def _write(out: Any, dossier: Dossier, gathered: Gathered, actor: Any) -> dict[str, Any]:
    exporter = exporting.exporter_of(dossier, actor)
    trail = signed_trail(dossier, "vi", exporter)
    attached = _attached(trail)
    last = json.loads(json.loads(attached["events.json"])[-1]["record"])
    head = {"seq": last["seq"], "hash": json.loads(attached["events.json"])[-1]["hash"]}
    small = {
        packed.TRAIL: trail,
        packed.METADATA: attached[packed.METADATA],
        packed.DOCUMENTS: attached[packed.DOCUMENTS],
        "README.txt": (HERE / "README.txt").read_bytes(),
        "index.html": _page(dossier, json.loads(attached[packed.DOCUMENTS]), gathered).encode(),
    }
    listed = {name: {"sha256": hashlib.sha256(held).hexdigest(), "size": len(held)} for name, held in small.items()}
    listed |= {name: {"sha256": file.sha256, "size": file.size} for name, file in gathered.files.items()}
    manifest = canonical(
        {
            "format": packed.FORMAT,
            "dossier": dossier.code,
            "title": {"vi": dossier.title_vi, "en": dossier.title_en},
            "lead": str(dossier.lead.text.vi),
            "phase": dossier.phase,
            "at": stamp(timezone.now()),
            "head": head,
            "files": listed,
            "withheld": gathered.withheld,
        }
    ).encode()
    small = {packed.MANIFEST: manifest, **_signature(manifest), **small}
    packed.write(
        out,
        [
            *((name, len(held), _of(held)) for name, held in small.items()),
            *((name, file.size, _read(file)) for name, file in gathered.files.items()),
        ],
    )
    return head


def _signature(manifest: bytes) -> dict[str, bytes]:
    ready = keys.service()
    signature = b64encode(ready.signer.sign(manifest)).decode()
    said = {"algorithm": "RSASSA-PKCS1-v1_5-SHA256", "key": ready.key.pk, "signature": signature}
    return {
        packed.SIGNATURE: canonical(said).encode(),
        packed.CERTIFICATES: (ready.key.certificate + ready.key.issuers).encode(),
    }


def _attached(pdf: bytes) -> dict[str, bytes]:
    with tempfile.TemporaryFile() as file:
        file.write(pdf)
        with pikepdf.open(file) as opened:
            return {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}


def _of(held: bytes) -> Content:
    return lambda: iter([held])


def _read(file: DocumentVersion | Evidence) -> Content:
    def pieces() -> Iterator[bytes]:
        with file.file.open("rb") as stored:
            while piece := stored.read(AT_A_TIME):
                yield piece

    return pieces


def _rewound(file: Any) -> Any:
    file.seek(0)
    return file


def _page(dossier: Dossier, rows: list[dict[str, Any]], gathered: Gathered) -> str:
    """What the package holds, for a person with a browser and nothing else."""
    by_hash = {file.sha256: name for name, file in gathered.files.items()}
    lines = format_html_join(
        "\n",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>",
        ((_number(row), row.get("subject", row["name"]), _where(row, by_hash), row["sha256"]) for row in rows),
    )
    return format_html(
        '<!doctype html>\n<html lang="vi"><meta charset="utf-8"><title>{code}</title>\n<h1>{title}</h1>\n'
        "<p>{code} · {en}</p>\n<p>Nhật ký đã ký / signed trail: <a href=\"trail.pdf\">trail.pdf</a> · README.txt</p>\n"
        "<table><thead><tr><th>Số, mục / No.</th><th>Trích yếu / subject</th><th>Tệp / file</th><th>SHA-256</th>"
        "</tr></thead><tbody>\n{lines}\n</tbody></table></html>\n",
        code=dossier.code, title=dossier.title_vi, en=dossier.title_en, lines=lines,
    )  # fmt: skip


def _number(row: dict[str, Any]) -> str:
    return str(row.get("symbol") or row.get("item", ""))


def _where(row: dict[str, Any], by_hash: dict[str, str]) -> Any:
    name = by_hash.get(row["sha256"])
    if name:
        return format_html('<a href="{}">{}</a>', name, name.removeprefix("files/"))
    if row.get("erased"):
        return f"đã xóa nội dung / content removed: {row['erased']['ground']}"
    return "cơ quan khác giữ / kept by another body"
