"""Whatever holds on SQLite holds on PostgreSQL: the same tests, asked again there."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.on_postgres import ROOT

QUICK = "django_db and not slow and not browser and not postgres and not sqlite"
LONG = "nightly and django_db and not browser and not postgres and not sqlite"


def on_postgresql(words: str) -> subprocess.CompletedProcess[str]:
    apart = "--ignore=tests/access"  # who may do what is decided before any database is asked
    command = [sys.executable, "-m", "tests.on_postgres", "-q", "-p", "no:cacheprovider", apart, "-m", words]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


@pytest.mark.postgres
def test_every_test_that_reads_or_writes_holds_on_postgresql_too() -> None:
    done = on_postgresql(QUICK)

    assert done.returncode == 0, done.stdout


@pytest.mark.postgres
@pytest.mark.nightly
def test_what_takes_a_night_holds_on_postgresql_too() -> None:
    """A thousand races of two answers, thousands of histories of a question, of swapped identifiers."""
    done = on_postgresql(LONG)

    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    """Part of the run above as well, where it keeps that run honest."""
    assert connection.vendor == ("postgresql" if os.environ.get("INTERTWINE_DATABASE") else "sqlite")
