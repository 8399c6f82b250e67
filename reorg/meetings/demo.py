"""Packs of the province merger: to the Ministry, again after its supplement, and to the Government.

The Government met on 9 May 2025 (Resolution 125/NQ-CP, source C6). No source gives the day of the Ministry's meeting:
it is a sample, and says so.
"""

from __future__ import annotations

from datetime import date

from reorg.meetings.models import Pack
from reorg.meetings.packs import freeze_pack, offered
from reorg.people.models import User
from workflows.models import DocumentVersion, Dossier

SUBJECT = "Đề án sáp nhập tỉnh Hải Dương và thành phố Hải Phòng"
SAMPLE_DAY = "ngày họp là số liệu mẫu"
APPRAISED_ON, GOVERNMENT_MET = date(2025, 5, 6), date(2025, 5, 9)


def pack_for_appraisal(dossier: Dossier, people: dict[str, User]) -> Pack:
    return _to(dossier, "moha", people, purpose="appraisal", held_on=APPRAISED_ON, note=SAMPLE_DAY)


def packs_after_supplement(first: Pack, people: dict[str, User]) -> None:
    """With the report that explains the figures: in place of the first one, and for the Government."""
    dossier = first.dossier
    _to(dossier, "moha", people, purpose="appraisal", held_on=APPRAISED_ON, note=SAMPLE_DAY, replaces=first)
    _to(dossier, "government", people, purpose="government", held_on=GOVERNMENT_MET)


def _to(
    dossier: Dossier,
    key: str,
    people: dict[str, User],
    *,
    purpose: str,
    held_on: date,
    note: str = "",
    replaces: Pack | None = None,
) -> Pack:
    body = dossier.parties.get(organisation__key=key).organisation
    return freeze_pack(
        dossier,
        purpose=purpose,
        body=body,
        held_on=held_on,
        subject=f"{SUBJECT} ({note})" if note else SUBJECT,
        versions=_newest(dossier),
        addressees=[body],
        replaces=replaces,
        actor=people["anh"],
    )


def _newest(dossier: Dossier) -> list[DocumentVersion]:
    """The newest version of each paper that leaders sign."""
    newest: dict[int, DocumentVersion] = {}
    for version in offered(dossier).filter(document__signed=True):
        newest.setdefault(version.document_id, version)
    return list(newest.values())
