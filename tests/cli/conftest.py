"""Heidi's terminal: the real command, in a process of its own, with nothing in its environment but what she set."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

KEPT = ("PATH", "PYTHONPATH", "LANG")


@dataclass(frozen=True)
class Terminal:
    home: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def secrets(self) -> Path:
        return self.home / "data.secrets"

    @property
    def database(self) -> Path:
        return self.data / "intertwine.sqlite3"

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(words),
            env=self._environment(environment),
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *words: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self._command(words), env=self._environment(environment), cwd=self.home, stdout=subprocess.PIPE, text=True
        )

    def refusal(self, *words: str, **environment: str) -> str:
        """The one sentence a refused command leaves; anything else fails."""
        done = self.run(*words, **environment)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done
        return done.stderr.strip()

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-P", "-W", "error", "-m", "intertwine", *words]

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        kept = {name: os.environ[name] for name in KEPT if name in os.environ}
        return {**kept, "HOME": str(self.home), "INTERTWINE_DATA": str(self.data), **more}


@pytest.fixture
def heidi(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made")
    assert Terminal(home).run("setup").returncode == 0
    return home


@pytest.fixture
def set_up(heidi: Terminal, made_once: Path) -> None:
    """Heidi has run `intertwine setup` before."""
    shutil.copytree(made_once, heidi.home, dirs_exist_ok=True)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def serving(heidi: Terminal) -> Iterator[Callable[..., tuple[subprocess.Popen[str], list[str]]]]:
    """Starts a server and reads what it says until it says where it is, which is when it answers."""
    started = []

    def start(*words: str, **environment: str) -> tuple[subprocess.Popen[str], list[str]]:
        server = heidi.start("serve", *words, **environment)
        started.append(server)
        said = []
        for line in server.stdout:
            said.append(line.strip())
            if line.startswith("Intertwine "):
                break
        return server, said

    yield start
    for server in started:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
        if not server.stdout.closed:
            server.communicate()
