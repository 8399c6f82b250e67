"""Exporting a trail: recorded first, then printed. A failing printer undoes nothing; the export says why it failed."""

from __future__ import annotations

from typing import Any, cast

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from reorg.evidence.errors import KeyTrouble, TrailRewritten
from reorg.papers.content import Language
from reorg.papers.errors import PaperError
from reorg.papers.evidence import signed_trail
from reorg.papers.models import Export
from workflows.actions import note_access
from workflows.errors import NotNow, NotYou
from workflows.models import Dossier
from workflows.offices import Acting, acting, offices_of
from workflows.reading import may_export

AT_ONCE = 60  # events: printed while the reader waits, under two seconds


def ask_for_trail(dossier: Dossier, language: str, *, actor: Any) -> Export:
    """Ask for the trail of a dossier as PDF. A short one is printed at once, a long one by the worker.

    Asking again while the same trail is being printed gives the same export.
    """
    if not may_export(actor, dossier):
        raise NotYou(_("The trail is exported by those who draft, decide, appraise or audit. Ask one of them for it."))
    under_way = Export.objects.filter(
        dossier=dossier, language=language, asked_by=actor, state__in=Export.UNDER_WAY
    ).first()
    if under_way is not None:
        return under_way
    note_access(
        dossier,
        "trail.exported",
        actor=actor,
        form="PDF",
        language=language,
        to_seq=dossier.head_seq,
        head=dossier.head_hash,
    )
    dossier.refresh_from_db(fields=["head_seq", "head_hash"])
    export = Export.objects.create(
        dossier=dossier, language=language, head_seq=dossier.head_seq, head_hash=dossier.head_hash, asked_by=actor
    )
    if dossier.head_seq <= AT_ONCE:
        try:
            print_export(export)
        except Exception:  # not to be taken for one still being printed when it is asked for again
            _finish(export, Export.State.FAILED, why=_("The printer stumbled; the mistake is ours."))
            raise
    else:
        from reorg.papers.tasks import print_trail  # the queue's app is complete only once all apps are loaded

        print_trail.defer(export_id=export.pk)
    return export


def cancel(export: Export, *, actor: Any) -> None:
    if export.asked_by_id != actor.pk:
        raise NotYou(_("Only the person who asked for this export can cancel it."))
    stopped = Export.objects.filter(pk=export.pk, state__in=Export.UNDER_WAY).update(
        state=Export.State.CANCELLED, finished_at=timezone.now()
    )
    if not stopped:
        raise NotNow(_("This export is already finished."))


class Cancelled(Exception):
    """Somebody cancelled the export while it was being printed."""


def print_export(export: Export) -> None:
    """Print an export that is queued, or that a killed worker left half printed: the chunks it finished are kept."""
    if Export.objects.filter(pk=export.pk, state__in=Export.UNDER_WAY).update(state=Export.State.PRINTING) == 0:
        return
    dossier = Dossier.objects.select_related("procedure", "programme", "lead").get(pk=export.dossier_id)
    language = cast(Language, export.language)
    try:
        exporter = exporter_of(dossier, export.asked_by)
        pdf = signed_trail(dossier, language, exporter, progress=lambda d, n: _progress(export, d, n))
    except Cancelled:
        return
    except (PaperError, TrailRewritten, KeyTrouble) as error:
        _finish(export, Export.State.FAILED, why=str(error))
        return
    export.file.save(export.file_name, ContentFile(pdf), save=False)
    _finish(export, Export.State.READY, file=export.file.name)


def _progress(export: Export, done: int, parts: int) -> None:
    going = Export.objects.filter(pk=export.pk, state=Export.State.PRINTING).update(done_parts=done, parts=parts)
    if not going:
        raise Cancelled


def _finish(export: Export, state: str, **fields: Any) -> None:
    Export.objects.filter(pk=export.pk, state=Export.State.PRINTING).update(
        state=state, finished_at=timezone.now(), **fields
    )
    export.refresh_from_db()


def exporter_of(dossier: Dossier, person: Any) -> Acting | None:
    """Whoever asked, in the office through which they take part."""
    there = set(dossier.parties.values_list("organisation_id", flat=True))
    office = next((o for o in offices_of(person) if o.organisation_id in there), None)
    return acting(person, office) if office else None


def given_up(export: Export) -> None:
    """The worker tried often enough. Whoever asked is told, and may ask again."""
    _finish(
        export,
        Export.State.FAILED,
        why=_("The printing failed. The trail is untouched; ask again, or tell the operator."),
    )
