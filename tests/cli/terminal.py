"""A real terminal for passwords, and a look at what a member finds afterwards."""

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from select import select
from typing import Any

from tests.cli.conftest import Terminal

ROOT = Path(__file__).parents[2]


def typing(heidi: Terminal, *words: str, passwords: list[str]) -> subprocess.CompletedProcess[str]:
    """Runs a command at a terminal of its own, and answers each question for a password."""
    mine, theirs = pty.openpty()
    with subprocess.Popen(
        heidi._command(words),
        env=heidi._environment({}),
        cwd=heidi.home,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # or it would ask at the terminal the tests were started from
    ) as command:
        os.close(theirs)
        said = b""
        try:
            for password in passwords:
                said += _until_asked(command)
                os.write(mine, password.encode() + b"\n")
            out, rest = command.communicate()
        finally:
            command.kill()
    os.close(mine)
    return subprocess.CompletedProcess(words, command.returncode, out.decode(), (said + rest).decode())


def _until_asked(command: subprocess.Popen[bytes]) -> bytes:
    assert command.stderr is not None
    said = b""
    while not said.endswith(b": "):
        readable, _, _ = select([command.stderr], [], [], 60)
        read = os.read(command.stderr.fileno(), 1) if readable else b""
        assert read, f"it did not ask: {said!r}"
        said += read
    return said


def found_by(heidi: Terminal, name: str, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.reading_back", name, *words],
        env={**heidi._environment({}), "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        cwd=heidi.home,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def passwords_in(said: str) -> dict[str, str]:
    """By name, as they are shown."""
    return dict(re.findall(r"^ *(\w+)\s+password +(.+)$", said, re.MULTILINE))


def rows(heidi: Terminal) -> list[tuple[object, ...]]:
    """Everything that tells whether anything was written."""
    with closing(sqlite3.connect(heidi.database)) as database:
        members = database.execute("SELECT id, keyring_revision FROM member ORDER BY id").fetchall()
        couples = database.execute(
            "SELECT couple_id, member_id, revision, choices FROM seat ORDER BY member_id"
        ).fetchall()
        entries = database.execute("SELECT space, id, revision, blob FROM entry ORDER BY space, id").fetchall()
    return [*members, *couples, *entries]
