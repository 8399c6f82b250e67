"""Boss administers everything; the books are those of the installation."""

from tests.administration.conftest import _in_english, boss, keyed, local, own_folders, ring
from tests.criteria.conftest import kim_son

__all__ = ["_in_english", "boss", "keyed", "kim_son", "local", "own_folders", "ring"]
