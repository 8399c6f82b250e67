"""Funds, debts and open recommendations (Official letter 4205/BTC-NSNN)."""

from __future__ import annotations

from reorg.registers.definition import Kind, Watch, choice, day, money, note, text, yes_no
from workflows.text import Text

FINANCE = Kind(
    "finance",
    Text("Nguồn tài chính, công nợ, dự án dở dang", "Funds, debts and unfinished projects"),
    Text(
        "Số dư, phải thu, phải trả, kiến nghị thanh tra, kiểm toán chưa thực hiện, dự án dở dang.",
        "Balances, receivables, payables, open recommendations of inspectors and auditors, unfinished projects.",
    ),
    lists=("finance",),
    items=("FIN-03", "FIN-04", "FIN-05", "FIN-07", "FIN-09"),
    name="subject",
    columns=(
        text("code", "Mã", "Code", required=True),
        choice(
            "kind",
            "Loại",
            "Type",
            {
                "fund": ("Số dư nguồn kinh phí", "Balance of a fund"),
                "account": ("Tài khoản Kho bạc", "Treasury account"),
                "receivable": ("Phải thu", "Receivable"),
                "payable": ("Phải trả", "Payable"),
                "recommendation": ("Kiến nghị chưa thực hiện", "Open recommendation"),
                "project": ("Dự án dở dang", "Unfinished project"),
            },
            required=True,
        ),
        text("subject", "Nội dung", "Subject", required=True),
        text("unit", "Đơn vị", "Unit", required=True),
        text("other", "Đối tác, chủ nợ", "Counterparty", personal=True),
        money("amount", "Số tiền (đồng)", "Amount (VND)", required=True, summed=True),
        day("due", "Hạn", "Due"),
        text("document", "Chứng từ, văn bản", "Document"),
        yes_no("agreed", "Đã đối chiếu", "Confirmed by the counterparty", compared=False),
        note(),
    ),
    watches=(Watch("not_agreed", Text("Chưa đối chiếu", "Not confirmed by the counterparty"), {"agreed": False}),),
)
