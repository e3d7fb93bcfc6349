"""Cohorts of couples: the actor–partner model and its kin, exactly, from sums. `fit(frame, model) -> Fit`.

Frames go in, frozen values come out. Reading files and computing on clusters is the business of `studies`.
"""

from intertwine.insights.cohort.analyse import fit
from intertwine.insights.cohort.errors import CohortError
from intertwine.insights.cohort.fit import Fit
from intertwine.insights.cohort.types import Apim, Columns, Single, growth

__all__ = ["Apim", "CohortError", "Columns", "Fit", "Single", "fit", "growth"]
