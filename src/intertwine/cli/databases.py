"""Both databases brought up to date, and one made by a newer Intertwine left alone.

What has been applied is asked of the databases directly: a start with nothing to do should not load Django twice.
"""

import hmac
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, LiteralString

from intertwine import migrations
from intertwine.cli.errors import Refused
from intertwine.server.configuration import Configuration

APPLIED = "SELECT name FROM django_migrations WHERE app = 'intertwine'"
NOTHING: frozenset[str] = frozenset()


def migrate(configuration: Configuration) -> None:
    if are_up_to_date(configuration):
        return
    start_django()
    from django.core.management import call_command  # noqa: PLC0415 - Django is loaded when there is something to do
    from django.db import DatabaseError  # noqa: PLC0415 - same

    for alias in ("default", "sessions"):
        try:
            call_command("migrate", database=alias, interactive=False, verbosity=0)
        except DatabaseError as error:
            raise Refused(
                f"The database could not be brought up to date: {error}. Nothing was lost; mend this and try again."
            ) from None


def are_up_to_date(configuration: Configuration) -> bool:
    """Raises `Refused` when either was made by a newer version."""
    known = _known()
    both = _applied_to_entries(configuration), _applied_to_file(sessions_file(configuration))
    if any(applied - known for applied in both):
        raise Refused(
            "This database was made by a newer version of Intertwine. Nothing was changed. "
            "Install that version or a newer one, then start again."
        )
    return all(applied == known for applied in both)


def mark(configuration: Configuration) -> None:
    """Writes beside the entries which secrets they belong to. The mark tells nothing about them."""
    if _entries_marked(configuration):
        return
    number = _mark_of(configuration)
    if configuration.database:
        _asked_of_server(configuration.database, f"COMMENT ON TABLE entry IS '{number}'")
        return
    file = entries_file(configuration)
    try:
        with closing(sqlite3.connect(file)) as database:
            database.execute(f"PRAGMA user_version = {number}")
    except sqlite3.Error as error:
        raise Refused(f"The database {file} cannot be written: {error}. Mend this and try again.") from None


def must_belong(configuration: Configuration) -> None:
    """Raises `Refused` for entries that belong to other secrets: new members would be locked out with the old ones."""
    where = "in PostgreSQL" if configuration.database else str(entries_file(configuration))
    _must_be_of(configuration, _entries_marked(configuration), where)


def copy_must_belong(copy: Path, configuration: Configuration) -> None:
    """The same for a backup."""
    _must_be_of(configuration, _marked(copy), str(copy))


def _must_be_of(configuration: Configuration, marked: int, where: str) -> None:
    if marked not in {0, _mark_of(configuration)}:
        raise Refused(
            f"The secrets file {configuration.secrets_path} does not belong to the database {where}: "
            "with it nobody could sign in. Put the one in its place that was made with this database."
        )


def entries_exist(configuration: Configuration) -> bool:
    return bool(_applied_to_entries(configuration))


def entries_file(configuration: Configuration) -> Path:
    return configuration.data_directory / "intertwine.sqlite3"


def sessions_file(configuration: Configuration) -> Path:
    return configuration.data_directory / "sessions.sqlite3"


def start_django() -> None:
    import os  # noqa: PLC0415 - with its only user

    import django  # noqa: PLC0415 - slow to load, and most starts need it in the worker alone

    os.environ["DJANGO_SETTINGS_MODULE"] = "intertwine.server.settings"
    django.setup()


def _mark_of(configuration: Configuration) -> int:
    digest = hmac.digest(configuration.read_secrets().outside, b"which database", "sha256")
    return int.from_bytes(digest[:4]) >> 1 or 1


def _marked(file: Path) -> int:
    """SQLite keeps one number for whoever made a file; 0 when nobody did, or there is no file."""
    return _ask(file, "PRAGMA user_version")[0][0] if file.exists() else 0


def _entries_marked(configuration: Configuration) -> int:
    if not configuration.database:
        return _marked(entries_file(configuration))
    found = _asked_of_server(configuration.database, "SELECT obj_description(to_regclass('entry'), 'pg_class')")
    told = found[0][0] or ""
    return int(told) if told.isdecimal() else 0


def _known() -> frozenset[str]:
    return frozenset(path.stem for path in Path(*migrations.__path__).glob("[0-9]*.py"))


def _applied_to_entries(configuration: Configuration) -> frozenset[str]:
    if configuration.database:
        return _applied_to_server(configuration.database)
    return _applied_to_file(entries_file(configuration))


def _applied_to_file(file: Path) -> frozenset[str]:
    if not file.exists():
        return NOTHING
    if not _ask(file, "SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'"):
        return NOTHING
    return frozenset(name for (name,) in _ask(file, APPLIED))


def _ask(file: Path, question: str) -> list[Any]:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return database.execute(question).fetchall()
    except sqlite3.OperationalError as error:
        raise Refused(f"The database {file} cannot be read: {error}. Nothing was changed.") from None
    except sqlite3.DatabaseError:
        raise Refused(
            f"The file {file} is not a database, or is damaged. Nothing was changed. "
            "Put a backup in its place with `intertwine restore`."
        ) from None


def _applied_to_server(address: str) -> frozenset[str]:
    if _asked_of_server(address, "SELECT to_regclass('django_migrations')") == [(None,)]:
        return NOTHING
    return frozenset(name for (name,) in _asked_of_server(address, APPLIED))


def _asked_of_server(address: str, question: LiteralString) -> list[Any]:
    import psycopg  # noqa: PLC0415 - only hosts with PostgreSQL pay for it

    try:
        with psycopg.connect(address, connect_timeout=10) as database:
            answer = database.execute(question)
            return answer.fetchall() if answer.description else []
    except psycopg.OperationalError:
        raise Refused(
            "The PostgreSQL server named in INTERTWINE_DATABASE does not answer, or does not know this user. "
            "Check the address and that it is running, then start again."
        ) from None
    except psycopg.errors.InsufficientPrivilege:
        raise Refused(
            "The user named in INTERTWINE_DATABASE does not own the tables. Give them to that user, then start again."
        ) from None
    except psycopg.ProgrammingError:
        raise Refused("INTERTWINE_DATABASE must look like postgresql://user:password@host:5432/name.") from None
