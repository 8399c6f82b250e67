"""Retention periods: how long papers of each type are kept after their dossier has ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reorg.administration.consequences import Consequence, Row, consequence
from reorg.archive.models import RetentionRule
from reorg.archive.retention import keep_until
from reorg.registers.definition import Column, Kind, choice, note, number, text
from reorg.registers.values import show
from reorg.rulebooks.book import CONFIDENCE, SOURCE, Book, Line, Version
from workflows.errors import BadInput
from workflows.models import Document, DocumentType, DocumentVersion, Dossier, Event
from workflows.phases import ENDED
from workflows.text import Text

OTHERS = "*"
LONGEST = 300  # years; nothing that is not kept for good is kept longer
CODE = "periods"


class RetentionBook(Book):
    kind = "retention"
    code = CODE
    title = Text("thời hạn bảo quản", "retention periods")
    limits = {"title_vi": 300, "title_en": 300, "source": 300, "note": 300}

    @cached_property
    def sheet(self) -> Kind:  # type: ignore[override]
        types = {one.pk: (f"{one.title_vi} ({one.pk})", f"{one.title_en} ({one.pk})") for one in _types()}
        return Kind(
            "retention",
            Text("Thời hạn bảo quản", "Retention periods"),
            Text("Mỗi loại văn bản một dòng.", "One row for each type of paper."),
            lists=(),
            items=(),
            name="title_vi",
            key=("type",),
            columns=(
                choice(
                    "type",
                    "Loại văn bản",
                    "Type of paper",
                    {OTHERS: ("Mọi loại khác", "All other types")} | types,
                    required=True,
                ),
                number(
                    "years",
                    "Số năm bảo quản",
                    "Kept for … years",
                    hint=Text(
                        "Để trống: bảo quản vĩnh viễn. Tính từ hết năm hồ sơ kết thúc.",
                        "Empty: kept for good. Counted from the end of the year in which the dossier ended.",
                    ),
                ),
                text("title_vi", "Nhóm tài liệu", "Name (Vietnamese)", required=True),
                text("title_en", "Nhóm tài liệu tiếng Anh", "Name (English)", required=True),
                SOURCE,
                CONFIDENCE,
                note(),
            ),
        )

    def versions(self) -> list[Version]:
        rules = list(RetentionRule.objects.order_by("type_id"))
        begun = {one.valid_from for one in rules} | {one.valid_to + timedelta(1) for one in rules if one.valid_to}
        days: list[date] = sorted(begun)
        found = []
        for since, after in zip(days, [*days[1:], None], strict=True):
            lines = tuple(_line(one) for one in rules if _stands(one, since))
            if lines:
                found.append(Version(since, after - timedelta(1) if after else None, lines))
        return found[::-1]

    def label(self, line: Line) -> str:
        return show(self.sheet.by_key["type"], line["type"])

    def cell(self, column: Column, line: Line) -> str:
        if column.key == "years" and line["years"] is None:
            return _("for good")
        return super().cell(column, line)

    def check(self, line: Line) -> None:
        years = line["years"]
        if years is not None and not 1 <= years <= LONGEST:
            raise BadInput(
                _("A period is from 1 to %(most)d years; empty: kept for good.") % {"most": LONGEST}, "years"
            )

    def consequences(self, before: Sequence[Line], after: Sequence[Line], valid_from: date) -> list[Consequence]:
        was, will = _years(before), _years(after)
        found: Counter[str] = Counter()
        shorter: Counter[str] = Counter()
        due: Counter[str] = Counter()
        for type_, ended in self._kept():
            old, new = was.get(type_, was.get(OTHERS, None)), will.get(type_, will.get(OTHERS, None))
            if old == new:
                continue
            found[type_] += 1
            shorter[type_] += new is not None and (old is None or new < old)
            until, before_until = keep_until(ended, new), keep_until(ended, old)
            due[type_] += until is not None and until < valid_from and not (before_until and before_until < valid_from)
        column = self.sheet.by_key["type"]

        def rows(counts: Counter[str]) -> list[Row]:
            return [
                Row(show(column, type_), ngettext("%(n)d paper", "%(n)d papers", n) % {"n": n})
                for type_, n in counts.most_common()
                if n
            ]

        return [
            consequence("archive", _("Papers of ended dossiers whose period changes"), rows(found)),
            consequence("clock-minus", _("Of these, kept for a shorter time"), rows(shorter), warns=True),
            consequence(
                "trash",
                _("Of these, due for a decision on that day"),
                rows(due),
                warns=True,
                note=_("Nothing is disposed of by itself: a person decides about each paper."),
            ),
            consequence(
                "folder",
                _("Open dossiers: their periods begin when they end, by the version of that time"),
                (Row(str(one)) for one in Dossier.objects.exclude(phase__in=ENDED).order_by("code")[:26]),
                count=Dossier.objects.exclude(phase__in=ENDED).count(),
            ),
        ]

    def _kept(self) -> list[tuple[str, date]]:
        """Of each paper of an ended dossier that has its text: its type, and the day the dossier ended."""
        moved = Event.objects.filter(dossier=OuterRef("dossier"), verb="phase.changed").order_by("-seq").values("at")
        papers = (
            Document.objects.filter(dossier__phase__in=ENDED)
            .filter(Exists(DocumentVersion.objects.filter(document=OuterRef("pk")).exclude(file="")))
            .annotate(ended=Subquery(moved[:1], output_field=DateTimeField()))
        )
        found = papers.filter(ended__isnull=False).order_by().values_list("type_id", "ended")
        return [(type_, timezone.localdate(ended)) for type_, ended in found]

    def enact(self, before: Sequence[Line], after: Sequence[Line], *, valid_from: date, basis: str, by: Any) -> None:
        old, new = {line["type"]: line for line in before}, {line["type"]: line for line in after}
        ended = [type_ for type_, line in old.items() if new.get(type_) != line]
        standing = RetentionRule.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))
        for type_ in ended:
            standing.filter(type=_type(type_)).update(valid_to=valid_from - timedelta(1))
        RetentionRule.objects.bulk_create(
            RetentionRule(
                type_id=_type(type_),
                valid_from=valid_from,
                note=line["note"] or "",
                **{name: line[name] for name in ("years", "title_vi", "title_en", "source", "confidence")},
            )
            for type_, line in new.items()
            if old.get(type_) != line
        )

    def used_by(self) -> list[str]:
        return [_("papers of all dossiers that have ended")]


def _stands(rule: RetentionRule, day: date) -> bool:
    return rule.valid_from <= day and (rule.valid_to is None or rule.valid_to >= day)


def _line(rule: RetentionRule) -> Line:
    names = ("years", "title_vi", "title_en", "source", "confidence")
    return {"type": rule.type_id or OTHERS, "note": rule.note or None} | {name: getattr(rule, name) for name in names}


def _years(lines: Sequence[Line]) -> dict[str, int | None]:
    return {line["type"]: line["years"] for line in lines}


def _type(code: str) -> str | None:
    return None if code == OTHERS else code


def _types() -> list[DocumentType]:
    return list(DocumentType.objects.order_by("title_vi"))


def books() -> list[Book]:
    return [RetentionBook()]
