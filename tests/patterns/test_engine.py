"""The engine in a process of its own, and everything that can become of it."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from intertwine.insights.types import Outcome, Picture, Request
from intertwine.patterns.engine import NICENESS, Engine, State
from intertwine.patterns.pair import hash_of, request_of
from tests.patterns import commands
from tests.patterns.commands import Command, program
from tests.patterns.diaries import simulated
from tests.patterns.effects import picture

MONDAY = date(2026, 11, 23)
ALICE_AND_BOB = simulated(days=20, last=MONDAY)
REQUEST = request_of(ALICE_AND_BOB)


def answer_of(engine: Engine, key: str = "one", request: Request = REQUEST) -> Picture | State:
    engine.ask(key, request)
    engine.finish()
    return engine.ask(key, request)


def test_a_couple_goes_in_and_a_picture_comes_out() -> None:
    engine = Engine()
    assert engine.ask("one", REQUEST) is State.WORKING
    engine.finish()
    found = engine.ask("one", REQUEST)
    assert isinstance(found, Picture)
    assert (found.outcome, found.days_used, found.joint_days) == (Outcome.READY, 20, 20)
    assert len(found.effects) == 8


@pytest.mark.parametrize(
    "command",
    [
        commands.GARBAGE,
        commands.NOT_EVEN_TEXT,
        commands.A_LIST,
        commands.NOTHING,
        commands.GIVES_UP,
        commands.IS_KILLED,
        commands.IS_MISSING,
    ],
)
def test_whatever_else_comes_out_is_a_failure_and_no_more(command: Command) -> None:
    assert answer_of(Engine(command=command)) is State.FAILED


def test_one_that_never_ends_is_ended() -> None:
    assert answer_of(Engine(command=commands.NEVER_ENDS, timeout=0.2)) is State.FAILED


def test_after_a_failure_the_next_one_has_its_turn(tmp_path: Path) -> None:
    """The first to run ends badly, the second well."""
    once = program(
        "import pathlib, sys; mark = pathlib.Path(sys.argv[1]); first = not mark.exists(); mark.touch();"
        "sys.exit(3) if first else sys.stdout.write(sys.argv[2])",
        str(tmp_path / "been here"),
        commands.answers(picture())[-1],
    )
    engine = Engine(command=once)
    engine.ask("one", REQUEST)
    engine.ask("two", REQUEST)
    engine.finish()
    assert (engine.ask("one", REQUEST), engine.ask("two", REQUEST)) == (State.FAILED, picture())


def test_only_one_runs_at_a_time(tmp_path: Path) -> None:
    alone = program(
        "import os, sys; os.mkdir(sys.argv[1]); import json, decimal, email.message; os.rmdir(sys.argv[1]);"
        "sys.stdout.write(sys.argv[2])",
        str(tmp_path / "somebody is in here"),
        commands.answers(picture())[-1],
    )
    engine, keys = Engine(command=alone), ["one", "two", "three", "four"]
    for key in keys:
        engine.ask(key, REQUEST)
    engine.finish()
    assert [engine.ask(key, REQUEST) for key in keys] == [picture()] * 4


def test_a_full_queue_turns_nobody_away_and_takes_nobody_in(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    behind_a_gate = program(
        "import os, sys; os.path.exists(sys.argv[1]) and open(sys.argv[1]).read(); sys.stdout.write(sys.argv[2])",
        str(gate),
        commands.answers(picture())[-1],
    )
    engine = Engine(command=behind_a_gate, waiting=1)
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
    engine = Engine(command=commands.answers(picture()))
    assert answer_of(engine) == picture()
    engine.forget("one")
    engine.forget("one")
    engine.forget("never asked")
    assert engine.ask("one", REQUEST) is State.WORKING
    engine.finish()


def test_a_failure_is_not_forgotten_at_once_or_it_would_be_tried_every_two_seconds() -> None:
    engine = Engine(command=commands.GIVES_UP)
    assert answer_of(engine) is State.FAILED
    engine.forget("one")
    assert engine.ask("one", REQUEST) is State.FAILED


def test_results_nobody_fetches_are_dropped_oldest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intertwine.patterns.engine.KEPT", 1)
    engine = Engine(command=commands.answers(picture()))
    for key in ("one", "two"):
        answer_of(engine, key)
    assert engine.ask("two", REQUEST) == picture()
    assert engine.ask("one", REQUEST) is State.WORKING
    engine.finish()


def test_results_wait_for_a_while_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intertwine.patterns.engine.KEPT_FOR", 0)
    engine = Engine(command=commands.GIVES_UP)
    answer_of(engine)
    assert engine.ask("one", REQUEST) is State.WORKING
    engine.finish()


def test_stopping_leaves_no_process_behind(tmp_path: Path) -> None:
    up = tmp_path / "up"
    os.mkfifo(up)
    stays = program(
        "import os, signal, sys; print(os.getpid(), file=open(sys.argv[1], 'w'), flush=True); signal.pause()", str(up)
    )
    engine = Engine(command=stays)
    engine.ask("one", REQUEST)
    engine.ask("two", REQUEST)
    pid = int(up.read_text())
    engine.stop()
    engine.finish()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert engine.ask("one", REQUEST) is State.FAILED


def test_the_engine_sees_numbers_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: a secret in the server's environment, and a file of ours left open."""
    monkeypatch.setenv("INTERTWINE_SECRETS", "planted")
    report = tmp_path / "report"
    tells = program(
        "import json, os, sys; told = sys.stdin.read();"
        "files = [f for f in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + f)];"
        "json.dump([dict(os.environ), sorted(files), os.nice(0), told], open(sys.argv[1], 'w'))",
        str(report),
    )
    with (tmp_path / "ours").open("w"):
        answer_of(Engine(command=tells))
    environment, files, niceness, told = json.loads(report.read_text())
    assert set(environment) - {"LC_CTYPE"} == {"PYTHONPATH"}  # the first is Python's own doing
    assert files == ["0", "1", "2"]
    assert niceness == os.nice(0) + NICENESS
    assert {key: set(value) if isinstance(value, dict) else value for key, value in json.loads(told).items()} == {
        "diary": {"days", "mind", "talking", "opening", "responding", "closeness"},
        "edges": [{"driver": "mind", "outcome": "closeness"}],
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
