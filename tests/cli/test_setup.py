import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from intertwine.server.configuration import Configuration
from intertwine.server.settings import entries_database
from tests.cli.conftest import Terminal


def rights(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)


def test_what_setup_makes_is_for_its_owner_only_and_it_says_so_once(heidi: Terminal) -> None:
    first, second = heidi.run("setup"), heidi.run("setup")

    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout.splitlines()[:2] == [f"Your data is in {heidi.data}", f"Its secrets are in {heidi.secrets}"]
    assert second.stdout == ""
    assert rights(heidi.data) == "0o700"
    made = [heidi.secrets, heidi.database, heidi.data / "sessions.sqlite3"]
    assert [rights(path) for path in made] == ["0o600"] * 3


def test_each_table_is_in_the_database_it_belongs_to(heidi: Terminal) -> None:
    heidi.run("setup")

    def tables(path: Path) -> set[str]:
        with closing(sqlite3.connect(path)) as database:
            named = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            return {name for (name,) in named}

    assert tables(heidi.data / "sessions.sqlite3") == {"django_migrations", "session"}
    assert "session" not in tables(heidi.database)


def test_static_files_come_with_their_compressed_twins(heidi: Terminal) -> None:
    heidi.run("setup")

    styles = sorted(path.suffix for path in (heidi.data / "static").glob("intertwine.*.css*"))
    assert styles == [".css", ".gz"]


@pytest.mark.usefixtures("set_up")
def test_no_new_secrets_are_ever_made_beside_a_database(heidi: Terminal) -> None:
    heidi.secrets.unlink()

    assert heidi.refusal("setup") == (
        f"There is a database, but its secrets file {heidi.secrets} is missing. "
        "Put your copy of it back: with new secrets nobody could sign in, so none were made."
    )
    assert heidi.refusal("serve") == heidi.refusal("setup")
    assert not heidi.secrets.exists()


@pytest.mark.usefixtures("set_up")
def test_another_databases_secrets_are_refused(heidi: Terminal) -> None:
    heidi.run("setup", "--data", str(heidi.home / "other"))
    (heidi.home / "other.secrets").replace(heidi.secrets)

    assert heidi.refusal("serve") == (
        f"The secrets file {heidi.secrets} does not belong to the database {heidi.database}: "
        "with it nobody could sign in. Put the one in its place that was made with this database."
    )


@pytest.mark.usefixtures("set_up")
def test_damaged_secrets_are_refused_and_left_alone(heidi: Terminal) -> None:
    heidi.secrets.write_text('django = "half', encoding="utf-8")

    assert heidi.refusal("serve") == (
        f"The secrets file {heidi.secrets} is damaged. Put your copy of it back; a new one would lock everybody out."
    )
    assert heidi.secrets.read_text(encoding="utf-8") == 'django = "half'


@pytest.mark.usefixtures("set_up")
def test_a_database_made_by_a_newer_version_is_refused_not_damaged(heidi: Terminal) -> None:
    with closing(sqlite3.connect(heidi.database)) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('intertwine', '9999_future', '2030-01-01')"
        )
    before = heidi.database.read_bytes()

    assert heidi.refusal("serve") == (
        "This database was made by a newer version of Intertwine. Nothing was changed. "
        "Install that version or a newer one, then start again."
    )
    assert heidi.database.read_bytes() == before


@pytest.mark.usefixtures("set_up")
def test_a_file_that_is_no_database_is_refused(heidi: Terminal) -> None:
    heidi.database.write_bytes(b"a shopping list" * 1000)

    assert heidi.refusal("serve") == (
        f"The file {heidi.database} is not a database, or is damaged. Nothing was changed. "
        "Put a backup in its place with `intertwine restore`."
    )


def test_a_directory_that_cannot_be_made_is_refused(heidi: Terminal) -> None:
    (heidi.home / "file").touch()

    assert heidi.refusal("setup", "--data", str(heidi.home / "file" / "data")) == (
        f"The directory {heidi.home}/file/data cannot be made: Not a directory. Choose another one with --data DIR."
    )


def test_a_postgresql_that_does_not_answer_is_refused_without_its_password(heidi: Terminal) -> None:
    address = "postgresql://heidi:hidden@127.0.0.1:1/us"

    assert heidi.refusal("setup", INTERTWINE_DATABASE=address) == (
        "The PostgreSQL server named in INTERTWINE_DATABASE does not answer, or does not know this user. "
        "Check the address and that it is running, then start again."
    )


def test_the_address_of_a_database_means_what_it_means_to_postgresql() -> None:
    address = "postgresql://al%40ice:p%2Fw%20d@/two%20of%20us?host=%2Frun%2Fpostgresql&sslmode=require"
    ours = entries_database(Configuration(database=address))
    named = {"dbname": ours["NAME"], "user": ours["USER"], "password": ours["PASSWORD"], **ours["OPTIONS"]}
    assert (named, ours["HOST"], ours["PORT"]) == (conninfo_to_dict(address), "", "")
