"""`make bench`: each figure beside its yardstick, measured in one run. Writes bench/results.json.

python -m bench [--full]     --full grows to 10,000 couples x 1 year on SQLite and 100,000 x 1 month on PostgreSQL
                             (7.3 and 6.1 million entries, about 9 GB of disk each)
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bench import insights, today, writes
from bench.result import Result
from intertwine.server.secrets_file import make_secrets

RESULTS = Path(__file__).parent / "results.json"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    full = parser.parse_args().full
    with tempfile.TemporaryDirectory(prefix="intertwine-bench-") as home:
        results = measure(Path(home), full=full)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n")
    show(results)
    return 0 if all(result.ok for result in results) else 1


def measure(home: Path, *, full: bool) -> list[Result]:
    os.environ["INTERTWINE_SECRETS"] = str(home / "secrets")
    make_secrets(home / "secrets")
    from bench.house import build

    house = build(home / "data")
    return [
        *today.measure(house, home),
        *writes.measure(house),
        *grown(home / "sqlite", "--full" if full else ""),
        *grown(home / "postgres", "--postgres", "--full" if full else ""),
        *insights.measure(),
    ]


def grown(home: Path, *options: str) -> list[Result]:
    """In a process of its own: Django knows one database a process."""
    home.mkdir()
    command = [sys.executable, "-m", "bench.growth", str(home), *filter(None, options)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INTERTWINE_")}
    environment["INTERTWINE_SECRETS"] = os.environ["INTERTWINE_SECRETS"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    shutil.rmtree(home)
    return msgspec.json.decode(done.stdout, type=list[Result])


def show(results: list[Result]) -> None:
    table = Table("what", "ours", "yardstick", "unit", "ratio", "must be", "")
    for result in results:
        table.add_row(
            result.name,
            f"{result.ours:,.2f}",
            f"{result.yardstick:,.2f}",
            result.unit,
            f"{result.ratio:.2f}",
            result.bar,
            "ok" if result.ok else "missed",
        )
    Console().print(table)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    Console().print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}; this process took {peak} MB.")


if __name__ == "__main__":
    sys.exit(main())
