"""Cuts the pictures of the help pages out of those in docs/screenshots, small enough to be served.

Run after ``scripts/screenshots.py``: ``python scripts/help_pictures.py``.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURES, HELP = ROOT / "docs" / "screenshots", ROOT / "static" / "help"
NAMES = (
    *("desk", "dossier", "dossier-en", "sign", "sign-en", "checklist", "item", "trail"),
    *("admin-people", "admin-act"),
)
WIDTH, HEIGHT = 960, 600


def main() -> None:
    HELP.mkdir(exist_ok=True)
    for name in NAMES:
        with Image.open(PICTURES / f"{name}.png") as picture:
            shown = picture.convert("RGB").crop(
                (0, 0, picture.width, min(picture.height, picture.width * HEIGHT // WIDTH))
            )
            shown.thumbnail((WIDTH, HEIGHT))
            shown.save(HELP / f"{name}.webp", quality=80, method=6)


if __name__ == "__main__":
    main()
