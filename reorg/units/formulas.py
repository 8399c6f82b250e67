"""Levels and kinds of units, and the formulas by which the resolutions of 2025 give one unit to another."""

from __future__ import annotations

from django.db import models

from reorg.units.text import Text


class Level(models.TextChoices):
    PROVINCE = "province", "cấp tỉnh"
    DISTRICT = "district", "cấp huyện"
    COMMUNE = "commune", "cấp xã"

    @property
    def text(self) -> Text:
        return Text(str(self.label), f"{self.value} level")


class Kind(models.TextChoices):
    TINH = "tinh", "tỉnh"
    THANH_PHO_TW = "thanh_pho_tw", "thành phố trực thuộc trung ương"
    THANH_PHO = "thanh_pho", "thành phố"
    THI_XA = "thi_xa", "thị xã"
    QUAN = "quan", "quận"
    HUYEN = "huyen", "huyện"
    XA = "xa", "xã"
    PHUONG = "phuong", "phường"
    THI_TRAN = "thi_tran", "thị trấn"
    DAC_KHU = "dac_khu", "đặc khu"

    @property
    def text(self) -> Text:
        """As it stands with a name: "Hai Phong city"."""
        return Text(str(self.label), KINDS_EN[self])

    @property
    def alone(self) -> Text:
        """As it stands in a list of kinds, where the two sorts of cities have to be told apart."""
        under = {Kind.THANH_PHO_TW: "city under the central government", Kind.THANH_PHO: "city under a province"}
        return Text(str(self.label), under.get(self, KINDS_EN[self]))

    @property
    def before_name(self) -> str:
        """What stands before the name: Thành phố Hải Phòng, though the kind is longer."""
        return "Thành phố" if self is Kind.THANH_PHO_TW else str(self.label).capitalize()

    @classmethod
    def of(cls, words: str, level: Level) -> Kind:
        """The kind that a full name begins with."""
        if words.casefold() == "thành phố" and level is Level.PROVINCE:
            return cls.THANH_PHO_TW
        return next(kind for kind in cls if kind.label == words.casefold())


KINDS_EN = {
    Kind.TINH: "province",
    Kind.THANH_PHO_TW: "city",
    Kind.THANH_PHO: "city",
    Kind.THI_XA: "town",
    Kind.QUAN: "urban district",
    Kind.HUYEN: "district",
    Kind.XA: "commune",
    Kind.PHUONG: "ward",
    Kind.THI_TRAN: "township",
    Kind.DAC_KHU: "special zone",
}


class Formula(models.TextChoices):
    """The labels are the words of the resolutions. ``UNSTATED`` is ours, for sources that only say "a part"."""

    WHOLE = "whole", "toàn bộ diện tích tự nhiên, quy mô dân số"
    PART = "part", "một phần diện tích tự nhiên, quy mô dân số"
    PART_AREA = "part_area", "một phần diện tích tự nhiên"
    REMAINDER = "remainder", "phần còn lại"
    PART_PEOPLE = "part_people", "một phần quy mô dân số"
    UNSTATED = "unstated", "một phần (nguồn không nêu công thức)"

    @property
    def text(self) -> Text:
        return Text(str(self.label), FORMULAS_EN[self])

    @property
    def short(self) -> Text:
        return FORMULAS_SHORT[self]

    def worded(self, after: tuple[int, ...] | list[int] = ()) -> Text:
        """The formula as the clause says it, with the clauses a remainder waits for."""
        if not after:
            return self.text
        vi, en = (" và ".join(f"khoản {n}" for n in after), ", ".join(str(n) for n in after))
        return Text(
            f"{self.text.vi} sau khi sắp xếp theo quy định tại {vi}",
            f"{self.text.en} after clause{'s' if len(after) > 1 else ''} {en}",
        )

    @property
    def takes_area(self) -> bool:
        return self is not Formula.PART_PEOPLE

    @property
    def takes_people(self) -> bool:
        return self is not Formula.PART_AREA


FORMULAS_EN = {
    Formula.WHOLE: "the whole natural area and population",
    Formula.PART: "a part of the natural area and population",
    Formula.PART_AREA: "a part of the natural area",
    Formula.REMAINDER: "the remainder",
    Formula.PART_PEOPLE: "a part of the population",
    Formula.UNSTATED: "a part (formula not stated by the source)",
}

FORMULAS_SHORT = {
    Formula.WHOLE: Text("toàn bộ", "whole"),
    Formula.PART: Text("một phần", "part"),
    Formula.PART_AREA: Text("một phần diện tích", "part of area"),
    Formula.REMAINDER: Text("phần còn lại", "remainder"),
    Formula.PART_PEOPLE: Text("một phần dân số", "part of people"),
    Formula.UNSTATED: Text("một phần", "part"),
}
