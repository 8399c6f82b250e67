"""The files a trail carries beside its events and its proofs: lists of documents, metadata, schema, instructions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from lxml import etree

from workflows.models import Document, DocumentVersion, Dossier, Event, Evidence
from workflows.text import in_language
from workflows.trail.canonical import canonical, stamp
from workflows.trail.verbs import VERBS

HERE = Path(__file__).parent / "attached"
NAMESPACE = "urn:reorg:metadata:1"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NUMBERED = re.compile(r"(\d+[a-z]?)[/-](.+)", re.IGNORECASE)


def read_me() -> bytes:
    return (HERE / "README.txt").read_bytes()


def schema() -> bytes:
    return (HERE / "schema.json").read_bytes()


def documents_json(dossier: Dossier) -> bytes:
    """Every file of every paper and every piece of evidence, with its SHA-256."""
    return canonical([*_papers(dossier), *_evidence(dossier)]).encode()


def _papers(dossier: Dossier) -> Iterator[dict[str, Any]]:
    papers = dossier.documents.order_by("id").select_related("recall", "replaces")
    for document in papers.prefetch_related("versions__erasure"):
        for version in document.versions.all():
            yield {
                "kind": "document",
                "name": document.told_file(version.name),
                "sha256": version.sha256,
                "size": version.size,
                "added_at": stamp(version.added_at),
                "sample": document.sample,
                "symbol": document.told_symbol,
                "type": document.type_id,
                "issuer": document.issuer,
                "date": document.date.isoformat() if document.date and not document.restricted else None,
                "subject": document.told_subject.vi,
                "version": version.no,
                **_recalled(document),
                **_erased(version),
            }


def _evidence(dossier: Dossier) -> Iterator[dict[str, Any]]:
    for proof in Evidence.objects.filter(item__dossier=dossier).select_related("item", "erasure").order_by("id"):
        yield {
            "kind": "evidence",
            "name": proof.name,
            "sha256": proof.sha256,
            "size": proof.size,
            "added_at": stamp(proof.added_at),
            "sample": proof.sample,
            "item": proof.item.code,
            **_erased(proof),
        }


def _recalled(document: Document) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if document.replaces is not None:
        told["replaces"] = document.replaces.told_symbol
    if document.recalled:
        told["recalled"] = {
            "at": stamp(document.recall.recalled_at),
            "ground": document.recall.ground,
            "authority": document.recall.authority,
            "paper": document.recall.paper,
        }
    return told


def _erased(file: DocumentVersion | Evidence) -> dict[str, Any]:
    """Of a file whose content was removed: when, why, by what law."""
    if file.file:
        return {}
    erasure = file.erasure
    return {
        "erased": {
            "at": stamp(erasure.erased_at),
            "why": erasure.why,
            "ground": erasure.ground,
            "paper": erasure.paper,
        }
    }


# Decree 30/2020/NĐ-CP, Appendix VI


def metadata_xml(dossier: Dossier, events: Iterable[Event]) -> bytes:
    """The file, its documents and its events in the order of time, by the field names of Appendix VI.

    What is not known stands there empty: a receiving archive expects the field.
    """
    documents = sorted(
        dossier.documents.select_related("type", "recall").prefetch_related("versions"),
        key=lambda document: (document.date or timezone.localdate(document.registered_at), document.pk),
    )
    lead: Any = dossier.lead
    file = etree.Element("File", nsmap={None: NAMESPACE})
    code = etree.SubElement(file, "FileCode")
    _fields(
        code,
        OrganId=lead.short or lead.key,
        FileCatalog=str(timezone.localdate(dossier.opened_at).year),
        FileNotation=dossier.code,
    )
    _fields(
        file,
        Title=dossier.title_vi,
        Maintenance="",
        Rights="",
        Language="Tiếng Việt",
        Creator=lead.title_vi,
        StartDate=_day(dossier.opened_at),
        EndDate=_day(None if dossier.is_open else dossier.changed_at),
        DocTotal=str(len(documents)),
        PageTotal="",
    )
    listed = etree.SubElement(file, "Documents")
    for ordinal, document in enumerate(documents, 1):
        _document(etree.SubElement(listed, "Document"), ordinal, document)
    history = etree.SubElement(file, "Events")
    for event in events:
        _event(history, event)
    written: bytes = etree.tostring(file, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _document(element: Any, ordinal: int, document: Document) -> None:
    number = NUMBERED.fullmatch(document.told_symbol)
    _fields(
        element,
        DocOrdinal=str(ordinal),
        TypeName=document.type.title_vi,
        CodeNumber=number[1] if number else "",
        CodeNotation=number[2] if number else document.told_symbol,
        IssuedDate=_day(None if document.restricted else document.date),
        OrganName=document.issuer,
        Subject=document.told_subject.vi,
        Language="Tiếng Việt",
        PageAmount="",
        Description=_description(document),
    )
    _fields(etree.SubElement(element, "SignerInfo"), Position="", FullName="")
    _fields(element, To="", Priority="", IssuedAmount="", DueDate="")
    for version in document.versions.all():
        etree.SubElement(element, "Attachment", Name=_clean(document.told_file(version.name)), SHA256=version.sha256)


def _description(document: Document) -> str:
    said = ["Bản mẫu" if document.sample else "" if document.restricted else document.note]
    if document.recalled:
        said.append(f"Đã thu hồi ngày {_day(document.recall.recalled_at)} theo {document.recall.authority}")
    return "; ".join(filter(None, said))


def _event(history: Any, event: Event) -> None:
    body = event.body
    actor = body["actor"] or {}
    verb = VERBS.get(event.verb)
    element = etree.SubElement(
        history,
        "Event",
        Ordinal=str(event.seq),
        Time=body["at"],
        Action=event.verb,
        FullName=_clean(actor.get("name", "")),
        Position=_clean(str(in_language(actor.get("office", ""), "vi"))),
        OrganName=_clean(str(in_language(actor.get("organisation", ""), "vi"))),
    )
    element.text = _clean(verb.sentence(body["facts"], "vi")) if verb else ""


def _fields(element: Any, **fields: str) -> None:
    for name, value in fields.items():
        etree.SubElement(element, name).text = _clean(value)


def _clean(text: str) -> str:
    """Without the characters that XML cannot carry."""
    return NOT_XML.sub("\ufffd", text)


def _day(moment: date | datetime | None) -> str:
    """As Appendix VI writes dates: DD/MM/YYYY."""
    if moment is None:
        return ""
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return f"{day:%d/%m/%Y}"
