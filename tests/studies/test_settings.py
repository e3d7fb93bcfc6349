"""Rosa says what she wants to know, on the command line, in a file, or both."""

from pathlib import Path
from typing import Any

import pytest

from intertwine.insights.cohort import Apim, Columns, Single
from intertwine.insights.cohort.errors import SettingError
from intertwine.studies.errors import StudyError
from intertwine.studies.settings import settings_of


def test_what_is_typed_becomes_a_model_and_its_columns() -> None:
    asked = settings_of(
        None,
        {
            "couple": "dyadid",
            "day": "Day",
            "role": "person",
            "outcome": "satisf",
            "driver": ["conflict"],
            "random": "intercept, actor:conflict",
            "exchangeable": True,
        },
    )
    assert asked.model == Apim(
        outcome="satisf",
        drivers=("conflict",),
        random=("intercept", "actor:conflict"),
        dyads="exchangeable",
    )
    assert asked.columns == Columns(couple="dyadid", day="Day", role="person")


def test_single_people_have_fixed_effects_and_no_roles() -> None:
    asked = settings_of(
        None,
        {"single": True, "outcome": "intimacy", "fixed": ["time", "time:group"], "random": "time", "residual": "ar1"},
    )
    assert asked.model == Single(outcome="intimacy", fixed=("time", "time:group"), random=("time",), residual="ar1")
    assert asked.columns.role is None


def test_a_file_says_the_same_and_what_is_typed_counts(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text('outcome = "satisf"\ndriver = ["conflict"]\nlag = 1\n', encoding="utf-8")
    assert settings_of(file, {"lag": 2}).model == Apim(outcome="satisf", drivers=("conflict",), lag=2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('outcom = "x"', "{file} has a setting “outcom” that is not known. Did you mean outcome?"),
        ("outcome = ", "{file} is not TOML: Invalid value (at end of document)"),
        ('outcome = "x"\ncenter = "couple"', "center cannot be “couple”: it is person, grand or none."),
        ('outcome = "x"\nmethod = "bayes"', "method cannot be “bayes”: it is reml or ml."),
        ('outcome = "x"\nlag = "soon"', "lag cannot be “soon”: it is a whole number of days, 0 or more."),
        ('outcome = "x"\nbetween = "often"', "between cannot be “often”: it is true or false."),
        ('outcome = "x"\ndriver = 3', "driver cannot be 3: it is a list of names."),
        ('outcome = "x"\nroles = ["he"]', "roles cannot be ['he']: it is a list of two names."),
        ("outcome = 3", "outcome cannot be 3: it is one name, in quotation marks."),
    ],
)
def test_what_does_not_fit_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "study.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises((StudyError, SettingError)) as refused:
        settings_of(file, {})
    assert str(refused.value) == sentence.format(file=file)


def test_one_name_is_a_list_of_one_and_effects_may_stand_in_a_list(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text('outcome = "x"\ndriver = "z"\nrandom = ["intercept", "actor:z"]\n', encoding="utf-8")

    assert settings_of(file, {}).model == Apim(outcome="x", drivers=("z",), random=("intercept", "actor:z"))
    assert settings_of(file, {"random": "none"}).model == Apim(outcome="x", drivers=("z",), random="none")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Name the outcome: --outcome COLUMN, or outcome = in the settings file."),
        (
            {"outcome": "x", "fixed": ["z"]},
            "--fixed is for single people (--single). For couples, name drivers and covariates.",
        ),
        (
            {"outcome": "x", "driver": ["z"], "single": True},
            "--driver joins the partner's value. For single people name --fixed COLUMN instead.",
        ),
        (
            {"outcome": "x", "single": True, "time": "day"},
            "--time is for couples. Of single people columns are taken as they are: --fixed.",
        ),
        (
            {"outcome": "x", "single": True, "center": "person"},
            "--center is for couples. Of single people columns are taken as they are: --fixed.",
        ),
        (
            {"outcome": "x", "single": True, "random": "all"},
            "--random all is for couples. Of single people the intercept always varies; "
            "name what varies beside it: --random COLUMN.",
        ),
    ],
)
def test_a_question_that_makes_no_model_is_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(StudyError) as refused:
        _ = settings_of(None, given).model
    assert str(refused.value) == sentence


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as refused:
        settings_of(tmp_path / "none.toml", {})
    assert str(refused.value) == f"There is no file {tmp_path / 'none.toml'}."
