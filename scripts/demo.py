"""From a fresh clone to a running demo: install, migrate, load the real case, serve.

PORT (8000) and SERVE (1; 0 ends after the summary) come from the environment.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from install import PYTHON, ROOT, Stop, install, run

HOST = "127.0.0.1"


def main() -> None:
    port, serve = port_wanted(), os.environ.get("SERVE", "1") != "0"
    if serve:
        check_free(port)
    install()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "reorg.settings.demo", "HOST": HOST, "PORT": str(port)}
    prepare(environment)
    if manage(environment, "demo").wait() != 0:
        raise Stop("The demo's data could not be loaded; the reason is above.")
    if serve:
        run_until_stopped(environment, port)


def port_wanted() -> int:
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Stop(f"PORT must be a number from 1 to 65535, not {port!r}.")
    return int(port)


def check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Stop(f"Port {port} needs root; choose one above 1023: make demo PORT=8000") from None
        except OSError:
            raise Stop(f"Port {port} is in use; choose another: make demo PORT={port % 65535 + 1}") from None


def prepare(environment: dict[str, str]) -> None:
    steps = {
        "Translations": [str(PYTHON), "scripts/messages.py", "compile"],
        "Database": [str(PYTHON), "manage.py", "migrate", "--no-input"],
        "Static files": [str(PYTHON), "manage.py", "collectstatic", "--no-input"],
    }
    for name, command in steps.items():
        print(f"{name} …", flush=True)
        run(command, log=name.lower().replace(" ", "-"), explain=f"{name}: this step failed", env=environment)


def manage(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=environment)


def run_until_stopped(environment: dict[str, str], port: int) -> None:
    """Web and worker live and end together. Each has a session of its own, so that Ctrl-C reaches only this process,
    which then ends them in order, by their ids."""
    commands = {
        "web server": [str(PYTHON), "-m", "gunicorn", "--config", "python:reorg.gunicorn", "reorg.wsgi"],
        "worker": [str(PYTHON), "manage.py", "procrastinate", "worker"],
    }
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            children[name] = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
            )
        wait_for(port, children)
        print(f"\nOpen http://{HOST}:{port}/ (Ctrl-C stops everything)", flush=True)
        while True:
            check_alive(children)
            time.sleep(0.5)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        end(children)


def wait_for(port: int, children: dict[str, subprocess.Popen[bytes]]) -> None:
    for _ in range(300):
        check_alive(children)
        with socket.socket() as client:
            if client.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise Stop("The web server did not answer within 30 seconds; its messages are above.")


def check_alive(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise Stop(f"The {name} ended by itself; its messages are above.")


def end(children: dict[str, subprocess.Popen[bytes]]) -> None:
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    for child in children.values():
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(str(stop))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
