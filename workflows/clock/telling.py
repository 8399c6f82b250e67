"""How a deadline came about, in one paragraph that somebody outside the office can follow and check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from workflows.clock.calendar import AFTERNOON, MORNING, OFF, WEEKEND, Calendar
from workflows.clock.counting import Reckoning, stands
from workflows.clock.rules import WEEKDAYS, After, Days, Months, On, Weekly, WorkingDays
from workflows.text import Text

# Civil Code 2015 (91/2015/QH13).
FIRST_DAY = Text("Điều 147 khoản 2 Bộ luật Dân sự 2015", "Art. 147(2) of the Civil Code 2015")
LAST_DAY = Text("Điều 148 khoản 5 Bộ luật Dân sự 2015", "Art. 148(5) of the Civil Code 2015")
MONTH_END = Text("Điều 148 khoản 3 Bộ luật Dân sự 2015", "Art. 148(3) of the Civil Code 2015")
STARTED = Text("Bước được giao", "The step was opened")
ANCHORS = {
    "operation": Text("ngày vận hành", "the day of operation"),
    "resolution": Text("ngày ban hành nghị quyết", "the date of the resolution"),
    "opening": Text("ngày mở hồ sơ", "the day the dossier was opened"),
}
_VI_WEEK = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def told(found: Reckoning, anchor: date | None = None, started: Text = STARTED, anew: Text | None = None) -> Text:
    """The paragraph, in Vietnamese and English. ``anchor`` is the day a rule after an anchor hangs on."""
    parts = [part for part in _sentences(found, anchor, started, anew) if part.vi]
    return Text(" ".join(part.vi for part in parts), " ".join(part.en for part in parts))


def _sentences(found: Reckoning, anchor: date | None, started: Text, anew: Text | None) -> Iterator[Text]:
    if anew is not None:
        yield anew
    yield from _rule(found, anchor, started)
    yield _not_counted(found)
    yield _worked(found)
    yield from _stops(found)
    yield from _extensions(found)
    yield from _end(found)


def _rule(found: Reckoning, anchor: date | None, started: Text) -> Iterator[Text]:
    rule, begin = found.rule, moment(found.start)
    match rule:
        case WorkingDays() | Days() | Months():
            yield Text(f"{started.vi} lúc {begin.vi}.", f"{started.en} at {begin.en}.")
            yield from _term(found)
        case After(name):
            yield _after(rule, ANCHORS[name], anchor)
        case On(on):
            yield Text(f"Hạn được ấn định vào {day(on).vi}.", f"The deadline is fixed on {day(on).en}.")
        case Weekly(weekday, at):
            which = WEEKDAYS.index(weekday)
            yield Text(
                f"{started.vi} lúc {begin.vi}. Hạn là {at:%H:%M} {_VI_WEEK[which]} gần nhất sau ngày đó.",
                f"{started.en} at {begin.en}. The deadline is {at:%H:%M} on the next {weekday.capitalize()} after it.",
            )


def _term(found: Reckoning) -> Iterator[Text]:
    rule, next_day = found.rule, timezone.localdate(found.start) + timedelta(days=1)
    first = Text(f"Ngày bắt đầu không tính ({FIRST_DAY.vi});", f"The first day does not count ({FIRST_DAY.en});")
    match rule:
        case WorkingDays(count=0):
            yield Text("Việc phải xong ngay trong ngày làm việc đó.", "It is due on that working day itself.")
        case WorkingDays(count, from_receipt=True):
            yield Text(
                f"Thời hạn {_count(rule).vi} tính từ buổi làm việc kế tiếp sau khi nhận.",
                f"The term of {_count(rule).en} runs from the next half-day of work after receipt.",
            )
        case WorkingDays():
            yield Text(
                f"{first.vi} thời hạn {_count(rule).vi} tính từ {day(next_day).vi}.",
                f"{first.en} the term of {_count(rule).en} runs from {day(next_day).en}.",
            )
        case Days(count):
            yield Text(
                f"{first.vi} thời hạn {count} ngày tính từ {day(next_day).vi}.",
                f"{first.en} the term of {count} days runs from {day(next_day).en}.",
            )
        case Months(count):
            yield Text(
                f"Thời hạn {count} tháng kết thúc vào ngày tương ứng của tháng cuối ({MONTH_END.vi}).",
                f"The term of {count} months ends on the corresponding day of the last month ({MONTH_END.en}).",
            )


def _count(rule: WorkingDays) -> Text:
    shown = f"{rule.count:g}" if rule.count != int(rule.count) else str(int(rule.count))
    return Text(f"{shown.replace('.', ',')} ngày làm việc", f"{shown} working day{'' if rule.count == 1 else 's'}")


def _after(rule: After, name: Text, anchor: date | None) -> Text:
    if anchor is None:
        return Text(
            f"Hạn tính theo {name.vi}, hiện chưa xác định.", f"The deadline hangs on {name.en}, which is not known yet."
        )
    offsets = [
        (rule.months, "tháng", "month"),
        (rule.days, "ngày", "day"),
        (rule.working_days, "ngày làm việc", "working day"),
    ]
    given = [(number, vi, en) for number, vi, en in offsets if number]
    if not given:
        return Text(f"Hạn là {name.vi}, {day(anchor).vi}.", f"The deadline is {name.en}, {day(anchor).en}.")
    vi = ", ".join(f"{abs(number)} {unit} {'sau' if number > 0 else 'trước'}" for number, unit, _ in given)
    en = ", ".join(
        f"{abs(number)} {unit}{'' if abs(number) == 1 else 's'} {'after' if number > 0 else 'before'}"
        for number, _, unit in given
    )
    return Text(f"Hạn là {vi} {name.vi} ({day(anchor).vi}).", f"The deadline is {en} {name.en} ({day(anchor).en}).")


def _not_counted(found: Reckoning) -> Text:
    """Days the calendar took out of the term, put together where they follow each other for the same reason."""
    off = [(one, found.days.halves(one), _why(found.days, one)) for one in found.off_days()]
    runs: list[tuple[date, date, int, Text]] = []
    for one, halves, why in off:
        if runs and runs[-1][1] + timedelta(days=1) == one and runs[-1][2:] == (halves, why):
            runs[-1] = (runs[-1][0], one, halves, why)
        else:
            runs.append((one, one, halves, why))
    if not runs:
        return Text("", "")
    pieces = [_run(*run) for run in runs]
    return Text(
        f"Không tính: {'; '.join(piece.vi for piece in pieces)}.",
        f"Not counted: {'; '.join(piece.en for piece in pieces)}.",
    )


def _worked(found: Reckoning) -> Text:
    """Saturdays and Sundays that were worked by order, and so count."""
    if found.due is None or not isinstance(found.rule, WorkingDays):
        return Text("", "")
    begin, end = timezone.localdate(found.start), timezone.localdate(found.due)
    worked = [
        Text(f"{one:%d/%m/%Y}, {why.vi}", f"{_span(one, one).en}, {why.en}")
        for one, (halves, why) in sorted(found.days.ordered.items())
        if begin < one <= end and halves and one.weekday() >= 5 and not stands(found.stops, one)
    ]
    if not worked:
        return Text("", "")
    return Text(f"Có tính: {'; '.join(one.vi for one in worked)}.", f"Counted: {'; '.join(one.en for one in worked)}.")


def _why(days: Calendar, one: date) -> Text:
    why = days.why(one)
    return WEEKEND if one.weekday() >= 5 and one not in days.ordered else why


def _run(first: date, last: date, halves: int, why: Text) -> Text:
    span = _span(first, last)
    part = {
        OFF: Text("", ""),
        MORNING: Text(" (buổi chiều)", " (afternoon)"),
        AFTERNOON: Text(" (buổi sáng)", " (morning)"),
    }[halves]
    return Text(f"{span.vi}{part.vi}, {why.vi}", f"{span.en}{part.en}, {why.en}")


def _stops(found: Reckoning) -> Iterator[Text]:
    for stop in found.stops:
        if stop.until is None:
            yield Text(
                f"Thời hạn dừng từ sau {day(stop.since).vi}: {stop.why.vi}.",
                f"The clock has stood since after {day(stop.since).en}: {stop.why.en}.",
            )
        else:
            until = day(stop.until)
            yield Text(
                f"Thời hạn dừng từ sau {day(stop.since).vi} đến hết {until.vi}, không tính: {stop.why.vi}.",
                f"The clock stood from after {day(stop.since).en} to the end of {until.en}, which does not count: "
                f"{stop.why.en}.",
            )


def _extensions(found: Reckoning) -> Iterator[Text]:
    for extension in found.extensions:
        number = extension.working_days
        yield Text(
            f"Gia hạn thêm {number} ngày làm việc theo quyết định {day(extension.on).vi}: {extension.why.vi}.",
            f"It was extended by {number} working day{'' if number == 1 else 's'} on {day(extension.on).en}: "
            f"{extension.why.en}.",
        )


def _end(found: Reckoning) -> Iterator[Text]:
    if found.left is not None:
        yield _left(found)
    if found.due is None:
        return
    end = timezone.localdate(found.first_due) if found.first_due else None
    if found.counted is not None and end is not None and end != found.counted:
        why = _why(found.days, found.counted)
        reason = Text(f" ({why.vi})", f" ({why.en})") if why.vi else Text("", "")
        yield Text(
            f"Ngày cuối {day(found.counted).vi} là ngày nghỉ{reason.vi} nên hạn dời sang ngày làm việc kế tiếp"
            f" ({LAST_DAY.vi}).",
            f"The last day, {day(found.counted).en}, is a day off{reason.en}, so it moves to the working day next to it"
            f" ({LAST_DAY.en}).",
        )
    elif end is not None and not found.days.works(end):
        why = _why(found.days, end)
        yield Text(
            f"Ngày này là ngày nghỉ ({why.vi}); hạn do quy định ấn định nên giữ nguyên.",
            f"This is a day off ({why.en}); being fixed by the rule, it stays.",
        )
    due = moment(found.due)
    yield Text(f"Vì vậy hạn là {due.vi}.", f"The deadline is therefore {due.en}.")


def _left(found: Reckoning) -> Text:
    assert found.left is not None
    if isinstance(found.rule, WorkingDays):
        left = WorkingDays(found.left // 2) if found.left % 2 == 0 else None
        shown = f"{found.left / 2:g}" if left is None else str(left.count)
        many = "" if shown == "1" else "s"
        return Text(
            f"Khi dừng còn {shown.replace('.', ',')} ngày làm việc, tính tiếp từ ngày sau khi nhận bổ sung.",
            f"When it stopped, {shown} working day{many} were left; they run on from the day after the answer comes.",
        )
    return Text(
        f"Khi dừng còn {found.left} ngày, tính tiếp từ ngày sau khi nhận bổ sung.",
        f"When it stopped, {found.left} days were left; they run on from the day after the answer comes.",
    )


def day(value: date) -> Text:
    """``thứ Ba 29/04/2025``; ``Tuesday 29 April 2025``."""
    return Text(
        f"{_VI_WEEK[value.weekday()]} {value:%d/%m/%Y}",
        f"{value:%A} {value.day} {_MONTHS[value.month - 1]} {value.year}",
    )


def moment(value: datetime) -> Text:
    local = timezone.localtime(value)
    shown = day(local.date())
    return Text(f"{local:%H:%M} {shown.vi}", f"{local:%H:%M} on {shown.en}")


def _span(first: date, last: date) -> Text:
    if first == last:
        return Text(f"{first:%d/%m/%Y}", f"{first.day} {_MONTHS[first.month - 1]} {first.year}")
    if first.month == last.month:
        en = f"{first.day}–{last.day} {_MONTHS[last.month - 1]} {last.year}"
    else:
        en = f"{first.day} {_MONTHS[first.month - 1]} – {last.day} {_MONTHS[last.month - 1]} {last.year}"
    return Text(f"{first:%d/%m}–{last:%d/%m/%Y}", en)
