"""The README's recipe “Adding a procedure”, followed to the letter in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

COPIED = ("reorg", "workflows", "fixtures", "templates", "static", "locale", "tests")
FILES = ("manage.py", "pyproject.toml")
PATTERN, NEW = "agency_consolidation", "school_consolidation"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project; what was installed from npm is not copied but found."""
    here = Path(settings.BASE_DIR)
    for folder in COPIED:
        shutil.copytree(here / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in FILES:
        shutil.copy(here / file, tmp_path / file)
    (tmp_path / "node_modules").symlink_to(settings.NODE_MODULES)
    return tmp_path


def change(file: Path, *pairs: tuple[str, str]) -> None:
    text = file.read_text("utf-8")
    for old, new in pairs:
        assert old in text, f"{file}: {old}"
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def run(project: Path, *command: str) -> str:
    """Run a command in the copy, on the server that runs the tests; what it said."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "reorg.settings.test",
        "DATABASE_URL": settings.OWNER_URL,
        "DATABASE_OWNER_URL": settings.OWNER_URL,
        "REORG_VAR": str(project / "var"),
        "REORG_KEYS": "",
        "PYTHONPATH": str(project),
    }
    environment = {name: value for name, value in environment.items() if not name.startswith("PYTEST_")}
    (project / "var").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, *command], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def follow_the_recipe(project: Path) -> None:
    # 1. Copy a folder, and write the steps.
    shutil.copytree(project / f"reorg/procedures/{PATTERN}", project / f"reorg/procedures/{NEW}")
    change(
        project / f"reorg/procedures/{NEW}/flow.py",
        ("class AgencyConsolidation", "class SchoolConsolidation"),
        (f'code = "{PATTERN}"', f'code = "{NEW}"'),
        ('"Hợp nhất cơ quan chuyên môn", "Consolidation of agencies"', '"Sáp nhập trường học", "Merger of schools"'),
        ('lists = ("staff", "assets", "archives", "seals")', 'lists = ("school",)'),
        ('lists=("staff", "assets", "archives", "seals")', 'lists=("school",)'),
    )
    # 2. One line in the list (and its import).
    change(
        project / "reorg/procedures/listed.py",
        (
            "from reorg.procedures.province_merger.flow import ProvinceMerger\n",
            "from reorg.procedures.province_merger.flow import ProvinceMerger\n"
            f"from reorg.procedures.{NEW}.flow import SchoolConsolidation\n",
        ),
        ("PROCEDURES = [", "PROCEDURES = [SchoolConsolidation, "),
    )
    # 3. Its data: a checklist of its own.
    lists = project / "fixtures/checklists.json"
    data = json.loads(lists.read_text("utf-8"))
    data["lists"].append({"code": "school", "title_vi": "Trường học", "title_en": "Schools", "order": 99})
    owed = {"list": "school", "owner": "giver", "title_vi": "Bàn giao học bạ", "title_en": "Hand over school reports"}
    data["items"].append(data["items"][0] | owed | {"code": "SCH-01"})
    lists.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    # 4. One test that walks it.
    walk = project / f"tests/test_{NEW}.py"
    shutil.copy(project / f"tests/test_{PATTERN}.py", walk)
    opened = 'procedure("agency_consolidation")'
    change(project / "tests/cast.py", (opened, f'procedure("{NEW}")'))


def test_the_recipe_is_the_one_of_the_readme() -> None:
    text = (Path(settings.BASE_DIR) / "README.md").read_text("utf-8")
    recipe = text.partition("## Adding a procedure")[2].partition("\n## ")[0]
    assert [int(number) for number in re.findall(r"^(\d)\. ", recipe, re.MULTILINE)] == [1, 2, 3, 4]
    for said in ("agency_consolidation", "listed.py", "fixtures/", "load_reference", "test_province_merger.py"):
        assert said in recipe


@pytest.mark.django_db
def test_following_the_recipe_gives_a_procedure_that_can_be_walked(project: Path) -> None:
    follow_the_recipe(project)
    assert "no issues" in run(project, "manage.py", "check")
    told = run(project, "-m", "pytest", f"tests/test_{NEW}.py", "-q", "-n0", "-p", "no:cacheprovider")
    assert "1 passed" in told


def test_a_mistake_in_the_new_flow_is_told_by_the_check(project: Path) -> None:
    follow_the_recipe(project)
    change(project / f"reorg/procedures/{NEW}/flow.py", (").Next(this.hand_over)", ").Next(this.appraisal)"))
    with pytest.raises(AssertionError, match="hand_over” is never reached"):
        run(project, "manage.py", "check")
