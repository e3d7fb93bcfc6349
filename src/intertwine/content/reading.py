"""Content files, read once and checked while they are read; the same from a folder or from inside a wheel.

Every loader raises `ContentError`, which names the file and the key, when a file is not as it should be.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import msgspec

from intertwine.content.errors import ContentError
from intertwine.content.screening import Instrument
from intertwine.content.shapes import (
    PILLARS,
    CalendarWords,
    Calm,
    CountryHelp,
    CountryWays,
    DailyItem,
    EdgeTries,
    EdgeWords,
    Feeling,
    HelpLines,
    International,
    ItemKind,
    ItemWording,
    Quadrant,
    QuadrantWords,
    Question,
    QuestionPillar,
    Shape,
    closest_language,
)

_HOME: Final = files("intertwine.content")
_SAFETY_WORDS: Final = 2048

S = TypeVar("S", bound=Shape)


class _RawLines(Shape, frozen=True, kw_only=True):
    """A file of help lines before each country is read by itself, so that an error can name the country."""

    international: International | None = None
    countries: dict[str, dict[str, Any]] = msgspec.field(default_factory=dict)


class _LinesFile(Shape, frozen=True, kw_only=True):
    international: International | None = None
    countries: dict[str, CountryHelp] = msgspec.field(default_factory=dict)


class _QuestionFile(Shape, frozen=True, kw_only=True):
    """A file of questions before each is read by itself, so that an error can name it."""

    question: tuple[dict[str, Any], ...]


@cache
def help_lines(override: Path | None = None) -> HelpLines:
    """Help lines by country. A country in the host's own file takes the place of ours as a whole, so that no old
    number of ours stays beside a new one of theirs; everything else stays as it is."""
    ours = _lines_in(_HOME / "help" / "lines.toml")
    theirs = _lines_in(override) if override else _LinesFile()
    countries = dict(sorted({**ours.countries, **theirs.countries}.items()))
    international = theirs.international or ours.international
    assert international is not None  # ours has it: the tests read the file
    return HelpLines(countries=MappingProxyType(countries), international=international)


class _WaysFile(Shape, frozen=True, kw_only=True):
    countries: dict[str, CountryWays]


@cache
def ways_to_find_help() -> Mapping[str, CountryWays]:
    """How people find a professional, by country code; a country nobody read a source about is not in it."""
    file = _HOME / "help" / "ways.toml"
    return MappingProxyType(_shaped(_table(file), _WaysFile, file=file, key="the file").countries)


def calendar_words() -> Iterator[CalendarWords]:
    """Of one language after the other. Not kept: hardly anybody ever needs them."""
    file = _HOME / "months.toml"
    for language, words in _table(file).items():
        yield _shaped(words, CalendarWords, file=file, key=language)


def feelings(language: str = "en") -> Mapping[Quadrant, tuple[Feeling, ...]]:
    """Feeling words by quadrant, the core words of each first, in the nearest language there is."""
    return _feelings(_nearest("feelings", language))


def daily_items(language: str = "en") -> tuple[DailyItem, ...]:
    """The daily items in their order, in the nearest language there is."""
    return _daily_items(_nearest("items", language))


def rated_items(language: str = "en") -> tuple[DailyItem, ...]:
    """Those that are answered from 0 to 10."""
    return tuple(item for item in daily_items(language) if item.kind.answer == "scale")


SCREENS: Final = ("phq-4", "phq-9", "gad-7", "dass-21-stress", "k6", "csi-4", "csi-16")
"""Every instrument there is, in the order pages show them."""


@cache
def instruments() -> Mapping[str, Instrument]:
    """By key. In English, whatever the page is in: another language takes its authors' own translation."""
    return MappingProxyType({key: _instrument(key) for key in SCREENS})


def _instrument(key: str) -> Instrument:
    file = _HOME / "instruments" / f"{key}.toml"
    return _shaped({**_table(file), "key": key}, Instrument, file=file, key="the file")


@cache
def questions(folder: Path | None = None) -> Mapping[str, Question]:
    """Every question by its id, pillar by pillar: a file for each, which gives the pillar its name."""
    home = folder or _HOME / "questions"
    found: dict[str, Question] = {}
    for pillar in PILLARS:
        file = home / f"{pillar}.toml"
        for question in _questions_in(file, pillar):
            if question.id in found:
                raise ContentError(file=file.name, problem=f"{question.id}: there is another one of this id")
            found[question.id] = question
    return MappingProxyType(found)


def findings(language: str = "en") -> Mapping[tuple[str, str], EdgeWords]:
    """What may be said about a couple, by driver and outcome, in the nearest language there is."""
    return _findings(_nearest("findings", language))


def trying(language: str = "en") -> Mapping[tuple[str, str], EdgeTries]:
    """What a couple may try, by driver and outcome, in the nearest language there is."""
    return _trying(_nearest("trying", language))


def calm(language: str = "en") -> tuple[str, ...]:
    """Things to do that need nothing, in the nearest language there is."""
    return _calm(_nearest("calm", language))


@cache
def _calm(language: str) -> tuple[str, ...]:
    return tuple(one.text for one in _by_key(_HOME / "calm" / f"{language}.toml", Calm).values())


@cache
def safety_words() -> tuple[str, ...]:
    """The words of two people's comparison, by number. The order is for ever: see `intertwine.vault.words`."""
    words = tuple(_text(_HOME / "words" / "safety.txt").split())
    if len(set(words)) != _SAFETY_WORDS or len(words) != _SAFETY_WORDS:
        raise ContentError(file="safety.txt", problem=f"{_SAFETY_WORDS} different words are needed")
    return words


def _questions_in(file: Traversable | Path, pillar: QuestionPillar) -> Iterator[Question]:
    table = _shaped(_table(file), _QuestionFile, file=file, key="the file")
    for place, raw in enumerate(table.question, start=1):
        if "pillar" in raw:
            raise ContentError(file=file.name, problem=f"question {place}: the file gives the pillar")
        yield _shaped({**raw, "pillar": pillar}, Question, file=file, key=str(raw.get("id", f"question {place}")))


@cache
def _feelings(language: str) -> Mapping[Quadrant, tuple[Feeling, ...]]:
    file = _HOME / "feelings" / f"{language}.toml"
    parts = _by_key(file, QuadrantWords, keys=tuple(Quadrant))
    return MappingProxyType({quadrant: _words(quadrant, parts[quadrant]) for quadrant in Quadrant})


def _words(quadrant: Quadrant, part: QuadrantWords) -> tuple[Feeling, ...]:
    return tuple(
        Feeling(key=key, word=word, quadrant=quadrant, core=words is part.core)
        for words in (part.core, part.more)
        for key, word in words.items()
    )


@cache
def _daily_items(language: str) -> tuple[DailyItem, ...]:
    kinds = _by_key(_HOME / "items" / "daily.toml", ItemKind)
    wordings = _by_key(_HOME / "items" / f"{language}.toml", ItemWording, keys=tuple(kinds))
    return tuple(DailyItem(key=key, kind=kind, wording=wordings[key]) for key, kind in kinds.items())


@cache
def _findings(language: str) -> Mapping[tuple[str, str], EdgeWords]:
    return _by_edge(_HOME / "findings" / f"{language}.toml", EdgeWords)


@cache
def _trying(language: str) -> Mapping[tuple[str, str], EdgeTries]:
    return _by_edge(_HOME / "trying" / f"{language}.toml", EdgeTries)


def _by_edge(file: Traversable, shape: type[S]) -> Mapping[tuple[str, str], S]:
    return MappingProxyType(
        {
            (driver, outcome): _shaped(words, shape, file=file, key=f"{driver}.{outcome}")
            for driver, outcomes in _table(file).items()
            for outcome, words in outcomes.items()
        }
    )


def _nearest(folder: str, language: str) -> str:
    """Only names of files that are there are ever opened, whatever `language` says."""
    return closest_language(language, _there(folder))


@cache
def _there(folder: str) -> Mapping[str, Traversable]:
    return {Path(file.name).stem: file for file in (_HOME / folder).iterdir() if file.name != "daily.toml"}


def _lines_in(file: Traversable | Path) -> _LinesFile:
    raw = _shaped(_table(file), _RawLines, file=file, key="the file")
    if unknown := sorted(raw.countries.keys() - set(COUNTRIES)):
        raise ContentError(file=file.name, problem=f"countries.{unknown[0]}: not a country code of ISO 3166-1")
    return _LinesFile(
        international=raw.international,
        countries={
            code: _shaped({**entry, "code": code}, CountryHelp, file=file, key=f"countries.{code}")
            for code, entry in raw.countries.items()
        },
    )


def _by_key(file: Traversable, shape: type[S], *, keys: tuple[str, ...] | None = None) -> dict[str, S]:
    """Every table of a file as one shape; with `keys`, exactly those."""
    tables = _table(file)
    expected = tables.keys() if keys is None else set(keys)
    if missing := sorted(expected - tables.keys()):
        raise ContentError(file=file.name, problem=f"{missing[0]}: missing")
    if unknown := sorted(tables.keys() - expected):
        raise ContentError(file=file.name, problem=f"{unknown[0]}: not known here")
    return {key: _shaped(table, shape, file=file, key=key) for key, table in tables.items()}


def _shaped(raw: object, shape: type[S], *, file: Traversable | Path, key: str) -> S:
    try:
        return msgspec.convert(raw, shape)
    except msgspec.ValidationError as wrong:
        raise ContentError(file=file.name, problem=f"{key}: {wrong}") from wrong


def _table(file: Traversable | Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(file))
    except tomllib.TOMLDecodeError as wrong:
        raise ContentError(file=file.name, problem=f"not TOML: {wrong}") from wrong


def _text(file: Traversable | Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise ContentError(file=file.name, problem=f"cannot be read: {wrong}") from wrong


def _countries() -> tuple[str, ...]:
    file = _HOME / "countries.toml"
    try:
        return msgspec.convert(_table(file), dict[str, tuple[str, ...]])["codes"]
    except (KeyError, msgspec.ValidationError) as wrong:
        raise ContentError(file=file.name, problem=f"codes: {wrong}") from wrong


COUNTRIES: Final = _countries()
"""All two-letter codes of ISO 3166-1, in alphabetical order."""
