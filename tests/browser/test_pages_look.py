"""Every page as it looks: nothing axe objects to, nothing wider than a phone, nothing the browser complains about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError
from playwright.sync_api import Page

from reorg.papers.models import Export
from reorg.people.models import User
from tests.browser.looking import Look, complaints_about
from tests.cast import asked, drafted, open_agency, open_province, paper, settle, sign
from tests.engine.doing import answers, at_appraisal, at_councils, at_hand_over, votes
from workflows import actions
from workflows.models import Dossier, Programme


@pytest.fixture
def looks(site: str, people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> list[Look]:
    """Dossiers at every kind of step, with papers, evidence, sign-offs, returns and exports; and all pages of them."""
    return [*outside(), *general(monkeypatch), *of_the_merger(people), *in_the_middle(people), *of_the_agency(people)]


def outside() -> Iterator[Look]:
    for path in ("login/", "logout/", "password/reset/", "password/reset/done/", "signup/", "inactive/"):
        yield Look(f"/accounts/{path}")
    yield Look("/accounts/password/reset/key/1-none/")
    yield Look("/accounts/password/reset/key/done/")
    yield Look("/nowhere/")
    yield Look("/accounts/login/", press=SUBMIT)


def general(monkeypatch: pytest.MonkeyPatch) -> Iterator[Look]:
    from reorg.web.views import desk

    waiting_for_me = desk.waiting_for_me

    def unlucky(user: User) -> Any:
        if user.username == "vinh":
            raise ZeroDivisionError
        if user.username == "uyen":
            raise OperationalError
        return waiting_for_me(user)

    monkeypatch.setattr("reorg.web.views.desk.waiting_for_me", unlucky)
    yield Look("/", "anh")
    yield Look("/", "xuan")
    yield Look("/", "vinh")  # 500
    yield Look("/", "uyen")  # 503
    yield Look("/dossiers/", "anh")
    yield Look("/dossiers/", "xuan")
    yield Look("/dossiers/?q=nothing", "anh")
    yield Look("/dossiers/new/", "anh")
    yield Look("/dossiers/new/?procedure=1", "anh")
    yield Look("/dossiers/new/?procedure=1", "anh", press=SUBMIT)
    yield Look("/dossiers/new/", "binh")  # 403
    yield Look("/programmes/", "anh")
    yield Look("/programmes/", "xuan")
    yield Look("/nowhere/", "anh")  # 404
    yield Look("/style/", "anh")
    for user in User.objects.filter(is_active=True).exclude(username__in=("anh", "xuan", "vinh", "uyen")):
        yield Look("/", user.username)  # each role at its desk
    yield Look("/accounts/password/change/", "anh")
    yield Look("/accounts/logout/", "anh")
    yield Look("/accounts/email/", "anh")
    yield Look("/accounts/reauthenticate/", "anh")


def of_the_merger(people: dict[str, User]) -> Iterator[Look]:
    """At the councils: much is signed and asked; the content is held still."""
    dossier = open_province(people)
    paper(dossier, "BC", actor=people["anh"], symbol="05/BC-UBND")
    at_councils(dossier, people)
    for state in Export.State.values:
        Export.objects.create(
            dossier=dossier, language="vi", state=state, head_seq=3, head_hash="0" * 64, asked_by=people["anh"]
        )
    at = f"/dossiers/{dossier.code}/"
    yield Look(at, "anh")
    yield Look(at, "phuc")
    places = ("plan/", "documents/", "documents/new/", "checklists/", "trail/", "dates/", "timeplan/", "comments/")
    for place in (*places, "deadlines/", "steps/draft/", "steps/councils/", "?kind=decisions#lately"):
        yield Look(at + place, "anh")
    programme = Programme.objects.create(
        code="SX-2025", title_vi="Sắp xếp 2025", title_en="Reorganisation 2025", ends_on="2025-07-01"
    )
    Dossier.objects.filter(pk=dossier.pk).update(programme=programme)
    yield Look("/programmes/SX-2025/", "anh")
    yield Look(at + "plan/1/", "anh")  # 409
    yield Look(at + "documents/new/", "anh", press=SUBMIT)
    yield Look(f"/documents/{dossier.documents.get(type='BC').pk}/versions/", "anh")
    yield Look(at + "withdraw/", "binh")
    yield Look(at + "checklists/assets/", "anh")
    yield Look(at + "checklists/assets/?view=board", "anh")
    yield Look(at + "checklists/assets/?q=nothing", "anh")
    yield Look(at + "trail/", "son")
    yield Look(at + "plan/new/", "son")  # 403
    yield step_of(dossier, people["hanh"])
    yield step_of(dossier, people["hanh"], press="button[value=preview]")
    votes(asked(dossier, people["khanh"]), people["khanh"])
    yield answered(dossier, people["khanh"])
    yield answered(dossier, people["dung"])


def in_the_middle(people: dict[str, User]) -> Iterator[Look]:
    """Steps of every other kind, each in a dossier of its own."""
    empty = open_agency(people, "HN-02")
    yield Look(f"/dossiers/{empty.code}/", "anh")
    yield Look(f"/dossiers/{empty.code}/documents/", "anh")
    yield step_of(empty, people["anh"])

    consulting = open_province(people, "HP-02")
    drafted(consulting, people)
    yield step_of(consulting, people["anh"])
    answers(consulting, people["anh"], agree=90)
    yield step_of(consulting, people["anh"], press="#add button")
    yield Look(f"/dossiers/{consulting.code}/plan/", "anh")
    yield Look(f"/dossiers/{consulting.code}/plan/1/", "anh")
    yield Look(f"/dossiers/{consulting.code}/plan/new/", "anh")
    yield Look(f"/dossiers/{consulting.code}/plan/new/", "anh", press="button[name=save]")

    appraised = open_province(people, "HP-03")
    at_appraisal(appraised, people)
    yield step_of(appraised, people["lam"])
    yield step_of(appraised, people["lam"], press=".sign-button")

    supplemented = open_province(people, "HP-04")
    at_appraisal(supplemented, people)
    actions.ask_supplement(asked(supplemented, people["lam"]), reason="Bổ sung bản đồ.", actor=people["lam"])
    yield step_of(supplemented, people["anh"])

    returned = open_agency(people, "HN-03")
    drafted(returned, people)
    sign(returned, people["binh"])
    actions.send_back(asked(returned, people["cuc"]), to="draft", reason="Thiếu biên chế.", actor=people["cuc"])
    yield Look(f"/dossiers/{returned.code}/", "anh")

    mended = open_agency(people, "HN-04")
    drafted(mended, people)
    actions.send_back(asked(mended, people["cuc"]), to="draft", reason="Thiếu biên chế.", actor=people["cuc"])
    paper(mended, "TTr", actor=people["anh"], signed=True)
    drafted(mended, people)
    yield step_of(mended, people["cuc"])


def of_the_agency(people: dict[str, User]) -> Iterator[Look]:
    """At the hand-over, with items in every state and a restricted paper."""
    dossier = open_agency(people)
    giver, receiver = at_hand_over(dossier, people)
    actions.register_document(
        dossier,
        type=dossier.documents.first().type,  # type: ignore[union-attr]
        symbol="02/MẬT",
        issuer="UBND",
        date=None,
        subject=dossier.text,
        signed=False,
        restricted=True,
        actor=people["anh"],
    )
    items = list(dossier.items.select_related("owner", "dossier").order_by("code"))
    settle(items[0], people)
    reported, proved, waived, fresh = items[1:5]
    worker = people["anh"]
    for item in (reported, proved):
        actions.add_evidence(item, file=a_proof(item.code), actor=worker)
    actions.report_done(reported, actor=worker)
    from workflows.trail.canonical import digest

    actions.waive_item(waived, reason="Không có.", shown=digest(actions.item_content(waived)), actor=people["binh"])
    at = f"/dossiers/{dossier.code}/"
    yield Look(at, "anh")
    yield Look(at + "documents/", "anh")
    for item in (items[0], reported, proved, waived, fresh):
        yield Look(f"{at}items/{item.code}/", "anh")
    yield Look(f"{at}items/{reported.code}/", "tuan")
    yield Look(f"{at}items/{fresh.code}/", "binh", press="form[action$='/waive/'] button")
    yield Look(f"/steps/{giver.pk}/", "vinh")
    yield Look(f"/steps/{receiver.pk}/", "binh")  # waits for Vinh
    yield Look(f"/steps/{giver.pk}/", "binh")  # 403
    yield Look(at, "xuan")  # 404


SUBMIT = "main form:not(.language) button[type=submit]:not([name=look], [name=more])"


def a_proof(text: str) -> Any:
    from tests.engine.doing import file

    return file(text, f"{text}.pdf")


def step_of(dossier: Dossier, person: User, press: str = "") -> Look:
    return Look(f"/steps/{asked(dossier, person).pk}/", person.username, press)


def answered(dossier: Dossier, person: User) -> Look:
    return Look(f"/steps/{dossier.assignments.filter(done_by=person).latest('id').pk}/", person.username)


def test_no_page_is_hard_to_read_or_to_use(looks: list[Look], window: Callable[..., Page], site: str) -> None:
    """In both languages, in the light and in the dark, at a desk and on a phone, with letters twice as large."""
    complaints = complaints_about(looks, window, site)
    assert not complaints, "\n".join(complaints)
