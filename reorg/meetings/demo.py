"""What meets in the demonstration: packs of the province merger, and the session of both People's Committees.

The Government met on 9 May 2025 (Resolution 125/NQ-CP, source C6). No source gives the day of the Ministry's meeting:
it is a sample, and says so.
"""

from __future__ import annotations

from datetime import date

from reorg.meetings import joint
from reorg.meetings.models import JointSession, Pack
from reorg.meetings.packs import freeze_pack, offered
from reorg.people.models import User
from workflows.models import DocumentVersion, Dossier
from workflows.text import Text

SUBJECT = "Đề án sáp nhập tỉnh Hải Dương và thành phố Hải Phòng"
SAMPLE_DAY = "ngày họp là số liệu mẫu"
APPRAISED_ON, GOVERNMENT_MET = date(2025, 5, 6), date(2025, 5, 9)


def pack_for_appraisal(dossier: Dossier, people: dict[str, User]) -> Pack:
    return _to(dossier, "moha", people, purpose="appraisal", held_on=APPRAISED_ON, note=SAMPLE_DAY)


def packs_after_supplement(first: Pack, people: dict[str, User]) -> None:
    """With the report that explains the figures: in place of the first one, and for the Government."""
    dossier = first.dossier
    _to(dossier, "moha", people, purpose="appraisal", held_on=APPRAISED_ON, note=SAMPLE_DAY, replaces=first)
    _to(dossier, "government", people, purpose="government", held_on=GOVERNMENT_MET)


def _to(
    dossier: Dossier,
    key: str,
    people: dict[str, User],
    *,
    purpose: str,
    held_on: date,
    note: str = "",
    replaces: Pack | None = None,
) -> Pack:
    body = dossier.parties.get(organisation__key=key).organisation
    return freeze_pack(
        dossier,
        purpose=purpose,
        body=body,
        held_on=held_on,
        subject=f"{SUBJECT} ({note})" if note else SUBJECT,
        versions=_newest(dossier),
        addressees=[body],
        replaces=replaces,
        actor=people["anh"],
    )


def _newest(dossier: Dossier) -> list[DocumentVersion]:
    """The newest version of each paper that leaders sign."""
    newest: dict[int, DocumentVersion] = {}
    for version in offered(dossier).filter(document__signed=True):
        newest.setdefault(version.document_id, version)
    return list(newest.values())


# The meeting of both People's Committees on 27 May 2025 (E4, E5): which departments merge. Who sat there is the cast.
MET_ON = date(2025, 5, 27)
MATTERS = (
    (
        Text("Danh sách các sở, ngành hợp nhất", "Which departments merge"),
        Text("Thống nhất hợp nhất 24 sở, ngành thành 12 đầu mối.", "24 departments merge into 12."),
    ),
    (
        Text("Ban Quản lý Khu kinh tế và Sở Ngoại vụ", "The Economic Zone board and the Department of Foreign Affairs"),
        Text(
            "Hợp nhất cả Ban Quản lý Khu kinh tế; giữ Sở Ngoại vụ.",
            "The Economic Zone board is merged too; Foreign Affairs is kept.",
        ),
    ),
    (
        Text("Phương án nhà ở, đi lại cho cán bộ (nội dung mẫu)", "Housing and travel of staff (a sample)"),
        Text(
            "Hai bên rà soát nhu cầu, thống nhất ở phiên sau (mẫu).",
            "Both sides survey the needs and agree in the next session (sample).",
        ),
    ),
)


def demo_joint(dossier: Dossier, people: dict[str, User]) -> JointSession:
    """Two conclusions agreed to by both chairs; the third by one of them so far."""
    bodies = {party.key: party.organisation for party in dossier.parties.select_related("organisation")}
    session = joint.hold_joint(
        dossier,
        subject=Text(
            "Thống nhất việc hợp nhất các sở, ngành của hai địa phương",
            "Agreeing on the merger of the departments of both localities",
        ),
        held_on=MET_ON,
        first=bodies["lead_pc"],
        second=bodies["other_pc"],
        source="E4, E5",
        sample=True,
        actor=people["anh"],
    )
    chair = Text("Chủ tịch", "Chair")
    drafter = Text("Tổ trưởng Tổ công tác", "Head of the task force")
    officer = Text("Chuyên viên", "Officer")
    for side, name, office, head in (
        ("first", "binh", chair, True),
        ("first", "anh", drafter, False),
        ("second", "cuc", chair, True),
        ("second", "son", officer, False),
    ):
        joint.note_attendee(
            session, side=side, name=people[name].full_name, office=office, head=head, actor=people["anh"]
        )
    for text, conclusion in MATTERS:
        joint.write_item(session, text=text, conclusion=conclusion, actor=people["anh"])
    shown = joint.joint_of(dossier, session.no).digest
    joint.agree(session, (1, 2, 3), shown=shown, actor=people["binh"])
    return joint.agree(session, (1, 2), shown=shown, actor=people["cuc"])
