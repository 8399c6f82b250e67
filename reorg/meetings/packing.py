"""A pack as one zip: the papers by number, a contents page, and SHA-256 sums that `sha256sum -c` checks. Same pack,
same bytes."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reorg.meetings.packs import PURPOSES, Shown, Standing
from workflows.errors import NotNow
from workflows.models import DocumentVersion
from workflows.text import fold, in_language

AT_A_TIME = 1 << 20
MOMENT = (1980, 1, 1, 0, 0, 0)
INDEX, MANIFEST, SUMS = "muc-luc.html", "manifest.json", "SHA256SUMS"


@dataclass(frozen=True)
class Written:
    """How many papers went in, and how many had to stay out because law removed their text."""

    papers: int
    left_out: int


def write_pack(out: IO[bytes], shown: Shown) -> Written:
    """Write the zip. Each paper is hashed on the way and held against what was frozen.

    Raises:
        NotNow: a stored file is not what was frozen; nothing is handed out then.
    """
    pack = shown.pack
    names = {one.paper["no"]: name_of(one) for one in shown.papers}
    small = {MANIFEST: pack.manifest.encode(), INDEX: _index(shown, names).encode()}
    there = [one for one in shown.papers if not one.gone]
    sums = [(hashlib.sha256(content).hexdigest(), name) for name, content in small.items()]
    sums += [(one.paper["sha256"], names[one.paper["no"]]) for one in there]
    small[SUMS] = "".join(f"{digest}  {name}\n" for digest, name in sums).encode()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in small.items():
            archive.writestr(_entry(name), content)
        for one in there:
            with archive.open(_entry(names[one.paper["no"]]), "w", force_zip64=True) as entry:
                _copy(one, entry)
    return Written(len(there), len(shown.papers) - len(there))


def file_name(shown: Shown) -> str:
    return f"{shown.pack.dossier.code}-bo-tai-lieu-{shown.pack.no}.zip"


def name_of(one: Standing) -> str:
    """``03-da-381-da-cp-v2.pdf``: number, type and symbol, version, and the ending of the file."""
    paper = one.paper
    words = re.sub(r"[^a-z0-9]+", "-", fold(f"{paper['type']} {paper['symbol'] or paper['subject']['vi']}")).strip("-")
    ending = re.sub(r"[^a-z0-9]", "", fold(paper["name"].rpartition(".")[2]))[:5] or "bin"
    return f"{paper['no']:02d}-{words[:60].rstrip('-')}-v{paper['version_no']}.{ending}"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MOMENT)
    entry.external_attr = 0o644 << 16
    return entry


def _copy(one: Standing, entry: IO[bytes]) -> None:
    hashed = hashlib.sha256()
    for piece in _pieces(one.version):
        hashed.update(piece)
        entry.write(piece)
    if hashed.hexdigest() != one.paper["sha256"]:
        raise NotNow(
            _("The stored file of paper %(no)s is not the one that was frozen. Tell whoever runs this system.")
            % {"no": one.paper["no"]}
        )


def _pieces(version: DocumentVersion) -> Iterator[bytes]:
    with version.file.open("rb") as stored:
        while piece := stored.read(AT_A_TIME):
            yield piece


def _index(shown: Shown, names: dict[int, str]) -> str:
    """The contents for a person with a browser and nothing else, in both languages."""
    pack = shown.pack
    lines = format_html_join(
        "\n",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td></tr>",
        ((one.paper["no"], _described(one.paper), _where(one, names), one.paper["sha256"]) for one in shown.papers),
    )
    to = [f"{body.title_vi} / {body.title_en}" for body in pack.addressees.all()]
    return format_html(
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{code} – {no}</title>\n'
        '<meta name="viewport" content="width=device-width"><style>body{{font-family:serif;margin:2rem}}'
        "table{{border-collapse:collapse}}td,th{{border:1px solid #888;padding:.3rem .5rem;text-align:left;"
        "vertical-align:top;overflow-wrap:anywhere}}</style></head><body>\n"
        "<h1>Bộ tài liệu số {no} – {subject}</h1>\n"
        "<p>{purpose}: {body}, {day}{place} · Hồ sơ / dossier {code}: {title}</p>\n"
        "<p>Nơi nhận / addressees: {to}</p>\n"
        "<p>Chốt / frozen: {by}, {at} · SHA-256 ({manifest}): <code>{digest}</code></p>\n"
        "<p>Kiểm tra / check: <code>sha256sum -c {sums}</code></p>\n"
        "<table><thead><tr><th>Số / No.</th><th>Văn bản / paper</th><th>Tệp / file</th><th>SHA-256</th></tr></thead>"
        "<tbody>\n{lines}\n</tbody></table></body></html>\n",
        code=pack.dossier.code, no=pack.no, subject=pack.subject, body=f"{pack.body.title_vi} / {pack.body.title_en}",
        purpose=" / ".join((PURPOSES[pack.Purpose(pack.purpose)].vi, PURPOSES[pack.Purpose(pack.purpose)].en)),
        day=f"{pack.held_on:%d/%m/%Y}", place=f", {pack.place}" if pack.place else "", title=pack.dossier.title_vi,
        to="; ".join(filter(None, [*to, pack.others])), by=pack.frozen_by, at=f"{pack.frozen_at:%d/%m/%Y %H:%M} UTC",
        digest=pack.digest, manifest=MANIFEST, sums=SUMS, lines=lines,
    )  # fmt: skip


def _described(paper: dict[str, Any]) -> SafeString:
    day = f" ({date.fromisoformat(paper['date']):%d/%m/%Y})" if paper["date"] else ""
    sample = " – bản mẫu / sample" if paper["sample"] else ""
    return format_html(
        "{type} {symbol}{day}, {issuer}<br>{vi}<br><i>{en}</i><br>phiên bản / version {no}{sample}",
        type=paper["type"], symbol=paper["symbol"], day=day, issuer=paper["issuer"], no=paper["version_no"],
        vi=paper["subject"]["vi"], en=in_language(paper["subject"], "en"), sample=sample,
    )  # fmt: skip


def _where(one: Standing, names: dict[int, str]) -> Any:
    if one.gone:
        return "đã xóa nội dung theo luật / content removed by law"
    name = names[one.paper["no"]]
    return format_html('<a href="{}">{}</a>', name, name)
