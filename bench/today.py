"""The *Today* page against the bare handler: alternating rounds, so that whatever else the machine does hits both."""

import json
import os
import statistics
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.house import RECORDS, House, served
from bench.result import Result, at_least, at_most

ROUNDS, CONNECTIONS, REQUESTS = 5, 8, 1_600
OURS, FLOOR = 8471, 8472
MEGABYTES_FOR_THE_PAGE = 120


def measure(house: House, home: Path) -> list[Result]:
    ours_command = [sys.executable, "-m", "intertwine", "serve", "--port", str(OURS)]
    with served(ours_command, house, OURS) as process:
        page = fetch(OURS, house)
        (home / "today.html").write_bytes(page)
        floor = floor_house(house, home)
        with served([sys.executable, "-m", "bench.floor", str(FLOOR)], floor, FLOOR):
            rounds = [(load(OURS, house), load(FLOOR, house)) for _ in range(ROUNDS)]
        memory = resident(process.pid)
    rates = [statistics.median(side[n]["per_second"] for side in rounds) for n in (0, 1)]
    p50, p99 = (statistics.median(ours[key] for ours, _ in rounds) for key in ("p50_ms", "p99_ms"))
    return [
        at_least(0.5, name="Today, requests a second", ours=rates[0], yardstick=rates[1], unit="1/s"),
        at_most(10, name="Today, p99 against p50 at 8 connections", ours=p99, yardstick=p50, unit="ms"),
        at_most(
            1, name="serving processes, resident after load", ours=memory, yardstick=MEGABYTES_FOR_THE_PAGE, unit="MB"
        ),
    ]


def floor_house(house: House, home: Path) -> House:
    """The same house, with what the bare handler needs to know in its environment."""
    today = datetime.now(UTC).date()
    months = {(day.year * 100 + day.month) for day in (today, today - timedelta(days=28))}
    os.environ["FLOOR_HTML"] = str(home / "today.html")
    os.environ["FLOOR_MEMBER"], os.environ["FLOOR_SPACE"] = str(house.member), str(house.space)
    os.environ["FLOOR_PERIODS"] = ",".join(map(str, sorted(months)))
    return house


def fetch(port: int, house: House) -> bytes:
    import urllib.request

    request = urllib.request.Request(f"http://localhost:{port}/today", headers={"Cookie": house.cookie})
    with urllib.request.urlopen(request) as response:
        assert response.geturl().endswith("/today"), "Alice is not signed in"
        return bytes(response.read())


def load(port: int, house: House, *, requests: int = REQUESTS, path: str = "/today") -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.load", str(port), path, str(CONNECTIONS), str(requests), house.cookie]
    result = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    if result["not_200"]:
        raise SystemExit(f"{result['not_200']} answers were not pages")
    return dict(result)


def resident(parent: int) -> float:
    """Of the process that was started and its children, in MB; memory they share counts once (PSS)."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return sum(_shared_out(pid) for pid in (str(parent), *children)) / 1024


def _shared_out(pid: str) -> int:
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it has ended
        return 0
    return sum(int(line.split()[1]) for line in told.splitlines() if line.startswith("Pss:"))


__all__ = ["RECORDS", "load", "measure"]
