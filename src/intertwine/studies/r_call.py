"""The same model for R, as a script that runs: so that nobody has to take our word for it.

It reads the file, gives every day of a couple a row for each member, joins the partners, centres, and fits with nlme;
at its end it prints our likelihood beside nlme's. nlme has no residuals that go together within a day and carry over
between days at once; where a model asks for both, the script says so and fits the part it can.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from pathlib import Path
from shlex import quote

from intertwine.insights.cohort.design import Design, Term, Value, design_of
from intertwine.insights.cohort.fit import Fit
from intertwine.insights.cohort.summary import describe
from intertwine.insights.cohort.types import Apim, Columns, Left, Model, Single
from intertwine.studies.reading import Layout, is_parquet

Lines = list[str]


def r_script(
    model: Model,
    columns: Columns,
    *,
    file: str,
    roles: Sequence[str] = (),
    layout: Layout | None = None,
    found: Fit | None = None,
) -> str:
    """R code that fits the model to the file. `roles`: the two labels, in the order of the fit; `layout`: how a CSV is
    written; `found`: the fit, so that the script can say whether it agrees."""
    design = design_of(model, roles)
    whole = _single(model, design) if isinstance(model, Single) else _apim(model, design)
    fitting = [line for one in whole for line in _folded(one)]
    csv = as_csv(file)
    lines = [
        f"# {describe(model)}",
        f"# Run it where {csv} is, or say where: Rscript model.R folder/{csv}",
        *([] if csv == file else [f"# R reads no Parquet by itself. {csv} from it, once:", f"#   {made_csv(file)}"]),
        "library(nlme)",
        "",
        *_read(csv, layout or Layout()),
        *_who(model, design, columns, found),
        *_helpers(fitting),
        "",
        *fitting,
        "summary(fit)",
        *(_beside(found) if found else []),
    ]
    return "\n".join(lines) + "\n"


def as_csv(file: str) -> str:
    """The name of the file that R reads: a CSV."""
    return str(Path(file).with_suffix(".csv")) if is_parquet(Path(file)) else file


def made_csv(file: str) -> str:
    """What makes it of a Parquet file, in a shell."""
    code = "import sys, polars; polars.read_parquet(sys.argv[1]).write_csv(sys.argv[2])"
    return f"python3 -c {quote(code)} {quote(file)} {quote(as_csv(file))}"


WIDTH = 110


def _folded(line: str) -> Lines:
    """A long formula on several lines, broken before what is added."""
    found: Lines = []
    formula = line.lstrip().startswith(("fit <-", "random ="))
    while formula and len(line) > WIDTH and (at := line.rfind(" + ", 0, WIDTH)) > 0:
        found.append(line[: at + 2])
        line = " " * 15 + line[at + 3 :]
    return [*found, line]


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _column(name: str) -> str:
    return f"raw[[{_q(name)}]]"


def _read(file: str, layout: Layout) -> Lines:
    where = f"file <- c(commandArgs(trailingOnly = TRUE), {_q(file)})[1]"
    cell = 'sub(",", ".", as.character(x), fixed = TRUE)' if layout.comma else "as.character(x)"
    csv = f'sep = {_q(layout.mark)}, dec = "{"," if layout.comma else "."}", na.strings = c("", "NA")'
    return [
        where,
        f'raw <- read.csv(file, {csv}, check.names = FALSE, fileEncoding = "UTF-8-BOM")',
        "number <- function(x) {  # text where a number should be is missing",
        f"  v <- if (is.logical(x)) as.numeric(x) else suppressWarnings(as.numeric({cell}))",
        "  replace(v, !is.finite(v), NA)",
        "}",
    ]


def _who(model: Model, design: Design, columns: Columns, found: Fit | None) -> Lines:
    """Whose row it is, and which row of the file holds a member's day."""
    day = _column(columns.day)
    lines = [
        "",
        f"day <- number({day})",
        f'dates <- lapply(c("%Y-%m-%d", "%d.%m.%Y"), function(how) as.Date(trimws({day}), format = how))',
        "date <- as.numeric(ifelse(is.na(dates[[1]]), dates[[2]], dates[[1]]))",
        "if (sum(!is.na(date)) > sum(!is.na(day))) day <- date",
        f"who <- data.frame(couple = trimws({_column(columns.couple)}), day = day, row = seq_along(day))",
        "who <- who[!is.na(who$couple) & !is.na(who$day) & who$day == floor(who$day), ]",
        *(_seats(design, columns) if isinstance(model, Apim) else ["who$seat <- 1"]),
    ]
    reasons = {one.reason for one in found.flow.excluded} if found else set()
    if {Left.SAME_TWICE, Left.CONTRADICTS} & reasons:
        lines += _once(design)
    if isinstance(model, Single):
        return [*lines, 'd <- who[order(who$couple, who$day), c("couple", "day", "row")]', "at <- d$row"]
    return [
        *lines,
        "",
        'd <- unique(who[order(who$couple, who$day), c("couple", "day")])  # every day has a row for each member',
        "d <- data.frame(couple = rep(d$couple, each = 2), day = rep(d$day, each = 2), seat = 1:2)",
        "at <- who$row[match(paste(d$couple, d$day, d$seat), paste(who$couple, who$day, who$seat))]",
        "person <- paste(d$couple, d$seat)",
    ]


TRUTHS = {"F", "FALSE", "False", "false", "T", "TRUE", "True", "true"}
"""What R does not take for labels where a column holds nothing else."""


def _seats(design: Design, columns: Columns) -> Lines:
    """Which of the two it is: by role, or by the order of labels within a couple. A couple with a third is left out."""
    assert columns.role is not None
    names = f"who$role <- trimws({_column(columns.role)})[who$row]"
    if len(design.roles) == 2:
        labels = f"c({', '.join(_q(role) for role in design.roles)})"
        seat = [f"who$seat <- match(who$role, {labels})"]
        if TRUTHS.issuperset(design.roles):
            truths = (
                f"if (is.logical({_column(columns.role)})) as.character(as.logical({labels})) else toupper({labels})"
            )
            seat = [f"who$seat <- match(toupper(who$role), {truths})"]
    else:
        seat = [
            "who$seat <- ave(match(who$role, sort(unique(who$role))), who$couple, "
            "FUN = function(v) match(v, sort(unique(v))))",
            "who$seat[who$seat > 2] <- NA",
        ]
    return [
        names,
        "who <- who[!is.na(who$role), ]",
        *seat,
        "who <- who[!(who$couple %in% who$couple[is.na(who$seat)]), ]  # no third member",
        *(_persons(columns.person) if columns.person else []),
    ]


def _persons(column: str) -> Lines:
    return [
        f"who$person <- trimws({_column(column)})[who$row]",
        'seats <- unique(who[!is.na(who$person), c("couple", "person", "seat")])',
        'named <- seats[!duplicated(seats[, c("couple", "person")]), ]',
        'odd <- c(seats$couple[duplicated(seats[, c("couple", "person")])], names(which(table(named$couple) > 2)))',
        "who <- who[!(who$couple %in% odd), ]  # nobody who changes roles, no third person",
    ]


def _once(design: Design) -> Lines:
    needed = ", ".join(_q(name) for name in design.columns)
    return [
        "key <- paste(who$couple, who$day, who$seat)",
        f"told <- do.call(paste, lapply(c({needed}), function(name) number(raw[[name]])[who$row]))",
        "others <- ave(match(told, unique(told)), key, FUN = function(v) length(unique(v))) > 1",
        "who <- who[!others & !duplicated(key), ]  # of a day told twice the first, if both say the same",
    ]


HELPERS: Mapping[str, str] = {
    "own": "own <- function(name) number(raw[[name]])[at]",
    "of_couple": "of_couple <- function(name) ave(own(name), d$couple, FUN = function(v) v[!is.na(v)][1])",
    "partner": "partner <- function(x) x[seq_along(x) + c(1, -1)]",
    "before": "before <- function(x, days) x[match(paste(person, d$day - days), paste(person, d$day))]",
    "person_mean": "person_mean <- function(x) ave(x, person, FUN = function(v) mean(v, na.rm = TRUE))",
    "less_own_mean": "less_own_mean <- function(x) x - person_mean(x)",
    "less_mean": "less_mean <- function(x) x - mean(x, na.rm = TRUE)",
    "less_mean_of_persons": "less_mean_of_persons <- function(x) x - mean(x[!duplicated(person)], na.rm = TRUE)",
}


def _helpers(fitting: Lines) -> Lines:
    """Those that are called, by the model or by each other, in an order in which they are known."""
    called = "\n".join(fitting)
    found: Lines = []
    for name, line in reversed(list(HELPERS.items())):
        if f"{name}(" in called:
            found.insert(0, line)
            called += line
    return found


def _value(value: Value) -> str:
    x = f"{'of_couple' if value.of_couple else 'own'}({_q(value.column)})"
    x = f"before({x}, {value.lag})" if value.lag else x
    x = f"person_mean({x})" if value.part == "mean" else x
    if value.center == "person":
        x = f"less_own_mean({x})"
    elif value.center == "grand":
        x = f"{'less_mean_of_persons' if value.part == 'mean' else 'less_mean'}({x})"
    return f"partner({x})" if value.partner else x


def _product(term: Term) -> str:
    return " * ".join(_value(value) for value in term.values) or "1"


R_WORDS = {"if", "else", "repeat", "while", "function", "for", "next", "break", "TRUE", "FALSE", "NULL", "Inf", "NaN"}
R_WORDS |= {"NA", "in", "couple", "day", "seat", "row", "y"}
"""Names that R, or the script, has taken."""


def r_names(names: Iterable[str]) -> Lines:
    """Each as a name that is one in R, whatever a column is called, and no two alike."""
    found: Lines = []
    for name in names:
        plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
        plain = plain if plain[:1].isalpha() and plain not in R_WORDS else f"x{plain}"
        others = (f"{plain}_{number}" for number in count(2))
        found.append(next(one for one in chain([plain], others) if one not in found))
    return found


GLS_CONTROL = 'control = glsControl(opt = "nlminb")'
CONTROL = 'control = lmeControl(opt = "nlminb", maxIter = 500, msMaxIter = 500, msMaxEval = 2000, returnObject = TRUE)'


def _method(model: Model) -> str:
    return _q("REML" if model.method == "reml" else "ML")


def _single(model: Single, design: Design) -> Lines:
    names = dict(zip(design.fixed, r_names(design.fixed), strict=True))
    beside = [term for term in design.terms if term.values]
    fixed = "".join(f" + {names[term.name]}" for term in beside)
    random = "".join(f" + {names[term.name]}" for term in beside if term.name in design.chosen)
    carry = ["           correlation = corAR1(form = ~ day | couple),"] if model.residual == "ar1" else []
    return [
        f"d$y <- own({_q(model.outcome)})",
        *(f"d${names[term.name]} <- {_product(term)}" for term in beside),
        "d <- d[complete.cases(d), ]",
        f"fit <- lme(y ~ 1{fixed}, random = ~ 1{random} | couple,",
        *carry,
        f"           data = d, method = {_method(model)}, {CONTROL})",
    ]


def _apim(model: Apim, design: Design) -> Lines:
    """Distinguishable: each effect once per role. Exchangeable: shared parts and differences vary independently."""
    alike = model.dyads == "exchangeable"
    names = dict(zip(design.fixed, r_names(design.fixed), strict=True))
    made, ways = _exchangeable(design, names) if alike else _distinguishable(design, names)
    lone = not design.chosen
    return [
        f"d$y <- own({_q(model.outcome)})",
        *made,
        *_note(model),
        "d <- d[complete.cases(d), ]",
        f"fit <- {'gls(' if lone else 'lme(fixed = '}y ~ -1 + {' + '.join(names.values())},",
        *([] if lone else [f"           {ways}"]),
        "           correlation = corCompSymm(form = ~ 1 | couple/day),"
        + ("" if alike else " weights = varIdent(form = ~ 1 | seat),"),
        f"           data = d, method = {_method(model)}, {GLS_CONTROL if lone else CONTROL})",
    ]


def _distinguishable(design: Design, names: Mapping[str, str]) -> tuple[Lines, str]:
    made: Lines = []
    for at, term in enumerate(design.terms):
        made.append(f"x <- {_product(term)}")
        pair = design.fixed[2 * at : 2 * at + 2]
        made += [f"d${names[name]} <- x * (d$seat == {seat})" for seat, name in enumerate(pair, start=1)]
    random = " + ".join(names[name] for block in design.varying for name in block.effects)
    return made, f"random = ~ -1 + {random} | couple,"


def _exchangeable(design: Design, names: Mapping[str, str]) -> tuple[Lines, str]:
    made = [f"d${names[term.name]} <- {_product(term)}" for term in design.terms]
    shared = [names[name] for name in design.chosen]
    apart = dict(
        zip(shared, r_names([*names.values(), *(f"{name}_apart" for name in shared)])[len(names) :], strict=True)
    )
    made += [f"d${apart[name]} <- d${name} * (3 - 2 * d$seat)" for name in shared]
    blocks = ", ".join(f"pdSymm(~ -1 + {' + '.join(block)})" for block in (shared, apart.values()))
    return made, f"random = list(couple = pdBlocked(list({blocks}))),"


def _note(model: Apim) -> Lines:
    if model.residual != "ar1":
        return []
    return ["# nlme cannot let residuals go together within a day and carry over at once: carry-over is left out."]


def _beside(found: Fit) -> Lines:
    """Both results in two lines."""
    more = ", with carry-over" if isinstance(found.model, Apim) and found.residual.phi is not None else ""
    return [
        f'cat("\\nIntertwine: {found.observations} rows, log-likelihood {found.log_likelihood:.4f}{more}\\n")',
        'cat(sprintf("nlme:       %d rows, log-likelihood %.4f\\n", nrow(d), as.numeric(logLik(fit))))',
    ]
