"""The parts of a care plan. Their keys are stored, and their numbers stand in addresses: neither is ever used again for
another part. The headings are our own."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Part:
    number: int
    key: str
    heading: object
    hint: object
    """What one might write here, as a start. Both are lazy translations."""


PARTS = (
    Part(
        number=1,
        key="signs",
        heading=_("Early signs"),
        hint=_("How you, or others, notice that it is getting harder: sleep, a tone, a habit."),
    ),
    Part(
        number=2,
        key="helps",
        heading=_("What helps"),
        hint=_("Small things that have helped before, that you can do even on a bad day."),
    ),
    Part(
        number=3,
        key="worsens",
        heading=_("What makes it worse"),
        hint=_("What to leave alone when it is hard, however tempting it looks."),
    ),
    Part(
        number=4,
        key="people",
        heading=_("People"),
        hint=_("Whom you can call or sit with, and their numbers. It need not be about how you are."),
    ),
    Part(
        number=5,
        key="professionals",
        heading=_("Professionals"),
        hint=_("Doctor, therapist, counselling: names, numbers, hours."),
    ),
    Part(
        number=6,
        key="safe",
        heading=_("Making things safe"),
        hint=_(
            "What should be out of reach when thoughts turn dark, and who could keep it. Where you would rather be."
        ),
    ),
    Part(
        number=7,
        key="help-me",
        heading=_("How you can help me when I'm low"),
        hint=_(
            "What you would like them to do, to say, and to leave. Written to them, for when you can't say it yourself."
        ),
    ),
)

BY_NUMBER = {part.number: part for part in PARTS}
BY_KEY = {part.key: part for part in PARTS}
