"""Fast where only speed differs: weak password hashes, a database server that may lose data in a crash."""

import atexit
import secrets
import shutil
import tempfile
from pathlib import Path

from reorg.database import embedded
from reorg.database.urls import from_url
from reorg.settings.base import *  # noqa: F403
from reorg.settings.base import EMBEDDED_DATABASE, INSTALLED_APPS, OWNER_URL, STORAGES, VAR_DIR

INSTALLED_APPS = [*INSTALLED_APPS, "tests.engine"]  # procedures that only tests follow
SECRET_KEY = secrets.token_urlsafe(50)
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="reorg-test-files-"))
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
KEYS_DIR, SEALS_DIR = MEDIA_ROOT / "keys", MEDIA_ROOT / "seals"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SIGNING_FACTOR_REQUIRED = False
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SHOW_COMPONENTS = True
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

if EMBEDDED_DATABASE:
    EMBEDDED_DATABASE = VAR_DIR / "pg-test"
    EMBEDDED_DATABASE_DURABLE = False
    OWNER_URL = embedded.url(EMBEDDED_DATABASE, owner=True)
DATABASES = {"default": from_url(OWNER_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = 0
