"""Alice and Bob look at Us, each on their own phone."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import msgspec
import pytest
from django.db import connections
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from intertwine.insights.types import EDGES, Outcome, Picture
from intertwine.journal.actions import put
from intertwine.journal.models import Entry
from intertwine.journal.queries import read
from intertwine.journal.spaces import pool_space
from intertwine.members.days import settled
from intertwine.members.quiet import hide_couple_parts
from intertwine.mind.actions import check_in
from intertwine.mind.entries import CheckIn
from intertwine.mind.queries import days as days_of
from intertwine.mind.queries import reading_id
from intertwine.patterns import actions
from intertwine.patterns.engine import Engine
from intertwine.patterns.entries import Estimate
from intertwine.patterns.pair import estimate_id
from intertwine.patterns.trying import WAYS
from intertwine.web.days import long_day
from tests.access.test_matrix import patterns
from tests.cast import Person, paired, signed_up
from tests.patterns import commands
from tests.patterns.commands import Command
from tests.patterns.diaries import Days, body, lives, shares, simulated, today_of
from tests.patterns.effects import effect, picture

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

EARLY = "It is too early to say."
WORKING = "Your picture is being worked out."
FAILED = "Your picture could not be worked out this time."
NOTHING_CLEAR = "Nothing is clear yet."
NEWER = "Your picture was worked out by a newer version of Intertwine than this one, and waits for it."
GONE = (
    "Your recent answers no longer fit what was said here, so it was removed: “Alice: better days, and feeling close "
    "to Bob”."
)
ALICES_FINDING = "For Alice, better days and feeling closer to Bob tend to go together."
NOT_FOR_BOB = "For Bob, nothing is clear yet about better days and feeling close to Alice."
ALICES = picture(effect(member=0), effect(member=1, shown=False))

FRESH = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Ids that a form is given anew each time it is drawn."""


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> Iterator["Engines"]:
    made = Engines(monkeypatch)
    made.use(commands.NEVER_ENDS)
    yield made
    made.stop()


class Engines:
    """Which program stands where the engine stands, for the whole server."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._made: list[Engine] = []

    def use(self, command: Command) -> None:
        self._made.append(Engine(command=command))
        self._monkeypatch.setattr(actions, "ENGINE", self._made[-1])

    def answer(self, found: Picture) -> None:
        self.use(commands.answers(found))

    def finish(self) -> None:
        self._made[-1].finish()

    def stop(self) -> None:
        for engine in self._made:
            engine.stop()
            engine.finish()


def living(days: int, *, seed: int = 1) -> tuple[Person, Person]:
    """Alice and Bob, who let everything in and have lived so many days."""
    alice, bob = paired("Alice", "Bob")
    for person, lived in zip((alice, bob), simulated(days=days, seed=seed, last=settled()), strict=True):
        shares(person, feeds=True, draws=True)
        lives(person, lived)
    return alice, bob


def with_picture(engines: Engines, found: Picture, *, days: int = 20) -> tuple[Person, Person]:
    """The same, when their picture is worked out and sealed."""
    alice, bob = living(days)
    engines.answer(found)
    alice.get("/us")
    engines.finish()
    alice.get("/us")
    return alice, bob


def said(person: Person, where: str = "/us", **query: str) -> list[str]:
    """Paragraphs of the page, as they are read."""
    page = person.get(where, **query).content.decode()
    found = re.findall(r"<p(?: [^>]*)?>(.*?)</p>", page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in found]


def fetched(person: Person) -> HttpResponse:
    """The picture alone, as a page that waits asks for it."""
    return cast("HttpResponse", person.browser.get("/us/picture", headers={"HX-Request": "true"}))


def counts(person: Person, sentence: str, **query: str) -> int:
    return sum(one.startswith(sentence) for one in said(person, **query))


def lines_of(person: Person, who: str) -> int:
    """Runs of points of the first or second person, in both panels."""
    chart = re.search(r'<div class="drawn">(.*?)</div>', person.get("/us").content.decode(), re.DOTALL)
    return len(re.findall(rf'<(?:circle|rect) class="point {who}"', chart.group(1))) if chart else 0


def estimates(person: Person) -> list[Estimate]:
    return [stored.entry for stored in read(pool_space(person.visit())).of(Estimate)]


# alone


def test_charlie_alone_is_invited_to_invite() -> None:
    charlie = signed_up("Charlie")
    page = charlie.get("/us")
    assert page.status_code == 200
    assert counts(charlie, "Working alone helps the person. It is not proven to help the relationship.") == 1
    assert page.content.decode().count('href="/pairing"') == 1


def test_charlie_sees_charlies_own_line_while_the_private_space_is_open() -> None:
    charlie = signed_up("Charlie")
    lives(charlie, simulated(days=10, last=settled())[0])
    assert lines_of(charlie, "first") == 20
    assert counts(charlie, "On half of your days, your state of mind was between") == 1
    charlie.close_private()
    assert lines_of(charlie, "first") == 0
    assert counts(charlie, "It is closed on this device.") == 1


def test_somebody_whose_days_are_all_alike_is_told_so_and_not_between_five_and_five() -> None:
    charlie = signed_up("Charlie")
    lives(charlie, {settled() - timedelta(days=back): {"valence": 6, "stress": 4, "close": 7} for back in range(10)})
    told = "On half of your days or more, your state of mind was 6. On half of your days or more, closeness was 7."
    assert counts(charlie, told) == 1


# two


def test_nobody_has_checked_in_yet(engines: Engines) -> None:
    alice, bob = paired("Alice", "Bob")
    assert [counts(person, "It begins with a check-in, and a few days make a line.") for person in (alice, bob)] == [
        1,
        1,
    ]
    assert [counts(person, EARLY) for person in (alice, bob)] == [1, 1]


def test_a_few_days_are_lines_and_a_number(engines: Engines) -> None:
    alice, bob = living(3)
    for person in (alice, bob):
        assert (lines_of(person, "first"), lines_of(person, "second")) == (6, 6)
        assert counts(person, EARLY) == 1
        assert counts(person, "So far, 3 days have ratings from both of you to put together.") == 1
        assert counts(person, "On half of your days") == 0


def test_each_is_drawn_the_same_on_both_phones(engines: Engines) -> None:
    def key(person: Person) -> list[str]:
        listed = re.search(r'<ul class="key".*?</ul>', person.get("/us").content.decode(), re.DOTALL)
        assert listed
        return re.findall(r'"line (\w+)"|<span>(\w+)</span>', listed.group())

    alice, bob = living(3)
    assert key(alice) == [("first", ""), ("", "Alice"), ("second", ""), ("", "Bob")]
    assert key(bob) == key(alice)


def test_the_others_line_is_drawn_only_if_they_draw_it(engines: Engines) -> None:
    alice, bob = living(10)
    assert lines_of(alice, "second") == 20
    shares(bob, feeds=True)
    assert lines_of(alice, "second") == 0
    assert lines_of(bob, "second") == 20
    assert lines_of(bob, "first") == 20


def test_a_closed_private_space_leaves_what_was_let_out(engines: Engines) -> None:
    alice, _ = living(10)
    alice.close_private()
    assert lines_of(alice, "first") == 20
    opened = Person("Alice", browser=alice.browser)
    opened.browser.post("/open", {"password": opened.password})
    shares(opened)
    opened.close_private()
    assert lines_of(opened, "first") == 0
    assert counts(opened, "It is closed on this device. Open it to see your line.") == 0
    assert counts(opened, "Your own line is in your private space, which is closed on this device.") == 1


def test_a_year_is_drawn_as_means_and_told_day_by_day(engines: Engines) -> None:
    alice, _ = living(60)
    page = alice.get("/us", span="year").content.decode()
    assert page.count("Each point is the mean of the week around it.") == 1
    assert page.count("<tr>") == 1 + 60 + 1  # today ends the table; yesterday, without answers, is left out
    assert alice.get("/us").content.decode().count("<tr>") == 1 + 28 + 1


# what the other can never tell


def test_alice_cannot_tell_whether_bob_never_checked_in_or_holds_his_ratings_back(engines: Engines) -> None:
    alice, bob = paired("Alice", "Bob")
    of_alice, of_bob = simulated(days=20, last=settled())
    shares(alice, feeds=True, draws=True)
    lives(alice, of_alice)
    never = body(alice.get("/us"))
    lives(bob, of_bob)
    assert body(alice.get("/us")) == never
    shares(bob, feeds=True)
    engines.answer(ALICES)
    assert body(alice.get("/us")) != never
    engines.finish()
    assert counts(alice, ALICES_FINDING) == 1
    shares(bob)
    assert body(alice.get("/us")) == never


def test_bobs_line_is_drawn_if_he_says_so_whether_his_ratings_count_or_not(engines: Engines) -> None:
    alice, bob = living(5)
    shares(bob)
    without = body(alice.get("/us"))
    shares(bob, draws=True)
    assert body(alice.get("/us")) != without
    assert counts(alice, EARLY) == 1
    shares(bob)
    assert body(alice.get("/us")) == without


def test_while_alice_waits_for_a_picture_bobs_change_of_mind_looks_like_too_few_days(engines: Engines) -> None:
    alice, bob = paired("Alice", "Bob")
    of_alice, of_bob = simulated(days=20, last=settled())
    shares(alice, feeds=True)
    lives(alice, of_alice)
    never = body(fetched(alice))
    lives(bob, of_bob)
    shares(bob, feeds=True)
    alice.get("/us")
    assert fetched(alice).status_code == 204
    shares(bob)
    assert body(fetched(alice)) == never


def test_what_bob_keeps_to_himself_changes_no_byte_of_alices_page(engines: Engines) -> None:
    alice, bob = living(5)
    before = body(alice.get("/us"))
    visit, day = bob.visit(), settled()
    ratings = {**days_of(visit, day, day)[day].ratings, "arousal": 0, "rely": 0}
    private = CheckIn(day, ratings, ("rely",), ("lonely",), "A line for nobody else.", True)
    check_in(visit, entry=private, id=estimate_id(pool_space(visit)))
    assert days_of(visit, day, day)[day].line == "A line for nobody else."
    assert body(alice.get("/us")) == before


def test_two_lives_that_differ_only_in_private_make_no_byte_of_a_difference_to_bob(engines: Engines) -> None:
    """Every page Bob can open by its name alone, before and after Alice wrote all a check-in can hold for herself."""
    alice, bob = with_picture(engines, ALICES)
    named = {str(route.name) for route in patterns() if not route.pattern.converters}
    pages = [reverse(name) for name in sorted(named - {"leave"})]  # after which Bob has left
    assert {"/us", "/us/picture", "/us/good-days", "/today"} <= set(pages)

    def all_of_bobs() -> dict[str, tuple[int, str]]:
        seen = {**{where: bob.get(where) for where in pages}, "/us/picture": fetched(bob)}
        return {where: (page.status_code, FRESH.sub("…", body(page))) for where, page in seen.items()}

    all_of_bobs()  # looking at some of them puts tonight's question there
    before = all_of_bobs()
    visit = alice.visit()
    for back in range(2, 12):
        day = today_of(alice) - timedelta(days=back)
        for day_, there in days_of(visit, day, day).items():
            private = CheckIn(
                day_,
                dict(there.ratings),
                there.asked,
                ("lonely",),
                "A line for nobody else.",
                back % 2 == 0,
                own_words=("unseen",),
                factors={"sleep": 300 + 10 * back, "alcohol": back % 3, "medication": back % 2},
                tags=("a secret",),
                care_act=True,
                care_what="Went away for an hour.",
            )
            check_in(visit, entry=private, id=uuid.uuid4(), seen=there.standing)
    hide_couple_parts(visit)
    alice.save(visit)
    alice.get("/us")
    alice.get("/us/good-days")
    assert counts(alice, "A notch below your line is a day you called hard.") == 1
    assert all_of_bobs() == before


def test_what_alice_holds_back_is_hers_to_know(engines: Engines) -> None:
    alice, bob = living(5)
    shares(alice, draws=True)
    assert counts(alice, "At present, your ratings stay out of it.") == 1
    assert (
        counts(
            alice,
            "Your line is drawn for Bob all the same. From the two together Bob could work out that your "
            "ratings stay out.",
        )
        == 1
    )
    assert counts(bob, "At present, your ratings stay out of it.") == 0


# the picture


def test_the_page_does_not_wait_and_then_the_picture_is_there_on_both_phones(engines: Engines) -> None:
    alice, bob = living(20)
    assert counts(alice, WORKING) == 1
    waiting = 'id="picture" hx-get="/us/picture" hx-trigger="every 2s" hx-swap="outerHTML"'
    assert alice.get("/us").content.decode().count(waiting) == 1
    assert [fetched(person).status_code for person in (alice, bob)] == [204, 204]
    engines.answer(ALICES)
    fetched(bob)
    engines.finish()
    found = body(fetched(bob))
    assert found.count(f">{ALICES_FINDING}<") == 1
    assert re.findall(r"hx-[^ >]+", found) == ['hx-swap-oob="innerHTML"']
    assert body(fetched(alice)) == found
    assert [counts(person, ALICES_FINDING) for person in (alice, bob)] == [1, 1]
    assert [counts(person, NOT_FOR_BOB) for person in (alice, bob)] == [1, 1]


def test_one_sentence_is_read_out_when_it_comes_and_not_the_whole_card(engines: Engines) -> None:
    alice, _ = living(20)
    page = alice.get("/us").content.decode()
    assert re.findall(r"<[^>]*aria-live[^>]*>", page) == []
    assert page.count('<p class="only-heard" id="picture-said" role="status"></p>') == 1
    engines.answer(ALICES)
    fetched(alice)
    engines.finish()
    told = re.findall(r'<p id="picture-said"[^>]*>(.*?)</p>', fetched(alice).content.decode())
    assert told == ["Your picture is here."]
    assert alice.get("/us").content.decode().count("Your picture is here.") == 0


def test_whoever_opens_the_picture_alone_is_led_to_the_page_it_belongs_to(engines: Engines) -> None:
    for person in with_picture(engines, ALICES):
        alone = person.get("/us/picture")
        assert (alone.status_code, alone["Location"]) == (302, "/us")


def test_every_page_that_something_to_try_leads_to_is_there_for_both() -> None:
    both = paired("Alice", "Bob")
    ways = [reverse(way) for way, _ in WAYS.values()]
    assert [person.get(way).status_code for person in both for way in ways] == [200] * 2 * len(ways)


def test_what_to_try_stands_below_its_sentences_with_the_way_to_its_page(engines: Engines) -> None:
    alice, _ = with_picture(engines, picture(effect(edge=EDGES[1])))
    page = alice.get("/us").content.decode()
    [offered] = re.findall(r'<div class="to-try">.*?</div>', page, re.DOTALL)
    assert re.findall(r'href="([^"]+)">([^<]+)</a>', offered) == [("/messages/write", "Write a message")]


def test_what_stands_is_not_worked_out_again(engines: Engines) -> None:
    alice, bob = with_picture(engines, ALICES)
    engines.use(commands.IS_MISSING)
    assert [counts(person, ALICES_FINDING) for person in (alice, bob)] == [1, 1]
    assert len(estimates(alice)) == 1


def test_a_new_day_is_a_new_picture_in_the_place_of_the_old_one(engines: Engines) -> None:
    alice, bob = with_picture(engines, ALICES)
    first = estimates(alice)
    engines.answer(picture())
    lives(bob, {today_of(bob) - timedelta(days=30): {"valence": 3, "close": 4}})
    assert counts(alice, WORKING) == 1
    engines.finish()
    assert counts(alice, NOTHING_CLEAR) == 1
    assert counts(bob, GONE) == 1
    assert len(estimates(alice)) == 1
    assert estimates(alice) != first


def test_a_finding_that_stays_is_not_called_gone(engines: Engines) -> None:
    alice, bob = with_picture(engines, ALICES)
    engines.answer(picture(effect(member=0), effect(member=1)))
    lives(bob, {today_of(bob) - timedelta(days=30): {"valence": 3, "close": 4}})
    alice.get("/us")
    engines.finish()
    assert (counts(alice, ALICES_FINDING), counts(alice, GONE)) == (1, 0)


def test_while_the_next_one_is_worked_out_the_last_picture_stands(engines: Engines) -> None:
    alice, bob = with_picture(engines, ALICES)
    engines.use(commands.NEVER_ENDS)
    lives(bob, {today_of(bob) - timedelta(days=30): {"valence": 3, "close": 4}})
    for person in (alice, bob):
        assert (counts(person, WORKING), counts(person, ALICES_FINDING)) == (1, 1)
        assert counts(person, "Until it is there, this is the last one.") == 1


def test_what_is_new_is_said_with_its_day_and_what_was_there_from_the_first_is_not(engines: Engines) -> None:
    alice, bob = with_picture(engines, ALICES)
    pool, [first] = pool_space(alice.visit()), estimates(alice)
    ago = today_of(alice) - timedelta(days=40)
    said = tuple(msgspec.structs.replace(one, since=ago) for one in first.said)
    put(pool, msgspec.structs.replace(first, began=ago, said=said), day=ago, id=estimate_id(pool))
    assert counts(alice, "New since") == 0
    engines.answer(picture(effect(member=0), effect(member=1)))
    lives(bob, {today_of(bob) - timedelta(days=30): {"valence": 3, "close": 4}})
    alice.get("/us")
    engines.finish()
    assert [counts(person, f"New since {long_day(today_of(alice))}.") for person in (alice, bob)] == [1, 1]


def test_a_finding_that_turned_says_what_it_was_before(engines: Engines) -> None:
    alice, bob = with_picture(engines, ALICES)
    engines.answer(picture(effect(member=0, less=True)))
    lives(bob, {today_of(bob) - timedelta(days=30): {"valence": 3, "close": 4}})
    alice.get("/us")
    engines.finish()
    turned = f"This has changed. Until {long_day(today_of(alice))} it read: {ALICES_FINDING}"
    assert [counts(person, turned) for person in (alice, bob)] == [1, 1]
    assert counts(alice, GONE) == 0


def test_a_picture_that_did_not_come_out_takes_nothing_back(engines: Engines) -> None:
    alice, bob = with_picture(engines, ALICES)
    engines.answer(picture(outcome=Outcome.NOT_CONVERGED))
    lives(bob, {today_of(bob) - timedelta(days=30): {"valence": 3, "close": 4}})
    alice.get("/us")
    engines.finish()
    assert (counts(alice, NOTHING_CLEAR), counts(alice, GONE)) == (1, 0)
    assert [one.until for one in estimates(alice)[0].said] == [None]


def test_every_line_of_the_map_leads_to_its_sentence(engines: Engines) -> None:
    alice, _ = with_picture(engines, picture(effect(member=0), effect(member=1, lag=1, edge=EDGES[4])))
    page = alice.get("/us").content.decode()
    leads = re.findall(r'<a class="tie" href="#([^"]+)"', page)
    assert len(leads) == len(set(leads)) == 2 * 28
    assert [anchor for anchor in leads if page.count(f'id="{anchor}"') != 1] == []
    clear = re.findall(r'<a class="tie" href="#([^"]+)" aria-label="[^"]+">', page)
    assert clear == ["mind-closeness-1-1", "talking-closeness-after-2-2"]  # by keyboard; the rest by touch and table


def test_before_there_is_a_picture_the_map_is_a_frame_without_a_number(engines: Engines) -> None:
    alice, _ = living(3)
    page = alice.get("/us").content.decode()
    [drawn] = re.findall(r'<svg class="chart pillars".*?</svg>', page, re.DOTALL)
    assert (drawn.count('class="dots"'), drawn.count('class="core'), drawn.count("<a ")) == (28, 0, 0)
    assert re.findall(r">[^<]*\d[^<]*<", drawn) == []


def test_where_it_stays_away_from_alice_her_page_is_that_of_few_days_and_bobs_is_as_ever(engines: Engines) -> None:
    alice, bob = with_picture(engines, ALICES)
    before = [body(page) for page in (bob.get("/us"), fetched(bob))]
    visit = alice.visit()
    hide_couple_parts(visit)
    alice.save(visit)
    assert (counts(alice, EARLY), counts(alice, ALICES_FINDING)) == (1, 0)
    assert counts(alice, "No day has ratings from both of you to put together yet.") == 1
    assert (lines_of(alice, "first"), lines_of(alice, "second")) == (40, 0)
    assert fetched(alice).content.decode().count("It is too early to say.") == 1
    assert [body(page) for page in (bob.get("/us"), fetched(bob))] == before


def test_where_it_stays_away_from_alice_all_is_worked_out_for_bob_as_if_it_did_not(engines: Engines) -> None:
    alice, bob = living(20)
    visit = alice.visit()
    hide_couple_parts(visit)
    alice.save(visit)
    engines.answer(ALICES)
    alice.get("/us")
    engines.finish()
    alice.get("/us")
    assert counts(bob, ALICES_FINDING) == 1


@pytest.mark.parametrize("who", [0, 1])
def test_whoever_takes_ratings_back_both_see_the_early_page_at_once_and_the_estimate_goes(
    engines: Engines, who: int
) -> None:
    both = with_picture(engines, ALICES)
    assert len(estimates(both[0])) == 1
    shares(both[who], draws=True)
    assert estimates(both[0]) == []
    assert [(counts(person, EARLY), counts(person, ALICES_FINDING)) for person in both] == [(1, 0), (1, 0)]


def test_the_usual_answer_is_a_page_of_its_own(engines: Engines) -> None:
    for_reason = {
        Outcome.READY: "So far your answers fit what is typical for couples",
        Outcome.NO_VARIATION: "Some of these ratings have been almost the same every day",
    }
    alice, bob = living(20)
    for days, (reason, sentence) in enumerate(for_reason.items()):
        engines.answer(picture(outcome=reason))
        lives(bob, {today_of(bob) - timedelta(days=40 + days): {"close": 4}})
        alice.get("/us")
        engines.finish()
        assert (counts(alice, NOTHING_CLEAR), counts(alice, sentence)) == (1, 1)


def test_an_early_finding_is_called_early(engines: Engines) -> None:
    alice, _ = with_picture(engines, picture(effect(), early=True))
    assert counts(alice, "This is early, from few days. It may change.") == 1


@pytest.mark.parametrize(
    "command", [commands.GARBAGE, commands.IS_KILLED, commands.answers(picture(outcome=Outcome.BAD_INPUT))]
)
def test_when_nothing_comes_out_the_page_says_so_and_the_lines_are_there(engines: Engines, command: Command) -> None:
    alice, _ = living(20)
    engines.use(command)
    alice.get("/us")
    engines.finish()
    assert (counts(alice, FAILED), lines_of(alice, "first")) == (1, 40)
    assert fetched(alice).status_code == 200


def test_alice_and_bob_with_the_real_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Engine()
    monkeypatch.setattr(actions, "ENGINE", real)
    alice, bob = living(40)
    alice.get("/us")
    real.finish()
    real.stop()
    [found] = [one for one in said(bob) if "tend to go together" in one][:1]
    assert counts(alice, found) == 1
    [estimate] = estimates(alice)
    assert estimate.computed == today_of(bob)


# what cannot be read


def spoil(person: Person, id: object) -> None:
    row = Entry.objects.get(space=pool_space(person.visit()).id, id=id)
    blob = bytearray(row.blob)
    blob[-1] ^= 1
    Entry.objects.filter(space=row.space, id=row.id).update(blob=bytes(blob))


def test_a_damaged_reading_is_said_and_counted_out(engines: Engines) -> None:
    alice, bob = living(3)
    pool = pool_space(bob.visit())
    spoil(alice, reading_id(pool, pool.by, settled()))
    assert counts(alice, "One entry cannot be opened: it is damaged.") == 1
    assert counts(alice, "So far, 2 days have ratings from both of you to put together.") == 1


def test_a_damaged_estimate_is_said_and_worked_out_again(engines: Engines) -> None:
    alice, _ = with_picture(engines, ALICES)
    spoil(alice, estimate_id(pool_space(alice.visit())))
    assert counts(alice, "One entry cannot be opened: it is damaged.") == 1
    engines.finish()
    alice.get("/us")
    assert (counts(alice, "One entry cannot be opened"), counts(alice, ALICES_FINDING)) == (0, 1)


def test_a_picture_written_in_another_way_is_worked_out_again(engines: Engines) -> None:
    alice, _ = with_picture(engines, ALICES)
    pool, [estimate] = pool_space(alice.visit()), estimates(alice)
    strange = Estimate(estimate.input_hash, '{"version": "next"}', estimate.computed)
    put(pool, strange, day=estimate.computed, id=estimate_id(pool))
    assert counts(alice, WORKING) == 1
    engines.finish()
    assert counts(alice, ALICES_FINDING) == 1


def test_what_a_newer_version_worked_out_is_left_as_it_is(engines: Engines) -> None:
    alice, _ = with_picture(engines, ALICES)
    rows = Entry.objects.filter(space=pool_space(alice.visit()).id, id=estimate_id(pool_space(alice.visit())))
    newer = b"\xff" + bytes(rows.get().blob)[1:]
    rows.update(blob=newer)
    assert counts(alice, NEWER) == 1
    assert bytes(rows.get().blob) == newer


# every page


def test_one_day_and_ninety_cost_the_same_number_of_queries(engines: Engines) -> None:
    def cost(person: Person) -> int:
        with (
            CaptureQueriesContext(connections["default"]) as one,
            CaptureQueriesContext(connections["sessions"]) as other,
        ):
            person.get("/us", span="year")
        return len(one) + len(other)

    alice, _ = living(1)
    alice.get("/us")
    few = cost(alice)
    lives(alice, simulated(days=90, last=settled())[0])
    assert cost(alice) == few
    assert few <= 12


def test_forty_letters_are_a_name_too(engines: Engines) -> None:
    names = ("Wilhelmina-Alexandra van Oldenbarnevelt!", "Maximilianfriedrichtheodorfürstenbergxyz")
    assert [len(name) for name in names] == [40, 40]
    one, two = paired(*names)
    days: tuple[Days, Days] = simulated(days=20, last=settled())
    for person, lived in zip((one, two), days, strict=True):
        shares(person, feeds=True)
        lives(person, lived)
    engines.answer(picture(effect(member=0), effect(member=1)))
    one.get("/us")
    engines.finish()
    assert [counts(two, f"For {name}, better days") for name in names] == [1, 1]


def test_no_name_is_in_the_title_and_nothing_is_inline(engines: Engines) -> None:
    alice, _ = with_picture(engines, ALICES)
    page = alice.get("/us").content.decode()
    assert re.findall(r"<title>(.*?)</title>", page) == ["Us – Intertwine"]
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page) == []
