"""What a short paper shows, as plain frozen data. Gathered from the dossier once; printing never asks the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from reorg.papers.content import HANOI, Language


@dataclass(frozen=True, slots=True)
class Head:
    """The top of the first page, in the form of the state (Decree 30/2020) or of the Party (Guideline 36-HD/VPTW)."""

    bodies: tuple[str, ...]
    """Whoever issues it; two bodies issue a paper together."""
    parent: str = ""
    party: bool = False
    number: str = ""
    place: str = ""
    on: date | None = None
    """Unknown until it is signed: the blanks stay open."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of each row names it, the first row names the columns; no caption where the heading is one."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """Shares of the width in per cent."""
    hashes: tuple[int, ...] = ()
    """Which columns hold digests: printed small, breaking anywhere."""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    text: str
    digest: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the body. Everything it has is printed in the order of these fields."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    items: tuple[str, ...] = ()
    table: Table | None = None
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """One block at the end: by what authority, in which office, who; and what the system knows of the signing."""

    lines: tuple[str, ...]
    name: str = ""
    side: str = ""
    """In a record of two sides, which one signs here."""
    notes: tuple[str, ...] = ()
    counts: bool = True


@dataclass(frozen=True, slots=True)
class FormPaper:
    language: Language
    kind: str
    code: str
    """The dossier's."""
    type: str
    subject: str
    head: Head
    at: datetime
    """When the newest of what it shows was decided: stands for every time in the file."""
    url: str
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...] = ()
    to: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    sample: bool = False
    draft: bool = False
    legend: tuple[str, ...] = ()
    verify: str = ""
    timezone: ZoneInfo = HANOI

    @property
    def issuer(self) -> str:
        return ", ".join(body.replace("\n", " ") for body in self.head.bodies)

    @property
    def title(self) -> str:
        """With its type before it, the title of the file."""
        return self.subject

    @property
    def exported_at(self) -> datetime:
        return self.at

    @property
    def file_name(self) -> str:
        return f"{self.code}-{self.kind}-{self.language}.pdf"
