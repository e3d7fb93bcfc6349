"""Jobs on all cores, each answer kept as soon as it is there: what was interrupted goes on where it was.

Answers belong to the sources that gave them. When sources change and answers should not, `carry_over` has some of the
old ones given again, drawn by lot, and takes over the others only if every one of these is the same but for its last
digits.
"""

import hashlib
import json
import math
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, TypedDict

from bench.calibrate.part import Answer, Job, Part

PROCESSES = 2
AGAIN, FEWEST_AGAIN = 0.02, 10
"""The share of old answers that are given again before the others are carried over."""

SAME = 1e-6
"""How far a number given again may be from the old one, as a share of it, or by itself where it is near 0."""

Over = Callable[[Part, list[Job]], Iterable[tuple[Job, Answer]]]
"""Runs jobs, in any order."""


def version(part: Part) -> str:
    """SHA-256 of the source an answer depends on, in short."""
    sources = sorted(path for name in part.depends for path in _sources(name))
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _sources(name: str) -> list[Path]:
    """Of a module its file, of a package the files in it."""
    package, _, last = name.rpartition(".")
    module = Path(str(files(package))) / f"{last}.py"
    inside = module.with_suffix("").glob("*")
    return [module] if module.exists() else [path for path in inside if path.suffix in {".py", ".toml", ".json"}]


HOME = Path(os.environ.get("INTERTWINE_CALIBRATE", "~/.cache/intertwine/calibrate")).expanduser()


def kept(part: Part) -> Path:
    return HOME / f"{part.name}-{version(part)}.jsonl"


def newest(part: Part) -> tuple[str, list[tuple[Job, Answer]]]:
    """The answers kept last, of whatever version, and that version: to tell what there is, without running anything."""
    place = max(HOME.glob(f"{part.name}-*.jsonl"), key=lambda path: path.stat().st_mtime)
    told = [(json.loads(job), answer) for job, answer in _read(place).items()]
    return place.stem.removeprefix(f"{part.name}-"), told


def in_processes(part: Part, jobs: list[Job]) -> Iterator[tuple[Job, Answer]]:
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        yield from pool.imap_unordered(_run, [(part.name, job) for job in jobs], chunksize=4)


def answered(part: Part, jobs: list[Job], over: Over = in_processes) -> list[tuple[Job, Answer]]:
    """Every job with its answer, in the order of the jobs."""
    place = kept(part)
    place.parent.mkdir(parents=True, exist_ok=True)
    known = _read(place)
    missing = [job for job in jobs if _key(job) not in known]
    print(f"{part.name}: {len(jobs)} runs, {len(jobs) - len(missing)} of them known from {place}", file=sys.stderr)
    began = time.monotonic()
    with place.open("a") as lines:
        for done, (job, answer) in enumerate(over(part, missing), start=1):
            known[_key(job)] = answer
            lines.write(json.dumps([job, answer]) + "\n")
            lines.flush()
            if done % 100 == 0:
                left = (time.monotonic() - began) / done * (len(missing) - done)
                print(f"  {done} of {len(missing)}, about {left / 60:.0f} minutes more", file=sys.stderr, flush=True)
    return [(job, known[_key(job)]) for job in jobs]


class Carried(TypedDict):
    """Which sources gave the answers, how many there are, and how many of them were given again and were the same."""

    sources: str
    answers: int
    again: int


def carried(part: Part) -> Carried | None:
    """How the answers for the present sources were come by, if not by running all."""
    note = _note(part)
    return json.loads(note.read_text()) if note.exists() else None


def carry_over(part: Part, jobs: list[Job], over: Over = in_processes) -> None:
    """Answers of other sources for these, where there are none yet and a sample of them is the same when run again."""
    before = _before(part)
    if before is None or _read(kept(part)):
        return
    known = _read(before)
    shared = [job for job in jobs if _key(job) in known]
    count = min(len(shared), max(FEWEST_AGAIN, math.ceil(AGAIN * len(shared))))
    some = random.Random(version(part)).sample(shared, count)
    others = sum(not _same(known[_key(job)], _as_kept(answer)) for job, answer in answered(part, some, over))
    sources = before.stem.removeprefix(f"{part.name}-")
    if others:
        print(f"{part.name}: {others} of {count} are other answers than of {sources}: nothing taken", file=sys.stderr)
        return
    done = {_key(job) for job in some}
    with kept(part).open("a") as lines:
        lines.writelines(json.dumps([job, known[_key(job)]]) + "\n" for job in shared if _key(job) not in done)
    _note(part).write_text(json.dumps(Carried(sources=sources, answers=len(shared), again=count)))
    print(f"{part.name}: {len(shared)} answers of {sources}; {count} run again were the same", file=sys.stderr)


def _before(part: Part) -> Path | None:
    """The answers kept last that are of other sources."""
    places = [place for place in HOME.glob(f"{part.name}-*.jsonl") if place != kept(part) and _read(place)]
    return max(places, key=lambda path: path.stat().st_mtime, default=None)


def _note(part: Part) -> Path:
    return kept(part).with_suffix(".carried.json")


def _same(one: Any, other: Any) -> bool:
    """Whether two answers are the same but for the last digits of their numbers."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME) or (math.isnan(one) and math.isnan(other))
    return bool(one == other)


def _as_kept(answer: Answer) -> Answer:
    found: Answer = json.loads(json.dumps(answer))
    return found


def _run(task: tuple[str, Job]) -> tuple[Job, Answer]:
    from bench.calibrate.parts import PARTS

    name, job = task
    return job, PARTS[name].run(job)


def _key(job: Job) -> str:
    return json.dumps(job, sort_keys=True)


def _read(place: Path) -> dict[str, Answer]:
    """A last line that was cut off is run again."""
    known: dict[str, Answer] = {}
    for line in place.read_text().splitlines() if place.exists() else []:
        try:
            job, answer = json.loads(line)
        except json.JSONDecodeError:
            continue
        known[_key(job)] = answer
    return known
