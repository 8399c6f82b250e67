"""Who gets which place to live: who is eligible, in what order, and why. The same input gives the same answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reorg.registers.kinds.housing import HOUSING_NEEDS
from reorg.registers.rules import rule
from workflows.text import Text


@dataclass(frozen=True)
class Allocation:
    """One person: eligible or not, in which place of the order, and what they get."""

    key: str
    values: Mapping[str, Any]
    eligible: bool
    rank: int | None
    reasons: tuple[Text, ...]
    place: Mapping[str, Any] | None = None


def allocate(needs: Sequence[tuple[str, Mapping[str, Any]]], places: Sequence[Mapping[str, Any]]) -> list[Allocation]:
    """Everybody in the order of priority; those who are not eligible at the end, with the reason.

    Policy beneficiaries come first, then families with small children, then who lives farthest away, then larger
    households; equal cases by name. Each gets the smallest free place for the household and the area of the rank.
    """
    norm = rule("official_housing")
    far = norm.number("far")
    eligible = sorted((_order(values), key, values) for key, values in needs if not _barred(values, far))
    free = sorted(
        (place for place in places if place.get("state") == "free"),
        key=lambda place: (place["people"], float(place["area"]), place["code"]),
    )
    given: list[Allocation] = []
    for number, (_order_key, key, values) in enumerate(eligible, 1):
        area = norm.number(values["rank"])
        place = next((p for p in free if _fits(p, values, area)), None) or next(
            (p for p in free if p["people"] >= values["household"]), None
        )
        if place is not None:
            free.remove(place)
        given.append(Allocation(key, values, True, number, _reasons(values, far, place, area), place))
    barred = [
        Allocation(key, values, False, None, (why,))
        for key, values in needs
        if (why := _barred(values, far)) is not None
    ]
    return given + sorted(barred, key=lambda one: one.key)


def _order(values: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        not values.get("policy"),
        not values.get("children"),
        -values["distance"],
        -values["household"],
        values["full_name"],
    )


def _barred(values: Mapping[str, Any], far: int) -> Text | None:
    if values["owns"]:
        return Text("đã có nhà ở nơi đến", "owns a home there")
    if values["distance"] < far:
        return Text(
            f"cách nơi làm việc {values['distance']} km, dưới mức {far} km",
            f"lives {values['distance']} km from work, less than {far} km",
        )
    return None


def _fits(place: Mapping[str, Any], values: Mapping[str, Any], area: int) -> bool:
    return bool(place["people"] >= values["household"] and float(place["area"]) >= area)


def _reasons(values: Mapping[str, Any], far: int, place: Mapping[str, Any] | None, area: int) -> tuple[Text, ...]:
    said = [
        Text(
            f"chưa có nhà, cách {values['distance']} km (từ {far} km)",
            f"no home there, {values['distance']} km away (at least {far} km)",
        )
    ]
    if values.get("policy"):
        said.append(Text("đối tượng chính sách", "policy beneficiary"))
    if values.get("children"):
        said.append(Text("có con dưới 6 tuổi", "children under six"))
    rank = HOUSING_NEEDS.by_key["rank"].choice(values["rank"])
    name = rank.title if rank else Text("", "")
    if place is None:
        said.append(
            Text(
                f"hết chỗ cho {values['household']} người: hỗ trợ tiền thuê nhà",
                f"no place left for {values['household']} people: rent support",
            )
        )
    elif float(place["area"]) < area:
        said.append(
            Text(
                f"nhỏ hơn mức {area} m² của {name.vi.lower()}, không còn chỗ lớn hơn",
                f"smaller than {area} m² for a {name.en.lower()}, none larger is left",
            )
        )
    return tuple(said)
