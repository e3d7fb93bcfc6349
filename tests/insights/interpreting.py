"""Kernels run as the Python they were compiled from, where a test has to see every line of them."""

from types import ModuleType

import pytest

from intertwine.insights.kernels.compiling import source_of


def interpreted(monkeypatch: pytest.MonkeyPatch, *modules: ModuleType) -> None:
    """Every kernel these modules know by a name. Name the modules that those they call are written in, too."""
    for module in modules:
        for name, one in list(vars(module).items()):
            if hasattr(one, "py_func"):
                monkeypatch.setattr(module, name, source_of(one))
