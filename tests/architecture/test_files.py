"""What may not be in the repository."""

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
JUNK_DRAWERS = {"utils", "common", "helpers", "misc", "manager", "service", "base"}
# written so that this file does not hold what it looks for
REGISTRIES = re.compile(
    "|".join(["pythonhos" + "ted", r"pypi\." + "org", r"npmjs\." + "(?:org|com)", r"deb\." + "debian"])
)
MACHINE_PATHS = re.compile(
    r"/(?:ho" + r"me|Us" + r"ers|ro" + r"ot)/[a-z]\w*/|(?<![\w.])/(?:wo" + r"rk|fa" + r"rm)/[a-z]"
)


@pytest.fixture(scope="module")
def committed() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_is_a_junk_drawer(committed: list[Path]) -> None:
    code = [path for path in committed if path.suffix in {".py", ".js", ".css"}]

    assert len(code) > 50
    assert [path for path in code if path.stem in JUNK_DRAWERS or path.parent.name in JUNK_DRAWERS] == []


def test_no_registry_and_no_machine_is_named(committed: list[Path]) -> None:
    found = [(path.name, hit.group()) for path in committed for hit in named_in(path)]

    assert found == []


def test_the_search_for_names_finds_them() -> None:
    planted = ["https://pypi" + ".org/simple", "/ho" + "me/alice/notes", "see /wo" + "rk/main"]

    assert [len(hits(text)) for text in planted] == [1, 1, 1]


def test_locked_requirements_are_hashed_and_carry_no_address() -> None:
    for name in ("app.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pinned = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,-]+\])?==", text, re.MULTILINE)
        starts = re.findall(r"^[^\s#]", text, re.MULTILINE)
        assert len(pinned) == len(starts)
        assert len(re.findall("--hash=sha256:", text)) >= len(pinned)
        assert "://" not in text


def test_what_runs_is_locked_alike_for_who_develops() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^\S+==\S+", text, re.MULTILINE))

    assert pins("app.txt") - pins("dev.txt") == set()


def test_the_licence_is_whole() -> None:
    digest = hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest()

    assert digest == "0d96a4ff68ad6d4b6f1f30f713b18d5184912ba8dd389f86aa7710db079abcb0"


def test_every_vendored_file_travels_with_its_licence() -> None:
    vendor = ROOT / "src" / "intertwine" / "web" / "static" / "vendor"
    libraries = {path.name.split(".")[0] for path in vendor.iterdir() if path.suffix == ".js"}

    assert {path.name.split(".")[0] for path in vendor.glob("*.LICENSE")} == libraries


def named_in(path: Path) -> list[re.Match[str]]:
    try:
        return hits(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return []


def hits(text: str) -> list[re.Match[str]]:
    return [*REGISTRIES.finditer(text), *MACHINE_PATHS.finditer(text)]
