"""The tests' settings, with the two flows that are compared."""

from reorg.settings.test import *  # noqa: F403
from reorg.settings.test import INSTALLED_APPS, LOGGING

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]
LOGGING = LOGGING | {"root": {"handlers": ["stderr"], "level": "WARNING"}}
