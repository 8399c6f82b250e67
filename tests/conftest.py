import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils import translation

from tests.migrated import COPIES, disconnect_all, migrated_database

CHROMIUM = "/usr/bin/chromium"

# Playwright keeps an event loop running in the thread of the test, where Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


# A slow machine is not a wrong answer; CI tries the same examples every time.
hypothesis.settings.register_profile(
    "reorg", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], derandomize="CI" in os.environ
)
hypothesis.settings.load_profile("reorg")

RESTORED: list[str] = []  # statements that put the world back after a flush
# A flush may have begun the numbers anew; they go on after those that were brought back.
NUMBERED = """
    SELECT format('SELECT setval(pg_get_serial_sequence(%%L, ''id''), max(id)) FROM kept.%%I;',
        quote_ident(table_name), table_name) FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'id' AND is_identity = 'YES' AND table_name = ANY (%s)
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that both workers end together: those with a browser, and whoever walks every page."""
    long = {item.path for item in items if {"page", "window", "browser"} & set(getattr(item, "fixturenames", ()))}
    long |= {item.path for item in items if item.path.parent.name in ("permissions", "verify")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Every process tests on its own copy of a migrated database, whoever else runs tests in this checkout."""
    test = settings.DATABASES["default"]["TEST"]
    test["TEMPLATE"] = migrated_database()
    test["NAME"] = f"{COPIES}{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Every test begins with the reference data and the cast in the database, loaded once for each worker.

    A copy of the rows is kept in a schema of its own: transactional tests end with a flush, after which the copy is
    taken back.
    """
    from tests.cast import world

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        world()
        cursor.execute("DROP SCHEMA IF EXISTS kept CASCADE; CREATE SCHEMA kept")
        RESTORED.clear()
        filled: list[str] = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')  # noqa: S608 - our own tables
            if cursor.fetchone() == (True,) and table != "django_migrations":
                filled.append(table)
                cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE "{table}"')
                RESTORED.append(f'INSERT INTO "{table}" OVERRIDING SYSTEM VALUE TABLE kept."{table}";')
        cursor.execute(NUMBERED, [filled])
        RESTORED.extend(statement for (statement,) in cursor.fetchall())
    yield
    disconnect_all(settings.DATABASES["default"]["NAME"])


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    """The cast by user name, with their offices: ``people["anh"]`` drafts, ``people["xuan"]`` may see nothing."""
    from reorg.people.models import User

    return {user.username: user for user in User.objects.all()}


@pytest.fixture
def merger(people: dict[str, Any]) -> Any:
    """The merger of Hải Dương into Hải Phòng, with its unit plan, being drafted by Ánh."""
    from tests.cast import open_province

    return open_province(people)


@pytest.fixture
def agency(people: dict[str, Any]) -> Any:
    """A small dossier, two departments into one: draft, concurrence, appraisal, council, hand-over. Ánh drafts it."""
    from tests.cast import open_agency

    return open_agency(people)


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_trail_triggers() -> Iterator[None]:
    """The trail refuses TRUNCATE in the database itself, so the flush between transactional tests steps round its
    triggers, and brings the reference data and the cast back. Only a superuser can: the tests' owner connection is one,
    the application's role is not."""
    from workflows import calendars

    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        original(
            self, ["SET session_replication_role = replica;", *sql_list, *RESTORED, "RESET session_replication_role;"]
        )
        calendars.forget()  # numbers begin anew, and calendars are kept by them

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def language_of_the_site() -> Iterator[None]:
    """A page read in English leaves English behind in its thread; the next test begins in Vietnamese all the same."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture
def as_application(db: None) -> Iterator[str]:
    """The test's own connection with no more rights than the web and the worker have."""
    role = settings.DATABASE_APPLICATION_ROLE
    if not role:
        pytest.skip("DATABASE_OWNER_URL is not set: one role does everything")
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(role)}")
    yield role
    # After a refused statement the transaction only waits for its rollback, which takes the role back too.
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, kept from calling home."""
    return browser_type_launch_args | {
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }
