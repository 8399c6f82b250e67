"""The page that verifies, in a browser, from a file on disk."""

from pathlib import Path
from typing import Any

import pytest

from reorg.verify.offline import offline_page
from tests.verify.making import Case, house

pytestmark = pytest.mark.xdist_group("verify")


@pytest.mark.parametrize(
    ("trusted", "flip", "said"), [(True, 0, "TOTAL-PASSED"), (True, 1, "FAILED"), (False, 0, "INDETERMINATE")]
)
def test_a_dropped_file_gets_its_verdict(page: Any, tmp_path: Path, trusted: bool, flip: int, said: str) -> None:
    html, root, trail = (tmp_path / name for name in ("verify.html", "root.crt", "trail.pdf"))
    html.write_text(offline_page(), encoding="utf-8")
    root.write_text(house().anchor)
    data = bytearray(Case(count=30).build())
    data[len(data) // 2] ^= flip
    trail.write_bytes(bytes(data))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    page.goto(html.as_uri())
    page.set_input_files("#choose", [str(root), str(trail)] if trusted else [str(trail)])
    page.locator(".result h2").wait_for()
    page.locator(f".result.{said.lower()}").wait_for(timeout=30_000)
    assert said in page.locator(".result h2").inner_text()
    page.get_by_role("button", name="English").click()
    page.locator(f".result.{said.lower()}").wait_for(timeout=30_000)
    assert page.title() == "Verify a dossier’s trail"
    assert not errors
