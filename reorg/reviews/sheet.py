"""Evaluations as a workbook: the means side by side, and every evaluation with its grounds."""

from __future__ import annotations

import io
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from reorg.reviews.evaluation import Criterion, Outlook


def sheet(found: Outlook) -> bytes:
    """Two sheets. Means are of what stands; what was corrected is listed and says so."""
    book = Workbook(write_only=True)
    means = book.create_sheet(_("Mean marks")[:31])
    heads = [_("After %(months)s months") % {"months": months} for months in found.months]
    means.append([_("Unit"), _("Criterion"), *heads])
    for line in found.matrix():
        for criterion, cells in found.by_criterion(line.unit):
            row = [tally.mean for _months, tally in cells]
            means.append([_text(means, line.title), _text(means, criterion.label), *row])
    each = book.create_sheet(_("Evaluations")[:31])
    each.append(
        [
            _("Unit"),
            _("Months of operation"),
            _("Evaluating body"),
            _("Criterion"),
            _("Mark"),
            _("Grounds"),
            _("Evaluated by"),
            _("Evaluated on"),
            _("Corrected later"),
            _("Reason of the correction"),
            _("sample"),
        ]
    )
    for one in found.evaluations:
        for mark in one.marks.all():
            each.append(
                [
                    _text(each, one.unit_title),
                    one.months,
                    _text(each, one.body),
                    _text(each, Criterion(mark.criterion).label),
                    mark.mark,
                    _text(each, mark.text),
                    _text(each, one.said_by),
                    timezone.localdate(one.said_at),
                    "" if one.stands else _("yes"),
                    _text(each, one.reason),
                    _("yes") if one.sample else "",
                ]
            )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _text(sheet: Any, value: Any) -> Any:
    """Text stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=str(value))
    cell.data_type = "s"
    return cell
