"""Before the first question is asked, its answer's machine code is compiled, by a process nobody waits for."""

import os
import sys
from pathlib import Path

import pytest

from intertwine.cli.warming import compile_in_the_background
from intertwine.insights import compiled_already
from intertwine.server.configuration import Configuration


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")  # so that whatever is set here is taken back


def an_index(place: Path) -> None:
    place.mkdir(parents=True)
    for kernel in compiled_already.ASKED_FOR:
        (place / f"{kernel}-1.py{sys.version_info.major}{sys.version_info.minor}.nbi").touch()


def test_what_is_compiled_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    an_index(tmp_path / "compiled")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "compiled"))

    assert compile_in_the_background(Configuration(data=str(tmp_path))) is None


def test_otherwise_it_is_compiled_where_it_may_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here nothing may be written beside the source, and the place under the data is empty."""
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setattr(compiled_already, "KERNELS", tmp_path / "nowhere" / "kernels")
    started = compile_in_the_background(Configuration(data=str(tmp_path)))

    assert started is not None
    started.kill()
    started.wait()
    assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path / "compiled")
