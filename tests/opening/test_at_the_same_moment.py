"""Two phones, one moment: both answer at once, and exactly one of them was second."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connections

from intertwine.journal.actions import put, write
from intertwine.journal.marks import marked
from intertwine.journal.queries import read
from intertwine.journal.spaces import me_space, us_space
from intertwine.members.days import today
from intertwine.opening import actions
from intertwine.opening.access import couple_of
from intertwine.opening.entries import Letter, Note, Opened, Shown
from intertwine.opening.errors import OpeningError
from intertwine.opening.letters import begin, letters, new_id, open_now
from intertwine.opening.models import SealedAnswer
from intertwine.opening.step_actions import clear_away, show
from intertwine.opening.step_queries import ladder, rung, shown_by_partner, shown_id
from intertwine.opening.steps import Choice, Lasting, Step, fingerprint, seen
from intertwine.web.sessions.visit import Visit
from tests.cast import paired
from tests.couples.test_at_the_same_moment import real_files  # noqa: F401 - a fixture, used by being here

pytestmark = pytest.mark.django_db(databases=["default", "sessions"], transaction=True)

MONDAY = date(2026, 11, 23)


def at_once(*verbs: Callable[[], object]) -> list[str]:
    """Each in a thread with connections of its own; what each was told."""
    start = Barrier(len(verbs))

    def run(verb: Callable[[], object]) -> str:
        try:
            start.wait(timeout=30)
            verb()
        except OpeningError as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()
        return "kept"

    with ThreadPoolExecutor(len(verbs)) as phones:
        return list(phones.map(run, verbs))


ONE_WAS_SECOND = [(True, False), (True, True)]
"""One transition, by exactly one of the two; the first gives their key with their next request."""
OPEN_ALREADY: list[tuple[bool, bool]] = []
"""The second was done before the first one's own request had ended: that one gave its key at its very end."""


def left(question: UUID) -> list[tuple[bool, bool]]:
    return sorted((row.both, bool(row.released)) for row in SealedAnswer.objects.filter(question=question))


@pytest.mark.parametrize(
    "races", [25, pytest.param(1_000, marks=[pytest.mark.nightly, pytest.mark.slow])], ids=["some", "many"]
)
def test_two_answers_in_one_moment_open_once(races: int) -> None:
    tiers = [person.visit().identity for person in paired("Alice", "Bob")]
    for race in range(races):
        question = uuid4()
        actions.ask_own(Visit(tiers[0]), text=f"Race {race}?", id=question)
        verbs = [
            partial(actions.answer, Visit(tier), question=question, text=f"of {n}") for n, tier in enumerate(tiers)
        ]
        assert at_once(*verbs) == ["kept", "kept"]
        assert left(question) in (ONE_WAS_SECOND, OPEN_ALREADY)
        at_once(*[partial(actions.release_due, Visit(tier)) for tier in tiers])
        assert SealedAnswer.objects.count() == 0
    opened = read(us_space(Visit(tiers[0]))).of(Opened)
    assert sorted(one.entry.asked for one in opened) == sorted(f"Race {race}?" for race in range(races))
    assert {(one.revision, *sorted(one.entry.answers.values())) for one in opened} == {(1, "of 0", "of 1")}


def test_an_answer_taken_back_while_the_other_one_answers_is_either_gone_or_open() -> None:
    tiers = [person.visit().identity for person in paired("Alice", "Bob")]
    for _ in range(6):
        question = uuid4()
        actions.ask_own(Visit(tiers[0]), text="Shall we?", id=question)
        actions.answer(Visit(tiers[0]), question=question, text="hers")
        told = at_once(
            partial(actions.withdraw, Visit(tiers[0]), question=question),
            partial(actions.answer, Visit(tiers[1]), question=question, text="his"),
        )
        actions.release_due(Visit(tiers[0]))
        left = list(SealedAnswer.objects.filter(question=question).values_list("number", "both"))
        assert (told, left) in ((["kept", "kept"], [(1, False)]), (["Settled", "kept"], []))


def test_one_answer_sent_from_many_thumbs_is_one() -> None:
    alice = paired("Alice", "Bob")[0].visit().identity
    question = uuid4()
    actions.ask_own(Visit(alice), text="Again?", id=question)
    once = partial(actions.answer, Visit(alice), question=question, text="hers")
    assert at_once(*[partial(once.func, Visit(alice), **once.keywords) for _ in range(6)]) == ["kept"] * 6
    assert list(SealedAnswer.objects.values_list("number", "revision", "both")) == [(0, 1, False)]


def test_letters_written_in_one_moment_are_all_on_the_pages() -> None:
    alice, bob = paired("Alice", "Bob")
    for race in range(4):
        texts = [f"Race {race}, letter {n}." for n in range(4)]
        authors = (alice, alice, bob, bob)
        waits = [Letter(text, MONDAY, sealed=True, couple=couple_of(alice.visit())) for text in texts]
        ids = [new_id(author.visit()) for author in authors]
        written = zip(authors, waits, ids, strict=True)
        assert at_once(*[partial(begin, one.visit(), letter, id=id) for one, letter, id in written]) == ["kept"] * 4
        assert (
            at_once(*[partial(open_now, one.visit(), id) for one, id in zip(authors, ids, strict=True)]) == ["kept"] * 4
        )
    found = [
        sorted(one.text for one in letters(person.visit(), page=n).open) for person in (alice, bob) for n in (0, 1)
    ]
    everything = sorted(f"Race {race}, letter {n}." for race in range(4) for n in range(4))
    assert [sorted(found[0] + found[1]), sorted(found[2] + found[3])] == [everything] * 2


def test_what_is_shown_anew_while_it_is_cleared_away_stays_shown() -> None:
    alice, bob = paired("Alice", "Bob")
    day, us = today(alice.visit()), us_space(alice.visit())
    write(me_space(alice.visit()), Note(day, "words"), day=day, id=marked(alice.visit(), Note, uuid4()))
    (piece,) = [one.id for one in ladder(alice.visit()).could]
    for race in range(8):
        found = rung(alice.visit(), piece)
        choice = Choice(Step.GIST, f"Race {race}.", Lasting.OPEN)
        previewed = fingerprint(seen(found.part, choice, today=day, now=0), choice)
        id = shown_id(us, us.by, found.part.key)
        put(us, Shown("note", Step.GIST, day, until=1), day=day, id=id)
        at_once(
            partial(clear_away, bob.visit(), [id]),
            partial(show, alice.visit(), found, choice, previewed=previewed),
        )
        assert [one.text for one in shown_by_partner(bob.visit())] == [f"Race {race}."]
