"""What can be found. The database fills these tables itself, in the transaction of the change (`migrations`); events,
of which a step writes several, are noted there and put in when somebody looks, or by the worker within a minute."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models import Dossier
from workflows.models.fields import organisation


class Kind(models.TextChoices):
    """The order in which what is found is shown."""

    DOSSIER = "dossier", _("Dossiers")
    UNIT = "unit", _("Administrative units")
    DOCUMENT = "document", _("Documents")
    PERSON = "person", _("People and offices")
    EVENT = "event", _("Events")


NAMED = Q(kind__in=("dossier", "unit", "document", "person"))


class Entry(models.Model):
    """One thing that can be found, with everything it is found by, folded: lower case, no diacritics, single spaces."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.BigIntegerField(help_text=_("Primary key of the dossier, unit, document, office or event."))
    # Who may see it follows from these.
    dossier = models.ForeignKey(Dossier, models.DO_NOTHING, db_constraint=False, db_index=False, null=True)
    organisation = organisation("+", db_constraint=False, db_index=False, null=True)
    restricted = models.BooleanField(default=False)
    name = models.TextField(help_text=_("What it is called, for whoever types the beginning of it."))
    said = models.TextField(help_text=_("All words, in order."))
    words = SearchVectorField(help_text=_("The same words; an event's verb as verb:code."))
    at = models.DateTimeField(null=True)
    until = models.DateField(null=True, help_text=_("The last day, of what has ended or will."))

    class Meta:
        constraints = (models.UniqueConstraint(fields=("kind", "key"), name="finding_once"),)
        indexes = (
            models.Index(F("kind"), OpClass(F("name"), "text_pattern_ops"), condition=NAMED, name="finding_name"),
            # One for each kind: words that events are full of do not slow down looking for a unit.
            *(
                GinIndex(fields=("words",), condition=Q(kind=kind), name=f"finding_{kind}_words")
                for kind in Kind.values
            ),
        )


class Word(models.Model):
    """A word that occurs somewhere, and what is left of it when any one letter is missing: by that it is found when
    somebody mistypes it. Two people who bring the same new word at once may both write it; that does no harm."""

    word = models.CharField(max_length=24, db_index=True)
    near = ArrayField(models.CharField(max_length=24))

    class Meta:
        indexes = (GinIndex(fields=("near",), name="finding_near"),)


class Waiting(models.Model):
    """An event that is written and not in the index yet: who acts does not wait for it, who looks something up does."""

    event_id = models.BigIntegerField(primary_key=True)
