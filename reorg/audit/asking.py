"""The questions one can ask of all trails together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import ExtractIsoWeekDay, TruncDate
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from reorg.finding.asking import beginning, words_in
from reorg.finding.finding import AT_ONCE
from reorg.finding.indexing import catch_up
from reorg.finding.matching import matches
from reorg.finding.models import Entry, Kind
from reorg.people.models import Office, Organisation, User
from workflows.clock import calendar
from workflows.clock.calendar import END_OF_DAY, MORNING, OPENS
from workflows.models import DossierParty, Event, Programme
from workflows.phases import Phase
from workflows.reading import audited_by
from workflows.trail.canonical import canonical
from workflows.trail.verbs import VERBS, Weight

AUTHORING = ("content.changed", "step.done", "document.registered", "document.version")
APPROVING = ("signoff.approved", "item.verified", "supplement.asked", "step.approved")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
EARLIEST = date(2019, 1, 1)  # no dossier of ours is older; of years before, holidays are not needed


def programmes(request: HttpRequest) -> QuerySet[Programme]:
    return Programme.objects.filter(pk__in=audited_by(request.user).order_by().values("programme"))


def organisations(request: HttpRequest) -> QuerySet[Organisation]:
    parts = DossierParty.objects.filter(dossier__in=audited_by(request.user).order_by().values("pk"))
    return Organisation.objects.filter(pk__in=parts.order_by().values("organisation")).order_by("title_vi")


def verbs() -> list[tuple[str, str]]:
    """Every verb with its sentence, the facts left open."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return sorted((code, _open(verb.en if language == "en" else verb.vi)) for code, verb in VERBS.items())


def _open(sentence: str) -> str:
    return re.sub(r"\{\w+\}", "…", sentence)


class AuditFilter(django_filters.FilterSet):
    """Who did what, when, from which office, where."""

    words = django_filters.CharFilter(method="with_words", label=_("Words"))
    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label=_("From"), widget=DAY)
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label=_("Until"), widget=DAY)
    person = django_filters.CharFilter(method="by_person", label=_("Person"))
    organisation = django_filters.ModelChoiceFilter(
        queryset=organisations, method="from_body", label=_("From which body"), empty_label=_("all bodies")
    )
    verb = django_filters.ChoiceFilter(choices=verbs, label=_("What was done"), empty_label=_("everything"))
    weight = django_filters.ChoiceFilter(
        choices=[
            (Weight.DECISION.value, _("decisions")),
            (Weight.ACT.value, _("acts")),
            (Weight.ACCESS.value, _("readings and downloads")),
        ],
        method="of_weight",
        label=_("Weight"),
        empty_label=_("everything"),
    )
    dossier = django_filters.CharFilter(field_name="dossier__code", lookup_expr="istartswith", label=_("Dossier code"))
    programme = django_filters.ModelChoiceFilter(
        queryset=programmes, field_name="dossier__programme", label=_("Programme"), empty_label=_("all programmes")
    )
    phase = django_filters.ChoiceFilter(
        choices=Phase.choices, field_name="dossier__phase", label=_("Dossiers now in"), empty_label=_("all phases")
    )
    odd = django_filters.ChoiceFilter(
        choices=[
            ("hours", _("outside working hours")),
            ("deputy", _("done for somebody else")),
            ("self", _("approved where the same person wrote")),
            ("held", _("while the dossier is held")),
            ("system", _("done by the system")),
        ],
        method="odd_ones",
        label=_("Worth a look"),
        empty_label=_("everything"),
    )

    class Meta:
        model = Event
        fields: tuple[str, ...] = ()

    def with_words(self, rows: QuerySet[Event], _name: str, value: str) -> QuerySet[Event]:
        """As the search box finds them: marks, capitals and endings do not matter."""
        words = words_in(value)
        if not words:
            return rows
        catch_up(AT_ONCE)
        entries = matches(Entry.objects.filter(kind=Kind.EVENT), beginning(words, events=True))
        return rows.filter(pk__in=entries.values("key"))

    def by_person(self, rows: QuerySet[Event], _name: str, value: str) -> QuerySet[Event]:
        """Words of the name, also of people who can no longer sign in."""
        named = User.objects.annotate(folded=Folded("full_name"))
        for word in words_in(value):
            named = named.filter(folded__regex=rf"\m{word}")
        return rows.filter(actor__in=named.order_by().values("pk"))

    def from_body(self, rows: QuerySet[Event], _name: str, value: Organisation) -> QuerySet[Event]:
        """Those who acted for this body then, whatever office they hold today."""
        ever = Office.objects.filter(organisation=value).order_by().values("person")
        as_written = f'"organisation":{canonical(value.text.as_fact())}'
        return rows.filter(actor__in=ever, record__contains=as_written)

    def of_weight(self, rows: QuerySet[Event], _name: str, value: str) -> QuerySet[Event]:
        return rows.filter(verb__in=[code for code, verb in VERBS.items() if verb.weight == value])

    def odd_ones(self, rows: QuerySet[Event], _name: str, value: str) -> QuerySet[Event]:
        match value:
            case "hours":
                return outside_hours(rows)
            case "deputy":
                return rows.filter(record__contains='"on_behalf_of":')
            case "self":
                return approved_own_work(rows)
            case "held":
                return rows.filter(at__gte=F("dossier__held_since"))
            case _:
                return rows.filter(actor__isnull=True)


class Folded(Func):
    function = "finding_fold"
    output_field = TextField()


def outside_hours(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Before eight, from five on, and on days on which nobody works; by the country's calendar."""
    off, on = _odd_days(EARLIEST, timezone.localdate() + timedelta(days=1))
    rows = rows.annotate(on_day=TruncDate("at"), weekday=ExtractIsoWeekDay("at"))
    free = (Q(weekday__gte=6) & ~Q(on_day__in=on)) | Q(on_day__in=off)
    return rows.filter(free | Q(at__time__lt=OPENS[MORNING]) | Q(at__time__gte=END_OF_DAY))


def _odd_days(first: date, last: date) -> tuple[list[date], list[date]]:
    """Weekdays on which nobody works, and days of a weekend on which people do."""
    known = calendar()
    off: list[date] = []
    on: list[date] = []
    day = first
    while day <= last:
        if (day.weekday() < 5) != known.works(day):
            (off if day.weekday() < 5 else on).append(day)
        day += timedelta(days=1)
    return off, on


def approved_own_work(rows: QuerySet[Event]) -> QuerySet[Event]:
    """Approvals by somebody who wrote in the same dossier as well."""
    wrote = Event.objects.filter(dossier=OuterRef("dossier"), actor=OuterRef("actor"), verb__in=AUTHORING)
    return rows.filter(Exists(wrote), verb__in=APPROVING)


def in_words(form: Any) -> list[tuple[str, str]]:
    """What was asked, as the form says it: label and value of each filter that narrows."""
    said = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value in (None, "", []):
            continue
        shown: Any = value
        if hasattr(field, "choices") and not hasattr(field, "queryset"):
            shown = dict(field.choices).get(value, value)
        if isinstance(value, date):
            shown = f"{value:%d/%m/%Y}"
        said.append((str(field.label), str(shown)))
    return said


def kept(asked: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """The filters of an address that are ours, without empty ones."""
    return {name: str(value) for name, value in asked if name in AuditFilter.base_filters and value}
