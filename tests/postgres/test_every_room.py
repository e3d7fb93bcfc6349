"""Whatever holds on SQLite holds on PostgreSQL: the same tests, asked again there."""

import os
import subprocess
import sys

import pytest
from django.db import connection

from tests.on_postgres import ROOT

QUICK = "django_db and not slow and not browser and not postgres and not sqlite"


@pytest.mark.postgres
def test_every_test_that_reads_or_writes_holds_on_postgresql_too() -> None:
    command = [sys.executable, "-m", "tests.on_postgres", "-q", "-p", "no:cacheprovider", "-m", QUICK]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    """Part of the run above as well, where it keeps that run honest."""
    assert connection.vendor == ("postgresql" if os.environ.get("INTERTWINE_DATABASE") else "sqlite")
