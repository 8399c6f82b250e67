"""What the forms share: fields that read dates and figures as people write them, and the engine's refusals shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reorg.units.text import number
from workflows.errors import BadInput


@contextmanager
def telling(form: forms.BaseForm) -> Iterator[None]:
    """The engine's BadInput becomes an error of the field it names; the form keeps everything typed."""
    try:
        yield
    except BadInput as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)


def as_typed(data: QueryDict, **now: str) -> QueryDict:
    """What was sent, to be shown again about the state as it is now."""
    again = data.copy()
    for name, value in now.items():
        again[name] = value
    return again


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y"], **options)


class MomentField(forms.DateTimeField):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"], **options)


class FigureField(forms.DecimalField):
    """A figure written in the reader's way: 3.194,7 in Vietnamese, 3,194.7 in English."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, *, whole: bool = False, **options: Any) -> None:
        super().__init__(min_value=0, max_digits=10 if whole else 12, decimal_places=0 if whole else 4, **options)

    def prepare_value(self, value: Any) -> Any:
        return number(value, _language()) if isinstance(value, int | Decimal) else value

    def to_python(self, value: Any) -> Any:
        return super().to_python(_plain(value) if isinstance(value, str) else value)


def _plain(text: str) -> str:
    text = "".join(text.split())
    thousands, point = (".", ",") if _language() == "vi" else (",", ".")
    # 3194.7 typed by a Vietnamese reader is a decimal point all the same: no group has one digit.
    if text.count(thousands) == 1 and point not in text and len(text.rpartition(thousands)[2]) != 3:
        return text.replace(thousands, ".")
    return text.replace(thousands, "").replace(point, ".")


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


class FileField(forms.FileField):
    """A file to upload; what is accepted is checked by the engine, from its content."""

    widget = forms.FileInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("File"))
        options.setdefault(
            "help_text", _("PDF, Word, Excel, OpenDocument, picture or plain text. It is checked and hashed.")
        )
        super().__init__(max_length=200, **options)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(FileField):
    """Several files at once; ``clean`` gives them as a list."""

    widget = FilesInput
    MOST = 20

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [one for one in data if one] if isinstance(data, list | tuple) else [data]
        if len(files) > self.MOST:
            raise forms.ValidationError(_("At most %(most)d files at once.") % {"most": self.MOST})
        return [forms.FileField.clean(self, one, initial) for one in files or [None]]


def reason_field(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 3}), **options)
