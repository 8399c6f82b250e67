"""What is signed: the content of a dossier as one canonical value, and how two states of it differ."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from workflows.models import ChecklistItem, DocumentVersion, Dossier
from workflows.text import Text


def content_of(dossier: Dossier) -> dict[str, Any]:
    """Papers with their hashes, the plan, opinions, dates and the signed lists: all that a leader decides on."""
    latest = DocumentVersion.objects.order_by("no")
    papers = (
        dossier.documents.filter(signed=True)
        .order_by("id")
        .select_related("recall")
        .prefetch_related(Prefetch("versions", latest))
    )
    return {
        "title": {"vi": dossier.title_vi, "en": dossier.title_en},
        "dates": {
            "resolution": dossier.resolution_date.isoformat() if dossier.resolution_date else None,
            "operation": dossier.operation_date.isoformat() if dossier.operation_date else None,
        },
        "documents": {
            str(paper.pk): {
                "type": paper.type_id,
                "symbol": paper.symbol,
                "subject": paper.subject_vi,
                "files": [version.sha256 for version in paper.versions.all()][-1:],
                **({"recalled": True} if paper.recalled else {}),
            }
            for paper in papers
        },
        "plan": dossier.flow.content(dossier),
        "opinions": {
            f"{opinion.consultation_id}:{opinion.respondent}": [
                opinion.total,
                opinion.taken_part,
                opinion.agree,
                opinion.disagree,
                opinion.other,
            ]
            for opinion in dossier.opinions.order_by("id")
        },
        "checklists": {
            item.code: item.state
            for item in dossier.items.filter(checklist__code__in=dossier.flow.signed_lists).order_by("code")
        },
    }


def list_content(dossier: Dossier, lists: tuple[str, ...]) -> dict[str, Any]:
    """What is signed at a hand-over: the items of its lists with the hashes of their evidence."""
    items = (
        ChecklistItem.objects.filter(dossier=dossier, checklist__code__in=lists)
        .order_by("code")
        .prefetch_related("evidence")
    )
    return {
        "lists": list(lists),
        "items": {
            item.code: {"state": item.state, "evidence": sorted(proof.sha256 for proof in item.evidence.all())}
            for item in items
        },
    }


class Change(NamedTuple):
    """One difference between two states of the content."""

    what: Text
    before: str
    after: str


PARTS = {
    "title": Text("tên hồ sơ", "title"),
    "dates": Text("ngày tháng", "dates"),
    "documents": Text("văn bản", "documents"),
    "plan": Text("phương án đơn vị", "unit plan"),
    "opinions": Text("ý kiến", "opinions"),
    "checklists": Text("danh mục", "checklists"),
    "lists": Text("danh mục", "checklists"),
    "items": Text("đầu việc", "items"),
}


def changes_between(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """Every difference, one line each, in the order of the parts."""
    found: list[Change] = []
    for part in after:
        old, new = before.get(part) or {}, after[part] or {}
        if old == new:
            continue
        if not isinstance(old, dict) or not isinstance(new, dict):
            found.append(Change(PARTS.get(part, Text(part, part)), _short(old), _short(new)))
            continue
        for key in sorted({*old, *new}):
            if old.get(key) != new.get(key):
                name = _named(part, key, new.get(key) or old.get(key))
                found.append(Change(name, _short(old.get(key)), _short(new.get(key))))
    return found


def _named(part: str, key: str, value: Any) -> Text:
    label = PARTS.get(part, Text(part, part))
    if part == "documents" and isinstance(value, dict):
        key = value["symbol"] or value["subject"]
    elif part == "plan" and isinstance(value, dict) and "named" in value:
        return Text(**value["named"])  # a procedure may say itself what it calls its parts
    elif part == "opinions":
        key = key.split(":", 1)[-1]
    return Text(f"{label.vi}: {key}", f"{label.en}: {key}")


def _short(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, dict) and "files" in value:
        recalled = " " + _("(recalled)") if value.get("recalled") else ""
        return str((value["files"] or ["—"])[0])[:12] + recalled
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"
