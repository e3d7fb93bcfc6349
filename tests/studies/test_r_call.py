"""The script for R asks for the model that was fitted: as many effects, the same ones varying, the same residuals."""

import re

import pytest

from intertwine.insights.cohort import Apim, Columns, Single
from intertwine.insights.cohort.design import design_of
from intertwine.insights.cohort.types import Model
from intertwine.studies.r_call import r_script

ROLES = ("he", "she")
MODELS: dict[str, Model] = {
    "plain": Apim(outcome="closeness", drivers=["mind"]),
    "two drivers, a trend, only some vary": Apim(
        outcome="closeness", drivers=["mind", "sleep"], time="day", random=["time", "actor:sleep"]
    ),
    "nothing varies": Apim(outcome="closeness", drivers=["mind"], random="none", center="none"),
    "alike": Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", center="grand"),
    "alike, nothing varies": Apim(outcome="closeness", drivers=["mind"], dyads="exchangeable", random="none"),
    "between, covariate, moderator": Apim(
        outcome="closeness", drivers=["mind"], between=True, covariates=["week"], moderators=["years"], method="ml"
    ),
    "the next day": Apim(outcome="closeness", drivers=["closeness"], lag=1, random="intercept"),
    "one person": Single(outcome="closeness", fixed=["mind", "mind:years"], random=["mind"], residual="ar1"),
}


def asked(script: str, before: str) -> list[str]:
    """The terms of a formula, without the −1 that leaves out what the terms hold already."""
    found = re.search(re.escape(before) + r"([^,|)]*(?:\(.*?\))?[^,|)]*)", script)
    assert found is not None
    return [term.strip() for term in found[1].split(" + ") if term.strip() != "-1"]


@pytest.mark.parametrize("name", MODELS)
def test_as_many_effects_and_as_many_that_vary(name: str) -> None:
    model = MODELS[name]
    design = design_of(model, ROLES)
    script = r_script(model, Columns(), file="diary.csv", roles=ROLES)

    assert len(asked(script, "y ~ ")) == len(design.fixed)
    ways = re.findall(r"(?:random = |pdSymm\()~ (-1|1)((?: \+ [^|)]*?(?:\([^)]*\))?)*)(?= \||\))", script)
    varying = [one + term for one, terms in ways for term in (terms.split(" + ")[1:] if terms else [])]
    own = 1 if isinstance(model, Single) else 0
    assert len(varying) + own == sum(len(block.effects) for block in design.varying)


def test_where_days_carry_over_the_script_says_what_nlme_leaves_out() -> None:
    both = Apim(outcome="closeness", drivers=["mind"], residual="ar1")

    assert "# nlme cannot let residuals go together within a day and carry over at once" in r_script(
        both, Columns(), file="diary.csv", roles=ROLES
    )
    alone = r_script(MODELS["one person"], Columns(), file="diary.csv")
    assert "correlation = corAR1(form = ~ t | u)" in alone


def test_names_that_are_none_in_r_and_files_that_are_no_csv() -> None:
    odd = Apim(outcome='how "close"', drivers=["Nähe heute"])
    script = r_script(odd, Columns(couple="dyad id"), file="a b.parquet", roles=ROLES)

    assert script.splitlines()[2] == 'd <- as.data.frame(arrow::read_parquet("a b.parquet"))'
    assert 'd$y <- d[["how \\"close\\""]]' in script
    assert 'x <- d[["Nähe heute"]]' in script
    assert "d$a_v_N_he_heute" in script
