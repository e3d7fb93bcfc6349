"""The first minute: a machine that lacks something says what, in a sentence."""

import os
import re
import shutil
import subprocess
import sys
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


def test_with_the_environment_comes_the_command(tmp_path: Path) -> None:
    """From the code as it stands, wherever that is."""
    home = tmp_path / "a place with blanks"
    (home / "packaging").mkdir(parents=True)
    shutil.copy(ROOT / "packaging" / "make-venv", home / "packaging")
    package = home / "src" / "intertwine"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text("import sys; print(sys.argv[1:])", encoding="utf-8")
    quick = tmp_path / "python3"
    quick.write_text(f'#!/bin/sh\n[ "$2" != venv ] || set -- "$@" --without-pip\nexec {sys.executable} "$@"\n')
    quick.chmod(0o755)
    subprocess.run([home / "packaging" / "make-venv"], check=True, env={**os.environ, "PYTHON": str(quick)})

    command = [home / ".venv" / "bin" / "intertwine", "backup", "a file"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout == (
        "['backup', 'a file']\n"
    )


def test_make_alone_lists_every_word_with_a_line_about_it() -> None:
    phony = re.findall(r"^\.PHONY: (words .*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    done = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert [line.split()[1] for line in done.stdout.splitlines()] == phony[0].split()[1:]
    assert all(len(line.split()) > 4 for line in done.stdout.splitlines())
