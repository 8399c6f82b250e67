"""Forms of the auditor's room."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from reorg.audit.asking import DAY
from reorg.audit.models import Access
from reorg.web.filters import DossierFilter


class QuestionForm(forms.Form):
    name = forms.CharField(label=_("Name of the question"), max_length=120)
    shared = forms.BooleanField(label=_("Show it to the other auditors"), required=False)


class AccessFilter(django_filters.FilterSet):
    person = django_filters.CharFilter(field_name="person__full_name", lookup_expr="icontains", label=_("Person"))
    dossier = django_filters.CharFilter(field_name="dossier__code", lookup_expr="istartswith", label=_("Dossier code"))
    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label=_("From"), widget=DAY)
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label=_("Until"), widget=DAY)

    class Meta:
        model = Access
        fields: tuple[str, ...] = ()


class BundleFilter(DossierFilter):
    """The same questions as of the list of dossiers, for choosing which trails to take along."""

    overdue = None
    sort = None


class BundleForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=[("vi", "Tiếng Việt"), ("en", "English")])
    codes = forms.MultipleChoiceField(label=_("Dossiers"))

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
        self.fields["codes"].error_messages["required"] = _("Choose at least one dossier.")
