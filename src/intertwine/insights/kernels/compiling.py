"""How kernels are compiled: by numba, for this machine's processor, once; the result is kept in numba's cache.

A cached kernel is compiled anew when its own file changes, not when another does. So a kernel takes what it needs from
its own file or as an argument.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Kernel = Callable[Arguments, Result]


def compiled(source: Kernel[Arguments, Result]) -> Kernel[Arguments, Result]:
    """The function in machine code. Sums keep their order (only a product and the sum after it may become one
    rounding), division follows IEEE, nothing is checked for bounds."""
    return cast(Kernel[Arguments, Result], numba.njit(cache=True, error_model="numpy", fastmath={"contract"})(source))


def source_of(kernel: Kernel[Arguments, Result]) -> Kernel[Arguments, Result]:
    """The Python function a kernel was compiled from."""
    return cast(Kernel[Arguments, Result], kernel.py_func)  # type: ignore[attr-defined]  # numba's dispatcher has it
