"""Pairing: a link, five words, two yeses; and what two who are paired can see and do about it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import segno
from babel import Locale
from babel.dates import format_date, format_time
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from intertwine.content.reading import safety_words
from intertwine.couples import actions, queries
from intertwine.couples.errors import (
    AlreadyPaired,
    AlreadyPairing,
    CoupleError,
    InvitationUnknown,
    InvitationUsed,
    OwnInvitation,
)
from intertwine.couples.forms import Same
from intertwine.couples.invitations import waiting_of
from intertwine.couples.queries import Stage
from intertwine.couples.settling import tier_of
from intertwine.members.errors import KeysChanged
from intertwine.vault.errors import Unopenable
from intertwine.vault.identity import Card
from intertwine.vault.tokens import Token
from intertwine.web.htmx import asks_for_a_part
from intertwine.web.sessions.cookies import drop_token, set_token, token_named
from intertwine.web.sessions.visit import Visit, visit_of
from intertwine.web.transport import on_this_machine

COOKIE = "invitation"


# the one who answers


def join_link(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - whoever asks, it is the link that counts
    """Takes the secret out of the address, so that neither history nor shoulder keeps it. Nothing is used up by it."""
    response = redirect("join")
    try:
        set_token(response, COOKIE, Token.from_text(token), max_age=actions.INVITATION_LASTS)
    except Unopenable:
        drop_token(response, COOKIE)
    return response


def join(request: HttpRequest) -> HttpResponse:
    try:
        introduction = queries.invitation_for(visit_of(request), _token(request))
    except CoupleError as refusal:
        return _no(request, refusal)
    if introduction is None:
        return redirect("pairing")
    return render(request, "couples/join.html", {"inviter": introduction.name})


def compare(request: HttpRequest) -> HttpResponse:
    """From the invitation to the words."""
    try:
        actions.join(visit_of(request), _token(request))
    except CoupleError as refusal:
        return _no(request, refusal)
    response = redirect("pairing")
    drop_token(response, COOKIE)
    return response


def _token(request: HttpRequest) -> Token:
    token = token_named(request, COOKIE)
    if token is None:
        raise InvitationUnknown
    return token


def _no(request: HttpRequest, refusal: CoupleError) -> HttpResponse:
    status = 410 if isinstance(refusal, InvitationUnknown) else 409
    return render(request, "couples/no_invitation.html", {"why": _why(refusal)}, status=status)


def _why(refusal: CoupleError) -> str:
    sentences = {
        InvitationUsed: gettext("This invitation was used already. It works for one person, once."),
        OwnInvitation: gettext("This is your own invitation. It is for your partner, on their phone."),
        AlreadyPaired: gettext("You have a partner here already, so you cannot answer another invitation."),
        AlreadyPairing: gettext("You are comparing words with someone just now. Finish that first, or stop it."),
    }
    unknown = gettext(
        "This invitation does not work. It may be older than a day, or something is missing from the link."
    )
    return sentences.get(type(refusal), unknown)


# the two


def pairing(request: HttpRequest) -> HttpResponse:
    """One page for the whole way; it asks every few seconds whether something changed."""
    visit = visit_of(request)
    mark, stage = queries.mark_of(visit), queries.stage_of(visit)
    if stage is Stage.PAIRED:
        return _onward(request)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    context = {"stage": stage.name, "mark": mark, **_shown(request, visit, stage)}
    return render(request, "couples/pairing.html", context)


def invite(request: HttpRequest) -> HttpResponse:
    return _step(request, actions.invite)


def withdraw(request: HttpRequest) -> HttpResponse:
    return _step(request, actions.withdraw_invitation)


def same(request: HttpRequest) -> HttpResponse:
    form = Same(request.POST)
    if not form.is_valid():
        return redirect("pairing")
    return _step(request, lambda visit: actions.confirm(visit, seen=form.cleaned_data["seen"]))


def different(request: HttpRequest) -> HttpResponse:
    return _step(request, actions.refuse)


def _step(request: HttpRequest, verb: Callable[[Visit], object]) -> HttpResponse:
    """Whatever came in between, the page shows where the two stand now."""
    visit = visit_of(request)
    try:
        verb(visit)
    except CoupleError:
        return redirect("pairing")
    return redirect("sharing" if queries.us_of(visit) else "pairing")


def _onward(request: HttpRequest) -> HttpResponse:
    if not asks_for_a_part(request):
        return redirect("sharing")
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("sharing")
    return response


def _shown(request: HttpRequest, visit: Visit, stage: Stage) -> dict[str, Any]:
    if stage is Stage.WAITING:
        return _waiting(request, visit)
    if stage in {Stage.MEETING, Stage.CONFIRMED}:
        meeting = queries.meeting_of(visit)
        shown = {"partner": meeting.partner_name, "words": _words(meeting.cards), "seen": meeting.fingerprint.hex()}
        return {**shown, "open": visit.private is not None}
    return {}


def _waiting(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    waiting = waiting_of(visit)
    link = request.build_absolute_uri(reverse("join-link", kwargs={"token": waiting.token.text}))
    until = _local(visit, waiting.expires)
    day, time = format_date(until, "EEEE", locale=_locale()), format_time(until, "short", locale=_locale())
    shown = {"address": link, "drawn": _drawn(link), "day": day, "time": time}
    return {**shown, "only_here": on_this_machine(request)}


def _words(cards: tuple[Card, Card]) -> list[str]:
    """The same five on both screens, whatever language each of them reads."""
    return [safety_words()[number] for number in queries.words_between(cards)]


def _drawn(link: str) -> SafeString:
    """The link as a QR code: dark on light in both themes, or a camera does not find it."""
    drawing = segno.make(link, error="m", micro=False).svg_inline(scale=6, dark="#000", light="#fff", svgclass=None)
    return mark_safe(drawing)  # noqa: S308 - drawn here, from a link of our own


def _locale() -> Locale:
    return Locale.parse(get_language() or "en", sep="-")


def _local(visit: Visit, seconds: int) -> datetime:
    assert visit.identity is not None
    return datetime.fromtimestamp(seconds, ZoneInfo(visit.identity.zone))


# two who are paired


def couple(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    since = format_date(_local(visit, queries.since_when(visit)), "long", locale=_locale())
    context = {"us": queries.us_of(visit), "since": since, "renewed": "renewed" in request.GET}
    return render(request, "couples/couple.html", context)


def our_words(request: HttpRequest) -> HttpResponse:
    visit = visit_of(request)
    context = {"us": queries.us_of(visit), "words": _words(queries.our_cards(visit))}
    return render(request, "couples/words.html", context)


def renew(request: HttpRequest) -> HttpResponse:
    actions.turn_us_key(visit_of(request))
    return redirect(reverse("couple") + "?renewed")


# one who leaves, and one who stayed


def space(request: HttpRequest) -> HttpResponse:
    """What leaving does, and one button for it. Whoever stayed finds theirs on the pairing page; it comes here, too."""
    visit = visit_of(request)
    if request.method != "POST":
        return _leaving(request, visit)
    came = actions.leave_two(visit, taking="take" in request.POST)
    if queries.stage_of(visit) is not Stage.ALONE:
        return redirect("pairing")
    return redirect(reverse("mine") + ("?done=space-notes" if came else "?done=space"))


def _leaving(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Also where somebody edited the rows: nobody is held here by that."""
    try:
        us, edited = queries.us_of(visit), False
    except KeysChanged:
        us, edited = None, True
    if us is None and not edited:
        return redirect("pairing")
    tier = tier_of(visit)
    known = {
        "name": tier.partner_name or gettext("your partner"),
        "opens": bool(tier.us),
        "open": visit.private is not None,
    }
    return render(request, "couples/space.html", known)
