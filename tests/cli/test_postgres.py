"""Heidi's clinic: the entries are in PostgreSQL, who is signed in is still in a file."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.cli.conftest import Terminal
from tests.on_postgres import address, postgres

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def clinic(heidi: Terminal) -> Iterator[str]:
    with postgres() as server:
        yield address(server)


def test_setup_fills_an_empty_database_and_guards_it_like_a_file(heidi: Terminal, clinic: str) -> None:
    first, second = (heidi.run("setup", INTERTWINE_DATABASE=clinic) for _ in range(2))
    with psycopg.connect(clinic) as database:
        tables = {name for (name,) in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}

    assert (first.returncode, second.returncode, second.stdout) == (0, 0, "")
    assert {"entry", "member", "seat"} <= tables
    assert "session" not in tables
    assert not heidi.database.exists()

    _no_new_secrets(heidi, clinic)
    _not_with_those_of_another_database(heidi, clinic)
    _not_by_an_older_version(heidi, clinic)


def _no_new_secrets(heidi: Terminal, clinic: str) -> None:
    kept = heidi.secrets.rename(heidi.home / "kept")
    assert heidi.refusal("serve", INTERTWINE_DATABASE=clinic) == (
        f"There is a database, but its secrets file {heidi.secrets} is missing. "
        "Put your copy of it back: with new secrets nobody could sign in, so none were made."
    )
    kept.rename(heidi.secrets)


def _not_with_those_of_another_database(heidi: Terminal, clinic: str) -> None:
    own = heidi.secrets.read_text()
    heidi.secrets.write_text(own.replace('outside = "', 'outside = "00')[:-4] + '"\n')
    assert heidi.refusal("serve", INTERTWINE_DATABASE=clinic) == (
        f"The secrets file {heidi.secrets} does not belong to the database in PostgreSQL: "
        "with it nobody could sign in. Put the one in its place that was made with this database."
    )
    heidi.secrets.write_text(own)
    assert heidi.run("setup", INTERTWINE_DATABASE=clinic).returncode == 0


def _not_by_an_older_version(heidi: Terminal, clinic: str) -> None:
    with psycopg.connect(clinic) as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('intertwine', '9999_future', now())"
        )

    assert heidi.refusal("serve", INTERTWINE_DATABASE=clinic) == (
        "This database was made by a newer version of Intertwine. Nothing was changed. "
        "Install that version or a newer one, then start again."
    )
