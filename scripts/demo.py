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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from install import PYTHON, ROOT, Stop, fresh, install, mark, run

HOST = "127.0.0.1"
STATIC_STAMP = ROOT / "var" / "static-stamp"


def main() -> None:
    port, serve = port_wanted(), os.environ.get("SERVE", "1") != "0"
    if serve:
        check_free(port)
    install()
    environment = {"LOG_LEVEL": "WARNING", "SITE_URL": f"http://{HOST}:{port}"} | os.environ
    environment |= {"DJANGO_SETTINGS_MODULE": "reorg.settings.demo", "HOST": HOST, "PORT": str(port)}
    with database_left_as_found(environment):
        prepare(environment)
        if subprocess.run([str(PYTHON), "manage.py", "demo"], cwd=ROOT, env=environment, check=False).returncode != 0:
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


@contextmanager
def database_left_as_found(environment: dict[str, str]) -> Iterator[None]:
    """The first command that needs the embedded server starts it; if it did not run before us, it does not after us."""
    embedded = [str(PYTHON), "-m", "reorg.database.embedded"]
    status = subprocess.run([*embedded, "status", "var/pg"], cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        yield
    finally:
        if "not running" in status.stdout and not environment.get("DATABASE_URL"):
            subprocess.run([*embedded, "stop", "var/pg"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)


def prepare(environment: dict[str, str]) -> None:
    def step(name: str, *command: str) -> None:
        print(f"{name} …", flush=True)
        run(
            [str(PYTHON), *command],
            log=command[1].removesuffix(".py"),
            explain=f"{name}: this step failed",
            env=environment,
        )

    step("Translations", "scripts/messages.py", "compile")
    step("Database", "manage.py", "migrate")
    if not fresh(STATIC_STAMP, static_inputs()):
        step("Static files", "manage.py", "collectstatic", "--clear", "--no-input")
        mark(STATIC_STAMP, static_inputs())


def static_inputs() -> list[Path]:
    """What decides which files are served; the files of packages change only with their locks."""
    ours = [*ROOT.glob("static/**/*"), *ROOT.glob("reorg/*/static/**/*")]
    ours += [*ROOT.glob("templates/**/*.html"), *ROOT.glob("reorg/web/**/*.py")]  # they say which styles are needed
    fixed = ["requirements/runtime.lock", "package-lock.json", "reorg/settings/base.py"]
    fixed += ["reorg/assets.py", "reorg/slimming.py"]
    return [*(ROOT / name for name in fixed), *sorted(path for path in ours if path.is_file())]


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
