"""Diaries the tests of this room share. Alice is member 0, Bob member 1; Dana and Eli are the other couple."""

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from intertwine.insights.series import diary_of
from intertwine.insights.simulate import Follows, Missing, Moves, Truth, simulate_couple
from intertwine.insights.types import SERIES, Diary

FloatArray = NDArray[np.float64]

STRONG = Follows(same_day=((0.9, 0.0), (0.0, 0.9)))
CLEARLY_LINKED = Truth(
    moves=dict.fromkeys(SERIES, Moves(sd=(0.8, 0.8), reliability=0.9)),
    follows={name: {"mind": STRONG} for name in SERIES[1:]},
)


def alice_and_bob(
    *, days: int = 30, seed: int = 1, truth: Truth | None = None, missing: Missing | None = None
) -> Diary:
    """A typical couple's diary."""
    ratings = simulate_couple(days=days, seed=seed, truth=truth or Truth(), missing=missing or Missing())
    return diary_of(days=days, ratings=ratings)


def changed(diary: Diary, **series: FloatArray) -> Diary:
    """The same diary with some series replaced."""
    return Diary(days=diary.days, **{name: series.get(name, diary.series(name)) for name in SERIES})


def shared_data(name: str) -> Path:
    """A file of the diaries for checking, which have no licence to be copied here; skips where they are not at hand."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    path = Path(os.environ.get("INTERTWINE_SHARED_DATA", beside)) / name
    if not path.exists():
        pytest.skip(f"{name} may not be copied into this project; INTERTWINE_SHARED_DATA names the folder it is in.")
    return path
