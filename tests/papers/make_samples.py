"""Writes the trail of the test case into a folder: short and long, in both languages. For `make conformance`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reorg.settings.test")

import django  # noqa: E402

django.setup()

from reorg.papers.printing import render_trail  # noqa: E402
from tests.papers import hai_phong  # noqa: E402

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for language, count in (("vi", 60), ("en", 60), ("vi", 600)):
        path = folder / f"trail-{language}-{count}.pdf"
        path.write_bytes(render_trail(hai_phong.paper(language, count)))  # type: ignore[arg-type]
