"""Screening a district, saying what is known of its units, and what a dossier makes of the findings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from reorg.criteria.actions import conclude_exempt, open_from, say
from reorg.criteria.judging import judged
from reorg.criteria.models import Said, Screening, TakenUp
from reorg.demo.cast import PROVINCE_PARTS, bodies
from reorg.people.models import User
from reorg.units.models import Unit
from tests import cast
from tests.criteria.conftest import unit
from tests.web.reader import as_, words
from workflows.errors import BadInput, ContentChanged, NotYou
from workflows.models import Dossier, Event
from workflows.text import Text

pytestmark = pytest.mark.django_db
People = dict[str, User]
Units = dict[str, Unit]
NOTHING: dict[str, Any] = {
    "area_km2": None, "population": None, "source": "", "where": "other", "minority_percent": None,
    "border": False, "red_river_delta": False, "coastal_hardship": False, "factors": [],
}  # fmt: skip


def verdicts(screening: Screening) -> dict[str, str]:
    return {row["name"]["vi"].removeprefix("Xã "): row["verdict"] for row in judged(screening)}


def opened(screening: Screening, people: People, units: list[int] | None = None, code: str = "KS-1") -> Dossier:
    return open_from(
        screening,
        units or [],
        actor=people["anh"],
        procedure=cast.procedure("province_merger"),
        code=code,
        title=Text("Sắp xếp Kim Sơn", "Arrange Kim Sơn"),
        parts=bodies(PROVINCE_PARTS),
    )


def test_a_district_is_found_ticked_and_screened(people: People, kim_son: Units) -> None:
    anh = as_(people["anh"])
    query = {"q": "kim son", "regime": "35/2023-1", "day": "2024-06-01", "title": "Kim Sơn"}
    found = anh.get("/screenings/new/", query)
    pick = f"in:{kim_son['district'].pk}"
    assert f'value="{pick}"' in found.content.decode()
    assert 'value="Kim Sơn"' in found.content.decode()  # what was typed stays
    body = people["anh"].offices.get().organisation_id
    answer = anh.post("/screenings/new/", query | {"pick": pick, "organisation": str(body)})
    made = Screening.objects.get()
    assert answer["Location"] == f"/screenings/{made.pk}/"
    assert made.units.count() == 4  # those of the day: Xuân Thiện had ended
    text = words(anh.get(answer["Location"]))
    assert "Article 1(2)(a), Resolution 35/2023 (area under 70 % and population under 70 %): yes" in text
    assert "area 6.941 km² is 23.13 % of 30 km²" in text


def test_nothing_ticked_says_what_to_do_and_keeps_what_was_typed(people: People, kim_son: Units) -> None:
    body = people["anh"].offices.get().organisation_id
    sent = {"regime": "35/2023-1", "day": "2024-06-01", "title": "Kim Sơn", "organisation": str(body), "q": "kim son"}
    answer = as_(people["anh"]).post("/screenings/new/", sent)
    assert answer.status_code == 400
    assert "Choose the units" in words(answer)
    assert 'value="Kim Sơn"' in answer.content.decode()


def test_history_figures_and_factors_decide(screened: Screening, people: People, kim_son: Units) -> None:
    assert verdicts(screened) == {
        "Hồi Ninh": "candidate",
        "Xuân Chính": "not_subject",
        "Kim Chính": "not_subject",
        "Như Hòa": "data_missing",
    }
    say(
        screened,
        kim_son["xuan_chinh"],
        NOTHING | {"population": 4000, "source": "Niên giám 2023"},
        actor=people["anh"],
    )
    rows = {row["code"]: row for row in judged(screened)}
    assert rows["14632"]["verdict"] == "exempt"  # small now, but arranged in 2019-2021: our own records say so
    assert rows["14632"]["articles"][0]["en"] == "Article 3(2), Resolution 35/2023"
    assert rows["14632"]["factors"][0]["why"] == "Xã Xuân Thiện → 01/01/2020"
    factor = {"factor": "isolated", "why": "Ba mặt giáp biển, chưa có cầu.", "source": "BC 12/BC-UBND"}
    say(screened, kim_son["small"], NOTHING | {"factors": [factor]}, actor=people["anh"])
    assert verdicts(screened)["Hồi Ninh"] == "exempt"


def test_a_figure_or_a_factor_without_its_source_is_refused(
    screened: Screening, people: People, kim_son: Units
) -> None:
    anh, url = as_(people["anh"]), f"/screenings/{screened.pk}/units/{kim_son['small'].pk}/"
    answer = anh.post(url, {"where": "other", "area_km2": "6.1", "factor-isolated": "on", "shown": "0"})
    assert answer.status_code == 400
    text = words(answer)
    assert "Say where the figures come from." in text
    assert "Say why this factor applies." in text
    assert 'value="6.1"' in answer.content.decode()
    assert not Said.objects.exists()
    with pytest.raises(BadInput):
        say(screened, kim_son["small"], NOTHING | {"population": 1}, actor=people["anh"])


def test_saying_is_kept_with_name_and_never_overwrites_what_somebody_else_said(
    screened: Screening, people: People, kim_son: Units
) -> None:
    anh, url = as_(people["anh"]), f"/screenings/{screened.pk}/units/{kim_son['unknown'].pk}/"
    sent = {"where": "other", "area_km2": "7.25", "population": "6,100", "source": "Niên giám 2023", "shown": "0"}
    assert anh.post(url, sent).status_code == 302
    assert anh.post(url, sent).status_code == 302  # the same again: one record
    assert Said.objects.get().area_km2 == Decimal("7.25")
    text = words(anh.get(url))
    assert "7.25 km² · 6,100 people" in text
    assert "Nguyễn Thị Ánh" in text
    late = anh.post(url, sent | {"population": "6,200"})
    assert late.status_code == 409
    assert 'value="6,200"' in late.content.decode()
    with pytest.raises(ContentChanged):
        say(screened, kim_son["unknown"], NOTHING, actor=people["anh"])
    with pytest.raises(IntegrityError, match="stays as it is"):
        Said.objects.update(population=1)


def test_only_drafters_of_the_body_say_anything_and_others_do_not_find_it(
    screened: Screening, people: People, kim_son: Units
) -> None:
    url = f"/screenings/{screened.pk}/"
    assert as_(people["binh"]).get(url).status_code == 200
    assert as_(people["binh"]).post(f"{url}units/{kim_son['small'].pk}/", {}).status_code == 403
    for page in (url, f"{url}export.xlsx", f"{url}units/{kim_son['small'].pk}/"):
        assert as_(people["cuc"]).get(page).status_code == 404
    assert as_(people["cuc"]).get(f"/dossiers/new/?screening={screened.pk}").status_code == 403
    with pytest.raises(NotYou):
        say(screened, kim_son["small"], NOTHING, actor=people["binh"])


def test_filters_narrow_and_the_sheet_holds_what_is_left(screened: Screening, people: People) -> None:
    anh = as_(people["anh"])
    text = words(anh.get(f"/screenings/{screened.pk}/?verdict=not_subject&q=xuan"))
    assert "1 unit of 4" in text
    assert "Kim Chinh commune" not in text
    answer = anh.get(f"/screenings/{screened.pk}/export.xlsx?verdict=candidate")
    book = load_workbook(BytesIO(b"".join(answer)))
    rows = list(book.active.iter_rows(min_row=4, values_only=True))
    assert [row[1] for row in rows] == ["Hoi Ninh commune"]
    assert rows[0][4] == pytest.approx(19.66)
    assert "Article 1(2)(c), Resolution 35/2023" in rows[0][9]


def test_three_hundred_units_cost_as_many_queries_as_four(screened: Screening, people: People, kim_son: Units) -> None:
    anh, url = as_(people["anh"]), f"/screenings/{screened.pk}/"

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert anh.get(url).status_code == 200
        return len(asked)

    few = queries()
    many = [unit(f"Xã {n}", f"{20000 + n}", "10", 3000, parent=kim_son["district"]) for n in range(296)]
    screened.units.add(*many)
    assert queries() == few <= 12


def test_a_dossier_is_started_from_the_units_ticked_and_keeps_their_findings(
    screened: Screening, people: People, kim_son: Units
) -> None:
    anh = as_(people["anh"])
    small = kim_son["small"].pk
    start = f"/dossiers/new/?screening={screened.pk}&unit={small}"
    assert "Province merger" in words(anh.get(start)) or "Merg" in words(anh.get(start))
    procedure = cast.procedure("province_merger")
    parts = {f"part-{key}": body.pk for key, body in bodies(PROVINCE_PARTS).items()}
    url = f"{start}&procedure={procedure.pk}"
    assert "Hoi Ninh commune" in words(anh.get(url))
    answer = anh.post(url, {"code": "KS-1", "title_vi": "Kim Sơn", "title_en": "Kim Sơn", **parts})
    assert answer["Location"] == "/dossiers/KS-1/"
    taken = TakenUp.objects.get(dossier__code="KS-1")
    assert [row["verdict"] for row in taken.findings] == ["candidate"]
    event = Event.objects.get(dossier__code="KS-1", verb="screening.taken_up")
    assert event.body["facts"]["verdicts"] == {"14629": "candidate"}
    say(screened, kim_son["small"], NOTHING | {"population": 90_000, "source": "x"}, actor=people["anh"])
    text = words(as_(people["cuc"]).get("/dossiers/KS-1/screening/"))
    assert "population 5,000 people is 62.5 % of 8,000 people" in text  # as it stood then
    with pytest.raises(IntegrityError, match="stays as it is"):
        TakenUp.objects.update(digest="")


def test_exempt_is_an_end_that_the_chair_concludes_with_the_findings(
    screened: Screening, people: People, kim_son: Units
) -> None:
    fine = [kim_son["xuan_chinh"].pk, kim_son["kim_chinh"].pk]
    dossier = opened(screened, people, fine)
    url = f"/dossiers/{dossier.code}/exempt/"
    assert as_(people["anh"]).get(url).status_code == 403
    binh = as_(people["binh"])
    assert f'href="{url}"' in binh.get(f"/dossiers/{dossier.code}/").content.decode()
    page = words(binh.get(url))
    assert "2 units screened under Resolution 35/2023, 2023–2025: 2 not subject." in page
    assert binh.post(url, {"reason": "Không đơn vị nào thuộc diện."}).status_code == 302
    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.phase == "exempt"
    assert Event.objects.filter(dossier=dossier, verb="dossier.exempted").exists()
    assert binh.post(url, {"reason": "again"}).status_code == 409


def test_what_is_to_be_arranged_cannot_be_closed_as_exempt(screened: Screening, people: People) -> None:
    dossier = opened(screened, people)
    with pytest.raises(BadInput, match="Hồi Ninh"):
        conclude_exempt(dossier, reason="Thôi.", actor=people["binh"])
    answer = as_(people["binh"]).post(f"/dossiers/{dossier.code}/exempt/", {"reason": "Thôi."})
    assert answer.status_code == 400
    assert "Hoi Ninh commune: to be arranged" in words(answer)
    assert Dossier.objects.get(pk=dossier.pk).phase == "drafting"


def test_the_day_offers_the_units_of_that_day(people: People, kim_son: Units) -> None:
    anh = as_(people["anh"])
    before = words(anh.get("/screenings/new/", {"q": "xuan", "regime": "653/2019", "day": "2019-06-01"}))
    after = words(anh.get("/screenings/new/", {"q": "xuan", "regime": "35/2023-1", "day": "2024-06-01"}))
    assert "Xuan Thien commune" in before
    assert "Xuan Thien commune" not in after
    assert "Xuan Chinh commune" in after
    assert date(2020, 1, 1) == kim_son["xuan_chinh"].valid_from
