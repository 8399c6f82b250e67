"""An auditor takes the trails of many dossiers along: chooses, starts, watches, cancels, gets a mail."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from reorg.audit.telling import mail_of
from reorg.papers.models import Bundle, Export
from reorg.people.models import User
from tests.audit.shared import signed_in
from tests.browser.worker import work_off
from tests.cast import open_agency
from workflows.models import Dossier, Event

pytestmark = pytest.mark.xdist_group("papers")
People = dict[str, Any]


@pytest.fixture
def three(people: People) -> list[Dossier]:
    return [open_agency(people, code) for code in ("HN-11", "HN-12", "HN-13")]


def start(client: Client, *codes: str, query: str = "") -> Any:
    return client.post(f"/audit/bundles/{query}", {"codes": list(codes), "language": "vi"})


@pytest.mark.django_db(transaction=True)
def test_the_worker_prints_them_and_a_mail_says_so(
    three: list[Dossier], keyed: Any, people: People, tmp_path: Path, settings: Any
) -> None:
    client = signed_in(people["phuc"])
    answer = start(client, "HN-11", "HN-13")
    bundle = Bundle.objects.get()
    assert answer["Location"] == f"/audit/bundles/{bundle.pk}/"
    waiting = client.get(answer["Location"]).content.decode()
    assert "0 of 2 printed" in waiting
    assert 'id="bundle" aria-live="polite" hx-get' in waiting
    post = tmp_path / "mail"
    work_off(
        tmp_path,
        more=f"EMAIL_BACKEND = 'django.core.mail.backends.filebased.EmailBackend'\nEMAIL_FILE_PATH = {str(post)!r}\n",
    )
    done = client.get(answer["Location"]).content.decode()
    assert "2 of 2 printed" in done
    assert 'id="bundle" aria-live="polite">' in done
    content = b"".join(client.get(f"/audit/bundles/{bundle.pk}.zip"))
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name for name in names if name.startswith("trails/")] == ["trails/001-HN-11.pdf", "trails/002-HN-13.pdf"]
    letters = [file.read_text() for file in post.iterdir()]  # notices of other things go out as well
    (letter,) = (one for one in letters if f"/audit/bundles/{bundle.pk}/" in one)
    assert f"To: {people['phuc'].email}" in letter
    assert "HN-11" not in letter


@pytest.mark.django_db
def test_dossiers_are_chosen_by_filter_and_tick(three: list[Dossier], people: People) -> None:
    client = signed_in(people["phuc"])
    html = client.get("/audit/bundles/?q=HN-12").content.decode()
    assert 'value="HN-12" checked' in html
    assert 'value="HN-11"' not in html
    refused = start(client, query="?q=HN-1")
    assert refused.status_code == 400
    assert "Choose at least one dossier." in refused.content.decode()
    # A code from outside the list is not taken.
    assert start(client, "HN-11", query="?q=HN-12").status_code == 400
    assert start(client, "NB-99").status_code == 400
    assert not Bundle.objects.exists()


@pytest.mark.django_db
def test_the_same_click_twice_is_one_bundle(three: list[Dossier], people: People) -> None:
    client = signed_in(people["phuc"])
    first, second = start(client, "HN-11", "HN-12"), start(client, "HN-12", "HN-11")
    assert first["Location"] == second["Location"]
    assert Bundle.objects.count() == 1
    assert Event.objects.filter(verb="trail.exported").count() == 2
    assert start(client, "HN-11")["Location"] != first["Location"]


@pytest.mark.django_db
def test_cancelling_ends_it(three: list[Dossier], people: People) -> None:
    client = signed_in(people["phuc"])
    page = start(client, "HN-11")["Location"]
    assert client.post(f"{page}cancel/").status_code == 302
    assert Bundle.objects.get().state == Export.State.CANCELLED
    assert client.post(f"{page}cancel/").status_code == 409
    assert client.get(f"{page.rstrip('/')}.zip").status_code == 404


@pytest.mark.django_db
def test_a_bundle_is_for_who_asked_for_it(three: list[Dossier], people: People) -> None:
    page = start(signed_in(people["phuc"]), "HN-11")["Location"]
    office = people["phuc"].offices.get(role="auditor")
    other = User.objects.create(username="other", full_name="Kiểm toán viên khác")
    office.pk, office.person = None, other
    office.save()
    for path in (page, f"{page.rstrip('/')}.zip"):
        assert signed_in(other).get(path).status_code == 404
    assert signed_in(other).post(f"{page}cancel/").status_code == 404
    for path in ("/audit/bundles/", page):
        assert signed_in(people["anh"]).get(path).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_mail_speaks_the_readers_language_and_of_failures(people: People, agency: Dossier, language: str) -> None:
    people["phuc"].language = language
    bundle = Bundle.objects.create(language="vi", asked_by=people["phuc"], state=Export.State.READY)
    bundle.items.create(dossier=agency, state=Export.State.FAILED, why="hết mực")
    mail_of(bundle).send()
    (sent,) = mail.outbox
    assert f"/audit/bundles/{bundle.pk}/" in sent.body
    assert "hết mực" not in sent.body
    if language == "en":
        assert sent.subject == "The trails you asked for are ready"
        assert "1 of them could not be printed." in sent.body
