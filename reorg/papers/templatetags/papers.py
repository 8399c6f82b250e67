"""Filters that print values the way the paper's language does: `{{ event.at|as_time:w }}`."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django import template

from reorg.papers.content import Checklist, Person, Succession
from reorg.papers.words import Words

register = template.Library()


@register.filter
def as_day(value: date, words: Words) -> str:
    return words.day(value)


@register.filter
def as_short_day(value: date | None, words: Words) -> str:
    return words.short_day(value)


@register.filter
def as_long_day(value: date, words: Words) -> str:
    return words.long_day(value)


@register.filter
def as_time(value: datetime, words: Words) -> str:
    return words.time(value)


@register.filter
def as_moment(value: datetime, words: Words) -> str:
    return words.moment(value)


@register.filter
def as_short_moment(value: datetime, words: Words) -> str:
    return words.short_moment(value)


@register.filter
def as_number(value: int | Decimal | None, words: Words) -> str:
    return "—" if value is None else words.number(value)


@register.filter
def as_area(value: Decimal | None, words: Words) -> str:
    return "—" if value is None else words.number(value, places=2)


@register.filter
def where_from(person: Person, words: Words) -> str:
    """Office and organisation, then for whom: `Phó Chủ tịch, UBND tỉnh (KT. Chủ tịch)`."""
    seat = ", ".join(filter(None, (person.office, person.organisation)))
    if person.authority:
        return f"{seat} ({' '.join(filter(None, (person.authority, person.on_behalf_of)))})"
    if person.on_behalf_of:
        return f"{seat} ({words.fill('on_behalf_of', whom=person.on_behalf_of)})"
    return seat


@register.filter
def as_local_day(value: datetime, words: Words) -> str:
    return words.short_day(words.local(value))


@register.filter
def as_formal_day(value: date, words: Words) -> str:
    return words.formal_day(value)


@register.filter
def as_iso(value: datetime) -> str:
    """For the file's metadata: to the second, in UTC."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@register.filter
def word(words: Words, key: str) -> str:
    return words[key]


@register.filter
def fill(text: str, value: object) -> str:
    """`{{ w.event_no|fill:5 }}`: the one blank in a word, filled."""
    return text.format(n=value)


@register.simple_tag
def settled_of(words: Words, checklist: Checklist) -> str:
    return words.fill("settled_of", n=checklist.settled, of=len(checklist.items))


@register.simple_tag
def figures(words: Words, part: Succession) -> str:
    """What of the old unit goes over, as far as it is known: ` (1.668,28 km², 100 %)`."""
    known = []
    if part.area_km2 is not None:
        known.append(words.fill("km2", n=words.number(part.area_km2, places=2)))
    if part.population is not None:
        known.append(words.fill("people", n=words.number(part.population)))
    if part.share_percent is not None:
        known.append(words.fill("percent", n=words.number(part.share_percent)))
    return f" ({', '.join(known)})" if known else ""


@register.simple_tag
def file_size(words: Words, size: int) -> str:
    return words.fill("bytes", n=words.number(size))
