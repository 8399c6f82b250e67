"""Hold exported event logs against pm4py: it loads them as OCEL 2.0, finds all that is in them, discovers.

    var/ocel/bin/python scripts/event_log.py FILE…

Run by `make conformance`, in an environment of its own. Exit code 1 when pm4py sees something else than the file says.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):  # its welcome
    import pm4py


def main(files: list[Path]) -> None:
    wrong = sum(not check(path) for path in files)
    if wrong:
        sys.exit(f"{wrong} event logs are not what they say.")


def check(path: Path) -> bool:
    """Whether pm4py finds the same events, objects and relations, by type, and can discover from them."""
    said, log = told(json.loads(path.read_text())), pm4py.read_ocel2_json(str(path))
    found = seen(log)
    differ = [what for what in said if said[what] != found[what]]
    graph = pm4py.discover_ocdfg(log)
    edges = sum(len(of) for of in graph["edges"]["event_couples"].values())
    net = pm4py.discover_oc_petri_net(log)
    whole = set(graph["activities"]) == set(said["events"]) and net["petri_nets"].keys() == said["objects"].keys()
    good = not differ and whole and edges > 0
    counts = ", ".join(f"{sum(of.values())} {what}" for what, of in found.items())
    print(f"{'ok    ' if good else 'FAILED'} {path.name}: {counts}; graph with {edges} edges", flush=True)
    for what in differ:
        print(f"       {what}: the file says {said[what]}, pm4py finds {found[what]}", flush=True)
    if not whole:
        print("       the graph or the nets leave out a type of events or of objects", flush=True)
    return good


def told(log: Any) -> dict[str, Counter[Any]]:
    """What the file says, read without any library: how often, by type.

    pm4py leaves out objects that no event touches (bodies that take part and have not acted yet), and what relates to
    them; so does this.
    """
    touched = {to["objectId"] for one in log["events"] for to in one["relationships"]}
    types = {one["id"]: one["type"] for one in log["objects"] if one["id"] in touched}
    return {
        "events": Counter(one["type"] for one in log["events"]),
        "objects": Counter(types.values()),
        "relations of events": Counter(
            (one["type"], types[to["objectId"]]) for one in log["events"] for to in one["relationships"]
        ),
        "relations of objects": Counter(
            to["qualifier"]
            for one in log["objects"]
            for to in one["relationships"]
            if {one["id"], to["objectId"]} <= touched
        ),
    }


def seen(log: Any) -> dict[str, Counter[Any]]:
    """The same as pm4py holds it."""
    relations = log.relations
    return {
        "events": Counter(log.events["ocel:activity"]),
        "objects": Counter(log.objects["ocel:type"]),
        "relations of events": Counter(zip(relations["ocel:activity"], relations["ocel:type"], strict=True)),
        "relations of objects": Counter(log.o2o["ocel:qualifier"]),
    }


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
