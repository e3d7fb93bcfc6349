"""Where everything must run, a skipped test is a failed one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SUITE = """
import pytest

@pytest.mark.browser
def test_without_a_browser():
    pytest.skip("no Chromium here")

@pytest.mark.postgres
@pytest.mark.skip(reason="no PostgreSQL here")
def test_without_a_database():
    pass

def test_without_data():
    pytest.skip("no diaries here")
"""


@pytest.mark.parametrize(("wanted", "summary"), [("", "3 skipped"), ("1", "1 failed, 1 skipped, 1 error")])
def test_skipping_for_want_of_a_browser_or_a_database_fails_where_nothing_may_be(
    tmp_path: Path, wanted: str, summary: str
) -> None:
    (tmp_path / "test_suite.py").write_text(SUITE, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    browser\n    postgres\n", encoding="utf-8")
    words = [
        "-q",
        "-p",
        "tests.nothing_skipped",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:django",
        "-c",
        tmp_path / "pytest.ini",
    ]
    environment = {**os.environ, "NOTHING_SKIPPED": wanted, "PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words, tmp_path],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.splitlines()[-1].split(" in ")[0] == summary
