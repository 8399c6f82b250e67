"""Measures the main pages of the demonstration with Lighthouse and fails where a mark is too low.

Loads the demonstration when it is not there, and serves it for as long as it takes on a port of its own. FORM names
another form factor than mobile (desktop).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))
from demo import HOST, database_left_as_found, prepare
from install import PYTHON, ROOT, Stop, fresh, mark, npm, run
from screenshots import CHROMIUM, free_port, served, sign_in

OWN = ROOT / "scripts" / "lighthouse"
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 95}
SHOWN = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
TRIES = 3  # now and then the browser does not say when a page began, and lighthouse asks to be run again
FIRST_PAGE = 150_000  # bytes that travel


@dataclass(frozen=True)
class Measured:
    """One page: who looks, and where; or a link on the page that leads there."""

    name: str
    who: str
    path: str
    follow: str = ""


PAGES = (
    Measured("sign-in", "", "/accounts/login/"),
    Measured("desk", "binh", "/"),
    Measured("dossier", "anh", "/dossiers/HP-2025-01/"),
    Measured("sign", "binh", "/", follow="#mine li:has-text('HP-2025-03') a"),
    Measured("list", "anh", "/dossiers/"),
)


def main() -> None:
    program = lighthouse()
    port = free_port()
    environment = {"LOG_LEVEL": "WARNING"} | os.environ
    environment |= {"DJANGO_SETTINGS_MODULE": "reorg.settings.demo", "HOST": HOST, "PORT": str(port)}
    low: list[str] = []
    with database_left_as_found(environment):
        prepare(environment)
        subprocess.run([str(PYTHON), "manage.py", "demo"], cwd=ROOT, env=environment, check=True)
        with served(environment, port):
            site = f"http://{HOST}:{port}"
            signed_in = seats(site)
            for page in PAGES:
                address, cookies = found(site, page, signed_in.get(page.who))
                low += told(page, report(program, address, cookies))
    if low:
        raise Stop("Too low: " + "; ".join(low))


def lighthouse() -> str:
    """The program, in a folder of its own: nobody who only runs the site needs its hundred packages."""
    inputs = [OWN / "package.json", OWN / "package-lock.json"]
    if not fresh(OWN / "node_modules" / ".stamp", inputs):
        command = npm()
        if not command:
            raise Stop("npm was not found; run make test once, which installs it.")
        print("Installing lighthouse of scripts/lighthouse/package-lock.json …", flush=True)
        path = os.pathsep.join([str(Path(command).parent), os.environ.get("PATH", os.defpath)])
        run(
            [command, "ci", "--ignore-scripts", "--prefix", str(OWN)],
            log="lighthouse",
            explain="npm could not install lighthouse; is the network there?",
            env=os.environ | {"PATH": path},
        )
        mark(OWN / "node_modules" / ".stamp", inputs)
    return str(OWN / "node_modules" / ".bin" / "lighthouse")


def seats(site: str) -> dict[str, Any]:
    """What a browser keeps of each person who looks, signed in once: the code of an app serves once."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        kept = {who: sign_in(browser, site, who) for who in sorted({page.who for page in PAGES if page.who})}
        browser.close()
    return kept


def found(site: str, page: Measured, signed_in: Any) -> tuple[str, str]:
    """The page's address, and the cookies of whoever looks at it."""
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(locale="vi", storage_state=signed_in)
        window = context.new_page()
        window.goto(site + page.path)
        if page.follow:
            window.locator(page.follow).first.click()
            window.wait_for_load_state("load")
        address = window.url
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
        browser.close()
    return address, cookies


def report(program: str, address: str, cookies: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        command = [program, address, "--quiet", "--output=json", f"--output-path={target}"]
        command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        command += [f"--only-categories={','.join(LEAST)}", f"--extra-headers={json.dumps({'Cookie': cookies})}"]
        if os.environ.get("FORM") == "desktop":
            command.append("--preset=desktop")
        for _ in range(TRIES):
            ran = subprocess.run(
                command, env=os.environ | {"CHROME_PATH": CHROMIUM}, timeout=300, capture_output=True, text=True
            )
            if ran.returncode == 0:
                said: dict[str, Any] = json.loads(target.read_text())
                return said
    sys.exit(f"Lighthouse could not look at {address}. It said: {ran.stderr.strip().splitlines()[0]}")


def told(page: Measured, said: dict[str, Any]) -> list[str]:
    """One line for the page; what of it is too low."""
    marks = {name: round(100 * (said["categories"][name]["score"] or 0)) for name in LEAST}
    items = said["audits"]["network-requests"]["details"]["items"]
    travelled = sum(item.get("transferSize", 0) for item in items)
    times = ", ".join(said["audits"][name]["displayValue"] for name in SHOWN)
    line = ", ".join(f"{name} {mark}" for name, mark in marks.items())
    print(f"{page.name:8} {line}; {travelled / 1000:.0f} kB in {len(items)} requests; {times}", flush=True)
    low = [f"{page.name}: {name} {marks[name]} < {least}" for name, least in LEAST.items() if marks[name] < least]
    if travelled > FIRST_PAGE:
        low.append(f"{page.name}: {travelled} bytes travel")
    for name, least in LEAST.items():
        if marks[name] < least:
            for ref in said["categories"][name]["auditRefs"]:
                audit = said["audits"][ref["id"]]
                if ref["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                    print(f"         {ref['id']}: {audit['title']} {audit.get('displayValue', '')}", flush=True)
    return low


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(str(stop))
