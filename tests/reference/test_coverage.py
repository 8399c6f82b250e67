"""docs/coverage.md tells the truth: what it names is there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent.parent
NOT_YET = "*not yet*"


def rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "coverage.md").read_text().splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0].isdecimal()]


def pages(resolver: URLResolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield str(pattern.name)
        else:
            yield from pages(pattern)


def functions_of(file: Path) -> set[str]:
    return {node.name for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)}


def test_all_hundred_are_told_once() -> None:
    assert [int(row[0]) for row in rows()] == list(range(1, 101))


def test_every_page_and_every_test_it_names_is_there() -> None:
    there, missing = set(pages(get_resolver())), []
    for number, _source, _what, page, test in rows():
        if (page, test) == (NOT_YET, NOT_YET):
            continue
        file, _, name = test.strip("`").partition("::")
        if page.strip("`") not in there or not (ROOT / file).exists() or name not in functions_of(ROOT / file):
            missing.append(f"{number}: {page} {test}")
    assert missing == []


def test_the_sum_is_right() -> None:
    done = sum(row[3] != NOT_YET for row in rows())
    assert f"{done} of 100 are there; {100 - done} are not yet." in (ROOT / "docs" / "coverage.md").read_text()
