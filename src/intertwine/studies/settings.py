"""What a researcher asks, from the words of a command line or from a TOML file, as a model and the columns it needs."""

import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import msgspec

from intertwine.insights.cohort import Apim, Columns, Single
from intertwine.insights.cohort.types import Center, Method, Residual
from intertwine.studies.errors import StudyError


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same names as on the command line. Two members unless `single`."""

    couple: str = "couple"
    day: str = "day"
    role: str = "role"
    roles: tuple[str, str] | None = None
    person: str = ""
    outcome: str = ""
    driver: tuple[str, ...] = ()
    lag: Annotated[int, msgspec.Meta(ge=0)] = 0
    center: Center = "person"
    time: str = ""
    between: bool = False
    covariate: tuple[str, ...] = ()
    moderator: tuple[str, ...] = ()
    random: str = "all"
    exchangeable: bool = False
    residual: Residual = "day"
    method: Method = "reml"
    single: bool = False
    fixed: tuple[str, ...] = ()

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
            center=self.center,
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
        named = tuple(name for name in self.random.split(",") if name not in {"", "all", "intercept", "none"})
        return Single(outcome=self.outcome, fixed=self.fixed, random=named, residual=self.residual, method=self.method)


def _random(text: str) -> Any:
    return text if text in {"all", "intercept", "none"} else tuple(part.strip() for part in text.split(","))


def settings_of(file: Path | None, given: Mapping[str, Any]) -> Settings:
    """A settings file, and over it what was given on the command line."""
    known = {**(_read(file) if file else {}), **given}
    try:
        return msgspec.convert(known, Settings, strict=False)
    except msgspec.ValidationError as wrong:
        raise StudyError(f"These settings do not fit: {wrong}") from None


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
