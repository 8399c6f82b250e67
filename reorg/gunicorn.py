"""How `make serve` runs the web."""

from reorg.settings import environment

bind = f"{environment.text('HOST')}:{environment.number('PORT')}"
workers = environment.number("WEB_WORKERS")
threads = environment.number("WEB_THREADS")
worker_class = "gthread"
timeout = 60
graceful_timeout = 15
max_requests = 5000
max_requests_jitter = 500
loglevel = "warning"
