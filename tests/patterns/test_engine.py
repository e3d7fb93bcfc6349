"""The engine in a process of its own, and everything that can become of it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from intertwine.insights.types import EDGES, Outcome, Picture, Request
from intertwine.patterns.engine import Engine, State
from intertwine.patterns.pair import hash_of, request_of
from intertwine.patterns.process import NICENESS, environment
from tests.patterns import commands
from tests.patterns.commands import Command, program
from tests.patterns.diaries import simulated
from tests.patterns.effects import picture

MONDAY = date(2026, 11, 23)
ALICE_AND_BOB = simulated(days=20, last=MONDAY)
REQUEST = request_of(ALICE_AND_BOB)


STARTED: list[Engine] = []


def started(**options: Any) -> Engine:
    STARTED.append(Engine(**options))
    return STARTED[-1]


@pytest.fixture(autouse=True)
def _nothing_stays_behind() -> Iterator[None]:
    yield
    while STARTED:
        STARTED.pop().stop()


def answer_of(engine: Engine, key: str = "one", request: Request = REQUEST) -> Picture | State:
    engine.ask(key, request)
    engine.finish()
    return engine.ask(key, request)


def test_a_couple_goes_in_and_a_picture_comes_out() -> None:
    engine = started()
    assert engine.ask("one", REQUEST) is State.WORKING
    engine.finish()
    found = engine.ask("one", REQUEST)
    assert isinstance(found, Picture)
    assert (found.outcome, found.days_used, found.joint_days) == (Outcome.READY, 20, 20)
    assert len(found.effects) == 8 * len(EDGES)


@pytest.mark.parametrize(
    "command",
    [
        commands.GARBAGE,
        commands.NOT_EVEN_TEXT,
        commands.A_LIST,
        commands.NOTHING,
        commands.HALF_A_LINE,
        commands.GIVES_UP,
        commands.IS_KILLED,
        commands.IS_MISSING,
    ],
)
def test_whatever_else_comes_out_is_a_failure_and_no_more(command: Command) -> None:
    assert answer_of(started(command=command)) is State.FAILED


def test_one_that_never_ends_is_ended() -> None:
    assert answer_of(started(command=commands.NEVER_ENDS, timeout=0.2)) is State.FAILED


def test_after_a_failure_the_next_one_has_its_turn(tmp_path: Path) -> None:
    """The first to run ends badly, the second well."""
    once = program(
        "import pathlib, sys; mark = pathlib.Path(sys.argv[1]); first = not mark.exists(); mark.touch();"
        "sys.exit(3) if first else print(sys.argv[2])",
        str(tmp_path / "been here"),
        commands.answers(picture())[-1],
    )
    engine = started(command=once)
    engine.ask("one", REQUEST)
    engine.ask("two", REQUEST)
    engine.finish()
    assert (engine.ask("one", REQUEST), engine.ask("two", REQUEST)) == (State.FAILED, picture())


def counts_its_questions(place: Path, *, leaves_after: int) -> Command:
    """Answers so many, each with its own number as `seed`, and notes every start."""
    return program(
        "import sys\nopen(sys.argv[1], 'a').write('started ')\n"
        "for n in range(int(sys.argv[3])):\n"
        "    sys.stdin.readline() or sys.exit()\n"
        "    print(sys.argv[2].replace(':987654,', f':{n},'), flush=True)\n",
        str(place),
        msgspec.json.encode(msgspec.structs.replace(picture(), seed=987654)).decode(),
        str(leaves_after),
    )


def seeds(engine: Engine, keys: list[str]) -> list[int]:
    found = [answer_of(engine, key) for key in keys]
    return [one.seed for one in found if isinstance(one, Picture)]


def test_it_stays_for_the_next_question(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    engine = started(command=counts_its_questions(starts, leaves_after=10))

    assert seeds(engine, ["one", "two", "three"]) == [0, 1, 2]
    assert starts.read_text() == "started "
    engine.stop()


def test_one_that_has_left_meanwhile_is_started_anew_and_nobody_notices(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    engine = started(command=counts_its_questions(starts, leaves_after=2))

    assert seeds(engine, ["one", "two", "three", "four", "five"]) == [0, 1, 0, 1, 0]
    assert starts.read_text() == "started started started "
    engine.stop()


def test_where_machine_code_is_kept_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/where/it/is")
    assert environment()["NUMBA_CACHE_DIR"] == "/where/it/is"


def test_the_pages_never_load_the_compiler() -> None:
    """It is large, and its process is another one."""
    show = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import intertwine.server.wsgi, intertwine.patterns.views
print(sorted({"numba", "llvmlite", "scipy"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def test_only_one_runs_at_a_time(tmp_path: Path) -> None:
    alone = program(
        "import os, sys; os.mkdir(sys.argv[1]); import json, decimal, email.message; os.rmdir(sys.argv[1]);"
        "print(sys.argv[2])",
        str(tmp_path / "somebody is in here"),
        commands.answers(picture())[-1],
    )
    engine, keys = started(command=alone), ["one", "two", "three", "four"]
    for key in keys:
        engine.ask(key, REQUEST)
    engine.finish()
    assert [engine.ask(key, REQUEST) for key in keys] == [picture()] * 4


def test_a_full_queue_turns_nobody_away_and_takes_nobody_in(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    behind_a_gate = program(
        "import os, sys; os.path.exists(sys.argv[1]) and open(sys.argv[1]).read(); print(sys.argv[2])",
        str(gate),
        commands.answers(picture())[-1],
    )
    engine = started(command=behind_a_gate, waiting=1)
    engine.ask("runs", REQUEST)
    held = gate.open("w")  # waits until it runs, and lets it wait
    gate.unlink()
    assert engine.ask("waits", REQUEST) is State.WORKING
    assert engine.ask("comes back later", REQUEST) is State.WORKING
    held.close()
    engine.finish()
    assert engine.ask("waits", REQUEST) == picture()
    assert engine.ask("comes back later", REQUEST) is State.WORKING
    engine.finish()
    assert engine.ask("comes back later", REQUEST) == picture()


def test_what_is_sealed_does_not_stay_in_memory() -> None:
    engine = started(command=commands.answers(picture()))
    assert answer_of(engine) == picture()
    engine.forget("one")
    engine.forget("one")
    engine.forget("never asked")
    assert engine.ask("one", REQUEST) is State.WORKING
    engine.finish()


def test_a_failure_is_not_forgotten_at_once_or_it_would_be_tried_every_two_seconds() -> None:
    engine = started(command=commands.GIVES_UP)
    assert answer_of(engine) is State.FAILED
    engine.forget("one")
    assert engine.ask("one", REQUEST) is State.FAILED


def test_results_nobody_fetches_are_dropped_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intertwine.patterns.engine.KEPT", 1)
    engine = started(command=commands.answers(picture()))
    for key in ("one", "two"):
        answer_of(engine, key)
    assert engine.ask("two", REQUEST) == picture()
    assert engine.ask("one", REQUEST) is State.WORKING
    engine.finish()


def test_results_wait_for_a_while_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intertwine.patterns.engine.KEPT_FOR", 0)
    engine = started(command=commands.GIVES_UP)
    answer_of(engine)
    assert engine.ask("one", REQUEST) is State.WORKING
    engine.finish()


def test_stopping_leaves_no_process_behind(tmp_path: Path) -> None:
    up = tmp_path / "up"
    os.mkfifo(up)
    stays = program(
        "import os, signal, sys; print(os.getpid(), file=open(sys.argv[1], 'w'), flush=True); signal.pause()", str(up)
    )
    engine = started(command=stays)
    engine.ask("one", REQUEST)
    engine.ask("two", REQUEST)
    pid = int(up.read_text())
    engine.stop()
    engine.finish()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert engine.ask("one", REQUEST) is State.FAILED


def test_stopping_in_the_middle_of_a_later_question_starts_no_other(tmp_path: Path) -> None:
    up, starts = tmp_path / "up", tmp_path / "starts"
    os.mkfifo(up)
    stays_at_the_second = program(
        "import signal, sys; open(sys.argv[2], 'a').write('started ');"
        "sys.stdin.readline(); print(sys.argv[3], flush=True);"
        "sys.stdin.readline(); open(sys.argv[1], 'w').close(); signal.pause()",
        str(up),
        str(starts),
        msgspec.json.encode(picture()).decode(),
    )
    engine = started(command=stays_at_the_second)
    assert answer_of(engine, "one") == picture()
    engine.ask("two", REQUEST)
    up.read_text()  # until it is at the second question
    engine.stop()
    engine.finish()

    assert engine.ask("two", REQUEST) is State.FAILED
    assert starts.read_text() == "started "


def test_the_engine_sees_numbers_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a secret in the server's environment, and a file of ours left open."""
    monkeypatch.setenv("INTERTWINE_SECRETS", "planted")
    report = tmp_path / "report"
    tells = program(
        "import json, os, sys; told = sys.stdin.readline();"
        "files = [f for f in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + f)];"
        "json.dump([dict(os.environ), sorted(files), os.nice(0), told], open(sys.argv[1], 'w'))",
        str(report),
    )
    with (tmp_path / "ours").open("w"):
        answer_of(started(command=tells))
    environment, files, niceness, told = json.loads(report.read_text())
    assert set(environment) - {"LC_CTYPE"} == {"PYTHONPATH"}  # the first is Python's own doing
    assert files == ["0", "1", "2"]
    assert niceness == max(NICENESS, os.nice(0))
    assert {key: set(value) if isinstance(value, dict) else value for key, value in json.loads(told).items()} == {
        "diary": {"days", "mind", "talking", "opening", "responding", "closeness"},
        "edges": [msgspec.to_builtins(edge) for edge in EDGES],
        "priors": "typical",
    }


def test_the_hash_names_the_ratings_and_only_them() -> None:
    alice, bob = ALICE_AND_BOB
    again = request_of(({**alice}, {**bob}))
    changed = request_of(({**alice, MONDAY: {**alice[MONDAY], "close": (alice[MONDAY]["close"] + 1) % 11}}, bob))
    private = request_of(({**alice, MONDAY: {**alice[MONDAY], "arousal": 0}}, bob))
    assert hash_of(again) == hash_of(REQUEST)
    assert hash_of(private) == hash_of(REQUEST)
    assert hash_of(changed) != hash_of(REQUEST)
    assert hash_of(request_of((bob, alice))) != hash_of(REQUEST)
