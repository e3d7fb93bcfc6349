"""What comes back from a page, checked. Nothing that fails here was kept, and everything typed is still there."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from intertwine.content.shapes import DEPTHS, TOPICS
from intertwine.opening.choosing import Bounds
from intertwine.opening.words import REACTIONS

ANSWER_LENGTH = 20_000
QUESTION_LENGTH = 500


class AnswerForm(forms.Form):
    text = forms.CharField(
        max_length=ANSWER_LENGTH,
        error_messages={
            "required": gettext_lazy("There is nothing in it yet. A few words are enough, and leaving it is fine too."),
            "max_length": gettext_lazy(
                "This is longer than twenty thousand characters. Please keep the rest for another evening."
            ),
        },
    )
    seen = forms.CharField(required=False)
    tell = forms.BooleanField(required=False)

    def clean_text(self) -> str:
        return "\n".join(str(self.cleaned_data["text"]).splitlines())

    def clean_seen(self) -> int:
        """Of a page that was damaged on its way nothing is believed: then it is asked which answer is to stay."""
        seen = str(self.cleaned_data["seen"])
        return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else 0


class OwnQuestion(forms.Form):
    text = forms.CharField(
        max_length=QUESTION_LENGTH,
        error_messages={
            "required": gettext_lazy("There is no question in it yet."),
            "max_length": gettext_lazy("This is longer than five hundred characters. Please ask a little shorter."),
        },
    )
    id = forms.CharField()

    def clean_id(self) -> UUID:
        try:
            return UUID(str(self.cleaned_data["id"]))
        except ValueError:
            raise ValidationError(
                gettext("This page was damaged on its way. Look through it once more, then send it again.")
            ) from None


class PaceForm(forms.Form):
    """How deep, and each topic for itself: neither yes nor no is taken for granted."""

    depth = forms.TypedChoiceField(
        coerce=int,
        choices=[(str(depth), "") for depth in DEPTHS],
        error_messages={
            "required": gettext_lazy("Please choose how deep questions may go."),
            "invalid_choice": gettext_lazy("Please choose how deep questions may go."),
        },
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for topic in TOPICS:
            self.fields[topic] = _yes_or_no()

    @property
    def bounds(self) -> Bounds:
        return Bounds(
            self.cleaned_data["depth"], frozenset(topic for topic in TOPICS if self.cleaned_data[topic] == "yes")
        )


class ReactionForm(forms.Form):
    words = forms.MultipleChoiceField(required=False, choices=[(key, "") for key in REACTIONS])
    talk = forms.BooleanField(required=False)


def page_asked_for(request: HttpRequest) -> int:
    """0 is the newest; and of an address that was tampered with."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def month_asked_for(request: HttpRequest) -> int:
    """`YYYYMM`; 0 is the newest, and of an address that was tampered with."""
    text = request.GET.get("before", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 6 else 0


def _yes_or_no() -> forms.Field:
    please = gettext_lazy("Please say yes or no. Both are fine, and you can change it at any time.")
    return forms.ChoiceField(
        choices=(("yes", ""), ("no", "")), error_messages={"required": please, "invalid_choice": please}
    )
