"""Rosa's file is not as she thinks: every row is accounted for, and what cannot be done is refused with what to do."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from intertwine.insights.cohort import Apim, CohortError, Columns, Fit, Single, fit
from intertwine.insights.cohort import errors as refused
from intertwine.insights.cohort.simulate import Absent
from intertwine.insights.cohort.types import SAYING, Excluded, Left
from tests.insights.cohort.cohorts import cohort

MODEL = Apim(outcome="closeness", drivers=["mind"], random="intercept")
PERSON = Columns(person="person")


def file(**changes: Any) -> dict[str, Any]:
    """A whole cohort of 20 couples and 8 days, a column of it replaced."""
    frame: dict[str, Any] = cohort(20, 8, absent=NOTHING)
    return {**frame, **changes}


def with_person(frame: dict[str, Any]) -> dict[str, Any]:
    return {**frame, "person": frame["couple"] * 2 + frame["role"]}


def plus(frame: dict[str, Any], **row: Any) -> dict[str, Any]:
    """One row more: the first one, changed."""
    return {name: np.append(column, row.get(name, column[0])) for name, column in frame.items()}


def lost(found: Fit) -> dict[str, int]:
    """How many rows each reason took; with those used they are all there are."""
    taken = {str(one.reason): one.rows for one in found.flow.excluded}
    assert found.flow.used + sum(taken.values()) == found.flow.rows
    assert found.flow.used == found.observations
    return taken


NOTHING = Absent()
ROWS = 20 * 8 * 2
EVERYTHING = Apim(outcome="closeness", drivers=["mind"])
FOUR = {"couple": np.arange(ROWS) // 80, "day": np.arange(ROWS) // 2}
NO_DAYS = np.full(ROWS, "soon")
PAIRS = {"couple": np.arange(ROWS) // 4}
TWO = {"couple": np.arange(ROWS) // 160, "day": np.arange(ROWS) // 2}
TWO_PEOPLE = {"couple": np.arange(ROWS) // 160, "day": np.arange(ROWS)}


def test_a_whole_file_loses_nothing() -> None:
    assert lost(fit(file(), MODEL)) == {}


def test_what_is_missing_is_counted_by_what_was_missing() -> None:
    frame = file()
    frame["closeness"][:3] = np.nan  # rows 0, 1 are one day of the first couple, 2 the next day
    frame["mind"][5] = np.nan  # takes the partner's row too

    assert lost(fit(frame, MODEL)) == {"no_outcome": 3, "no_driver": 1, "no_partner_driver": 1}


def test_rows_without_couple_day_or_role() -> None:
    words = {name: [str(cell) for cell in column.tolist()] for name, column in file().items()}
    words["couple"][0], words["day"][1], words["day"][2], words["role"][3] = "", "soon", "1.5", ""

    found = lost(fit({name: np.array(cells, dtype=object) for name, cells in words.items()}, MODEL))

    assert found == {"no_couple": 1, "no_day": 2, "no_role": 1}


def test_a_partner_who_is_not_there() -> None:
    frame = file()
    kept = ~((frame["couple"] == 4) & (frame["role"] == 1))
    found = fit({name: column[kept] for name, column in frame.items()}, MODEL)

    assert lost(found) == {"no_partner": 8}
    assert found.couples == 19


def test_the_day_before_is_a_day_of_the_calendar() -> None:
    frame = file()
    kept = frame["day"] != 3
    yesterday = Apim(outcome="closeness", drivers=["mind"], lag=1, random="intercept")

    found = fit({name: column[kept] for name, column in frame.items()}, yesterday)

    assert lost(found) == {"no_day_before": 20 * 2 * 2}  # the first day, and the one after the gap


def test_a_partner_without_a_row_the_day_before() -> None:
    frame = file()
    kept = ~((frame["couple"] == 2) & (frame["day"] == 5) & (frame["role"] == 0))
    yesterday = Apim(outcome="closeness", drivers=["mind"], lag=1, random="intercept")

    found = lost(fit({name: column[kept] for name, column in frame.items()}, yesterday))

    assert found == {"no_driver": 1, "no_day_before": 40, "no_partner": 1}


def test_the_same_day_twice() -> None:
    same = plus(file())
    other = plus(file(), closeness=9.5)

    assert lost(fit(same, MODEL)) == {"same_twice": 1}
    assert lost(fit(other, MODEL)) == {"contradicts": 2, "no_partner": 1}


def test_a_third_member() -> None:
    assert lost(fit(plus(file(), role=2), MODEL, Columns(roles=("0", "1")))) == {"third_member": 17}
    alike = Apim(outcome="closeness", drivers=["mind"], random="intercept", dyads="exchangeable")
    assert lost(fit(plus(file(), role=2), alike)) == {"third_member": 17}
    assert lost(fit(plus(with_person(file()), person=999, day=50), MODEL, PERSON)) == {"third_member": 17}


def test_a_person_who_changes_roles() -> None:
    frame = with_person(file())
    swapped = (frame["couple"] == 7) & (frame["day"] == 2)
    frame["role"] = np.where(swapped, 1 - frame["role"], frame["role"])

    assert lost(fit(frame, MODEL, PERSON)) == {"role_changes": 16}


def test_members_alike_may_have_names_of_their_own() -> None:
    alike = Apim(outcome="closeness", drivers=["mind"], random="intercept", dyads="exchangeable")
    named = {**file(), "role": np.array([f"{c}-{r}" for c, r in zip(file()["couple"], file()["role"], strict=True)])}

    assert fit(named, alike).log_likelihood == pytest.approx(fit(file(), alike).log_likelihood, abs=1e-8)


def test_text_and_infinity_where_numbers_should_be() -> None:
    frame = file(closeness=np.array([str(cell) for cell in file()["closeness"].tolist()], dtype=object))
    frame["closeness"][:3] = ["very", None, "NA"]
    frame["mind"][7] = np.inf

    assert lost(fit(frame, MODEL)) == {"not_a_number": 2, "no_outcome": 2, "no_partner_driver": 1}


def test_a_word_where_only_tomorrow_would_need_a_number() -> None:
    mind = np.array([str(cell) for cell in file()["mind"].tolist()], dtype=object)
    mind[4] = "low"  # the first couple's third day
    yesterday = Apim(outcome="closeness", drivers=["mind"], lag=1, random="intercept")

    assert lost(fit(file(mind=mind), yesterday)) == {"no_day_before": 40, "no_driver": 1, "no_partner_driver": 1}


def test_what_pandas_calls_nothing_is_nothing() -> None:
    """Its whole numbers with holes, its words with holes, and its yes and no."""
    frame = pd.DataFrame(file())
    closeness = frame["closeness"].round().astype("Int64")
    closeness[:3] = pd.NA
    role = frame["role"].astype("string")
    role[7] = pd.NA
    calm = (frame["mind"] > 0).astype("boolean")
    calm[9] = pd.NA
    model = Apim(outcome="closeness", drivers=["mind"], covariates=["calm"], random="intercept")

    found = fit(frame.assign(closeness=closeness, role=role, calm=calm), model)

    assert lost(found) == {"no_role": 1, "no_outcome": 3, "no_driver": 1, "no_partner": 1}


def test_a_word_among_days_leaves_the_others_what_they_were() -> None:
    days = np.array([str(day) for day in file()["day"]], dtype=object)
    days[-1] = "soon"  # the last day of the last couple's second member
    yesterday = Apim(outcome="closeness", drivers=["mind"], lag=1, random="intercept")

    assert lost(fit(file(day=days), yesterday)) == {"no_day": 1, "no_day_before": 40}


def test_days_may_be_dates() -> None:
    dates = np.datetime64("2026-02-25") + file()["day"].astype("timedelta64[D]")
    yesterday = Apim(outcome="closeness", drivers=["mind"], lag=1, random="intercept")
    plain = fit(file(), yesterday)

    written, dotted = ([when.strftime(how) for when in dates.astype(object)] for how in ("%Y-%m-%d", "%d.%m.%Y 21:30"))

    for day in (dates, np.array(written, dtype=object), np.array(dotted, dtype=object), dates.astype(object)):
        assert fit(file(day=day), yesterday).log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-9)
    gone = dates.copy()
    gone[0] = np.datetime64("NaT")
    assert lost(fit(file(day=gone), MODEL)) == {"no_day": 1, "no_partner": 1}
    dotted[0] = "31.2.2026"
    assert lost(fit(file(day=np.array(dotted, dtype=object)), MODEL)) == {"no_day": 1, "no_partner": 1}
    with pytest.raises(refused.NothingLeftError):  # of which the day and which the month is, nobody knows
        fit(file(day=np.array([when.strftime("%d/%m/%Y") for when in dates.astype(object)], dtype=object)), MODEL)


def test_couples_may_be_numbers_with_holes() -> None:
    couple = file()["couple"].astype(float)
    couple[-1] = np.nan
    halves = np.where(np.isnan(couple), np.nan, couple + 0.5)

    assert lost(fit(file(couple=couple), MODEL)) == {"no_couple": 1, "no_partner": 1}
    assert lost(fit(file(couple=halves), MODEL)) == {"no_couple": 1, "no_partner": 1}


def test_moderators() -> None:
    frame = file()
    years = np.random.default_rng(2).normal(size=20)[frame["couple"]]
    years[frame["couple"] == 3] = np.nan
    model = Apim(outcome="closeness", drivers=["mind"], moderators=["years"], random="intercept")

    found = fit({**frame, "years": years}, model)

    assert lost(found) == {"no_moderator": 16}
    assert [effect.name for effect in found.fixed[-6:]] == [
        "0:years",
        "1:years",
        "0:actor:mind:years",
        "1:actor:mind:years",
        "0:partner:mind:years",
        "1:partner:mind:years",
    ]
    with pytest.raises(refused.NotConstantError) as error:
        fit({**frame, "years": frame["mind"]}, model)
    assert (error.value.name, error.value.couples) == ("years", 20)


@pytest.mark.parametrize(
    ("kind", "model", "columns", "changes"),
    [
        (refused.NoSuchColumnError, Apim(outcome="love"), Columns(), {}),
        (refused.NoSuchColumnError, MODEL, Columns(person="name"), {}),
        (refused.EmptyColumnError, MODEL, Columns(), {"mind": np.full(ROWS, np.nan)}),
        (refused.EmptyColumnError, MODEL, Columns(), {"mind": np.full(ROWS, "low")}),
        (refused.NothingLeftError, MODEL, Columns(), {"day": NO_DAYS}),
        (refused.NothingLeftError, Apim(outcome="closeness", drivers=["mind"], lag=1), Columns(), {"day": NO_DAYS}),
        (refused.RolesError, MODEL, Columns(roles=("man", "woman")), {}),
        (refused.NothingToExplainError, MODEL, Columns(), {"closeness": np.full(ROWS, 7.0)}),
        (refused.NoVarianceError, MODEL, Columns(), {"mind": np.full(ROWS, 7.0)}),
        (refused.NoVarianceError, MODEL, Columns(), {"mind": np.arange(ROWS) % 2 + 0.1 + np.arange(ROWS) // 16 / 3}),
        (refused.ItselfError, Apim(outcome="closeness", drivers=["closeness"]), Columns(), {}),
        (refused.ItselfError, Single(outcome="closeness", fixed=["mind:closeness"]), Columns(), {}),
        (refused.CollinearError, Apim(outcome="closeness", time="day", covariates=["day"]), Columns(), {}),
        (refused.RolesError, MODEL, Columns(), {"role": np.arange(ROWS) % 3}),
        (refused.RolesError, MODEL, Columns(role="couple"), {"couple": np.full(ROWS, "")}),
        (refused.TooFewCouplesError, EVERYTHING, Columns(), FOUR),
        (refused.TooFewCouplesError, Single(outcome="closeness"), Columns(), TWO_PEOPLE),
        (refused.SettingError, Apim(outcome="closeness", center="couple"), Columns(), {}),  # type: ignore[arg-type]
        (refused.SettingError, Apim(outcome="closeness", dyads="alike"), Columns(), {}),  # type: ignore[arg-type]
        (refused.SettingError, Apim(outcome="closeness", residual="AR1"), Columns(), {}),  # type: ignore[arg-type]
        (refused.SettingError, Apim(outcome="closeness", method="REML"), Columns(), {}),  # type: ignore[arg-type]
        (refused.SettingError, Apim(outcome="closeness", drivers="mind"), Columns(), {}),
        (refused.SettingError, Apim(outcome="closeness", drivers=["mind"], lag=-1), Columns(), {}),
        (refused.SettingError, Single(outcome="closeness", random="intercept"), Columns(), {}),
        (refused.TooManyEffectsError, Apim(outcome="closeness", time="day"), Columns(), PAIRS),
        (refused.UnknownEffectError, Apim(outcome="closeness", random=["actor:mind"]), Columns(), {}),
        (refused.UnknownEffectError, Apim(outcome="closeness", random="some"), Columns(), {}),  # type: ignore[arg-type]
        (refused.UnknownEffectError, Single(outcome="closeness", random=["mind"]), Columns(), {}),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_with_a_sentence(
    kind: type[CohortError], model: Any, columns: Columns, changes: dict[str, Any]
) -> None:
    with pytest.raises(kind) as error:
        fit(file(**changes), model, columns)

    assert str(error.value)[-1] == "."


def sentence(model: Any, **changes: Any) -> str:
    with pytest.raises(CohortError) as error:
        fit(file(**changes), model)
    return str(error.value)


def test_what_is_refused_as_too_much_names_what_varies_and_the_next_simpler_model() -> None:
    assert sentence(EVERYTHING, **FOUR) == (
        "4 couples cannot show how 6 effects vary from couple to couple (intercept, actor:mind, partner:mind of each "
        "of the two). "
        "The next simpler model that they carry: random = intercept."
    )
    assert fit(file(**FOUR), Apim(outcome="closeness", drivers=["mind"], random=("intercept",))).couples == 4
    assert sentence(Apim(outcome="closeness", time="day"), **PAIRS) == (
        "320 rows cannot carry 4 random effects of each of 80 couples (intercept, time of each of the two) and what is "
        "left besides. "
        "The next simpler model that they carry: random = intercept."
    )
    assert fit(file(**PAIRS), Apim(outcome="closeness", time="day", random=("intercept",))).couples == 80
    assert sentence(Apim(outcome="closeness"), **TWO).endswith("The next simpler model that they carry: random = none.")
    assert sentence(Single(outcome="closeness"), **TWO_PEOPLE).endswith("Nothing simpler is left: it takes more data.")


def test_a_word_that_is_no_choice_is_answered_with_the_choices() -> None:
    model: Any = Apim(outcome="closeness", drivers=["mind"], center="couple")  # type: ignore[arg-type]
    assert sentence(model) == "center cannot be “couple”: it is person, grand or none."
    assert sentence(Apim(outcome="closeness", drivers="mind")) == (
        "drivers cannot be “mind”: it is a list of columns, as in drivers=['mind']."
    )


def test_the_nearest_column_may_be_in_capitals() -> None:
    frame = {name.upper(): column for name, column in file().items()}
    with pytest.raises(refused.NoSuchColumnError) as error:
        fit(frame, MODEL, Columns(couple="COUPLE", day="DAY", role="ROLE"))

    assert error.value.nearest == ("CLOSENESS",)


def test_of_many_columns_a_few_are_listed() -> None:
    with pytest.raises(refused.NoSuchColumnError) as error:
        fit({**file(), **{f"q{i}": file()["mind"] for i in range(40)}}, Apim(outcome="zzzz"))

    assert str(error.value).endswith("q13, q14 and 25 more.")


def test_a_column_without_a_like_lists_those_there_are() -> None:
    with pytest.raises(refused.NoSuchColumnError) as error:
        fit(file(), Apim(outcome="zzzz"))

    assert str(error.value) == "There is no column “zzzz”. There are: couple, day, role, mind, closeness."


def test_every_reason_has_words() -> None:

    assert set(SAYING) == set(Left)
    one = Excluded(reason=Left.NO_PARTNER, rows=1200, couples=3)
    assert one.sentence == "1,200 rows in 3 couples: no row of the partner that day"
