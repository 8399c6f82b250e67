"""The session of Lạng Sơn with its seven communes: the facts of the source, and sample assignments marked as such."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from reorg.people.loading import fixture
from reorg.people.models import Organisation, User
from reorg.sessions import actions, recommending, reporting
from reorg.sessions.entries import PARTS
from reorg.sessions.models import FollowUp, Instruction, Recommendation
from reorg.sessions.templates import TEMPLATES
from workflows import actions as engine
from workflows.models import Assignment, Dossier, ProcedureVersion
from workflows.reading import assignments_for
from workflows.text import Text

CODE = "LS-2025-01"
DAYS = ("due", "starts_on", "ends_on")
BODIES = ("unit", "to", "by", "lead")
COMMUNE = Text("Ủy ban nhân dân xã {name} (tỉnh Lạng Sơn)", "People's Committee of {name} Commune (Lạng Sơn)")


@cache
def facts() -> dict[str, Any]:
    data: dict[str, Any] = fixture("lang_son_2025")
    return data


def load_organisations() -> dict[str, Organisation]:
    """The bodies of Lạng Sơn and its seven communes, by key; safe to run again."""
    rows = [
        *facts()["organisations"],
        *(
            {
                "key": row["key"],
                "kind": "peoples_committee",
                "name_vi": COMMUNE.vi.format(**row),
                "name_en": COMMUNE.en.format(**row),
                "short": "UBND",
                "parent": "ls_pc",
                "source": facts()["commune_source"],
            }
            for row in facts()["communes"]
        ),
    ]
    found: dict[str, Organisation] = {}
    for row in rows:
        found[row["key"]], _made = Organisation.objects.update_or_create(
            key=row["key"],
            defaults={
                "kind": row["kind"],
                "title_vi": row["name_vi"],
                "title_en": row["name_en"],
                "short": row["short"],
                "source": row["source"],
                "parent": found.get(row.get("parent", "")),
            },
        )
    return found


def communes() -> list[str]:
    return [row["key"] for row in facts()["communes"]]


def demo_session(people: dict[str, User]) -> Dossier:
    """The session prepared, held and concluded; some recommendations answered, one settled, one put to the centre."""
    there = load_organisations()
    there["state_audit"] = Organisation.objects.get(key="state_audit")
    office = people["ls_office"]
    dossier = engine.open_dossier(
        ProcedureVersion.objects.get(code="working_session", version="2025.1"),
        code=CODE,
        title=Text(
            "Làm việc với bảy xã thuộc huyện Lộc Bình cũ (Lạng Sơn)",
            "Working session with the seven communes of former Lộc Bình (Lạng Sơn)",
        ),
        parts={"host": there["ls_party"], "audit": there["state_audit"]},
        actor=office,
    )
    prepare(dossier, there, office)
    engine.complete(asked(dossier, office), actor=office)
    record(dossier, there, office)
    engine.complete(asked(dossier, office), actor=office)
    signature = asked(dossier, people["ls_secretary"])
    shown, _content = engine.shown_to_signer(signature)
    engine.sign(signature, actor=people["ls_secretary"], shown=shown)
    follow(dossier, there, people)
    return dossier


def asked(dossier: Dossier, user: User) -> Assignment:
    return assignments_for(user).get(dossier=dossier, state=Assignment.State.OPEN)


def prepare(dossier: Dossier, there: dict[str, Organisation], office: User) -> None:
    """Who heads it, who comes along, and the seven communes."""
    head = {key: value for key, value in facts()["session"].items() if key != "source"}
    actions.describe(dossier, head, source=facts()["session"]["source"], actor=office)
    for row in facts()["delegation"]:
        _add(dossier, "delegate", row, there, office)
    for row in facts()["communes"]:
        unit = {"kind": "unit", "text_vi": f"Xã {row['name']}", "text_en": row["name"], "unit": row["key"]}
        _add(dossier, "visit", unit, there, office)


def record(dossier: Dossier, there: dict[str, Organisation], office: User) -> None:
    """What was seen and raised, and what the head told whom to do."""
    for part, name in (
        ("visit", "sites"),
        ("difficulty", "difficulties"),
        ("recommendation", "recommendations"),
        ("instruction", "instructions"),
    ):
        for row in facts()[name]:
            _add(dossier, part, row, there, office)


def follow(dossier: Dossier, there: dict[str, Organisation], people: dict[str, User]) -> None:
    """What the bodies did since; all of it is a sample."""
    office, checker, officer = people["ls_office"], people["ls_checker"], people["ls_officer"]
    for row in facts()["follow_ups"]:
        _add(dossier, "follow_up", row, there, office)
    staff, vehicles, _offices, _roads, border, *_rest = Recommendation.objects.filter(dossier=dossier).order_by("no")
    answered = Text("Đã bố trí hai công chức biệt phái (mẫu).", "Two officials are seconded (sample).")
    recommending.contribute(
        staff, text=Text("Kinh phí đã được cân đối (mẫu).", "Funds are there (sample)."), actor=people["ls_finance"]
    )
    recommending.answer(staff, text=answered, actor=officer)
    actions.move_follow_up(_of(staff), state="done", why="", actor=officer)
    recommending.verify(staff, actor=checker)
    recommending.close(staff, actor=office)
    recommending.answer(
        vehicles,
        text=Text("Đang lập phương án điều chuyển xe (mẫu).", "A transfer is being prepared (sample)."),
        actor=people["ls_finance"],
    )
    recommending.escalate(
        border, higher="Chính phủ", reason="Vượt thẩm quyền của tỉnh (mẫu).", actor=people["ls_secretary"]
    )
    _reports(dossier, there, people["ls_commune"], office)
    first = Instruction.objects.get(dossier=dossier, no=1)
    actions.report_instruction(first, note="Đã trình phương án bố trí cán bộ (mẫu).", actor=officer)
    actions.confirm_instruction(first, actor=checker)


def _reports(dossier: Dossier, there: dict[str, Organisation], commune: User, office: User) -> None:
    """Nine months, asked of all seven; handed in by two. More than 15,000 files in all is what the source says."""
    call = {
        "text_vi": "Báo cáo kết quả chín tháng năm 2025",
        "text_en": "Report on nine months of 2025",
        "template": "nine_months",
        "due": date(2025, 10, 15),
    }
    asked_for = actions.save_entry(dossier, PARTS["report_call"], call, actor=office, source="S1")
    for key, received in (("ls_loc_binh", 4210), ("ls_na_duong", 3980)):
        values, wrong = reporting.read_values(TEMPLATES["nine_months"], sample_values(received))
        assert not wrong
        report = reporting.save_report(asked_for, there[key], values, version=0, sample=True, actor=commune)
        reporting.hand_in(report, version=report.version, actor=commune)


def sample_values(received: int) -> dict[str, dict[str, Any]]:
    """Figures that are samples, but for the houses: the source says 100 %."""
    late = received // 200
    return {
        "received": {"result": received},
        "early": {"result": received * 3 // 5},
        "on_time": {"result": received - received * 3 // 5 - late},
        "late": {"result": late},
        "houses": {"target": 62, "result": 62},
        "congress_cells": {"note": "Đã tổ chức"},
        "congress_party": {"note": "Đã tổ chức"},
        "congress_front": {"note": "Đã tổ chức"},
        "congress_mass": {"note": "Đã tổ chức"},
        "budget": {"target": 5200, "result": 4100},
        "investment": {"target": 9800, "result": 7300},
        "poverty": {"target": 40, "result": 31},
        "digital_centre": {"yes": "có"},
        "digital_network": {"yes": "có"},
        "digital_signatures": {"yes": "không"},
        "digital_online": {"target": received, "result": received * 2 // 3},
    }


def _of(recommendation: Recommendation) -> FollowUp:
    return recommendation.follow_ups.get()


def _add(dossier: Dossier, part: str, row: dict[str, Any], there: dict[str, Organisation], actor: User) -> Any:
    values = {key: value for key, value in row.items() if key != "unit_confirmed"}
    for name in BODIES:
        if name in values:
            values[name] = there[values[name]]
    for name in DAYS:
        if name in values:
            values[name] = date.fromisoformat(values[name])
    if "coordinating" in values:
        values["coordinating"] = [there[key] for key in values["coordinating"]]
    for name in ("difficulty", "recommendation"):
        if values.get(name):
            values[name] = PARTS[name].model._default_manager.get(dossier=dossier, no=values[name])
    return actions.save_entry(
        dossier,
        PARTS[part],
        values,
        actor=actor,
        sample=part in ("instruction", "follow_up", "recommendation"),
        source=facts()["session"]["source"] if part != "follow_up" else "",
        confidence="H" if row.get("unit_confirmed", True) else "L",
    )
