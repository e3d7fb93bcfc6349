"""The first minute: a machine that lacks something says what, in a sentence."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def python_that(tmp_path: Path, *, is_new: bool, is_whole: bool) -> Path:
    """A stand-in for a python3 that answers what the first steps ask it."""
    python = tmp_path / "python3"
    python.write_text(
        f'#!/bin/sh\ncase "$2" in *version_info*) exit {int(not is_new)} ;; *venv*) exit {int(not is_whole)} ;; esac\n',
        encoding="utf-8",
    )
    python.chmod(0o755)
    return python


def refusal(python: Path) -> str:
    done = subprocess.run(
        [ROOT / "packaging" / "make-venv"],
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    return done.stderr.strip()


def test_an_old_python_is_refused_with_what_to_do(tmp_path: Path) -> None:
    assert refusal(python_that(tmp_path, is_new=False, is_whole=True)) == (
        "Intertwine needs Python 3.11 or newer, and there is none here. "
        "Install it (or name it: make run PYTHON=/path/to/python3), then try again."
    )


def test_a_python_without_venv_is_refused_with_what_to_do(tmp_path: Path) -> None:
    python = python_that(tmp_path, is_new=True, is_whole=False)

    assert refusal(python) == (
        f"This Python ({python}) cannot make virtual environments. "
        "On Debian and Ubuntu: apt install python3-venv. Then try again."
    )


def test_make_alone_lists_every_word_with_a_line_about_it() -> None:
    phony = re.findall(r"^\.PHONY: (words .*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    done = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert [line.split()[1] for line in done.stdout.splitlines()] == phony[0].split()[1:]
    assert all(len(line.split()) > 4 for line in done.stdout.splitlines())
