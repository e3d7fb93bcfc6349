"""Cookie → keys, before the view; keys → cookie, after it."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from intertwine.vault.tokens import Token
from intertwine.web.errors import storage
from intertwine.web.sessions import clock, rows
from intertwine.web.sessions.cookies import drop_token, set_token, token_in
from intertwine.web.sessions.models import Session
from intertwine.web.sessions.visit import Change, IdentityTier, PrivateTier, Visit

Kind = Session.Kind


@dataclass(frozen=True)
class Opened:
    """A cookie that opened its row."""

    token: Token
    row: Session


class SessionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        visit = Visit()
        request.visit = visit  # type: ignore[attr-defined]  # read through visit_of()
        try:
            visit, opened = arrive(request)
            request.visit = visit  # type: ignore[attr-defined]  # same
            response = self.get_response(request)
            leave(visit, opened, response)
        except DatabaseError:  # of the sessions: what goes wrong in a page is an answer by now
            return storage(request)
        finally:
            visit.forget()
        return response


def arrive(request: HttpRequest) -> tuple[Visit, dict[Kind, Opened]]:
    tokens = {kind: token for kind in Kind if (token := token_in(request, kind))}
    found = rows.find(tokens.values()) if tokens else {}
    opened = {kind: Opened(token, found[token.id]) for kind, token in tokens.items() if token.id in found}
    visit = Visit()
    if Kind.IDENTITY in opened and not _idle(opened[Kind.IDENTITY].row):
        visit.identity = rows.read(opened[Kind.IDENTITY].row, opened[Kind.IDENTITY].token, IdentityTier)
    if visit.identity and Kind.DEVICE in opened:
        ours = bytes(opened[Kind.DEVICE].row.owner) == rows.owner_hash(visit.identity.member)
        visit.device = opened[Kind.DEVICE].token if ours else None
    if visit.identity and Kind.PRIVATE in opened:
        same_sign_in = opened[Kind.PRIVATE].row.family == opened[Kind.IDENTITY].row.family
        found_private = opened[Kind.PRIVATE] if same_sign_in else None
        visit.private = rows.read(found_private.row, found_private.token, PrivateTier) if found_private else None
    return visit, opened


def _idle(row: Session) -> bool:
    return clock.now() - row.touched > clock.IDENTITY_IDLE


def leave(visit: Visit, opened: dict[Kind, Opened], response: HttpResponseBase) -> None:
    if Change.DEVICE in visit.changed:
        _keep_device(visit, response)
    if Change.SIGNED_OUT in visit.changed or Change.SIGNED_IN in visit.changed:
        _end(opened)
    if Change.SIGNED_OUT in visit.changed:
        _forget(response)
    elif visit.identity:
        _keep(visit, visit.identity, opened, response)


def _keep_device(visit: Visit, response: HttpResponseBase) -> None:
    if visit.device is None:
        drop_token(response, "device")
    else:
        set_token(response, "device", visit.device, max_age=clock.DEVICE_LASTS)


def _end(opened: dict[Kind, Opened]) -> None:
    if Kind.IDENTITY in opened:
        rows.end_family(bytes(opened[Kind.IDENTITY].row.family))


def _forget(response: HttpResponseBase) -> None:
    for name in ("session", "private", "invitation"):  # an invitation names who invited, to anyone at this browser
        drop_token(response, name)


def _keep(visit: Visit, identity: IdentityTier, opened: dict[Kind, Opened], response: HttpResponseBase) -> None:
    fresh = Change.SIGNED_IN in visit.changed or Kind.IDENTITY not in opened
    family = os.urandom(16) if fresh else bytes(opened[Kind.IDENTITY].row.family)
    _keep_identity(visit, identity, None if fresh else opened[Kind.IDENTITY], family, response)
    if visit.private is None:
        if Change.CLOSED in visit.changed:
            rows.end_private(family)
            drop_token(response, "private")
        return
    before = None if fresh or Change.OPENED in visit.changed else opened.get(Kind.PRIVATE)
    if before is None:
        _open_private(visit.private, rows.owner_hash(identity.member), family, response)
    else:
        _keep_private(visit, visit.private, before, used=not _only_asked(response))


def _only_asked(response: HttpResponseBase) -> bool:
    """A page left open that asks by itself whether something is new. Nobody need be there, so it keeps nothing open.
    A form sent from its page is told where to go with the same status: somebody sent that."""
    return response.status_code == 204 and not response.has_header("Location")


def _keep_identity(
    visit: Visit, identity: IdentityTier, before: Opened | None, family: bytes, response: HttpResponseBase
) -> None:
    if before and not _due(visit, before.row):
        if Change.IDENTITY in visit.changed:
            rows.rewrite(before.row, before.token, identity)
        elif Change.LEARNT in visit.changed:
            rows.rewrite_if_possible(before.row, before.token, identity)
        elif clock.now() - before.row.touched > clock.IDENTITY_TOUCH_EVERY:
            rows.touch(before.row)
        return
    lasts = before.row.expires - clock.now() if before else clock.IDENTITY_LASTS
    with transaction.atomic(using="sessions"):
        if before and not rows.retire(before.row):
            return  # a sign-in that ended while this page was under way must not begin anew
        token = rows.insert(identity, owner=rows.owner_hash(identity.member), family=family, lasts=lasts)
    set_token(response, "session", token, max_age=lasts)


def _due(visit: Visit, row: Session) -> bool:
    """A step up rotates at once; otherwise every half hour, but never a token that was already replaced."""
    old = clock.now() - row.began > clock.TOKEN_ROTATES
    return not row.replaced and (old or Change.OPENED in visit.changed)


def _open_private(private: PrivateTier, owner: bytes, family: bytes, response: HttpResponseBase) -> None:
    rows.end_private(family)
    token = rows.insert(private, owner=owner, family=family, lasts=private.idle_seconds)
    set_token(response, "private", token, max_age=None)


def _keep_private(visit: Visit, private: PrivateTier, before: Opened, *, used: bool) -> None:
    if Change.PRIVATE in visit.changed:
        rows.rewrite(before.row, before.token, private)
    elif used and clock.now() - before.row.touched > clock.PRIVATE_TOUCH_EVERY:
        rows.touch(before.row, expires=clock.now() + private.idle_seconds)
