"""What changed since somebody last decided, or since the dossier was returned, for whoever signs next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from reorg.desk.texts import pages_of
from reorg.web.pages.changes import PARTS, Difference
from workflows.models import Assignment, Decision, DocumentVersion, Dossier, Event, Snapshot, Task

MINE, STEP, RETURNED, ANYBODY = "mine", "step", "returned", "anybody"
TITLES = {
    "title": gettext_noop("Title"),
    "dates": gettext_noop("Dates"),
    "plan": gettext_noop("What is planned"),
    "opinions": gettext_noop("Opinions"),
    "checklists": gettext_noop("Checklists"),
    "items": gettext_noop("Items"),
}


class Base(NamedTuple):
    """A state of the content that somebody saw. ``decision`` is empty where a step returned that is not signed."""

    key: str
    at: datetime
    snapshot_id: int
    decision: Decision | None
    task: Task | None

    @property
    def outcome(self) -> str:
        return self.decision.outcome if self.decision else Decision.Outcome.RETURNED


class PaperChange(NamedTuple):
    """One paper. Without ``old`` it is new, without ``new`` taken out; with both its text was replaced."""

    name: str
    old: DocumentVersion | None
    new: DocumentVersion | None
    lines: list[Difference]
    there_before: bool
    there_now: bool

    @property
    def replaced(self) -> bool:
        return bool(self.old and self.new and self.old.sha256 != self.new.sha256)

    @property
    def may_compare(self) -> bool:
        return self.replaced and bool(self.old and self.old.file and self.new and self.new.file)


class Part(NamedTuple):
    title: str
    lines: list[Difference]


class Changes(NamedTuple):
    """All that differs between what was seen then and what is there now."""

    base: Base
    papers: list[PaperChange]
    parts: list[Part]

    @property
    def nothing(self) -> bool:
        return not self.papers and not self.parts


def what_changed(
    asked: Assignment, content: Mapping[str, Any], user: Any, since: str = ""
) -> tuple[Changes | None, list[Base]]:
    """What changed since the reader decided, else since this step was last decided on, else returned, else decided.

    ``since`` chooses another of the states to compare with, all of which are given too. None: nobody decided before.
    """
    bases = bases_of(asked, content, user)
    if not bases:
        return None, []
    base = next((one for one in bases if one.key == since), bases[0])
    before = Snapshot.objects.get(pk=base.snapshot_id).content
    return changes_since(base, before, content), bases


def bases_of(asked: Assignment, content: Mapping[str, Any], user: Any) -> list[Base]:
    """The states worth comparing with, each once, the nearest to the reader first."""
    taken = _decisions(asked.dossier, content)
    found: dict[str, Base] = {}
    for decision in taken:
        assert decision.task is not None
        base = Base("", decision.at, decision.snapshot_id, decision, decision.task)
        if decision.signer_id == user.pk:
            found.setdefault(MINE, base)
        if decision.task.step == asked.task.step:
            found.setdefault(STEP, base)
        if decision.outcome == Decision.Outcome.RETURNED:
            found.setdefault(RETURNED, base)
        found.setdefault(ANYBODY, base)
    returned = _returned_unsigned(asked.dossier, content, found.get(RETURNED))
    if returned is not None:
        found[RETURNED] = returned
    told: list[Base] = []
    for key in (MINE, STEP, RETURNED, ANYBODY):
        if key in found and not any((one.at, one.task) == (found[key].at, found[key].task) for one in told):
            told.append(found[key]._replace(key=key))
    return told


def _decisions(dossier: Dossier, content: Mapping[str, Any]) -> list[Decision]:
    """Sign-offs over this kind of content, the last first."""
    signed = Decision.objects.filter(dossier=dossier, task__isnull=False)
    if "lists" in content:
        signed = signed.filter(snapshot__content__lists=content["lists"])
    else:
        signed = signed.filter(snapshot__content__has_key="title")
    return list(signed.select_related("task", "signer").order_by("-at", "-id"))


def _returned_unsigned(dossier: Dossier, content: Mapping[str, Any], signed: Base | None) -> Base | None:
    """A vote or a round that sent the dossier back later than anybody who signs did."""
    if "lists" in content:
        return None
    tasks = dossier.tasks.filter(outcome=Task.Outcome.RETURNED, decisions__isnull=True, finished__isnull=False)
    task = tasks.order_by("-finished").first()
    if task is None or (signed is not None and signed.at >= task.finished):
        return None
    changed = Event.objects.filter(dossier=dossier, verb="content.changed", at__lte=task.finished)
    event = changed.order_by("-seq").first()
    seen = Snapshot.objects.filter(dossier=dossier, digest=event.body["facts"]["after"]).first() if event else None
    return Base("", task.finished, seen.pk, None, task) if seen else None


def changes_since(base: Base, before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    parts = []
    for part, told in PARTS.items():
        old, new = before.get(part) or {}, after.get(part) or {}
        if part == "documents" or old == new:
            continue
        if lines := [line for line in told(old, new) if line.before != line.after]:
            parts.append(Part(_(TITLES[part]), lines))
    papers = _papers(before.get("documents") or {}, after.get("documents") or {})
    return Changes(base, papers, parts)


def _papers(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[PaperChange]:
    """Papers that came, went, or got another text. What is signed is open to all who take part."""
    keys = [key for key in sorted({*old, *new}, key=int) if old.get(key) != new.get(key)]
    if not keys:
        return []
    versions = {
        (str(one.document_id), one.sha256): one
        for one in DocumentVersion.objects.filter(document__in=map(int, keys)).select_related("document", "erasure")
    }

    def version(key: str, paper: Mapping[str, Any] | None) -> DocumentVersion | None:
        return versions.get((key, paper["files"][0])) if paper and paper["files"] else None

    return [
        PaperChange(
            _name(new.get(key) or old[key]),
            version(key, old.get(key)),
            version(key, new.get(key)),
            _lines(old.get(key), new.get(key)),
            key in old,
            key in new,
        )
        for key in keys
    ]


def _name(paper: Mapping[str, Any]) -> str:
    return " ".join(word for word in (paper["type"], paper["symbol"] or paper["subject"]) if word)


def _lines(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Difference]:
    """What is said of the paper, beside its text."""
    if old is None or new is None:
        return []
    told = [
        Difference(_("Number and symbol"), old["symbol"], new["symbol"]),
        Difference(_("Subject"), old["subject"], new["subject"]),
        Difference(_("Recalled"), _("no"), _("yes")) if new.get("recalled") and not old.get("recalled") else None,
    ]
    return [line for line in told if line and line.before != line.after]


def size_of(version: DocumentVersion) -> str:
    """`12 pages, 340 KB`."""
    pages = pages_of(version)
    size = filesizeformat(version.size)
    if pages is None:
        return size
    return ngettext("%(count)d page, %(size)s", "%(count)d pages, %(size)s", pages) % {"count": pages, "size": size}
