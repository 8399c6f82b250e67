"""The people of Lạng Sơn's session in the demonstration, named by what they do."""

from __future__ import annotations

from django.db import transaction

from reorg.demo.cast import Person, load_cast
from reorg.sessions.demo import CODE, communes, demo_session, load_organisations
from workflows.models import Dossier
from workflows.text import Text

__all__ = ["CODE", "LANG_SON", "session"]

OFFICER = Text("Chuyên viên", "Officer")

LANG_SON: tuple[Person, ...] = (
    Person(
        "ls_office",
        "Mẫu: Thư ký đoàn",
        Text("Văn phòng Tỉnh ủy Lạng Sơn", "office of the Party Committee, Lạng Sơn"),
        (("ls_party", "drafter", Text("Chuyên viên Văn phòng Tỉnh ủy", "Officer of the Party office")),),
    ),
    Person(
        "ls_secretary",
        "Mẫu: Bí thư Tỉnh ủy",
        Text("chủ trì buổi làm việc", "heads the session"),
        (("ls_party", "secretary", Text("Bí thư", "Secretary")),),
    ),
    Person(
        "ls_checker",
        "Mẫu: Người theo dõi",
        Text("kiểm tra việc giải quyết kiến nghị", "checks answers"),
        (("ls_party", "reviewer", Text("Phó Chánh Văn phòng", "Deputy head of office")),),
    ),
    Person(
        "ls_officer",
        "Mẫu: Cán bộ các sở",
        Text("trả lời kiến nghị", "answers recommendations"),
        tuple((body, "officer", OFFICER) for body in ("ls_home_affairs", "ls_construction", "ls_border_gate", "ls_pc")),
    ),
    Person(
        "ls_finance",
        "Mẫu: Cán bộ Sở Tài chính",
        Text("phối hợp, trả lời", "coordinates and answers"),
        (("ls_finance", "officer", OFFICER),),
    ),
    Person(
        "ls_commune",
        "Mẫu: Cán bộ các xã",
        Text("nêu kiến nghị, nộp báo cáo", "raises recommendations and hands in reports"),
        tuple((body, "officer", OFFICER) for body in communes()),
    ),
)


@transaction.atomic
def session(password: str) -> Dossier:
    """The session of Lạng Sơn with its seven communes, and the people who act in it."""
    load_organisations()
    return demo_session(load_cast(password, LANG_SON))
