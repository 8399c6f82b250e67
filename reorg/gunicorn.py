"""How `make serve` runs the web."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from reorg.settings import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reorg.settings.production")
try:
    _ = settings.SECRET_KEY
except ImproperlyConfigured as error:
    sys.exit(f"{error}")

bind = f"{environment.text('HOST')}:{environment.number('PORT')}"
workers = environment.number("WEB_WORKERS")
threads = environment.number("WEB_THREADS")
worker_class = "gthread"
timeout = 60
graceful_timeout = 15
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
