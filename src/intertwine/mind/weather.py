"""Where the pad was touched, drawn small and said in a sentence: one's own day, or the partner's weather."""

from dataclasses import dataclass

from django.utils.translation import gettext

from intertwine.mind.entries import HIGHEST, PAD, Ratings, Weather

WIDE, HIGH, EDGE = 100, 70, 10


@dataclass(frozen=True)
class Place:
    """Pleasantness to the right, energy upwards, on a picture of 100 by 70."""

    x: float
    y: float
    words: str


def place_of(ratings: Ratings) -> Place | None:
    """None unless both were answered."""
    if any(item not in ratings for item in PAD):
        return None
    valence, arousal = (ratings[item] for item in PAD)
    across = EDGE + valence / HIGHEST * (WIDE - 2 * EDGE)
    up = EDGE + arousal / HIGHEST * (HIGH - 2 * EDGE)
    return Place(round(across, 2), round(HIGH - up, 2), said(valence, arousal))


def place_of_weather(weather: Weather | None) -> Place | None:
    return place_of({"valence": weather.valence, "arousal": weather.arousal}) if weather else None


def said(valence: int, arousal: int) -> str:
    """In the words that stand in the corners of the pad."""
    pleasant, lively = valence - HIGHEST / 2, arousal - HIGHEST / 2
    if max(abs(pleasant), abs(lively)) <= 1:
        return gettext("It is neither one thing nor the other.")
    if pleasant >= 0:
        return (
            gettext("It is on the lively, hopeful side.")
            if lively >= 0
            else gettext("It is on the calm, content side.")
        )
    return gettext("It is on the tense, restless side.") if lively >= 0 else gettext("It is on the low, tired side.")
