"""Files that commands write: whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intertwine.cli.errors import Refused


@contextmanager
def keeping(file: Path) -> Iterator[Path]:
    """A draft beside the file, to be written; it becomes the file when all of it is there. Refuses where it cannot."""
    draft = file.with_name(f".{os.getpid()}-{file.name}")  # its ending stays: it says which kind of picture
    try:
        yield draft
        draft.replace(file)
    except OSError as wrong:
        said = wrong.strerror or str(wrong)
        raise Refused(
            f"{file} could not be written: {said}. Nothing of it was kept; what was printed stands."
        ) from None
    finally:
        draft.unlink(missing_ok=True)
