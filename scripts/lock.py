"""Writes requirements/*.lock from *.in: exact versions, hashes, and no registry's address.

Uses uv from a throw-away environment, because only whoever moves a version needs it.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
OPTIONS = [
    "--upgrade",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
    "--quiet",
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        subprocess.run([f"{folder}/bin/pip", "install", "--quiet", "uv"], check=True)
        for name in ("runtime", "dev", "bench", "node", "ocel"):  # dev and bench are constrained by runtime
            subprocess.run(
                [f"{folder}/bin/uv", "pip", "compile", *OPTIONS, f"{name}.in", f"--output-file={name}.lock"],
                cwd=REQUIREMENTS,
                check=True,
            )
            print(f"requirements/{name}.lock")


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as error:
        sys.exit(f"The locks could not be written: {Path(error.cmd[0]).name} failed.")
