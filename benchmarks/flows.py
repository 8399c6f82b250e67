"""The same procedure twice: three steps of work, three signatures side by side, a decision."""

from __future__ import annotations

from datetime import date

from viewflow import this
from viewflow.workflow import flow, lock
from viewflow.workflow.flow import views
from viewflow.workflow.models import Process as PlainProcess
from viewflow.workflow.models import Task as PlainTask

from reorg.procedures.parts import LEAD_CHAIR, OTHER_CHAIR, TASK_FORCE
from workflows.clock import WorkingDays
from workflows.flow import Beginning, End, Part, Procedure, Seat, SignOff, Step
from workflows.phases import Phase
from workflows.text import Text


class Ours(Procedure):
    """So sánh"""

    code = "benchmark"
    version = "1"
    title = Text("So sánh", "Benchmark")
    valid_from = date(2025, 1, 1)
    lead = "lead_pc"
    parts = {
        "lead_pc": Part(Text("Chủ trì", "Lead")),
        "other_pc": Part(Text("Phối hợp", "Partner")),
        "home_affairs": Part(Text("Sở Nội vụ", "Home Affairs")),
    }

    begin = Beginning(Text("Bắt đầu", "Begin")).Next(this.draft)
    draft = Step(Text("Soạn thảo", "Draft"), by=TASK_FORCE, phase=Phase.DRAFTING, due=WorkingDays(5), edits=True).Next(
        this.check
    )
    check = Step(Text("Kiểm tra", "Check"), by=TASK_FORCE, phase=Phase.REVIEW, due=WorkingDays(5)).Next(this.complete)
    complete = Step(Text("Hoàn thiện", "Complete"), by=TASK_FORCE, phase=Phase.REVIEW, due=WorkingDays(5)).Next(
        this.signers
    )
    signers = SignOff(
        Text("Ba người ký", "Three sign"),
        by=(LEAD_CHAIR, OTHER_CHAIR, Seat("home_affairs", "chair")),
        phase=Phase.REVIEW,
        due=WorkingDays(5),
        statement=Text("Tôi đồng ý.", "I agree."),
    ).Next(this.decide)
    decide = SignOff(
        Text("Quyết định", "Decide"), by=OTHER_CHAIR, phase=Phase.APPROVAL, statement=Text("Đồng ý.", "Agreed.")
    ).Next(this.carry)
    carry = Step(Text("Thực hiện", "Carry out"), by=TASK_FORCE, phase=Phase.IMPLEMENTATION).Next(this.end)
    end = End(Text("Hoàn tất", "Closed"))


class Plain(flow.Flow):
    """The same in viewflow as it comes, with the row lock it recommends for PostgreSQL."""

    process_class = PlainProcess
    task_class = PlainTask
    lock_impl = lock.select_for_update_lock

    begin = flow.StartHandle().Next(this.draft)
    draft = flow.View(views.UpdateProcessView.as_view()).Permission("auth.view_group").Next(this.check)
    check = flow.View(views.UpdateProcessView.as_view()).Permission("auth.view_group").Next(this.complete)
    complete = flow.View(views.UpdateProcessView.as_view()).Permission("auth.view_group").Next(this.split)
    split = flow.Split().Next(this.first).Next(this.second).Next(this.third)
    first = flow.View(views.UpdateProcessView.as_view()).Permission("auth.view_group").Next(this.join)
    second = flow.View(views.UpdateProcessView.as_view()).Permission("auth.view_group").Next(this.join)
    third = flow.View(views.UpdateProcessView.as_view()).Permission("auth.view_group").Next(this.join)
    join = flow.Join().Next(this.decide)
    decide = flow.View(views.UpdateProcessView.as_view()).Permission("auth.view_group").Next(this.end)
    end = flow.End()
