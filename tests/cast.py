"""The cast of the tests, and how they do the things a test needs done before its own point."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from reorg.demo.cast import AGENCY_PARTS, PROVINCE_PARTS, bodies, load_cast
from reorg.people.models import User
from reorg.units.actions import change_plan
from reorg.units.formulas import Formula, Kind
from reorg.units.models import Unit
from reorg.units.plan import PlannedClause, PlannedPart
from workflows import actions
from workflows.models import Assignment, ChecklistItem, DocumentType, Dossier, ProcedureVersion
from workflows.text import Text

PASSWORD = "mật khẩu của buổi kiểm thử"
PDF = b"%PDF-1.7\n%test\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def world() -> dict[str, User]:
    """Reference data and the cast, by user name."""
    call_command("load_reference", verbosity=0)
    return load_cast(PASSWORD)


def procedure(code: str) -> ProcedureVersion:
    return ProcedureVersion.objects.get(code=code)


def open_agency(people: dict[str, User], code: str = "HN-01") -> Dossier:
    """A small dossier: two departments into one. It begins in drafting, with Ánh."""
    return actions.open_dossier(
        procedure("agency_consolidation"),
        code=code,
        title=Text("Hợp nhất Sở Nội vụ", "Consolidate the Departments of Home Affairs"),
        parts=bodies(AGENCY_PARTS),
        actor=people["anh"],
        operation_date=date(2025, 7, 1),
    )


def open_province(people: dict[str, User], code: str = "HP-01") -> Dossier:
    """The merger of Hải Dương into Hải Phòng, with its unit plan, in drafting."""
    dossier = actions.open_dossier(
        procedure("province_merger"),
        code=code,
        title=Text("Sáp nhập tỉnh Hải Dương vào thành phố Hải Phòng", "Merge Hải Dương into Hải Phòng"),
        parts=bodies(PROVINCE_PARTS),
        actor=people["anh"],
        operation_date=date(2025, 7, 1),
    )
    plan(dossier, actor=people["anh"])
    return dossier


def plan(dossier: Dossier, *, actor: User) -> None:
    change_plan(dossier, [merged(province("30", "Hải Dương"), province("31", "Hải Phòng"))], actor=actor)


def province(code: str, name: str) -> Unit:
    unit = Unit.objects.filter(code=code, level="province").first()
    if unit is None:
        unit = Unit(
            code=code,
            name=name,
            kind="tinh" if code == "30" else "thanh_pho_tw",
            level="province",
            valid_from=date(1945, 9, 2),
        )
        unit.save()
    return unit


def merged(*units: Unit) -> PlannedClause:
    return PlannedClause(
        number=1,
        name="Hải Phòng",
        kind=Kind.THANH_PHO_TW,
        code="31",
        parts=[PlannedPart(unit=unit, formula=Formula.WHOLE) for unit in units],
    )


def paper(
    dossier: Dossier, type: str, *, actor: User, symbol: str = "", step: str = "", signed: bool = False, text: str = "a"
) -> Any:
    """Register a paper with a small text file."""
    return actions.register_document(
        dossier,
        type=DocumentType.objects.get(pk=type),
        symbol=symbol,
        issuer="UBND",
        date=date(2025, 4, 20),
        subject=Text(f"Văn bản {type} {symbol}", f"Paper {type} {symbol}"),
        actor=actor,
        step=step,
        signed=signed,
        file=ContentFile(PDF + text.encode(), name=f"{type}.pdf"),
    )


def asked(dossier: Dossier, user: User) -> Assignment:
    """What is open for this person in this dossier; the test fails when there is not exactly one thing."""
    from workflows.reading import assignments_for

    return assignments_for(user).get(dossier=dossier, state="open")


def sign(dossier: Dossier, user: User) -> Any:
    assignment = asked(dossier, user)
    shown, _content = actions.shown_to_signer(assignment)
    return actions.sign(assignment, actor=user, shown=shown)


def settle(item: ChecklistItem, people: dict[str, User]) -> None:
    """An item with evidence, done by an officer and verified by another person."""
    worker = people["son"] if item.owner.key.startswith("hd_") else people["quynh"]
    if not worker.offices.filter(organisation=item.owner, role="officer").exists():
        worker = people["anh"]
    actions.add_evidence(item, file=ContentFile(PDF + item.code.encode(), name=f"{item.code}.pdf"), actor=worker)
    actions.report_done(item, actor=worker)
    actions.verify_item(item, actor=people["tuan"])


def drafted(dossier: Dossier, people: dict[str, User]) -> None:
    """Ánh finishes the draft."""
    drafter = people["anh"]
    needs = dossier.flow.step("draft").needs
    for abbr in needs:
        if not dossier.documents.filter(type=abbr).exists():
            paper(dossier, abbr, actor=drafter, symbol=f"01/{abbr}-UBND", signed=True)
    actions.complete(asked(dossier, drafter), actor=drafter)


def today() -> date:
    return timezone.localdate()
