"""The rooms beside the way of a dossier, as they look: meetings, reviews, guidance, plan of work, rules, mail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from reorg.administration.people import appoint
from reorg.administration.rights import Scope, scope_of
from reorg.guidance.demo import demo_guidance
from reorg.guidance.models import GuidingDocument
from reorg.meetings import joint
from reorg.meetings.models import Pack
from reorg.notices.models import Notice
from reorg.people.models import Organisation, User
from reorg.reviews.demo import demo_conformity, demo_evaluations, demo_reports
from reorg.rulebooks import drafting
from reorg.rulebooks.books import book_of
from reorg.units.actions import change_plan
from reorg.units.formulas import Kind
from reorg.workplan import demo as workplan
from tests.browser.looking import IN_THE_DARK, RUN_AXE, Look, complaints_about
from tests.cast import merged, open_province, paper, province, sign
from tests.engine.doing import at_appraisal
from tests.meetings.conftest import frozen
from workflows.models import Dossier
from workflows.text import Text

People = dict[str, User]
MERGER, COMMUNES, CITY = "/dossiers/HP-01/", "/dossiers/HP-02/", "/dossiers/HP-03/"


@pytest.fixture
def looks(site: str, people: People) -> list[Look]:
    """A merger with its meetings, reports, reviews and plan of work; communes with a plan; a city that operates."""
    boss = User.objects.create(username="boss", full_name="Quản trị viên", email="boss@example.org")
    appoint(None, boss, organisation=None, basis="01/QĐ")
    merger = open_province(people)
    return [
        *of_meetings(merger, people),
        *of_reports(merger, people),
        *of_conformity(people),
        *of_evaluations(people),
        *of_work(merger, people),
        *of_guidance(merger, people, boss),
        *of_rules(scope_of(boss)),
        *of_mail(merger, people),
    ]


def of_meetings(merger: Dossier, people: People) -> Iterator[Look]:
    papers = [paper(merger, type_, actor=people["anh"], symbol=f"1/{type_}", signed=True) for type_ in ("ĐA", "TTr")]
    first: Pack = frozen(merger, papers, people["anh"])
    frozen(merger, papers[:1], people["anh"], replaces=first)
    session(merger, people)
    yield Look(f"{MERGER}packs/", "anh")
    yield Look(f"{MERGER}packs/1/", "phuc")
    yield Look(f"{MERGER}packs/new/?from=2", "anh")
    yield Look(f"{MERGER}packs/new/", "anh", press="main .btn-primary")
    yield Look(f"{MERGER}joint/new/", "anh", press="main .btn-primary")
    yield Look(f"{MERGER}joint/1/", "anh")
    yield Look(f"{MERGER}joint/1/", "cuc")


def session(dossier: Dossier, people: People) -> None:
    """Both sides and a guest are there; one head has agreed to the first of two conclusions."""
    bodies = {"first": Organisation.objects.get(key="hp_pc"), "second": Organisation.objects.get(key="hd_pc")}
    made = joint.hold_joint(
        dossier, subject=Text("Hội nghị về sáp nhập", ""), held_on=date(2025, 5, 27), **bodies, actor=people["anh"]
    )
    for side, name in (("first", "Trần Văn Bình"), ("second", "Lê Thị Cúc"), ("guest", "")):
        office, head = Text("Chủ tịch", "Chair"), bool(name)
        joint.note_attendee(made, side=side, name=name, office=office, head=head, actor=people["anh"])
    for text in ("Danh sách các sở", "Trụ sở làm việc"):
        joint.write_item(made, text=Text(text, ""), conclusion=Text(f"Thống nhất: {text}.", ""), actor=people["anh"])
    joint.agree(made, (1,), shown=joint.joint_of(dossier, 1).digest, actor=people["binh"])


def of_reports(merger: Dossier, people: People) -> Iterator[Look]:
    demo_reports(merger, people)
    yield Look(f"{MERGER}workstreams/", "son")
    yield Look(f"{MERGER}workstreams/", "binh", press="form[action$='/return/'] button")


def of_conformity(people: People) -> Iterator[Look]:
    dossier = open_province(people, "HP-02")
    whole = merged(province("31", "Hải Phòng"), province("30", "Hải Dương"))
    wards = ("Thủy Nguyên", "An Biên", "Hải An")
    clauses = [replace(whole, number=no, name=name, code="", kind=Kind.PHUONG) for no, name in enumerate(wards, 1)]
    change_plan(dossier, clauses, actor=people["anh"])
    demo_conformity(dossier, people)
    yield Look(f"{COMMUNES}conformity/", "phuc")
    yield Look(f"{COMMUNES}conformity/general/", "phuc")
    yield Look(f"{COMMUNES}conformity/town-country/", "quynh", press="main .fit-send .btn-primary")


def of_evaluations(people: People) -> Iterator[Look]:
    dossier = open_province(people, "HP-03")
    at_appraisal(dossier, people)
    signers = (("lam", "BC", "appraisal"), ("mai", "NQ", "government"), ("nam", "", ""), ("oanh", "NQ", "assembly"))
    for name, type_, step in signers:
        if type_:
            paper(dossier, type_, actor=people[name], symbol=f"{name}/{type_}", step=step)
        sign(dossier, people[name])
    day = timezone.localdate() - timedelta(days=400)
    Dossier.objects.filter(pk=dossier.pk).update(operation_date=day)
    demo_evaluations(dossier, people)
    yield Look(f"{CITY}evaluations/", "binh")
    yield Look(f"{CITY}evaluations/new/", "quynh", press="main .btn-primary")


def of_work(merger: Dossier, people: People) -> Iterator[Look]:
    workplan.hai_phong(merger, people)
    at = f"{MERGER}work/"
    yield Look(at, "anh")
    yield Look(f"{at}tasks/", "anh")
    yield Look(f"{at}tasks/3/", "quynh")
    yield Look(f"{at}tasks/10/", "binh")
    yield Look(f"{at}targets/1/", "anh")
    yield Look(f"{at}risks/", "anh")
    yield Look(f"{at}report/", "phuc")
    yield Look(f"{at}entries/group/1/", "anh")


def of_guidance(merger: Dossier, people: People, boss: User) -> Iterator[Look]:
    demo_guidance(boss, people["anh"])
    asking = GuidingDocument.objects.get(number="112/2025/UBTVQH15").pk
    open_province(people, "HP-04")  # not asked yet
    told = GuidingDocument.objects.get(number="05/CV-BCĐ").pk
    yield Look("/guidance/", "anh")
    yield Look("/guidance/new/", "anh", press="main form[method=post] .btn-primary")
    yield Look(f"/guidance/{told}/", "anh")
    yield Look(f"/guidance/{asking}/", "boss")
    yield Look(f"/guidance/{asking}/ask/", "boss")
    yield Look(f"{MERGER}reviews/", "anh", press="main form[method=post] .btn-primary")


def of_rules(scope: Scope) -> Iterator[Look]:
    drafting.begin(scope, book_of("retention", "periods"))
    at = "/administration/rules/"
    for place in ("", "documents/province_merger_2025.1/", "criteria/35_2023-2/"):
        yield Look(f"{at}{place}", "boss")
    for place in ("", "draft/", "draft/lines/1/", "draft/in-force/"):
        yield Look(f"{at}retention/periods/{place}", "boss")


def of_mail(merger: Dossier, people: People) -> Iterator[Look]:
    """One mail that may have arrived, one that waits."""
    then = timezone.now() - timedelta(hours=2)
    common: dict[str, Any] = {
        "dossier": merger, "path": "/", "kind": "asked", "title_vi": "Ký", "title_en": "Sign",
        "at": then, "mail_at": then,
    }  # fmt: skip
    doubted = Notice.objects.create(person=people["binh"], key="doubted", claimed_at=then, handed_at=then, **common)
    Notice.objects.create(person=people["cuc"], key="waiting", **common)
    yield Look("/administration/mail/", "boss")
    yield Look(f"/administration/mail/{doubted.pk}/again/", "boss")


def test_no_page_of_the_newest_rooms_is_hard_to_read_or_to_use(
    looks: list[Look], window: Callable[..., Page], site: str
) -> None:
    """In Vietnamese in the light at a desk, in English in the dark on a phone: all rules of axe, once for each."""
    complaints = complaints_about(looks, window, site, (RUN_AXE, IN_THE_DARK))
    assert not complaints, "\n".join(complaints)
