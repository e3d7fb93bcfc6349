"""What can be wrong with a study's file."""

import copyreg
from pathlib import Path
from typing import Any


class StudyError(Exception):
    """The room's base error; `str()` is a sentence for people."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Sent home by a worker, it is made again from its sentence and its facts."""
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]  # not in its stubs


class NoSuchFileError(StudyError):
    """There is nothing to read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"There is no file {path}.")


class UnreadableFileError(StudyError):
    """Neither CSV nor Parquet, or broken."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(
            f"{path} cannot be read as {path.suffix.lstrip('.') or 'a table'}: {why.rstrip('.')}. "
            "Nothing was changed. Save it again as CSV (UTF-8) or Parquet."
        )


class OneMachineError(StudyError):
    """What a cluster cannot be asked."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Leave --scheduler away, and it is fitted on this machine.")
