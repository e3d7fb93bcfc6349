"""How kernels are compiled: by numba, for this machine's processor, once; the result is kept in numba's cache.

By itself numba compiles a cached kernel anew when its own file changes, but not when that of a kernel does that it
calls. So here all kernels of a folder have one stamp, and change together.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Kernel = Callable[Arguments, Result]


def compiled(source: Kernel[Arguments, Result], *, name: str = "") -> Kernel[Arguments, Result]:
    """The function in machine code. Every operation rounds by itself and in its order, division follows IEEE, nothing
    is checked for bounds. Were a product and the sum after it allowed to become one rounding, which of them do would
    depend on what else was compiled together, and a process that compiled would say other last digits than one that
    loads.

    name: its own, for one of several that are made from the same lines. Machine code finds what it calls by name, and
    what was compiled in different processes may otherwise have the same one.
    """
    source.__qualname__ = name or source.__qualname__
    kernel: Any = numba.njit(cache=True, error_model="numpy")(source)
    kernel._cache._cache_file._source_stamp = stamp(Path(source.__code__.co_filename).parent)
    return cast(Kernel[Arguments, Result], kernel)


@cache
def stamp(folder: Path) -> bytes:
    """SHA-256 of all sources in a folder."""
    sources = sorted(folder.glob("*.py"))
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in sources)).digest()


def source_of(kernel: Kernel[Arguments, Result]) -> Kernel[Arguments, Result]:
    """The Python function a kernel was compiled from."""
    return cast(Kernel[Arguments, Result], kernel.py_func)  # type: ignore[attr-defined]  # numba's dispatcher has it
