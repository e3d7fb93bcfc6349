"""What a researcher asks, from the words of a command line or from a TOML file, as a model and the columns it needs."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import msgspec

from intertwine.insights.cohort import Apim, Columns, Single
from intertwine.insights.cohort.errors import SettingError, one_of
from intertwine.insights.cohort.types import Center, Method, Residual
from intertwine.studies.errors import StudyError

Names = tuple[str, ...]
Days = Annotated[int, msgspec.Meta(ge=0)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same names as on the command line. Two members unless `single`."""

    couple: str = "couple"
    day: str = "day"
    role: str = "role"
    roles: tuple[str, str] | None = None
    person: str = ""
    outcome: str = ""
    driver: Names = ()
    lag: Days = 0
    center: Center | None = None
    time: str = ""
    between: bool = False
    covariate: Names = ()
    moderator: Names = ()
    random: Names = ()
    exchangeable: bool = False
    residual: Residual = "day"
    method: Method = "reml"
    single: bool = False
    fixed: Names = ()

    @property
    def model(self) -> Apim | Single:
        if not self.outcome:
            raise StudyError("Name the outcome: --outcome COLUMN, or outcome = in the settings file.")
        return self._single() if self.single else self._apim()

    @property
    def columns(self) -> Columns:
        return Columns(
            couple=self.couple,
            day=self.day,
            role=None if self.single else self.role,
            roles=self.roles,
            person=self.person or None,
        )

    def _apim(self) -> Apim:
        if self.fixed:
            raise StudyError("--fixed is for single people (--single). For couples, name drivers and covariates.")
        return Apim(
            outcome=self.outcome,
            drivers=self.driver,
            lag=self.lag,
            center=self.center or "person",
            time=self.time or None,
            between=self.between,
            covariates=self.covariate,
            moderators=self.moderator,
            random=_random(self.random),
            dyads="exchangeable" if self.exchangeable else "distinguishable",
            residual=self.residual,
            method=self.method,
        )

    def _single(self) -> Single:
        if self.driver:
            raise StudyError("--driver joins the partner's value. For single people name --fixed COLUMN instead.")
        for name in OF_COUPLES:
            if getattr(self, name):
                raise StudyError(f"--{name} is for couples. Of single people columns are taken as they are: --fixed.")
        if {"all", "none"} & set(self.random):
            raise StudyError(
                f"--random {', '.join(self.random)} is for couples. Of single people the intercept always varies; "
                "name what varies beside it: --random COLUMN."
            )
        named = tuple(name for name in self.random if name != "intercept")
        return Single(outcome=self.outcome, fixed=self.fixed, random=named, residual=self.residual, method=self.method)


OF_COUPLES = ("lag", "center", "time", "between", "covariate", "moderator", "exchangeable", "roles", "person")
"""What has no meaning for single people, and would be passed over without a word."""


def _random(names: Names) -> Any:
    """A word for several effects, or their names."""
    word = names[0] if len(names) == 1 else ""
    return word if word in {"all", "intercept", "none"} else names or "all"


def settings_of(file: Path | None, given: Mapping[str, Any]) -> Settings:
    """A settings file, and over it what was given on the command line. Raises StudyError, SettingError."""
    known = {**(_read(file) if file else {}), **given}
    return Settings(**{name: _understood(name, value) for name, value in known.items()})


@cache
def _kinds() -> dict[str, Any]:
    return get_type_hints(Settings, include_extras=True)


def _understood(name: str, value: Any) -> Any:
    """A setting as its kind: one name is a list of one, and names may stand in one text with commas between them."""
    kind = _kinds()[name]
    if kind == Names and isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()] if name == "random" else [value]
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        raise SettingError(name, value, _wanted(kind)) from None


def _wanted(kind: Any) -> str:
    """What a setting may be, in words."""
    words = {
        str: "one name, in quotation marks",
        bool: "true or false",
        Names: "a list of names",
        Days: "a whole number of days, 0 or more",
        tuple[str, str] | None: "a list of two names",
        Center | None: one_of(get_args(Center)),
    }
    return words.get(kind) or one_of(get_args(kind))


def _read(file: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StudyError(f"There is no file {file}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise StudyError(f"{file} is not TOML: {wrong}") from None
    for name in found:
        if name not in Settings.__struct_fields__:
            near = get_close_matches(name, Settings.__struct_fields__, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(Settings.__struct_fields__)}."
            raise StudyError(f"{file} has a setting “{name}” that is not known.{hint}")
    return found
