"""The power goes in the middle of a write, again and again: what was acknowledged is there, and nothing by halves."""

import json
import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.live import House, checks_in, pair_up, signs_up

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]

ROOT = Path(__file__).parents[2]


@dataclass
class Writer:
    """The process of `writer.py`, and what it said."""

    process: subprocess.Popen[bytes]
    waiting: bytes = b""
    heard: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, **words: Any) -> None:
        self.process.stdin.write(json.dumps(words).encode() + b"\n")
        self.process.stdin.flush()

    def listen(self, seconds: float | None = None) -> dict[str, Any] | None:
        """The next thing it says; None when it says nothing for so long, or has nothing more to say."""
        while b"\n" not in self.waiting:
            if not select.select([self.process.stdout], [], [], seconds)[0]:
                return None
            more = os.read(self.process.stdout.fileno(), 65536)
            assert more, "the writer itself is gone"
            self.waiting += more
        line, _, self.waiting = self.waiting.partition(b"\n")
        return dict(json.loads(line))

    def lives(self, cookies: dict[str, str], life: int, chance: random.Random) -> list[str]:
        """Writes until it is killed at some moment; what was acknowledged before."""
        self.ask(do="write", cookies=cookies, life=life)
        born = self.listen()
        wanted, kept = chance.randrange(6), []
        while len(kept) < wanted:
            kept.append(self.listen()["kept"])
        said = self.listen(chance.uniform(0, 0.02))  # some way into the next write
        kept += [said["kept"]] if said else []
        os.kill(born["pid"], signal.SIGKILL)
        while "gone" not in (said := self.listen()):
            kept.append(said["kept"])
        return kept

    def reads(self, cookies: dict[str, str]) -> dict[str, Any]:
        self.ask(do="read", cookies=cookies)
        told = self.listen()
        assert self.listen() == {"gone": True}
        return told


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.open()
    yield house
    house.close()


@pytest.fixture
def alice(house: House) -> dict[str, str]:
    """Her cookies. She shares everything, so that each check-in is written in three places at once."""
    one, two = house.phone(), house.phone()
    signs_up(one, "Alice", "a quiet river at noon")
    signs_up(two, "Bob", "another river at noon")
    pair_up(one, two)
    assert one.post("/sharing", feeds="yes", draws="yes", weather="yes").status == 302
    return dict(one.cookies)


@pytest.fixture
def writer(house: House, alice: dict[str, str]) -> Iterator[Writer]:
    house.close()
    command = [sys.executable, "-m", "tests.reliability.writer"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**house.environment, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    writer = Writer(process)
    assert writer.listen() == {"ready": True}
    yield writer
    process.stdin.close()
    process.wait()
    process.stdout.close()


def whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.parametrize("deaths", [25, pytest.param(500, marks=[pytest.mark.nightly, pytest.mark.slow])])
def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(
    deaths: int, house: House, alice: dict[str, str], writer: Writer
) -> None:
    closed = {name: text for name, text in alice.items() if name != "private"}  # each check-in is a row of its own
    chance, acknowledged = random.Random(deaths), []
    for life in range(deaths):
        acknowledged += writer.lives(closed, life, chance)
        found = writer.reads(alice)
        assert found["damaged"] == 0
        assert set(acknowledged) - set(found["lines"]) == set()
        assert len(found["lines"]) - len(set(found["lines"])) == 0
        assert len(set(found["lines"]) - set(acknowledged)) <= life + 1  # answered, and not heard before the end
        copies = [[found["last"]] if found["last"] else [], [list(found["last"].values())] if found["last"] else []]
        assert [found["pool"][-1:], found["weather"]] == copies
    assert len(acknowledged) > deaths
    assert (whole(house.entries), whole(house.sessions)) == (True, True)


def test_a_house_whose_power_fails_comes_back_with_everything(house: House) -> None:
    alice = house.phone()
    signs_up(alice, "Alice", "a quiet river at noon")
    for evening in range(3):
        assert checks_in(alice, line=f"evening {evening}", seen="").status == 302
        os.killpg(house.process.pid, signal.SIGKILL)
        house.process.wait()
        house.open()
        read_back = alice.get("/today").text
        assert [night for night in range(evening + 1) if f"evening {night}" not in read_back] == []
    assert whole(house.entries)
