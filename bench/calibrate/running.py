"""Jobs on all cores, each answer kept as soon as it is there: what was interrupted goes on where it was."""

import hashlib
import json
import multiprocessing
import os
import sys
import time
from importlib.resources import files
from pathlib import Path

from bench.calibrate.part import Answer, Job, Part

PROCESSES = 2


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


def answered(part: Part, jobs: list[Job]) -> list[tuple[Job, Answer]]:
    """Every job with its answer, in the order of the jobs."""
    place = kept(part)
    place.parent.mkdir(parents=True, exist_ok=True)
    known = _read(place)
    missing = [job for job in jobs if _key(job) not in known]
    print(f"{part.name}: {len(jobs)} runs, {len(jobs) - len(missing)} of them known from {place}", file=sys.stderr)
    began = time.monotonic()
    with place.open("a") as lines, multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        tasks = [(part.name, job) for job in missing]
        for done, (job, answer) in enumerate(pool.imap_unordered(_run, tasks, chunksize=4), start=1):
            known[_key(job)] = answer
            lines.write(json.dumps([job, answer]) + "\n")
            lines.flush()
            if done % 100 == 0:
                left = (time.monotonic() - began) / done * (len(missing) - done)
                print(f"  {done} of {len(missing)}, about {left / 60:.0f} minutes more", file=sys.stderr, flush=True)
    return [(job, known[_key(job)]) for job in jobs]


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
