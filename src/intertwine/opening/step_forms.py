"""What an author chooses for one piece of their writing."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from intertwine.content.reading import feelings
from intertwine.journal.showing import Part
from intertwine.opening.steps import REVIEW_AFTER, Choice, Lasting, Step, steps_for

GIST_LENGTH = 500
PLEASE_CHOOSE = _("Please choose how much of it may be seen.")


class Ladder(forms.Form):
    """Nothing is chosen beforehand, and nothing is shown before it was previewed."""

    step = forms.TypedChoiceField(
        coerce=lambda value: Step(int(value)),
        error_messages={"required": PLEASE_CHOOSE, "invalid_choice": PLEASE_CHOOSE},
    )
    gist = forms.CharField(
        required=False,
        max_length=GIST_LENGTH,
        error_messages={
            "max_length": _("The gist is longer than five hundred characters. Please shorten it a little.")
        },
    )
    words = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _("Please choose from the words on the page.")}
    )
    lasting = forms.TypedChoiceField(
        choices=[(str(int(one)), "") for one in Lasting],
        coerce=lambda value: Lasting(int(value)),
        error_messages={
            "required": _("Please choose for how long it may be seen."),
            "invalid_choice": _("Please choose for how long it may be seen."),
        },
    )
    review = forms.ChoiceField(
        required=False,
        choices=[(key, "") for key in REVIEW_AFTER],
        error_messages={"invalid_choice": _("Please choose when to be asked, or not at all.")},
    )
    previewed = forms.CharField(required=False)

    def __init__(self, *args: Any, part: Part, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(str(int(step)), "") for step in steps_for(part)]  # type: ignore[attr-defined]  # django-stubs: a Field
        self.fields["words"].choices = list(feeling_words().items())  # type: ignore[attr-defined]  # django-stubs: a Field

    def clean_gist(self) -> str:
        return "\n".join(str(self.cleaned_data["gist"]).splitlines())

    def clean(self) -> None:
        if self.cleaned_data.get("step") is Step.GIST and not self.gist_in_words and "gist" not in self.errors:
            self.add_error("gist", gettext("Please write the gist in a few words, or choose one or more below."))

    @property
    def gist_in_words(self) -> str:
        """One's own words, and the chosen ones as a sentence behind them."""
        chosen = [feeling_words()[key] for key in self.cleaned_data.get("words", ())]
        said = gettext("I felt %(words)s.") % {"words": ", ".join(chosen)} if chosen else ""
        return " ".join(part for part in (self.cleaned_data.get("gist", ""), said) if part)

    @property
    def choice(self) -> Choice:
        kept = self.cleaned_data
        return Choice(kept["step"], self.gist_in_words, kept["lasting"], kept["review"])


def feeling_words() -> dict[str, str]:
    return {word.key: word.word for part in feelings(get_language() or "en").values() for word in part if word.core}
