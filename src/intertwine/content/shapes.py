"""The shapes that content files are read into. All are frozen; what a file leaves out is None, never a guess."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

PhoneNumber = Annotated[str, Meta(pattern=r"^\+?[0-9][0-9 -]*$")]
WebAddress = Annotated[str, Meta(pattern=r"^https://[^\s]+$")]
Sentence = Annotated[str, Meta(min_length=1)]
ByLanguage = dict[str, Sentence]


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """A misspelt key in a file is an error, not a silence."""


def closest_language(wanted: str, available: Mapping[str, object]) -> str:
    """The nearest language there is: `de_AT` is read in `de_AT`, else in `de`, else in English."""
    exact = wanted.replace("-", "_")
    return next((tag for tag in (exact, exact.partition("_")[0]) if tag in available), "en")


class _Noted(Shape, frozen=True, kw_only=True):
    note: ByLanguage | None = None

    def __post_init__(self) -> None:
        if self.note is not None and "en" not in self.note:
            raise ValueError("a note needs its sentence in English (en)")

    def note_in(self, language: str) -> str | None:
        """The note in the nearest language, None when there is no note."""
        return self.note[closest_language(language, self.note)] if self.note else None


def _dialled(number: str) -> str:
    return number.replace(" ", "").replace("-", "")


class Emergency(_Noted, frozen=True, kw_only=True):
    """A number for when someone is in danger now."""

    number: PhoneNumber
    label: Literal["police", "ambulance", "all"]

    @property
    def dialled(self) -> str:
        """The number as it follows `tel:`."""
        return _dialled(self.number)


class Line(_Noted, frozen=True, kw_only=True):
    """One service. `name` is its own name, and None when no source gives one: the page then says what it is."""

    name: Sentence | None = None
    phone: PhoneNumber | None = None
    text_to: PhoneNumber | None = None
    text_word: Sentence | None = None
    web: WebAddress | None = None
    hours: Sentence | None = None
    """"always" is day and night; anything else is shown as it stands."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not (self.phone or self.text_to or self.web):
            raise ValueError("a line needs one of phone, text_to, web")
        if self.text_word and not self.text_to:
            raise ValueError("text_word says what to write, text_to is missing")

    @property
    def dialled(self) -> str | None:
        """The phone number as it follows `tel:`."""
        return _dialled(self.phone) if self.phone else None

    @property
    def always(self) -> bool:
        return self.hours == "always"

    @property
    def texted(self) -> str | None:
        """The number for messages as it follows `sms:`."""
        return _dialled(self.text_to) if self.text_to else None


class CountryHelp(Shape, frozen=True, kw_only=True):
    """Help in one country. A number is only ever shown together with `code`, and the lines together with `checked`."""

    code: str
    checked: dt.date
    source: Sentence
    emergency: Annotated[tuple[Emergency, ...], Meta(min_length=1)]
    crisis: Annotated[tuple[Line, ...], Meta(min_length=1)]
    abuse: Annotated[tuple[Line, ...], Meta(min_length=1)]


class Directory(Shape, frozen=True, kw_only=True):
    """A site that lists lines of many countries."""

    name: Sentence
    web: WebAddress


class International(Shape, frozen=True, kw_only=True):
    """What is shown for every country we have no lines for."""

    checked: dt.date
    source: Sentence
    directories: Annotated[tuple[Directory, ...], Meta(min_length=1)]


class HelpLines(Shape, frozen=True, kw_only=True):
    """All lines, by country code in alphabetical order."""

    countries: MappingProxyType[str, CountryHelp]
    international: International


class Calm(Shape, frozen=True):
    """One thing to do that needs nothing."""

    text: Sentence


class CalendarWords(Shape, frozen=True, kw_only=True):
    """What one language calls months and weekdays, in small letters; of one of them several, with | between them."""

    months: Annotated[tuple[Sentence, ...], Meta(min_length=12, max_length=12)]
    weekdays: Annotated[tuple[Sentence, ...], Meta(min_length=7, max_length=7)]

    def month_names(self) -> dict[str, int]:
        return {name: n for n, names in enumerate(self.months, 1) for name in names.split("|")}

    def weekday_names(self) -> set[str]:
        return {name for names in self.weekdays for name in names.split("|")}


class Way(Shape, frozen=True, kw_only=True):
    """A way to find a professional, in a sentence or two; only what its source says."""

    text: ByLanguage
    phone: PhoneNumber | None = None
    web: WebAddress | None = None

    def __post_init__(self) -> None:
        if "en" not in self.text:
            raise ValueError("a way needs its sentence in English (en)")

    def text_in(self, language: str) -> str:
        return self.text[closest_language(language, self.text)]

    @property
    def dialled(self) -> str | None:
        """The phone number as it follows `tel:`."""
        return _dialled(self.phone) if self.phone else None


class CountryWays(Shape, frozen=True, kw_only=True):
    checked: dt.date
    source: Sentence
    ways: Annotated[tuple[Way, ...], Meta(min_length=1)]


class Quadrant(StrEnum):
    """How pleasant a feeling is, and how full of energy."""

    PLEASANT_HIGH = "pleasant_high"
    PLEASANT_LOW = "pleasant_low"
    UNPLEASANT_HIGH = "unpleasant_high"
    UNPLEASANT_LOW = "unpleasant_low"
    MIXED = "mixed"


class Feeling(Shape, frozen=True, kw_only=True):
    """`key` is what an entry stores, `word` what is shown; it fits the sentence "I felt …"."""

    key: str
    word: str
    quadrant: Quadrant
    core: bool


class QuadrantWords(Shape, frozen=True, kw_only=True):
    """One part of a feelings file: key to word."""

    core: dict[str, Sentence]
    more: dict[str, Sentence]


class ItemKind(Shape, frozen=True, kw_only=True):
    """What an item is about and when it is asked; the same in every language."""

    pillar: Literal["mind", "talking", "opening", "responding", "closeness", "caring", "context"]
    asked: Literal["always", "in_turn"]
    answer: Literal["scale", "yes_no", "ticks"] = "scale"


class ItemWording(Shape, frozen=True, kw_only=True):
    """The sentences of one item in one language."""

    ask: Sentence
    solo: Sentence
    low: Sentence | None = None
    high: Sentence | None = None
    ticks: dict[str, Sentence] | None = None

    def __post_init__(self) -> None:
        if bool(self.low and self.high) is bool(self.ticks):
            raise ValueError("an item needs either low and high, or ticks")


class DailyItem(Shape, frozen=True, kw_only=True):
    """One item of the check-in, most of them answered from 0 (`low`) to 10 (`high`). In-house, not validated."""

    key: str
    kind: ItemKind
    wording: ItemWording

    def sentence(self, partner: str | None) -> str:
        """The whole sentence, with the partner's name, or as it reads when none is known."""
        return self.wording.ask.replace("{partner}", partner) if partner else self.wording.solo


Topic = Literal["sex", "money", "past", "family", "faith"]
"""What both have to want before it is asked about."""
TOPICS: tuple[Topic, ...] = get_args(Topic)

QuestionPillar = Literal["mind", "talking", "opening", "responding", "caring", "closeness"]
PILLARS: tuple[QuestionPillar, ...] = get_args(QuestionPillar)

DEPTHS = range(1, 5)


class Question(Shape, frozen=True, kw_only=True):
    """A question two people answer, each for themself. `id` is what an entry stores: never used again for another."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    depth: Annotated[int, Meta(ge=1, le=4)]
    text: Sentence
    tags: tuple[Sentence, ...]
    topic: Topic | Literal[""]
    pillar: QuestionPillar


_SAID = {"name": "", "partner": ""}


class LinkWords(Shape, frozen=True, kw_only=True):
    """What may be said about one link between two people. {name} and {partner} stand for their names."""

    link: Sentence
    unclear: Sentence
    more: tuple[Sentence, Sentence, Sentence]
    """A little, some, much."""
    less: tuple[Sentence, Sentence, Sentence]

    def __post_init__(self) -> None:
        for sentence in (self.link, self.unclear, *self.more, *self.less):
            _must_name(sentence)


class EdgeWords(Shape, frozen=True, kw_only=True):
    """All links of one edge of the map: own days or the partner's, and the day after either."""

    own: LinkWords
    own_after: LinkWords
    partner: LinkWords
    partner_after: LinkWords


Page = Literal["question", "opened", "pace", "show", "letter", "message", "plan"]
"""What here is for two, or can be shown to the other one: by what it is, not by its address."""


class Try(Shape, frozen=True, kw_only=True):
    """Something small to try. With a page that is for it, where there is one."""

    text: Sentence
    page: Page | None = None


OneOrTwo = Annotated[tuple[Try, ...], Meta(min_length=1, max_length=2)]


class EdgeTries(Shape, frozen=True, kw_only=True):
    """What to try beside one edge of the map: where the two go together, and where they go against each other."""

    more: OneOrTwo
    less: OneOrTwo


def _must_name(sentence: str) -> None:
    try:
        sentence.format(**_SAID)
    except (KeyError, IndexError, ValueError) as wrong:
        raise ValueError(f"not {{name}} or {{partner}}: {sentence}") from wrong
    if "{name}" not in sentence:
        raise ValueError(f"{{name}} is missing: {sentence}")
