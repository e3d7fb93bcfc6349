"""How alike two sentences are, by the words they share: what keeps a deck from asking the same thing twice."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

_WORD: Final = re.compile(r"[a-z]+")
# Words that say how something is asked, not what about.
_SMALL: Final = frozenset(
    _WORD.findall(
        "a about am an and any are as at be been being by can could did do does for from had has have how i if in into "
        "is it its like me more most my of on one or our so some than that the their them there they this to up us was "
        "we were what when where which who why will with without would you your yours"
    )
)
_ENDINGS: Final = ("ing", "ed", "es", "s", "ly")
ALIKE: Final = 0.6
"""From here on two questions are one: they share three of five words that say what is asked about."""


def stems(sentence: str) -> frozenset[str]:
    """The words that carry the meaning, without their commonest endings."""
    return frozenset(_stem(word) for word in _WORD.findall(sentence.lower()) if word not in _SMALL)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words among all words of the two, from 0 to 1."""
    return len(one & other) / len(one | other) if one | other else 1.0


def alike(sentences: Sequence[str], *, from_: float = ALIKE) -> Iterator[tuple[str, str]]:
    """Every pair that shares too many of its words."""
    worded = [(sentence, stems(sentence)) for sentence in sentences]
    for (one, mine), (other, theirs) in combinations(worded, 2):
        if overlap(mine, theirs) >= from_:
            yield one, other


def _stem(word: str) -> str:
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= 3), "")
    return word.removesuffix(ending)
