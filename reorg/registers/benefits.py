"""What people who leave are owed under Decrees 178/2024 and 67/2025, with the working shown in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reorg.registers.rules import NoRule, Rule, rule
from reorg.units.text import number as _n
from workflows.text import Text


@dataclass(frozen=True)
class Part:
    """One amount of a benefit: what for, how it is computed, how much."""

    what: Text
    working: Text
    amount: int


@dataclass(frozen=True)
class Benefit:
    """All that somebody is owed; or, with ``why``, why nothing is computed."""

    parts: tuple[Part, ...] = ()
    law: str = ""
    source: str = ""
    why: Text | None = None

    @property
    def total(self) -> int:
        return sum(part.amount for part in self.parts)


@dataclass(frozen=True)
class Leaver:
    salary: int
    insured_years: int
    insured_months: int
    months: int
    leaves_on: date
    decided_on: date | None = None


def cannot(vi: str, en: str) -> Benefit:
    return Benefit(why=Text(vi, en))


def severance(leaver: Leaver) -> Benefit:
    """0.8 month's salary for each month counted, 1.5 for each insured year, and three months to look for work.

    The factor holds for those who leave within twelve months of the decision; for later ones no source is at hand, and
    nothing is computed rather than something guessed.
    """
    try:
        figures = rule("severance", leaver.leaves_on)
    except NoRule:
        return _no_rule()
    if not _within(leaver, figures.number("within_months")):
        return cannot(
            "nghỉ sau 12 tháng kể từ quyết định: hệ số chưa có nguồn xác nhận, không tính",
            "leaves more than 12 months after the decision: the factor has no confirmed source, nothing is computed",
        )
    months = min(leaver.months, figures.number("most_months"))
    years = insured(leaver)
    return Benefit(
        (
            _part(
                Text("trợ cấp theo thời gian để tính trợ cấp", "for the months counted"),
                leaver.salary,
                (figures.figure("month"), Decimal(months)),
            ),
            _part(
                Text("trợ cấp theo số năm đóng BHXH", "for the insured years"),
                leaver.salary,
                (figures.figure("year"), years),
            ),
            _part(Text("trợ cấp tìm việc làm", "for looking for work"), leaver.salary, (figures.figure("flat"),)),
        ),
        figures.law,
        figures.source,
    )


def early_retirement(leaver: Leaver) -> Benefit:
    """Two to five years early: for the months, for the years early, and for the years insured."""
    try:
        figures = rule("early", leaver.leaves_on)
    except NoRule:
        return _no_rule()
    if not figures.number("least_early") <= leaver.months <= figures.number("most_early"):
        return cannot(
            "chỉ tính khi nghỉ sớm từ 2 đến 5 năm (24 đến 60 tháng); các trường hợp khác chưa có nguồn xác nhận",
            "computed for two to five years early (24 to 60 months); other cases have no confirmed source",
        )
    if leaver.insured_years < figures.number("short_years"):
        return cannot("chưa đủ 15 năm đóng BHXH", "fewer than 15 insured years")
    soon = _within(leaver, figures.number("within_months"))
    factor = figures.figure("month" if soon else "month_later")
    months = min(leaver.months, figures.number("most_months"))
    return Benefit(
        (
            _part(
                Text("trợ cấp một lần theo số tháng nghỉ sớm", "for the months early"),
                leaver.salary,
                (factor, Decimal(months)),
            ),
            _part(
                Text("trợ cấp theo số năm nghỉ sớm", "for the years early"),
                leaver.salary,
                (figures.figure("year_early"), years_of(leaver.months)),
            ),
            _seniority(leaver, figures),
        ),
        figures.law,
        figures.source,
    )


def _seniority(leaver: Leaver, figures: Rule) -> Part:
    years = insured(leaver)
    long = leaver.insured_years >= figures.number("first_years")
    first = figures.figure("first_years" if long else "short_years")
    pay = figures.figure("first_years_pay" if long else "short_years_pay")
    further = figures.figure("further_year")
    months = pay + further * (years - first)
    amount = _round(leaver.salary * months)
    spelt = {
        language: f"{_n(leaver.salary, language)} × ({_n(pay, language)} + {_n(further, language)} × "
        f"({_n(years, language)} − {_n(first, language)})) = {_n(amount, language)}"
        for language in ("vi", "en")
    }
    return Part(Text("trợ cấp theo số năm đóng BHXH", "for the insured years"), Text(spelt["vi"], spelt["en"]), amount)


def insured(leaver: Leaver) -> Decimal:
    return leaver.insured_years + years_of(leaver.insured_months)


def years_of(months: int) -> Decimal:
    """Whole years, and odd months as half a year (1 to 6) or a whole one (more than 6)."""
    whole, odd = divmod(months, 12)
    half = rule("odd_months").number("half_until")
    return Decimal(whole) + (Decimal(0) if odd == 0 else Decimal("0.5") if odd <= half else Decimal(1))


def _within(leaver: Leaver, months: int) -> bool:
    """Whether somebody leaves within so many months of the decision; without one, they do."""
    if leaver.decided_on is None:
        return True
    year, month = divmod(leaver.decided_on.year * 12 + leaver.decided_on.month - 1 + months, 12)
    day = min(leaver.decided_on.day, 28)
    return leaver.leaves_on <= date(year, month + 1, day)


def _part(what: Text, salary: int, factors: tuple[Decimal, ...]) -> Part:
    amount = Decimal(salary)
    for factor in factors:
        amount *= factor
    rounded = _round(amount)
    spelt = {
        language: " × ".join([_n(salary, language), *(_n(factor, language) for factor in factors)])
        + f" = {_n(rounded, language)}"
        for language in ("vi", "en")
    }
    return Part(what, Text(spelt["vi"], spelt["en"]), rounded)


def _round(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _no_rule() -> Benefit:
    return cannot("chưa có quy định cho ngày nghỉ này", "no rule is known for this day")


WAYS = {"severance": severance, "early": early_retirement}
EXCLUDED = Text(
    "chưa xem xét: thai sản, nuôi con dưới 36 tháng, hoặc đang bị xem xét kỷ luật, điều tra",
    "not considered: pregnancy, a child under 36 months, or under discipline or investigation",
)


def benefit_of(values: Mapping[str, Any], decided_on: date | None) -> Benefit | None:
    """The benefit of a row of the staff register; None for somebody who stays."""
    way = WAYS.get(values.get("benefit", ""))
    if way is None:
        return None
    if values.get("excluded"):
        return Benefit(why=EXCLUDED)
    needed = [name for name in ("salary", "insured_years", "months", "leaves_on") if values.get(name) is None]
    if needed:
        from reorg.registers.kinds.staff import STAFF

        titles = [STAFF.by_key[name].title for name in needed]
        return cannot(
            f"thiếu: {', '.join(one.vi for one in titles)}", f"missing: {', '.join(one.en for one in titles)}"
        )
    return way(
        Leaver(
            values["salary"],
            values["insured_years"],
            values.get("insured_months") or 0,
            values["months"],
            date.fromisoformat(values["leaves_on"]),
            decided_on,
        )
    )
