"""Everything a trail paper shows, as plain frozen data.

`collect.py` fills these from the dossier; printing never asks the database. All sentences,
labels and names arrive in the paper's language; times are aware; hashes are hex.
"""

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

Language = Literal["vi", "en"]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


class Weight(StrEnum):
    """How loudly an event is printed. Nothing is left out; access is merely printed small."""

    DECISION = "decision"
    ACT = "act"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class Party:
    role: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A date the dossier's deadlines hang on: resolution, operation."""

    label: str
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One question a reader has on page 1, and its answer."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision worth a line on page 1. `seq` is the event that recorded it."""

    at: datetime
    body: str
    what: str
    result: str
    seq: int | None = None

    @property
    def line(self) -> str:
        return self.what if self.what.startswith(self.body) else f"{self.body}: {self.what}"


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    kind: str
    code: str = ""
    area_km2: Decimal | None = None
    population: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Succession:
    """One old unit's part in one new unit; `formula` is the wording of the resolution."""

    old: str
    new: str
    formula: str
    area_km2: Decimal | None = None
    population: int | None = None
    share_percent: Decimal | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Conservation:
    """Whether the parts sum to the whole, and the sum itself; None where a figure is not known."""

    holds: bool | None
    working: str


@dataclass(frozen=True, slots=True)
class UnitPlan:
    before: tuple[Unit, ...] = ()
    after: tuple[Unit, ...] = ()
    successions: tuple[Succession, ...] = ()
    conservation: Conservation | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as they were at that moment. `authority` is TM., KT., TL., TUQ., Q. or empty."""

    name: str
    office: str = ""
    organisation: str = ""
    authority: str = ""
    on_behalf_of: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Event:
    seq: int
    at: datetime
    verb: str
    sentence: str
    actor: Person
    prev_hash: str
    hash: str
    facts: tuple[Fact, ...] = ()
    weight: Weight = Weight.ACT


@dataclass(frozen=True, slots=True)
class SignOff:
    """`counting` is false once the content it covered has changed or it was withdrawn."""

    signer: Person
    step: str
    decision: str
    statement: str
    digest: str
    at: datetime
    counting: bool = True
    superseded_because: str = ""
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline of an open step, and the paragraph that says how it came about. `due` is None while it stands."""

    step: str
    due: datetime | None
    told: str


@dataclass(frozen=True, slots=True)
class Ballot:
    body: str
    question: str
    electorate: int
    present: int
    yes: int
    no: int
    abstain: int
    rule: str
    working: str
    passed: bool
    at: datetime
    note: str = ""
    seq: int | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    by: str
    answer: str
    disposition: str = ""


@dataclass(frozen=True, slots=True)
class OpinionRound:
    title: str
    asked: str
    opened: date
    closed: date | None
    result: str
    rule: str = ""
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    file_name: str
    sha256: str
    erased: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    code: str
    title: str
    owner: str
    due: date | None
    state: str
    settled: bool = False
    done_by: str = ""
    verified_by: str = ""
    note: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    title: str
    items: tuple[ChecklistItem, ...]

    @property
    def settled(self) -> int:
        return sum(item.settled for item in self.items)


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    number: int
    file_name: str
    size: int
    sha256: str
    at: datetime
    erased: str = ""
    """When and by what law its content was removed."""


@dataclass(frozen=True, slots=True)
class Document:
    type: str
    notation: str
    """Number and symbol, `12/NQ-HĐND`."""
    issuer: str
    issued: date | None
    subject: str
    versions: tuple[DocumentVersion, ...] = ()
    sample: bool = False
    recalled: str = ""
    """When, by whom and why it was taken back, and what replaces it."""


@dataclass(frozen=True, slots=True)
class PaperAttachment:
    """A file carried inside the PDF; printed nowhere, so never cleaned."""

    name: str
    description: str
    mime_type: str
    content: bytes
    relationship: str = "Data"


@dataclass(frozen=True, slots=True)
class TrailPaper:
    language: Language
    code: str
    title: str
    issuer: str
    procedure: str
    procedure_version: str
    phase: str
    opened_at: datetime
    updated_at: datetime
    events: tuple[Event, ...]
    head_seq: int
    head_hash: str
    exported_at: datetime
    exported_by: Person
    verification_url: str
    events_json: bytes

    issuer_parent: str = ""
    place: str = ""
    programme: str = ""
    notice: str = ""
    """A sentence in a frame on page 1: sample content, partial export, frozen dossier."""
    parties: tuple[Party, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    summary: tuple[SummaryLine, ...] = ()
    decisions: tuple[Decision, ...] = ()
    open_points: tuple[str, ...] = ()
    units: UnitPlan = UnitPlan()
    diagram_svg: str = ""
    deadlines: tuple[Deadline, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    ballots: tuple[Ballot, ...] = ()
    opinion_rounds: tuple[OpinionRound, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    documents: tuple[Document, ...] = ()
    attachments: tuple[PaperAttachment, ...] = ()
    timezone: ZoneInfo = HANOI

    @property
    def slug(self) -> str:
        """The dossier's code as a file name."""
        return re.sub(r"[^A-Za-z0-9._-]+", "-", self.code).strip("-") or "dossier"


def map_text(value: Any, clean: Any) -> Any:
    """A content object with `clean` applied to every string it holds; the same object where that changes nothing."""
    kind: Any = type(value)
    if kind is str:
        return clean(value)
    if kind is tuple:
        made = tuple([map_text(item, clean) for item in value])
        return made if any(new is not old for new, old in zip(made, value, strict=True)) else value
    changed = {}
    for name in _text_fields(kind):
        old = getattr(value, name)
        new = map_text(old, clean)
        if new is not old:
            changed[name] = new
    if changed:
        return replace(value, **changed)
    return clean(value) if isinstance(value, str) and not isinstance(value, StrEnum) else value


@cache
def _text_fields(kind: Any) -> tuple[str, ...]:
    """The fields of a content class; none of an attachment, whose name stays as it is, and of what holds no text."""
    if kind is PaperAttachment or not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind))
