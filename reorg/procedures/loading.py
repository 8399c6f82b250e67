"""Procedures and checklist definitions from code and fixtures; safe to run again."""

from __future__ import annotations

from datetime import date

from reorg.people.loading import fixture
from reorg.system.models import SystemEvent
from workflows.clock import rule_from
from workflows.flow.registry import procedures
from workflows.models import Check, ProcedureVersion


class VersionChanged(Exception):
    """A procedure that dossiers may already follow was changed without a new version."""


def load_procedures() -> int:
    """A row for each listed procedure. Changing one that is in use needs a new version.

    Raises:
        VersionChanged: the definition differs from what dossiers of this version were opened with.
    """
    for flow in procedures():
        row, made = ProcedureVersion.objects.get_or_create(
            code=flow.code,
            version=flow.version,
            defaults={
                "title_vi": flow.title.vi,
                "title_en": flow.title.en,
                "flow": f"{flow.__module__}.{flow.__name__}",
                "regime": dict(flow.regime),
                "digest": flow.digest(),
                "valid_from": flow.valid_from,
                "valid_to": flow.valid_to,
            },
        )
        if not made and row.digest != flow.digest():
            if row.dossiers.exists():
                raise VersionChanged(
                    f"Dossiers follow {flow.code} {flow.version}, and it was changed. Give it a new version."
                )
            row.digest = flow.digest()
            row.save(update_fields=["digest"])
    return len(procedures())


def load_checks() -> int:
    data = fixture("checklists")
    kept = {event.body["facts"]["list"] for event in SystemEvent.objects.filter(verb="checklist.in_force")}
    titles = {row["code"]: (row["title_vi"], row["title_en"]) for row in data["lists"]}
    Check.objects.bulk_create(
        [
            Check(
                code=item["code"],
                list_code=item["list"],
                list_vi=titles[item["list"]][0],
                list_en=titles[item["list"]][1],
                order=place,
                title_vi=item["title_vi"],
                title_en=item["title_en"],
                owner=item["owner"],
                evidence_vi=item.get("evidence_vi") or "",
                evidence_en=item.get("evidence_en") or "",
                due=item["due"] if rule_from(item["due"]) else None,
                due_note_vi=item.get("due_note_vi") or "",
                due_note_en=item.get("due_note_en") or "",
                due_confirmed=item["due_confirmed"],
                confidence=item["confidence"],
                sources=item["sources"],
                source_note_vi=item["source_note_vi"],
                source_note_en=item["source_note_en"],
                valid_from=date.fromisoformat(item["valid_from"]),
                valid_to=date.fromisoformat(item["valid_to"]) if item["valid_to"] else None,
            )
            for place, item in enumerate(data["items"])
            if item["list"] not in kept  # an administrator put another version in force
        ],
        update_conflicts=True,
        unique_fields=["code", "valid_from"],
        update_fields=[
            "list_code",
            "list_vi",
            "list_en",
            "order",
            "title_vi",
            "title_en",
            "owner",
            "evidence_vi",
            "evidence_en",
            "due",
            "due_note_vi",
            "due_note_en",
            "due_confirmed",
            "confidence",
            "sources",
            "source_note_vi",
            "source_note_en",
            "valid_to",
        ],
    )
    return len(data["items"])
