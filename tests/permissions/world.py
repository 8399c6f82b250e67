"""Three dossiers and everybody who could want to look at them.

HP-01, the province merger, waits for both Councils; what is signed is held still. HN-01, an agency, is being drafted.
NB-01 is drafted by people of another province; of the cast only the auditor Phúc takes part in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from reorg.demo.cast import PROVINCE_PARTS, bodies
from reorg.papers.models import Export
from reorg.people.models import Office, Organisation, User
from tests import cast
from tests.engine.doing import at_councils, prove
from workflows import actions
from workflows.models import ChecklistItem, DocumentVersion, Dossier
from workflows.text import Text

MERGER, AGENCY, ELSEWHERE = "HP-01", "HN-01", "NB-01"
NOBODY = ""  # somebody who has not signed in

# Who takes part in which dossier, by hand: this table is the rule, the queries are to agree with it.
TAKE_PART = {
    MERGER: [
        "anh",
        "binh",
        "cuc",
        "dung",
        "giang",
        "hanh",
        "khanh",
        "lam",
        "mai",
        "nam",
        "oanh",
        "phuc",
        "quynh",
        "son",
        "tuan",
        "uyen",
    ],
    AGENCY: ["anh", "binh", "cuc", "hanh", "phuc", "quynh", "son", "tuan", "uyen", "vinh"],
    ELSEWHERE: ["yen", "zung", "phuc"],
}
DRAFTS = {MERGER: "anh", AGENCY: "anh", ELSEWHERE: "yen"}
LEADS = {MERGER: "binh", AGENCY: "binh", ELSEWHERE: "zung"}
# Xuân's department has no part in anything; the others hold no office today.
SEE_NOTHING = ["xuan", "root", "former", "future"]
SIGNED_OUT = [NOBODY, "dismissed"]


@dataclass
class Case:
    """A dossier with one of everything that has an address of its own."""

    dossier: Dossier
    paper: DocumentVersion
    restricted: DocumentVersion
    evidence: Any
    export: Export
    fresh: ChecklistItem
    proved: ChecklistItem
    reported: ChecklistItem

    @property
    def code(self) -> str:
        return self.dossier.code


def made_up() -> dict[str, User]:
    """People beside the cast: of another province, without an office today, or switched off."""
    for key, title in {
        "nb_pc": "UBND tỉnh Ninh Bình",
        "nb_home_affairs": "Sở Nội vụ Ninh Bình",
        "nb_others": "Các cơ quan khác của Ninh Bình",
    }.items():
        Organisation.objects.create(key=key, title_vi=title, title_en=title, kind="department", valid_from="2025-01-01")
    today = timezone.localdate()
    long_ago = today - timedelta(days=400)
    for name, body, role, since, until in (
        ("yen", "nb_pc", "drafter", long_ago, None),
        ("zung", "nb_pc", "chair", long_ago, None),
        ("former", "hp_pc", "chair", long_ago, today - timedelta(days=1)),
        ("future", "hp_pc", "drafter", today + timedelta(days=1), None),
        ("dismissed", "hp_pc", "drafter", long_ago, None),
    ):
        person = User.objects.create(username=name, full_name=f"Bà {name}", is_active=name != "dismissed")
        Office.objects.create(
            person=person,
            organisation=Organisation.objects.get(key=body),
            role_id=role,
            title_vi=role,
            title_en=role,
            valid_from=since,
            valid_to=until,
        )
    User.objects.create(username="root", full_name="Quản trị", is_superuser=True, is_staff=True)
    return {user.username: user for user in User.objects.all()}


def world() -> tuple[dict[str, User], dict[str, Case]]:
    people = made_up()
    for person in people.values():
        person.set_password(cast.PASSWORD)
        person.save(update_fields=["password"])
    merger = cast.open_province(people, MERGER)
    secret = kept_secret(merger, people["anh"])
    at_councils(merger, people)
    agency = cast.open_agency(people, AGENCY)
    return people, {
        MERGER: case(merger, secret, worker=people["quynh"], drafter=people["anh"]),
        AGENCY: case(agency, kept_secret(agency, people["anh"]), worker=people["quynh"], drafter=people["anh"]),
        ELSEWHERE: elsewhere(people),
    }


def elsewhere(people: dict[str, User]) -> Case:
    parts = dict.fromkeys(PROVINCE_PARTS, "nb_others") | {
        "lead_pc": "nb_pc",
        "home_affairs": "nb_home_affairs",
        "audit": "state_audit",
    }
    dossier = actions.open_dossier(
        cast.procedure("province_merger"),
        code=ELSEWHERE,
        title=Text("Sáp nhập Nam Định vào Ninh Bình", "Merge Nam Định into Ninh Bình"),
        parts=bodies(parts),
        actor=people["yen"],
    )
    cast.plan(dossier, actor=people["yen"])
    return case(dossier, kept_secret(dossier, people["yen"]), worker=people["yen"], drafter=people["yen"])


def kept_secret(dossier: Dossier, drafter: User) -> DocumentVersion:
    """A paper only for the organisation that issued it, and auditors."""
    paper = actions.register_document(
        dossier,
        type=cast.DocumentType.objects.get(pk="BC"),
        symbol="09/BC-MẬT",
        issuer="UBND",
        date=None,
        subject=Text(f"Báo cáo mật của {dossier.code}", f"Secret report of {dossier.code}"),
        signed=False,
        restricted=True,
        actor=drafter,
        file=ContentFile(cast.PDF, name="mat.pdf"),
    )
    return paper.versions.get()


def case(dossier: Dossier, restricted: DocumentVersion, *, worker: User, drafter: User) -> Case:
    scheme = dossier.documents.filter(type="ĐA").first() or cast.paper(
        dossier, "ĐA", actor=drafter, symbol="01/ĐA-UBND", signed=True
    )
    of_home_affairs = dossier.items.filter(owner__key__endswith="_home_affairs", checklist__code="staff")
    fresh, proved, reported = of_home_affairs.exclude(owner__key="hd_home_affairs").order_by("code")[:3]
    evidence = prove(proved, worker)
    prove(reported, worker, "khác")
    actions.report_done(reported, actor=worker)
    export = Export.objects.create(
        dossier=dossier,
        language="vi",
        state=Export.State.READY,
        head_seq=dossier.head_seq,
        head_hash=dossier.head_hash,
        file=ContentFile(cast.PDF, name="trail.pdf"),
        asked_by=User.objects.get(username="phuc"),
    )
    return Case(dossier, scheme.versions.get(), restricted, evidence, export, fresh, proved, reported)
