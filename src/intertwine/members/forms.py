"""What people type about themselves, checked on this machine alone."""

import re
from zoneinfo import available_timezones

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intertwine.content.reading import COUNTRIES

PASSWORD_LENGTH = (10, 1000)
ZONES = frozenset(available_timezones())


def check_password(password: str, *, name: str) -> str:
    """Length, Django's own list of 20,000 common passwords, and not one's name."""
    if len(password) < PASSWORD_LENGTH[0]:
        raise ValidationError(_("This password is short. Ten characters or more: a few words in a row work well."))
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        raise ValidationError(_("This password is among the first that anyone would try. Please choose another.")) from None
    if name.strip() and name.strip().casefold() in password.casefold():
        raise ValidationError(_("Please leave your name out of the password: it is the first thing someone would try."))
    return password


class NewPassword(forms.Form):
    password = forms.CharField(
        max_length=PASSWORD_LENGTH[1],
        strip=False,
        error_messages={
            "required": _("Please choose a password."),
            "max_length": _("This password is longer than a thousand characters. A shorter one is as safe."),
        },
    )

    def clean_password(self) -> str:
        return check_password(self.cleaned_data["password"], name=self.name_in_use())

    def name_in_use(self) -> str:
        return str(self.cleaned_data.get("name", ""))


class Place(forms.Form):
    """Language, zone and country: for words, for when a day ends, and for the right help lines."""

    language = forms.CharField(max_length=10)
    zone = forms.CharField(max_length=64)
    country = forms.CharField(max_length=2, required=False)

    def clean_zone(self) -> str:
        zone = str(self.cleaned_data["zone"])
        if zone not in ZONES:
            raise ValidationError(_("Please choose a time zone from the list."))
        return zone

    def clean_country(self) -> str:
        country = str(self.cleaned_data["country"])
        if country and country not in COUNTRIES:
            raise ValidationError(_("Please choose a country from the list, or none."))
        return country

    def clean_language(self) -> str:
        from django.conf import settings

        language = str(self.cleaned_data["language"])
        if language not in dict(settings.LANGUAGES):
            raise ValidationError(_("Please choose a language from the list."))
        return language


class SignUp(NewPassword, Place):
    name = forms.CharField(
        max_length=40,
        error_messages={
            "required": _("Please type a name. Any name is fine: it is what you sign in with and what your partner reads."),
            "max_length": _("This name is longer than 40 characters. Please shorten it."),
        },
    )
    field_order = ("name", "password", "language", "zone", "country")

    def clean_name(self) -> str:
        return _one_line(str(self.cleaned_data["name"]))


class SignIn(forms.Form):
    name = forms.CharField(max_length=40, error_messages={"required": _("Please type the name you signed up with.")})
    password = forms.CharField(
        max_length=PASSWORD_LENGTH[1], strip=False, error_messages={"required": _("Please type your password.")}
    )


class SignInWithCode(NewPassword):
    name = forms.CharField(max_length=40, error_messages={"required": _("Please type the name you signed up with.")})
    code = forms.CharField(max_length=100, error_messages={"required": _("Please type your recovery code.")})
    field_order = ("name", "code", "password")


class TypedCode(forms.Form):
    code = forms.CharField(max_length=100, error_messages={"required": _("Please type the code as you wrote it down.")})


class OpenPrivate(forms.Form):
    password = forms.CharField(max_length=PASSWORD_LENGTH[1], strip=False, required=False)
    pin = forms.CharField(max_length=6, required=False)
    just_mine = forms.BooleanField(required=False)


class Pin(forms.Form):
    pin = forms.CharField(max_length=10)

    def clean_pin(self) -> str:
        pin = str(self.cleaned_data["pin"]).strip()
        if not re.fullmatch(r"[0-9]{6}", pin):
            raise ValidationError(gettext("A PIN is six digits."))
        return pin


class ChangePassword(NewPassword):
    old = forms.CharField(max_length=PASSWORD_LENGTH[1], strip=False, error_messages={"required": _("Please type your password.")})

    def __init__(self, *args: object, name: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.name = name

    def name_in_use(self) -> str:
        return self.name


class OnlyPassword(forms.Form):
    password = forms.CharField(
        max_length=PASSWORD_LENGTH[1], strip=False, error_messages={"required": _("Please type your password.")}
    )


def _one_line(text: str) -> str:
    """A name is shown in sentences: no line breaks, no control or direction-changing characters."""
    kept = "".join(character for character in text if character.isprintable())
    if not kept.strip():
        raise ValidationError(gettext("Please type a name that can be read."))
    return " ".join(kept.split())
