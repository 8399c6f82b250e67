# ruff: noqa: E501, S311, SIM905 - a table of sentences is read by the row; the luck here guards nothing
"""A trail paper of the real case: Hải Dương into Hải Phòng, 2025.

Papers, numbers, dates and issuers come from our fixtures. People, headcounts, files and hours are
made up, and the paper says so.
"""

import hashlib
import json
import random
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reorg.papers.content import (
    Anchor,
    Ballot,
    Checklist,
    ChecklistItem,
    Conservation,
    Decision,
    Document,
    DocumentVersion,
    Event,
    Evidence,
    Fact,
    Language,
    Opinion,
    OpinionRound,
    Party,
    Person,
    SignOff,
    Succession,
    SummaryLine,
    TrailPaper,
    Unit,
    UnitPlan,
    Weight,
)

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
URL = "https://reorg.haiphong.example/verify/HP-2025-01"


@dataclass(frozen=True)
class Told:
    """One event in both languages, before it is sealed."""

    on: date
    clock: str
    weight: Weight
    by: str
    vi: str
    en: str
    facts: tuple[tuple[str, str, str, str], ...] = ()


# key: name, office vi/en, organisation vi/en, authority, on behalf of vi/en
PEOPLE = {
    "ha": (
        "Trần Minh Hà",
        "Chuyên viên",
        "Officer",
        "Sở Nội vụ thành phố Hải Phòng",
        "Hải Phòng Department of Home Affairs",
        "",
        "",
        "",
    ),
    "giang": (
        "Phạm Thu Giang",
        "Giám đốc",
        "Director",
        "Sở Nội vụ thành phố Hải Phòng",
        "Hải Phòng Department of Home Affairs",
        "",
        "",
        "",
    ),
    "chau": (
        "Lê Bảo Châu",
        "Chủ tịch",
        "Chairman",
        "UBND thành phố Hải Phòng",
        "Hải Phòng People’s Committee",
        "TM.",
        "Ủy ban nhân dân",
        "the People’s Committee",
    ),
    "duong": (
        "Nguyễn Hoàng Dương",
        "Phó Chủ tịch",
        "Vice-Chairman",
        "UBND tỉnh Hải Dương",
        "Hải Dương People’s Committee",
        "KT.",
        "Chủ tịch",
        "the Chairman",
    ),
    "thu": (
        "Đặng Quỳnh Thư",
        "Thư ký kỳ họp",
        "Session clerk",
        "HĐND thành phố Hải Phòng",
        "Hải Phòng People’s Council",
        "",
        "",
        "",
    ),
    "ky": (
        "Vũ Khánh Kỳ",
        "Thư ký kỳ họp",
        "Session clerk",
        "HĐND tỉnh Hải Dương",
        "Hải Dương People’s Council",
        "",
        "",
        "",
    ),
    "dang": (
        "Bùi Thế Đăng",
        "Phó Bí thư Thường trực",
        "Standing Deputy Secretary",
        "Thành ủy Hải Phòng",
        "Hải Phòng Party Committee",
        "T/M",
        "Ban Thường vụ",
        "the Standing Committee",
    ),
    "tham": (
        "Hồ Ngọc Thẩm",
        "Vụ trưởng",
        "Head of department",
        "Bộ Nội vụ",
        "Ministry of Home Affairs",
        "TL.",
        "Bộ trưởng",
        "the Minister",
    ),
    "phu": (
        "Lý Gia Phú",
        "Chuyên viên cao cấp",
        "Senior officer",
        "Văn phòng Chính phủ",
        "Government Office",
        "",
        "",
        "",
    ),
    "quoc": ("Đỗ Hải Quốc", "Thư ký", "Clerk", "Văn phòng Quốc hội", "Office of the National Assembly", "", "", ""),
    "kiem": (
        "Ngô Thanh Kiểm",
        "Thanh tra viên",
        "Inspector",
        "Thanh tra thành phố Hải Phòng",
        "Hải Phòng Inspectorate",
        "",
        "",
        "",
    ),
}

A, D, R = Weight.ACT, Weight.DECISION, Weight.ACCESS


def _d(month: int, day: int) -> date:
    return date(2025, month, day)


STORY: tuple[Told, ...] = (
    Told(_d(4, 15), "08:12:40", D, "giang", "Mở hồ sơ theo quy trình “Nhập, hợp nhất đơn vị hành chính cấp tỉnh”, căn cứ pháp lý áp dụng: Nghị quyết 76/2025/UBTVQH15.", "Opened the dossier under the procedure “Merger of provinces”; rules in force: Resolution 76/2025/UBTVQH15.", (("Văn bản giao việc", "Mandate", "60-NQ/TW ngày 12/4/2025", "60-NQ/TW of 12 April 2025"),)),
    Told(_d(4, 15), "08:31:02", A, "giang", "Giao Trần Minh Hà soạn đề án, hạn 20/4/2025.", "Assigned the drafting of the project to Trần Minh Hà, due 20 April 2025."),
    Told(_d(4, 15), "09:05:55", A, "ha", "Ghi các đơn vị trước và sau sắp xếp: tỉnh Hải Dương và thành phố Hải Phòng thành thành phố Hải Phòng.", "Recorded the units before and after: Hải Dương Province and Hải Phòng City become Hải Phòng City.", (("Diện tích đơn vị mới", "Area of the new unit", "3.194,72 km²", "3,194.72 km²"), ("Dân số đơn vị mới", "Population of the new unit", "4.664.124 người", "4,664,124"))),
    Told(_d(4, 15), "10:20:18", R, "chau", "Mở xem hồ sơ.", "Opened the dossier."),
    Told(_d(4, 16), "14:47:33", A, "ha", "Tải lên Đề án, bản 1.", "Uploaded the project, version 1.", (("Tệp", "File", "de-an-v1.pdf", "de-an-v1.pdf"),)),
    Told(_d(4, 16), "15:02:10", A, "ha", "Đăng ký văn bản 76/2025/UBTVQH15 của Ủy ban Thường vụ Quốc hội.", "Registered document 76/2025/UBTVQH15 of the Standing Committee of the National Assembly."),
    Told(_d(4, 17), "07:58:09", A, "giang", "Mở đợt lấy ý kiến cử tri đại diện hộ gia đình tại tỉnh Hải Dương, từ 19/4 đến 20/4/2025.", "Opened the consultation of voters representing households in Hải Dương, 19 to 20 April 2025."),
    Told(_d(4, 18), "09:15:27", R, "duong", "Mở xem hồ sơ.", "Opened the dossier."),
    Told(_d(4, 20), "19:30:00", A, "ha", "Ghi kết quả lấy ý kiến cử tri đại diện hộ gia đình tại tỉnh Hải Dương.", "Recorded the result of the household consultation in Hải Dương.", (("Tỷ lệ đồng ý", "In favour", "99,21 %", "99.21 %"),)),
    Told(_d(4, 21), "08:44:12", A, "ha", "Trình lãnh đạo hai địa phương cho ý kiến thống nhất.", "Asked the leaders of both localities to concur."),
    Told(_d(4, 22), "10:05:51", D, "duong", "Trả lại bước Soạn đề án: bổ sung phương án bố trí trụ sở và đi lại cho cán bộ Hải Dương.", "Returned to drafting: add the plan for offices and for the travel of Hải Dương’s staff.", (("Ý kiến", "Reasons", "Số liệu cán bộ phải đi lại thường xuyên và không thường xuyên cần tách riêng; phương án tàu và xe buýt cần ghi rõ chi phí mỗi người mỗi tháng để so sánh.\nSau khi bổ sung, đề nghị trình lại cả hai địa phương.", "Figures of staff travelling daily and occasionally must be given apart; the train and bus options need their cost per person and month to be compared.\nOnce added, please submit to both localities again."),)),
    Told(_d(4, 22), "10:06:20", R, "ha", "Mở xem hồ sơ.", "Opened the dossier."),
    Told(_d(4, 23), "16:38:45", A, "ha", "Tải lên Đề án, bản 2; ký duyệt trước đó không còn hiệu lực.", "Uploaded the project, version 2; earlier sign-offs no longer count.", (("Tệp", "File", "de-an-v2.pdf", "de-an-v2.pdf"), ("Thay đổi", "Changes", "Mục 4.2 trụ sở; mục 4.5 phương án đi lại", "Section 4.2 offices; section 4.5 travel"))),
    Told(_d(4, 24), "08:20:30", A, "ha", "Trình lại lãnh đạo hai địa phương.", "Submitted to the leaders of both localities again."),
    Told(_d(4, 25), "09:41:07", D, "duong", "Thống nhất nội dung Đề án, bản 2.", "Concurred with the project, version 2."),
    Told(_d(4, 25), "11:12:59", D, "chau", "Thống nhất nội dung Đề án, bản 2.", "Concurred with the project, version 2."),
    Told(_d(4, 26), "15:30:22", D, "dang", "Ghi nhận Đảng bộ thành phố Hải Phòng thống nhất chủ trương (19-NQ/TU, 20-NQ/TU).", "Recorded the agreement of the Hải Phòng Party Committee (19-NQ/TU, 20-NQ/TU)."),
    Told(_d(4, 28), "08:00:15", A, "thu", "Mở biểu quyết của HĐND thành phố Hải Phòng; quy tắc: quá nửa tổng số đại biểu.", "Opened the ballot of the Hải Phòng People’s Council; rule: more than half of all members."),
    Told(_d(4, 28), "09:52:36", D, "thu", "HĐND thành phố Hải Phòng tán thành chủ trương hợp nhất.", "The Hải Phòng People’s Council agreed to the merger.", (("Kết quả", "Result", "60/60 có mặt tán thành, tổng số 63", "60 of 60 present in favour, 63 members"),)),
    Told(_d(4, 28), "10:30:44", D, "ky", "HĐND tỉnh Hải Dương tán thành chủ trương hợp nhất (12/NQ-HĐND).", "The Hải Dương People’s Council agreed to the merger (12/NQ-HĐND).", (("Kết quả", "Result", "57/57 có mặt tán thành, tổng số 58", "57 of 57 present in favour, 58 members"),)),
    Told(_d(4, 28), "14:10:00", A, "ha", "Đăng ký văn bản 48-NQ/TU của Tỉnh ủy Hải Dương.", "Registered document 48-NQ/TU of the Hải Dương Party Committee."),
    Told(_d(4, 29), "16:55:13", D, "chau", "Ký duyệt hồ sơ và trình Chính phủ, qua Bộ Nội vụ.", "Signed the dossier and submitted it to the Government through the Ministry of Home Affairs.", (("Nội dung đã ký", "Content signed", "Đề án bản 2; 02 bản đồ; báo cáo tổng hợp ý kiến", "Project version 2; two maps; report on opinions"),)),
    Told(_d(5, 2), "08:15:20", R, "tham", "Mở xem hồ sơ.", "Opened the dossier."),
    Told(_d(5, 5), "10:22:48", D, "tham", "Yêu cầu bổ sung: rà soát số liệu diện tích tự nhiên theo hiện trạng ngày 31/12/2024.", "Asked for a supplement: check the areas as of 31 December 2024."),
    Told(_d(5, 6), "17:05:31", A, "ha", "Nộp báo cáo bổ sung về số liệu.", "Submitted the supplementary report on the figures.", (("Tệp", "File", "bao-cao-bo-sung.pdf", "bao-cao-bo-sung.pdf"), ("Ghi chú", "Note", "Đã rà soát xong 👍", "All checked 👍"))),
    Told(_d(5, 8), "15:40:02", D, "tham", "Thẩm định: hồ sơ đủ điều kiện trình Chính phủ.", "Appraisal: the dossier is fit for the Government."),
    Told(_d(5, 9), "18:12:27", D, "phu", "Ghi nhận Chính phủ thông qua hồ sơ đề án cấp tỉnh (125/NQ-CP).", "Recorded the Government’s adoption of the provincial dossier (125/NQ-CP)."),
    Told(_d(6, 3), "16:00:00", A, "quoc", "Ghi nhận thẩm tra của Ủy ban Pháp luật và Tư pháp.", "Recorded the verification by the Committee on Law and Justice."),
    Told(_d(6, 12), "09:18:54", D, "quoc", "Quốc hội thông qua Nghị quyết 202/2025/QH15 về việc sắp xếp đơn vị hành chính cấp tỉnh.", "The National Assembly adopted Resolution 202/2025/QH15 on the arrangement of provincial units.", (("Hiệu lực vận hành", "Operating from", "01/7/2025", "1 July 2025"),)),
    Told(_d(6, 12), "09:30:00", A, "giang", "Sao mười danh mục với 107 đầu việc vào hồ sơ; hạn tính từ ngày vận hành 01/7/2025.", "Copied ten checklists with 107 items to the dossier; due dates run from 1 July 2025."),
)  # fmt: skip

CHORES = (
    ("Hoàn thành đầu việc {code}.", "Completed item {code}.", A),
    ("Tải bằng chứng cho đầu việc {code}.", "Uploaded evidence for item {code}.", A),
    ("Kiểm tra và xác nhận đầu việc {code}.", "Verified item {code}.", A),
    ("Mở xem hồ sơ.", "Opened the dossier.", R),
    ("Duyệt kết quả bàn giao theo đầu việc {code}.", "Approved the handover under item {code}.", D),
    ("Góp ý cho đầu việc {code}.", "Commented on item {code}.", A),
    ("Xuất nhật ký hồ sơ ra PDF.", "Exported the trail as PDF.", R),
)
SYLLABLES = (
    "bàn giao tài sản trụ sở hồ sơ lưu trữ số hóa cán bộ công chức viên chức nhà công vụ phương án đi lại "
    "kho bạc con dấu ngân sách quyết toán biên bản kiểm kê địa giới giấy tờ chuyển đổi hệ thống thông tin "
    "đề nghị rà soát bổ sung làm rõ thống nhất đúng tiến độ"
).split()
WORDS_EN = (
    "handover of assets offices records archives digitisation staff officials housing travel plan treasury seal "
    "budget settlement minutes inventory boundary papers cutover information system please check supplement clarify"
).split()


def fixture(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def person(key: str, language: Language) -> Person:
    name, office_vi, office_en, body_vi, body_en, authority, whom_vi, whom_en = PEOPLE[key]
    if language == "en":
        return Person(name, office_en, body_en, authority, whom_en)
    return Person(name, office_vi, body_vi, authority, whom_vi)


def story(count: int) -> list[Told]:
    """The real course first, then the work of implementation, until `count` events are told."""
    told = list(STORY[:count])
    luck = random.Random(2025)
    codes = [item["code"] for item in fixture("checklists")["items"]]
    at = datetime(2025, 6, 13, 7, 30, tzinfo=HANOI)
    spread = timedelta(days=60) / max(1, count - len(told))
    while len(told) < count:
        at += spread * luck.uniform(0.2, 1.8)
        vi, en, weight = luck.choice(CHORES)
        code = luck.choice(codes)
        facts: tuple[tuple[str, str, str, str], ...] = ()
        if weight is not R and luck.random() < 0.6:
            length = luck.randint(5, 60)
            remark_vi = " ".join(luck.choices(SYLLABLES, k=length)).capitalize() + "."
            remark_en = " ".join(luck.choices(WORDS_EN, k=length)).capitalize() + "."
            facts = (("Ý kiến", "Remark", remark_vi, remark_en),)
        by = luck.choice(["ha", "giang", "duong", "kiem"])
        told.append(Told(at.date(), f"{at:%H:%M:%S}", weight, by, vi.format(code=code), en.format(code=code), facts))
    return told


def events(count: int, language: Language) -> tuple[Event, ...]:
    sealed: list[Event] = []
    before = "0" * 64
    for seq, told in enumerate(story(count), start=1):
        at = datetime.combine(told.on, datetime.strptime(told.clock, "%H:%M:%S").time(), HANOI)  # noqa: DTZ007
        mark = sha(f"{before}{seq}{told.vi}")
        facts = tuple(
            Fact(label_en, value_en) if language == "en" else Fact(label_vi, value_vi)
            for label_vi, label_en, value_vi, value_en in told.facts
        )
        sentence = told.en if language == "en" else told.vi
        sealed.append(Event(seq, at, "told", sentence, person(told.by, language), before, mark, facts, told.weight))
        before = mark
    return tuple(sealed)


def canonical(happened: tuple[Event, ...]) -> bytes:
    rows = [asdict(event) | {"at": event.at.isoformat()} for event in happened]
    return json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


DIAGRAM_STEPS = {
    "vi": ("Soạn đề án", "Lấy ý kiến", "Cấp ủy", "HĐND biểu quyết", "Trình", "Thẩm định", "Chính phủ", "Thẩm tra", "Quyết định", "Bàn giao", "Kết thúc"),
    "en": ("Drafting", "Consultation", "Party committee", "Councils vote", "Submission", "Appraisal", "Government", "Verification", "Decision", "Handover", "Closing"),
}  # fmt: skip


def diagram(language: Language) -> str:
    """Two rows of steps; the one where the dossier stands is heavy."""
    steps, boxes = DIAGRAM_STEPS[language], []
    for number, step in enumerate(steps):
        row, column = divmod(number, 6)
        x, y = 10 + column * 150, 10 + row * 90
        here = number == 9
        boxes.append(
            f'<rect x="{x}" y="{y}" width="126" height="46" rx="4" fill="{"#eee" if here else "#fff"}" '
            f'stroke="#000" stroke-width="{3 if here else 1}"/>'
            f'<text x="{x + 63}" y="{y + 28}" font-size="13" font-family="Be Vietnam Pro" text-anchor="middle">{step}</text>'
        )
        if number + 1 < len(steps):
            if column < 5:
                boxes.append(f'<path d="M{x + 126} {y + 23} h22 m-6 -4 l6 4 l-6 4" fill="none" stroke="#000"/>')
            else:
                boxes.append(f'<path d="M{x + 63} {y + 46} v20 H73 v22 m-4 -6 l4 6 l4 -6" fill="none" stroke="#000"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 166">{"".join(boxes)}</svg>'


def documents(language: Language) -> tuple[Document, ...]:
    case, types = fixture("hai_phong_case"), {"NQ": ("Nghị quyết", "Resolution"), "QĐ": ("Quyết định", "Decision")}
    types |= {"KL": ("Kết luận", "Conclusion"), "CV": ("Công văn", "Official letter"), "L": ("Luật", "Law")}
    issuers = {o["key"]: o for o in organisations()}
    made = []
    for row in case["documents"]:
        if row["track"] == "commune":
            continue
        owner = issuers.get(row["issuer"] or "", {})
        issuer = row[f"issuer_{language}"] or owner.get(f"name_{language}") or row["issuer"] or ""
        pair = types.get(row["type"], (row["type"], row["type"]))
        issued = date.fromisoformat(row["date"]) if row["date"] else None
        versions = ()
        if row["step"] in ("councils", "government", "assembly"):
            at = datetime.combine(issued or _d(5, 1), datetime.min.time(), HANOI) + timedelta(hours=17)
            name = f"{row['key']}-mau.pdf"
            versions = (DocumentVersion(1, name, 48_213, sha(name), at),)
        made.append(
            Document(
                pair[language == "en"],
                row["number"] or "",
                issuer,
                issued,
                row[f"subject_{language}"],
                versions,
                bool(versions),
            )
        )
    return tuple(made)


def organisations() -> list[dict[str, Any]]:
    found = fixture("organisations")
    return found if isinstance(found, list) else next(v for v in found.values() if isinstance(v, list))


def checklists(language: Language) -> tuple[Checklist, ...]:
    data, luck, made = fixture("checklists"), random.Random(107), []
    vi = language == "vi"
    for chapter in data["lists"]:
        items = []
        for row in data["items"]:
            if row["list"] != chapter["code"]:
                continue
            settled = luck.random() < 0.55
            files = tuple(
                Evidence(f"{row['code'].lower()}-{n}.pdf", sha(f"{row['code']}{n}"))
                for n in range(1, luck.randint(2, 3) if settled else 1)
            )
            items.append(
                ChecklistItem(
                    row["code"],
                    row[f"title_{language}"],
                    row[f"owner_{language}"],
                    _d(7, 1) - timedelta(days=luck.randint(-60, 30)),
                    ("đã kiểm tra" if vi else "verified") if settled else ("đang làm" if vi else "in progress"),
                    settled,
                    "Trần Minh Hà" if settled else "",
                    "Ngô Thanh Kiểm" if settled else "",
                    evidence=files,
                )
            )
        made.append(Checklist(chapter[f"title_{language}"], tuple(items)))
    return tuple(made)


def paper(language: Language = "vi", count: int = 60) -> TrailPaper:
    vi = language == "vi"
    happened = events(count, language)
    at = {event.seq: event.at for event in happened}
    last = happened[-1] if happened else None
    lists = checklists(language)
    opened = datetime(2025, 4, 15, 8, 12, 40, tzinfo=HANOI)
    total = sum(len(c.items) for c in lists)
    settled = sum(c.settled for c in lists)
    hd, hp = ("Tỉnh Hải Dương", "Thành phố Hải Phòng") if vi else ("Hải Dương Province", "Hải Phòng City")

    def say(vietnamese: str, english: str) -> str:
        return vietnamese if vi else english

    agree = say(
        "Tôi đã đọc toàn bộ nội dung trên và thống nhất.", "I have read all of the above content and concur with it."
    )
    reasons = say(
        "Tôi đã đọc toàn bộ nội dung trên và trả lại để bổ sung.",
        "I have read all of the above content and return it for changes.",
    )
    half = say("Quá nửa tổng số đại biểu Hội đồng nhân dân.", "More than half of all members of the Council.")
    sample = say(
        "Nguồn chỉ ghi kết quả; số đại biểu là số liệu mẫu.",
        "The source gives the result only; the headcount is a sample.",
    )
    question = say(
        "Tán thành chủ trương hợp nhất tỉnh Hải Dương và thành phố Hải Phòng.",
        "Agree to the merger of Hải Dương and Hải Phòng.",
    )
    whole = say("toàn bộ diện tích tự nhiên, quy mô dân số", "the whole natural area and population")
    passed = say("Tán thành", "Agreed")
    return TrailPaper(
        language=language,
        code="HP-2025-01",
        title=say("Hợp nhất tỉnh Hải Dương và thành phố Hải Phòng", "Merger of Hải Dương Province and Hải Phòng City"),
        issuer_parent=say("UBND thành phố Hải Phòng", "Hải Phòng People’s Committee"),
        issuer=say("Sở Nội vụ", "Department of Home Affairs"),
        place="Hải Phòng",
        notice=say(
            "Dữ liệu mẫu: người, giờ, số phiếu và tệp là giả định; số, ngày, cơ quan ban hành văn bản là thật.",
            "Sample data: people, hours, headcounts and files are made up; numbers, dates and issuers of papers are real.",
        ),
        procedure=say("Nhập, hợp nhất đơn vị hành chính cấp tỉnh", "Merger of provinces"),
        procedure_version="2025.1",
        programme=say("Sắp xếp đơn vị hành chính 2025 – Hải Phòng", "Administrative arrangement 2025 – Hải Phòng"),
        phase=say("Triển khai thực hiện", "Implementation"),
        opened_at=opened,
        updated_at=last.at if last else opened,
        parties=(
            Party(say("chủ trì", "lead"), say("UBND thành phố Hải Phòng", "Hải Phòng People’s Committee")),
            Party(say("phối hợp", "partner"), say("UBND tỉnh Hải Dương", "Hải Dương People’s Committee")),
        ),
        anchors=(
            Anchor(say("Ngày nghị quyết", "Resolution"), _d(6, 12), "202/2025/QH15"),
            Anchor(say("Ngày vận hành", "Operation"), _d(7, 1)),
        ),
        summary=(
            SummaryLine(
                say("Việc", "What"),
                say(
                    "Tỉnh Hải Dương và thành phố Hải Phòng thành thành phố Hải Phòng mới, 114 đơn vị cấp xã.",
                    "Hải Dương Province and Hải Phòng City become the new Hải Phòng City, with 114 communes.",
                ),
            ),
            SummaryLine(
                say("Kết quả", "Result"),
                say("Quốc hội đã quyết định; đang bàn giao.", "Decided by the National Assembly; handover under way."),
            ),
        ),
        decisions=tuple(
            Decision(at[seq], body, what, result, seq)
            for seq, body, what, result in (
                (19, say("HĐND thành phố Hải Phòng", "Hải Phòng People’s Council"), say("biểu quyết chủ trương hợp nhất", "ballot on the merger"), passed + " 60/60"),
                (20, say("HĐND tỉnh Hải Dương", "Hải Dương People’s Council"), say("biểu quyết chủ trương hợp nhất", "ballot on the merger"), passed + " 57/57"),
                (26, say("Bộ Nội vụ", "Ministry of Home Affairs"), say("thẩm định", "appraisal"), say("Đủ điều kiện", "Fit to proceed")),
                (27, say("Chính phủ", "Government"), "125/NQ-CP", say("Thông qua", "Adopted")),
                (29, say("Quốc hội", "National Assembly"), "202/2025/QH15", say("Thông qua", "Adopted")),
            )
            if seq in at
        ),
        open_points=(
            say(f"{total - settled} trên {total} đầu việc chưa hoàn tất.", f"{total - settled} of {total} checklist items are not settled."),
            say("Công bố diện tích tự nhiên, hạn 30/9/2025.", "Publication of the areas, due 30 September 2025."),
            say("Hồ sơ địa giới đơn vị hành chính, hạn 31/12/2026.", "Boundary dossiers, due 31 December 2026."),
        ),
        units=UnitPlan(
            before=(
                Unit(hd, say("tỉnh", "province"), "30", note=say("12 đơn vị cấp huyện, 207 đơn vị cấp xã", "12 districts, 207 communes")),
                Unit(hp, say("thành phố trực thuộc trung ương", "centrally run city"), "31", note=say("15 đơn vị cấp huyện, 167 đơn vị cấp xã", "15 districts, 167 communes")),
            ),
            after=(Unit(hp, say("thành phố trực thuộc trung ương", "centrally run city"), "31", Decimal("3194.72"), 4_664_124, say("114 đơn vị cấp xã: 67 xã, 45 phường, 2 đặc khu", "114 communes: 67 communes, 45 wards, 2 special zones")),),
            successions=(Succession(hd, hp, whole, share_percent=Decimal(100)), Succession(hp, hp, whole, share_percent=Decimal(100))),
            conservation=Conservation(None, say("Chưa có nguồn cho diện tích, dân số của hai đơn vị cũ.", "There is no source for the area and population of the two old units.")),
        ),
        diagram_svg=diagram(language),
        events=happened,
        sign_offs=tuple(
            SignOff(person(who, language), step, decision, agree if counting else reasons, sha(f"content{seq}"), at[seq], counting, because, seq)
            for seq, who, step, decision, counting, because in (
                (11, "duong", say("Hai địa phương thống nhất", "Concurrence of both localities"), say("trả lại để bổ sung", "returned for changes"), False, say("Đề án, bản 2 đã thay bản 1 (sự kiện số 13).", "Version 2 of the project replaced version 1 (event No. 13).")),
                (15, "duong", say("Hai địa phương thống nhất", "Concurrence of both localities"), say("thống nhất", "concurred"), True, ""),
                (16, "chau", say("Hai địa phương thống nhất", "Concurrence of both localities"), say("thống nhất", "concurred"), True, ""),
                (22, "chau", say("Trình Chính phủ", "Submission to the Government"), say("ký duyệt", "approved"), True, ""),
            )
            if seq in at
        ),
        ballots=tuple(
            Ballot(body, question, electorate, present, present, 0, 0, half, f"{present} > {electorate} ÷ 2 = {electorate / 2:g}".replace(".", "," if vi else ".") + ".", True, at[seq], sample, seq)
            for seq, body, electorate, present in (
                (19, say("HĐND thành phố Hải Phòng", "Hải Phòng People’s Council"), 63, 60),
                (20, say("HĐND tỉnh Hải Dương", "Hải Dương People’s Council"), 58, 57),
            )
            if seq in at
        ),
        opinion_rounds=(
            OpinionRound(
                say("Cử tri đại diện hộ gia đình, tỉnh Hải Dương", "Voters representing households, Hải Dương"),
                say("cử tri đại diện hộ gia đình", "voters representing households"),
                _d(4, 19),
                _d(4, 20),
                say("99,21 % đồng ý.", "99.21 % in favour."),
                say("Quy định năm 2025 không nêu mức tối thiểu.", "No legal minimum was found for 2025."),
            ),
            OpinionRound(
                say("Cơ quan liên quan", "Agencies concerned"),
                say("các sở, ngành hai địa phương", "departments of both localities"),
                _d(4, 16),
                _d(4, 18),
                say("Ba ý kiến, đã tiếp thu hai.", "Three opinions, two taken up."),
                opinions=(
                    Opinion(say("Sở Xây dựng", "Department of Construction"), say("Bổ sung phương án nhà ở cho cán bộ chuyển công tác.", "Add the housing plan for relocated staff."), say("Tiếp thu, mục 4.4.", "Taken up, section 4.4.")),
                    Opinion(say("Sở Khoa học và Công nghệ", "Department of Science and Technology"), say("Thống nhất hệ thống dùng chung trước ngày vận hành.", "Agree on the shared systems before the operating date."), say("Tiếp thu, mục 4.6.", "Taken up, section 4.6.")),
                    Opinion(say("Sở Tài chính", "Department of Finance"), say("Đề nghị lùi thời hạn quyết toán.", "Asks for a later date for the settlement."), say("Không tiếp thu: thời hạn do văn bản của Bộ Tài chính ấn định.", "Not taken up: the date is set by the Ministry of Finance.")),
                ),
            ),
        ),
        checklists=lists,
        documents=documents(language),
        head_seq=last.seq if last else 0,
        head_hash=last.hash if last else "0" * 64,
        exported_at=datetime(2025, 8, 20, 9, 30, tzinfo=HANOI),
        exported_by=person("kiem", language),
        verification_url=URL,
        events_json=canonical(happened),
    )  # fmt: skip


def short_paper(language: Language, count: int) -> TrailPaper:
    """Without the long annexes, for tests that look at something else."""
    return replace(paper(language, count), checklists=(), documents=())
