"""What people see when something goes wrong under their hands: another tab, a doubled click, a dead database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Page, expect
from psycopg.conninfo import make_conninfo

from reorg.papers.models import Export
from reorg.people.models import User
from tests.browser.visiting import Cast, Visitor, a_file
from tests.browser.worker import kill, work_off, working
from tests.cast import PASSWORD, drafted, settle
from workflows.models import Dossier

STEP = "The leaders of both People's Committees concur"


def test_the_second_tab_is_told_what_changed_and_keeps_its_text(
    site: str, window: Callable[..., Page], agency: Dossier
) -> None:
    first, second = (Visitor(window(), site, "son").signs_in() for _ in range(2))
    item = agency.items.filter(owner__key="hd_pc").order_by("code")[0]
    first.goes_to(f"/dossiers/{agency.code}/items/{item.code}/")
    first.field("File").set_input_files(a_file("Biên bản.pdf"))
    first.clicks("Attach")
    first.is_told("is attached")
    second.goes_to(f"/dossiers/{agency.code}/items/{item.code}/")
    second.field("Note (optional)").fill("Two pages are copies.")

    first.field("File").set_input_files(a_file("Phụ lục.pdf", "annex"))
    first.clicks("Attach")
    first.is_told("is attached")
    second.clicks("Report as done")
    second.is_warned("Somebody changed this item since you opened it: it is now in progress.")
    expect(second.field("Note (optional)")).to_have_value("Two pages are copies.")
    second.reads("Phụ lục.pdf")

    first.goes_to(f"/dossiers/{agency.code}/items/{item.code}/")
    first.field("Note (optional)").fill("All there.")
    first.clicks("Report as done")
    first.is_told("Reported as done.")
    second.clicks("Report as done")
    second.is_warned("it is now done")
    second.reads("Two pages are copies.")  # there is nothing left to report, but the text is not lost


def test_a_doubled_click_signs_once(cast: Cast, agency: Dossier, people: dict[str, User]) -> None:
    drafted(agency, people)
    binh = cast("binh")
    binh.takes_up(agency.code, STEP)
    form = binh.page.url
    binh.page.get_by_role("radio", name="Approve and sign").check()
    binh.field("Your password, to confirm").fill(PASSWORD)
    binh.page.get_by_role("button", name="Confirm my decision").dblclick()
    binh.page.wait_for_url("**/receipts/*/")
    binh.follows("To the dossier")
    expect(binh.page.locator("#signed li", has_text="Trần Văn Bình")).to_have_count(1)

    binh.page.goto(form)  # and who comes back to the form finds it answered, not a second one
    binh.reads("This step is answered")
    binh.reads("Trần Văn Bình")


def test_content_that_changes_under_the_signer_is_shown_before_it_is_signed(
    cast: Cast, agency: Dossier, people: dict[str, User]
) -> None:
    drafted(agency, people)
    binh, anh = cast("binh"), cast("anh")
    binh.takes_up(agency.code, STEP)
    anh.goes_to(f"/dossiers/{agency.code}/dates/")
    anh.field("Operating from").fill("2025-09-01")
    anh.clicks("Set the dates")
    anh.is_told("The dates are set")
    binh.decides("Return for changes", to="Draft the scheme", reason="The posts are counted twice.")
    binh.is_warned("The content has changed since you opened this page.")
    binh.reads("1 September 2025")
    expect(binh.page.get_by_role("radio", name="Return for changes")).to_be_checked()
    expect(binh.field("Reason")).to_have_value("The posts are counted twice.")


def test_a_wrong_password_keeps_what_was_typed(cast: Cast, agency: Dossier, people: dict[str, User]) -> None:
    drafted(agency, people)
    cuc = cast("cuc")
    cuc.takes_up(agency.code, STEP)
    cuc.decides("Return for changes", to="Draft the scheme", reason="Thiếu biên chế.", password="mật khẩu khác")
    cuc.reads("This is not your password. Nothing has been signed; what you typed is kept.")
    expect(cuc.page.get_by_role("radio", name="Return for changes")).to_be_checked()
    expect(cuc.field("Reason")).to_have_value("Thiếu biên chế.")
    expect(cuc.field("Your password, to confirm")).to_have_value("")


# The database


def test_without_the_database_every_page_says_so_and_comes_back_by_itself(cast: Cast, agency: Dossier) -> None:
    anh = cast("anh")
    anh.opens(agency.code)
    with no_database():
        assert anh.goes_to(f"/dossiers/{agency.code}/") == 503
        anh.reads_heading("Reorg is out of reach for a moment")
        assert anh.goes_to("/") == 503
    assert anh.goes_to(f"/dossiers/{agency.code}/") == 200
    anh.reads_heading(agency.title_en)


@contextmanager
def no_database() -> Iterator[None]:
    """All connections to the test's database are cut, and no new one is let in."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with psycopg.connect(make_conninfo(settings.OWNER_URL, dbname="postgres"), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            server.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


# The worker


def test_what_a_killed_worker_was_printing_is_printed_by_another(
    cast: Cast, agency: Dossier, people: dict[str, User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reorg.papers.exporting.AT_ONCE", 0)
    for item in agency.items.select_related("owner", "dossier").order_by("code")[:12]:
        settle(item, people)
    phuc = cast("phuc")
    phuc.goes_to(f"/dossiers/{agency.code}/trail/")
    phuc.clicks("Export the trail")
    phuc.is_told("The trail is being printed.")
    with working(tmp_path) as worker:
        wait_until(lambda: state_of_export() == Export.State.PRINTING)
        kill(worker)
    assert state_of_export() == Export.State.PRINTING
    phuc.reads("Being printed")

    minutes_pass()
    work_off(tmp_path)
    with phuc.page.expect_download() as waiting:
        phuc.page.locator("#exports a[download]").click()  # the page has asked again by itself
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")


def state_of_export() -> str:
    return Export.objects.values_list("state", flat=True).get()


def wait_until(there: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def minutes_pass() -> None:
    """The killed worker has been silent for longer than STALLED_AFTER, and the next housekeeping is due."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '10 minutes'")
        cursor.execute("TRUNCATE procrastinate_periodic_defers")


def test_a_dead_mail_server_undoes_nothing(
    cast: Cast, agency: Dossier, people: dict[str, User], tmp_path: Path
) -> None:
    drafted(agency, people)
    cast("binh").signs(agency.code, STEP)
    cast("cuc").signs(agency.code, STEP)
    work_off(tmp_path, more=NOBODY_TAKES_MAIL)
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, attempts FROM procrastinate_jobs WHERE task_name LIKE '%tell_asked'")
        done = set(cursor.fetchall())
    assert ("todo", 1) in done  # tried, and to be tried again
    assert done <= {("todo", 1), ("succeeded", 1)}  # nobody is told of a step that is over
    cast("cuc").opens(agency.code)
    cast("cuc").reads("Appraisal", within=".page-subtitle")


NOBODY_TAKES_MAIL = """
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", 1
"""


def test_a_printer_that_fails_undoes_nothing_and_prints_the_next_time(
    cast: Cast, agency: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jammed(*_: Any, **__: Any) -> bytes:
        raise RuntimeError("paper jam")

    phuc = cast("phuc")
    phuc.goes_to(f"/dossiers/{agency.code}/trail/")
    with monkeypatch.context() as broken:
        broken.setattr("reorg.papers.exporting.signed_trail", jammed)
        phuc.clicks("Export the trail")
        phuc.reads_heading("The paper could not be printed")
        phuc.reads("The trail itself is untouched, and your request for it is on record.")
    with phuc.page.expect_download() as waiting:
        phuc.clicks("Try again")
    assert waiting.value.suggested_filename.startswith(agency.code)
    phuc.goes_to(f"/dossiers/{agency.code}/trail/")
    phuc.reads("Yes. Every event follows the one before", within="#chain")
