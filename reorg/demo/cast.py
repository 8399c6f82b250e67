"""The people of the demonstration. They are invented; the organisations and the dossiers they work on are real."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from reorg.people.models import Office, Organisation, User
from workflows.text import Text

SINCE = date(2025, 1, 1)
DEPARTMENTS = (
    "hp_home_affairs",
    "hp_finance",
    "hp_construction",
    "hp_science_technology",
    "hp_environment",
    "hp_pc_office",
    "hp_police",
    "hp_treasury",
    "hp_archive",
    "hp_inspectorate",
)


class Person(NamedTuple):
    """Somebody of the cast: sign-in name, full name, what they do here, and offices (organisation, role, title)."""

    username: str
    name: str
    does: Text
    offices: tuple[tuple[str, str, Text], ...]


def _same(organisations: Iterable[str], role: str, title: Text) -> tuple[tuple[str, str, Text], ...]:
    return tuple((organisation, role, title) for organisation in organisations)


CHAIR, SECRETARY = Text("Chủ tịch", "Chair"), Text("Bí thư", "Secretary")
CLERK = Text("Thư ký kỳ họp", "Clerk of the session")
OFFICER = Text("Chuyên viên", "Officer")

CAST: tuple[Person, ...] = (
    Person(
        "anh",
        "Nguyễn Thị Ánh",
        Text("soạn thảo hồ sơ", "drafts the dossiers"),
        (("hp_pc", "drafter", Text("Tổ trưởng Tổ công tác", "Head of the task force")),),
    ),
    Person(
        "binh",
        "Trần Văn Bình",
        Text("ký cho UBND thành phố Hải Phòng", "signs for Hải Phòng"),
        (("hp_pc", "chair", CHAIR),),
    ),
    Person(
        "cuc", "Lê Thị Cúc", Text("ký cho UBND tỉnh Hải Dương", "signs for Hải Dương"), (("hd_pc", "chair", CHAIR),)
    ),
    Person(
        "dung",
        "Phạm Văn Dũng",
        Text("Bí thư Thành ủy Hải Phòng", "Party secretary, Hải Phòng"),
        (("hp_party", "secretary", SECRETARY),),
    ),
    Person(
        "giang",
        "Hoàng Thị Giang",
        Text("Bí thư Tỉnh ủy Hải Dương", "Party secretary, Hải Dương"),
        (("hd_party", "secretary", SECRETARY),),
    ),
    Person(
        "hanh",
        "Vũ Đức Hạnh",
        Text("thư ký HĐND thành phố Hải Phòng", "clerk, Hải Phòng Council"),
        (("hp_council", "council_clerk", CLERK),),
    ),
    Person(
        "khanh",
        "Đặng Thị Khánh",
        Text("thư ký HĐND tỉnh Hải Dương", "clerk, Hải Dương Council"),
        (("hd_council", "council_clerk", CLERK),),
    ),
    Person(
        "lam",
        "Bùi Quang Lâm",
        Text("thẩm định ở Bộ Nội vụ", "appraises at the Ministry"),
        (("moha", "appraiser", Text("Chuyên viên chính", "Senior officer")),),
    ),
    Person(
        "mai",
        "Đỗ Thị Mai",
        Text("Văn phòng Chính phủ", "Government Office"),
        (("government", "government_clerk", Text("Vụ trưởng, Văn phòng Chính phủ", "Director, Government Office")),),
    ),
    Person(
        "nam",
        "Ngô Hoài Nam",
        Text("thẩm tra ở Ủy ban Pháp luật và Tư pháp", "verifies for the committee"),
        (("law_justice_committee", "verifier", Text("Ủy viên", "Member")),),
    ),
    Person(
        "oanh",
        "Dương Kim Oanh",
        Text("thư ký Quốc hội", "clerk of the National Assembly"),
        (
            ("national_assembly", "assembly_clerk", Text("Thư ký kỳ họp Quốc hội", "Clerk of the session")),
            ("standing_committee", "assembly_clerk", Text("Thư ký phiên họp", "Clerk of the meeting")),
        ),
    ),
    Person(
        "phuc",
        "Lý Minh Phúc",
        Text("kiểm toán", "audits"),
        (("state_audit", "auditor", Text("Kiểm toán viên chính", "Senior auditor")),),
    ),
    Person(
        "quynh",
        "Mai Như Quỳnh",
        Text("cán bộ các sở của Hải Phòng", "officer of Hải Phòng's departments"),
        _same((*DEPARTMENTS, "hp_pc", "hp_party", "hp_council", "hp_front"), "officer", OFFICER),
    ),
    Person(
        "son",
        "Trịnh Thái Sơn",
        Text("cán bộ của Hải Dương", "officer of Hải Dương"),
        _same(("hd_pc", "hd_party", "hd_home_affairs"), "officer", OFFICER),
    ),
    Person(
        "tuan",
        "Phan Anh Tuấn",
        Text("kiểm tra, xác nhận đầu việc", "verifies items"),
        (("hp_pc", "reviewer", Text("Thành viên Tổ công tác bàn giao", "Member of the handover group")),),
    ),
    Person(
        "uyen",
        "Cao Phương Uyên",
        Text("Giám đốc Sở Nội vụ Hải Phòng", "Director of Home Affairs, Hải Phòng"),
        (("hp_home_affairs", "chair", Text("Giám đốc", "Director")),),
    ),
    Person(
        "vinh",
        "Tạ Quang Vinh",
        Text("Giám đốc Sở Nội vụ Hải Dương", "Director of Home Affairs, Hải Dương"),
        (("hd_home_affairs", "chair", Text("Giám đốc", "Director")),),
    ),
    Person("xuan", "Hồ Thanh Xuân", Text("không được xem gì", "may see nothing"), (("hd_front", "officer", OFFICER),)),
)


# Of Kim Sơn and its province: named by what they do, since nobody of them is anybody.
KIM_SON_CAST: tuple[Person, ...] = (
    Person(
        "ks-drafter",
        "Chuyên viên Kim Sơn",
        Text("soạn thảo hồ sơ của Kim Sơn", "drafts the dossiers of Kim Sơn"),
        _same(("ks_pc", "nbinh_pc"), "drafter", Text("Chuyên viên Tổ giúp việc", "Officer of the working group")),
    ),
    Person(
        "ks-chair",
        "Chủ tịch Kim Sơn",
        Text("ký cho UBND huyện Kim Sơn", "signs for Kim Sơn"),
        (("ks_pc", "chair", CHAIR),),
    ),
    Person(
        "ks-secretary",
        "Bí thư Kim Sơn",
        Text("Trưởng Ban Chỉ đạo huyện Kim Sơn", "heads the steering committee of Kim Sơn"),
        (("ks_party", "secretary", Text("Bí thư, Trưởng Ban Chỉ đạo", "Secretary, head of the steering committee")),),
    ),
)


def load_cast(password: str, cast: Iterable[Person] = CAST) -> dict[str, User]:
    """The cast with their offices, all with this password; safe to run again. By user name."""
    cast = tuple(cast)
    secret = make_password(password)
    User.objects.bulk_create(
        [User(username=p.username, full_name=p.name, email=f"{p.username}@example.org", password=secret) for p in cast],
        update_conflicts=True,
        unique_fields=["username"],
        update_fields=["full_name", "password"],
    )
    people = {user.username: user for user in User.objects.filter(username__in=[p.username for p in cast])}
    bodies = {body.key: body for body in Organisation.objects.all()}
    Office.objects.bulk_create(
        [
            Office(
                person=people[p.username],
                organisation=bodies[body],
                role_id=role,
                title_vi=title.vi,
                title_en=title.en,
                valid_from=SINCE,
            )
            for p in cast
            for body, role, title in p.offices
        ],
        ignore_conflicts=True,
    )
    return people


# The organisations that take the parts of the three procedures.
PROVINCE_PARTS = {
    "lead_pc": "hp_pc",
    "other_pc": "hd_pc",
    "lead_party": "hp_party",
    "other_party": "hd_party",
    "lead_council": "hp_council",
    "other_council": "hd_council",
    "front": "hp_front",
    "moha": "moha",
    "government": "government",
    "law_committee": "law_justice_committee",
    "assembly": "national_assembly",
    "home_affairs": "hp_home_affairs",
    "finance": "hp_finance",
    "construction": "hp_construction",
    "science_technology": "hp_science_technology",
    "environment": "hp_environment",
    "pc_office": "hp_pc_office",
    "police": "hp_police",
    "treasury": "hp_treasury",
    "archive": "hp_archive",
    "inspectorate": "hp_inspectorate",
    "audit": "state_audit",
}
COMMUNE_PARTS = {key: body for key, body in PROVINCE_PARTS.items() if key != "assembly"} | {
    "standing_committee": "standing_committee"
}
KIM_SON_PARTS = {
    "lead_pc": "ks_pc",
    "other_pc": "nbinh_pc",
    "lead_party": "ks_party",
    "other_party": "nbinh_party",
    "lead_council": "ks_council",
    "other_council": "nbinh_council",
    "front": "ks_front",
    "moha": "moha",
    "government": "government",
    "law_committee": "law_justice_committee",
    "standing_committee": "standing_committee",
    "audit": "state_audit",
} | dict.fromkeys(
    (
        "home_affairs",
        "finance",
        "construction",
        "science_technology",
        "environment",
        "pc_office",
        "police",
        "treasury",
        "archive",
        "inspectorate",
    ),
    "ks_pc",
)
# Since April 2025 the province drafts, and the district takes part.
KIM_SON_PARTS_2025 = KIM_SON_PARTS | {
    "lead_pc": "nbinh_pc",
    "other_pc": "ks_pc",
    "lead_party": "nbinh_party",
    "other_party": "ks_party",
    "lead_council": "nbinh_council",
    "other_council": "ks_council",
}
AGENCY_PARTS = {
    "lead_pc": "hp_pc",
    "other_pc": "hd_pc",
    "lead_council": "hp_council",
    "giver": "hd_home_affairs",
    "home_affairs": "hp_home_affairs",
    "audit": "state_audit",
}
SCHEME_PARTS = {
    "lead_pc": "hp_pc",
    "other_pc": "hd_pc",
    "lead_council": "hp_council",
    "home_affairs": "hp_home_affairs",
    "justice": "hp_justice",
    "audit": "state_audit",
}


def bodies(parts: dict[str, str]) -> dict[str, Organisation]:
    found = {body.key: body for body in Organisation.objects.filter(key__in=parts.values())}
    return {key: found[body] for key, body in parts.items()}
