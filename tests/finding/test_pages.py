"""The box in the header, what it suggests, and the page of everything found."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reorg.people.models import User
from reorg.units.models import Unit
from tests import cast
from workflows import actions
from workflows.models import Dossier

pytestmark = pytest.mark.django_db


def reader(user: User) -> Client:
    User.objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def page(user: User, query: str, **headers: str) -> str:
    answer = reader(user).get(f"/find/?{query}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_page_has_the_box_and_it_is_a_form(people: dict[str, User], agency: Dossier) -> None:
    for path in ("/", "/dossiers/", "/dossiers/HN-01/"):
        html = reader(people["anh"]).get(path).content.decode()
        assert re.search(r'<form class="search-box"[^>]*method="get" action="/find/"', html), path
    assert "search-box" not in Client().get("/accounts/login/").content.decode()


def test_the_page_groups_what_is_found_with_counts(people: dict[str, User], agency: Dossier) -> None:
    for number in range(9):
        cast.paper(agency, "BC", actor=people["anh"], symbol=f"{number}/BC-SNV")
    html = page(people["anh"], "q=bc+snv")
    assert '<section class="card found" id="of-document"' in html
    assert "Documents (9)" in html
    assert '<section class="card found" id="of-event"' in html
    assert "kind=document" in html  # the rest of them
    assert html.count("/dossiers/HN-01/documents/#document-") == 8
    rest = page(people["anh"], "q=bc+snv&kind=document")
    assert rest.count("/dossiers/HN-01/documents/#document-") == 9
    assert "of-event" not in rest


def test_pages_of_one_kind_go_on_and_come_back(people: dict[str, User], agency: Dossier) -> None:
    for number in range(30):
        cast.paper(agency, "BC", actor=people["anh"], symbol=f"{number}/BC-SNV")
    second = page(people["anh"], "q=bc+snv&kind=document&page=2")
    assert second.count("#document-") == 5
    for past in ("9", "0", "-1", "x", "99999999999"):
        assert page(people["anh"], f"q=bc+snv&kind=document&page={past}").count("#document-") == 25


def test_a_former_unit_says_what_it_became(people: dict[str, User], communes: dict[str, Unit]) -> None:
    said = text(page(people["anh"], "q=xuan+thien"))
    assert "Xuan Thien commune former" in said
    assert "Xuan Thien commune → Xuan Chinh commune (1 January 2020) → Chat Binh commune (1 July 2025)" in said
    of_unit = reader(people["anh"]).get(f"/units/{communes['Xuân Chính'].pk}/").content.decode()
    assert f'href="/units/{communes["Chất Bình"].pk}/"' in of_unit
    assert f'href="/units/{communes["Xuân Thiện"].pk}/"' in of_unit
    assert reader(people["anh"]).get("/units/999999/").status_code == 404


def test_an_event_leads_to_its_place_in_the_trail(people: dict[str, User], agency: Dossier) -> None:
    cast.paper(agency, "BC", actor=people["anh"], symbol="77/BC-SNV")
    seq = agency.events.filter(verb="document.registered").latest("seq").seq
    assert f'href="/dossiers/HN-01/trail/?page=1#event-{seq}"' in page(people["anh"], "q=77+bc+snv")


def test_recalled_removed_and_held_things_say_so(people: dict[str, User], agency: Dossier) -> None:
    paper = cast.paper(agency, "BC", actor=people["anh"], symbol="77/BC-SNV")
    version = paper.versions.get()
    actions.recall_document(paper, authority="UBND", ground="Sai số liệu.", actor=people["anh"])
    actions.erase_file(version, ground="Điều 16", paper="3/QĐ", actor=people["binh"])
    actions.place_hold(agency, ground="Thanh tra.", paper="12/QĐ-TTr", actor=people["phuc"])
    said = text(page(people["anh"], "q=77+bc+snv&kind=document"))
    assert "recalled" in said
    assert "content removed" in said
    assert "held" in said


def test_the_box_gets_suggestions_only(people: dict[str, User], agency: Dossier) -> None:
    html = page(people["anh"], "q=hop+nhat&box=1", **{"HX-Request": "true"})
    assert "<html" not in html
    assert 'role="listbox"' in html
    assert re.search(r'role="option"[^>]*href="/dossiers/HN-01/"', html)
    assert "Nothing found" in page(people["anh"], "q=zzzz+zzzz&box=1")
    assert page(people["anh"], "q=&box=1").strip() == ""


def test_what_is_typed_is_shown_as_text(people: dict[str, User]) -> None:
    html = page(people["anh"], "q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_the_page_costs_the_same_however_much_is_found(people: dict[str, User], agency: Dossier) -> None:
    client = reader(people["anh"])
    cast.paper(agency, "BC", actor=people["anh"], symbol="1/BC-SNV")
    with CaptureQueriesContext(connection) as few:
        client.get("/find/?q=bc+snv")
    for number in range(2, 12):
        cast.paper(agency, "BC", actor=people["anh"], symbol=f"{number}/BC-SNV")
    with CaptureQueriesContext(connection) as many:
        client.get("/find/?q=bc+snv")
    assert len(many) <= len(few)
