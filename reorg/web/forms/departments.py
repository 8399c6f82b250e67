"""Forms for the plan of departments, for letting work follow to successors, and for undoing that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reorg.consolidation.models import Department
from reorg.consolidation.plan import Planned, PlannedAbsorbed
from reorg.people.models import Organisation
from reorg.web.forms.factors import Confirmed
from reorg.web.forms.shared import FigureField, reason_field
from workflows.models import ProcedureVersion
from workflows.text import Text

POSTS = _("One on each line; after a vertical bar the number of posts: Office | 20")


class BuiltOfField(forms.CharField):
    """Parts of a department, one on each line, with their posts after a vertical bar."""

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, help_text=POSTS, max_length=8000, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(name if posts is None else f"{name} | {posts}" for name, posts in value)

    def to_python(self, value: Any) -> Any:
        rows = []
        for number, line in enumerate((value or "").splitlines(), 1):
            name, _bar, posts = (part.strip() for part in line.partition("|"))
            if not line.strip():
                continue
            if not name or (posts and not (posts.isdecimal() and len(posts) < 6)):
                raise forms.ValidationError(
                    gettext("Line %(number)s: write a name, then a vertical bar and a whole number.")
                    % {"number": number}
                )
            rows.append((name, int(posts) if posts else None))
        return rows

    def validate(self, value: Any) -> None:
        """An empty list is allowed."""

    def run_validators(self, value: Any) -> None:
        """The rows were checked one by one."""


class DepartmentForm(forms.Form):
    """One department as it will be."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=999)
    kind = forms.ChoiceField(label=_("Kind"), choices=Department.Kind.choices)
    title_vi = forms.CharField(label=_("Name (Vietnamese)"), max_length=300)
    title_en = forms.CharField(label=_("Name (English)"), max_length=300, required=False)
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Body in the directory"), required=False, empty_label=_("not yet")
    )
    functions = forms.CharField(
        label=_("Functions and tasks"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 4})
    )
    divisions = BuiltOfField(label=_("Internal divisions"))
    service_units = BuiltOfField(label=_("Public service units under it"))
    posts = forms.IntegerField(label=_("Posts of staff"), required=False, min_value=0, max_value=99_999)
    deputies = forms.IntegerField(label=_("Deputy heads"), required=False, min_value=0, max_value=99)
    deputies_reason = forms.CharField(
        label=_("Why there are more deputies for now, and until when"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    assets = forms.CharField(
        label=_("Head office, vehicles and other assets"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    budget = FigureField(label=_("Budget (million VND)"), required=False)
    finance = forms.CharField(
        label=_("Finance: accounts, debts, funds"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=200)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_budget(self) -> Any:
        budget = self.cleaned_data["budget"]
        if budget is not None and budget != budget.quantize(type(budget)("0.1")):
            raise forms.ValidationError(gettext("Write at most one decimal."))
        return budget


class AbsorbedForm(forms.Form):
    """One agency that goes in: from the directory, or by its name."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), label=_("Agency"), required=False, empty_label=_("not in the directory")
    )
    name = forms.CharField(label=_("Name, if it is not in the directory"), required=False, max_length=300)
    procedures = forms.MultipleChoiceField(
        label=_("Only a part: the dossiers of these procedures"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the agency goes in as a whole."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = ProcedureVersion.objects.order_by("code", "-valid_from")
        self.fields["procedures"].choices = list({row.code: (row.code, row.title) for row in rows}.values())  # type: ignore[attr-defined]

    @property
    def filled(self) -> bool:
        return bool(self.cleaned_data.get("organisation") or self.cleaned_data.get("name"))


class AbsorbedFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        if any(self.errors):
            return
        bodies = [each.cleaned_data["organisation"] for each in self.kept() if each.cleaned_data["organisation"]]
        if len(set(bodies)) < len(bodies):
            raise forms.ValidationError(gettext("The same agency is named twice."))

    def kept(self) -> list[AbsorbedForm]:
        return [each for each in self.forms if each not in self.deleted_forms and each.filled]


AbsorbedForms = forms.formset_factory(AbsorbedForm, formset=AbsorbedFormSet, extra=2, max_num=40, can_delete=True)


class FollowForm(Confirmed):
    """A leader lets everything of the preview follow."""

    shown = forms.CharField(widget=forms.HiddenInput)


class UndoForm(Confirmed):
    reason = reason_field(_("Why it is undone"))


def department_initial(one: Department) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A saved department as its form shows it."""
    names = [name for name in DepartmentForm.base_fields if name != "shown"]
    absorbed = [
        {"organisation": each.organisation_id, "name": "" if each.organisation_id else each.name}
        | {"procedures": each.procedures}
        for each in one.absorbed.all()
    ]
    return {name: getattr(one, name) for name in names}, absorbed


def planned(form: DepartmentForm, absorbed: AbsorbedFormSet, old: Department | None) -> Planned:
    """What was typed as a department of the plan. How sure its source is stays as it was."""
    said: Mapping[str, Any] = form.cleaned_data
    plain = {name: said[name] for name in said if name not in ("title_vi", "title_en", "shown")}
    sure = {each.name: each.confidence for each in old.absorbed.all()} if old else {}
    rows = []
    for each in absorbed.kept():
        body, name = each.cleaned_data["organisation"], each.cleaned_data["name"]
        known = sure.get(body.title_vi if body else name.strip(), "H")
        rows.append(PlannedAbsorbed(body, name, tuple(each.cleaned_data["procedures"]), known))
    return Planned(
        **plain,
        title=Text(said["title_vi"], said["title_en"]),
        confidence=old.confidence if old else "H",
        absorbed=tuple(rows),
    )
