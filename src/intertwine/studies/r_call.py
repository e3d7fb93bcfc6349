"""The same model for R, as a script that runs: so that nobody has to take our word for it.

nlme has no residuals that go together within a day and carry over between days at once; where a model asks for both,
the script says so and fits the part it can.
"""

import json
from collections.abc import Sequence

from intertwine.insights.cohort.design import terms_of
from intertwine.insights.cohort.types import Apim, Columns, Model, Single

Lines = list[str]


def r_script(model: Model, columns: Columns, *, file: str, roles: Sequence[str] = ()) -> str:
    """R code that reads the file, joins the partners, centres, and fits. `roles`: the two labels, in the order of the
    fit."""
    lines = _single(model, columns, file) if isinstance(model, Single) else _apim(model, columns, file, roles)
    return "\n".join(["library(nlme)", "", *lines, "summary(fit)"]) + "\n"


def _q(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _read(file: str) -> Lines:
    if file.endswith(".parquet"):
        return [f"d <- as.data.frame(arrow::read_parquet({_q(file)}))"]
    return [f"d <- read.csv({_q(file)}, check.names = FALSE)"]


def _single(model: Single, columns: Columns, file: str) -> Lines:
    names = sorted({part for name in model.fixed for part in name.split(":")})
    random = "".join(f" + {_product(name)}" for name in model.random)
    fixed = "".join(f" + {_product(name)}" for name in model.fixed)
    return [
        *_read(file),
        f"u <- d[[{_q(columns.couple)}]]; t <- d[[{_q(columns.day)}]]; y <- d[[{_q(model.outcome)}]]",
        *(f"{_r_name(name)} <- d[[{_q(name)}]]" for name in names),
        f"s <- na.omit(data.frame(u, t, y{''.join(f', {_r_name(name)}' for name in names)}))",
        "s <- s[order(s$u, s$t), ]",
        f"fit <- lme(y ~ 1{fixed}, random = ~ 1{random} | u,",
        *_carry(model.residual, "u"),
        f"           data = s, method = {_method(model)}, {CONTROL})",
    ]


GLS_CONTROL = 'control = glsControl(opt = "nlminb")'
CONTROL = 'control = lmeControl(opt = "nlminb", maxIter = 500, msMaxIter = 500, msMaxEval = 2000, returnObject = TRUE)'


def _carry(residual: str, unit: str) -> Lines:
    return [f"           correlation = corAR1(form = ~ t | {unit}),"] if residual == "ar1" else []


def _method(model: Model) -> str:
    return _q("REML" if model.method == "reml" else "ML")


def _product(name: str) -> str:
    return " * ".join(_r_name(part) for part in name.split(":")) if ":" not in name else f"I({_times(name)})"


def _times(name: str) -> str:
    return " * ".join(_r_name(part) for part in name.split(":"))


def _r_name(name: str) -> str:
    """A name that is one in R, whatever the column is called."""
    return "v_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in name)


def _apim(model: Apim, columns: Columns, file: str, roles: Sequence[str]) -> Lines:
    assert columns.role is not None
    return [
        *_read(file),
        f"d <- data.frame(couple = d[[{_q(columns.couple)}]], day = as.numeric(d[[{_q(columns.day)}]]),",
        f"                role = as.character(d[[{_q(columns.role)}]]), d, check.names = FALSE)",
        "person <- paste(d$couple, d$role)",
        "other <- match(paste(d$couple, d$day, d$role), "
        "paste(d$couple, d$day, ifelse(d$role == unique(d$role)[1], unique(d$role)[2], unique(d$role)[1])))",
        *(line for name in model.drivers for line in _driver(model, name)),
        f"d$y <- d[[{_q(model.outcome)}]]",
        *_terms(model),
        'd <- d[complete.cases(d[, c("y", terms)]), ]',
        *_random_and_fit(model, roles),
    ]


def _driver(model: Apim, name: str) -> Lines:
    own = _r_name(name)
    before = [f"x <- x[match(paste(person, d$day - {model.lag}), paste(person, d$day))]"] if model.lag else []
    mean = "ave(x, person, FUN = function(v) mean(v, na.rm = TRUE))"
    centre = {"person": f"x - {mean}", "grand": "x - mean(x, na.rm = TRUE)", "none": "x"}[model.center]
    lines = [f"x <- d[[{_q(name)}]]", *before]
    if model.between:
        lines += [f"m <- {mean}", f"d$am_{own} <- m - mean(m[!duplicated(person)], na.rm = TRUE)"]
        lines += [f"d$pm_{own} <- d$am_{own}[other]"]
    return [*lines, f"d$a_{own} <- {centre}", f"d$p_{own} <- d$a_{own}[other]"]


def _terms(model: Apim) -> Lines:
    """One column for each term, in the order of the fit; the intercept is a column of ones."""
    return [
        *(f"d${_term_name(term.name)} <- {_value_of(model, term.name)}" for term in terms_of(model)),
        f"terms <- c({', '.join(_q(_term_name(term.name)) for term in terms_of(model))})",
    ]


def _term_name(name: str) -> str:
    return "t_" + _r_name(name)


def _value_of(model: Apim, name: str) -> str:
    if name == "intercept":
        return "1"
    for moderator in model.moderators:
        if name == moderator:
            return f"d[[{_q(moderator)}]]"
        if name.endswith(f":{moderator}"):
            return f"{_value_of(model, name.removesuffix(f':{moderator}'))} * d[[{_q(moderator)}]]"
    if name == "time":
        return f"d[[{_q(str(model.time))}]]"
    kind, _, rest = name.partition(":")
    if kind in {"actor", "partner"} and rest:
        short = {"actor": "a", "partner": "p"}[kind] + ("m" if rest.startswith("mean:") else "")
        return f"d${short}_{_r_name(rest.removeprefix('mean:'))}"
    return f"d[[{_q(name)}]]"


def _random_and_fit(model: Apim, roles: Sequence[str]) -> Lines:
    """Distinguishable: each effect once per role. Exchangeable: shared parts and differences vary independently."""
    varying = _varying(model)
    if model.dyads == "distinguishable":
        first, second = (f"(d$role == {_q(role)})" for role in roles)
        made = [
            f'for (t in terms) d[[paste0(t, "_1")]] <- d[[t]] * {first}',
            f'for (t in terms) d[[paste0(t, "_2")]] <- d[[t]] * {second}',
        ]
        every = [f"{_term_name(term.name)}_{i}" for term in terms_of(model) for i in (1, 2)]
        random = [f"{name}_{i}" for name in varying for i in (1, 2)]
        ways = f"random = ~ -1 + {' + '.join(random)} | couple," if random else ""
        weights = "weights = varIdent(form = ~ 1 | role), "
    else:
        made = ["s <- ifelse(d$role == unique(d$role)[1], 1, -1)"]
        made += [f"d${name}_d <- d${name} * s" for name in varying]
        every = [_term_name(term.name) for term in terms_of(model)]
        shared, apart = " + ".join(varying), " + ".join(f"{name}_d" for name in varying)
        blocks = f"list(pdSymm(~ -1 + {shared}), pdSymm(~ -1 + {apart}))"
        ways = f"random = list(couple = pdBlocked({blocks}))," if varying else ""
        weights = ""
    return [
        *made,
        *_note(model),
        "d <- d[order(d$couple, d$day, d$role), ]",
        f"fit <- {'lme' if ways else 'gls'}({'' if not ways else 'fixed = '}y ~ -1 + {' + '.join(every)},",
        *([f"           {ways}"] if ways else []),
        f"           correlation = corCompSymm(form = ~ 1 | couple/day), {weights}",
        f"           data = d, method = {_method(model)}, {CONTROL if ways else GLS_CONTROL})",
    ]


def _varying(model: Apim) -> list[str]:
    may = [term.name for term in terms_of(model) if term.may_vary]
    if isinstance(model.random, str):
        chosen = {"all": may, "intercept": ["intercept"], "none": []}[model.random]
    else:
        chosen = [name for name in may if name in set(model.random)]
    return [_term_name(name) for name in chosen]


def _note(model: Apim) -> Lines:
    if model.residual != "ar1":
        return []
    return ["# nlme cannot let residuals go together within a day and carry over at once: carry-over is left out."]
