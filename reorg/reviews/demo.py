"""What source 003 says of Hải Dương: the end of its districts and its communes' arrangement are basically prepared."""

from __future__ import annotations

from reorg.people.models import Organisation, User
from reorg.reviews.streams import confirm_report, report_complete
from workflows.models import Dossier


def demo_reports(dossier: Dossier, people: dict[str, User]) -> None:
    """Both of Hải Dương's reports; the first is confirmed by the lead, the second waits."""
    body = Organisation.objects.get(key="hd_pc").pk
    first = report_complete(
        dossier,
        "end_of_district_level",
        body=body,
        text="Tỉnh Hải Dương cơ bản hoàn thành công tác chuẩn bị kết thúc hoạt động cấp huyện.",
        source="S3",
        actor=people["son"],
    )
    confirm_report(
        first,
        note="Mẫu: lời xác nhận này để trình diễn. / Sample: this confirmation is for show.",
        actor=people["binh"],
    )
    report_complete(
        dossier,
        "commune_preparation",
        body=body,
        text="Tỉnh Hải Dương cơ bản hoàn thành công tác chuẩn bị sắp xếp đơn vị hành chính cấp xã.",
        source="S3",
        actor=people["son"],
    )
