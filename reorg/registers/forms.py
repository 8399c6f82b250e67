"""Forms over registers: a row by its definition, a sheet, a bulk act, a settlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.registers.definition import Column, Kind, Side, Type
from reorg.registers.sides import SIDE_TITLES
from reorg.registers.values import Unreadable, english, read, reason, show

AREA = {"rows": 2}


class RowForm(forms.Form):
    """One row, read by the same rules as a cell of a sheet. ``cleaned_data["values"]`` are the values."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def __init__(
        self,
        data: Any = None,
        *,
        kind: Kind,
        values: Mapping[str, Any] | None = None,
        version: int = 0,
        without: Sequence[Column] = (),
    ) -> None:
        self.offered = [column for column in kind.columns if column not in without]
        initial = {c.key: shown_for_editing(c, (values or {}).get(c.key)) for c in self.offered}
        super().__init__(data, initial=initial | {"version": version})
        self.kind = kind
        for column in self.offered:
            self.fields[column.key] = field_for(column)

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[column.key] for column in self.offered]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        values: dict[str, Any] = {}
        for column in self.offered:
            try:
                values[column.key] = read(column, said.get(column.key) or None, in_english=english())
            except Unreadable as wrong:
                self.add_error(column.key, capitalised(reason(wrong.why, wrong.facts)))
        return said | {"values": values, "version": said.get("version") or 0}


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def shown_for_editing(column: Column, value: Any) -> Any:
    if value is None:
        return ""
    if column.type in (Type.DAY, Type.CHOICE):
        return value
    if column.type is Type.YES_NO:
        return "1" if value else "0"
    return show(column, value)


def field_for(column: Column) -> forms.Field:
    """A field that takes what people type; whether it makes sense is asked in one place, by `values.read`."""
    options: dict[str, Any] = {
        "label": f"{column.title} *" if column.required else str(column.title),
        "required": False,
        "help_text": str(column.hint or ""),
    }
    if column.type in (Type.CHOICE, Type.YES_NO):
        choices = (
            [(one.code, str(one.title)) for one in column.choices]
            if column.type is Type.CHOICE
            else [("1", _("yes")), ("0", _("no"))]
        )
        return forms.ChoiceField(choices=[("", "—"), *choices], **options)
    if column.type is Type.DAY:
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **options)
    if column.key == "note":
        return forms.CharField(widget=forms.Textarea(attrs=AREA), **options)
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal"} if column.numeric else {}), **options)


class SheetForm(forms.Form):
    """A sheet for one of the sides the reader lists."""

    side = forms.ChoiceField(label=_("Whose list is it?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("Spreadsheet (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
        max_length=200,
    )

    def __init__(self, data: Any = None, files: Any = None, *, sides: Sequence[Side]) -> None:
        super().__init__(data, files, initial={"side": sides[0].value if sides else ""})
        choice: Any = self.fields["side"]
        choice.choices = [(side.value, str(SIDE_TITLES[side])) for side in sides]


class BulkForm(forms.Form):
    """What is to be done with the chosen rows."""

    act = forms.ChoiceField(label=_("With the chosen rows"))
    column = forms.ChoiceField(label=_("Column"), required=False)
    value = forms.CharField(label=_("Value"), required=False)
    reason = forms.CharField(label=_("Reason"), required=False)

    def __init__(self, data: Any = None, *, kind: Kind, acts: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        act: Any = self.fields["act"]
        act.choices = acts
        column: Any = self.fields["column"]
        column.choices = [("", "—"), *((c.key, str(c.title)) for c in kind.columns if c.key not in kind.key)]


class SettleForm(forms.Form):
    """How the chosen differences are settled."""

    outcome = forms.ChoiceField(label=_("How is it settled?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs=AREA))

    def __init__(self, data: Any = None, *, outcomes: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        choice: Any = self.fields["outcome"]
        choice.choices = outcomes
