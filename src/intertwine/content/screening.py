"""Validated questionnaires as data: what is asked in which words, how it is counted, and what people make of the sum.

A file of `instruments/` is one instrument, and its name is the key that stored answers carry: it is never renamed and
never used for other questions. Points of an answer are what the instrument prints beside it. Bands cover the whole
range without a gap, in the words of the literature; pages call a band "a range people use", never a diagnosis.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta

from intertwine.content.shapes import Sentence, Shape

Count = Annotated[int, Meta(ge=1)]


class Option(Shape, frozen=True, kw_only=True):
    points: Annotated[int, Meta(ge=0)]
    label: Sentence
    loinc: Sentence | None = None


class ScreenItem(Shape, frozen=True, kw_only=True):
    """One question: a sentence, or two poles with places between them."""

    options: str
    """Which of the instrument's sets of options answers it."""
    text: Sentence | None = None
    poles: tuple[Sentence, Sentence] | None = None
    loinc: Sentence | None = None

    def __post_init__(self) -> None:
        if (self.text is None) == (self.poles is None):
            raise ValueError("an item is a text or two poles")

    @property
    def wording(self) -> str:
        return self.text or " … ".join(self.poles or ())


class Band(Shape, frozen=True, kw_only=True):
    """A range of scores, both ends included."""

    low: int
    high: int
    name: Sentence


class Part(Shape, frozen=True, kw_only=True):
    """A few items that are also summed by themselves; `noted_from` is the sum at which the literature takes note."""

    name: Sentence
    items: tuple[Count, ...]
    noted_from: int


class Meaningful(Shape, frozen=True, kw_only=True):
    """How far apart two scores must be to call it a change; `approximate` where nobody has published it."""

    points: float
    approximate: bool
    source: Sentence


class Licence(Shape, frozen=True, kw_only=True):
    """What must stand beside the questions, and where it was read."""

    name: Sentence
    notice: Sentence
    attribution: Sentence
    source: Sentence


class Loinc(Shape, frozen=True, kw_only=True):
    """Codes for other systems; a code that was not confirmed is left out."""

    total: Sentence
    panel: Sentence | None = None
    answers: Sentence | None = None


class Instrument(Shape, frozen=True, kw_only=True):
    key: str
    name: Sentence
    full_name: Sentence
    about: Sentence
    recall_days: Count
    """How far back it asks."""
    rest_days: Count
    """Days that must pass before it may be asked again."""
    higher_is: Literal["heavier", "happier"]
    sources: Annotated[tuple[Sentence, ...], Meta(min_length=1)]
    licence: Licence
    options: dict[str, Annotated[tuple[Option, ...], Meta(min_length=2)]]
    items: Annotated[tuple[ScreenItem, ...], Meta(min_length=1)]
    bands: Annotated[tuple[Band, ...], Meta(min_length=2)]
    stem: str = ""
    pole_stem: str = ""
    times: Count = 1
    """What the sum of the answers is multiplied with."""
    parts: tuple[Part, ...] = ()
    safety_item: Count | None = None
    """The item about not wanting to live: any answer above 0 leads to help at once."""
    about_us: bool = False
    """It asks about the relationship."""
    meaningful: Meaningful | None = None
    loinc: Loinc | None = None

    def __post_init__(self) -> None:
        numbers = {number for part in self.parts for number in part.items} | {self.safety_item or 1}
        if unknown := {item.options for item in self.items} - self.options.keys():
            raise ValueError(f"no options are called {min(unknown)}")
        if max(numbers) > len(self.items):
            raise ValueError("there is no such item")
        if [band.low for band in self.bands] != [0, *(band.high + 1 for band in self.bands[:-1])]:
            raise ValueError("bands begin at 0 and leave no gap")
        if self.bands[-1].high != self.highest:
            raise ValueError(f"the highest score is {self.highest}")

    @property
    def highest(self) -> int:
        return self.times * sum(max(option.points for option in self.options[item.options]) for item in self.items)

    def options_of(self, number: int) -> tuple[Option, ...]:
        """In the order the form prints them; `number` counts from 1, as the form does."""
        return self.options[self.items[number - 1].options]

    def stem_of(self, number: int) -> str:
        return self.pole_stem if self.items[number - 1].poles else self.stem

    def score(self, answers: Sequence[int]) -> int:
        """Raises `ValueError` unless every item has an answer that it offers."""
        if len(answers) != len(self.items):
            raise ValueError("every item is answered")
        for number, points in enumerate(answers, 1):
            if points not in {option.points for option in self.options_of(number)}:
                raise ValueError(f"item {number} has no such answer")
        return self.times * sum(answers)

    def band(self, score: int) -> Band:
        return next(band for band in self.bands if band.low <= score <= band.high)

    def asks_for_care(self, answers: dict[int, int]) -> bool:
        """Whether the item about not wanting to live was answered with anything but "not at all"; `answers` by number,
        all of them or the first few."""
        return self.safety_item is not None and answers.get(self.safety_item, 0) > 0
