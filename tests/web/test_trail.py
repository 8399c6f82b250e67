"""The trail's page and its export."""

from __future__ import annotations

from typing import Any

import pytest

from reorg.papers import exporting
from reorg.people.models import User
from tests import cast
from tests.web.reader import as_, words
from workflows.models import Dossier, Event
from workflows.trail import verify

pytestmark = pytest.mark.django_db
People = dict[str, User]


def url(dossier: Dossier) -> str:
    return f"/dossiers/{dossier.code}/trail/"


def test_every_event_is_told_in_the_readers_language(merger: Dossier, people: People) -> None:
    cast.drafted(merger, people)
    english = words(as_(people["cuc"]).get(url(merger)))
    assert "completed the step “Draft the scheme”" in english
    assert "Yes. Every event follows the one before" in english
    vietnamese = words(as_(people["cuc"], "vi").get(url(merger)))
    assert "hoàn thành bước “Xây dựng đề án”" in vietnamese
    html = as_(people["cuc"]).get(url(merger)).content.decode()
    numbers = [int(part.split('"')[0]) for part in html.split('id="event-')[1:]]
    merger.refresh_from_db()
    assert numbers == list(range(1, merger.head_seq + 1))


def test_events_are_filtered_by_kind_and_person(merger: Dossier, people: People) -> None:
    cast.drafted(merger, people)
    binh = as_(people["binh"])
    looked = words(binh.get(f"{url(merger)}?weight=access"))
    assert "opened the dossier to read it" in looked
    assert "completed the step" not in looked
    mine = words(binh.get(f"{url(merger)}?person={people['binh'].pk}"))
    assert "completed the step" not in mine


def test_a_long_trail_is_paged(merger: Dossier, people: People) -> None:
    for number in range(40):
        cast.paper(merger, "BC", actor=people["anh"], symbol=f"{number}/BC", signed=True)
    anh = as_(people["anh"])
    first = anh.get(url(merger))
    assert 'id="event-100"' in first.content.decode()
    assert 'id="event-101"' not in first.content.decode()
    assert 'id="event-101"' in anh.get(f"{url(merger)}?page=2").content.decode()


def test_a_broken_chain_is_said_plainly(merger: Dossier, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = verify.Broken(merger.code, 2, "its text was altered: it does not give the hash")
    monkeypatch.setattr("reorg.web.pages.trail.verify", lambda _dossier: broken)
    assert "The chain is broken at event 2." in words(as_(people["phuc"]).get(url(merger)))


def test_an_export_is_written_down_and_sent(merger: Dossier, people: People) -> None:
    phuc = as_(people["phuc"])
    answer = phuc.post(f"/dossiers/{merger.code}/trail/export/", {"language": "vi"}, follow=True)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    event = Event.objects.get(verb="trail.exported", actor=people["phuc"])
    assert event.body["facts"]["language"] == "vi"
    assert ".pdf" in words(phuc.get(url(merger)))


def test_whoever_may_not_export_sees_why_and_is_refused(merger: Dossier, people: People) -> None:
    quynh = as_(people["quynh"])
    assert "The whole trail is for those who draft" in words(quynh.get(url(merger)))
    assert quynh.post(f"/dossiers/{merger.code}/trail/export/", {"language": "vi"}).status_code == 403
    assert quynh.get(f"/dossiers/{merger.code}/trail.pdf").status_code == 404
    assert not Event.objects.filter(verb="trail.exported").exists()


def test_a_printer_that_fails_gives_a_readable_page_and_undoes_nothing(
    merger: Dossier, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def jammed(*_: Any, **__: Any) -> bytes:
        raise RuntimeError("out of ink")

    monkeypatch.setattr(exporting, "signed_trail", jammed)
    phuc, export = as_(people["phuc"]), f"/dossiers/{merger.code}/trail/export/"
    answer = phuc.post(export, {"language": "en"})
    assert answer.status_code == 500
    assert "The trail itself is untouched" in words(answer)
    assert Event.objects.filter(verb="trail.exported", actor=people["phuc"]).exists()
    monkeypatch.undo()
    printed = phuc.post(export, {"language": "en"}, follow=True)
    assert b"".join(printed.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
