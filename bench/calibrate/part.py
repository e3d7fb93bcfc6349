"""One part of the calibration: what is to be run, how one of it is run, and what the results say."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Job = dict[str, Any]
"""What one run needs, as JSON can say it. Its seed is in it: the same job gives the same answer."""

Answer = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Part:
    """`depends` are the modules and packages whose source decides the answers; when it changes, all runs are made anew.

    tell: from all jobs with their answers to a section in Markdown, pictures written into the folder given.
    """

    name: str
    title: str
    depends: tuple[str, ...]
    jobs: Callable[[bool], list[Job]]
    run: Callable[[Job], Answer]
    tell: Callable[[list[tuple[Job, Answer]], Path], str]
