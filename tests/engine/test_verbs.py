"""The words of the trail: declared once, used as declared, readable in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.engine.doing import People, at_hand_over, fresh, prove, verbs
from workflows.actions.door import door
from workflows.models import Dossier
from workflows.text import Text
from workflows.trail.verbs import VERBS, UnknownVerb, Verb, WrongFacts, check, declare

PACKAGES = ("workflows", "reorg")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "facts", "refusal"),
    [
        ("dossier.burnt", {}, UnknownVerb),
        ("item.started", {"item": "A1"}, WrongFacts),
        ("item.started", {"item": "A1", "title": "t", "colour": "red"}, WrongFacts),
        ("item.started", {"item": 1.5, "title": "t"}, TypeError),
    ],
)
def test_a_wrong_event_fails_when_it_is_written(
    verb: str, facts: dict[str, object], refusal: type[Exception], agency: Dossier, people: People
) -> None:
    before = verbs(agency)
    with door(agency, actor=people["anh"]) as case:
        case.record("item.started", item="A1", title=Text("việc", "work"))
    with pytest.raises(refusal), door(agency, actor=people["anh"]) as case:  # noqa: PT012 - one act
        case.record("item.started", item="A2", title=Text("việc", "work"))
        case.record(verb, **facts)
    assert verbs(agency) == [*before, "item.started"]


def test_a_verb_cannot_be_declared_twice_differently() -> None:
    verb = VERBS["dossier.read"]
    assert declare(verb.code, vi=verb.vi, en=verb.en, weight=verb.weight) == verb
    with pytest.raises(ValueError, match="declared twice"):
        declare(verb.code, vi="khác", en="different")


@pytest.mark.parametrize("verb", VERBS.values(), ids=lambda verb: verb.code)
def test_every_verb_speaks_both_languages(verb: Verb) -> None:
    facts = {name: {"vi": f"‹{name}›", "en": f"[{name}]"} for name in verb.facts}
    assert check(verb.code, facts) is verb
    vi, en = verb.sentence(facts, "vi"), verb.sentence(facts, "en")
    assert vi != en
    assert "{" not in vi + en
    assert "[" not in vi
    assert "‹" not in en


@pytest.mark.django_db
def test_what_happened_reads_as_sentences(agency: Dossier, people: People) -> None:
    at_hand_over(agency, people)
    prove(agency.items.first(), people["anh"])
    for event in fresh(agency).events.all():
        for language in ("vi", "en"):
            sentence = VERBS[event.verb].sentence(event.body["facts"], language)
            assert "{" not in sentence.replace("{}", ""), sentence
            assert "None" not in sentence, sentence


def test_every_verb_that_is_written_is_declared() -> None:
    undeclared = {verb for verb, _ in written() if verb not in VERBS}
    assert not undeclared


def test_every_verb_that_is_declared_is_written() -> None:
    said = {text for tree in sources() for text in strings(tree)}
    assert not sorted(set(VERBS) - said)


def written() -> Iterator[tuple[str, ast.Call]]:
    """The verbs given as they are to ``record`` and ``note_access``."""
    for tree in sources():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            place = {"record": 0, "note_access": 1}.get(name)
            if place is not None and len(call.args) > place:
                verb = call.args[place]
                if isinstance(verb, ast.Constant) and isinstance(verb.value, str):
                    yield verb.value, call


def sources() -> Iterator[ast.Module]:
    for package in PACKAGES:
        for path in (Path(settings.BASE_DIR) / package).rglob("*.py"):
            if path.name != "verbs.py" and "migrations" not in path.parts:
                yield ast.parse(path.read_text("utf-8"))


def strings(tree: ast.Module) -> Iterator[str]:
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
