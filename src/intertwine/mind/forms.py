"""What comes back from a page, checked. Nothing that fails here was kept, and everything typed is still there."""

import re
from datetime import date
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from intertwine.couples.entries import Choices
from intertwine.members.days import can_be_filled_in, day_before
from intertwine.mind.asking import all_items, event_words, feeling_words, items_for, rated, steps_of
from intertwine.mind.day import Day, Standing
from intertwine.mind.entries import FACTORS, HIGHEST, LOWEST, NO_EVENT, PAD, CheckIn, Ratings
from intertwine.mind.factors import fit, words_in
from intertwine.web.sessions.visit import Visit

LINE_LENGTH, WHAT_LENGTH = 10_000, 200
NOT_TODAY = "not-today"
UNSEEN, NOTHING = "", "nothing"
ASKED_WITH = {
    **dict.fromkeys(PAD, "pad"),
    **dict.fromkeys(("feelings", "own_words"), "feelings"),
    "care_what": "care_act",
    **dict.fromkeys(("line", "hard", "tags", *FACTORS), "line"),
}
"""What stands on which page of a check-in, where it does not have its own."""

STOOD = re.compile(r"([0-9a-f]{32})\.([0-9]{1,9})")


class Answers(forms.Form):
    """A check-in under way. Every page of it carries all answers, so that none depends on the one before."""

    day = forms.CharField(required=False)
    id = forms.CharField(required=False)
    seen = forms.CharField(required=False)
    at = forms.CharField(required=False)
    go = forms.CharField(required=False)
    feelings = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": gettext_lazy("Please choose from the words on the page.")}
    )
    line = forms.CharField(
        required=False,
        max_length=LINE_LENGTH,
        error_messages={
            "max_length": gettext_lazy("This is longer than ten thousand characters. Please shorten it a little.")
        },
    )

    own_words = forms.CharField(required=False)
    tags = forms.CharField(required=False)
    care_what = forms.CharField(
        required=False,
        max_length=WHAT_LENGTH,
        error_messages={
            "max_length": gettext_lazy("This is longer than two hundred characters. Please shorten it a little.")
        },
    )

    data: QueryDict

    def __init__(self, data: QueryDict, *, visit: Visit) -> None:
        super().__init__(data)
        self.days = can_be_filled_in(visit)
        self.yesterday = day_before(visit, self.days[0])
        self.wanted = _date(data.get("day", ""))
        self.for_day = self.wanted if self.wanted in self.days else self.days[0]
        self.items = items_for(visit, self.for_day)
        self.fields["feelings"].choices = list(feeling_words().items())  # type: ignore[attr-defined]  # django-stubs: a Field
        for item in self.items:
            self.fields[item] = _answer(item)
        for name, most in FACTORS.items():
            self.fields[name] = _factor(most)

    def clean_day(self) -> date:
        if self.wanted is None:
            raise ValidationError(
                gettext("This page did not say which day it was for. You can keep what is below for today.")
            )
        if self.wanted > self.days[0]:
            raise ValidationError(
                gettext("This was for a day that has not begun where you are. You can keep it for today.")
            )
        if self.wanted == self.yesterday and self.wanted not in self.days:
            raise ValidationError(
                gettext("Yesterday can be filled in until noon, and it is later. You can keep what is below for today.")
            )
        if self.wanted not in self.days:
            raise ValidationError(
                gettext("This was for a day that is longer ago than yesterday. You can keep what is below for today.")
            )
        return self.wanted

    def clean_id(self) -> UUID:
        try:
            return UUID(str(self.cleaned_data["id"]))
        except ValueError:
            raise _damaged() from None

    def clean_seen(self) -> Standing | None:
        return seen_in(str(self.cleaned_data["seen"]))

    def clean_line(self) -> str:
        return "\n".join(str(self.cleaned_data["line"]).splitlines())

    def clean_own_words(self) -> tuple[str, ...]:
        return _fitting(self.own("own_words"))

    def clean_tags(self) -> tuple[str, ...]:
        return _fitting(self.own("tags"))

    def clean(self) -> None:
        self._say_above("day", "id", "seen")
        if any(self.data.get(item) for item in all_items() if item not in self.items):
            raise ValidationError(
                gettext("There was an answer to something that is not asked on this day. It was left out.")
            )

    def _say_above(self, *unseen: str) -> None:
        """What is wrong with a field nobody sees is said above the form."""
        for name in unseen:
            for wrong in self.errors.pop(name, ErrorList()).as_data():
                self.add_error(None, wrong)

    @property
    def step(self) -> str:
        at = str(self.data.get("at", ""))
        return at if at in self.steps else self.steps[0]

    @property
    def step_to_mend(self) -> str:
        """Where the first thing that is wrong was asked."""
        wrong = [ASKED_WITH.get(name, name) for name in self.errors]
        return next((step for step in self.steps if step in wrong), self.step)

    @property
    def next_step(self) -> str:
        """Empty when this was the last one, or was enough."""
        here, go = self.steps.index(self.step), self.data.get("go", "")
        if go == "done":
            return ""
        return "".join(self.steps[max(here - 1, 0)] if go == "back" else self.steps[here + 1 : here + 2])

    @property
    def says_something(self) -> bool:
        """An empty check-in is worth keeping only where it takes the place of another."""
        return self.typed != CheckIn(self.for_day, asked=self.items) or bool(self.cleaned_data["seen"])

    @property
    def steps(self) -> list[str]:
        return steps_of(self.items)

    @property
    def typed(self) -> CheckIn:
        """What can be kept of it, whether or not the form is in order."""
        cleaned, words, events = self.cleaned_data, feeling_words(), event_words()
        return CheckIn(
            self.for_day,
            self._ratings,
            self.items,
            feelings=tuple(dict.fromkeys(key for key in self.data.getlist("feelings") if key in words)),
            line=self._line,
            hard=self.data.get("hard") == "yes",
            own_words=self.own("own_words"),
            factors={name: cleaned[name] for name in FACTORS if cleaned.get(name) is not None},
            tags=self.own("tags"),
            events=tuple(dict.fromkeys(event for event in self._events if event in events)),
            care_act={"yes": True, "no": False}.get(cleaned.get("care_act", "")),
            care_what=cleaned.get("care_what", self.data.get("care_what", "")) if "care_act" in self.items else "",
            not_today=tuple(item for item in self.items if NOT_TODAY in self._last(item)),
        )

    @property
    def _line(self) -> str:
        """With what was typed to something that is not asked any more: what is asked changes when two become two, or
        one of them leaves."""
        line = str(self.cleaned_data.get("line", self.data.get("line", "")))
        unasked = "" if "care_act" in self.items else str(self.data.get("care_what", "")).strip()
        return "\n".join(words for words in (line, unasked) if words)

    def own(self, name: str) -> tuple[str, ...]:
        """Words of one's own, typed or ticked."""
        return words_in(self.data.getlist(name))

    @property
    def _ratings(self) -> Ratings:
        given = {item: self.cleaned_data.get(item) for item in self.items if item in rated()}
        return {item: points for item, points in given.items() if isinstance(points, int)}

    @property
    def _events(self) -> list[str]:
        """The button that was pressed comes last, and takes back all ticks; a tick takes back an earlier button."""
        given = self.data.getlist("event") if "event" in self.items else []
        buttons = ("", NO_EVENT, NOT_TODAY)
        if given and given[-1] in buttons:
            return given[-1:]
        return [event for event in given if event not in buttons]

    def _last(self, item: str) -> list[str]:
        """What counts of an item that may have come several times."""
        return self._events if item == "event" else self.data.getlist(item)[-1:]


def shown(day: Day | None) -> str:
    """What stood when the page was made, as a form carries it."""
    return " ".join(f"{id.hex}.{revision}" for id, revision in day.standing) if day else NOTHING


def seen_in(text: str) -> Standing | None:
    if text == UNSEEN:
        return None
    if text == NOTHING:
        return ()
    found = [STOOD.fullmatch(part) for part in text.split(" ")]
    if not all(found):
        raise _damaged()
    return tuple((UUID(hex=match[1]), int(match[2])) for match in found if match)


def _damaged() -> ValidationError:
    return ValidationError(gettext("This page was damaged on its way. Look through it once more, then send it again."))


def _fitting(words: tuple[str, ...]) -> tuple[str, ...]:
    if not fit(words):
        raise ValidationError(gettext("Words of your own: fifty of them at most, each of sixty letters at most."))
    return words


def _answer(item: str) -> forms.Field:
    wrong = {"invalid_choice": gettext_lazy("Please choose from what is on the page.")}
    if item == "event":
        choices = [(key, key) for key in ("", *event_words(), NOT_TODAY)]
        return forms.MultipleChoiceField(required=False, choices=choices, error_messages=wrong)
    if item not in rated():
        choices = [(key, key) for key in ("yes", "no", NOT_TODAY)]
        return forms.ChoiceField(required=False, choices=choices, error_messages=wrong)
    return _points()


def _points() -> forms.Field:
    return forms.TypedChoiceField(
        required=False,
        coerce=lambda given: given if given == NOT_TODAY else int(given),
        empty_value=None,
        choices=[(given, given) for given in (*map(str, range(LOWEST, HIGHEST + 1)), NOT_TODAY)],
        error_messages={"invalid_choice": gettext_lazy("Please choose a place between 0 and 10, or leave it out.")},
    )


def _factor(most: int) -> forms.Field:
    wrong = gettext_lazy("Please choose from what is on the page.")
    return forms.IntegerField(
        required=False,
        min_value=0,
        max_value=most,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Sharing(forms.Form):
    """Three consents, each asked for itself; neither yes nor no is taken for granted."""

    feeds, draws, weather = (
        forms.ChoiceField(
            choices=(("yes", ""), ("no", "")),
            error_messages={
                "required": gettext_lazy("Please say yes or no. Both are fine, and you can change it at any time."),
                "invalid_choice": gettext_lazy(
                    "Please say yes or no. Both are fine, and you can change it at any time."
                ),
            },
        )
        for _ in range(3)
    )

    @property
    def choices(self) -> Choices:
        return Choices(**{name: self.cleaned_data[name] == "yes" for name in ("feeds", "draws", "weather")})
