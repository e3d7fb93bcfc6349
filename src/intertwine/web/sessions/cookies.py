"""The three cookies: who I am, what opens my private space, which device this is."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from intertwine.vault.errors import Unopenable
from intertwine.vault.tokens import Token
from intertwine.web.sessions.models import Session

NAMES = {Session.Kind.IDENTITY: "session", Session.Kind.PRIVATE: "private", Session.Kind.DEVICE: "device"}


def cookie_name(name: str) -> str:
    return f"__Host-{name}" if settings.COOKIES_SECURE else name


def token_in(request: HttpRequest, kind: Session.Kind) -> Token | None:
    return token_named(request, NAMES[kind])


def token_named(request: HttpRequest, name: str) -> Token | None:
    text = request.COOKIES.get(cookie_name(name))
    try:
        return Token.from_text(text) if text else None
    except Unopenable:
        return None


def set_token(response: HttpResponseBase, name: str, token: Token, *, max_age: int | None) -> None:
    response.set_cookie(
        cookie_name(name),
        token.text,
        max_age=max_age,
        path="/",
        secure=settings.COOKIES_SECURE,
        httponly=True,
        samesite="Lax",
    )


def drop_token(response: HttpResponseBase, name: str) -> None:
    response.set_cookie(
        cookie_name(name), "", max_age=0, path="/", secure=settings.COOKIES_SECURE, httponly=True, samesite="Lax"
    )
