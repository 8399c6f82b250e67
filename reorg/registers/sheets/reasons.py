"""Why a sheet as a whole was refused, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from reorg.registers.values import REASONS, reason

FILE: dict[str, Any] = {
    "empty_file": _("The file is empty. Choose the file again."),
    "too_large": _("The file is larger than %(most)s MB. Take pictures out of it, or split it."),
    "not_xlsx": _("This is not an .xlsx file that can be read. Open it in Excel or LibreOffice and save it as .xlsx."),
    "old_or_locked": _("This is an old .xls file, or one with a password. Save it as .xlsx without a password."),
    "macros": _("The file contains macros. Save it as .xlsx without macros."),
    "bomb": _("The file unpacks to more than %(most)s MB and is not opened. Copy the rows into a fresh template."),
    "no_header": _("No row with the titles of the columns was found. Take the template and fill it in."),
    "missing_columns": _("These columns are missing: %(columns)s. Take the template, or add them."),
    "unknown_columns": _("These columns are not known: %(columns)s. Remove them, or name them as in the template."),
    "twice_columns": _("These columns are there twice: %(columns)s."),
    "no_rows": _("There are no rows below the titles."),
    "merged": _("Cells are merged: %(ranges)s. Unmerge them; every row needs its own values."),
    "too_many_rows": _("There are more than %(most)s rows. Split the file, or delete the empty rows at its end."),
}


def file_reason(why: str, facts: Mapping[str, Any]) -> str:
    return reason(why, facts, FILE)


def problem_in_words(problem: Mapping[str, Any]) -> str:
    """A stored problem in the reader's language."""
    return reason(problem["why"], problem["with"], FILE if problem["why"] in FILE else REASONS)
