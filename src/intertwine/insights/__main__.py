"""`python -m intertwine.insights`: see engine.py for the protocol. With --warm it only compiles what is not compiled
yet, for whoever asks later."""

import os
import sys

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
    os.environ[name] = "1"  # matrices here are tiny: threads only cost, and could change the last bits of a sum

from intertwine.insights.compiled_already import say_compiled  # noqa: E402 - NumPy must not have started threads before
from intertwine.insights.engine import serve, warm  # noqa: E402 - same

if sys.argv[1:] == ["--warm"]:
    warm()
    say_compiled()
else:
    serve(sys.stdin.buffer, sys.stdout.buffer)
