"""The tests' settings with the two flows that are compared, on a server that commits as durably as a real one."""

from reorg.database import embedded
from reorg.database.urls import from_url
from reorg.settings.test import *  # noqa: F403
from reorg.settings.test import EMBEDDED_DATABASE, INSTALLED_APPS, LOGGING, VAR_DIR

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks"]
LOGGING = LOGGING | {"root": {"handlers": ["stderr"], "level": "WARNING"}}

if EMBEDDED_DATABASE:
    EMBEDDED_DATABASE = VAR_DIR / "pg-bench"
    EMBEDDED_DATABASE_DURABLE = True
    OWNER_URL = embedded.url(EMBEDDED_DATABASE, owner=True)
    DATABASES = {"default": from_url(OWNER_URL)}
