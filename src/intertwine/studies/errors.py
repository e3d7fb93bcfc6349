"""What can be wrong with a study's file."""

from pathlib import Path


class StudyError(Exception):
    """The room's base error; `str()` is a sentence for people."""


class NoSuchFileError(StudyError):
    """There is nothing to read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"There is no file {path}.")


class UnreadableFileError(StudyError):
    """Neither CSV nor Parquet, or broken."""

    def __init__(self, path: Path, why: str) -> None:
        self.path = path
        super().__init__(f"{path} cannot be read as {path.suffix.lstrip('.') or 'a table'}: {why}")
