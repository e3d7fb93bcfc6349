"""Something that moves while something takes long, and on a terminal alone."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1.0


@contextmanager
def counting(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A bar after the first second. Yields what is to be called after each of `total` steps."""
    from rich.console import Console  # noqa: PLC0415 - the start of a server does not wait for it
    from rich.progress import Progress  # noqa: PLC0415 - same

    out, began = Console(), time.monotonic()
    progress = Progress(console=out, transient=True, disable=not out.is_terminal)
    task = progress.add_task(label, total=total)

    def step() -> None:
        progress.advance(task)
        if not progress.live.is_started and time.monotonic() - began > PATIENCE:
            progress.start()

    try:
        yield step
    finally:
        if progress.live.is_started:
            progress.stop()


@contextmanager
def reading() -> Iterator[Callable[[int, int], None]]:
    """For what says itself how far it is: yields what is told how many of how many are done. Spins until then."""
    from rich.console import Console  # noqa: PLC0415 - the start of a server does not wait for it

    with Console(stderr=True).status("Reading and fitting") as status:
        yield lambda done, of: status.update(f"Read {done} of {of} parts" if done < of else "Fitting")


@contextmanager
def waiting(label: str) -> Iterator[None]:
    """For what cannot be counted."""
    from rich.console import Console  # noqa: PLC0415 - the start of a server does not wait for it

    with Console().status(label):
        yield
