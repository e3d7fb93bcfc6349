"""Summaries of people who do not exist, and words that must arrive as they were typed."""

from datetime import date, timedelta

from intertwine.helping.summary import Answered, Lived, Planned, Rated, Summary, Wrote

LAST = date(2026, 11, 23)
FIRST = LAST - timedelta(days=27)
AWKWARD = 'Soup & quiet <b>\n#let x = 1 *bold* $y$ @me "so"\n\nthen sleep'


def alices() -> Summary:
    """Everything that can be in it."""
    return Summary(
        made=LAST,
        first=FIRST,
        last=LAST,
        person="3f0c1f5e-6f0e-4f5e-9d5e-0a6b3f1d2c4b",
        name="Alice",
        words=AWKWARD,
        mind=tuple(
            Rated(FIRST + timedelta(days=n), {"valence": n % 11, "stress": 10 - n % 11}) for n in range(0, 28, 2)
        ),
        hard=(FIRST, LAST),
        factors=(Lived(FIRST, {"sleep": 390, "alcohol": 0}), Lived(LAST, {"sleep": 450, "medication": 1})),
        screens=(
            Answered("phq-9", FIRST, 14, "moderate", (2, 2, 2, 2, 1, 2, 1, 1, 1)),
            Answered("csi-4", FIRST, 12, "notable dissatisfaction"),
            Answered("gad-7", LAST, 8, "mild"),
        ),
        lines=(Wrote(LAST, AWKWARD),),
        plan=(Planned("signs", "Early signs", AWKWARD),),
    )
