"""`intertwine backup` and `intertwine restore`: the entries database, checked before it counts as a copy."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from intertwine.cli import databases
from intertwine.cli.errors import Refused
from intertwine.cli.options import Data, configured
from intertwine.cli.saying import say
from intertwine.server.configuration import Configuration

PAGES_AT_ONCE = 4096


def backup(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to make. It must not exist yet.")],
    data: Data = None,
) -> None:
    """Copy the database into FILE, while people use it. Never who is signed in, never the secrets."""
    configuration = _on_sqlite(configured(data=data), instead="pg_dump --format=custom")
    source = databases.entries_file(configuration)
    if not databases.entries_exist(configuration):
        raise Refused(f"There is no database in {configuration.data_directory}. Name its directory with --data DIR.")
    _copy(source, file)
    say(
        f"The copy is in {file}, and was checked. "
        f"Keep a copy of the secrets ({configuration.secrets_path}) too, but somewhere else."
    )


def restore(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made by `intertwine backup`.")],
    data: Data = None,
) -> None:
    """Put a backup in place, where there is no database yet."""
    configuration = _on_sqlite(configured(data=data), instead="pg_restore")
    if not configuration.secrets_path.exists():
        raise Refused(
            f"Put the secrets that belong to this copy at {configuration.secrets_path} first: "
            "without them nobody can sign in."
        )
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    databases.copy_must_belong(file, configuration)
    target = databases.entries_file(configuration)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _copy(file, target)
    _sign_everybody_out(configuration)
    say(f"The copy is in place. Everybody signs in again: intertwine serve --data {configuration.data_directory}")


def _sign_everybody_out(configuration: Configuration) -> None:
    """Who was signed in belongs to the database that was here before."""
    sessions = databases.sessions_file(configuration)
    for ending in ("", "-wal", "-shm"):
        sessions.with_name(sessions.name + ending).unlink(missing_ok=True)


def _on_sqlite(configuration: Configuration, *, instead: str) -> Configuration:
    if configuration.database:
        raise Refused(f"The entries are in PostgreSQL, whose own tool is the right one: {instead}. See docs/host.md.")
    return configuration


def _copy(source: Path, target: Path) -> None:
    """A whole, checked copy under its own name, or none. Never replaces anything."""
    if target.exists():
        raise Refused(f"{target} exists already and was not touched. Name another file, or move it away first.")
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy_pages(source, part)
        _check(part)
        os.link(part, target)  # unlike a rename, this refuses when someone was faster
    except FileExistsError:
        raise Refused(f"{target} exists already and was not touched.") from None
    except OSError as error:
        raise Refused(f"{target} cannot be written: {error.strerror}. No copy was made.") from None
    except sqlite3.Error as error:
        raise Refused(f"The copy failed: {error}. No copy was made, and nothing was changed.") from None
    finally:
        part.unlink(missing_ok=True)


def _copy_pages(source: Path, part: Path) -> None:
    from rich.console import Console  # noqa: PLC0415 - the start of a server does not wait for it
    from rich.progress import Progress  # noqa: PLC0415 - same

    out = Console()
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(part)) as there,
        Progress(console=out, transient=True, disable=not out.is_terminal) as progress,
    ):
        task = progress.add_task("Copying", total=None)
        # One snapshot for the whole copy. Without it, every write in between would start the copy over.
        here.execute("BEGIN")
        here.execute("SELECT count(*) FROM sqlite_master").fetchone()
        here.backup(
            there,
            pages=PAGES_AT_ONCE,
            progress=lambda _, left, all_: progress.update(task, total=all_, completed=all_ - left),
        )
        # a copy is one file: no log beside it that could be forgotten
        there.execute("PRAGMA journal_mode=DELETE")


def _check(copy: Path) -> None:
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as database:
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        whole = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    if not whole or not {"django_migrations", "entry"} <= tables:
        raise Refused("This is not a whole Intertwine database, so nothing was put in place.")
    with copy.open("rb") as file:
        os.fsync(file.fileno())
