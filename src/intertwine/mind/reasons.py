"""Why someone reads that many people talk to someone at this point: found in what they wrote, said in sentences."""

from collections.abc import Set
from datetime import date

from django.utils.translation import gettext

from intertwine.journal.queries import Pages
from intertwine.mind.entries import ThoughtOfHelp
from intertwine.mind.more_help import Reason, reasons
from intertwine.mind.screen_reading import Taken


def found_in(pages: Pages, taken: dict[str, list[Taken]], hard: Set[date], day: date) -> frozenset[Reason]:
    scored = [one.scored for of_one_kind in taken.values() for one in of_one_kind]
    thoughts = [one.entry.day for one in pages.of(ThoughtOfHelp)]
    return reasons(day, screens=scored, hard=hard, thoughts=thoughts)


def why(found: frozenset[Reason]) -> list[str]:
    sentences = {
        Reason.HIGHEST: gettext("Your last PHQ-9 was in its highest range."),
        Reason.HIGHEST_TWICE: gettext("Your PHQ-4 was in its highest range twice in a row."),
        Reason.WORSE: gettext("Your last PHQ-9 was clearly higher than the one before."),
        Reason.HARD_WEEK: gettext("Several days of this week were hard ones."),
        Reason.THOUGHT_OF_IT: gettext("You said that you have been thinking about it."),
    }
    return [sentence for reason, sentence in sentences.items() if reason in found]
