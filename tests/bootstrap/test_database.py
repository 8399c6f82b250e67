from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from reorg.database import embedded
from reorg.database.role import grant

needs_embedded = pytest.mark.skipif(not settings.EMBEDDED_DATABASE, reason="DATABASE_URL names another server")


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    # deep enough that the socket's path would be too long for the system
    folder = tmp_path / ("a-deep-folder-" * 8) / "pg"
    folder.parent.mkdir()
    yield folder
    embedded.stop(folder)


@needs_embedded
def test_many_processes_may_ask_for_the_server_at_once(data: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: embedded.start(data, durable=False), range(4)))
    with psycopg.connect(embedded.url(data)) as client:
        assert client.execute("SELECT current_user").fetchone() == ("reorg_app",)
        assert client.execute("SHOW listen_addresses").fetchone() == ("",)
        assert client.execute("SHOW server_encoding").fetchone() == ("UTF8",)


@needs_embedded
def test_the_server_comes_back_with_its_data(data: Path) -> None:
    embedded.start(data, durable=False)
    with psycopg.connect(embedded.url(data, owner=True)) as client:
        client.execute("CREATE TABLE kept AS SELECT 'Hải Phòng' AS name")
    assert embedded.stop(data)
    assert not embedded.running(data)
    assert not embedded.stop(data)
    embedded.start(data, durable=False)
    with psycopg.connect(embedded.url(data, owner=True)) as client:
        assert client.execute("SELECT name FROM kept").fetchone() == ("Hải Phòng",)


@needs_embedded
def test_nobody_else_may_enter_the_servers_folder(data: Path) -> None:
    embedded.start(data, durable=False)
    assert data.stat().st_mode & 0o077 == 0


@pytest.fixture
def restricted(db: None) -> str:
    """A role as the web has it; it and its grants go with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE reorg_restricted")
    grant("reorg_restricted")
    return "reorg_restricted"


def may(role: str, table: str) -> set[str]:
    wanted = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT p FROM unnest(%s::text[]) p WHERE has_table_privilege(%s, %s, p)", [wanted, role, table])
        return {privilege for (privilege,) in cursor.fetchall()}


def test_the_web_may_change_rows_but_only_add_to_the_trail(restricted: str) -> None:
    for table in connection.introspection.table_names():
        trail = table in ("workflows_event", "system_event")
        expected = {"SELECT", "INSERT"} if trail else {"SELECT", "INSERT", "UPDATE", "DELETE"}
        assert may(restricted, table) == expected, table


def test_granting_again_changes_nothing(restricted: str) -> None:
    grant(restricted)
    assert may(restricted, "workflows_event") == {"SELECT", "INSERT"}


def test_the_command_wants_a_second_role(db: None, settings) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CommandError, match="Set DATABASE_OWNER_URL"):
        call_command("database_role", role=None)
    with pytest.raises(CommandError, match="owns the tables"):
        call_command("database_role", connection.settings_dict["USER"])
    with pytest.raises(CommandError, match="The database refused"):
        call_command("database_role", "nobody_of_that_name")


def test_tests_can_act_as_the_application(as_application: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, has_table_privilege('workflows_event', 'UPDATE')")
        assert cursor.fetchone() == (as_application, False)
