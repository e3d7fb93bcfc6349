"""Files are made in a process of their own, which ends when they are done: what making them takes stays out of the
small process that serves pages. What goes in and comes out goes through pipes; nothing is ever written to a disk."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import intertwine
from intertwine.helping.errors import NotMade

LONGEST: Final = 60
"""Seconds. A year of days takes three."""
ENVIRONMENT: Final = {"PYTHONPATH": str(Path(*intertwine.__path__).parent)}
"""Nothing of this process, except where this very package lies: a checkout that runs need not be installed."""


def make_pdf(paper: bytes) -> bytes:
    """A `Paper` as JSON to a PDF. Raises `NotMade`."""
    return _made("intertwine.helping.typesetting", paper)


def make_bundle(summary: bytes) -> bytes:
    """A `Summary` as JSON to a FHIR bundle. Raises `NotMade`."""
    return _made("intertwine.helping.fhir", summary)


def _made(module: str, told: bytes) -> bytes:
    command = [sys.executable, "-P", "-m", module]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own module; nothing of it is typed by anybody
            command,
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
            timeout=LONGEST,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        raise NotMade from None  # what went wrong there may quote what somebody wrote
    return done.stdout
