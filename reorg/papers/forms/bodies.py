"""How bodies head their papers and sign them, by Decree 30/2020 and, for Party bodies, Guideline 36-HD/VPTW."""

from __future__ import annotations

import re
from typing import Any

from reorg.papers.content import Language
from reorg.people.models import Organisation
from workflows.text import Text

Kind = Organisation.Kind

# Bodies that decide as a collective, and how they are called where one of them signs for all.
COLLECTIVE = {
    Kind.PEOPLES_COMMITTEE: Text("Ủy ban nhân dân", "the People’s Committee"),
    Kind.COUNCIL: Text("Hội đồng nhân dân", "the People’s Council"),
    Kind.PARTY_COMMITTEE: Text("Ban Thường vụ", "the Standing Board"),
    Kind.GOVERNMENT: Text("Chính phủ", "the Government"),
    Kind.ASSEMBLY: Text("Quốc hội", "the National Assembly"),
    Kind.ASSEMBLY_COMMITTEE: Text("Ủy ban", "the Committee"),
    Kind.FRONT: Text("Ban Thường trực", "the Standing Board"),
}
# Whoever holds one of these offices speaks for the collective; a clerk does not.
SPEAKS_FOR_ALL = frozenset({"chair", "secretary", "verifier"})
HEADS = {
    Kind.PEOPLES_COMMITTEE: Text("Chủ tịch", "Chair"),
    Kind.COUNCIL: Text("Chủ tịch", "Chair"),
    Kind.PARTY_COMMITTEE: Text("Bí thư", "Secretary"),
    Kind.MINISTRY: Text("Bộ trưởng", "Minister"),
    Kind.GOVERNMENT: Text("Thủ tướng", "Prime Minister"),
    Kind.ASSEMBLY: Text("Chủ tịch", "Chair"),
    Kind.ASSEMBLY_COMMITTEE: Text("Chủ nhiệm", "Chair"),
    Kind.FRONT: Text("Chủ tịch", "Chair"),
    Kind.INSPECTORATE: Text("Chánh Thanh tra", "Chief Inspector"),
    Kind.AUDIT: Text("Tổng Kiểm toán nhà nước", "Auditor General"),
}
DIRECTOR = Text("Giám đốc", "Director")
UNDER_A_PARENT = frozenset({Kind.DEPARTMENT, Kind.POLICE, Kind.INSPECTORATE, Kind.ARCHIVE, Kind.ASSEMBLY_COMMITTEE})
CENTRAL = frozenset({Kind.MINISTRY, Kind.GOVERNMENT, Kind.ASSEMBLY, Kind.ASSEMBLY_COMMITTEE, Kind.AUDIT})
PARTY_FORM = {"TM.": "T/M", "KT.": "K/T", "TL.": "T/L"}
LINE = 26  # letters that fit above the rule of the issuing body
_BREAK = re.compile(r" (?=(?:tỉnh|thành phố|Thành ủy|Tỉnh ủy|xã|phường|đặc khu|of|of the) \w)")
_PLACE = re.compile(r"(?:tỉnh|thành phố|Thành ủy|Tỉnh ủy)\s+(?P<place>.+)$")


def is_party(body: Organisation) -> bool:
    return body.kind == Kind.PARTY_COMMITTEE


def place_of(body: Organisation) -> str:
    """Where a body sits, as its papers say it before the date; empty where its name does not tell."""
    if body.kind in CENTRAL:
        return "Hà Nội"
    found = _PLACE.search(body.title_vi)
    return found["place"] if found else ""


def symbol_of(body: Organisation, abbr: str) -> str:
    """`TTr-UBND`, and `BB/TU` for the Party."""
    return "/".join(filter(None, (abbr, body.short))) if is_party(body) else "-".join(filter(None, (abbr, body.short)))


def parent_of(body: Organisation, language: Language) -> str:
    if body.kind not in UNDER_A_PARENT or body.parent is None:
        return ""
    return in_words(body.parent.text, language)


def signing_lines(
    body: Organisation, office: str, authority: str, role: str, language: Language, *, together: bool = False
) -> tuple[str, ...]:
    """The lines above a signature. ``authority`` is taken as the sign-off has it; without one, who signs for a
    collective body signs TM. Where several bodies sign ``together``, each is named in full."""
    collective = _collective(body, language, together)
    head = in_words(HEADS.get(Kind(body.kind), DIRECTOR), language)
    speaks = role in SPEAKS_FOR_ALL and bool(collective)
    whole = f"{_as_written(body, 'TM.')} {collective}"
    named = in_words(body.text, language)
    match authority:
        case "TM.":
            lines = [f"{_as_written(body, 'TM.')} {collective or named}", office]
        case "KT.":
            lines = [*([whole] if speaks else []), f"{_as_written(body, 'KT.')} {head}", office]
        case "Q.":
            lines = [*([whole] if speaks else []), f"Q. {office}"]
        case "":
            lines = [whole, office] if speaks else [office]
        case _:
            lines = [f"{_as_written(body, authority)} {head}", office]
    if together and not any(collective and collective in line for line in lines) and named not in lines[0]:
        lines.insert(0, named)
    return tuple(broken(line) for line in lines if line)


def broken(name: str) -> str:
    """A long name in two lines: the body, then its place."""
    return _BREAK.sub("\n", name) if len(name) > LINE else name


def authorities_in(signatures: Any) -> list[str]:
    """Which abbreviations stand in these signature blocks, for the legend of a translation."""
    text = " ".join(line for one in signatures for line in one.lines)
    return [key for key in ("TM", "KT", "TL", "TUQ", "Q") if re.search(_written(key), text)]


def _written(key: str) -> str:
    slash = f"{key[0]}/{key[1]}" if len(key) == 2 else key
    return rf"(?<!\w)(?:{key}\.|{slash} )"


def _as_written(body: Organisation, authority: str) -> str:
    return PARTY_FORM.get(authority, authority) if is_party(body) else authority


def _collective(body: Organisation, language: Language, together: bool) -> str:
    name = COLLECTIVE.get(Kind(body.kind))
    if name is None:
        return ""
    full = in_words(body.text, language)
    if is_party(body):
        generic = in_words(name, language)
        if not together:
            return generic
        return f"{generic} of the {full}" if language == "en" else f"{generic} {full}"
    single = body.kind in (Kind.PEOPLES_COMMITTEE, Kind.COUNCIL) and not together
    return in_words(name, language) if single else full


def in_words(text: Text, language: Language) -> str:
    return text.en if language == "en" else text.vi
