"""How pages show things: dates, deadlines, phases, progress, people, events. `{% load web %}`"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django import template
from django.contrib.staticfiles import finders
from django.forms import BaseForm, BoundField, Select
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as in_format
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from reorg.comforts.models import Theme
from reorg.comforts.themes import theme_of
from reorg.notices.models import Notice
from reorg.people.loading import fixture
from reorg.web import shared
from workflows.flow import WorkNode
from workflows.holds import standing_holds
from workflows.models import Assignment, Dossier, Event
from workflows.phases import MAIN_LINE, Phase
from workflows.readiness import Missing
from workflows.reading import AUDITOR
from workflows.trail.verbs import VERBS, Weight

register = template.Library()

SOON = 2  # days
IN_WORDS = 14  # days
EVENTS_ON_A_PAGE = 100  # of a trail
PHASE_COLOURS = {
    Phase.DRAFTING: "neutral",
    Phase.REVIEW: "going",
    Phase.APPRAISAL: "going",
    Phase.APPROVAL: "going",
    Phase.IMPLEMENTATION: "carrying",
    Phase.CLOSED: "good",
    Phase.RETURNED: "warning",
    Phase.REFUSED: "bad",
    Phase.WITHDRAWN: "neutral",
    Phase.EXEMPT: "neutral",
}
STEP_VERBS = {
    "Step": gettext_lazy("Do the work"),
    "SignOff": gettext_lazy("Sign"),
    "Concurrence": gettext_lazy("Agree and sign"),
    "Appraisal": gettext_lazy("Appraise"),
    "Ballot": gettext_lazy("Record the vote"),
    "OpinionRound": gettext_lazy("Collect opinions"),
    "HandOver": gettext_lazy("Confirm the hand-over"),
}
STEP_ICONS = {
    "Step": "pencil",
    "SignOff": "signature",
    "Concurrence": "signature",
    "Appraisal": "file-search",
    "Ballot": "checkup-list",
    "OpinionRound": "messages",
    "HandOver": "transfer",
}
EVENT_ICONS = {
    "dossier": "folder",
    "phase": "flag",
    "step": "point",
    "supplement": "file-plus",
    "signoff": "signature",
    "ballot": "checkup-list",
    "opinion": "messages",
    "document": "file-text",
    "content": "edit",
    "item": "checkbox",
    "evidence": "paperclip",
    "trail": "download",
    "clock": "clock",
    "deputy": "users",
    "office": "transfer",
    "comment": "messages",
    "pack": "package",
    "stream": "flag",
    "conformity": "map-check",
    "evaluation": "chart-bar",
    "joint": "users-group",
    "hold": "lock",
    "file": "eraser",
    "person": "user",
    "people": "users",
    "administrator": "user-shield",
    "organisation": "sitemap",
    "delegation": "user-check",
    "calendar": "calendar",
    "checklist": "list-check",
    "work": "target",
    "system": "settings",
}


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


# Dates and numbers


@register.filter
def day(value: date | datetime | None) -> str:
    """A date: 12/06/2025, or 12 June 2025."""
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return in_format(value, "j F Y" if _english() else "d/m/Y")


@register.filter
def moment(value: datetime | None) -> str:
    """A date and time in the reader's zone."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    return f"{day(local)}, {local:%H:%M}" if _english() else f"{local:%H:%M}, {day(local)}"


@register.filter
def number(value: Any) -> str:
    """1.234,5 or 1,234.5."""
    return "—" if value is None else number_format(value, use_l10n=True, force_grouping=True)


@register.filter
def percent(share: float | None) -> str:
    """73 %; small and large chances are told as less and more than what can be said."""
    if share is None:
        return "—"
    if 0 < share < 0.01:
        return "< 1 %"
    if 0.99 < share < 1:
        return "> 99 %"
    return f"{share * 100:.0f} %"


@register.filter
def plain(value: float) -> str:
    """A figure for a drawing: with a point in every language."""
    return f"{value:.1f}"


@register.simple_tag
def when(value: date | datetime | None, only_day: bool = False) -> str:
    """A moment, with the exact one for machines and on hover."""
    if value is None:
        return "—"
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), day(value))
    shown = day(value) if only_day else moment(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), exactly(value), shown)


def exactly(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{local:%H:%M:%S} {day(local)} ({local.tzname()})"


class Due(NamedTuple):
    words: str
    tone: str  # late, soon, later


def due_in_words(value: datetime, now: datetime | None = None) -> Due:
    """How long there is still, or how long it is over."""
    local, now = timezone.localtime(value), timezone.localtime(now)
    days = (local.date() - now.date()).days
    if local < now:
        if days == 0:
            return Due(_("overdue since %(time)s today") % {"time": f"{local:%H:%M}"}, "late")
        return Due(ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}, "late")
    if days == 0:
        return Due(_("today by %(time)s") % {"time": f"{local:%H:%M}"}, "soon")
    if days == 1:
        return Due(_("tomorrow"), "soon")
    if days <= IN_WORDS:
        tone = "soon" if days <= SOON else "later"
        return Due(ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}, tone)
    return Due("", "later")


@register.inclusion_tag("components/due.html")
def due(value: datetime | None, settled: bool = False) -> dict[str, Any]:
    """A deadline: in words while it matters, and the day; `settled` leaves the alarm out."""
    if value is None:
        return {"none": True}
    words, tone = due_in_words(value)
    return {
        "words": "" if settled else words,
        "tone": "later" if settled else tone,
        "day": day(value),
        "exact": exactly(value),
        "iso": value.isoformat(),
    }


# Pictures and boxes


@cache
def _symbols() -> dict[str, str]:
    sprite = finders.find("vendor/icons/tabler-sprite.svg")
    if not isinstance(sprite, str):
        return {}
    text = Path(sprite).read_text("utf-8")
    found = re.findall(r'<symbol id="tabler-([^"]+)"[^>]*>(.*?)</symbol>', text, re.DOTALL)
    blank = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'
    return {name: body.replace(blank, "") for name, body in found}


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A Tabler icon in the page itself: no request, coloured by the text around it. Silent unless it has a label."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        css,
        spoken,
        mark_safe(_symbols().get(name, "")),  # noqa: S308
    )


@register.simple_block_tag(takes_context=True)
def card(
    context: template.Context,
    content: str,
    title: str = "",
    symbol: str = "",
    id: str = "",
    count: int | str | None = None,
    css: str = "",
    body: bool = True,
) -> SafeString:
    """`{% card title=… %}…{% endcard %}`; with `body=False` the content goes to the edges, as a list does."""
    return render_to_string(
        "components/card.html",
        {"content": content, "title": title, "symbol": symbol, "id": id, "count": count, "css": css, "body": body},
    )


@register.inclusion_tag("components/phase_badge.html")
def phase_badge(phase: str) -> dict[str, Any]:
    known = Phase(phase)
    return {"label": known.label, "tone": PHASE_COLOURS[known]}


class Stop(NamedTuple):
    label: str
    state: str  # done, here, ahead
    tone: str


@register.inclusion_tag("components/phase_stepper.html")
def phase_stepper(dossier: Dossier) -> dict[str, Any]:
    """The phases the dossier's procedure goes through, and where it stands."""
    return {"stops": stops_of(dossier)}


def stops_of(dossier: Dossier) -> list[Stop]:
    here = Phase(dossier.phase)
    used = {step.phase for step in dossier.flow.steps()} | {Phase.CLOSED}
    line = [phase for phase in MAIN_LINE if phase in used]
    if here is Phase.RETURNED:
        _first, *rest = line
        return [
            Stop(str(here.label), "here", PHASE_COLOURS[here]),
            *(Stop(str(p.label), "ahead", "neutral") for p in rest),
        ]
    if here not in line:
        return [Stop(str(line[0].label), "done", "neutral"), Stop(str(here.label), "here", PHASE_COLOURS[here])]
    at = line.index(here)
    return [
        Stop(
            str(phase.label),
            "done" if place < at or here.ended else "here" if place == at else "ahead",
            PHASE_COLOURS[phase],
        )
        for place, phase in enumerate(line)
    ]


@register.inclusion_tag("components/progress.html")
def progress(settled: int, total: int, overdue: int = 0, label: str = "") -> dict[str, Any]:
    return {
        "settled": settled,
        "total": total,
        "overdue": overdue,
        "label": label or _("%(settled)s of %(total)s items settled") % {"settled": settled, "total": total},
    }


@register.inclusion_tag("components/person.html")
def person(name: Any, office: Any = "", organisation: Any = "") -> dict[str, Any]:
    """Somebody, with the office in which they act and its organisation."""
    name = str(name)
    return {
        "name": name,
        "initial": name.split()[-1][:1].upper() if name.strip() else "?",
        "office": office,
        "organisation": organisation,
    }


@register.inclusion_tag("components/hash.html")
def fingerprint(value: str, length: int = 12) -> dict[str, Any]:
    """A digest, shortened; the whole of it on hover and for copying."""
    return {"value": value, "short": value[:length]}


@register.inclusion_tag("components/missing_list.html")
def missing_list(missing: Iterable[Missing], dossier: Dossier | None) -> dict[str, Any]:
    """Everything missing, each with a link to where it is mended."""
    rows = [{"missing": one, "url": shared.link_for_missing(one, dossier) if dossier else ""} for one in missing]
    return {"rows": rows}


@register.inclusion_tag("components/held_banner.html")
def held_banner(dossier: Dossier) -> dict[str, Any]:
    """Above every page of a frozen dossier: who froze it, since when, why."""
    return {"dossier": dossier, "holds": standing_holds(dossier)}


@register.inclusion_tag("components/timeline_event.html")
def timeline_event(event: Event) -> dict[str, Any]:
    """One event of the trail in the reader's language."""
    return told(event)


def told(event: Event) -> dict[str, Any]:
    from workflows.text import in_language

    body = event.body
    verb, language = VERBS.get(event.verb), "en" if _english() else "vi"
    actor = {key: in_language(value, language) for key, value in (body.get("actor") or {}).items()}
    if principal := actor.get("on_behalf_of"):
        actor["for_whom"] = f"{in_language(principal['office'], language)} {principal['name']}"
    return {
        "event": event,
        "actor": actor,
        "sentence": verb.sentence(body["facts"], language) if verb else event.verb,
        "said": body["facts"].get("text", "") if event.verb == "comment.added" else "",
        "of": body["facts"].get("item", "") if event.verb == "comment.added" else "",
        "code": body["dossier"],
        "weight": (verb.weight if verb else Weight.ACT).value,
        "symbol": EVENT_ICONS.get(event.verb.split(".")[0], "point"),
    }


@register.inclusion_tag("components/dossier_tabs.html", takes_context=True)
def dossier_tabs(context: template.Context, dossier: Dossier, at: str, exactly: bool = True) -> dict[str, Any]:
    """The rooms of a dossier; ``at`` is the one the reader stands in (not ``exactly``: on a page below it)."""
    from reorg.web.pages.tabs import tabs_of

    return {"tabs": tabs_of(dossier, context["request"].user), "at": at, "exactly": exactly}


@register.filter
def in_words(event: Event) -> dict[str, Any]:
    """An event's sentence, actor, weight and symbol, for where it is not shown as a timeline."""
    return told(event)


@register.filter
def trail_page_of(event: Event) -> int:
    """The page of the trail on which the event stands."""
    return (event.seq - 1) // EVENTS_ON_A_PAGE + 1


@register.filter
def step_verb(node: WorkNode) -> str:
    """What a step asks one to do: sign, work, vote."""
    return str(STEP_VERBS.get(node.kind, STEP_VERBS["Step"]))


@register.filter
def step_title(asked: Assignment) -> str:
    """The step in which something is asked."""
    return str(asked.dossier.flow.step(asked.task.step))


@register.filter
def at(names: dict[str, Any], key: str) -> Any:
    """`{{ names|at:code }}`: what a dictionary has there, or the key itself."""
    return names.get(key, key) if isinstance(names, dict) else key


@register.filter
def step_icon(node: WorkNode) -> str:
    return STEP_ICONS.get(node.kind, "point")


# Forms and the header


@register.filter
def words(text: str) -> list[str]:
    return text.split()


@register.filter
def field(form: BaseForm, name: str) -> BoundField:
    return form[name]


@register.filter
def with_class(field: BoundField) -> SafeString:
    """A field in the look of the site; what is wrong with it and what helps are tied to it for screen readers."""
    attributes: dict[str, str | bool] = {
        "class": "form-select" if isinstance(field.field.widget, Select) else "form-control",
        "placeholder": "",
    }
    if field.errors:
        attributes |= {"class": f"{attributes['class']} is-invalid", "aria-invalid": "true"}
        attributes["aria-describedby"] = f"{field.id_for_label}_error"
    return field.as_widget(attrs=attributes)


@register.simple_tag(takes_context=True)
def theme(context: template.Context) -> SafeString:
    """The attributes of the page's root: light and dark stand there at once, “as the system” is for the script."""
    chosen = theme_of(context.get("request"))
    return mark_safe("" if chosen is Theme.SYSTEM else f' data-bs-theme="{chosen.value}"')  # noqa: S308 - our own words


@register.filter
def source_names(said: str | Iterable[str] | None) -> SafeString:
    """Where something comes from: codes of ``fixtures/sources.json`` by their titles, linked; else as it is said."""
    codes = [part.strip() for part in said.split(",")] if isinstance(said, str) else list(said or ())
    known = _sources()
    if all(code in known for code in codes):
        return format_html_join("; ", "{}", ((_named_source(known[code]),) for code in codes))
    words = said if isinstance(said, str) else ", ".join(codes)
    return mark_safe(urlize(words, trim_url_limit=60, nofollow=True, autoescape=True))  # noqa: S308 - urlize escapes


class Source(NamedTuple):
    title: str
    address: str | None


def _named_source(source: Source) -> SafeString:
    if not (source.address or "").startswith("https://"):
        return format_html('<span lang="vi">{}</span>', source.title)
    return format_html('<a lang="vi" href="{}" rel="noreferrer">{}</a>', source.address, source.title)


@cache
def _sources() -> dict[str, Source]:
    return {code: Source(**row) for code, row in fixture("sources").items()}


THEME_ICONS = {Theme.SYSTEM: "device-desktop", Theme.LIGHT: "sun", Theme.DARK: "moon"}


@register.simple_tag(takes_context=True)
def themes(context: template.Context) -> list[dict[str, Any]]:
    chosen = theme_of(context.get("request"))
    return [{"value": one.value, "label": one.label, "icon": THEME_ICONS[one], "on": one is chosen} for one in Theme]


@register.simple_tag(takes_context=True)
def offices(context: template.Context) -> list[Any]:
    request: HttpRequest | None = context.get("request")
    return shared.offices_today(request) if request is not None else []


NOTICE_ICONS = {
    "asked": "inbox",
    "returned": "arrow-back-up",
    "signed": "signature",
    "superseded": "refresh-alert",
    "soon": "clock",
    "late": "alert-circle",
    "escalated": "arrow-up",
    "mentioned": "messages",
    "answered": "scale",
    "imported": "table-import",
    "exported": "download",
}


@register.filter
def notice_icon(kind: str) -> str:
    return NOTICE_ICONS.get(kind, "bell")


@register.simple_tag(takes_context=True)
def unread(context: template.Context) -> int:
    """How many notices of the reader are new."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return 0
    return Notice.objects.filter(person=user.pk, read_at__isnull=True).count()


@register.simple_tag(takes_context=True)
def here(context: template.Context, *names: str) -> str:
    """`page` on the address one is at, `true` on a page below it: the value of aria-current."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    return "page" if match.url_name == names[0] else "true" if match.url_name in names else ""


@register.simple_tag(takes_context=True)
def audits(context: template.Context) -> bool:
    """Whether the reader holds an auditor's office today."""
    return any(office.role_id == AUDITOR for office in offices(context))


@register.simple_tag(takes_context=True)
def may_open_dossiers(context: template.Context) -> bool:
    return shared.may_open_dossiers(context["request"])
