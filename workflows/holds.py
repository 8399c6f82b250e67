"""What is said of a dossier that is frozen: by the door to whoever tries to change it, and among what is missing."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from workflows.errors import NotNow
from workflows.models import Dossier, Hold
from workflows.text import Text


class Frozen(NotNow):
    """The dossier is held; nothing in it changes until whoever froze it lets it go."""


def standing_holds(dossier: Dossier) -> list[Hold]:
    """The holds that stand, the oldest first; asks nothing when the dossier is not held."""
    if not dossier.is_held:
        return []
    return list(dossier.holds.filter(lifted_at__isnull=True).select_related("organisation", "placed_by"))


def must_not_be_held(dossier: Dossier) -> None:
    """
    Raises:
        Frozen: the dossier is held; the sentence says by whom, since when, why, and what to do.
    """
    holds = standing_holds(dossier)
    if not holds:
        return
    hold = holds[0]
    raise Frozen(
        _(
            "This dossier is frozen: %(body)s froze it on %(day)s (%(paper)s): %(ground)s. Nothing in it can be "
            "changed until they let it go; reading and exporting go on. Turn to %(name)s."
        )
        % {
            "body": hold.body,
            "day": f"{timezone.localtime(hold.placed_at):%d/%m/%Y}",
            "paper": hold.paper,
            "ground": hold.ground.rstrip("."),
            "name": hold.placed_name,
        }
    )


def in_words(hold: Hold) -> Text:
    """“frozen by the State Audit since 12/06/2025 (12/KTNN): …”."""
    body, day = hold.organisation.text, f"{timezone.localtime(hold.placed_at):%d/%m/%Y}"
    return Text(
        f"hồ sơ bị phong tỏa: {body.vi}, từ {day} ({hold.paper}): {hold.ground}",
        f"the dossier is frozen by {body.en} since {day} ({hold.paper}): {hold.ground}",
    )
