"""Roles and organisations from the fixtures; safe to run again."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.conf import settings

from reorg.people.models import Organisation
from reorg.system.models import SystemEvent
from workflows.models import DocumentType, Role


def fixture(name: str) -> Any:
    """The JSON of ``fixtures/<name>.json``."""
    return json.loads((settings.BASE_DIR / "fixtures" / f"{name}.json").read_text("utf-8"))


def load_roles() -> int:
    roles = [Role(code=row["code"], title_vi=row["title_vi"], title_en=row["title_en"]) for row in fixture("roles")]
    Role.objects.bulk_create(
        roles, update_conflicts=True, unique_fields=["code"], update_fields=["title_vi", "title_en"]
    )
    return len(roles)


def load_document_types() -> int:
    """The 31 types of Decree 30/2020. A letter (công văn) has no abbreviation of its own; we keep it as CV."""
    data = fixture("document_types")
    rows = [row for group in ("legal_types", "party_types", "types") for row in data[group]]
    types = {
        row["abbr"] or "CV": DocumentType(abbr=row["abbr"] or "CV", title_vi=row["vi"], title_en=row["en"])
        for row in rows
    }
    DocumentType.objects.bulk_create(
        types.values(), update_conflicts=True, unique_fields=["abbr"], update_fields=["title_vi", "title_en"]
    )
    return len(types)


def _changed_here() -> set[str]:
    """Organisations that an administrator renamed or closed: what was decided here goes before the fixture."""
    said = SystemEvent.objects.filter(verb__in=("organisation.renamed", "organisation.closed"), about__isnull=False)
    return set(said.values_list("about__key", flat=True))


def load_organisations() -> int:
    kept = _changed_here()
    rows = [row for row in fixture("organisations")["organisations"] if row["key"] not in kept]
    Organisation.objects.bulk_create(
        [
            Organisation(
                key=row["key"],
                kind=row["kind"],
                title_vi=row["name_vi"],
                title_en=row["name_en"],
                short=row.get("short") or "",
                valid_from=date.fromisoformat(row["valid_from"]) if row.get("valid_from") else date(1945, 9, 2),
                valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
                source=row.get("source") or "",
            )
            for row in rows
        ],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["kind", "title_vi", "title_en", "short", "valid_from", "valid_to", "source"],
    )
    ids = dict(Organisation.objects.values_list("key", "pk"))
    for row in rows:
        if row.get("parent"):
            Organisation.objects.filter(key=row["key"]).update(parent=ids[row["parent"]])
    return len(rows)
