"""Changing who helps whom, recording agreements, writing into the books, answering proposals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.people.models import Organisation
from reorg.registers.values import key_of
from reorg.support.books import LETTER, PROPOSALS, Book, Scope
from reorg.support.models import Agreement, Line, Pair, Proof, Response, Terms
from reorg.support.roster import Roster, proposal_digest, proposal_of, roster_of
from workflows.actions.door import Case, door
from workflows.errors import BadInput, ContentChanged, NotFound, NotNow, NotYou
from workflows.files import check_file
from workflows.models import Dossier, DossierParty
from workflows.phases import Phase
from workflows.text import Text
from workflows.trail.canonical import digest

EDITORS = ("drafter", "officer")
OF_UNITS = ("officer", "drafter", "chair", "secretary")
NAMED = 100  # pairs written out in an event; beyond that the digest speaks for all
WHAT = Text("phân công giúp đỡ", "the assignment")


# Who and when


def part_of(code: str) -> str:
    """The part that the organisation of a unit plays in the dossier."""
    return f"unit-{code}"


def _act_for(case: Case, codes: Iterable[str]) -> None:
    """The actor as an officer of the lead, or of one of these units."""
    try:
        case.act_as(case.dossier.lead_id, EDITORS)
    except NotYou:
        theirs = {case.parties.get(part_of(code)) for code in codes}
        for office in case.offices:
            if office.organisation_id in theirs and office.role in OF_UNITS:
                case.act_as(office.organisation_id, (office.role,))
                return
        raise NotYou(_("Only officers of the units concerned and of the lead may do that.")) from None


def may_write(dossier: Dossier, offices: Iterable[Any], parties: Mapping[str, int], codes: Iterable[str]) -> bool:
    """Whether to offer writing for these units to the holder of these offices; `_act_for` has the last word."""
    theirs = {parties.get(part_of(code)) for code in codes} - {None}
    return dossier.is_open and any(
        (office.organisation_id == dossier.lead_id and office.role_id in EDITORS)
        or (office.organisation_id in theirs and office.role_id in OF_UNITS)
        for office in offices
    )


def must_be_open(case: Case) -> None:
    if not case.dossier.is_open:
        raise NotNow(_("This dossier has ended; what was written down stays as it is."))


def _must_assign(case: Case) -> None:
    """The assignment is changed by the lead's drafters, while it is not being decided on."""
    must_be_open(case)
    case.act_as(case.dossier.lead_id, ("drafter",))
    if not case.content_open():
        raise NotNow(_("The assignment is decided or being decided on. Have it returned before you change it."))


def may_assign(dossier: Dossier, offices: Iterable[Any]) -> bool:
    """Whether to offer changes to the assignment at all."""
    drafts = any(one.organisation_id == dossier.lead_id and one.role_id == "drafter" for one in offices)
    if not drafts or not dossier.is_open:
        return False
    steps = [dossier.flow.step(name) for name in dossier.tasks.filter(status="STARTED").values_list("step", flat=True)]
    return bool(steps) and not any(node.frozen for node in steps)


# The assignment


def set_terms(
    dossier: Dossier,
    *,
    actor: Any,
    starts_on: date | None = None,
    ends_on: date | None = None,
    complete_by: date | None = None,
    helpers: int | None = None,
    places: int | None = None,
    basis: str = "",
) -> Terms:
    """Set what holds for all pairs. Part of what is decided on."""
    with door(dossier, actor=actor) as case:
        _must_assign(case)
        if starts_on and ends_on and ends_on < starts_on:
            raise BadInput(_("The last day comes after the first."), "ends_on")
        said = {
            "starts_on": starts_on,
            "ends_on": ends_on,
            "complete_by": complete_by,
            "helpers": helpers,
            "places": places,
            "basis": basis.strip(),
        }
        terms, made = Terms.objects.get_or_create(dossier=case.dossier)
        if not made and all(getattr(terms, name) == value for name, value in said.items()):
            return terms
        for name, value in said.items():
            setattr(terms, name, value)
        terms.save()
        case.record("support.terms_set", **{name: _fact(value) for name, value in said.items()})
        case.content_changed(Text("điều kiện chung", "the terms"))
    return terms


def _fact(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def admit(dossier: Dossier, code: str, organisation: Organisation, *, actor: Any) -> DossierParty:
    """Let the People's Committee (or another body) of a unit take part: its officers read, and write for their unit."""
    with door(dossier, actor=actor) as case:
        must_be_open(case)
        case.act_as(case.dossier.lead_id, ("drafter",))
        unit = roster_of(case.dossier).unit(code)
        if unit is None:
            raise BadInput(_("This unit is in none of the dossier's registers."), "code")
        party, made = DossierParty.objects.get_or_create(
            dossier=case.dossier, key=part_of(code), defaults={"organisation": organisation}
        )
        if not made and party.organisation_id != organisation.pk:
            raise BadInput(_("Another organisation already takes part for this unit."), "organisation")
        if made:
            case.record("support.unit_admitted", organisation=organisation.text, unit=unit.name)
    return party


def take_over(dossier: Dossier, *, shown: str, actor: Any, sample: bool = False) -> list[Pair]:
    """Make the proposed pairs the assignment, as they were shown. What stands and is not the solver's stays.

    Raises:
        ContentChanged: registers or pairs have changed since the proposal was shown.
    """
    with door(dossier, actor=actor) as case:
        _must_assign(case)
        found = proposal_of(case.dossier)
        if not found:
            raise NotNow(_("There is nothing to propose: the registers of needs and means are empty."))
        if proposal_digest(found) != shown:
            raise ContentChanged(_("Registers or pairs have changed since you opened this proposal. Look at it again."))
        standing = {pair.codes: pair for pair in standing_pairs(case.dossier)}
        wanted = {(one.giver.code, one.taker.code) for one in found}
        # The database decides which are kept: only the solver's own pairs, without an agreement, are replaced.
        old = [
            pair
            for pair in standing.values()
            if pair.origin == Pair.Origin.PROPOSED and not hasattr(pair, "agreement") and pair.codes not in wanted
        ]
        for pair in old:
            _end(case, pair, _("replaced by a new proposal"))
        new = [
            Pair(
                dossier=case.dossier,
                helper_code=one.giver.code,
                helper_name=one.giver.name,
                place_code=one.taker.code,
                place_name=one.taker.name,
                origin=Pair.Origin.PROPOSED,
                reasons=[reason.as_fact() for reason in one.reasons],
                sample=sample,
            )
            for one in found
            if (one.giver.code, one.taker.code) not in standing
        ]
        Pair.objects.bulk_create(new)
        if new or old:
            codes = sorted(pair.code for pair in new)
            case.record(
                "support.pairs_taken_over",
                added=len(new),
                dropped=len(old),
                kept=len(found) - len(new),
                pairs=codes[:NAMED],
                pairs_sha256=digest(codes),
            )
            case.content_changed(WHAT)
    return new


def add_pair(
    dossier: Dossier,
    helper: str,
    place: str,
    *,
    reason: str,
    actor: Any,
    origin: str = Pair.Origin.HAND,
    standing: str = Pair.Standing.CONFIRMED,
    source: str = "",
    sample: bool = False,
) -> Pair:
    """Assign one unit to one commune by hand, with the reason. Asking for a pair that stands returns it."""
    with door(dossier, actor=actor) as case:
        _must_assign(case)
        roster = roster_of(case.dossier)
        there: Pair | None = standing_pairs(case.dossier).filter(helper_code=helper, place_code=place).first()
        if there is not None:
            return there
        giver, taker = _known(roster.helpers, helper, "helper"), _known(roster.places, place, "place")
        if not reason.strip():
            raise BadInput(_("Say why: those who decide read only this."), "reason")
        pair = Pair.objects.create(
            dossier=case.dossier,
            helper_code=giver.code,
            helper_name=giver.name,
            place_code=taker.code,
            place_name=taker.name,
            origin=origin,
            standing=standing,
            reasons=[Text(reason.strip(), reason.strip()).as_fact()],
            source=source,
            sample=sample,
        )
        case.record(
            "support.pair_added",
            pair=pair.code,
            helper=pair.helper_name,
            place=pair.place_name,
            reason=reason.strip(),
            origin=origin,
            standing=standing,
            sample=sample,
        )
        case.content_changed(WHAT)
    return pair


def _known(units: Mapping[str, Any], code: str, field: str) -> Any:
    if code not in units:
        raise BadInput(_("Choose a unit of the dossier's register."), field)
    return units[code]


def end_pair(pair: Pair, *, reason: str, actor: Any) -> None:
    """Take a pair out of the assignment. What was agreed and given stays on record."""
    with door(pair.dossier_id, actor=actor) as case:
        _must_assign(case)
        pair = Pair.objects.get(pk=pair.pk)
        if pair.ended_at:
            return
        if not reason.strip():
            raise BadInput(_("Say why: those who decide read only this."), "reason")
        _end(case, pair, reason.strip())
        case.record(
            "support.pair_ended",
            pair=pair.code,
            helper=pair.helper_name,
            place=pair.place_name,
            reason=reason.strip(),
        )
        case.content_changed(WHAT)


def _end(case: Case, pair: Pair, reason: str) -> None:
    pair.ended_at, pair.ended_why = case.now, reason
    pair.save(update_fields=["ended_at", "ended_why"])


def standing_pairs(dossier: Dossier) -> Any:
    return dossier.support_pairs.filter(ended_at__isnull=True).select_related("agreement")


def _pair_now(case: Case, pair: Pair) -> Pair:
    now = Pair.objects.select_related("agreement", "dossier").get(dossier=case.dossier, pk=pair.pk)
    if now.ended_at:
        raise NotNow(_("This pair no longer stands: %(why)s") % {"why": now.ended_why})
    return now


# Agreements


def record_agreement(
    pair: Pair,
    *,
    signed_on: date | None,
    helper_signatory: str,
    place_signatory: str,
    actor: Any,
    about: str = "",
    symbol: str = "",
    venue: str = "",
    terms: str = "",
    source: str = "",
    version: int = 0,
    file: File[bytes] | None = None,
    sample: bool = False,
) -> Agreement:
    """Record the agreement of a pair with both who signed; it may be older than the decision.

    ``version`` is that of the agreement that was shown (0: there was none).
    """
    with door(pair.dossier_id, actor=actor) as case:
        must_be_open(case)
        _act_for(case, pair.codes)
        pair = _pair_now(case, pair)
        _must_be_decided(case, pair, signed=True)
        said = {
            "signed_on": signed_on,
            "about": about.strip(),
            "symbol": symbol.strip(),
            "venue": venue.strip(),
            "helper_signatory": helper_signatory.strip(),
            "place_signatory": place_signatory.strip(),
            "terms": terms.strip(),
            "source": source.strip(),
        }
        _agreement_is_whole(case, said)
        there = getattr(pair, "agreement", None)
        same = there is not None and all(getattr(there, name) == value for name, value in said.items())
        if there is not None and not same and there.version != version:
            raise ContentChanged(
                _("Somebody recorded this agreement since you opened it. What you typed is kept below.")
            )
        agreement = there or Agreement(pair=pair, version=0)
        if not same:
            for name, value in said.items():
                setattr(agreement, name, value)
            agreement.version += 1
            agreement.recorded_by, agreement.recorded_at = actor, case.now
            agreement.save()
            case.record(
                "support.agreement_recorded",
                pair=pair.code,
                helper=pair.helper_name,
                place=pair.place_name,
                signed=_fact(signed_on) or about.strip(),
                symbol=agreement.symbol,
                signatories=[agreement.helper_signatory, agreement.place_signatory],
                source=agreement.source,
            )
        if file is not None:
            _attach(
                case, file, pair=pair, what=Text("biên bản ký kết", "the agreement"), agreement=agreement, sample=sample
            )
    return agreement


def _agreement_is_whole(case: Case, said: Mapping[str, Any]) -> None:
    for name in ("helper_signatory", "place_signatory"):
        if not said[name]:
            raise BadInput(_("An agreement has two signatories: say who signed, with office."), name)
    if said["signed_on"] is None and not said["about"]:
        raise BadInput(_("Say when it was signed, or what is known of the day."), "signed_on")
    if said["signed_on"] and said["signed_on"] > timezone.localdate(case.now):
        raise BadInput(_("This day is still to come."), "signed_on")


def is_decided(dossier: Dossier, pair: Pair) -> bool:
    """Support begins with the decision; pairs twinned before it are the exception."""
    return bool(dossier.phase == Phase.IMPLEMENTATION or pair.origin == Pair.Origin.EARLIER)


def _must_be_decided(case: Case, pair: Pair, *, signed: bool = False) -> None:
    if is_decided(case.dossier, pair):
        return
    raise NotNow(
        _("This pair is not decided on yet. Only agreements signed before are recorded now.")
        if signed
        else _("This pair is not decided on yet; support is written down afterwards.")
    )


# Lines of the books


def add_line(
    dossier: Dossier,
    book: Book,
    values: Mapping[str, Any],
    *,
    actor: Any,
    pair: Pair | None = None,
    unit: str = "",
    sample: bool = False,
) -> Line:
    """Write one line. The same line sent twice is one line; another one under the same number is refused."""
    with door(dossier, actor=actor) as case:
        must_be_open(case)
        pair = _owner(case, book, pair, unit)
        _check(book, values)
        line = _line(case, book, pair, unit, key_of(book.kind, values))
        if line.pk and not line.removed:
            if line.values == _said(values):
                return line
            raise BadInput(_("There is already a line with this number. Take the next one."), book.kind.key[0])
        line.sample = sample
        _write(case, line, values)
        case.record("support.line_added", values=line.values, sample=sample, **_about(case, line))
    return line


def change_line(line: Line, values: Mapping[str, Any], *, version: int, actor: Any) -> Line:
    """Change one line. ``version`` is what was shown; saving the same values again changes nothing."""
    with door(line.dossier_id, actor=actor) as case:
        must_be_open(case)
        line = Line.objects.select_related("pair").get(dossier=case.dossier, pk=line.pk)
        book = line.definition
        _owner(case, book, line.pair, line.unit)
        if line.removed:
            raise NotNow(_("This line was removed meanwhile."))
        if line.values == _said(values):
            return line
        if line.version != version:
            raise ContentChanged(_("Somebody changed this line since you opened it. What you typed is kept below."))
        _check(book, values)
        key = key_of(book.kind, values)
        if key != line.key and _line(case, book, line.pair, line.unit, key).pk:
            raise BadInput(_("There is already a line with this number. Take the next one."), book.kind.key[0])
        before = line.values
        _write(case, line, values)
        changed = [name for name in book.kind.by_key if before.get(name) != line.values.get(name)]
        case.record(
            "support.line_changed",
            before={name: before.get(name) for name in changed},
            after={name: line.values.get(name) for name in changed},
            **_about(case, line),
        )
    return line


def remove_line(line: Line, *, reason: str, actor: Any) -> Line:
    """Take a line out of its book, with the reason; it is kept on record."""
    with door(line.dossier_id, actor=actor) as case:
        must_be_open(case)
        line = Line.objects.select_related("pair").get(dossier=case.dossier, pk=line.pk)
        _owner(case, line.definition, line.pair, line.unit)
        if line.removed:
            return line
        if not reason.strip():
            raise BadInput(_("Say why the line is removed."), "reason")
        if line.responses.exists():
            raise NotNow(_("Helpers have answered this proposal; it stays on record."))
        line.removed, line.version = True, line.version + 1
        line.changed_by, line.changed_at = actor, case.now
        line.save(update_fields=["removed", "version", "changed_by", "changed_at"])
        case.record("support.line_removed", reason=reason.strip(), **_about(case, line))
    return line


def fits(book: Book, roster: Roster, unit: str) -> bool:
    match book.scope:
        case Scope.PLACE:
            return unit in roster.places
        case Scope.HELPER:
            return unit in roster.helpers
    return roster.unit(unit) is not None


def send_letter(
    dossier: Dossier, units: Sequence[str], *, letter: str, content: str, due: date | None, actor: Any
) -> list[Line]:
    """Give one content of a letter to many units, each of which reports on it."""
    with door(dossier, actor=actor) as case:
        must_be_open(case)
        case.act_as(case.dossier.lead_id, EDITORS)
        if not letter.strip() or not content.strip():
            raise BadInput(_("Name the letter and what it asks for."), "content")
        roster = roster_of(case.dossier)
        known = [code for code in dict.fromkeys(units) if roster.unit(code)]
        if not known:
            raise BadInput(_("Choose at least one unit."), "units")
        there = Line.objects.filter(dossier=case.dossier, book=LETTER.code, removed=False)
        asked = {
            unit
            for unit, values in there.values_list("unit", "values")
            if (values.get("letter"), values.get("content")) == (letter.strip(), content.strip())
        }
        numbers = dict.fromkeys(known, 0)
        everything = Line.objects.filter(dossier=case.dossier, book=LETTER.code)
        for unit, values in everything.values_list("unit", "values"):
            numbers[unit] = max(numbers.get(unit, 0), values.get("no") or 0)
        made = []
        for code in known:
            if code in asked:
                continue
            values = {"no": numbers[code] + 1, "letter": letter.strip(), "content": content.strip(), "due": _fact(due)}
            line = Line(dossier=case.dossier, book=LETTER.code, unit=code)
            made.append(filled(case, line, values))
        Line.objects.bulk_create(made)
        if made:
            case.record(
                "support.letter_sent",
                letter=letter.strip(),
                content=content.strip(),
                count=len(made),
                due=_fact(due),
                units=[line.unit for line in made],
            )
    return made


def _owner(case: Case, book: Book, pair: Pair | None, unit: str) -> Pair | None:
    """Whose line it is: the pair as it stands, the unit, or the dossier; and whether the actor writes for them."""
    if book.scope is Scope.PAIR:
        if pair is None:
            raise NotFound(_("Choose the pair first."))
        _act_for(case, pair.codes)
        pair = _pair_now(case, pair)
        if book.after_decision:
            _must_be_decided(case, pair)
        return pair
    if book.scope is Scope.DOSSIER:
        _act_for(case, ())
        return None
    if not fits(book, roster_of(case.dossier), unit):
        raise NotFound(_("This unit is in none of the dossier's registers."))
    _act_for(case, (unit,))
    return None


def _check(book: Book, values: Mapping[str, Any]) -> None:
    for name, why in book.wrong(values):
        raise BadInput(f"{book.kind.by_key[name].title}: {why}.", name)


def _line(case: Case, book: Book, pair: Pair | None, unit: str, key: str) -> Line:
    """The line under this key, or a new one."""
    there = Line.objects.filter(dossier=case.dossier, book=book.code, pair=pair, unit=unit, key=key).first()
    return there or Line(dossier=case.dossier, book=book.code, pair=pair, unit=unit)


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def filled(case: Case, line: Line, values: Mapping[str, Any]) -> Line:
    assert case.person is not None
    line.version = line.version + 1 if line.pk else 1
    line.values, line.removed = _said(values), False
    line.key = key_of(line.definition.kind, line.values)
    line.organisation_id = case.person.organisation_id
    line.changed_by, line.changed_at = case.actor, case.now
    return line


def _write(case: Case, line: Line, values: Mapping[str, Any]) -> None:
    filled(case, line, values).save()


def _about(case: Case, line: Line) -> dict[str, Any]:
    """How the trail names a line."""
    if line.pair:
        owner = str(line.pair)
    elif line.unit:
        unit = roster_of(case.dossier).unit(line.unit)
        owner = unit.name if unit else line.unit
    else:
        owner = case.dossier.code
    kind = line.definition.kind
    return {
        "line": line.key,
        "book": kind.title,
        "code": kind.code,
        "owner": owner,
        "pair": line.pair.code if line.pair else "",
        "unit": line.unit,
    }


# Evidence


def add_proof(line: Line, *, file: File[bytes], actor: Any, sample: bool = False) -> Proof:
    """Attach a file to a line. The same file twice is one piece of evidence."""
    with door(line.dossier_id, actor=actor) as case:
        must_be_open(case)
        line = Line.objects.select_related("pair").get(dossier=case.dossier, pk=line.pk)
        if not line.definition.proof:
            raise NotNow(_("No files are attached to lines of this book."))
        _owner(case, line.definition, line.pair, line.unit)
        if line.removed:
            raise NotNow(_("This line was removed meanwhile."))
        kind = line.definition.kind
        what = Text(f"{kind.title.vi}, dòng {line.key}", f"{kind.title.en}, line {line.key}")
        return _attach(case, file, pair=line.pair, what=what, line=line, sample=sample)


def _attach(
    case: Case,
    file: File[bytes],
    *,
    pair: Pair | None,
    what: Text,
    line: Line | None = None,
    agreement: Agreement | None = None,
    sample: bool = False,
) -> Proof:
    checked = check_file(file)
    there = Proof.objects.filter(line=line, agreement=agreement, sha256=checked.sha256).first()
    if there is not None:
        return there
    proof = Proof.objects.create(
        line=line,
        agreement=agreement,
        sample=sample,
        file=checked.file,
        name=checked.name,
        size=checked.size,
        content_type=checked.content_type,
        sha256=checked.sha256,
        added_by=case.actor,
        added_at=case.now,
    )
    case.record(
        "support.proof_added",
        file=proof.name,
        what=what,
        pair=pair.code if pair else "",
        sha256=proof.sha256,
        size=proof.size,
        sample=sample,
    )
    return proof


# Answers to proposals

OUTCOMES = {
    Response.Outcome.TAKEN: Text("nhận đưa vào kế hoạch", "taken into the plan"),
    Response.Outcome.DECLINED: Text("không nhận", "declined"),
}


def answer_proposal(
    line: Line,
    pair: Pair,
    *,
    outcome: str,
    actor: Any,
    reason: str = "",
    work: str = "",
    value: int | None = None,
    due: date | None = None,
    sample: bool = False,
) -> Response:
    """A helper takes a proposal of its commune into its plan, or declines it with the reason; it may answer anew."""
    with door(line.dossier_id, actor=actor) as case:
        must_be_open(case)
        _act_for(case, (pair.helper_code,))
        line = Line.objects.get(dossier=case.dossier, pk=line.pk)
        pair = _pair_now(case, pair)
        if line.book != PROPOSALS.code or line.removed or line.unit != pair.place_code:
            raise NotFound(_("This is not a proposal of the commune this unit helps."))
        _must_be_decided(case, pair)
        if outcome not in OUTCOMES:
            raise BadInput(_("Say whether it is taken into the plan or declined."), "outcome")
        taken = outcome == Response.Outcome.TAKEN
        if taken and not work.strip():
            raise BadInput(_("Say what the unit will do."), "work")
        if not taken and not reason.strip():
            raise BadInput(_("Say why it is declined: the commune reads only this."), "reason")
        said = {
            "outcome": outcome,
            "reason": reason.strip(),
            "work": work.strip() if taken else "",
            "value": value if taken else None,
            "due": due if taken else None,
        }
        response = Response.objects.filter(line=line, pair=pair).first() or Response(line=line, pair=pair)
        if response.pk and all(getattr(response, name) == now for name, now in said.items()):
            return response
        for name, now in said.items():
            setattr(response, name, now)
        response.sample, response.answered_by, response.answered_at = sample, actor, case.now
        response.save()
        case.record(
            "support.proposal_answered",
            helper=pair.helper_name,
            place=pair.place_name,
            what=line.values["what"],
            outcome=OUTCOMES[Response.Outcome(outcome)],
            reason=reason.strip(),
            pair=pair.code,
            line=line.key,
            work=response.work,
            value=response.value,
            due=_fact(response.due),
            sample=sample,
        )
    return response


__all__ = [
    "add_line",
    "add_pair",
    "add_proof",
    "admit",
    "answer_proposal",
    "change_line",
    "end_pair",
    "may_assign",
    "may_write",
    "record_agreement",
    "remove_line",
    "send_letter",
    "set_terms",
    "take_over",
]
