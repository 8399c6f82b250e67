"""Plans of work in the demonstration: what the sources say, and samples marked as such."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from reorg.people.loading import fixture
from reorg.people.models import Office, Organisation, User
from reorg.workplan import actions, tasking
from reorg.workplan.entries import GOAL, GROUP, LOG, PARTS, TARGET, TASK, Part
from reorg.workplan.models import Target, Task
from workflows.models import Dossier

DAYS = ("by", "due", "on")
FIGURES = ("base", "value", "needed", "ready")
BODIES = ("lead", "second", "owner", "body")
People = dict[str, User]


@cache
def facts() -> dict[str, Any]:
    data: dict[str, Any] = fixture("work_plans")
    return data


def hai_phong(dossier: Dossier, people: People) -> None:
    """The plan beside the merger: growth, both sides' schemes, surveys, the cascade, the log, risks."""
    plan, anh = facts()["hai_phong"], people["anh"]
    _aim(dossier, plan, anh)
    head, *members = (_office(people, *one) for one in (("anh", "hp_pc"), ("tuan", "hp_pc"), ("son", "hd_pc")))
    group = _add(dossier, GROUP, plan["group"] | {"head": head, "members": members}, anh, sample=True)
    for row in plan["tasks"]:
        _add(dossier, TASK, row | ({"group": group} if row["kind"] == "scheme" else {}), anh)
    for row in plan["parts"]:
        whole = _task(dossier, row["whole"])
        values = {"kind": "task", "due": whole.due} | {name: row[name] for name in ("text_vi", "text_en", "lead")}
        _add(dossier, TASK, values, people[row["by"]], under=whole, sample=True)
    for row in plan["log"]:
        _add(dossier, LOG, row, people["quynh"], under=_task(dossier, 3), sample=row.get("sample", False))
    _weigh(dossier, plan, anh)
    _carry_on(dossier, people)


def _carry_on(dossier: Dossier, people: People) -> None:
    """What the bodies did since; all of it is a sample."""
    dung, giang, uyen, quynh, tuan = (people[name] for name in ("dung", "giang", "uyen", "quynh", "tuan"))
    for no, who, key in (
        *((1, dung, "hp_party"), (2, dung, "hp_party"), (3, quynh, "hp_front"), (4, quynh, "hp_construction")),
        *((5, quynh, "hp_construction"), (6, uyen, "hp_home_affairs"), (7, uyen, "hp_home_affairs")),
        *((8, people["binh"], "hp_pc"), (10, uyen, "hp_home_affairs")),
    ):
        task = _task(dossier, no)
        tasking.accept(task, responsible=_office(people, who.username, key), version=task.version, actor=who)
    _report(dossier, 2, dung, "Phần của Hải Phòng đã hoàn thiện (mẫu).")
    _report(dossier, 2, giang, "Phần của Hải Dương đã hoàn thiện (mẫu).")
    _confirm(dossier, 2, tuan)
    _report(dossier, 4, quynh, "Đã khảo sát xong, có báo cáo tổng hợp (mẫu).")
    _confirm(dossier, 4, tuan)
    _report(dossier, 6, uyen, "Đã trình dự thảo đề án (mẫu).")
    _report(dossier, 6, people["vinh"], "Hải Dương đã gửi phần số liệu (mẫu).")
    task = _task(dossier, 6)
    tasking.send_back(task, reason="Thiếu phương án đơn vị sự nghiệp (mẫu).", version=task.version, actor=tuan)
    _report(dossier, 10, uyen, "Đã bố trí xong đợt một (mẫu).")


def communes(dossier: Dossier, people: People) -> None:
    """One task for each of the new communes, given in one act."""
    task = _add(dossier, TASK, facts()["communes"]["task"], people["anh"])
    tasking.spread(task, actor=people["anh"])


def kim_son(dossier: Dossier, people: People) -> None:
    """Goals by horizon, what is left to do in each of the eight units, and the risk to order."""
    plan, drafter, chair = facts()["kim_son"], people["ks-drafter"], people["ks-chair"]
    _aim(dossier, plan, drafter)
    (row,) = plan["tasks"]
    whole = _add(dossier, TASK, row, drafter)
    first, second, *_others = tasking.spread(whole, actor=chair)
    for part in (whole, first, second):
        task = _task(dossier, part.no)
        tasking.accept(task, responsible=_office(people, "ks-chair", "ks_pc"), version=task.version, actor=chair)
    _report(dossier, first.no, chair, "Đã ổn định tổ chức, có báo cáo của xã (mẫu).")
    _confirm(dossier, first.no, drafter)
    _weigh(dossier, plan, drafter)


def _aim(dossier: Dossier, plan: dict[str, Any], actor: User) -> None:
    for row in plan["goals"]:
        _add(dossier, GOAL, row, actor)
    for row in plan["targets"]:
        _add(dossier, TARGET, row, actor)
    for row in plan["readings"]:
        source = row.get("source", "")
        actions.measure(
            Target.objects.get(dossier=dossier, no=row["target"]),
            value=Decimal(row["value"]),
            on=date.fromisoformat(row["on"]),
            note="" if source else "Số liệu mẫu.",
            sample=not source,
            source=source,
            actor=actor,
        )


def _weigh(dossier: Dossier, plan: dict[str, Any], actor: User) -> None:
    """Risks and resources are named by the sources; their grades and what is there already are samples."""
    for row in plan["risks"]:
        _add(dossier, PARTS["risk"], row, actor, sample=True)
    for row in plan.get("resources", ()):
        _add(dossier, PARTS["resource"], row, actor, sample=True)


def _report(dossier: Dossier, no: int, who: User, text: str) -> None:
    task = _task(dossier, no)
    tasking.report(task, text=text, version=task.version, actor=who)


def _confirm(dossier: Dossier, no: int, who: User) -> None:
    task = _task(dossier, no)
    tasking.confirm(task, version=task.version, actor=who)


def _task(dossier: Dossier, no: int) -> Task:
    return Task.objects.get(dossier=dossier, no=no)


def _office(people: People, name: str, body: str) -> Office:
    return Office.objects.get(person=people[name], organisation__key=body)


def _bodies(keys: Iterable[str]) -> list[Organisation]:
    return list(Organisation.objects.filter(key__in=keys))


def _add(
    dossier: Dossier, part: Part, row: dict[str, Any], actor: User, *, under: Task | None = None, sample: bool = False
) -> Any:
    values = dict(row)
    source, confidence = values.pop("source", ""), values.pop("confidence", "H")
    for name in (*BODIES, *DAYS, *FIGURES):
        value = values.get(name)
        if not isinstance(value, str):
            continue
        if name in BODIES:
            values[name] = Organisation.objects.get(key=value)
        else:
            values[name] = date.fromisoformat(value) if name in DAYS else Decimal(value)
    if "coordinating" in values:
        values["coordinating"] = _bodies(values["coordinating"])
    if "goal" in values:
        values["goal"] = GOAL.model._default_manager.get(dossier=dossier, no=values["goal"])
    return actions.save_entry(
        dossier, part, values, actor=actor, under=under, sample=sample, source=source, confidence=confidence
    )
