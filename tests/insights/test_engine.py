"""The engine as others meet it: a process that reads requests and writes pictures, line by line."""

import io
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from intertwine.insights import engine
from intertwine.insights.ask import picture
from intertwine.insights.compiled_already import ASKED_FOR, is_compiled, say_compiled, somewhere_to_write
from intertwine.insights.engine import Problem
from intertwine.insights.simulate import Missing
from intertwine.insights.types import EDGES, Outcome, Picture, Request
from tests.insights.diaries import alice_and_bob

CLOSENESS = EDGES[:1]


def run(stdin: bytes, *options: str) -> "subprocess.CompletedProcess[bytes]":
    command = [sys.executable, "-m", "intertwine.insights", *options]
    return subprocess.run(command, input=stdin, capture_output=True, check=False)


def test_the_process_answers_line_by_line_and_gives_the_same_picture_as_asking_at_home() -> None:
    diary = alice_and_bob(days=14, missing=Missing(each=0, both=0))
    asked = msgspec.json.encode(Request.of(diary=diary, edges=CLOSENESS))

    done = run(asked + b"\nhello\n" + asked + b"\n")
    first, problem, again = done.stdout.splitlines()

    assert (done.returncode, done.stderr) == (0, b"")
    assert msgspec.json.decode(first, type=Picture) == picture(diary, CLOSENESS)
    assert msgspec.json.decode(problem, type=Problem).problem.startswith("This is not a request: ")
    assert again == first


@pytest.mark.slow
@pytest.mark.nightly
def test_a_process_that_had_to_compile_says_the_same_to_the_last_digit_as_one_that_found_it_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    asked = msgspec.json.encode(Request.of(diary=engine.often_at_the_top(), edges=(EDGES[0], EDGES[-1]))) + b"\n"

    compiling = run(asked)
    loading = run(asked)

    assert compiling.stdout == loading.stdout
    assert msgspec.json.decode(loading.stdout, type=Picture).outcome == Outcome.READY


def test_warming_says_nothing_and_ends() -> None:
    done = run(b"", "--warm")

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_one_that_is_asked_nothing_for_a_while_ends_by_itself() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as nothing_comes, pytest.raises(SystemExit) as ended:
        engine.serve(nothing_comes, io.BytesIO(), idle=0.05)
    os.close(writing)

    assert ended.value.code == 0


def test_the_process_starts_without_django_and_without_the_vault() -> None:
    show = """
import sys, intertwine.insights.engine
print(sorted(name for name in sys.modules if name.split(".")[0] in ("django", "nacl")))
print(sorted(name for name in sys.modules if name.split(".")[:2] not in (["intertwine"], ["intertwine", "insights"])
    and name.startswith("intertwine")))
"""
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n[]\n"


@pytest.mark.parametrize("options", [[], ["--warm"]])
def test_started_as_a_program_it_keeps_to_one_thread(options: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    stdout = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "argv", ["intertwine.insights", *options])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(msgspec.json.encode(request()))))
    monkeypatch.setattr(sys, "stdout", stdout)

    runpy.run_module("intertwine.insights", run_name="__main__")

    assert os.environ["OMP_NUM_THREADS"] == "1"
    if not options:
        assert msgspec.json.decode(stdout.buffer.getvalue(), type=Picture).outcome == Outcome.TOO_FEW_DAYS


@pytest.fixture
def _no_machine_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))


@pytest.mark.usefixtures("_no_machine_code")
def test_whether_there_is_machine_code_is_seen_without_loading_any(tmp_path: Path) -> None:
    tag = f"py{sys.version_info.major}{sys.version_info.minor}.nbi"
    first, second = (tmp_path / "kernels" / f"{kernel}-1.{tag}" for kernel in ASKED_FOR)
    assert not is_compiled()

    first.parent.mkdir()
    first.touch()
    assert not is_compiled()

    second.touch()
    assert is_compiled()

    os.utime(first, (0, 0))
    assert not is_compiled()

    say_compiled()
    assert is_compiled()


def test_machine_code_goes_beside_its_source_or_under_the_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert somewhere_to_write(tmp_path) is None

    monkeypatch.setattr("intertwine.insights.compiled_already.KERNELS", tmp_path / "read-only" / "kernels")
    assert somewhere_to_write(tmp_path) == tmp_path / "compiled"


def ask(request: object) -> bytes:
    return engine.answer(request if isinstance(request, bytes) else json.dumps(request).encode())


def request(**changes: object) -> dict[str, object]:
    diary = msgspec.to_builtins(alice_and_bob(days=3).to_wire())
    return {"diary": {**diary, **changes}}


def test_a_bad_diary_is_answered_with_a_named_outcome() -> None:
    answer = msgspec.json.decode(ask(request(closeness=[[1, 11], [2, 3], [4, 5]])), type=Picture)

    assert (answer.outcome, answer.refusal) == (Outcome.BAD_INPUT, "off_the_scale")


@pytest.mark.parametrize(
    "unreadable",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{",
        b'{"diary": {"days": 1}}',
        b'{"diary": NaN}',
        request(closeness=[[1, 2, 3]]),
        request(closeness=[["1", None]]),
        request(close=[[1, 2]]),
        {**request(), "priors": "../typical"},
        {**request(), "edges": [{"driver": "weather", "outcome": "closeness"}]},
    ],
)
def test_what_is_not_a_request_gets_one_sentence_and_no_picture(unreadable: object) -> None:
    answer = ask(unreadable)

    assert b"\n" not in answer
    assert msgspec.json.decode(answer, type=Problem).problem.startswith("This is not a request: ")


def test_edges_and_their_order_are_the_callers() -> None:
    answer = ask({**request(), "edges": [{"driver": "closeness", "outcome": "mind"}]})

    assert msgspec.json.decode(answer, type=Picture).refusal == "unknown_edge"


def test_numbers_json_cannot_hold_are_not_let_in() -> None:
    answer = ask(json.dumps(request()).replace("[", "[[1e999, 1], ", 1).encode())

    assert msgspec.json.decode(answer, type=Problem).problem.startswith("This is not a request: ")
