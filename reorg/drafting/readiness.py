"""What stops a paper from being adopted: contents that are missing, opinions that nobody answered."""

from __future__ import annotations

from collections.abc import Iterator

from reorg.drafting.contents import check
from reorg.drafting.models import Drafting, Opinion
from workflows.flow import Part, Procedure, WorkNode
from workflows.models import Dossier
from workflows.readiness import Missing
from workflows.text import Text

ASKED = Part(Text("Cơ quan được lấy ý kiến", "Body that is asked for its opinion"))


class DraftingProcedure(Procedure):
    """A procedure whose paper is drafted, consulted on and adopted."""

    @classmethod
    def part(cls, key: str) -> Part | None:
        return super().part(key) or (ASKED if key.startswith("asked-") else None)

    @classmethod
    def missing(cls, dossier: Dossier, node: WorkNode) -> Iterator[Missing]:
        yield from super().missing(dossier, node)
        if node.name in ("draft", "consult"):
            yield from missing_at(dossier, node.name)


def missing_at(dossier: Dossier, step: str) -> Iterator[Missing]:
    draftings = list(Drafting.objects.filter(document__dossier=dossier).select_related("document"))
    if not draftings:
        yield Missing(Text("chưa có văn bản nào được soạn thảo", "no paper is being drafted"), ("documents", ""), step)
    for drafting in draftings:
        place = ("drafting", str(drafting.document_id))
        draft = drafting.drafts.last()
        if draft is None:
            yield Missing(Text("chưa có dự thảo", "there is no draft"), place, step)
            continue
        if step != "consult":
            continue
        for found in check(drafting.required, draft.text):
            if not found.there:
                yield Missing(
                    Text(
                        f"dự thảo lần {draft.no} chưa có nội dung: {found.item.title.vi}",
                        f"draft {draft.no} lacks: {found.item.title.en}",
                    ),
                    place,
                    step,
                )
        count = Opinion.objects.filter(round__drafting=drafting, disposition="").count()
        if count:
            yield Missing(
                Text(f"{count} ý kiến chưa được tiếp thu, giải trình", f"{count} opinions are not answered"),
                place,
                step,
            )
