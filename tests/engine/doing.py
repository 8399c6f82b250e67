"""How the tests of the engine get a dossier to the place a test is about, and read what was written down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from reorg.demo.cast import AGENCY_PARTS, bodies
from reorg.people.models import Office, Organisation, User
from tests.cast import PDF, asked, drafted, paper, sign
from workflows import actions
from workflows.flow import Procedure
from workflows.models import Assignment, ChecklistItem, Dossier, Evidence, ProcedureVersion
from workflows.phases import Phase
from workflows.text import Text

People = dict[str, User]


def version_of(flow: type[Procedure]) -> ProcedureVersion:
    """The row of one of the tests' own procedures."""
    row, _made = ProcedureVersion.objects.get_or_create(
        code=flow.code,
        version=flow.version,
        defaults={
            "title_vi": flow.title.vi,
            "title_en": flow.title.en,
            "flow": f"{flow.__module__}.{flow.__name__}",
            "digest": flow.digest(),
            "valid_from": flow.valid_from,
        },
    )
    return row


def open_with(flow: type[Procedure], people: People, code: str = "T-01") -> Dossier:
    """A dossier of one of the tests' own procedures, with the same bodies as the consolidation of agencies."""
    parts = {key: body for key, body in bodies(AGENCY_PARTS).items() if key in flow.parts}
    return actions.open_dossier(
        version_of(flow),
        code=code,
        title=Text("Hồ sơ thử", "A trial"),
        parts=parts,
        actor=people["anh"],
        operation_date=date(2025, 7, 1),
    )


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_related("procedure").get(pk=dossier.pk)


def phase(dossier: Dossier) -> str:
    return str(fresh(dossier).phase)


def verbs(dossier: Dossier) -> list[str]:
    return list(dossier.events.order_by("seq").values_list("verb", flat=True))


def told(dossier: Dossier, verb: str) -> list[dict[str, Any]]:
    """The facts of all events of one verb, in order."""
    return [event.body["facts"] for event in dossier.events.filter(verb=verb).order_by("seq")]


def open_steps(dossier: Dossier) -> list[str]:
    return list(dossier.tasks.filter(outcome="").order_by("id").values_list("step", flat=True))


def give_office(
    person: User, body: str, role: str, *, since: date = date(2025, 1, 1), until: date | None = None
) -> Any:
    """One more office for somebody of the cast."""
    organisation = Organisation.objects.get(key=body)
    office, _made = Office.objects.update_or_create(
        person=person,
        organisation=organisation,
        role_id=role,
        valid_from=since,
        defaults={"title_vi": "Kiêm nhiệm", "title_en": "Concurrently", "valid_to": until},
    )
    return office


def seat_of(dossier: Dossier, seat: str, step: str) -> Assignment:
    """What a step asks of one seat, in its last run."""
    return dossier.assignments.filter(seat=seat, task__step=step).select_related("task", "dossier").latest("id")


def shown(assignment: Assignment) -> str:
    """The digest of what the signer has on the screen."""
    return actions.shown_to_signer(Assignment.objects.select_related("dossier", "task").get(pk=assignment.pk))[0]


def signs(assignment: Assignment, person: User) -> Any:
    """They look, and sign what they see."""
    return actions.sign(assignment, actor=person, shown=shown(assignment))


def retitle(dossier: Dossier, person: User, day: int) -> Dossier:
    """A change of the signed content that needs nothing else: another day of operation."""
    return actions.set_dates(dossier, operation=date(2025, 8, day), actor=person)


def votes(assignment: Assignment, person: User, **counts: int) -> Any:
    given = {"electorate": 60, "present": 60, "yes": 60, "no": 0, "abstain": 0} | counts
    return actions.record_ballot(assignment, held_on=date(2025, 4, 28), actor=person, **given)


def answers(
    dossier: Dossier, person: User, *, total: int = 100, agree: int = 100, respondent: str = "Hải Dương"
) -> Any:
    """One return of the open opinion round; whoever does not agree, disagrees."""
    return actions.record_opinion(
        asked(dossier, person),
        respondent=respondent,
        total=total,
        agree=agree,
        disagree=total - agree,
        other=0,
        actor=person,
    )


def at_concurrence(agency: Dossier, people: People) -> tuple[Assignment, Assignment]:
    """The scheme is drafted; the chairs of Hải Phòng (Bình) and Hải Dương (Cúc) are asked."""
    drafted(agency, people)
    return seat_of(agency, "lead_pc", "concurrence"), seat_of(agency, "other_pc", "concurrence")


def at_councils(merger: Dossier, people: People) -> None:
    """Households, Party committees and both chairs have agreed; both Councils are to vote, their papers filed."""
    drafted(merger, people)
    answers(merger, people["anh"])
    actions.close_round(asked(merger, people["anh"]), actor=people["anh"])
    for signer in ("dung", "giang", "cuc", "binh"):
        sign(merger, people[signer])
    for clerk in ("hanh", "khanh"):
        paper(merger, "NQ", actor=people[clerk], symbol=f"{clerk}/NQ-HĐND", step="councils")


def at_appraisal(merger: Dossier, people: People) -> None:
    """Both Councils have voted and Hải Phòng has submitted; Lâm appraises at the Ministry."""
    at_councils(merger, people)
    for clerk in ("hanh", "khanh"):
        votes(asked(merger, people[clerk]), people[clerk])
    sign(merger, people["binh"])


def at_hand_over(agency: Dossier, people: People) -> tuple[Assignment, Assignment]:
    """Everything is decided; Vinh (who gives) and Bình (who receives) sign the hand-over, in this order."""
    lead, other = at_concurrence(agency, people)
    signs(lead, people["binh"])
    signs(other, people["cuc"])
    signs(asked(agency, people["uyen"]), people["uyen"])
    votes(asked(agency, people["hanh"]), people["hanh"])
    assert phase(agency) == Phase.IMPLEMENTATION
    return seat_of(agency, "giver", "hand_over"), seat_of(agency, "lead_pc", "hand_over")


def file(text: str = "minh chứng", name: str = "minh-chung.pdf") -> ContentFile[bytes]:
    return ContentFile(PDF + text.encode(), name=name)


def prove(item: ChecklistItem, person: User, text: str = "minh chứng") -> Evidence:
    return actions.add_evidence(item, file=file(text), actor=person)
