"""What docs/study.md says of larger machines comes from what was measured; operations are counted, not guessed."""

from pathlib import Path

import msgspec
import pytest
from bench import flops, plan
from bench.result import WORKERS, Result

from intertwine.insights.cohort.moments import LEAF


def measured(name: str, ours: float = 1.0, ratio: float = 1.0) -> Result:
    return Result(name, ours, 1.0, "", ratio, "", ok=True)


MEASURED = [
    measured("1,000 couples × 60 days from Parquet on 2 cores (read 0.01 s, sums 0.03 s, fit 0.05 s)"),
    measured("1,000 couples: resident memory", 250.0),
    measured("20,000 couples × 60 days from Parquet on 2 cores (read 0.20 s, sums 0.60 s, fit 0.80 s)"),
    measured("20,000 couples: resident memory", 400.0),
    measured("20,000 couples: distance to the limit (20 MB read once 0.01 s, 2.0 Gflop 0.04 s)"),
    measured(WORKERS, ratio=1.6),
]


@pytest.fixture(scope="module")
def planned() -> plan.Plan:
    return plan.Plan(machine=plan.Machine.of(MEASURED), counted=plan.Counted())


def test_the_largest_cohort_is_what_is_planned_from(planned: plan.Plan) -> None:
    machine = planned.machine

    assert (machine.couples, machine.cores, machine.efficiency) == (20_000, 2, 0.8)
    assert machine.seconds == {"read": 0.2, "sums": 0.6, "fit": 0.8}
    assert planned.core_seconds(1_000_000) == pytest.approx(1.6 * 2 * 50 / 0.8)
    assert planned.cores(10_000_000, 600) == 4
    assert planned.least("read") == pytest.approx(0.01 * 50)
    assert planned.leaf_seconds() == pytest.approx(0.8 * 2 * LEAF / 20_000 / planned.counted.passes)


def test_operations_are_counted_on_the_lines_themselves() -> None:
    """A day: with k columns, two lower triangles and a square of products, each multiplied and added; and the count."""
    k = 4
    assert flops.of_a_day() == 2 * (2 * k * (k + 1) // 2 + k * k) + 1
    # of the plain model U is 27 numbers, whose products with one another alone take so many
    assert flops.of_a_pass() == flops.of_a_pass() > 2 * (27 * 28 // 2)


def test_numbers_that_count_are_numbers() -> None:
    before = flops.Counted.done
    one = flops.Counted(3.0)

    assert (1.0 - one, one * 2, 2 + one, -one / 4, one - 1) == (-2.0, 6.0, 5.0, -0.75, 2.0)
    assert flops.Counted.done == before + 5


def test_the_document_says_what_the_measurements_say() -> None:
    results = msgspec.json.decode(plan.MEASURED.read_bytes(), type=list[Result])
    text = plan.page(plan.Plan(machine=plan.Machine.of(results), counted=plan.Counted()))
    written = Path("docs/study.md").read_text(encoding="utf-8").split(plan.BEGIN)[1].split(plan.END)[0].strip()

    assert written == text
