"""What the engine says when it refuses. Each answers one question: not found, not you, not now, not like this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workflows.readiness import Missing


class Refused(Exception):
    """The engine refuses an act. The message is for the person who tried and is shown as it is."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFound(Refused):
    """There is no such thing for this person (HTTP 404)."""


class Gone(Refused):
    """It was there, and its content was removed by law (HTTP 410)."""


class NotYou(Refused):
    """It exists, and the moment may be right, but somebody else has to do it (HTTP 403)."""


class NotNow(Refused):
    """This person could do it, but not at this moment (HTTP 409)."""


class NotReady(NotNow):
    """Something is still missing; ``missing`` lists all of it with the places where it is mended."""

    def __init__(self, message: str, missing: Sequence[Missing]) -> None:
        super().__init__(message)
        self.missing = list(missing)


class ContentChanged(NotNow):
    """What was shown is no longer what there is; ``changes`` names what differs (HTTP 409)."""

    def __init__(self, message: str, changes: Sequence[object] = ()) -> None:
        super().__init__(message)
        self.changes = list(changes)


class BadInput(Refused):
    """The values given cannot be accepted (HTTP 400); ``field`` says which one."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
