import os
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.postgresql.operations import DatabaseOperations

CHROMIUM = "/usr/bin/chromium"

# Playwright keeps an event loop running in the thread of the test, where Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_trail_triggers() -> Iterator[None]:
    """The trail refuses TRUNCATE in the database itself, so the flush between transactional tests steps round its
    triggers. Only a superuser can: the tests' owner connection is one, the application's role is not."""
    original = DatabaseOperations.execute_sql_flush

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        original(self, ["SET session_replication_role = replica;", *sql_list, "RESET session_replication_role;"])

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]


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
