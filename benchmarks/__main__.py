"""Our door beside plain viewflow: statements and milliseconds, in one run on one database, made for it and dropped."""

from __future__ import annotations

import os
import sys
from time import perf_counter

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import chains, exports, papers  # noqa: E402
from benchmarks.finding import searching  # noqa: E402
from benchmarks.inbox import full_inbox  # noqa: E402
from benchmarks.steps import one_client, three_at_once  # noqa: E402


def main() -> None:
    from tests.cast import world
    from tests.migrated import migrated_database

    begun = perf_counter()
    print(papers.HEAD)
    # First, while this process is small: what one has of memory counts as what those have that it starts.
    show(papers.printing(large="--large" in sys.argv))
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"] |= {"NAME": f"reorg_benchmark_{os.getpid()}", "TEMPLATE": migrated_database()}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        world()
        print(
            f"PostgreSQL {connection.pg_version // 10000}, one client; durable commits: {'no' if loose() else 'yes'}\n"
        )
        head("one client", "p50 ms", "p99 ms")
        show(one_client(dossiers=100))
        head("at the same moment", "p50 ms", "p95 ms", "max ms")
        show(three_at_once(rounds=12))
        head("reading", "p50 ms", "p99 ms")
        show(full_inbox(many=20_000, runs=30))
        head("finding", "p50 ms", "p99 ms")
        show(searching(runs=20))
        show([chains.HEAD, *chains.walking(1_000_000 if "--large" in sys.argv else 50_000)])
        print(exports.HEAD)
        show(exports.exporting(large="--large" in sys.argv))
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
    print(f"{perf_counter() - begun:.0f} s")


def loose() -> bool:
    with connection.cursor() as sql:
        sql.execute("SHOW fsync")
        return bool(sql.fetchone()[0] == "off")


def head(name: str, *columns: str) -> None:
    print(f"{name:<58}{'SQL':>6}{''.join(f'{column:>10}' for column in columns)}{'n':>8}")


def show(rows: object) -> None:
    for row in rows:  # type: ignore[attr-defined]
        print(row)
        sys.stdout.flush()
    print()


if __name__ == "__main__":
    assert settings.configured
    main()
