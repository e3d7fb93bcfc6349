"""What a host installs: the wheel, on a machine where nothing of the repository is."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "intertwine"
pytestmark = pytest.mark.slow


def run(*words: str | Path) -> None:
    subprocess.run(words, check=True, env=elsewhere(), cwd=ROOT, capture_output=True)


def elsewhere(**more: str) -> dict[str, str]:
    """The environment of somebody who has never heard of this repository."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("INTERTWINE_", "PYTHON", "DJANGO_"))
    }
    return {**kept, **more}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", where, ROOT)
    (built,) = where.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def host(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a new environment with what app.txt locks, and the wheel."""
    where = tmp_path_factory.mktemp("host")
    run(sys.executable, "-m", "venv", where)
    install = [where / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-compile"]
    run(*install, "--require-hashes", "-r", ROOT / "requirements" / "app.txt")
    run(*install, "--no-deps", "--no-index", wheel)
    return where / "bin"


def test_everything_that_is_not_code_travels_too(wheel: Path) -> None:
    committed = subprocess.run(["git", "ls-files", PACKAGE], cwd=ROOT, capture_output=True, text=True, check=True)
    files = {name.removeprefix("src/") for name in committed.stdout.splitlines() if (ROOT / name).exists()}
    messages = {name.removesuffix("po") + "mo" for name in files if name.endswith(".po")}

    assert len(files) > 100
    assert files | messages <= set(zipfile.ZipFile(wheel).namelist())


def test_the_installed_command_serves_pages_and_what_they_need(wheel: Path, host: Path, tmp_path: Path) -> None:
    port = free_port()
    server = subprocess.Popen(
        [host / "intertwine", "serve", "--port", str(port), "--data", tmp_path / "data"],
        env=elsewhere(HOME=str(tmp_path)),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    said = next(line for line in server.stdout if line.startswith("Intertwine is at"))
    page = fetched(port, "/")
    styles = fetched(port, re.findall(r'href="(/static/intertwine\.[0-9a-f]+\.css)"', page)[0])
    health = fetched(port, "/health")
    server.send_signal(signal.SIGINT)
    rest = server.communicate()[0]

    assert said == f"Intertwine is at http://localhost:{port} (Ctrl-C stops it)\n"
    assert styles == zipfile.ZipFile(wheel).read("intertwine/web/static/intertwine.css").decode()
    assert health == "ok"
    assert (rest, server.returncode) == ("Intertwine has stopped.\n", 0)


def test_who_hosts_gets_nothing_that_only_developers_need(host: Path) -> None:
    seen = "import importlib.util as u; print([n for n in ('pytest', 'mypy', 'playwright', 'scipy') if u.find_spec(n)])"
    done = subprocess.run(
        [host / "python", "-P", "-c", seen], env=elsewhere(), capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def fetched(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.read().decode()
