"""What is written down while units help one another: plans, support given, people sent, proposals, minutes, criteria.

A book is declared like a register (`registers.definition.Kind`) and read by the same rules, but its lines belong to one
pair, to one unit, or to the dossier, and the officers of those units write them too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from reorg.registers.definition import Column, Kind, Side, choice, day, decimal, money, note, number, text
from reorg.registers.kinds.twinning import FIELDS
from reorg.units.text import number as number_in_words
from workflows.errors import NotFound
from workflows.text import Text

Values = Mapping[str, Any]
Complaint = tuple[str, Text]  # the column and what is wrong with it
MOST_CRITERIA = 19  # of the national set for new-rural communes, 2021-2025


class Judgement(NamedTuple):
    """How a line stands: ``good``, ``bad``, or neither yet."""

    tone: str
    what: Text


class Scope(StrEnum):
    """To what a line belongs."""

    PAIR = "pair"
    PLACE = "place"  # a commune that is helped
    HELPER = "helper"
    UNIT = "unit"  # either of them
    DOSSIER = "dossier"


@dataclass(frozen=True)
class Book:
    kind: Kind
    scope: Scope
    wrong: Callable[[Values], list[Complaint]] = lambda values: []
    after_decision: bool = False  # only once the pair is decided on, or twinned before
    proof: bool = False  # files may be attached to its lines
    judge: Callable[[Values, date], Judgement | None] | None = None  # how a line stands on a day

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def sheet(self) -> Kind:
        """The same lines of many pairs or units in one sheet: their codes come first."""
        return replace(self.kind, columns=(*OWNERS[self.scope], *self.kind.columns), key=_key(self))


def _key(book: Book) -> tuple[str, ...]:
    return (*(column.key for column in OWNERS[book.scope]), *book.kind.key)


HELPER = text("helper", "Mã đơn vị giúp", "Code of the helper", required=True)
PLACE = text("place", "Mã xã được giúp", "Code of the commune", required=True)
UNIT = text("unit", "Mã đơn vị", "Code of the unit", required=True)
OWNERS: dict[Scope, tuple[Column, ...]] = {
    Scope.PAIR: (HELPER, PLACE),
    Scope.PLACE: (PLACE,),
    Scope.HELPER: (HELPER,),
    Scope.UNIT: (UNIT,),
    Scope.DOSSIER: (),
}


def _book(code: str, title: Text, guide: Text, columns: tuple[Column, ...], **options: Any) -> Kind:
    no = number("no", "Số thứ tự", "No.", required=True)
    known = {"key": ("no",), "name": "no", "sides": (Side.GIVER,)}
    return Kind(code, title, guide, lists=(), items=(), columns=(no, *columns), **(known | options))


DONE, LATE, OPEN = Text("đã xong", "done"), Text("quá hạn", "overdue"), Text("chưa xong", "open")


def _by_due(values: Values, today: date) -> Judgement:
    if values.get("done_on"):
        return Judgement("good", DONE)
    late = bool(values.get("due") and values["due"] < today.isoformat())
    return Judgement("bad", LATE) if late else Judgement("", OPEN)


def _period(first: str, last: str) -> Callable[[Values], list[Complaint]]:
    def wrong(values: Values) -> list[Complaint]:
        begins, ends = values.get(first), values.get(last)
        if begins and ends and ends < begins:
            return [(last, Text("trước ngày bắt đầu", "is before the first day"))]
        return []

    return wrong


SUPPORT_FIELDS = {
    "production": ("Sản xuất, sinh kế", "Production, livelihoods"),
    "infrastructure": ("Hạ tầng", "Infrastructure"),
    "trade": ("Thương mại, tiêu thụ sản phẩm", "Trade"),
    "digital": ("Công nghệ thông tin, chuyển đổi số", "IT, digital transformation"),
    "education": ("Giáo dục", "Education"),
    "health": ("Y tế", "Health"),
    "housing": ("Nhà ở", "Housing"),
    "welfare": ("An sinh, thiết yếu", "Welfare, necessities"),
    "science": ("Khoa học, kỹ thuật", "Applied science"),
    "other": ("Khác", "Other"),
}
BENEFICIARIES = {
    "poor": ("Hộ nghèo, cận nghèo", "Poor and near-poor households"),
    "policy": ("Gia đình chính sách, người có uy tín", "Policy families, respected elders"),
    "pupils": ("Học sinh", "Pupils"),
    "youth": ("Thanh niên", "Young people"),
    "staff": ("Cán bộ, công chức xã", "Commune staff"),
    "community": ("Cộng đồng", "The community"),
    "stricken": ("Hộ bị thiên tai", "Households struck by disaster"),
}


def _ledger(values: Values) -> list[Complaint]:
    if values.get("form") == "cash" and not values.get("value"):
        return [("value", Text("phải có khi hỗ trợ bằng tiền", "is needed for support in cash"))]
    if values.get("form") == "kind" and not (values.get("quantity") or values.get("value")):
        return [("quantity", Text("ghi số lượng hoặc giá trị", "say how much, or what it is worth"))]
    return []


ROADMAP = Book(
    _book(
        "roadmap",
        Text("Mục tiêu, nhiệm vụ, lộ trình", "Goals, tasks, roadmap"),
        Text("Mỗi mục tiêu, nhiệm vụ hoặc mốc một dòng.", "One line for each goal, task or milestone."),
        (
            choice(
                "kind",
                "Loại",
                "Kind",
                {
                    "goal": ("Mục tiêu", "Goal"),
                    "task": ("Nhiệm vụ", "Task"),
                    "milestone": ("Mốc", "Milestone"),
                },
                required=True,
            ),
            text("what", "Nội dung", "What", required=True),
            text("by", "Ai làm", "By whom"),
            day("due", "Hạn", "Due"),
            day("done_on", "Hoàn thành ngày", "Done on"),
            note(),
        ),
    ),
    Scope.PAIR,
    after_decision=True,
    judge=_by_due,
)

LEDGER = Book(
    _book(
        "ledger",
        Text("Sổ hỗ trợ", "Support ledger"),
        Text(
            "Mỗi khoản bằng tiền hoặc hiện vật một dòng; minh chứng đính kèm từng dòng.",
            "One line for each support in cash or in kind; evidence is attached to the line.",
        ),
        (
            day("on", "Ngày", "Day"),
            number("year", "Năm", "Year", required=True),
            choice(
                "form",
                "Hình thức",
                "Form",
                {"cash": ("Bằng tiền", "In cash"), "kind": ("Bằng hiện vật", "In kind")},
                required=True,
            ),
            choice("field", "Lĩnh vực", "Field", SUPPORT_FIELDS, required=True),
            text("item", "Nội dung", "Item", required=True),
            decimal("quantity", "Số lượng", "Quantity"),
            text("unit_of", "Đơn vị tính", "Unit"),
            money("value", "Giá trị (đồng)", "Value (VND)", summed=True),
            choice("beneficiaries", "Đối tượng hưởng", "Beneficiaries", BENEFICIARIES),
            number("count", "Số người, hộ", "How many"),
            text("source", "Nguồn", "Source", shown=False),
            note(),
        ),
    ),
    Scope.PAIR,
    wrong=lambda values: _ledger(values) + _same_year(values),
    after_decision=True,
    proof=True,
)


def _same_year(values: Values) -> list[Complaint]:
    on, year = values.get("on"), values.get("year")
    if on and year and int(on[:4]) != year:
        return [("year", Text("không khớp với ngày", "does not agree with the day"))]
    if year and not 2000 <= year <= 2100:
        return [("year", Text("không phải là năm", "is not a year"))]
    return []


ROTATION = Book(
    _book(
        "rotation",
        Text("Luân phiên và bồi dưỡng cán bộ", "Rotation and training of staff"),
        Text(
            "Người được cử về xã và người của xã đi bồi dưỡng ở đồng bằng: chuyên môn, từ đâu, đến đâu, thời gian.",
            "People sent to the commune, and its people placed in the lowland for training: skill, from, to, period.",
        ),
        (
            choice(
                "direction",
                "Chiều",
                "Direction",
                {
                    "out": ("Cử về xã được giúp", "Sent to the commune"),
                    "training": ("Xã cử đi bồi dưỡng", "Placed in the lowland for training"),
                },
                required=True,
            ),
            choice(
                "category",
                "Đối tượng",
                "Category",
                {
                    "cadre": ("Cán bộ", "Cadre"),
                    "civil_servant": ("Công chức", "Civil servant"),
                    "public_employee": ("Viên chức", "Public employee"),
                },
                required=True,
            ),
            choice(
                "skill",
                "Chuyên môn",
                "Skill",
                {code: (title.vi, title.en) for code, title in FIELDS.items()},
                required=True,
            ),
            number("people", "Số người", "People", required=True, summed=True),
            text("unit_from", "Từ đơn vị", "From", required=True),
            text("unit_to", "Đến đơn vị", "To", required=True),
            day("starts", "Từ ngày", "First day", required=True),
            day("ends", "Đến ngày", "Last day", required=True),
            text("decision", "Quyết định cử", "Decision"),
            note(),
        ),
    ),
    Scope.PAIR,
    wrong=_period("starts", "ends"),
    after_decision=True,
    proof=True,
)

LETTER = Book(
    _book(
        "letter",
        Text("Nội dung giao theo công văn", "What the letter asks for"),
        Text("Mỗi nội dung giao cho mỗi đơn vị một dòng.", "One line for each content and addressee."),
        (
            text("letter", "Công văn", "Letter", required=True),
            text("content", "Nội dung", "Content", required=True),
            day("due", "Hạn", "Due"),
            text("report", "Kết quả", "Result"),
            day("done_on", "Hoàn thành ngày", "Done on"),
            note(),
        ),
    ),
    Scope.UNIT,
    judge=_by_due,
)

PROPOSAL_CATEGORIES = {
    "roads": ("Đường giao thông", "Roads"),
    "culture": ("Nhà văn hóa", "Cultural houses"),
    "lighting": ("Chiếu sáng", "Lighting"),
    "schools": ("Trường học", "Schools"),
    "seedlings": ("Cây, con giống", "Seedlings, livestock"),
    "medicine": ("Thuốc, y tế", "Medicine"),
    "digital": ("Chuyển đổi số", "Digital transformation"),
    "other": ("Khác", "Other"),
}

PROPOSALS = Book(
    _book(
        "proposals",
        Text("Nhu cầu, đề xuất của xã", "Needs and proposals of the commune"),
        Text("Mỗi đề xuất một dòng; các đơn vị trả lời nhận hay không.", "One line for each; helpers answer each."),
        (
            choice("category", "Nhóm", "Category", PROPOSAL_CATEGORIES, required=True),
            text("what", "Nội dung đề xuất", "What is proposed", required=True),
            decimal("quantity", "Số lượng", "Quantity"),
            text("unit_of", "Đơn vị tính", "Unit"),
            money("cost", "Kinh phí ước tính (đồng)", "Estimated cost (VND)", summed=True),
            day("raised_on", "Ngày đề xuất", "Raised on"),
            text("source", "Nguồn", "Source", shown=False),
            note(),
        ),
    ),
    Scope.PLACE,
)

CONFERENCES = Book(
    _book(
        "conferences",
        Text("Hội nghị, biên bản", "Conferences and their minutes"),
        Text("Mỗi hội nghị một dòng; biên bản đính kèm.", "One line for each conference; the minutes are attached."),
        (
            day("held_on", "Ngày", "Held on", required=True),
            text("venue", "Địa điểm", "Place"),
            text("chair", "Chủ trì", "Chaired by", required=True),
            text("present", "Thành phần", "Who took part"),
            text("difficulties", "Khó khăn, vướng mắc", "Difficulties named"),
            text("conclusion", "Kết luận", "Conclusion"),
            text("source", "Nguồn", "Source", shown=False),
            note(),
        ),
    ),
    Scope.DOSSIER,
    proof=True,
)

COMMITMENTS = Book(
    _book(
        "commitments",
        Text("Cam kết của đơn vị", "Commitments of the helper"),
        Text(
            "Điều đơn vị nhận làm tại hội nghị, và đã làm đến đâu.", "What it promised at a conference, and what came."
        ),
        (
            text("conference", "Hội nghị ngày", "At the conference of"),
            text("what", "Cam kết", "Commitment", required=True),
            money("value", "Giá trị (đồng)", "Value (VND)", summed=True),
            day("due", "Hạn", "Due"),
            day("done_on", "Thực hiện ngày", "Kept on"),
            note(),
        ),
    ),
    Scope.HELPER,
    judge=_by_due,
)

CRITERIA = {
    "new_rural": Text("Tiêu chí nông thôn mới đạt (trong 19)", "New-rural criteria met (of 19)"),
    "poverty": Text("Tỷ lệ hộ nghèo (%)", "Poor households (%)"),
    "near_poor": Text("Tỷ lệ hộ cận nghèo (%)", "Near-poor households (%)"),
    "income": Text("Thu nhập bình quân (triệu đồng/người/năm)", "Income per head (million VND a year)"),
}
FEWER_IS_BETTER = {"poverty", "near_poor"}


def _criterion(values: Values) -> list[Complaint]:
    most = {"new_rural": MOST_CRITERIA, "poverty": 100, "near_poor": 100}.get(values.get("criterion", ""))
    too_much = [name for name in ("value", "target") if most and values.get(name) and float(values[name]) > most]
    return [
        *((name, Text(f"không thể lớn hơn {most}", f"cannot be more than {most}")) for name in too_much),
        *_same_year(values),
    ]


def _against_target(values: Values, today: date) -> Judgement | None:
    """Whether the result reaches the target; for poverty fewer is better."""
    if values.get("value") is None or values.get("target") is None:
        return None
    value, target = Decimal(values["value"]), Decimal(values["target"])
    short = value - target if values["criterion"] in FEWER_IS_BETTER else target - value
    if short <= 0:
        return Judgement("good", Text("đạt mục tiêu", "target met"))
    vi, en = number_in_words(short, "vi"), number_in_words(short, "en")
    return Judgement("bad", Text(f"còn thiếu {vi}", f"short by {en}"))


TRACKER = Book(
    _book(
        "criteria",
        Text("Theo dõi tiêu chí", "Criteria tracker"),
        Text("Mỗi tiêu chí mỗi năm một dòng: mục tiêu và kết quả.", "One line for each criterion and year."),
        (
            number("year", "Năm", "Year", required=True),
            choice(
                "criterion",
                "Tiêu chí",
                "Criterion",
                {code: (title.vi, title.en) for code, title in CRITERIA.items()},
                required=True,
            ),
            decimal("target", "Mục tiêu", "Target"),
            decimal("value", "Kết quả", "Result"),
            text("source", "Nguồn", "Source", shown=False),
            note(),
        ),
    ),
    Scope.PLACE,
    wrong=_criterion,
    judge=_against_target,
)

BOOKS: dict[str, Book] = {
    book.code: book for book in (ROADMAP, LEDGER, ROTATION, LETTER, PROPOSALS, CONFERENCES, COMMITMENTS, TRACKER)
}


def book_of(code: str) -> Book:
    """The book of this code; NotFound when there is none."""
    if code not in BOOKS:
        raise NotFound(_("There is no such book."))
    return BOOKS[code]
