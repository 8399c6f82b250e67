"""What is alike, to be signed in one go: what each is about, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from reorg.desk.boxes import kind_of
from reorg.web.pages.signing import barred
from reorg.web.pages.since import Changes, what_changed
from workflows import actions
from workflows.errors import BadInput
from workflows.flow import SignOff
from workflows.models import Assignment
from workflows.readiness import Missing, blocking

MOST = 20


@dataclass(frozen=True)
class One:
    """One dossier among several: the digest is of the content as it is now."""

    assignment: Assignment
    node: SignOff
    digest: str
    papers: list[str]
    changes: Changes | None
    barred: str
    missing: list[Missing]
    others: list[Assignment]

    @property
    def may_sign(self) -> bool:
        return self.assignment.state == Assignment.State.OPEN and not self.barred and not self.missing


def must_be_alike(asked: Iterable[Assignment]) -> SignOff:
    """The step that all of them are asked in.

    Raises:
        BadInput: they are of different kinds, or not signed, or too many.
    """
    rows = list(asked)
    if len(rows) > MOST:
        raise BadInput(_("At most %(most)d are signed in one go. Choose fewer.") % {"most": MOST}, "a")
    if len({kind_of(one) for one in rows}) != 1:
        raise BadInput(_("Choose what is alike: the same step of the same procedure, asked of the same office."), "a")
    node = rows[0].dossier.flow.step(rows[0].task.step)
    if not isinstance(node, SignOff):
        raise BadInput(_("This step is not signed; it is finished on its own page."), "a")
    return node


def one_of_many(asked: Assignment, node: SignOff, user: Any) -> One:
    digest, content = actions.shown_to_signer(asked)
    changes, _bases = what_changed(asked, content, user)
    return One(
        assignment=asked,
        node=node,
        digest=digest,
        papers=[
            " ".join(filter(None, [paper["type"], paper["symbol"] or paper["subject"]]))
            for paper in content.get("documents", {}).values()
        ],
        changes=changes,
        barred=barred(asked, user) if asked.state == Assignment.State.OPEN else _("This step is answered."),
        missing=blocking(asked.dossier, node, asked) if asked.state == Assignment.State.OPEN else [],
        others=[
            one
            for one in asked.task.assignments.exclude(state=Assignment.State.CANCELLED).select_related("organisation")
            if one.pk != asked.pk
        ],
    )
