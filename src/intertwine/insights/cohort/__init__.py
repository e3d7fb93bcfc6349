"""Cohorts of couples: the actor–partner model and its kin, exactly, from sums. `fit(frame, model) -> Fit`.

Frames go in, frozen values come out. Reading files and computing on clusters is the business of `studies`.
"""

from intertwine.insights.cohort.analyse import fit
from intertwine.insights.cohort.errors import CohortError
from intertwine.insights.cohort.export import to_priors
from intertwine.insights.cohort.fit import Fit
from intertwine.insights.cohort.hierarchy import diaries_of, learn_typical
from intertwine.insights.cohort.mediation import mediate
from intertwine.insights.cohort.types import Apim, Columns, Mediation, Single, growth

__all__ = [
    "Apim",
    "CohortError",
    "Columns",
    "Fit",
    "Mediation",
    "Single",
    "diaries_of",
    "fit",
    "growth",
    "learn_typical",
    "mediate",
    "to_priors",
]
