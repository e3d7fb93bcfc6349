"""With NOTHING_SKIPPED=1 a test that wants a browser or a database and does not get one fails, and so does a
whole module that was skipped. Without it they are skipped, as a developer without Chromium would want."""

import os
from collections.abc import Generator
from typing import Any

import pytest

WANTED = {"browser", "postgres"}
NOTHING_SKIPPED = os.environ.get("NOTHING_SKIPPED") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if NOTHING_SKIPPED and report.skipped and WANTED & set(item.keywords) and not hasattr(report, "wasxfail"):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if NOTHING_SKIPPED and report.skipped:
        _fail(report)
    return report


def _fail(report: Any) -> None:
    report.outcome = "failed"
    report.longrepr = f"skipped, where nothing may be: {report.longrepr}"
