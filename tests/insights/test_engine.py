"""The engine as others meet it: a process that reads one request and writes one picture."""

import io
import json
import os
import runpy
import subprocess
import sys

import msgspec
import pytest

from intertwine.insights import engine
from intertwine.insights.ask import picture
from intertwine.insights.simulate import Missing
from intertwine.insights.types import Outcome, Picture, Request
from tests.insights.diaries import alice_and_bob


def run(stdin: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-m", "intertwine.insights"], input=stdin, capture_output=True, check=False)


def test_the_process_gives_the_same_picture_as_asking_at_home() -> None:
    diary = alice_and_bob(days=14, missing=Missing(each=0, both=0))

    done = run(msgspec.json.encode(Request.of(diary=diary)))

    assert (done.returncode, done.stderr) == (0, b"")
    assert msgspec.json.decode(done.stdout, type=Picture) == picture(diary)


def test_the_process_starts_without_django_and_without_the_vault() -> None:
    show = """
import sys, intertwine.insights.engine
print(sorted(name for name in sys.modules if name.split(".")[0] in ("django", "nacl")))
print(sorted(name for name in sys.modules if name.split(".")[:2] not in (["intertwine"], ["intertwine", "insights"])
    and name.startswith("intertwine")))
"""
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n[]\n"


def test_started_as_a_program_it_keeps_to_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    stdout = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(msgspec.json.encode(request()))))
    monkeypatch.setattr(sys, "stdout", stdout)

    with pytest.raises(SystemExit) as ended:
        runpy.run_module("intertwine.insights", run_name="__main__")

    assert (ended.value.code, os.environ["OMP_NUM_THREADS"]) == (0, "1")
    assert msgspec.json.decode(stdout.buffer.getvalue(), type=Picture).outcome == Outcome.TOO_FEW_DAYS


def ask(request: object) -> tuple[int, bytes, str]:
    stdin = request if isinstance(request, bytes) else json.dumps(request).encode()
    stdout, stderr = io.BytesIO(), io.StringIO()
    return engine.answer(io.BytesIO(stdin), stdout, stderr), stdout.getvalue(), stderr.getvalue()


def request(**changes: object) -> dict[str, object]:
    diary = msgspec.to_builtins(alice_and_bob(days=3).to_wire())
    return {"diary": {**diary, **changes}}


def test_a_bad_diary_is_answered_with_a_named_outcome() -> None:
    code, stdout, stderr = ask(request(closeness=[[1, 11], [2, 3], [4, 5]]))

    answer = msgspec.json.decode(stdout, type=Picture)
    assert (code, stderr) == (0, "")
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
    code, stdout, stderr = ask(unreadable)

    assert (code, stdout) == (2, b"")
    assert stderr.startswith("This is not a request: ")
    assert stderr.count("\n") == 1


def test_edges_and_their_order_are_the_callers() -> None:
    code, stdout, _ = ask({**request(), "edges": [{"driver": "closeness", "outcome": "mind"}]})

    assert (code, msgspec.json.decode(stdout, type=Picture).refusal) == (0, "unknown_edge")


def test_numbers_json_cannot_hold_are_not_let_in() -> None:
    code, stdout, _ = ask(json.dumps(request()).replace("[", "[[1e999, 1], ", 1).encode())

    assert (code, stdout) == (2, b"")
