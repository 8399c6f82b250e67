"""Twinning in Đà Nẵng and support for Điện Biên Đông: what the sources say; levels, proposals and sums are samples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from reorg.demo.acting import Stage
from reorg.demo.cast import Person, bodies, load_cast
from reorg.demo.samples import sample
from reorg.people.loading import fixture
from reorg.people.models import Organisation, User
from reorg.registers import importing
from reorg.registers.definition import Kind, Side
from reorg.registers.kinds.support import ASSIGNED_UNITS, ASSISTED_COMMUNES
from reorg.registers.kinds.twinning import FIELDS, TAGS, TWINNING_CAPACITIES, TWINNING_NEEDS
from reorg.registers.sheets.writing import export
from reorg.support import actions as support
from reorg.support.books import COMMITMENTS, CONFERENCES, LEDGER, PROPOSALS, ROADMAP, ROTATION, TRACKER
from reorg.support.models import Pair
from reorg.support.roster import proposal_digest, proposal_of
from workflows import actions
from workflows.models import DocumentType, Dossier, ProcedureVersion, Programme
from workflows.text import Text

TWINNING, ASSIGNMENT = "DN-2025-01", "DB-2021-01"
TWINNING_PARTS = {"proposer": "dn_organising", "decider": "dn_party", "audit": "state_audit"}
ASSIGNMENT_PARTS = {"proposer": "dbd_pc", "decider": "db_pc", "district": "dbd_party", "audit": "state_audit"}
LETTER = "389-CV/TU, 25/8/2025, Ban Thường vụ Thành ủy Đà Nẵng"
NOT_NAMED = "(nguồn không nêu)"
LEVELS = "Mức độ theo lĩnh vực là số liệu mẫu."

# Organisations of single units, for the people below; the other units take part once somebody admits them.
UNITS = (
    ("dn_20242", "peoples_committee", Text("UBND phường Hải Châu", "People's Committee of Hải Châu ward")),
    ("dn_20443", "peoples_committee", Text("UBND xã Hùng Sơn", "People's Committee of Hùng Sơn commune")),
    ("db_tinhdoan", "front", Text("Tỉnh đoàn Điện Biên", "Youth Union of Điện Biên province")),
)
OFFICER, HEAD = Text("Chuyên viên (mẫu)", "Officer (sample)"), Text("Trưởng ban (mẫu)", "Head (sample)")
SECRETARY, CHAIR = Text("Bí thư (mẫu)", "Secretary (sample)"), Text("Chủ tịch (mẫu)", "Chair (sample)")
CAST: tuple[Person, ...] = (
    Person(
        "dn_soan",
        "Chuyên viên mẫu Ban Tổ chức",
        Text("lập phương án kết nghĩa", "drafts the twinning"),
        (("dn_organising", "drafter", OFFICER),),
    ),
    Person(
        "dn_truong",
        "Trưởng ban mẫu Ban Tổ chức",
        Text("trình phương án kết nghĩa", "proposes the twinning"),
        (("dn_organising", "chair", HEAD),),
    ),
    Person(
        "dn_bithu",
        "Bí thư mẫu Đà Nẵng",
        Text("quyết định kết nghĩa", "decides on the twinning"),
        (("dn_party", "secretary", SECRETARY),),
    ),
    Person(
        "dn_haichau",
        "Cán bộ mẫu phường Hải Châu",
        Text("ghi sổ cho phường Hải Châu", "writes for Hải Châu"),
        (("dn_20242", "officer", OFFICER),),
    ),
    Person(
        "dn_hungson",
        "Cán bộ mẫu xã Hùng Sơn",
        Text("ghi sổ cho xã Hùng Sơn", "writes for Hùng Sơn"),
        (("dn_20443", "officer", OFFICER),),
    ),
    Person(
        "db_soan",
        "Chuyên viên mẫu Điện Biên Đông",
        Text("theo dõi giúp đỡ xã", "follows up the support"),
        (("dbd_pc", "drafter", OFFICER),),
    ),
    Person(
        "db_huyen",
        "Chủ tịch mẫu Điện Biên Đông",
        Text("trình phương án giúp đỡ xã", "proposes the support"),
        (("dbd_pc", "chair", CHAIR),),
    ),
    Person(
        "db_tinh",
        "Chủ tịch mẫu Điện Biên",
        Text("quyết định giúp đỡ xã", "decides on the support"),
        (("db_pc", "chair", CHAIR),),
    ),
    Person(
        "db_doan",
        "Cán bộ mẫu Tỉnh đoàn",
        Text("ghi sổ cho Tỉnh đoàn", "writes for the Youth Union"),
        (("db_tinhdoan", "officer", OFFICER),),
    ),
)


def load_people(password: str) -> dict[str, User]:
    """The people of both dossiers with their bodies; safe to run again."""
    Organisation.objects.bulk_create(
        [Organisation(key=key, kind=kind, title_vi=title.vi, title_en=title.en) for key, kind, title in UNITS],
        ignore_conflicts=True,
    )
    return load_cast(password, CAST)


def _programme(data: Mapping[str, Any]) -> Programme:
    said = data["programme"]
    made, _ = Programme.objects.get_or_create(
        code=said["code"],
        defaults={"title_vi": said["title_vi"], "title_en": said["title_en"], "mandate": said["mandate"]},
    )
    return made


def _days(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value) if name in ("starts_on", "ends_on", "complete_by", "signed_on") else value
        for name, value in said.items()
        if value is not None
    }


def _open(
    code: str, number: str, title: Text, parts: dict[str, str], data: Mapping[str, Any], actor: User, resolution: date
) -> Dossier:
    return actions.open_dossier(
        ProcedureVersion.objects.get(code=code),
        code=number,
        title=title,
        parts=bodies(parts),
        programme=_programme(data),
        resolution_date=resolution,
        actor=actor,
    )


def _listed(dossier: Dossier, kind: Kind, rows: Sequence[dict[str, Any]], actor: User, *, samples: bool) -> None:
    """Rows into a register, by the sheet that an office would hand in."""
    content = ContentFile(export(kind, rows), name=f"{kind.code}.xlsx")
    handed = importing.hand_in(dossier, kind, Side.GIVER, content, actor=actor, sample=samples)
    importing.confirmed(handed, actor=actor)


def _level(code: str, place: int) -> int:
    return (int(code) // 3 + place * (place + int(code) % 7)) % 4


def _levels(code: str) -> dict[str, int]:
    return {name: _level(code, place) for place, name in enumerate(FIELDS)}


# Đà Nẵng


@transaction.atomic
def twinning(people: dict[str, User]) -> Dossier:
    """Drafted, proposed, decided; the pairs of the sources with their agreements and what they gave."""
    data, drafter = fixture("da_nang_twinning"), people["dn_soan"]
    title = Text(
        "Kết nghĩa 60 xã, phường đồng bằng với 33 xã miền núi, vùng sâu, vùng xa, biên giới, hải đảo của Đà Nẵng",
        "Twin 60 lowland communes and wards of Đà Nẵng with 33 communes of mountains, borders and islands",
    )
    dossier = _open("twinning", TWINNING, title, TWINNING_PARTS, data, drafter, date(2025, 7, 29))
    support.set_terms(dossier, **_days(data["terms"]), actor=drafter)
    list_units(dossier, data, drafter)
    set_real_pairs(dossier, data, drafter)
    support.take_over(dossier, shown=proposal_digest(proposal_of(dossier)), actor=drafter, sample=True)
    stage = Stage(dossier, people)
    stage.done("dn_soan", "Danh sách 60/33 của công văn chưa tìm được; phần còn lại là phương án mẫu.")
    stage.signs("dn_truong")
    stage.signs("dn_bithu")
    _real_paper(dossier, "CV", data["programme"]["mandate"][1], "decision", drafter)
    for code, body in (("20242", "dn_20242"), ("20443", "dn_20443")):
        support.admit(dossier, code, Organisation.objects.get(key=body), actor=drafter)
    record_real_agreements(dossier, data, drafter)
    _hai_chau(dossier, people)
    _letters(dossier, data, drafter)
    return dossier


def list_units(dossier: Dossier, data: Mapping[str, Any], drafter: User) -> None:
    """The communes and what they need, the units that help and what they can give."""

    def row(unit: Mapping[str, Any], tags: Iterable[str] = ()) -> dict[str, Any]:
        known = {tag: True for tag in TAGS if tag in tags}
        levels = {} if unit["standing"] == "unknown" else _levels(unit["code"])
        note = {"note": LEVELS if levels else "Nguồn chỉ cho biết bốn trong tám xã này thuộc 33 xã."}
        return {name: unit[name] for name in ("code", "name", "standing")} | known | levels | note | {"source": "P1"}

    places = [row(unit, unit.get("tags", ())) for unit in data["units"] if unit["role"] in ("place", "unknown")]
    helpers = [row(unit) for unit in data["units"] if unit["role"] == "helper"]
    _listed(dossier, TWINNING_NEEDS, places, drafter, samples=True)
    _listed(dossier, TWINNING_CAPACITIES, helpers, drafter, samples=True)


def set_real_pairs(dossier: Dossier, data: Mapping[str, Any], drafter: User) -> None:
    """The pairs that the sources name."""
    for one in data["pairs"]:
        support.add_pair(
            dossier,
            one["helper"],
            one["place"],
            reason=one.get("note") or "Cặp có trong nguồn.",
            origin=Pair.Origin.EARLIER if one["in_source"] else Pair.Origin.HAND,
            standing=one["standing"],
            source=one["source"],
            actor=drafter,
        )


def _real_paper(dossier: Dossier, type_: str, paper: Mapping[str, Any], step: str, actor: User) -> None:
    """A paper that exists: by number, day and issuer, without its text."""
    actions.register_document(
        dossier,
        type=DocumentType.objects.get(pk=type_),
        symbol=paper["symbol"],
        issuer=paper["issuer"],
        date=date.fromisoformat(paper["date"]),
        subject=Text(paper["subject"], ""),
        step=step,
        signed=False,
        source="P1" if type_ == "CV" else "P2",
        actor=actor,
    )


def record_real_agreements(dossier: Dossier, data: Mapping[str, Any], drafter: User) -> None:
    """When those pairs signed, and what the sources say was given since."""
    pairs = {pair.codes: pair for pair in dossier.support_pairs.all()}
    for one in data["pairs"]:
        pair = pairs[one["helper"], one["place"]]
        support.record_agreement(
            pair,
            signed_on=date.fromisoformat(one["signed_on"]) if one["signed_on"] else None,
            about=one["about"],
            helper_signatory=NOT_NAMED,
            place_signatory=NOT_NAMED,
            source=one["source"],
            actor=drafter,
        )
        for number, entry in enumerate(one.get("ledger", ()), 1):
            values = {"no": number, **entry, "source": one["source"]}
            support.add_line(dossier, LEDGER, values, pair=pair, actor=drafter)


def _hai_chau(dossier: Dossier, people: dict[str, User]) -> None:
    """Hải Châu and Hùng Sơn write for themselves: a plan, people sent and placed, all samples."""
    pair = dossier.support_pairs.get(helper_code="20242", place_code="20443")
    plan = (
        ("goal", "Xã vận hành thông suốt dịch vụ công trực tuyến", None, None),
        ("task", "Cử công chức công nghệ thông tin về xã sáu tháng", "2025-10-01", "2025-09-29"),
        ("task", "Xây lại 2 căn nhà bị sập", "2025-12-31", None),
        ("milestone", "Sơ kết sáu tháng", "2026-03-01", None),
    )
    for number, (kind, what, due, done) in enumerate(plan, 1):
        values = {"no": number, "kind": kind, "what": what, "by": "UBND phường Hải Châu", "due": due, "done_on": done}
        support.add_line(dossier, ROADMAP, values, pair=pair, actor=people["dn_haichau"], sample=True)
    sent = ("out", "civil_servant", "it", "UBND phường Hải Châu", "UBND xã Hùng Sơn", "2025-10-01", "2026-03-31")
    placed = (
        "training",
        "civil_servant",
        "land",
        "UBND xã Hùng Sơn",
        "UBND phường Hải Châu",
        "2025-11-03",
        "2025-11-28",
    )
    for number, (who, row) in enumerate((("dn_haichau", sent), ("dn_hungson", placed)), 1):
        names = ("direction", "category", "skill", "unit_from", "unit_to", "starts", "ends")
        values = {"no": number, "people": number, **dict(zip(names, row, strict=True))}
        support.add_line(dossier, ROTATION, values, pair=pair, actor=people[who], sample=True)
    line = dossier.support_lines.get(book=LEDGER.code, pair=pair, key="1")
    proof = sample("Biên nhận hỗ trợ", "Hỗ trợ 2 hộ có nhà bị sập.", "bien-nhan-mau.pdf")
    support.add_proof(line, file=proof, sample=True, actor=people["dn_haichau"])


def _letters(dossier: Dossier, data: Mapping[str, Any], drafter: User) -> None:
    """What the letter asks of whom."""
    helpers = [unit["code"] for unit in data["units"] if unit["role"] == "helper"]
    places = [unit["code"] for unit in data["units"] if unit["role"] == "place"]
    due = date(2025, 9, 5)
    for content, units in (
        ("Xác định mục tiêu, nhiệm vụ, lộ trình kết nghĩa", helpers),
        ("Luân phiên cán bộ chuyên môn về xã kết nghĩa", helpers),
        ("Cử cán bộ đi bồi dưỡng ở đồng bằng", places),
    ):
        support.send_letter(dossier, units, letter=LETTER, content=content, due=due, actor=drafter)


# Điện Biên Đông


@transaction.atomic
def assignment(people: dict[str, User]) -> Dossier:
    """Decision 2072 of 2021 with its ten bodies and fourteen communes; who helps which is not in the source."""
    data, drafter = fixture("dien_bien_dong_support"), people["db_soan"]
    title = Text(
        "Phân công cơ quan, đơn vị giúp đỡ xã đặc biệt khó khăn huyện Điện Biên Đông, giai đoạn 2021-2025",
        "Assign bodies to help the especially disadvantaged communes of Điện Biên Đông, 2021-2025",
    )
    dossier = _open("support_assignment", ASSIGNMENT, title, ASSIGNMENT_PARTS, data, drafter, date(2021, 11, 17))
    support.set_terms(dossier, **_days(data["terms"]), actor=drafter)
    list_bodies(dossier, data, drafter)
    set_sample_pairs(dossier, data, drafter)
    stage = Stage(dossier, people)
    stage.done("db_soan")
    stage.signs("db_huyen")
    stage.signs("db_tinh")
    _real_paper(dossier, "QĐ", data["programme"]["mandate"][0], "decision", drafter)
    support.admit(dossier, "tinhdoan", Organisation.objects.get(key="db_tinhdoan"), actor=drafter)
    _conference(dossier, data, drafter)
    _proposals(dossier, people)
    _given(dossier, people)
    return dossier


def list_bodies(dossier: Dossier, data: Mapping[str, Any], drafter: User) -> None:
    """The communes of the decision with their category, and the bodies it names."""
    period = {"category_from": "2021-11-17", "category_to": "2025-12-31", "basis": "2072/QĐ-UBND", "source": "P2"}
    doubt = "Nguồn gọi chung là xã đặc biệt khó khăn, không nêu loại của từng xã."
    communes = [{**one, "category": "iii", **period, "note": doubt} for one in data["communes"]]
    units = [{name: one[name] for name in ("code", "name", "kind")} | {"source": "P2"} for one in data["units"]]
    _listed(dossier, ASSISTED_COMMUNES, communes, drafter, samples=False)
    _listed(dossier, ASSIGNED_UNITS, units, drafter, samples=False)


def set_sample_pairs(dossier: Dossier, data: Mapping[str, Any], drafter: User) -> None:
    """Somebody for every commune; who it was, the source does not say."""
    for place, commune in enumerate(data["communes"]):
        support.add_pair(
            dossier,
            data["units"][place % len(data["units"])]["code"],
            commune["code"],
            reason="Nguồn không nêu đơn vị nào giúp xã nào; cách ghép này là mẫu.",
            standing=Pair.Standing.UNKNOWN,
            source="P2",
            sample=True,
            actor=drafter,
        )


def _conference(dossier: Dossier, data: Mapping[str, Any], drafter: User) -> None:
    """The meeting is real; its minutes are a sample."""
    said = data["conference"] | {
        "no": 1,
        "present": "Đại diện các cơ quan, đơn vị được phân công; các xã",
        "difficulties": "Nhiều xã còn thiếu tiêu chí nông thôn mới",
        "conclusion": "Các đơn vị chọn nội dung phù hợp khả năng trong đề xuất của xã và lập kế hoạch",
    }
    line = support.add_line(dossier, CONFERENCES, said, actor=drafter)
    minutes = sample("Biên bản hội nghị", "Gặp mặt các cơ quan, đơn vị được phân công.", "bien-ban-mau.pdf")
    support.add_proof(line, file=minutes, sample=True, actor=drafter)
    promises: tuple[tuple[Any, ...], ...] = (
        ("tinhdoan", "Trao học bổng cho học sinh nghèo", 30_000_000, "2024-12-31", "2024-11-20"),
        ("stttt", "Trang bị máy vi tính cho xã", 45_000_000, "2024-12-31", None),
    )
    for unit, what, value, due, done in promises:
        values = {"no": 1, "conference": "2024-05-30", "what": what, "value": value, "due": due, "done_on": done}
        support.add_line(dossier, COMMITMENTS, values, unit=unit, actor=drafter, sample=True)


def _proposals(dossier: Dossier, people: dict[str, User]) -> None:
    drafter = people["db_soan"]
    asked = (
        ("03214", "roads", "Bê tông hóa đường vào bản", 850_000_000, "declined", "Vượt khả năng của đơn vị."),
        ("03214", "seedlings", "Cây giống cho 60 hộ", 48_000_000, "taken", "Hỗ trợ cây giống cho 60 hộ"),
        ("03376", "schools", "Bàn ghế cho điểm trường", 36_000_000, "taken", "Trao 40 bộ bàn ghế"),
        ("03370", "lighting", "Đèn năng lượng mặt trời cho 2 bản", 64_000_000, "taken", "Lắp 20 bộ đèn"),
        ("03370", "digital", "Máy vi tính cho bộ phận một cửa", 45_000_000, "", ""),
    )
    numbers: dict[str, int] = {}
    for unit, category, what, cost, outcome, said in asked:
        numbers[unit] = numbers.get(unit, 0) + 1
        values = {"no": numbers[unit], "category": category, "what": what, "cost": cost, "raised_on": "2024-05-30"}
        line = support.add_line(dossier, PROPOSALS, values, unit=unit, actor=drafter, sample=True)
        pair = dossier.support_pairs.filter(place_code=unit).first()
        if outcome and pair:
            actor = people["db_doan"] if pair.helper_code == "tinhdoan" else drafter
            more = {"reason": said} if outcome == "declined" else {"work": said, "value": cost}
            support.answer_proposal(line, pair, outcome=outcome, sample=True, actor=actor, **more)


def _given(dossier: Dossier, people: dict[str, User]) -> None:
    """The ledger over the years and the criteria of two communes: samples of what the source names in general."""
    drafter = people["db_soan"]
    items = (
        ("kind", "digital", "Thiết bị công nghệ thông tin", "2", "bộ", "staff"),
        ("cash", "education", "Học bổng", None, None, "pupils"),
        ("kind", "welfare", "Chăn ấm, áo ấm", "120", "chiếc", "poor"),
        ("kind", "welfare", "Nhu yếu phẩm", "80", "suất", "policy"),
    )
    pairs = list(dossier.support_pairs.order_by("place_code")[:6])
    for place, pair in enumerate(pairs):
        for number, year in enumerate(range(2022, 2026), 1):
            form, field, item, quantity, unit_of, whom = items[(place + number) % len(items)]
            values = {
                "no": number,
                "year": year,
                "form": form,
                "field": field,
                "item": item,
                "quantity": quantity,
                "unit_of": unit_of,
                "value": (place + 2) * number * 2_500_000,
                "beneficiaries": whom,
            }
            support.add_line(dossier, LEDGER, values, pair=pair, actor=drafter, sample=True)
    for unit in ("03214", "03376"):
        for number, (year, met, poor) in enumerate(((2021, "7", "61.2"), (2023, "10", "48.5"), (2025, "13", "36")), 1):
            for criterion, value, target in (("new_rural", met, "15"), ("poverty", poor, "35")):
                values = {
                    "no": number * 2 - (criterion == "new_rural"),
                    "year": year,
                    "criterion": criterion,
                    "value": value,
                    "target": target,
                }
                support.add_line(dossier, TRACKER, values, unit=unit, actor=drafter, sample=True)
