"""Writes the object-centric event log of a merger walked from end to end into a folder. For `make conformance`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reorg.settings.test")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from reorg.audit.exporting import Asked, event_log  # noqa: E402
from tests.cast import open_agency, open_province, world  # noqa: E402
from tests.migrated import COPIES, migrated_database  # noqa: E402
from tests.test_province_merger import test_the_merger_goes_from_drafting_to_closed as walk  # noqa: E402
from workflows.models import Event  # noqa: E402


def main(folder: Path) -> None:
    """What an auditor would take along, in both languages: every event of two dossiers."""
    test = settings.DATABASES["default"]["TEST"]
    test["TEMPLATE"], test["NAME"] = migrated_database(), f"{COPIES}{os.getpid()}"
    made = setup_databases(verbosity=0, interactive=False)
    try:
        people = world()
        open_agency(people)
        walk(open_province(people), people)
        for language in ("vi", "en"):
            with (folder / f"events-{language}.ocel.json").open("wb") as out:
                event_log(Asked(Event.objects.all(), [], people["phuc"], language), out)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
