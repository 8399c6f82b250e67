"""Local regulations and special mechanisms of both localities, and what becomes of each after the merger."""

from __future__ import annotations

from collections.abc import Sequence

from reorg.registers.definition import RECEIVER, Finding, Kind, Values, Watch, choice, day, note, text
from workflows.text import Text

FATES = {
    "continue": ("Tiếp tục áp dụng", "Continue"),
    "adjust": ("Điều chỉnh", "Adjust"),
    "unify": ("Thống nhất", "Unify"),
    "repeal": ("Bãi bỏ", "Repeal"),
}
NEEDS_SUCCESSOR = ("adjust", "unify")


def not_carried_through(rows: Sequence[Values]) -> list[Finding]:
    """Fates that were decided without what makes them real, or otherwise than proposed and nobody says why."""
    found = []
    for values in rows:
        decided, proposed = values.get("decided"), values.get("proposed")
        if not decided:
            continue
        name, (vi, en) = values["name"], FATES[decided]
        said = []
        if not values.get("decision"):
            said.append(Text(f"{name}: đã ghi “{vi}” nhưng chưa có văn bản quyết định",
                             f"{name}: “{en}” without the paper that decides it"))  # fmt: skip
        if decided in NEEDS_SUCCESSOR and not values.get("successor"):
            said.append(Text(f"{name}: “{vi}” nhưng chưa có văn bản thay thế",
                             f"{name}: “{en}” without a successor document"))  # fmt: skip
        if decided != proposed and not values.get("reason"):
            said.append(Text(f"{name}: quyết định khác đề xuất, chưa nêu lý do",
                             f"{name}: decided otherwise than proposed, and no reason is given"))  # fmt: skip
        found += [Finding(one, (values["code"],)) for one in said]
    return found


MECHANISMS = Kind(
    "mechanisms",
    Text("Quy định, cơ chế của địa phương", "Local regulations and mechanisms"),
    Text(
        "Mỗi quy định, cơ chế đặc thù một dòng: của nơi nào, căn cứ, đề xuất và quyết định tiếp tục, điều chỉnh, "
        "thống nhất hay bãi bỏ, văn bản thay thế.",
        "One row for each local regulation or special mechanism: whose it is, its legal basis, whether it is proposed "
        "and decided to continue, adjust, unify or repeal it, and its successor.",
    ),
    lists=("continuity",),
    items=("CON-07",),
    sides=RECEIVER,
    columns=(
        text("code", "Mã", "Code", required=True),
        text("name", "Quy định, cơ chế", "Regulation or mechanism", required=True),
        choice(
            "of",
            "Của địa phương",
            "Of which locality",
            {
                "giver": ("Bên nhập vào", "The one that joins"),
                "receiver": ("Bên nhận", "The one that takes over"),
                "both": ("Cả hai", "Both"),
            },
            required=True,
        ),
        text("field", "Lĩnh vực", "Field", required=True),
        text("basis", "Căn cứ (số, cơ quan, ngày)", "Legal basis (number, issuer, date)", required=True),
        day("until", "Hết hiệu lực", "In force until"),
        choice("proposed", "Đề xuất", "Proposed", FATES, required=True),
        choice("decided", "Quyết định", "Decided", FATES),
        text("decision", "Văn bản quyết định", "Decided by"),
        day("decided_on", "Ngày quyết định", "Decided on"),
        text("successor", "Văn bản thay thế", "Successor document"),
        text("reason", "Lý do", "Reason", shown=False),
        text("lead", "Cơ quan tham mưu", "Prepared by"),
        text("source", "Nguồn", "Source", required=True, shown=False),
        choice(
            "confidence",
            "Độ tin cậy",
            "Confidence",
            {
                "H": ("Có nguồn", "In a source"),
                "M": ("Suy ra một phần", "Partly inferred"),
                "L": ("Chưa xác nhận", "Unconfirmed"),
            },
            required=True,
        ),
        note(),
    ),
    watches=(
        Watch("undecided", Text("Chưa quyết định", "Not decided yet"), {"decided": None}),
        Watch("unify", Text("Đề xuất thống nhất", "Proposed to unify"), {"proposed": "unify"}),
        Watch("unconfirmed", Text("Chưa xác nhận", "Unconfirmed"), {"confidence": "L"}),
    ),
    findings=not_carried_through,
)
