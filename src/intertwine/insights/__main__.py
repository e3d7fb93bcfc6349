"""`python -m intertwine.insights`: see engine.py for the protocol."""

import os
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[name] = "1"  # matrices here are tiny: threads only cost, and could change the last bits of a sum

from intertwine.insights.engine import answer  # noqa: E402 - after the lines above, or NumPy has already started threads

sys.exit(answer(sys.stdin.buffer, sys.stdout.buffer, sys.stderr))
