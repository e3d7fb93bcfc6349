"""A report people can cite: a page, a PDF, pictures, every number as CSV and JSON, and the same model for R."""

import csv
import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from jinja2 import Environment, StrictUndefined

from intertwine.insights.cohort import Columns, Fit
from intertwine.insights.cohort.fit import Spread
from intertwine.insights.cohort.predict import Predicted, predict
from intertwine.insights.cohort.summary import describe
from intertwine.insights.cohort.types import Apim, Frame
from intertwine.studies.errors import StudyError
from intertwine.studies.r_call import r_script
from intertwine.studies.reading import is_parquet, layout_of, read_csv, read_parquet

PAGES = files("intertwine.studies.pages")
LIBRARIES = ("numpy", "numba", "polars", "matplotlib", "typst")
MANY = 20_000
"""Couples beyond which each couple's own effects are not worked out one by one for a report."""

CAPTIONS = {
    "effects": "The fixed effects with their 95 % intervals.",
    "paths": "The paths of the model: within-couple effects with 95 % intervals; the curved line is the correlation of "
    "the two residuals of a day.",
    "couples": "Each couple's own effects with 95 % intervals, in order of size. The line is the cohort's average. Of "
    "more than 200 couples, 200 evenly spaced ones are drawn.",
    "residuals": "Standardised residuals against fitted values, and against a normal distribution.",
}


@dataclass(frozen=True, kw_only=True)
class Table:
    """One file of numbers, which is one table of the report, too."""

    name: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def write_report(fit: Fit, file: Path, columns: Columns, *, folder: Path, day: date) -> tuple[Path, ...]:
    """Writes everything about a fit to this file into `folder`, which is made: all of it at once, at the end. Returns
    what it wrote. Raises StudyError."""
    check_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as home:
        draft = Path(home) / folder.name
        draft.mkdir()
        wrong = _write(fit, file, columns, draft, day)
        draft.rename(folder)
    if wrong:
        raise StudyError(f"The PDF could not be made: {wrong}. Everything else is in {folder}.")
    return tuple(sorted(path for path in folder.rglob("*") if path.is_file()))


def check_free(folder: Path) -> None:
    """Raise if something is there, or nothing can be: before anything is read."""
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        raise StudyError(f"{folder} exists already and was not touched. Name another folder, or move it away first.")
    above = next(one for one in folder.absolute().parents if one.exists())
    if not above.is_dir() or not os.access(above, os.W_OK):
        raise StudyError(f"{folder} cannot be made: nothing can be written in {above}. Name another folder.")


def _write(fit: Fit, file: Path, columns: Columns, folder: Path, day: date) -> str:
    """Everything, into a folder that is there. What was wrong with the PDF, if anything."""
    from intertwine.studies.figures import write_figures  # noqa: PLC0415 - matplotlib is slow to start

    predicted = predict(whole(file), fit, columns) if fit.couples <= MANY else None
    tables = tables_of(fit, predicted)
    script = r_script(
        fit.model,
        columns,
        file=file.name,
        roles=[one.name for one in fit.residual.sd],
        layout=None if is_parquet(file) else layout_of(file),
        found=fit,
    )
    (folder / "fit.json").write_text(fit.to_json() + "\n", encoding="utf-8")
    (folder / "model.R").write_text(script, encoding="utf-8")
    for table in tables:
        _write_csv(folder / "numbers", table)
    drawn = write_figures(fit, predicted, folder / "figures")
    context = {**_context(fit, tables, drawn, file=file.name, day=day), "script": script}
    (folder / "report.html").write_text(_page(context), encoding="utf-8")
    return _write_pdf(folder, context)


def whole(file: Path) -> Frame:
    """All of it at once."""
    return read_parquet(file) if is_parquet(file) else read_csv(file)


def _spread(name: str, one: Spread) -> tuple[str, float, float, float, str]:
    """A row of the table of standard deviations: at its end where the interval comes from."""
    return name, one.sd, one.low, one.high, "profile" if one.profiled else "log scale"


def tables_of(fit: Fit, predicted: Predicted | None) -> tuple[Table, ...]:
    """Every number of the report."""
    spreads = [_spread(f"{b.name} {e.name}".strip(), e) for b in fit.random for e in b.effects]
    rest = [("residual " + one.name, one.sd, one.low, one.high, "χ²") for one in fit.residual.sd]
    of_pairs = [
        (name, value, low, high)
        for name, value, low, high in (
            ("same-day correlation", fit.residual.rho, fit.residual.rho_low, fit.residual.rho_high),
            ("carry-over", fit.residual.phi, fit.residual.phi_low, fit.residual.phi_high),
        )
        if value is not None
    ]
    interval = ("estimate", "2.5 %", "97.5 %")
    return (
        Table(
            name="fixed",
            title="Fixed effects",
            head=("effect", "estimate", "std. error", "df", "t", "p", "2.5 %", "97.5 %"),
            rows=tuple((e.name, e.estimate, e.se, e.df, e.t, e.p, e.low, e.high) for e in fit.fixed),
        ),
        Table(name="random", title="Standard deviations", head=("of", *interval, "by"), rows=tuple(spreads + rest)),
        *(
            [Table(name="residual", title="Residuals", head=("what", *interval), rows=tuple(of_pairs))]
            if of_pairs
            else []
        ),
        *_correlations(fit),
        *([_of_estimates(fit)] if len(fit.fixed) > 1 else []),
        Table(
            name="flow",
            title="Where every row of the file went",
            head=("rows", "couples", "what"),
            rows=(
                (fit.flow.rows, "", "in the file"),
                *((one.rows, one.couples, "left out: " + one.sentence.split(": ", 1)[1]) for one in fit.flow.excluded),
                (fit.flow.used, fit.couples, "used"),
            ),
        ),
        *([checks(predicted, fit), couples_table(predicted)] if predicted is not None else []),
    )


def _correlations(fit: Fit) -> Iterable[Table]:
    for block in fit.random:
        names = [one.name for one in block.effects]
        if len(names) > 1:
            rows = tuple((name, *line) for name, line in zip(names, block.correlation, strict=True))
            title = f"Correlations of random effects{': ' + block.name if block.name else ''}"
            yield Table(
                name=f"correlations{'-' + block.name if block.name else ''}", title=title, head=("", *names), rows=rows
            )


def _of_estimates(fit: Fit) -> Table:
    """How far the estimates of the fixed effects go together."""
    names = [one.name for one in fit.fixed]
    se = np.sqrt(np.diag(fit.covariance))
    together = np.asarray(fit.covariance) / np.outer(se, se)
    rows = tuple((name, *line) for name, line in zip(names, together.tolist(), strict=True))
    return Table(name="correlations-fixed", title="Correlations of fixed effects", head=("", *names), rows=rows)


def checks(predicted: Predicted, fit: Fit) -> Table:
    """What residuals of a model that fits would look like, and what these do."""
    rows: list[tuple[Any, ...]] = []
    for one, residuals in zip(fit.residual.sd, predicted.residuals, strict=False):
        spread = residuals - residuals.mean()
        skew = float((spread**3).mean() / spread.std() ** 3)
        tails = float((np.abs(residuals) > 3).mean())
        rows += [(f"skewness, {one.name}", skew, "0"), (f"beyond 3 standard deviations, {one.name}", tails, "0.0027")]
    if len(predicted.pairs) > 2:
        carried = float(np.asarray(np.corrcoef(predicted.pairs.T))[0, 1])
        rows.append(("correlation of residuals of days that follow each other", carried, "0, or a little below"))
    return Table(
        name="checks", title="Residual checks", head=("of the residuals", "here", "if the model fits"), rows=tuple(rows)
    )


def couples_table(predicted: Predicted) -> Table:
    """Each couple's own effects; in the report as a picture only."""
    head = ("couple", *(name for effect in predicted.effects for name in (effect, f"{effect} (s.e.)")))
    rows = tuple(
        (couple, *(number for pair in zip(own.tolist(), se.tolist(), strict=True) for number in pair))
        for couple, own, se in zip(predicted.couples, predicted.own, predicted.se, strict=True)
    )
    return Table(name="couples", title="Couples", head=head, rows=rows)


def _write_csv(folder: Path, table: Table) -> None:
    folder.mkdir(exist_ok=True)
    with (folder / f"{table.name}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(table.head)
        writer.writerows(["" if cell != cell else cell for cell in row] for row in table.rows)  # noqa: PLR0124 - NaN


def _context(fit: Fit, tables: Sequence[Table], drawn: Sequence[str], *, file: str, day: date) -> dict[str, Any]:
    return {
        "title": _title(fit),
        "day": day.isoformat(),
        "file": file,
        "model": describe(fit.model),
        "equations": _equations(fit),
        "sizes": _sizes(fit),
        "likelihood": f"{fit.log_likelihood:.4f}",
        "method": "REML" if fit.method == "reml" else "ML",
        "aic": f"{fit.aic:.3f}",
        "bic": f"{fit.bic:.3f}",
        "convergence": _convergence(fit),
        "notes": [one.sentence for one in fit.notes],
        "tables": [_shown(one) for one in tables if one.name != "couples"],
        "figures": [{"name": name, "caption": CAPTIONS[name]} for name in drawn],
        "versions": _versions(fit),
        "seconds": f"read {fit.seconds.read:.2f} s, sums {fit.seconds.sums:.2f} s, fit {fit.seconds.fit:.2f} s",
    }


def _shown(table: Table) -> dict[str, Any]:
    """For eyes: rounded, and the columns of correlations by number, as names would be wider than what stands below."""
    square = table.name.startswith("correlations")
    head = ("", *map(str, range(1, len(table.head)))) if square else table.head
    rows = [[_cell(cell, column) for cell, column in zip(row, table.head, strict=True)] for row in table.rows]
    numbered = [[f"{at}  {name}", *cells] for at, (name, *cells) in enumerate(rows, start=1)]
    return {"title": table.title, "name": table.name, "head": head, "rows": numbered if square else rows}


def _title(fit: Fit) -> str:
    model = fit.model
    if isinstance(model, Apim) and model.drivers:
        return f"{model.outcome} and {', '.join(model.drivers)}: actor and partner effects in {fit.couples:,} couples"
    what = "couples" if isinstance(model, Apim) else "people"
    return f"{model.outcome} in {fit.couples:,} {what}"


def _sizes(fit: Fit) -> str:
    if isinstance(fit.model, Apim):
        return f"{fit.observations:,} observations on {fit.days:,} days of {fit.couples:,} couples"
    return f"{fit.observations:,} observations of {fit.couples:,} people"


def _equations(fit: Fit) -> str:
    if not isinstance(fit.model, Apim):
        return "y_t = x_tᵀβ + z_tᵀb + e_t,   b ~ N(0, G),   e ~ N(0, σ²)" + _carried(fit)
    return "y_gt = x_gtᵀβ + z_gtᵀb + e_gt,   b ~ N(0, G),   (e_At, e_Bt) ~ N(0, Σ)" + _carried(fit)


def _carried(fit: Fit) -> str:
    return ",   residuals h days apart correlate by φ^h" if fit.residual.phi is not None else ""


def _convergence(fit: Fit) -> str:
    if fit.converged:
        return f"Converged after {fit.passes} passes: a further step would gain less than 1e-8 in log-likelihood."
    return f"Not converged after {fit.passes} passes. These numbers must not be reported."


def _versions(fit: Fit) -> str:
    named = [f"{name} {version(name)}" for name in LIBRARIES]
    return (
        f"Intertwine {version('intertwine')} (statistics {fit.version}), Python {platform.python_version()}, "
        + ", ".join(named)
    )


DIGITS = {"df": ".1f", "t": ".3f", "p": ".4f"}
"""Of columns that need fewer than others."""


def _cell(value: Any, column: str) -> str:
    if isinstance(value, float):
        if np.isnan(value):
            return "–"
        if column == "p" and value < 1e-4:
            return "<.0001"
        small = abs(value) < 1e-3 and value and column not in DIGITS
        return f"{value:{'.4g' if small else DIGITS.get(column, '.5f')}}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _page(context: dict[str, Any]) -> str:
    env = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return env.from_string(PAGES.joinpath("report.html").read_text(encoding="utf-8")).render(context)


def _write_pdf(folder: Path, context: dict[str, Any]) -> str:
    """Typst reads the numbers from a file beside it, so nothing of them is ever taken for markup. What was wrong."""
    import typst  # noqa: PLC0415 - only who prints needs it

    source, numbers = folder / "report.typ", folder / "report.json"
    source.write_text(PAGES.joinpath("report.typ").read_text(encoding="utf-8"), encoding="utf-8")
    numbers.write_text(json.dumps(context, ensure_ascii=False), encoding="utf-8")
    try:
        typst.compile(source, output=folder / "report.pdf", root=folder)
    except RuntimeError as wrong:
        return str(wrong)
    finally:
        source.unlink()
        numbers.unlink()
    return ""
