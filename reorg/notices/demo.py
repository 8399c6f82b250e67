"""What the demonstration shows of deputies and notices: somebody who stands in, a comment, somebody who follows."""

from __future__ import annotations

from reorg.notices.following import comment, follow
from reorg.notices.models import Told
from reorg.notices.telling import tell
from reorg.people.models import Office, User
from workflows import actions
from workflows.models import Dossier
from workflows.offices import today


def demo_notices(dossier: Dossier, people: dict[str, User]) -> None:
    """Bình lets Tuấn sign by order while he is absent; Ánh asks Uyên something; Phúc follows the dossier.

    What the walk did before is not told again: only what waits now.
    """
    office = Office.objects.select_related("organisation", "role").get(person=people["binh"], role="chair")
    actions.give_delegation(
        organisation=office.organisation,
        role=office.role,
        deputy=people["tuan"],
        kind="TL.",
        valid_from=today(),
        only_in_absence=True,
        actor=people["binh"],
    )
    follow(dossier, actor=people["phuc"])
    for one in Dossier.objects.all():
        Told.objects.update_or_create(dossier=one, defaults={"seq": one.head_seq})
    comment(
        dossier,
        "Đề nghị Sở Nội vụ rà soát lại số liệu biên chế trước khi hai UBND ký thống nhất.",
        mentioned=[people["uyen"]],
        actor=people["anh"],
    )
    comment(
        dossier,
        "Đề nghị nộp kèm bảng tính để đối chiếu, không chỉ bản quét.",
        item=dossier.items.order_by("checklist__order", "order").first(),
        actor=people["anh"],
    )
    for one in Dossier.objects.all():
        tell(one.pk)
