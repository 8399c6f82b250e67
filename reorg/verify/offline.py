"""The page that verifies as one file for a disk or a stick: `python -m reorg.verify.offline > verify.html`.

It is made of the three files the site serves; nothing in it asks for anything over a network.
"""

from __future__ import annotations

import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'"


def offline_page(static: Path = STATIC) -> str:
    page, script, style = ((static / f"verify.{kind}").read_text(encoding="utf-8") for kind in ("html", "js", "css"))
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    for there, instead in (
        ('<link rel="stylesheet" href="verify.css">', f"{policy}\n<style>\n{style}</style>"),
        ('<script src="verify.js" defer></script>', ""),
        ("</body>", f"<script>\n{script}</script>\n</body>"),
    ):
        if page.count(there) != 1:
            raise ValueError(f"verify.html should hold {there} once")
        page = page.replace(there, instead)
    return page


if __name__ == "__main__":
    sys.stdout.write(offline_page())
