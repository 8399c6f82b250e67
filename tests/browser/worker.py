"""A real worker process on the database of the test, with its files."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
SETTINGS = """
from reorg.settings.test import *

DATABASES["default"]["NAME"] = {database!r}
MEDIA_ROOT = Path({media!r})
KEYS_DIR, SEALS_DIR = Path({keys!r}), Path({seals!r})
"""


def environment(folder: Path, more: str = "") -> dict[str, str]:
    """For a process of its own: the settings of this test run, kept in a folder."""
    told = {
        "database": connection.settings_dict["NAME"],
        "media": str(settings.MEDIA_ROOT),
        "keys": str(settings.KEYS_DIR),
        "seals": str(settings.SEALS_DIR),
    }
    (folder / "settings_of_this_run.py").write_text(SETTINGS.format(**told) + more)
    return os.environ | {"DJANGO_SETTINGS_MODULE": "settings_of_this_run", "PYTHONPATH": str(folder)}


def work_off(folder: Path, *, more: str = "") -> None:
    """Run a worker until no job is left; ``more`` adds settings of its own."""
    command = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]
    subprocess.run(command, cwd=ROOT, env=environment(folder, more), check=True, timeout=120)


@contextmanager
def working(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that waits for jobs, until it is killed or the block ends."""
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(folder), start_new_session=True)
    try:
        yield process
    finally:
        end(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """As the kernel does when memory runs out: no last word."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        kill(process)
