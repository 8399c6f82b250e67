#!/usr/bin/env python
"""Django's command line. Uses the demo's settings unless DJANGO_SETTINGS_MODULE names others."""

import os
import sys

# These change tables, not rows: they connect as the owner of the tables.
OWNER_COMMANDS = {"database_role", "flush", "migrate", "load_units"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reorg.settings.demo")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["REORG_AS_OWNER"] = "1"
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from reorg.database.embedded import CannotStart

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, CannotStart) as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
