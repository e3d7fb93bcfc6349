"""Imports point one way. The contracts stand in pyproject.toml; here they are run, and seen to refuse."""

import shutil
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
READERS = {"helping", "studies", "patterns", "caring"}
FEATURES = {*READERS, "mind", "talking", "opening", "responding"}


def lint(where: Path) -> subprocess.CompletedProcess[str]:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [lint_imports, "--no-cache"],
        cwd=where,
        env={"PYTHONPATH": str(where / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.checked
def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("vault/records.py", "import django", "The two pure cores know no framework"),
        ("vault/records.py", "import intertwine.insights.types", "Rooms: imports point one way"),
        ("journal/queries.py", "import intertwine.mind.entries", "Rooms: imports point one way"),
        ("members/models.py", "import intertwine.members.views", "Inside a room: from the page to the row"),
    ],
)
def test_an_import_that_points_back_is_refused(tmp_path: Path, file: str, line: str, broken: str) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "src" / "intertwine" / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")

    done = lint(tmp_path)

    verdicts = {name for name in done.stdout.splitlines() if name.endswith(" BROKEN")}
    assert (done.returncode, verdicts) == (1, {f"{broken} BROKEN"}), done.stdout


def test_feature_rooms_read_each_other_only_through_queries() -> None:
    graph = grimp.build_graph("intertwine", cache_dir=None)
    crossings = {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if room(importer) in FEATURES and room(imported) in FEATURES - {room(importer)}
    }

    forbidden = {
        (importer, imported)
        for importer, imported in crossings
        if room(importer) not in READERS or imported.split(".")[2:] != ["queries"]
    }
    assert forbidden == set()


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""
