"""Four questions for one person alone, and what goes into a summary. What is typed here is kept nowhere."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intertwine.helping.summary import Chosen

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _question(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False)


class ForOne(forms.Form):
    """In our own words, about fear, force and control. Every question may be left out."""

    afraid = _question(_("Are you ever afraid of your partner, or of what happens after you disagree?"))
    hurt = _question(_("In the past year, did your partner hit, push, choke or otherwise hurt you, or threaten to?"))
    pushed = _question(
        _(
            "In the past year, did your partner pressure or force you into sex, or anything sexual, that you did not "
            "want?"
        )
    )
    ruled = _question(
        _("Does your partner decide whom you see, what you spend, what is on your phone, or that you use this?")
    )

    def any_yes(self) -> bool:
        return "yes" in self.cleaned_data.values()


SPANS = ((28, _("Four weeks")), (91, _("Three months")), (182, _("Half a year")), (365, _("A year")))
PARTS = (
    ("mind", _("State of mind, day by day")),
    ("hard", _("Hard days")),
    ("factors", _("Sleep and the like")),
    ("screens", _("Questionnaires: the sums")),
    ("answers", _("Questionnaires: each answer")),
    ("lines", _("Private lines, word for word")),
)


class HandOff(forms.Form):
    """Nothing is ticked beforehand: each part goes in because somebody wanted it to."""

    span = forms.TypedChoiceField(label=_("How far back?"), choices=SPANS, coerce=int, initial=28)
    parts = forms.MultipleChoiceField(
        label=_("What goes in?"),
        choices=PARTS,
        required=False,
        help_text=_("“Each answer” includes your answer about not wanting to live, if you were asked."),
    )
    plan = forms.MultipleChoiceField(label=_("Parts of your care plan"), required=False)
    own_words = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=4000,
        help_text=_("What brings you, since when, what you would like. It stands first."),
    )
    name = forms.CharField(
        label=_("A name on it"),
        required=False,
        max_length=80,
        help_text=_("As the professional knows you. Left empty, it has no name."),
    )

    def __init__(self, *given: Any, plan: Sequence[tuple[str, Any]], **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["plan"].choices = plan  # type: ignore[attr-defined]  # a field of choices has them

    def clean_own_words(self) -> str:
        """A browser may send the same lines with other ends the second time; what was seen must stay the same."""
        return "\n".join(self.cleaned_data["own_words"].splitlines())

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and not (data["parts"] or data["plan"] or data["own_words"]):
            raise forms.ValidationError(gettext("Choose at least one thing that goes in, or write a few words."))
        return data

    @property
    def chosen(self) -> Chosen:
        data = self.cleaned_data
        parts, plan = frozenset(data["parts"]), tuple(data["plan"])
        return Chosen(days=data["span"], parts=parts, plan=plan, words=data["own_words"], name=data["name"])
