"""Migrating takes ten seconds, copying a migrated database a fraction of one: so migrate once, and copy."""

import fcntl
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from django.apps import apps
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "reorg_migrated_"
COPIES = "test_reorg_"  # and the id of the process


def migrated_database() -> str:
    """The name of a database with exactly the migrations of this checkout, made when there is none."""
    name = PREFIX + fingerprint()
    server = make_conninfo(settings.OWNER_URL, dbname="postgres")
    with (settings.VAR_DIR / "migrated.lock").open("w") as lock, psycopg.connect(server, autocommit=True) as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if settings.EMBEDDED_DATABASE:
            drop_abandoned(connection)
        known = databases(connection, PREFIX)
        if name not in known:
            for stale in known[:-2]:
                connection.execute(f'DROP DATABASE "{stale}" WITH (FORCE)')
            connection.execute(f'DROP DATABASE IF EXISTS "{name}_unfinished" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}_unfinished"')
            migrate(f"{name}_unfinished")
            connection.execute(f'ALTER DATABASE "{name}_unfinished" RENAME TO "{name}"')
    return name


def databases(connection: psycopg.Connection, prefix: str) -> list[str]:
    rows = connection.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [prefix])
    return [row[0] for row in rows]


def drop_abandoned(connection: psycopg.Connection) -> None:
    """Copies whose process was killed before it could clean up."""
    for name in databases(connection, COPIES):
        process = name.removeprefix(COPIES)
        if process.isdecimal() and not Path("/proc", process).exists():
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def disconnect_all(database: str) -> None:
    """Whoever is still connected, a thread of the live server or a loop of the browser, keeps it from being dropped."""
    with psycopg.connect(make_conninfo(settings.OWNER_URL, dbname="postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [database]
        )


def migrate(database: str) -> None:
    parts = conninfo_to_dict(settings.OWNER_URL) | {"dbname": database}
    address = "postgresql://?" + urlencode({key: value for key, value in parts.items() if value is not None})
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "reorg.settings.test", "DATABASE_URL": address},
        check=True,
    )


def fingerprint() -> str:
    """Of every migration, and of the modules of the engine that ours may import."""
    files = [file for app in apps.get_app_configs() for file in Path(app.path).glob("migrations/*.py")]
    files += (ROOT / "workflows").glob("*.py")
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
