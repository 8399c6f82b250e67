"""What one can look for among the dossiers one may see."""

from __future__ import annotations

import re

import django_filters
from django import forms
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reorg.people.models import Organisation
from workflows.models import Assignment, ChecklistItem, Dossier, DossierParty, Programme
from workflows.phases import ENDED, Phase
from workflows.reading import dossiers_for
from workflows.text import fold

SORTS = [("changed", _("Last changed first")), ("due", _("Next deadline first")), ("code", _("By code"))]


def programmes(request: HttpRequest) -> QuerySet[Programme]:
    return Programme.objects.filter(pk__in=dossiers_for(request.user).order_by().values("programme"))


def organisations(request: HttpRequest) -> QuerySet[Organisation]:
    mine = DossierParty.objects.filter(dossier__in=dossiers_for(request.user))
    return Organisation.objects.filter(pk__in=mine.order_by().values("organisation")).order_by("title_vi")


class DossierFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search", label=_("Search"))
    phase = django_filters.ChoiceFilter(choices=Phase.choices, label=_("Phase"), empty_label=_("all phases"))
    programme = django_filters.ModelChoiceFilter(
        queryset=programmes, label=_("Programme"), empty_label=_("all programmes")
    )
    organisation = django_filters.ModelChoiceFilter(
        queryset=organisations,
        method="taking_part",
        label=_("Organisation taking part"),
        empty_label=_("all organisations"),
    )
    overdue = django_filters.BooleanFilter(
        method="only_overdue", label=_("Only what is overdue"), widget=forms.CheckboxInput
    )
    sort = django_filters.ChoiceFilter(choices=SORTS, method="sorted_by", label=_("Order"), empty_label=None)

    class Meta:
        model = Dossier
        fields: tuple[str, ...] = ()

    def search(self, rows: QuerySet[Dossier], _name: str, value: str) -> QuerySet[Dossier]:
        """Every word given must begin a word of the code or the title, with or without its diacritics."""
        for word in fold(value).split():
            rows = rows.filter(search__regex=rf"\m{re.escape(word)}")
        return rows

    def taking_part(self, rows: QuerySet[Dossier], _name: str, value: Organisation) -> QuerySet[Dossier]:
        return rows.filter(Exists(DossierParty.objects.filter(dossier=OuterRef("pk"), organisation=value)))

    def only_overdue(self, rows: QuerySet[Dossier], _name: str, value: bool) -> QuerySet[Dossier]:
        """A step, or an item of a list, is past its deadline."""
        if not value:
            return rows
        past = {"dossier": OuterRef("pk"), "due__lt": timezone.now()}
        steps = Assignment.objects.filter(state=Assignment.State.OPEN, **past)
        items = ChecklistItem.objects.filter(**past).exclude(state__in=ChecklistItem.SETTLED)
        return rows.filter(Exists(steps) | (Exists(items) & ~Q(phase__in=ENDED)))

    def sorted_by(self, rows: QuerySet[Dossier], _name: str, value: str) -> QuerySet[Dossier]:
        if value == "due":
            still_open = Assignment.objects.filter(dossier=OuterRef("pk"), state=Assignment.State.OPEN)
            first = still_open.order_by().values("dossier").annotate(first=Min("due")).values("first")
            return rows.annotate(next_due=Subquery(first)).order_by(
                F("next_due").asc(nulls_last=True), "-changed_at", "-id"
            )
        return rows.order_by("code") if value == "code" else rows
