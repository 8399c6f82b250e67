"""What bad input and bad luck get: not found, not you, not now, not like this, and nobody home."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from reorg.people.models import User
from reorg.web.shared import link_for_missing, page
from tests import cast
from workflows.content import Change
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotReady, NotYou, Refused
from workflows.models import Dossier
from workflows.readiness import Missing
from workflows.text import Text

pytestmark = pytest.mark.django_db


def refused(user: User, refusal: Exception) -> HttpResponse:
    """The answer of a page whose view is refused by the engine."""

    def view(request: HttpRequest) -> HttpResponse:
        raise refusal

    user.language = "en"
    request = RequestFactory().get("/somewhere/")
    request.user = user
    request.resolver_match = None
    answer = page(view)(request)
    assert isinstance(answer, HttpResponse)
    return answer


@pytest.mark.parametrize(
    ("kind", "status", "helps"),
    [
        (NotFound, 404, "A dossier is seen by the organisations that take part in it."),
        (NotYou, 403, "You act in the offices you hold today: Head of the task force"),
        (NotNow, 409, "it shows the dossier as it stands now"),
        (BadInput, 400, "what you typed is still there"),
        (Refused, 400, "what you typed is still there"),
    ],
)
def test_every_refusal_is_a_page_with_its_own_answer(
    people: dict[str, User], kind: Callable[[str], Exception], status: int, helps: str
) -> None:
    answer = refused(people["anh"], kind("Bà Cúc ký trước <b>."))
    assert answer.status_code == status
    html = answer.content.decode()
    assert "Bà Cúc ký trước &lt;b&gt;." in html
    assert helps in html


def test_what_is_missing_is_listed_with_all_of_it(people: dict[str, User]) -> None:
    missing = [
        Missing(Text("thiếu văn bản: Đề án", "document missing: Scheme"), ("documents", "ĐA")),
        Missing(Text("chưa ký", "has not signed"), ("step", "1"), waits=True),
    ]
    answer = refused(people["anh"], NotReady("2 things are missing.", missing))
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "document missing: Scheme" in html
    assert "has not signed" in html


def test_what_changed_is_shown_before_it_is_signed_again(people: dict[str, User]) -> None:
    change = Change(Text("văn bản: 01/TTr", "documents: 01/TTr"), "aaaa", "bbbb")
    html = refused(people["anh"], ContentChanged("Look again.", [change])).content.decode()
    assert "documents: 01/TTr" in html
    assert "aaaa" in html
    assert "bbbb" in html
    assert "You have signed nothing." in html


@pytest.mark.parametrize(
    ("place", "leads_to"),
    [
        (("item", "AST-01"), "/dossiers/HN-01/items/AST-01/"),
        (("documents", "ĐA"), "/dossiers/HN-01/documents/new/?type=ĐA"),
        (("plan", "HN-01"), "/dossiers/HN-01/plan/"),
        (("step", "0"), "/dossiers/HN-01/"),
        (("something", "else"), "/dossiers/HN-01/"),
    ],
)
def test_every_missing_thing_leads_to_where_it_is_mended(
    agency: Dossier, place: tuple[str, str], leads_to: str
) -> None:
    assert link_for_missing(Missing(Text("", ""), place), agency) == leads_to


def test_a_missing_answer_leads_to_its_step(people: dict[str, User], agency: Dossier) -> None:
    asked = cast.asked(agency, people["anh"])
    missing = Missing(Text("", ""), ("step", str(asked.task_id)))
    assert link_for_missing(missing, agency) == f"/steps/{asked.pk}/"


def test_no_such_address_and_not_your_dossier_are_both_not_found(people: dict[str, User], agency: Dossier) -> None:
    client = Client()
    client.force_login(people["xuan"])
    assert client.get("/nowhere/").status_code == 404
    hidden, absent = client.get("/dossiers/HN-01/"), client.get("/dossiers/HN-99/")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content.decode().count("HN-01") == absent.content.decode().count("HN-99")
    assert agency.title_vi not in hidden.content.decode()


def test_a_page_that_is_not_there_is_said_to_strangers_too(client: Client) -> None:
    answer = client.get("/nowhere/", headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert 'href="/accounts/login/"' in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_in_words() -> None:
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"}, headers={"accept-language": "en"})
    assert answer.status_code == 403
    assert "The page was open for too long" in answer.content.decode()


def test_part_of_a_page_asked_for_after_sign_out_goes_to_sign_in_as_a_whole(client: Client) -> None:
    answer = client.get(
        "/dossiers/?q=a",
        headers={"hx-request": "true", "hx-current-url": "http://testserver/dossiers/"},
    )
    assert answer["HX-Redirect"] == "/accounts/login/?next=/dossiers/"


def test_a_mistake_of_ours_says_so_without_details(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(user: User) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("reorg.web.views.desk.waiting_for_me", broken)
    client = Client(raise_request_exception=False)
    client.force_login(people["anh"])
    answer = client.get("/")
    assert answer.status_code == 500
    assert "a secret" not in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_without_a_database_the_page_says_so_and_comes_back_by_itself(
    people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(people["anh"])

    connection = connections[DEFAULT_DB_ALIAS]

    def nobody_home(*_: Any) -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as gone:
        connection.close()
        gone.setattr(type(connection), "get_new_connection", nobody_home)
        for address in ("/", "/dossiers/", "/accounts/password/change/"):
            answer = client.get(address)
            assert (answer.status_code, answer["Retry-After"]) == (503, "10"), address
            assert "connection refused" not in answer.content.decode()
        signing_in = client.post("/accounts/login/", {"login": "anh", "password": cast.PASSWORD})
        assert signing_in.status_code == 503
        assert client.get("/healthz").status_code == 503
    assert client.get("/").status_code == 200
    assert client.get("/healthz").status_code == 200
