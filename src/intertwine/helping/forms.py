"""Four questions for one person alone. What is answered is looked at once, and kept nowhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _question(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False)


class ForOne(forms.Form):
    """In our own words, about fear, force and control. Every question may be left out."""

    afraid = _question(_("Are you ever afraid of your partner, or of what happens after you disagree?"))
    hurt = _question(_("In the past year, did your partner hit, push, choke or otherwise hurt you, or threaten to?"))
    pushed = _question(
        _("In the past year, did your partner push you into sex, or anything like it, that you did not want?")
    )
    ruled = _question(
        _("Does your partner decide whom you see, what you spend, what is on your phone, or that you use this?")
    )

    def any_yes(self) -> bool:
        return "yes" in self.cleaned_data.values()
