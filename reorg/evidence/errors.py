"""What can be in the way of evidence."""

from workflows.errors import Refused


class KeyTrouble(Refused):
    """A key is configured and cannot be used; the sentence says why."""


class NoKey(KeyTrouble):
    """There is no key for this."""


class TrailRewritten(Refused):
    """The database holds something else than what was sealed before."""


class SealConflict(Refused):
    """A published seal file and the database tell different stories."""


class StampTrouble(Refused):
    """The time-stamp authority did not answer, or with something that does not verify."""
