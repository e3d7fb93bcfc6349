"""Planning a cohort's fit past this machine, from what was measured on it: python -m bench.plan [--write]

Prints the tables of docs/study.md; with --write puts them there. Seconds come from bench/study.json, operations are
counted on the kernels' own lines (bench.flops), bytes are those of the arrays themselves.
"""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from math import ceil
from pathlib import Path
from textwrap import fill

import msgspec

from bench import flops
from bench.million import A_FIFTH_ABSENT
from bench.result import WORKERS, Result
from intertwine.insights.cohort.climb import ENOUGH
from intertwine.insights.cohort.couples import couples_of
from intertwine.insights.cohort.moments import LEAF, empty
from intertwine.insights.cohort.planning import DESIGN, found_in, local_of_drawn
from intertwine.insights.cohort.simulate import CohortTruth, Drawn, draw_cohort

HERE = Path(__file__).parent
WIDTH = 126
MEASURED = HERE / "study.json"
PAGE = HERE.parent / "docs" / "study.md"
BEGIN, END = "<!-- written by python -m bench.plan --write -->", "<!-- as far as here -->"

MILLION = 1_000_000
SIZES = (MILLION, 10 * MILLION, 100 * MILLION)
DEADLINES = (("ten minutes", 600), ("an hour", 3600))
NETS = (("1 Gbit/s", 1e9 / 8), ("10 Gbit/s", 1e10 / 8))
DAYS = 60
SAMPLE = 2_000
"""Couples of the made-up cohort on which passes and bytes are counted."""

STAGES = ("read", "sums", "fit")
SPLIT = re.compile(
    r"([\d,]+) couples × 60 days from Parquet on (\d+) cores \(read ([\d.]+) s, sums ([\d.]+) s, fit ([\d.]+) s\)"
)
LIMIT = re.compile(
    r"([\d,]+) couples: distance to the limit \(([\d,]+) MB read once ([\d.]+) s, ([\d,.]+) Gflop ([\d.]+) s\)"
)
MEMORY = re.compile(r"([\d,]+) couples: resident memory")


class NotMeasured(SystemExit):
    """There is nothing to plan from."""


def _number(text: str) -> float:
    return float(text.replace(",", ""))


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What one run left of its largest cohort. seconds: by stage, by the clock; bytes: of the file; bytes_a_second:
    reading it once; flops_a_second: of all cores; memory: resident, in bytes; efficiency: of two workers for one."""

    couples: int
    cores: int
    seconds: dict[str, float]
    bytes: float
    bytes_a_second: float
    flops_a_second: float
    memory: float
    efficiency: float

    @classmethod
    def of(cls, results: list[Result]) -> "Machine":
        """From the lines of bench/study.json."""
        split = max((found for one in results if (found := SPLIT.fullmatch(one.name))), key=lambda f: _number(f[1]))
        limit = next(found for one in results if (found := LIMIT.fullmatch(one.name)))
        memory = next(one for one in results if (of := MEMORY.fullmatch(one.name)) and of[1] == split[1])
        workers = next(one for one in results if one.name == WORKERS)
        size = 1e6 * _number(limit[2])
        return cls(
            couples=int(_number(split[1])),
            cores=int(split[2]),
            seconds={stage: _number(text) for stage, text in zip(STAGES, split.groups()[2:], strict=True)},
            bytes=size,
            bytes_a_second=size / max(_number(limit[3]), 0.01),
            flops_a_second=1e9 * _number(limit[4]) / max(_number(limit[5]), 0.01),
            memory=1e6 * memory.ours,
            efficiency=workers.ratio / 2,
        )

    def core_seconds(self, stage: str, couples: int) -> float:
        """Of one stage for so many couples."""
        return self.seconds[stage] * self.cores * couples / self.couples


class Counted:
    """What the code itself says, on a made-up cohort like the measured one."""

    @cached_property
    def _drawn(self) -> Drawn:
        return draw_cohort(couples=SAMPLE, days=DAYS, seed=1, truth=CohortTruth(), absent=A_FIFTH_ABSENT)

    @cached_property
    def days_of_both(self) -> float:
        """Days that count, for each couple."""
        return float(local_of_drawn(self._drawn).whole.all(axis=1).sum()) / SAMPLE

    @cached_property
    def passes(self) -> int:
        """Until it has converged."""
        return found_in(self._drawn, None, ENOUGH).passes

    @cached_property
    def bytes_a_couple(self) -> float:
        """Of its sums."""
        couples = couples_of(local_of_drawn(self._drawn))
        return (couples.sums.nbytes + couples.counts.nbytes) / SAMPLE

    @cached_property
    def bytes_a_leaf(self) -> int:
        """Of what a pass brings home of one leaf."""
        none = empty(DESIGN.wiring, len(DESIGN.structure.patterns))
        return sum(getattr(none, field.name).nbytes for field in fields(none))

    def flops(self, stage: str, couples: int) -> float:
        """Of one stage; reading has none."""
        each = {"sums": flops.of_a_day() * self.days_of_both, "fit": flops.of_a_pass() * self.passes}
        return each.get(stage, 0.0) * couples


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that is said, from both."""

    machine: Machine
    counted: Counted

    def least(self, stage: str) -> float:
        """Seconds a million couples must take on this machine: their bytes once, or their operations at the speed of a
        matrix product on all cores."""
        if stage == "read":
            return self.machine.bytes / self.machine.couples * MILLION / self.machine.bytes_a_second
        return self.counted.flops(stage, MILLION) / self.machine.flops_a_second

    def core_seconds(self, couples: int, stages: Sequence[str] = STAGES) -> float:
        """As measured, at the cluster's measured efficiency."""
        return sum(self.machine.core_seconds(stage, couples) for stage in stages) / min(self.machine.efficiency, 1.0)

    def cores(self, couples: int, seconds: float) -> int:
        """To be done by then."""
        return ceil(self.core_seconds(couples) / seconds)

    def leaf_seconds(self) -> float:
        """What one core takes for a leaf in one pass."""
        return self.machine.core_seconds("fit", LEAF) / self.counted.passes

    def leaf_arrives(self, bytes_a_second: float) -> float:
        """Seconds on the wire."""
        return self.counted.bytes_a_leaf / bytes_a_second

    def beside_sums(self) -> float:
        """Bytes a process needs whatever the cohort's size: what was resident, less the sums, which stand twice in
        memory while parts become one."""
        return max(self.machine.memory - 2 * self.counted.bytes_a_couple * self.machine.couples, 0.0)

    def bytes_a_worker(self, couples: int, workers: int) -> float:
        """Of one worker among so many."""
        return self.beside_sums() + self.counted.bytes_a_couple * couples / workers


def page(plan: Plan) -> str:
    """The tables, and lines of words no longer than those around them."""
    parts = "\n\n".join([_stages(plan), _clusters(plan), _reduce(plan)]).split("\n\n")
    return "\n\n".join(part if part.startswith("|") else fill(part, WIDTH) for part in parts)


def _stages(plan: Plan) -> str:
    m, c = plan.machine, plan.counted
    rows = []
    for stage in STAGES:
        seconds = m.seconds[stage] * MILLION / m.couples
        work = (
            f"{m.bytes / m.couples * MILLION / 1e6:,.0f} MB"
            if stage == "read"
            else f"{c.flops(stage, MILLION) / 1e9:,.0f} Gflop"
        )
        rows.append(_row(stage, f"{seconds:,.1f} s", work, f"{plan.least(stage):,.2f} s", seconds / plan.least(stage)))
    whole = sum(m.seconds.values()) * MILLION / m.couples
    least = sum(plan.least(stage) for stage in STAGES)
    rows.append(_row("all", f"{whole:,.1f} s", "", f"{least:,.2f} s", whole / least))
    return (
        f"Measured with {m.couples:,} couples × {DAYS} days on {m.cores} cores; for a million couples. Reading is "
        f"decoding columns; sums are finding couples, days and partners in the rows, centring, and adding. A day both "
        f"have costs {flops.of_a_day()} operations, a couple {flops.of_a_pass():,} in a pass, and a fit takes "
        f"{c.passes} passes. The least is the file's bytes read once, as a program that does nothing else reads them, "
        f"and the operations at the speed of a matrix product on all cores, {m.flops_a_second / 1e9:,.0f} Gflop/s.\n\n"
        "| stage | by the clock | work | least on this machine | times the least |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
    )


def _row(*cells: object) -> str:
    return "| " + " | ".join(f"{cell:,.1f}" if isinstance(cell, float) else str(cell) for cell in cells) + " |"


def _clusters(plan: Plan) -> str:
    head = "| couples | file | core-hours | " + " | ".join(f"cores for {name}" for name, _ in DEADLINES)
    head += " | memory of each core's worker then |\n|---|---|---|---|---|---|\n"
    rows = [
        _row(
            f"{couples // MILLION:,} million",
            f"{plan.machine.bytes / plan.machine.couples * couples / 1e9:,.1f} GB",
            f"{plan.core_seconds(couples) / 3600:,.2f}",
            *(f"{plan.cores(couples, seconds):,}" for _, seconds in DEADLINES),
            " and ".join(f"{plan.bytes_a_worker(couples, plan.cores(couples, s)) / 1e9:,.1f} GB" for _, s in DEADLINES),
        )
        for couples in SIZES
    ]
    of_days, of_couples = (plan.core_seconds(MILLION, stages) / 3600 for stages in (STAGES[:2], STAGES[2:]))
    return (
        f"core-hours = millions of couples × ({of_days:.4f} × days / {DAYS} + {of_couples:.4f}), at the efficiency "
        f"measured from one worker to two ({plan.machine.efficiency:.2f}), which with more was not measured. A worker "
        f"holds "
        f"{plan.counted.bytes_a_couple:,.0f} bytes for each of its couples, and "
        f"{plan.beside_sums() / 1e6:,.0f} MB besides for programs and the part it is reading.\n\n"
        + head
        + "\n".join(rows)
    )


def _reduce(plan: Plan) -> str:
    c = plan.counted
    sizes = ", ".join(
        f"{c.bytes_a_leaf * ceil(couples / LEAF) / 1e6:,.0f} MB for {couples // MILLION} million" for couples in SIZES
    )
    rows = [
        _row(
            name,
            f"{1e3 * plan.leaf_arrives(speed):.2f} ms",
            f"{plan.leaf_seconds() / plan.leaf_arrives(speed):,.0f} cores",
            ", ".join(f"{c.passes * plan.leaf_arrives(speed) * ceil(couples / LEAF):,.1f} s" for couples in SIZES),
        )
        for name, speed in NETS
    ]
    return (
        f"A pass brings home {c.bytes_a_leaf:,} bytes from every {LEAF:,} couples ({sizes}), which takes a core "
        f"{1e3 * plan.leaf_seconds():.1f} ms to compute. Where the tree is added they come in one after "
        f"another, to be unpacked and added there:\n\n"
        "| net | one arrives in | it is full with | all passes of 1, 10, 100 million |\n|---|---|---|---|\n"
        + "\n".join(rows)
    )


def main() -> int:
    if not MEASURED.exists():
        raise NotMeasured("bench/study.json is not there: run make bench-study first.")
    results = msgspec.json.decode(MEASURED.read_bytes(), type=list[Result])
    text = page(Plan(machine=Machine.of(results), counted=Counted()))
    if "--write" in sys.argv[1:]:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN, 1)
        after = rest.split(END, 1)[1]
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
