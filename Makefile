PYTHON ?= python3
PORT ?= 8000
SERVE ?= 1
export PORT SERVE

.PHONY: demo test check conformance format serve worker bench lock messages stop screenshots lighthouse

demo:
	@$(PYTHON) scripts/demo.py

test:
	@$(PYTHON) scripts/install.py tests
	@.venv/bin/python scripts/messages.py compile
	.venv/bin/python -m pytest

check:
	@$(PYTHON) scripts/install.py tests
	@.venv/bin/python scripts/check.py

conformance:
	@$(PYTHON) scripts/install.py tests
	@.venv/bin/python scripts/conformance.py

serve:
	.venv/bin/gunicorn --config python:reorg.gunicorn reorg.wsgi

worker:
	.venv/bin/python manage.py procrastinate worker

bench:
	@$(PYTHON) scripts/install.py bench
	.venv/bin/python -m benchmarks $(BENCH)

messages:
	.venv/bin/python scripts/messages.py extract

lock:
	@$(PYTHON) scripts/lock.py

screenshots:
	@$(PYTHON) scripts/install.py tests
	@.venv/bin/python scripts/screenshots.py

lighthouse:
	@$(PYTHON) scripts/install.py tests
	@.venv/bin/python scripts/lighthouse.py

stop:
	@.venv/bin/python -m reorg.database.embedded stop var/pg var/pg-test var/pg-bench

format:
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .
