"""Open work follows its organisation: what a body answers for goes to its successor, and can be given back.

What follows is computed first and touches nothing, so that a page can show it; carrying it out writes one event into
each dossier. Names in the trail and on decisions stay as they were.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q

from workflows.actions.door import door
from workflows.flow import HandOver, WorkNode
from workflows.models import Assignment, ChecklistItem, Document, Dossier, DossierParty, Event, Role, Task
from workflows.phases import ENDED, Phase
from workflows.text import Text
from workflows.trail.verbs import VERBS, Weight


@dataclass(frozen=True)
class Owned:
    """A kind of thing that a body answers for: rows of a model, and ``owner``, the field in which the body is named."""

    kind: str
    title: Text
    model: type[Model]
    owner: str
    dossier: str  # the path from a row to its dossier
    which: Q = field(default_factory=Q)
    versioned: bool = False  # its rows count their changes, to guard two tabs

    @property
    def rows(self) -> Any:
        return self.model._default_manager


OWNED = (
    Owned("parts", Text("phần tham gia hồ sơ", "parts in dossiers"), DossierParty, "organisation", "dossier"),
    Owned("led", Text("hồ sơ chủ trì", "dossiers led"), Dossier, "lead", "pk", ~Q(phase__in=ENDED)),
    Owned(
        "kept",
        Text("hồ sơ đã kết thúc phải lưu giữ", "ended dossiers to be kept"),
        Dossier,
        "lead",
        "pk",
        Q(phase__in=ENDED),
    ),
    Owned(
        "tasks",
        Text("việc đang chờ", "open tasks"),
        Assignment,
        "organisation",
        "dossier",
        Q(state__in=(Assignment.State.OPEN, Assignment.State.WAITING)),
    ),
    Owned(
        "items",
        Text("đầu việc chưa xong", "items of checklists still owed"),
        ChecklistItem,
        "owner",
        "dossier",
        ~Q(state__in=ChecklistItem.SETTLED) & ~Q(dossier__phase__in=ENDED),
        versioned=True,
    ),
    Owned("papers", Text("quyền đối với văn bản", "rights in documents"), Document, "owner", "dossier"),
)


@dataclass(frozen=True)
class Heir:
    """A successor: of everything, or of the dossiers of some procedures only."""

    before: int
    after: int
    procedures: tuple[str, ...] = ()


class Heirs:
    """Who succeeds whom."""

    def __init__(self, heirs: Iterable[Heir]) -> None:
        self.all = tuple(heirs)
        self._general = {heir.before: heir.after for heir in self.all if not heir.procedures}
        self._special = {(heir.before, code): heir.after for heir in self.all for code in heir.procedures}

    def general(self, before: int) -> int | None:
        """Who takes over whatever is not named: offices and their holders too."""
        return self._general.get(before)

    def of(self, before: int, procedure: str) -> int | None:
        return self._special.get((before, procedure), self._general.get(before))

    @property
    def before(self) -> set[int]:
        return {heir.before for heir in self.all}


class Passing(NamedTuple):
    """One row that goes from one body to another."""

    kind: str
    pk: int
    dossier: int
    before: int
    after: int


class Staying(NamedTuple):
    """What a body answers for in a dossier stays with it, and why."""

    dossier: int
    before: int
    why: Text


@dataclass(frozen=True)
class Following:
    """What goes to successors, in the order of the kinds, and what stays."""

    passings: tuple[Passing, ...]
    stayings: tuple[Staying, ...]


def what_follows(heirs: Heirs, holders: Collection[tuple[int, str]], owned: Sequence[Owned] = OWNED) -> Following:
    """Everything that would go to successors. ``holders``: (body, role) of all offices as they will then be held.

    The number of queries depends on the kinds of things, not on how many there are.
    """
    found = list(_found(heirs, owned))
    cases = _Cases({row.dossier for row in found}, heirs, holders)
    stays = {key: why for key in {(row.dossier, row.before) for row in found} if (why := cases.why_not(*key))}
    passings = tuple(
        row._replace(after=cases.heir(row.dossier, row.before))
        for row in found
        if (row.dossier, row.before) not in stays
    )
    return Following(passings, tuple(Staying(*key, why) for key, why in sorted(stays.items(), key=lambda one: one[0])))


def _found(heirs: Heirs, owned: Sequence[Owned]) -> Iterator[Passing]:
    for one in owned:
        rows = one.rows.filter(one.which, **{f"{one.owner}__in": heirs.before}).order_by("pk")
        for pk, dossier, before in rows.values_list("pk", one.dossier, f"{one.owner}_id"):
            yield Passing(one.kind, pk, dossier, before, 0)


class _Cases:
    """What has to be known of the dossiers to say whether a body's work in them can go to its successor."""

    def __init__(self, dossiers: set[int], heirs: Heirs, holders: Collection[tuple[int, str]]) -> None:
        self.heirs, self.holders = heirs, holders
        rows = Dossier.objects.filter(pk__in=dossiers).select_related("procedure")
        self.dossiers = {row.pk: row for row in rows.only("pk", "phase", "procedure")}
        self.parties: dict[int, dict[str, int]] = defaultdict(dict)
        for pk, key, body in DossierParty.objects.filter(dossier__in=dossiers).values_list(
            "dossier", "key", "organisation"
        ):
            self.parties[pk][key] = body
        self.asked: dict[tuple[int, int], set[str]] = defaultdict(set)
        open_now = Assignment.objects.filter(dossier__in=dossiers, state__in=("open", "waiting"))
        for pk, body, role in open_now.order_by().values_list("dossier", "organisation", "role"):
            self.asked[pk, body].add(role)
        self.at: dict[int, list[str]] = defaultdict(list)
        for pk, step in Task.objects.filter(dossier__in=dossiers, outcome="").order_by().values_list("dossier", "step"):
            self.at[pk].append(step)
        self.roles = {role.code: role.text for role in Role.objects.all()}
        bodies = apps.get_model(settings.WORKFLOWS_ORGANISATION_MODEL)._default_manager
        self.names = {body.pk: body.text for body in bodies.filter(pk__in=[heir.after for heir in heirs.all])}

    def heir(self, dossier: int, before: int) -> int:
        after = self.heirs.of(before, self.dossiers[dossier].procedure.code)
        assert after is not None
        return after

    def why_not(self, dossier: int, before: int) -> Text | None:
        found = self.dossiers[dossier]
        after = self.heirs.of(before, found.procedure.code)
        if after is None:
            title = found.procedure.text
            return Text(
                f"chưa cơ quan nào kế thừa hồ sơ theo quy trình “{title.vi}”",
                f"no successor takes over dossiers of the procedure “{title.en}”",
            )
        if Phase(found.phase).ended:
            return None
        return self._on_both_sides(found, before, after) or self._nobody_there(dossier, before, after)

    def _nobody_there(self, dossier: int, before: int, after: int) -> Text | None:
        lacking = sorted(role for role in self.asked[dossier, before] if (after, role) not in self.holders)
        if not lacking:
            return None
        name, role = self.names[after], self.roles[lacking[0]]
        return Text(
            f"việc đang chờ “{role.vi}”, nhưng ở {name.vi} chưa ai giữ nhiệm vụ này",
            f"it waits for “{role.en}”, which nobody holds at {name.en}",
        )

    def _on_both_sides(self, dossier: Dossier, before: int, after: int) -> Text | None:
        """One body cannot hand over to itself, nor answer for two in one step."""
        then = {key: self._then(dossier, body) for key, body in self.parties[dossier.pk].items()}
        mine = {key for key, body in self.parties[dossier.pk].items() if body == before}
        others = {key for key, body in then.items() if body == after} - mine
        if not others:
            return None
        for step in self._ahead(dossier):
            seats = {(seat.part, seat.role) for seat in step.seats}
            twice = any((part, role) in seats and (other, role) in seats
                        for part, role in seats if part in mine for other in others)  # fmt: skip
            gives = isinstance(step, HandOver) and any(part in mine for part, _role in seats)
            if twice or gives:
                title, name = step.title, self.names[after]
                return Text(
                    f"tại bước “{title.vi}”, {name.vi} sẽ đứng ở cả hai phía; hãy hoàn thành bước này trước",
                    f"at the step “{title.en}” {name.en} would stand on both sides; finish that step first",
                )
        return None

    def _ahead(self, dossier: Dossier) -> list[WorkNode]:
        """The open steps and those that come after them."""
        reached: dict[str, WorkNode] = {}
        waiting = [dossier.flow.step(name) for name in self.at[dossier.pk]]
        while waiting:
            step = waiting.pop(0)
            if step.name not in reached:
                reached[step.name] = step
                waiting += [edge.dst for edge in step._outgoing() if isinstance(edge.dst, WorkNode)]
        return list(reached.values())

    def _then(self, dossier: Dossier, body: int) -> int:
        return self.heirs.of(body, dossier.procedure.code) or body


def pass_on(
    passings: Sequence[Passing], *, basis: str, office: tuple[int, tuple[str, ...]], actor: Any,
    owned: Sequence[Owned] = OWNED,
) -> dict[int, int]:  # fmt: skip
    """Let rows go to their successors, with one event in each dossier for each pair of bodies.

    ``basis`` is the code of the dossier that decided it, ``office`` the body and roles in which the actor carries it
    out. The rows were computed under the locks of their dossiers. Gives the number of the last event of each dossier.
    """
    return _carry_out(passings, "organisation.succeeded", basis, office, actor, owned)


def give_back(
    passings: Sequence[Passing], *, basis: str, office: tuple[int, tuple[str, ...]], actor: Any,
    owned: Sequence[Owned] = OWNED,
) -> None:  # fmt: skip
    """Give rows back to where they were: the passings as they were carried out.

    The caller has asked `moved_on` under the locks of the dossiers.
    """
    back = [row._replace(before=row.after, after=row.before) for row in passings]
    _carry_out(back, "organisation.restored", basis, office, actor, owned)


@transaction.atomic
def _carry_out(
    passings: Sequence[Passing],
    verb: str,
    basis: str,
    office: tuple[int, tuple[str, ...]],
    actor: Any,
    owned: Sequence[Owned],
) -> dict[int, int]:
    by_kind = {one.kind: one for one in owned}
    for (kind, after), pks in _grouped(passings, lambda row: (row.kind, row.after)).items():
        one = by_kind[kind]
        more = {"version": F("version") + 1} if one.versioned else {}
        one.rows.filter(pk__in=[row.pk for row in pks]).update(**{one.owner: after}, **more)
    bodies = apps.get_model(settings.WORKFLOWS_ORGANISATION_MODEL)._default_manager
    names = bodies.in_bulk({body for row in passings for body in (row.before, row.after)})
    heads: dict[int, int] = {}
    for pk, rows in sorted(_grouped(passings, lambda row: row.dossier).items()):
        with door(pk, actor=actor) as case:
            case.act_as(*office)
            for (before, after), these in sorted(_grouped(rows, lambda row: (row.before, row.after)).items()):
                case.record(
                    verb,
                    **{"from": names[before].text, "to": names[after].text},
                    what=in_words(these, owned),
                    basis=basis,
                    rows={kind: [row.pk for row in some] for kind, some in _grouped(these, _kind).items()},
                )
        heads[pk] = case.dossier.head_seq
    return heads


def moved_on(passings: Sequence[Passing], heads: dict[int, int], owned: Sequence[Owned] = OWNED) -> list[Text]:
    """Why rows cannot be given back: what happened in their dossiers since. Nothing when all is as it was left."""
    later = Q(pk__in=[])
    for pk, head in Dossier.objects.filter(pk__in=heads).values_list("pk", "head_seq"):
        if head != heads[pk]:
            later |= Q(dossier=pk, seq__gt=heads[pk])
    looked = [code for code, verb in VERBS.items() if verb.weight is Weight.ACCESS]
    events = Event.objects.filter(later).exclude(verb__in=looked).select_related("dossier").order_by("dossier", "seq")
    first = {event.dossier.code: event for event in reversed(events)}
    told = [
        Text(
            f"hồ sơ {code} đã được xử lý tiếp: {VERBS[event.verb].sentence(event.body['facts'], 'vi')}",
            f"the dossier {code} has gone on: somebody {VERBS[event.verb].sentence(event.body['facts'], 'en')}",
        )
        for code, event in sorted(first.items())
    ]
    by_kind = {one.kind: one for one in owned}
    for (kind, after), rows in _grouped(passings, lambda row: (row.kind, row.after)).items():
        one, pks = by_kind[kind], [row.pk for row in rows]
        if one.rows.filter(pk__in=pks, **{one.owner: after}).count() != len(pks):
            told.append(Text(f"{one.title.vi}: đã chuyển tiếp cho cơ quan khác", f"{one.title.en}: given on since"))
    return told


def in_words(passings: Sequence[Passing], owned: Sequence[Owned] = OWNED) -> Text:
    """“2 việc đang chờ, 1 văn bản”."""
    counts = Counter(row.kind for row in passings)
    there = [(counts[one.kind], one.title) for one in owned if counts[one.kind]]
    return Text(
        ", ".join(f"{count} {title.vi}" for count, title in there),
        ", ".join(f"{title.en}: {count}" for count, title in there),
    )


def _kind(row: Passing) -> str:
    return row.kind


def _grouped(rows: Iterable[Passing], key: Any) -> dict[Any, list[Passing]]:
    groups: dict[Any, list[Passing]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
