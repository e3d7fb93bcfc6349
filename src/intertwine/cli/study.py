"""`intertwine study …`: cohorts of couples, for researchers. Needs no server and no database."""

import sys
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from intertwine.cli.asking import asks
from intertwine.cli.counting import counting, reading, waiting
from intertwine.cli.errors import NOT_CONVERGED, Refused
from intertwine.cli.keeping import keeping
from intertwine.cli.refusing import refusing
from intertwine.cli.saying import say

if TYPE_CHECKING:  # the start of a server does not wait for it
    from intertwine.studies.settings import Settings

study = typer.Typer(
    help="Analyse diaries of many couples, and plan such studies.", no_args_is_help=True, rich_markup_mode=None
)

Texts = list[str] | None
File = Annotated[Path, typer.Argument(metavar="FILE", help="A table, CSV or Parquet: one row per member and day.")]
Scheduler = Annotated[
    str, typer.Option(metavar="ADDRESS", help="A dask.distributed scheduler, as in tcp://10.0.0.1:8786.")
]


@study.command("fit")
@asks
def study_fit(
    *,
    file: File,
    asked: "Settings",
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="Every number as JSON, too.")] = None,
    priors: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The cohort as a prior for one couple, for `intertwine insight --priors`."),
    ] = None,
    scheduler: Scheduler = "",
) -> None:
    """Fit an actor–partner model (or its kin) and print its table."""
    _check_places(json, priors)
    with refusing():
        if priors:
            _check_prior(asked)
        result = _fit(file, asked, scheduler)
        say(result.summary())
        if json:
            with keeping(json) as draft:
                result.to_json(draft)
        _check_arrived(result, "No priors were written. " if priors else "")
        if priors:
            _write_priors(result, priors, file)


@study.command("report", short_help="Write a report people can cite.")
@asks
def study_report(
    *,
    file: File,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where everything goes; made if it is not there.")],
    asked: "Settings",
    scheduler: Scheduler = "",
) -> None:
    """Write a report people can cite: page, PDF, pictures, numbers, and the same model for R."""
    with refusing():
        from intertwine.studies.report import check_free, write_report  # noqa: PLC0415 - a server's start does not wait

        check_free(out)
        result = _fit(file, asked, scheduler)
        with waiting("Drawing and printing"):
            written = write_report(result, file, asked.columns, folder=out, day=date.today())
        say(f"{len(written)} files in {out}. Begin with {out / 'report.html'} or {out / 'report.pdf'}.")
        _check_arrived(result)


@study.command("power")
def study_power(
    *,
    couples: Annotated[str, typer.Option(metavar="50:400", help="How many: a range, a list with commas, or a number.")],
    days: Annotated[str, typer.Option(metavar="14:60", help="How long: the same.")],
    effect: Annotated[
        Texts, typer.Option(metavar="NAME=SIZE", help="actor= or partner=, in points per point. Repeatable.")
    ] = None,
    spread: Annotated[
        Texts,
        typer.Option(metavar="NAME=SD", help="How much couples differ: intercept=, actor=, partner=. Repeatable."),
    ] = None,
    missing: Annotated[str, typer.Option(metavar="SHARE", help="Share of days each member leaves out.")] = "0.2",
    times: Annotated[str, typer.Option(metavar="NUMBER", help="How many studies to simulate for each size.")] = "200",
    seed: Annotated[str, typer.Option(metavar="NUMBER", help="The same seed gives the same table.")] = "1",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The curve, as SVG, PNG or PDF.")] = None,
    json: Annotated[Path | None, typer.Option(metavar="FILE", help="The table as JSON.")] = None,
) -> None:
    """Say how often effects would be found in studies of different sizes."""
    _check_places(out, json)
    _check_picture(out)
    many, begin = _whole("--times", times, least=1), _whole("--seed", seed, least=0)
    with refusing():
        from intertwine.studies import power  # noqa: PLC0415 - the start of a server does not wait for it

        studies = [power.Study(couples=c, days=d) for c in _sizes(couples) for d in _sizes(days)]
        truth, gone = _truth(effect or [], spread or []), _absent(missing)
        with counting("Simulating studies", power.shares_of(len(studies), many)) as step:
            found = power.plan(studies=studies, truth=truth, absent=gone, times=many, seed=begin, step=step)
        _print_power(found)
        _keep_power(found, out=out, json=json)


def _check_places(*files: Path | None) -> None:
    """Before anything takes long: what is to be written has a place."""
    for file in files:
        if file is not None and not file.parent.is_dir():
            raise Refused(f"There is no folder {file.parent} for {file.name}. Nothing was read. Make it first.")
        if file is not None and file.is_dir():
            raise Refused(f"{file} is a folder. Nothing was read. Name a file.")


PICTURES = (".svg", ".png", ".pdf")


def _check_picture(out: Path | None) -> None:
    if out is not None and out.suffix.lower() not in PICTURES:
        raise Refused(f"{out.name} names no kind of picture. End it in {', '.join(PICTURES)}.")


def _whole(option: str, text: str, *, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise Refused(f"{option} cannot be “{text}”: it is a whole number, {least} or more.")
    return int(text)


def _fit(file: Path, asked: "Settings", scheduler: str) -> Any:
    """On this machine, or over a cluster. A bar where a file is read in parts."""
    if scheduler:
        return _fit_on(scheduler, file, asked)
    from intertwine.studies.fitting import fit_file  # noqa: PLC0415 - the start of a server does not wait for it

    with reading() as told:
        return fit_file(file, asked.model, asked.columns, told=told)


def _check_arrived(result: Any, kept_back: str = "") -> None:
    """A script that asks the exit code must not take a fit that did not arrive for a result."""
    if not result.converged:
        sys.stderr.write(f"The fit did not converge: its numbers are not to be reported. {kept_back}Exit code 3.\n")
        raise typer.Exit(NOT_CONVERGED)


def _check_prior(asked: "Settings") -> None:
    """Before anything takes long: whether such a model can become a prior."""
    from intertwine.insights.cohort.export import check_model  # noqa: PLC0415 - a server's start does not wait for it

    check_model(asked.model)


def _write_priors(result: Any, where: Path, file: Path) -> None:
    from intertwine.insights.cohort.export import to_priors  # noqa: PLC0415 - the start of a server does not wait for it
    from intertwine.insights.priors import as_toml  # noqa: PLC0415 - same

    learnt = to_priors(result, name=where.stem, provenance=f"From {file.name}.")
    with keeping(where) as draft:
        draft.write_text(as_toml(learnt), encoding="utf-8")
    say(
        f"{where} says what is typical of these couples, for `intertwine insight --priors {where}`. "
        f"It takes {result.model.outcome} and {result.model.drivers[0]} for ratings from 0 to 10."
    )


def _fit_on(scheduler: str, file: Path, asked: "Settings") -> Any:
    from dask.distributed import Client  # noqa: PLC0415 - only who has a cluster needs it

    from intertwine.studies.cluster import fit_on  # noqa: PLC0415 - same

    try:
        client = Client(scheduler)  # type: ignore[no-untyped-call]  # distributed has not typed it
    except (OSError, ValueError) as wrong:
        raise Refused(f"No scheduler answers at {scheduler}: {wrong}. Start one, or leave --scheduler away.") from None
    with client, reading() as told:
        return fit_on(client, file, asked.model, asked.columns, told=told)


def _sizes(text: str) -> tuple[int, ...]:
    from intertwine.studies.power import sizes  # noqa: PLC0415 - the start of a server does not wait for it

    try:
        return sizes(text)
    except ValueError:
        raise Refused(f"“{text}” is no size. Write a number, several with commas, or a range such as 50:400.") from None


def _numbers(texts: list[str], known: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            found[name] = float(value)
        except ValueError:
            raise Refused(f"“{text}” is not NAME=NUMBER, as in actor=0.2.") from None
        if not isfinite(found[name]):
            raise Refused(f"“{text}” is no size to plan with.")
        if name not in known:
            raise Refused(f"There is no “{name}” here. There are: {', '.join(known)}.")
    return found


def _truth(effects: list[str], spreads: list[str]) -> Any:
    from dataclasses import replace  # noqa: PLC0415 - here alone

    from intertwine.insights.cohort.simulate import CohortTruth  # noqa: PLC0415 - the start of a server does not wait
    from intertwine.studies.power import EFFECTS, with_effects  # noqa: PLC0415 - same

    truth = with_effects(CohortTruth(), **_numbers(effects, EFFECTS))
    names = ("intercept", *EFFECTS)
    given = _numbers(spreads, names)
    for name, sd in given.items():
        if sd < 0:
            raise Refused(f"--spread {name} is a standard deviation: 0 or more.")
    intercept, actor, partner = (given.get(name, sd) for name, sd in zip(names, truth.sds, strict=True))
    return replace(truth, sds=(intercept, actor, partner))


def _absent(missing: str) -> Any:
    from intertwine.insights.cohort.simulate import Absent  # noqa: PLC0415 - the start of a server does not wait for it

    try:
        share = float(missing)
    except ValueError:
        share = 1.0
    if not 0 <= share < 1:
        raise Refused("--missing is a share of the days, at least 0 and below 1.")
    return Absent(each=share)


def _print_power(found: Any) -> None:
    say(f"{'couples':>8}{'days':>6}  {'effect':<10}{'size':>6}{'power':>8}{'± s.e.':>8}")
    for one in found:
        failed = f"  {one.failed} of {one.studies} gave no fit" if one.failed else ""
        say(f"{one.couples:>8}{one.days:>6}  {one.effect:<10}{one.truth:>6g}{one.power:>8.2f}{one.se:>8.3f}{failed}")


def _keep_power(found: Any, *, out: Path | None, json: Path | None) -> None:
    from dataclasses import asdict  # noqa: PLC0415 - here alone
    from json import dumps  # noqa: PLC0415 - the option has its name

    if json:
        with keeping(json) as draft:
            draft.write_text(dumps([asdict(one) for one in found], indent=1) + "\n", encoding="utf-8")
    if out:
        from intertwine.studies.power import curve  # noqa: PLC0415 - the start of a server does not wait for it

        with keeping(out) as draft:
            curve(found).savefig(draft, dpi=160)
