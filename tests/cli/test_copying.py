import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal

pytestmark = pytest.mark.usefixtures("set_up")

ROW = "INSERT INTO entry (space, id, period, revision, blob) VALUES ('a', ?, 202611, 1, x'00')"


def entries(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT id FROM entry ORDER BY id")]


def test_a_backup_holds_what_was_written_even_while_someone_writes(heidi: Terminal) -> None:
    with closing(sqlite3.connect(heidi.database)) as writer:
        writer.execute(ROW, ["b-acknowledged"])
        writer.commit()
        writer.execute(ROW, ["c-still being written"])
        done = heidi.run("backup", "copy.db")
        writer.rollback()

    assert done.stdout == (
        "The copy is in copy.db, and was checked. "
        f"Keep a copy of the secrets ({heidi.secrets}) too, but somewhere else.\n"
    )
    assert entries(heidi.home / "copy.db") == ["b-acknowledged"]
    assert (heidi.home / "copy.db").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in heidi.home.iterdir()) == ["copy.db", "data", "data.secrets"]


def test_a_backup_is_put_back_on_another_machine_and_everybody_signs_in_again(heidi: Terminal) -> None:
    with closing(sqlite3.connect(heidi.database)) as writer, writer:
        writer.execute(ROW, ["written"])
    heidi.run("backup", "copy.db")
    heidi.database.unlink()

    done = heidi.run("restore", "copy.db")

    assert done.stdout == f"The copy is in place. Everybody signs in again: intertwine serve --data {heidi.data}\n"
    assert entries(heidi.database) == ["written"]
    assert not (heidi.data / "sessions.sqlite3").exists()
    assert heidi.run("setup").returncode == 0


def test_nothing_is_ever_overwritten(heidi: Terminal) -> None:
    (heidi.home / "copy.db").write_text("holiday pictures", encoding="utf-8")

    assert heidi.refusal("backup", "copy.db") == (
        "copy.db exists already and was not touched. Name another file, or move it away first."
    )
    assert (heidi.home / "copy.db").read_text(encoding="utf-8") == "holiday pictures"

    heidi.run("backup", "good.db")
    assert heidi.refusal("restore", "good.db") == (
        f"{heidi.database} exists already and was not touched. Name another file, or move it away first."
    )
    assert (heidi.data / "sessions.sqlite3").exists()


def test_half_a_copy_is_not_put_in_place(heidi: Terminal) -> None:
    heidi.run("backup", "copy.db")
    heidi.database.unlink()
    copy = heidi.home / "copy.db"
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])

    heidi.refusal("restore", "copy.db")
    assert not heidi.database.exists()


def test_another_kind_of_database_is_not_put_in_place(heidi: Terminal) -> None:
    heidi.database.unlink()
    with closing(sqlite3.connect(heidi.home / "music.db")) as other, other:
        other.execute("CREATE TABLE song (name TEXT)")

    assert (
        heidi.refusal("restore", "music.db") == "This is not a whole Intertwine database, so nothing was put in place."
    )
    assert not heidi.database.exists()


def test_without_its_secrets_a_copy_is_not_put_in_place(heidi: Terminal) -> None:
    heidi.run("backup", "copy.db")

    elsewhere = heidi.home / "elsewhere"
    assert heidi.refusal("restore", "copy.db", "--data", str(elsewhere)) == (
        f"Put the secrets that belong to this copy at {elsewhere}.secrets first: without them nobody can sign in."
    )


def test_with_nothing_there_a_backup_says_so(heidi: Terminal) -> None:
    heidi.database.unlink()

    assert (
        heidi.refusal("backup", "copy.db")
        == f"There is no database in {heidi.data}. Name its directory with --data DIR."
    )


def test_on_postgresql_its_own_tool_is_named(heidi: Terminal) -> None:
    assert heidi.refusal("backup", "copy.db", INTERTWINE_DATABASE="postgresql://heidi@db/us") == (
        "The entries are in PostgreSQL, whose own tool is the right one: pg_dump --format=custom. See docs/host.md."
    )


def test_tidying_removes_what_has_expired_and_nothing_else(heidi: Terminal) -> None:
    with closing(sqlite3.connect(heidi.data / "sessions.sqlite3")) as sessions, sessions:
        row = "INSERT INTO session VALUES (?, 1, x'00', x'00', x'00', 0, 0, ?, 0, 0)"
        sessions.execute(row, [b"expired", 1])
        sessions.execute(row, [b"alive", 2**40])

    with closing(sqlite3.connect(heidi.database)) as entries, entries:
        for couple, lasts in (("a" * 32, 1), ("b" * 32, 2**40)):
            entries.execute("INSERT INTO couple VALUES (?, ?, ?, 0, 0, NULL)", [couple, couple, couple])
            entries.execute("INSERT INTO invitation VALUES (?, ?, ?)", [couple.encode(), lasts, couple])
        for couple, closed in (("c" * 32, "2026-01-01"), ("d" * 32, "2999-01-01")):
            entries.execute("INSERT INTO couple VALUES (?, ?, ?, 1, 0, ?)", [couple, couple, couple, closed])
            entries.execute("INSERT INTO entry VALUES (?, ?, 202601, 1, x'00')", [couple, couple])

    assert (
        heidi.run("tidy").stdout
        == "Expired sign-ins removed: 1.\nExpired invitations removed: 1.\nClosed shared spaces removed: 1.\n"
    )
    assert (
        heidi.run("tidy").stdout == "No expired sign-in.\nNo expired invitation.\nNo closed shared space to remove.\n"
    )
    with closing(sqlite3.connect(heidi.database)) as entries:
        assert entries.execute("SELECT id FROM couple ORDER BY id").fetchall() == [("b" * 32,), ("d" * 32,)]
        assert entries.execute("SELECT space FROM entry").fetchall() == [("d" * 32,)]
