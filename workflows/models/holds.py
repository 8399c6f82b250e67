"""A dossier frozen by order: nothing in it changes until whoever froze it lets it go."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from workflows.models.dossiers import Dossier
from workflows.models.fields import organisation, person


class Hold(models.Model):
    """A legal hold (phong tỏa). Several bodies may each place one; the dossier is frozen while any of them stands."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="holds")
    organisation = organisation("holds")
    ground = models.TextField(_("ground"))
    paper = models.CharField(_("paper that orders it"), max_length=200, help_text=_("Number, date and issuer."))
    placed_by = person("holds_placed")
    placed_name = models.CharField(max_length=200, help_text=_("Name and office as they were."))
    placed_at = models.DateTimeField()
    lifted_by = person("holds_lifted", null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_why = models.TextField(blank=True)

    class Meta:
        ordering = ("placed_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "organisation"),
                condition=Q(lifted_at__isnull=True),
                name="one_standing_hold_per_body",
            ),
            models.CheckConstraint(condition=~Q(ground="") & ~Q(paper=""), name="hold_says_why"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | (Q(lifted_by__isnull=False) & ~Q(lifted_why="")),
                name="lifting_says_why",
            ),
        )

    @property
    def stands(self) -> bool:
        return self.lifted_at is None

    @property
    def body(self) -> str:
        """The body that placed it, in the reader's language."""
        english = (get_language() or "vi").startswith("en")
        return str(self.organisation.text.en if english else self.organisation.text.vi)
