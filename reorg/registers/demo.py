"""The registers of the province merger in the demonstration: real figures where a source gives them, samples marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.base import ContentFile

from reorg.people.loading import fixture
from reorg.people.models import User
from reorg.registers import importing
from reorg.registers.actions import Outcome, settle
from reorg.registers.definition import Kind, Side
from reorg.registers.kinds.archives import ARCHIVES
from reorg.registers.kinds.assets import OFFICES, VEHICLES
from reorg.registers.kinds.finance import FINANCE
from reorg.registers.kinds.housing import HOUSING_NEEDS, HOUSING_PLACES
from reorg.registers.kinds.it import IT_SYSTEMS
from reorg.registers.kinds.mechanisms import MECHANISMS
from reorg.registers.kinds.roads import ROADS
from reorg.registers.kinds.seals import SEALS
from reorg.registers.kinds.staff import STAFF
from reorg.registers.kinds.transport import COMMUTERS, ROUTES, TRANSPORT_OPTIONS
from reorg.registers.models import Import, Register
from reorg.registers.reconciling import lines_of
from reorg.registers.rules import facts
from reorg.registers.sheets.writing import export
from workflows.models import Dossier

Values = dict[str, Any]
HAI_DUONG = "30"  # the province whose system is kept, by its old code
SITES = (
    ("Trụ sở UBND tỉnh Hải Dương (cũ)", "office", "45 Quang Trung", 12850, 9400, 61_500_000_000, "used", "convert"),
    ("Trụ sở Sở Nội vụ (cũ)", "office", "Đường Thống Nhất", 3200, 2650, 18_200_000_000, "used", "share"),
    ("Trụ sở Sở Tài chính (cũ)", "office", "Phố Đô Lương", 2870, 2400, 16_900_000_000, "used", "keep"),
    ("Trụ sở Sở Xây dựng (cũ)", "office", "Đường Nguyễn Lương Bằng", 2540, 2210, 14_300_000_000, "vacant", None),
    ("Trụ sở Sở Khoa học và Công nghệ (cũ)", "office", "Nguyễn Lương Bằng", 1980, 1650, 9_800_000_000, "vacant", None),
    ("Nhà khách tỉnh", "other", "Phố Bạch Đằng", 4300, 3900, 27_000_000_000, "used", "convert"),
    ("Trụ sở Huyện ủy Nam Sách (cũ)", "office", "Thị trấn Nam Sách", 5600, 2300, 11_400_000_000, "vacant", "land_fund"),
    ("Trụ sở UBND huyện Thanh Hà (cũ)", "office", "Thị trấn Thanh Hà", 6100, 2750, 12_700_000_000, "vacant", None),
    ("Khu thể thao thôn 3", "sports_ground", "Xã Hà Đông", 4200, None, 850_000_000, "used", "keep"),
    ("Sân bóng đá xã An Phú", "football_pitch", "Xã An Phú", 7800, None, 620_000_000, "used", "keep"),
    ("Nhà văn hóa thôn 7", "culture_house", "Xã An Phú", 640, 210, 1_150_000_000, "used", "keep"),
    ("Đất trống cạnh chợ Bương", "land", "Xã Bình Giang", 1500, None, None, "vacant", None),
)  # fmt: skip


def demo_registers(dossier: Dossier, people: dict[str, User]) -> None:
    """Fill the registers of the province merger by the acts its pages call. Safe to run again.

    Sơn lists for Hải Dương, which hands over; Quỳnh for Hải Phòng, which takes over.
    """
    if Register.objects.filter(dossier=dossier).exists():
        return
    son, quynh = people["son"], people["quynh"]

    def lists(kind: Kind, side: Side, rows: Sequence[Values], *, sample: bool = True) -> Import:
        actor = son if side is Side.GIVER else quynh
        content = export(kind, [{k: v for k, v in row.items() if v is not None} for row in rows])
        name = f"{kind.code}-{'hai-duong' if side is Side.GIVER else 'hai-phong'}.xlsx"
        sheet = importing.hand_in(dossier, kind, side, ContentFile(content, name=name), actor=actor, sample=sample)
        return importing.confirmed(sheet, actor=actor)

    giver, receiver = Side.GIVER, Side.RECEIVER
    lists(IT_SYSTEMS, giver, systems(), sample=False)
    lists(IT_SYSTEMS, receiver, systems(), sample=False)
    lists(COMMUTERS, giver, commuters(), sample=False)
    lists(TRANSPORT_OPTIONS, receiver, options(), sample=False)
    lists(ROUTES, receiver, ROUTES_OF_THE_DEMO)
    lists(ROADS, receiver, local("roads"), sample=False)
    lists(MECHANISMS, receiver, local("mechanisms"))
    lists(HOUSING_NEEDS, giver, needs())
    lists(HOUSING_PLACES, receiver, places())
    lists(OFFICES, giver, offices())
    lists(OFFICES, receiver, received(offices()))
    lists(VEHICLES, giver, CARS)
    lists(VEHICLES, receiver, CARS[:-1])
    lists(STAFF, giver, staff())
    lists(STAFF, receiver, staff())
    lists(SEALS, giver, seals())
    lists(ARCHIVES, giver, FONDS)
    lists(ARCHIVES, receiver, [*FONDS[:-1], {**FONDS[-1], "boxes": 1110}])
    lists(FINANCE, giver, FUNDS)
    _explain_one(dossier, people)


def _explain_one(dossier: Dossier, people: dict[str, User]) -> None:
    """One difference is explained by the chair of the receiver; the others wait to be settled."""
    register = Register.objects.get(dossier=dossier, kind=ARCHIVES.code)
    line = lines_of(register, unsettled=True)[0]
    settle(
        dossier,
        ARCHIVES,
        [line.shown],
        outcome=Outcome.EXPLAINED,
        reason="Đóng lại hộp khi vận chuyển: cùng số hồ sơ, ít hộp hơn (số liệu mẫu).",
        actor=people["binh"],
    )


def systems() -> list[Values]:
    """The twelve shared systems reviewed on 22 May 2025; two are not named in the source."""
    case = fixture("hai_phong_case")["it_systems"]
    rows = []
    for system in case["systems"]:
        kept = system["kept_from"]
        rows.append(
            {
                "code": f"HT-{system['no']:02d}",
                "name": system["name_vi"],
                "decision": "keep" if kept else "open",
                "kept_from": None if kept is None else "giver" if kept == HAI_DUONG else "receiver",
                "note": f"Nguồn {', '.join(case['sources'])}, {case['date']}"
                + ("" if kept else ": nguồn không nói giữ của bên nào"),
            }
        )
    for number in range(case["named"] + 1, case["reviewed"] + 1):
        rows.append(
            {
                "code": f"HT-{number:02d}",
                "name": f"Hệ thống thứ {number} (nguồn không nêu tên)",
                "decision": "open",
                "note": case["note_vi"],
            }
        )
    return rows


def commuters() -> list[Values]:
    case = facts("transport")
    return [
        {
            "code": "HD",
            "name": "Cán bộ, công chức, viên chức cấp tỉnh Hải Dương",
            "people": case["people"],
            "daily": case["daily"],
            "weekly": case["weekly"],
            "route": "Hải Dương – Hải Phòng",
            "note": f"{case['note_vi']} Nguồn {', '.join(case['sources'])}.",
        }
    ]


def options() -> list[Values]:
    case = facts("transport")
    return [
        {
            "code": option["code"],
            "name": option["name"],
            "mode": option["mode"],
            "low": option["low"],
            "high": option["high"],
            "months": 12,
            "basis": f"Nguồn {', '.join(case['sources'])}; số tháng là giả định để so sánh.",
        }
        for option in case["options"]
    ]


ROUTES_OF_THE_DEMO: list[Values] = [
    {
        "code": "T1", "name": "Hải Dương – Trung tâm Chính trị – Hành chính",
        "stops": "Quảng trường 30/10; Lai Cách; Phú Thái",
        "distance": "48", "vehicles": 14, "seats": 45, "trips": 5, "hours": "6:15",
    },
    {
        "code": "T2", "name": "Hải Dương – Hồng Bàng qua QL5", "stops": "Ga Hải Dương; Tiền Trung",
        "distance": "52", "vehicles": 12, "seats": 45, "trips": 5, "hours": "6:10",
    },
]  # fmt: skip


def local(name: str) -> list[Values]:
    """Roads or mechanisms, each with its sources and how sure they are."""
    return [
        {key: value for key, value in row.items() if key != "sources"} | {"source": ", ".join(row["sources"])}
        for row in fixture("local_works")[name]["rows"]
    ]


def needs() -> list[Values]:
    people = [
        ("Nguyễn Văn Bách", "director", 2, 52, False, False),
        ("Trần Thị Chi", "deputy", 4, 55, True, False),
        ("Lê Hữu Đạt", "head", 3, 61, True, False),
        ("Phạm Thu Hà", "officer", 3, 74, True, True),
        ("Vũ Minh Khôi", "officer", 1, 58, False, False),
        ("Đỗ Thị Lan", "officer", 4, 66, True, False),
        ("Bùi Đức Minh", "officer", 2, 49, False, False),
        ("Hoàng Thị Nga", "officer", 5, 58, False, False),
    ]
    rows: list[Values] = [
        {
            "code": f"NC-{number:02d}",
            "full_name": name,
            "unit": "Sở Nội vụ thành phố Hải Phòng",
            "rank": rank,
            "household": household,
            "owns": False,
            "distance": distance,
            "children": children,
            "policy": policy,
        }
        for number, (name, rank, household, distance, children, policy) in enumerate(people, 1)
    ]
    rows[6] |= {"owns": True}
    rows[4] |= {"distance": 22}
    return rows


def places() -> list[Values]:
    source = facts("housing")
    flats = [("A-0412", "65", 4), ("A-0507", "52", 3), ("A-0611", "45", 2), ("A-0808", "70", 4)]
    rows: list[Values] = [
        {
            "code": code,
            "name": "Nhà ở xã hội Kho 3 Lạc Viên",
            "kind": "social",
            "area": area,
            "people": people,
            "state": "free",
            "source": f"{source['note_vi']} Nguồn {', '.join(source['sources'])}; số căn là số liệu mẫu.",
        }
        for code, area, people in flats
    ]
    house: Values = {
        "code": "CV-01",
        "name": "Nhà công vụ",
        "kind": "official",
        "area": "92",
        "people": 4,
        "state": "free",
    }
    repair: Values = {
        "code": "NK-03",
        "name": "Nhà khách",
        "kind": "guest_house",
        "area": "24",
        "people": 2,
        "state": "repair",
    }
    return [*rows, house, repair]


def offices() -> list[Values]:
    return [
        {
            "code": f"HD-{number:03d}",
            "name": name,
            "kind": kind,
            "address": address,
            "unit": "UBND tỉnh Hải Dương (cũ)",
            "land_area": str(land),
            "floor_area": str(floor) if floor else None,
            "value": value,
            "certificate": number % 3 != 0,
            "use": use,
            "plan": plan,
        }
        for number, (name, kind, address, land, floor, value, use, plan) in enumerate(SITES, 1)
    ]


def received(listed: list[Values]) -> list[Values]:
    """What Hải Phòng confirms: two sites not received, one of another area, and one nobody listed."""
    rows = [dict(row) for row in listed if row["code"] not in ("HD-009", "HD-010")]
    rows[3]["land_area"] = "2450"
    surplus = {
        **rows[-1],
        "code": "HD-101",
        "name": "Kho lưu trữ huyện Tứ Kỳ (cũ)",
        "kind": "other",
        "address": "Tứ Kỳ",
    }
    return [*rows, surplus]


CARS: list[Values] = [
    {"plate": "34A-001.20", "model": "Toyota Camry", "purpose": "general", "seats": 5, "year": 2019,
     "unit": "Văn phòng UBND tỉnh Hải Dương", "to_unit": "UBND xã Nam Sách", "value": 820_000_000},
    {"plate": "34A-001.31", "model": "Toyota Fortuner", "purpose": "general", "seats": 7, "year": 2020,
     "unit": "UBND huyện Nam Sách", "to_unit": "UBND xã Nam Sách", "value": 910_000_000},
    {"plate": "34A-002.07", "model": "Mitsubishi Pajero", "purpose": "general", "seats": 7, "year": 2016,
     "unit": "Huyện ủy Nam Sách", "to_unit": "UBND xã Nam Sách", "value": 780_000_000},
    {"plate": "34A-004.18", "model": "Xe thanh tra giao thông", "purpose": "special", "seats": 5, "year": 2021,
     "unit": "Sở Xây dựng Hải Dương", "to_unit": "Sở Xây dựng Hải Phòng", "value": 690_000_000},
]  # fmt: skip


def staff() -> list[Values]:
    moved = [
        ("CB-0001", "Đinh Quốc Anh", "civil_servant", "Trưởng phòng Tổ chức", "Phó trưởng phòng Tổ chức"),
        ("CB-0002", "Lưu Thị Bình", "civil_servant", "Chuyên viên chính", "Chuyên viên chính"),
        ("CB-0003", "Tô Văn Cường", "public_employee", "Viên chức lưu trữ", None),
    ]
    rows: list[Values] = [
        {
            "code": code, "full_name": name, "category": category, "unit_from": "Sở Nội vụ tỉnh Hải Dương",
            "post_from": post, "unit_to": "Sở Nội vụ thành phố Hải Phòng", "post_to": new, "benefit": "none",
        }
        for code, name, category, post, new in moved
    ]  # fmt: skip
    leaver: Values = {
        "category": "civil_servant", "unit_from": "Sở Nội vụ tỉnh Hải Dương", "post_from": "Chuyên viên",
        "leaves_on": "2025-07-01",
    }  # fmt: skip
    rows.append(
        leaver
        | {"code": "CB-0101", "full_name": "Người trong ví dụ của Bộ Nội vụ", "benefit": "severance",
           "salary": 10_705_500, "insured_years": 15, "insured_months": 0, "months": 60, "note": "Nguồn J6."}
    )  # fmt: skip
    rows.append(
        leaver
        | {"code": "CB-0102", "full_name": "Ngô Thị Dậu", "benefit": "early", "salary": 14_500_000,
           "insured_years": 31, "insured_months": 4, "months": 38}
    )  # fmt: skip
    return rows


def seals() -> list[Values]:
    holders = ("UBND tỉnh Hải Dương", "HĐND tỉnh Hải Dương", "Sở Nội vụ tỉnh Hải Dương", "Sở Tài chính tỉnh Hải Dương")
    return [
        {"code": f"{1200 + n}/PC06", "name": name.upper(), "kind": "round", "unit": name, "state": "returned",
         "on": "2025-07-01"}
        for n, name in enumerate(holders, 1)
    ]  # fmt: skip


FONDS: list[Values] = [
    {"code": "P-01", "name": "Phông UBND tỉnh Hải Dương", "unit": "Văn phòng UBND tỉnh", "from_year": 1997,
     "to_year": 2025, "metres": "412.5", "boxes": 3300, "files": 41250, "condition": "sorted", "secret": True},
    {"code": "P-02", "name": "Phông Sở Nội vụ", "unit": "Sở Nội vụ", "from_year": 1997, "to_year": 2025,
     "metres": "145", "boxes": 1163, "files": 12800, "condition": "unsorted", "secret": False},
]  # fmt: skip
FUNDS: list[Values] = [
    {"code": "TC-01", "kind": "fund", "subject": "Số dư kinh phí tự chủ năm 2025", "unit": "Sở Nội vụ tỉnh Hải Dương",
     "amount": 1_240_000_000, "agreed": True},
    {"code": "TC-02", "kind": "payable", "subject": "Nợ hợp đồng chỉnh lý tài liệu", "unit": "Sở Nội vụ tỉnh Hải Dương",
     "other": "Công ty chỉnh lý (mẫu)", "amount": 385_000_000, "due": "2025-09-30", "agreed": False},
    {"code": "TC-03", "kind": "recommendation", "subject": "Kiến nghị kiểm toán năm 2023 chưa thực hiện",
     "unit": "Sở Tài chính tỉnh Hải Dương", "amount": 92_500_000, "agreed": False},
]  # fmt: skip
