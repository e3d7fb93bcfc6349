"""A house to measure in: a data directory of its own, one couple that is real, and as many others as asked for.

The others are rows of random bytes, as many and as long as a couple's would be: to the server a sealed entry is just
that, and nobody signs in to read them.
"""

import os
import secrets
import sqlite3
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

ENTRY_BYTES = 1_178
"""A check-in as it is stored: 1,024 bytes of padded text and what locks it."""
RECORDS = 60
A_MONTH = 61
"""Entries of a couple: one a day and member."""


@dataclass(frozen=True)
class House:
    data: Path
    cookie: str
    member: uuid.UUID
    space: uuid.UUID
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "INTERTWINE_DATA": str(self.data), "INTERTWINE_RUN_BY": "Heidi", **self._database}

    @property
    def _database(self) -> dict[str, str]:
        return {"INTERTWINE_DATABASE": self.database} if self.database else {}


def build(data: Path, *, database: str = "") -> House:
    """Sets up a house in which Alice and Bob are paired and Alice has checked in on sixty days."""
    os.environ["INTERTWINE_DATA"] = str(data)
    if database:
        os.environ["INTERTWINE_DATABASE"] = database
    subprocess.run([sys.executable, "-m", "intertwine", "setup"], check=True, stdout=subprocess.DEVNULL)
    os.environ["DJANGO_SETTINGS_MODULE"] = "intertwine.server.settings"
    import django

    django.setup()
    from tests.cast import paired

    alice, _ = paired("Alice", "Bob")
    visit = alice.visit()
    assert visit.identity is not None
    _write_days(visit)
    alice.get("/today")  # a browser that comes back has the token against forged forms already
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in alice.browser.cookies.items() if morsel.value)
    return House(
        data, cookie, uuid.UUID(bytes=visit.identity.member), uuid.UUID(bytes=visit.identity.me_space), database
    )


def _write_days(visit: object) -> None:
    """Sixty entries in the two months that *Today* reads; some days have two, as after a check-in while closed."""
    from intertwine.journal.actions import write
    from intertwine.journal.spaces import me_space
    from intertwine.mind.entries import CheckIn

    last = datetime.now(UTC).date() - timedelta(days=1)
    ratings = {"valence": 6, "arousal": 5, "stress": 4, "close": 7, "understood": 6, "valued": 6}
    for n in range(RECORDS):
        day = last - timedelta(days=n % 27)
        write(me_space(visit), CheckIn(day, ratings, tuple(ratings), ("calm",), "a line about the day"), day=day)  # type: ignore[arg-type]  # a Visit


def fill(house: House, *, couples: int, months: int) -> int:
    """Adds the entries of other couples, one a day and member. Returns how many."""
    now = datetime.now(UTC)
    periods = [
        month // 12 * 100 + month % 12 + 1 for month in (now.year * 12 + now.month - 1 - n for n in range(months))
    ]
    with _rows_into(house) as insert, Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"{couples:,} couples", total=couples)
        for _ in range(couples):
            spaces = [uuid.uuid4(), uuid.uuid4()]
            insert(
                (spaces[n % 2], uuid.uuid4(), period, 1, secrets.token_bytes(ENTRY_BYTES))
                for period in periods
                for n in range(A_MONTH)
            )
            progress.advance(task)
    return couples * months * A_MONTH


Rows = Iterable[tuple[uuid.UUID, uuid.UUID, int, int, bytes]]


@contextmanager
def _rows_into(house: House) -> Iterator[Callable[[Rows], None]]:
    with _into_postgres(house) if house.database else _into_sqlite(house) as insert:
        yield insert


@contextmanager
def _into_sqlite(house: House) -> Iterator[Callable[[Rows], None]]:
    with closing(sqlite3.connect(house.data / "intertwine.sqlite3")) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        sql = "INSERT INTO entry (space, id, period, revision, blob) VALUES (?, ?, ?, ?, ?)"
        yield (
            lambda rows: connection.executemany(sql, ((space.hex, id.hex, *more) for space, id, *more in rows)) and None
        )
        connection.commit()


@contextmanager
def _into_postgres(house: House) -> Iterator[Callable[[Rows], None]]:
    import psycopg

    with psycopg.connect(house.database, autocommit=True) as connection:
        with connection.cursor().copy("COPY entry (space, id, period, revision, blob) FROM STDIN") as copy:

            def insert(rows: Rows) -> None:
                for row in rows:
                    copy.write_row(row)

            yield insert
        connection.execute("ANALYZE entry")


@contextmanager
def served(command: list[str], house: House, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server process of its own on loopback, until the block ends."""
    environment = {**house.environment, "PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit(f"the server on port {port} did not start")
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the server on port {port} did not answer")
