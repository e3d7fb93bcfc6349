"""What people type about themselves, checked on this machine alone."""

import re
import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intertwine.members.places import country_choices, zone_choices

PASSWORD_LENGTH = (10, 1000)
NAME_COUNTS_FROM = 3
"""Characters: a name shorter than this is in half of all passwords by chance."""
TOO_LONG = _("This password is longer than a thousand characters. A shorter one is as safe.")
SIX_DIGITS = _("A PIN is six digits.")
NAME_TOO_LONG = _("This name is longer than 40 characters. Please shorten it.")


def check_password(password: str, *, name: str) -> str:
    """Length, Django's own list of 20,000 common passwords, and not one's name."""
    if len(password) < PASSWORD_LENGTH[0]:
        raise ValidationError(_("This password is short. Ten characters or more: a few words in a row work well."))
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        raise ValidationError(
            _("This password is among the first that anyone would try. Please choose another.")
        ) from None
    if len(name) >= NAME_COUNTS_FROM and name.casefold() in password.casefold():
        raise ValidationError(_("Please leave your name out of the password: it is the first thing someone would try."))
    return password


class PasswordField(forms.CharField):
    def __init__(self, *, missing: Any, **more: Any) -> None:
        wrong = {"required": missing, "max_length": TOO_LONG}
        super().__init__(max_length=PASSWORD_LENGTH[1], strip=False, error_messages=wrong, **more)


class NewPassword(forms.Form):
    password = PasswordField(
        label=_("A new password"),
        help_text=_("Ten characters or more. A few words in a row work well."),
        missing=_("Please choose a password."),
    )

    def clean_password(self) -> str:
        return check_password(self.cleaned_data["password"], name=self.name_in_use())

    def name_in_use(self) -> str:
        return str(self.cleaned_data.get("name", ""))


class KnownName(forms.Form):
    """Read as it was at sign-up, or a name copied from elsewhere would not be found again."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        error_messages={"required": _("Please type the name you signed up with."), "max_length": NAME_TOO_LONG},
    )

    def clean_name(self) -> str:
        return _one_line(str(self.cleaned_data["name"]))


class Place(forms.Form):
    """Language, zone and country: for words, for when a day ends, and for the right help lines."""

    zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Your day ends at midnight here."),
        choices=zone_choices,
        error_messages={"invalid_choice": _("Please choose a time zone from the list.")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("For the numbers in Help."),
        choices=lambda: (("", _("I would rather not say")), *country_choices()),
        required=False,
        error_messages={"invalid_choice": _("Please choose a country from the list, or none.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: settings.LANGUAGES,
        error_messages={"invalid_choice": _("Please choose a language from the list.")},
    )


class SignUp(NewPassword, Place):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("What you sign in with, and what your partner will read."),
        max_length=40,
        error_messages={
            "required": _(
                "Please type a name. Any name is fine: it is what you sign in with and what your partner reads."
            ),
            "max_length": NAME_TOO_LONG,
        },
    )
    password = PasswordField(
        label=_("A password"),
        help_text=_(
            "Ten characters or more. A few words in a row work well. "
            "It locks what you write, so nobody can look it up or reset it."
        ),
        missing=_("Please choose a password."),
    )
    field_order = ("name", "password", "zone", "country", "language")

    def clean_name(self) -> str:
        return _one_line(str(self.cleaned_data["name"]))


class SignIn(KnownName):
    password = PasswordField(label=_("Your password"), missing=_("Please type your password."))


class SignInWithCode(NewPassword, KnownName):
    code = forms.CharField(
        label=_("Your recovery code"),
        max_length=100,
        error_messages={"required": _("Please type your recovery code.")},
    )
    field_order = ("name", "code", "password")


class TypedCode(forms.Form):
    code = forms.CharField(
        label=_("Type it back, from what you wrote down"),
        help_text=_("Capitals, spaces and dashes do not matter."),
        max_length=100,
        error_messages={"required": _("Please type the code as you wrote it down.")},
    )


class OpenPrivate(forms.Form):
    pin = forms.CharField(label=_("The six digits of this device"), max_length=6, required=False)
    password = PasswordField(label=_("Your password"), missing=_("Please type your password."), required=False)
    just_mine = forms.BooleanField(label=_("This device is just mine: keep it open for twelve hours"), required=False)


class Pin(forms.Form):
    pin = forms.CharField(
        label=_("Six digits"), max_length=6, error_messages={"required": SIX_DIGITS, "max_length": SIX_DIGITS}
    )

    def clean_pin(self) -> str:
        pin = str(self.cleaned_data["pin"])
        if not re.fullmatch(r"[0-9]{6}", pin):
            raise ValidationError(SIX_DIGITS)
        return pin


class NewPin(Pin):
    password = PasswordField(label=_("Your password"), missing=_("Please type your password."))
    field_order = ("pin", "password")


class ChangePassword(NewPassword):
    old = PasswordField(label=_("Your password until now"), missing=_("Please type your password."))
    field_order = ("old", "password")

    def __init__(self, *args: object, name: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.name = name

    def name_in_use(self) -> str:
        return self.name


class OnlyPassword(forms.Form):
    password = PasswordField(label=_("Your password"), missing=_("Please type your password."))


NO_INK = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"))
"""Letters that Unicode counts as printable and nobody can see."""


def _one_line(text: str) -> str:
    """A name is shown in sentences: no line breaks, no control or direction-changing characters, something to see."""
    kept = "".join(character for character in " ".join(text.split()) if character.isprintable()).translate(NO_INK)
    if not any(unicodedata.category(character)[0] in "LNPS" for character in kept):
        raise ValidationError(gettext("Please type a name that can be read."))
    return " ".join(kept.split())
