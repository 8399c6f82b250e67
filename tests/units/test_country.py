"""The country as it was and is, on the real data."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum

from reorg.units.formulas import Formula, Kind, Level
from reorg.units.loading import LAST_DAY, OPERATING, Loaded, load_units
from reorg.units.models import Succession, Unit
from reorg.units.succession import becomes, came_from

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country"), pytest.mark.xdist_group("units")]


def now(code: str, level: Level = Level.COMMUNE) -> Unit:
    return Unit.objects.on(OPERATING).get(code=code, level=level)


def was(code: str, level: Level = Level.COMMUNE) -> Unit:
    return Unit.objects.on(LAST_DAY).get(code=code, level=level)


def kinds(units: object) -> dict[str, int]:
    return {row["kind"]: row["n"] for row in units.order_by().values("kind").annotate(n=Count("pk"))}  # type: ignore[attr-defined]


def test_the_country_has_34_provinces_and_3321_communes() -> None:
    units = Unit.objects.on(OPERATING)
    assert units.provinces().count() == 34
    assert kinds(units.communes()) == {Kind.XA: 2621, Kind.PHUONG: 687, Kind.DAC_KHU: 13}
    assert not units.filter(level=Level.DISTRICT).exists()


def test_before_it_had_63_provinces_and_696_districts() -> None:
    units = Unit.objects.on(LAST_DAY)
    assert units.provinces().count() == 63
    assert units.filter(level=Level.DISTRICT).count() == 696
    # 10,040 rows of the source: five of them island districts without communes
    assert units.communes().count() == 10_035


def test_eleven_provinces_stayed_and_23_are_new() -> None:
    provinces = Unit.objects.on(OPERATING).provinces()
    assert provinces.filter(valid_from=None).count() == 11
    assert provinces.filter(valid_from=OPERATING).count() == 23
    assert Succession.objects.filter(predecessor__level=Level.PROVINCE).count() == 52


def test_hai_phong_has_114_units_from_374_communes_and_an_island_district() -> None:
    city = now("31", Level.PROVINCE)
    assert kinds(Unit.objects.filter(parent=city)) == {Kind.XA: 67, Kind.PHUONG: 45, Kind.DAC_KHU: 2}
    assert Unit.objects.on(LAST_DAY).communes().within(was("30", Level.PROVINCE)).count() == 207
    assert Unit.objects.on(LAST_DAY).communes().within(was("31", Level.PROVINCE)).count() == 167
    rows = Succession.objects.filter(successor__parent=city)
    assert rows.values("predecessor").distinct().count() == 375
    assert set(rows.values_list("resolution", flat=True)) == {"1669/NQ-UBTVQH15"}
    assert rows.filter(formula=Formula.REMAINDER).count() == 71
    assert sorted(set(rows.values_list("clause", flat=True))) == list(range(1, 115))


def test_no_new_unit_of_hai_phong_mixes_the_two_old_provinces() -> None:
    origins: dict[int, set[str]] = {}
    rows = Succession.objects.filter(successor__parent=now("31", Level.PROVINCE))
    for row in rows.select_related("predecessor__parent__parent"):
        district = row.predecessor if row.predecessor.level == Level.DISTRICT else row.predecessor.parent
        origins.setdefault(row.successor_id, set()).add(district.parent.code)
    assert all(len(codes) == 1 for codes in origins.values())
    assert sum(codes == {"30"} for codes in origins.values()) == 64


def test_the_areas_of_the_two_old_provinces_are_those_of_the_new_city() -> None:
    city = now("31", Level.PROVINCE)
    communes = Unit.objects.filter(parent=city).aggregate(km2=Sum("area_km2"))["km2"]
    assert city.area_km2 == communes == Decimal("3194.72")
    assert was("30", Level.PROVINCE).area_km2 + was("31", Level.PROVINCE).area_km2 == city.area_km2
    assert city.population == 4_664_124


def test_a_code_outlives_the_unit_it_named() -> None:
    old, new = was("31", Level.PROVINCE), now("31", Level.PROVINCE)
    assert old != new
    assert (old.valid_from, old.valid_to) == (None, date(2025, 6, 30))
    assert (new.valid_from, new.valid_to) == (date(2025, 7, 1), None)


def test_no_two_units_have_one_code_from_one_day() -> None:
    with transaction.atomic(), pytest.raises(IntegrityError, match="unit_code_once_per_period"):
        Unit.objects.create(code="30", name="Hải Dương", kind=Kind.TINH, level=Level.PROVINCE, source="test")


@pytest.mark.parametrize("typed", ["thuy nguyen", "Thủy Nguyên", "THUỶ NGUYÊN", "  phuong   thuy  nguyen ", "thuy ngu"])
def test_search_ignores_diacritics_case_and_the_place_of_the_tone(typed: str) -> None:
    found = Unit.objects.on(OPERATING).communes().search(typed)
    assert "Phường Thủy Nguyên" in [unit.full_name for unit in found]


def test_search_finds_old_names() -> None:
    assert "Xã Xuân Thiện" in [u.full_name for u in Unit.objects.search("xuan thien")]


def test_search_may_name_the_place() -> None:
    assert [str(u.parent) for u in Unit.objects.search("xuan thien, kim son")] == ["Huyện Kim Sơn"]
    assert [str(u.parent.parent) for u in Unit.objects.search("xuan thien, ninh binh")] == ["Tỉnh Ninh Bình"]


def test_search_begins_at_a_word() -> None:
    assert not Unit.objects.search("huy nguyen").exists()


def test_search_takes_codes_and_numbered_wards() -> None:
    assert {u.code for u in Unit.objects.search("11560")} == {"11560"}
    assert "Phường 10" in {u.full_name for u in Unit.objects.search("10")}


def test_an_old_name_leads_to_todays_unit() -> None:
    """Xuân Thiện became Xuân Chính in 2020, and that became part of Chất Bình in 2025."""
    xuan_thien = Unit.objects.search("xuan thien, kim son").get()
    (chain,) = becomes(xuan_thien)
    assert chain.whole
    assert chain.text().vi == "Xã Xuân Thiện → Xã Xuân Chính (01/01/2020) → Xã Chất Bình (01/07/2025)"
    assert chain.text().en == (
        "Xuan Thien commune → Xuan Chinh commune (1 January 2020) → Chat Binh commune (1 July 2025)"
    )
    assert [c.end.full_name for c in becomes(xuan_thien, date(2022, 1, 1))] == ["Xã Xuân Chính"]
    assert [c.end for c in becomes(xuan_thien, date(2019, 1, 1))] == [xuan_thien]


def test_yen_mat_was_divided_between_two_communes() -> None:
    chains = becomes(Unit.objects.search("yen mat").get())
    assert [(c.steps[0].successor.full_name, c.steps[0].detail, c.end.full_name) for c in chains] == [
        ("Xã Kim Chính", "xóm 1, 2, 3", "Xã Phát Diệm"),
        ("Xã Như Hòa", "xóm 4, 5", "Xã Quang Thiện"),
    ]
    assert not any(chain.whole for chain in chains)


def test_kim_son_had_other_communes_before_2020() -> None:
    district = Unit.objects.get(level=Level.DISTRICT, code="376")
    before = {u.name for u in Unit.objects.on(date(2019, 6, 1)).filter(parent=district)}
    after = {u.name for u in Unit.objects.on(date(2020, 1, 1)).filter(parent=district)}
    assert before - after == {"Xuân Thiện", "Chính Tâm", "Yên Mật"}
    assert after - before == {"Xuân Chính"}
    assert len(after) == 23
    assert Unit.objects.on(OPERATING).filter(origins__predecessor__parent=district).distinct().count() == 8


def test_where_a_unit_came_from() -> None:
    chat_binh = now("14653")
    assert {c.start.name for c in came_from(chat_binh)} == {"Hồi Ninh", "Chất Bình", "Xuân Thiện", "Chính Tâm"}
    assert {c.start.name for c in came_from(chat_binh, LAST_DAY)} == {"Hồi Ninh", "Chất Bình", "Xuân Chính"}
    assert {c.start.code for c in came_from(now("31", Level.PROVINCE))} == {"30", "31"}


def test_chains_take_one_query_per_reorganisation(django_assert_num_queries: object) -> None:
    xuan_thien = Unit.objects.search("xuan thien, kim son").get()
    with django_assert_num_queries(2):  # type: ignore[operator]
        becomes(xuan_thien)


def test_hoa_dong_is_divided_as_the_resolution_says() -> None:
    part, rest = was("11572").fates.order_by("clause")
    assert (part.clause, part.formula, part.successor.name) == (1, Formula.PART, "Thủy Nguyên")
    assert (rest.clause, rest.formula, rest.after_clauses) == (2, Formula.REMAINDER, [1])
    assert rest.sentence().vi == (
        "Phần còn lại sau khi sắp xếp theo quy định tại khoản 1 của Phường Hoa Động → Phường Thiên Hương"
    )


def test_homonyms_the_source_confuses_are_told_apart() -> None:
    """The ward 4 of Tây Ninh is not the ward 4 of Tân An, and Hòa Bình of Vĩnh Bảo not that of Kim Thành."""
    assert [f.successor.name for f in was("25462").fates.all()] == ["Tân Ninh"]
    assert [f.successor.name for f in was("27691").fates.all()] == ["Long An"]
    assert [f.successor.name for f in was("11890").fates.all()] == ["Nguyễn Bỉnh Khiêm"]
    assert {f.successor.name for f in was("10798").fates.all()} == {"Hà Nam", "Kim Thành"}


def test_every_old_commune_became_something_and_every_new_one_came_from_something() -> None:
    assert not Unit.objects.communes().filter(valid_to__isnull=False, fates=None).exists()
    assert not Unit.objects.communes().filter(valid_from=OPERATING, origins=None).exists()


def test_a_unit_taken_whole_has_one_fate() -> None:
    taken_whole = Unit.objects.filter(fates__formula=Formula.WHOLE).values("pk")
    assert not Unit.objects.filter(pk__in=taken_whole).annotate(n=Count("fates")).filter(n__gt=1).exists()


def test_areas_joined_to_the_wrong_homonym_are_left_out(country: Loaded) -> None:
    assert Unit.objects.on(OPERATING).communes().filter(area_km2=None).count() == 256 + 4  # four have none at all
    assert any(note.startswith("256 communes share name and area") for note in country.notes)


def test_loading_again_changes_nothing() -> None:
    before = set(Unit.objects.values_list("pk", "source"))
    again = load_units(["31", "37"])
    assert (again.created, again.updated, again.successions_created, again.successions_updated) == (0, 0, 0, 0)
    assert set(Unit.objects.values_list("pk", "source")) == before


def test_loading_mends_what_was_altered() -> None:
    Unit.objects.filter(pk=now("11560").pk).update(name="Thủy Nguyễn", population=1)
    assert load_units(["31"]).updated == 1
    assert now("11560").name == "Thủy Nguyên"


def test_an_unknown_province_is_a_plain_sentence() -> None:
    with pytest.raises(CommandError, match="No province has the code 99"):
        call_command("load_units", only_provinces="99")
