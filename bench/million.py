"""A cohort of any size as Parquet, written in row groups so that it never stands in memory.

python -m bench.million COUPLES DAYS OUT.parquet
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from intertwine.insights.cohort.simulate import Absent, CohortTruth, simulate_cohort

COUPLES_A_GROUP = 4_000
A_FIFTH_ABSENT = Absent(each=0.2)


def write(path: Path, *, couples: int, days: int, seed: int = 1, truth: CohortTruth | None = None) -> None:
    """One row per couple, member and day, a fifth of them empty."""
    with pq.ParquetWriter(path, _schema(), compression="zstd", use_dictionary=["couple", "day", "role"]) as file:
        for group, first in enumerate(range(0, couples, COUPLES_A_GROUP)):
            some = min(COUPLES_A_GROUP, couples - first)
            rows = simulate_cohort(
                couples=some,
                days=days,
                seed=seed * 1_000_003 + group,
                truth=truth or CohortTruth(),
                absent=A_FIFTH_ABSENT,
            )
            file.write_table(_table(rows, first))


def _schema() -> pa.Schema:
    return pa.schema(
        [
            ("couple", pa.int32()),
            ("day", pa.int16()),
            ("role", pa.int8()),
            ("mind", pa.float32()),
            ("closeness", pa.float32()),
        ]
    )


def _table(rows: dict[str, np.ndarray], first: int) -> pa.Table:
    columns = dict(rows)
    columns["couple"] = rows["couple"] + first
    return pa.table(
        {
            name: pa.array(column, mask=np.isnan(column)) if column.dtype.kind == "f" else column
            for name, column in columns.items()
        }
    ).cast(_schema())


if __name__ == "__main__":
    write(Path(sys.argv[3]), couples=int(sys.argv[1]), days=int(sys.argv[2]))
