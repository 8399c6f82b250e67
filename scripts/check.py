"""Every check but the tests, one after the other; all run, then the result."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTHON = str(BIN / "python")
CODE = [
    name for name in ("manage.py", "workflows", "reorg", "scripts", "tests", "benchmarks") if (ROOT / name).exists()
]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "reorg.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(60),
    "ALLOWED_HOSTS": "reorg.example",
}
CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "format": ([str(BIN / "ruff"), "format", "--check", *CODE], {}),
    "lint": ([str(BIN / "ruff"), "check", *CODE], {}),
    "types": ([PYTHON, "-m", "mypy"], {}),
    "arrows between packages": ([str(BIN / "lint-imports")], {}),
    "translations": ([PYTHON, "scripts/messages.py", "check"], {}),
    "migrations": ([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    "production settings": ([PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
}


def passes(command: list[str], environment: dict[str, str]) -> tuple[bool, str]:
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def main(wanted: list[str]) -> None:
    failed = []
    for name, (command, environment) in CHECKS.items():
        if wanted and name not in wanted:
            continue
        begun = time.monotonic()
        good, said = passes(command, environment)
        print(f"{'ok    ' if good else 'FAILED'} {name} ({time.monotonic() - begun:.1f} s)", flush=True)
        if not good:
            failed.append(name)
            print(said.strip(), flush=True)
    if failed:
        sys.exit(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
