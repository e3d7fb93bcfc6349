"""How the statistics of studies refuse: with a sentence that says what happened and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager

from intertwine.cli.errors import Refused

STOPPED = "Stopped. No file is left half written, and the data are as they were. Ask again to begin anew."


@contextmanager
def refusing() -> Iterator[None]:
    """Every refusal becomes a sentence, and so does Ctrl-C, also while what is needed is still being loaded."""
    try:
        with _said():
            yield
    except KeyboardInterrupt:
        raise Refused(STOPPED) from None


@contextmanager
def _said() -> Iterator[None]:
    from intertwine.insights.errors import InsightsError  # noqa: PLC0415 - the start of a server does not wait for it
    from intertwine.studies.errors import StudyError  # noqa: PLC0415 - same

    try:
        yield
    except (InsightsError, StudyError) as refused:
        raise Refused(str(refused)) from None
    except ModuleNotFoundError as missing:
        raise Refused(
            f"Studies need more than a server does, and {missing.name} is not here. "
            "Install it where the code is: pip install '.[study]'."
        ) from None
    except OSError as wrong:
        where = f"{wrong.filename}: " if wrong.filename else ""
        raise Refused(f"{where}{wrong.strerror or wrong}. Nothing was kept of what was being written.") from None
