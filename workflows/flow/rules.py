"""How a body's vote and a consultation come to their result: computed, with the working shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from workflows.text import Text


@dataclass(frozen=True)
class BallotRule:
    """A share of all members or of those present that has to be passed, and the quorum of members present."""

    code: str
    title: Text
    share: Fraction
    of_all: bool = True
    strict: bool = True  # more than the share; False: at least the share
    quorum: Fraction = Fraction(2, 3)

    def result(self, *, electorate: int, present: int, yes: int) -> tuple[bool, Text]:
        """Whether the vote passes, and the working in words."""
        base = electorate if self.of_all else present
        there = present * self.quorum.denominator >= electorate * self.quorum.numerator and electorate > 0
        enough = yes > base * self.share if self.strict else yes >= base * self.share
        passed = there and enough
        return passed, Text(
            vi=(
                f"{present}/{electorate} đại biểu có mặt ({'đủ' if there else 'không đủ'} {_share(self.quorum)}); "
                f"{yes}/{base} tán thành ({_percent(yes, base, ',')}), cần {'quá' if self.strict else 'ít nhất'} "
                f"{_share(self.share)} {'tổng số đại biểu' if self.of_all else 'số đại biểu có mặt'}: "
                f"{'thông qua' if passed else 'không thông qua'}"
            ),
            en=(
                f"{present} of {electorate} members present ({'quorum' if there else 'no quorum'} of "
                f"{_share(self.quorum)}); {yes} of {base} in favour ({_percent(yes, base, '.')}), "
                f"{'more than' if self.strict else 'at least'} {_share(self.share)} of "
                f"{'all members' if self.of_all else 'those present'} needed: {'passed' if passed else 'not passed'}"
            ),
        )


MAJORITY_OF_ALL = BallotRule(
    "majority-of-all", Text("quá nửa tổng số đại biểu", "more than half of all members"), Fraction(1, 2)
)
MAJORITY_OF_PRESENT = BallotRule(
    "majority-of-present",
    Text("quá nửa số đại biểu có mặt", "more than half of those present"),
    Fraction(1, 2),
    of_all=False,
)
TWO_THIRDS_OF_ALL = BallotRule(
    "two-thirds-of-all",
    Text("ít nhất hai phần ba tổng số đại biểu", "at least two thirds of all members"),
    Fraction(2, 3),
    strict=False,
)
BALLOT_RULES = {rule.code: rule for rule in (MAJORITY_OF_ALL, MAJORITY_OF_PRESENT, TWO_THIRDS_OF_ALL)}


@dataclass(frozen=True)
class OpinionRule:
    """The share of all households or voters listed that has to agree, in each place; without one it only informs."""

    code: str
    title: Text
    share: Fraction | None = None
    strict: bool = False
    each: bool = True

    def result(self, returns: Iterable[tuple[str, int, int]]) -> tuple[bool, Text]:
        """The result from (respondent, listed, agree), and the working in words. Without any return: not passed."""
        rows = list(returns)
        listed, agree = sum(row[1] for row in rows), sum(row[2] for row in rows)
        if not rows:
            return False, Text("chưa có kết quả nào được ghi", "no return has been recorded")
        below = [name for name, total, yes in rows if self.share is not None and not self._enough(yes, total)]
        passed = not below if self.each else self.share is None or self._enough(agree, listed)
        sums = f"{agree:,}/{listed:,}"
        need_vi = need_en = ""
        if self.share is not None:
            need_vi = f"; cần {'quá' if self.strict else 'từ'} {_share(self.share)}{' ở từng nơi' if self.each else ''}"
            need_en = (
                f"; {'more than' if self.strict else 'at least'} {_share(self.share)}"
                f"{' in each place' if self.each else ''} needed"
            )
        tail = f": {', '.join(below[:5])}" if below else ""
        return passed, Text(
            vi=f"{sums.replace(',', '.')} đồng ý ({_percent(agree, listed, ',')}) ở {len(rows)} nơi{need_vi}; "
            f"{len(below)} nơi chưa đạt{tail}",
            en=f"{sums} agree ({_percent(agree, listed, '.')}) in {len(rows)} places{need_en}; "
            f"{len(below)} below{tail}",
        )

    def reached(self, agree: int, listed: int) -> bool | None:
        """Whether one place agrees; None where the rule has no threshold."""
        return None if self.share is None else self._enough(agree, listed)

    def _enough(self, agree: int, listed: int) -> bool:
        assert self.share is not None
        return listed > 0 and (agree > listed * self.share if self.strict else agree >= listed * self.share)


INFORMING = OpinionRule("informing", Text("tổng hợp ý kiến, không có ngưỡng", "informs, no threshold"))
HALF_OF_HOUSEHOLDS = OpinionRule(
    "half-of-households",
    Text("từ 50 % số hộ gia đình của từng đơn vị", "at least 50 % of the households of each unit"),
    Fraction(1, 2),
)
MOST_VOTERS = OpinionRule(
    "most-voters",
    Text("trên 50 % tổng số cử tri của từng xã", "more than 50 % of all listed voters of each commune"),
    Fraction(1, 2),
    strict=True,
)
OPINION_RULES = {rule.code: rule for rule in (INFORMING, HALF_OF_HOUSEHOLDS, MOST_VOTERS)}


def _share(share: Fraction) -> str:
    return "50 %" if share == Fraction(1, 2) else f"{share.numerator}/{share.denominator}"


def _percent(part: int, whole: int, point: str) -> str:
    """Two decimals, cut and not rounded, so that 49.999 % never reads as 50 %."""
    if whole == 0:
        return "0 %"
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}{point}{hundredths % 100:02d} %"
