"""What source 003 says of Hải Dương, what is said of the planning by real decisions, and sample evaluations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from reorg.people.models import Organisation, User
from reorg.reviews.conformity import Cited, Level, Result, Said, state_conformity
from reorg.reviews.evaluation import Given, correct_evaluation, evaluate, evaluated_in, periods_over
from reorg.reviews.streams import confirm_report, report_complete
from reorg.units.models import PlanClause
from reorg.units.plan import plan_of
from workflows.models import Dossier


def demo_reports(dossier: Dossier, people: dict[str, User]) -> None:
    """Both of Hải Dương's reports; the first is confirmed by the lead, the second waits."""
    body = Organisation.objects.get(key="hd_pc").pk
    first = report_complete(
        dossier,
        "end_of_district_level",
        body=body,
        text="Tỉnh Hải Dương cơ bản hoàn thành công tác chuẩn bị kết thúc hoạt động cấp huyện.",
        source="S3",
        actor=people["son"],
    )
    confirm_report(
        first,
        note="Mẫu: lời xác nhận này để trình diễn. / Sample: this confirmation is for show.",
        actor=people["binh"],
    )
    report_complete(
        dossier,
        "commune_preparation",
        body=body,
        text="Tỉnh Hải Dương cơ bản hoàn thành công tác chuẩn bị sắp xếp đơn vị hành chính cấp xã.",
        source="S3",
        actor=people["son"],
    )


def demo_conformity(dossier: Dossier, people: dict[str, User]) -> None:
    """The whole against national planning, each unit against that of the province it comes from, Hải Phòng's against
    the general plan of the city; three want an adjustment, one of them no longer."""
    data = planning()
    by_province: dict[str, list[str]] = {}
    for clause in plan_of(dossier, places=True):
        by_province.setdefault(_province_of(clause), []).append(f"{clause.kind}:{clause.name}")

    def say(document: str, level: Level, said: Iterable[Said]) -> None:
        told = data["documents"][document]
        state_conformity(
            dossier,
            level,
            said,
            body=Organisation.objects.get(key="hp_construction").pk,
            cited=Cited(told["symbol"], date.fromisoformat(told["issued_on"]), told["issuer"]),
            source=told["source"],
            sample=True,
            actor=people["quynh"],
        )

    say("national", Level.NATIONAL, [Said("", Result.CONFORMS)])
    for code, keys in by_province.items():
        say(f"general-{code}", Level.GENERAL, [Said(key, Result.CONFORMS) for key in keys])
    in_city = by_province.get("31", [])
    adjusted = dict(zip(in_city, data["adjustments"], strict=False))
    say(
        "town-country-31",
        Level.TOWN_COUNTRY,
        [Said(key, Result.ADJUST if key in adjusted else Result.CONFORMS, adjusted.get(key, "")) for key in in_city],
    )
    say("town-country-31", Level.TOWN_COUNTRY, [Said(key, Result.CONFORMS) for key in in_city[2:3]])


def _province_of(clause: PlanClause) -> str:
    unit = clause.parts.all()[0].unit
    while unit.parent is not None:
        unit = unit.parent
    return unit.code


def demo_evaluations(dossier: Dossier, people: dict[str, User]) -> None:
    """Two bodies on the new city after six months and after a year, as far as these are over; one corrects itself."""
    dossier = Dossier.objects.get(pk=dossier.pk)  # it has come further than whoever opened it knows
    over = periods_over(dossier, timezone.localdate())
    unit = evaluated_in(dossier)[-1]
    for row in planning()["evaluations"]:
        if row["months"] not in over:
            continue
        given = evaluate(
            dossier,
            _given(row["marks"]),
            unit=unit.key,
            months=row["months"],
            body=Organisation.objects.get(key=row["body"]).pk,
            sample=True,
            actor=people[row["actor"]],
        )
        if "correction" in row:
            marks = {code: mark for code, mark in row["correction"].items() if code != "reason"}
            reason = row["correction"]["reason"]
            correct_evaluation(given, _given(marks), reason=reason, actor=people[row["actor"]])


def _given(marks: dict[str, Any]) -> list[Given]:
    return [Given(code, mark, text) for code, (mark, text) in marks.items()]


def planning() -> dict[str, Any]:
    """Planning decisions with their sources, and the samples."""
    data: dict[str, Any] = json.loads((settings.BASE_DIR / "fixtures" / "planning.json").read_text("utf-8"))
    return data
