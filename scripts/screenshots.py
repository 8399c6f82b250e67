"""Takes the pictures of docs/screenshots: the demonstration's main pages, at a desk and on a phone.

Loads the demonstration when it is not there, and serves it for as long as it takes on a port of its own.
"""

from __future__ import annotations

import base64
import hmac
import io
import os
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
from demo import HOST, database_left_as_found, end, prepare, wait_for
from install import PYTHON, ROOT, Stop

CHROMIUM = "/usr/bin/chromium"
PICTURES = ROOT / "docs" / "screenshots"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 844}
COLOURS = 96
LIMIT = 150_000  # bytes of one picture


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at which page, perhaps after following links (``first | second``)."""

    name: str
    who: str
    path: str
    follow: str = ""
    language: str = "vi"


SHOTS = (
    Shot("sign-in", "", "/accounts/login/"),
    Shot("desk", "binh", "/"),
    Shot("dossiers", "anh", "/dossiers/"),
    Shot("dossier", "anh", "/dossiers/HP-2025-01/"),
    Shot("sign", "binh", "/", follow="#mine li:has-text('HP-2025-03') a"),
    Shot("checklist", "tuan", "/dossiers/HP-2025-01/checklists/assets/"),
    Shot("item", "tuan", "/dossiers/HP-2025-01/checklists/assets/?state=done", follow="table.items a"),
    Shot("trail", "phuc", "/dossiers/HP-2025-01/trail/"),
    Shot("admin-people", "quantri", "/administration/people/"),
    Shot(
        "admin-act",
        "quantri",
        "/administration/people/?q=binh",
        follow="a.row-main | a.btn[href$='/close/']",
    ),
    Shot("dossier-en", "cuc", "/dossiers/HP-2025-01/", language="en"),
    Shot("sign-en", "cuc", "/", follow="#mine li:has-text('HP-2025-03') a", language="en"),
)


def main() -> None:
    port = free_port()
    environment = {"LOG_LEVEL": "WARNING"} | os.environ
    environment |= {"DJANGO_SETTINGS_MODULE": "reorg.settings.demo", "HOST": HOST, "PORT": str(port)}
    PICTURES.mkdir(exist_ok=True)
    with database_left_as_found(environment):
        prepare(environment)
        subprocess.run([str(PYTHON), "manage.py", "demo"], cwd=ROOT, env=environment, check=True)
        with served(environment, port), sync_playwright() as player:
            browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            signed_in: dict[str, Any] = {"": None}  # once each: a code serves one sign-in
            for shot in SHOTS:
                if shot.who not in signed_in:
                    signed_in[shot.who] = sign_in(browser, f"http://{HOST}:{port}", shot.who)
                for suffix, size, scale in (("", DESK, 1), ("-phone", PHONE, 2)):
                    take(
                        browser,
                        f"http://{HOST}:{port}",
                        shot,
                        f"{shot.name}{suffix}.png",
                        size,
                        scale,
                        signed_in[shot.who],
                    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def served(environment: dict[str, str], port: int) -> Iterator[None]:
    command = [str(PYTHON), "-m", "gunicorn", "--config", "python:reorg.gunicorn", "reorg.wsgi"]
    server = {"web server": subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)}
    try:
        wait_for(port, server)
        yield
    finally:
        end(server)


def take(browser: Browser, site: str, shot: Shot, file: str, size: dict[str, int], scale: int, signed_in: Any) -> None:
    context = browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        device_scale_factor=scale,
        locale=shot.language,
        reduced_motion="reduce",
        color_scheme="light",
        storage_state=signed_in,
    )
    page = context.new_page()
    if shot.who:
        page.goto(f"{site}/")
        speak(page, shot.language)
    page.goto(site + shot.path)
    for link in filter(None, shot.follow.split(" | ")):
        page.locator(link).first.click()
        page.wait_for_load_state("networkidle")
    save(page.screenshot(), PICTURES / file)
    if shot.language != "vi":
        speak(page, "vi")
    context.close()


def sign_in(browser: Browser, site: str, name: str) -> Any:
    """What a browser keeps of somebody who has signed in, with the code of their app where they have one."""
    page = browser.new_page()
    page.goto(f"{site}/accounts/login/")
    page.locator("input[name=login]").fill(name)
    page.locator("input[name=password]").fill(kept("demo-password"))
    page.locator("main button.btn-primary").click()
    secrets = dict(line.split() for line in kept("demo-totp").splitlines())
    if name in secrets:
        page.locator("input[name=code]").fill(code_now(secrets[name]))
        page.locator("main button.btn-primary").first.click()
    page.wait_for_url(f"{site}/")
    tour = page.locator("section.tour button[value=close]")
    if tour.count():
        tour.click()
        page.wait_for_load_state("networkidle")
    state = page.context.storage_state()
    page.close()
    return state


def kept(name: str) -> str:
    return (ROOT / os.environ.get("REORG_VAR", "var") / name).read_text().strip()


def code_now(secret: str) -> str:
    """What an authenticator app shows (RFC 6238)."""
    hashed = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), "sha1")
    at = hashed[-1] & 15
    return f"{(int.from_bytes(hashed[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def speak(page: Page, language: str) -> None:
    """The reader's language, by the button in the page's head."""
    button = page.locator(f"form.language button[value={language}]")
    if button.count():
        button.click()
        page.wait_for_load_state()


def save(picture: bytes, path: Path) -> None:
    """As small as it still looks good."""
    with Image.open(io.BytesIO(picture)) as image:
        for colours in (COLOURS, COLOURS // 2, COLOURS // 4):
            small = io.BytesIO()
            image.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
            if small.tell() < LIMIT:
                break
    path.write_bytes(small.getvalue())
    print(f"{path.relative_to(ROOT)}  {small.tell() // 1000} kB", flush=True)


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(str(stop))
