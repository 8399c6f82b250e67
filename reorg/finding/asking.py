"""What somebody typed, made into what the index is asked: words that begin like these, or with one slip of the key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from django.db import connection

from workflows.text import fold
from workflows.trail.verbs import VERBS, Verb

MOST_WORDS, LONGEST = 8, 40
SHORTEST_MISTYPED = 4  # letters; of shorter words too many are like each other
MOST_MEANT = 40


def words_in(text: str) -> list[str]:
    """The words of a question, folded as the index folds: ``1669/NQ-UBTVQH15`` is 1669, nq and ubtvqh15."""
    return [word[:LONGEST] for word in re.findall("[a-z0-9]+", fold(text))[:MOST_WORDS]]


def beginning(words: Sequence[str], *, events: bool = False) -> str:
    """All of these words, each the beginning of one; for events the words of their sentences count as well."""
    return " & ".join(_any_of([word], events=events) for word in words)


Meant = dict[str, list[str]]


def mistyped(words: Sequence[str], meant: Meant, *, events: bool = False) -> str:
    """As before, but exactly one of them stands for what it may have been meant to be (``meant_by``)."""
    ways = []
    for place, word in enumerate(words):
        if found := meant.get(word):
            rest = [_any_of([other], events=events) for at, other in enumerate(words) if at != place]
            ways.append(" & ".join([_any_of(found, events=events, whole=True), *rest]))
    return " | ".join(f"({way})" for way in ways)


def phrases(words: Sequence[str], meant: Meant) -> list[str]:
    """The words in their order, with each of what one of them may have been meant to be."""
    return [
        " ".join([*words[:place], one, *words[place + 1 :]])
        for place, word in enumerate(words)
        for one in meant.get(word, ())
    ]


def _any_of(words: Iterable[str], *, events: bool = False, whole: bool = False) -> str:
    ways = []
    for word in words:
        # The whole word as well: of beginnings the database cannot tell how common they are, of words it can.
        ways.append(f"'{word}'")
        if not whole and len(word) > 1:  # one letter begins half the index
            ways.append(f"'{word}':*")
        if events:
            ways += [f"'verb:{code}'" for code in verbs_saying(word)]
    return f"({' | '.join(ways)})"


def verbs_saying(word: str) -> list[str]:
    """The verbs whose sentence, in either language, has a word that begins so."""
    if len(word) == 1:
        return []
    return [code for code, verb in VERBS.items() if any(said.startswith(word) for said in _said_by(verb))]


@cache
def _said_by(verb: Verb) -> frozenset[str]:
    """The words of both sentences, without the facts."""
    return frozenset(re.findall("[a-z0-9]+", fold(re.sub(r"\{\w+\}", " ", f"{verb.vi} {verb.en}"))))


def _can_be_mistyped(word: str) -> bool:
    return len(word) >= SHORTEST_MISTYPED and not word.isdecimal()  # another number is another number


def meant_by(typed: Sequence[str]) -> Meant:
    """Of each word those that occur and have one letter other, more or less, or two neighbours exchanged."""
    words = [word for word in typed if _can_be_mistyped(word)]
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT word FROM finding_word WHERE near && %s::varchar[] ORDER BY word",
            [sorted({variant for word in words for variant in variants(word)})],
        )
        known = [word for (word,) in cursor.fetchall()]
    known += sorted(frozenset().union(*map(_said_by, VERBS.values())) - set(known))
    return {word: [one for one in known if one != word and a_slip_apart(one, word)][:MOST_MEANT] for word in words}


def variants(word: str) -> set[str]:
    """The word, and the word without any one of its letters."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def a_slip_apart(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours exchanged."""
    if len(one) == len(other):
        differing = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        if len(differing) == 2:
            first, second = differing
            return second == first + 1 and one[first] == other[second] and one[second] == other[first]
        return len(differing) == 1
    longer, shorter = sorted((one, other), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and shorter in variants(longer)
