"""Every word our papers print, side by side, so that one reviewer can read both languages.

A paper is printed in a stated language whatever the reader's locale, hence not gettext.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from reorg.papers.content import Language

WORDS: Final[dict[str, tuple[str, str]]] = {
    # key: (Vietnamese, English)
    "state": ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "SOCIALIST REPUBLIC OF VIET NAM"),
    "motto": ("Độc lập - Tự do - Hạnh phúc", "Independence - Freedom - Happiness"),
    "trail": ("Nhật ký hồ sơ", "Dossier trail"),
    "trail_of": ("Nhật ký hồ sơ {code}", "Trail of dossier {code}"),
    "code": ("Mã hồ sơ", "Dossier code"),
    "page_of": ("Trang {page} / {pages}", "Page {page} / {pages}"),
    "contents": ("Mục lục", "Contents"),
    "none": ("Không có.", "None."),
    "and_more_parties": ("và {n} bên khác", "and {n} more"),
    "and_more": ("và {n} mục khác", "and {n} more"),
    # page 1
    "phase": ("Giai đoạn", "Phase"),
    "procedure": ("Quy trình", "Procedure"),
    "version": ("phiên bản", "version"),
    "programme": ("Chương trình", "Programme"),
    "opened": ("Mở hồ sơ", "Opened"),
    "updated": ("Cập nhật", "Last change"),
    "key_dates": ("Mốc thời gian", "Key dates"),
    "parties": ("Các bên", "Parties"),
    "key_decisions": ("Ai đã quyết định, khi nào", "Who decided, and when"),
    "still_open": ("Còn phải làm", "Still open"),
    "nothing_open": ("Không còn việc nào.", "Nothing is open."),
    "see_section": ("xem mục {n}", "see section {n}"),
    "how_to_verify": ("Kiểm chứng bản này", "How to verify this paper"),
    "verify_text": (
        "Mỗi sự kiện mang mã băm SHA-256 tính trên nội dung của nó và mã băm của sự kiện ngay trước. "
        "Sửa, bớt, thêm hoặc đổi chỗ một sự kiện làm mọi mã băm sau đó thay đổi. "
        "Tệp events.json đính kèm trong PDF chứa toàn bộ sự kiện để tính lại; "
        "mã băm của sự kiện cuối phải trùng với mã dưới đây và với mã tại địa chỉ:",
        "Each event carries a SHA-256 hash computed over its content and the hash of the event before it. "
        "Altering, removing, adding or moving one event changes every hash after it. "
        "The file events.json attached to this PDF holds all events for recomputing; "
        "the hash of the last event must equal the one below and the one shown at:",
    ),
    "chain_head": ("Sự kiện cuối của chuỗi", "Head of the chain"),
    "signed_by": ("Ký số:", "Signed by:"),
    "signed_at": ("Thời gian ký:", "Signed at:"),
    "event_no": ("Sự kiện số {n}", "Event No. {n}"),
    "no": ("Số", "No."),
    "exported": (
        "Bản này do {who} xuất lúc {at}.",
        "This paper was exported by {who} on {at}.",
    ),
    # sections
    "units": ("Đơn vị hành chính trước và sau sắp xếp", "Administrative units before and after"),
    "diagram": ("Sơ đồ các bước", "Diagram of the steps"),
    "events": ("Diễn biến theo ngày", "What happened, day by day"),
    "deadlines": ("Thời hạn và cách tính", "Deadlines, and how they came about"),
    "clock_stands": ("thời hạn đang dừng", "the clock stands"),
    "sign_offs": ("Ký duyệt", "Sign-offs"),
    "ballots": ("Biểu quyết", "Ballots"),
    "opinions": ("Lấy ý kiến", "Consultations"),
    "checklists": ("Danh mục đầu việc và bằng chứng", "Checklists and evidence"),
    "documents": ("Văn bản trong hồ sơ", "Documents in the dossier"),
    "access": ("Lịch sử truy cập", "Access history"),
    "chain": ("Chuỗi sự kiện", "The chain of events"),
    # units
    "before": ("Trước sắp xếp", "Before"),
    "after": ("Sau sắp xếp", "After"),
    "unit": ("Đơn vị", "Unit"),
    "kind": ("Loại", "Type"),
    "unit_code": ("Mã", "Code"),
    "area": ("Diện tích (km²)", "Area (km²)"),
    "population": ("Dân số (người)", "Population"),
    "total": ("Cộng", "Total"),
    "succession": ("Đơn vị cũ thành đơn vị mới", "Which unit became which"),
    "no_figures": ("Chưa có nguồn cho diện tích, dân số.", "No source for area and population."),
    "km2": ("{n} km²", "{n} km²"),
    "people": ("{n} người", "population {n}"),
    "percent": ("{n} %", "{n} %"),
    "clause": ("khoản", "clause"),
    "conserved": ("Bảo toàn: khớp.", "Conservation: it adds up."),
    "not_conserved": ("Bảo toàn: KHÔNG khớp.", "Conservation: it does NOT add up."),
    "conservation_unknown": ("Bảo toàn: chưa kiểm được.", "Conservation: not to be checked yet."),
    # events
    "legend": (
        "Vạch đậm và chữ đậm: quyết định. Vạch mảnh: việc đã làm. Chữ nhỏ, không vạch: mở xem, xuất bản. "
        "Không sự kiện nào bị lược bỏ. Giờ ghi kèm múi giờ. Dòng cuối mỗi sự kiện là mã băm SHA-256 đầy đủ.",
        "Heavy rule and bold: a decision. Thin rule: an act. Small type without rule: opened or exported. "
        "No event is left out. Times carry their zone. The last line of each event is its full SHA-256 hash.",
    ),
    "continued": ("tiếp theo", "continued"),
    "broken_link": (
        "KHÔNG NỐI với sự kiện trước; mã băm trước ghi ở đây là {n}",
        "NOT LINKED to the event before; the previous hash recorded here is {n}",
    ),
    "on_behalf_of": ("thay mặt {whom}", "on behalf of {whom}"),
    # sign-offs
    "signer": ("Người ký", "Signer"),
    "step": ("Bước", "Step"),
    "decision": ("Quyết định", "Decision"),
    "at": ("Thời điểm", "Time"),
    "standing": ("Hiệu lực", "Standing"),
    "counting": ("đang có hiệu lực", "in force"),
    "superseded": ("không còn hiệu lực", "no longer in force"),
    "digest": ("Mã băm nội dung đã ký", "Digest of the content signed"),
    # ballots
    "electorate": ("Tổng số", "Members"),
    "present": ("Có mặt", "Present"),
    "yes": ("Tán thành", "Yes"),
    "against": ("Không tán thành", "No"),
    "abstain": ("Không biểu quyết", "Abstain"),
    "rule": ("Quy tắc", "Rule"),
    "working": ("Cách tính", "Working"),
    "passed": ("Thông qua", "Passed"),
    "not_passed": ("Không thông qua", "Not passed"),
    # opinions
    "asked": ("Đối tượng", "Asked"),
    "window": ("Thời hạn", "Window"),
    "result": ("Kết quả", "Result"),
    "still_running": ("đang lấy ý kiến", "still open"),
    "opinion_by": ("Nơi cho ý kiến", "Given by"),
    "answer": ("Ý kiến", "Opinion"),
    "disposition": ("Tiếp thu, giải trình", "Disposition"),
    # checklists
    "settled_of": ("{n}/{of} đầu việc hoàn tất", "{n} of {of} items settled"),
    "item": ("Đầu việc và bằng chứng", "Item and evidence"),
    "owner": ("Chủ trì", "Owner"),
    "due": ("Hạn", "Due"),
    "item_state": ("Trạng thái", "State"),
    "done_by": ("Làm", "Done"),
    "verified_by": ("Kiểm tra", "Verified"),
    # documents
    "document": ("Văn bản", "Document"),
    "notation": ("Số, ký hiệu", "Number and symbol"),
    "issuing_body": ("Cơ quan ban hành", "Issued by"),
    "issued": ("Ngày", "Date"),
    "document_version": ("bản {n}", "version {n}"),
    "sample": ("MẪU", "SAMPLE"),
    "no_file": ("Chưa có tệp.", "No file."),
    "recalled": ("ĐÃ THU HỒI", "RECALLED"),
    # access
    "who": ("Ai", "Who"),
    "times": ("Số lần", "Times"),
    "first": ("Lần đầu", "First"),
    "last": ("Lần cuối", "Last"),
    "which_events": ("Sự kiện", "Events"),
    # chain
    "chain_text": (
        "{n} sự kiện, từ số {first} đến số {last}. Mã băm của sự kiện cuối là dấu của toàn bộ nhật ký: "
        "ai giữ mã này ở nơi khác thì biết được bản này có bị sửa hay không.",
        "{n} events, from No. {first} to No. {last}. The hash of the last event is the mark of the whole trail: "
        "whoever keeps it elsewhere can tell whether this paper was altered.",
    ),
    "intact_yes": (
        "Khi in, mỗi sự kiện đều nối đúng với sự kiện trước.",
        "When printed, every event was linked to the one before it.",
    ),
    "intact_no": (
        "Khi in, chuỗi KHÔNG liền mạch tại sự kiện số {n}.",
        "When printed, the chain was NOT continuous at event No. {n}.",
    ),
    "attached": ("Tệp đính kèm trong PDF này", "Files attached to this PDF"),
    "events_json": (
        "Toàn bộ sự kiện dưới dạng JSON chuẩn tắc (RFC 8785)",
        "All events as canonical JSON (RFC 8785)",
    ),
    "file": ("Tệp", "File"),
    "bytes": ("{n} byte", "{n} bytes"),
}

_VI_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# The non-breaking space keeps a figure and what it counts together.
NBSP = "\u00a0"


class Words(dict[str, str]):
    """One language's words, and how that language writes dates and figures."""

    def __init__(self, language: Language, timezone: ZoneInfo) -> None:
        super().__init__({key: pair[language == "en"] for key, pair in WORDS.items()})
        self.language = language
        self.timezone = timezone

    def fill(self, key: str, **values: object) -> str:
        return self[key].format(**values)

    def day(self, value: date) -> str:
        if self.language == "en":
            return f"{value.day}{NBSP}{_EN_MONTHS[value.month - 1]} {value.year}"
        return f"{value:%d/%m/%Y}"

    def long_day(self, value: date) -> str:
        """As a heading; in Vietnamese after Decree 30/2020, a zero before days under 10 and months 1, 2."""
        if self.language == "en":
            return f"{_EN_DAYS[value.weekday()]}, {self.day(value)}"
        return f"{_VI_DAYS[value.weekday()]}, {self.formal_day(value)}"

    def formal_day(self, value: date) -> str:
        if self.language == "en":
            return self.day(value)
        month = f"{value.month:02}" if value.month < 3 else str(value.month)
        return f"ngày {value.day:02} tháng {month} năm {value.year}"

    def local(self, value: datetime) -> datetime:
        return value.astimezone(self.timezone)

    def zone(self, value: datetime) -> str:
        """`+07`, or `+05:30` where the hour is not whole."""
        offset = f"{self.local(value):%z}"
        return offset[:3] if offset.endswith("00") else f"{offset[:3]}:{offset[3:]}"

    def time(self, value: datetime) -> str:
        return f"{self.local(value):%H:%M:%S}{NBSP}{self.zone(value)}"

    def moment(self, value: datetime) -> str:
        return f"{self.day(self.local(value))}, {self.time(value)}"

    def short_moment(self, value: datetime) -> str:
        local = self.local(value)
        return f"{self.short_day(local)} {local:%H:%M}{NBSP}{self.zone(value)}"

    def number(self, value: int | Decimal, places: int | None = None) -> str:
        text = f"{value:,}" if places is None else f"{value:,.{places}f}"
        return text if self.language == "en" else text.translate(_SWAP)

    def short_day(self, value: date | None) -> str:
        """For tables. English names the month: 05/06 means two different days to two readers."""
        if value is None:
            return "—"
        if self.language == "en":
            return NBSP.join((str(value.day), _EN_MONTHS[value.month - 1][:3], str(value.year)))
        return f"{value:%d/%m/%Y}"


_SWAP = str.maketrans(",.", ".,")
