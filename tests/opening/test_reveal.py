"""Every history of two answers: nobody reads early, whatever is done in whatever order and wherever it breaks off, and
in the end both read both. The other one plays with their own keys, the shared key, the server's secrets and every copy
of the database there ever was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, connection, transaction
from django.test.utils import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from intertwine.couples.queries import us_of
from intertwine.journal.queries import read
from intertwine.journal.spaces import us_space
from intertwine.opening import actions
from intertwine.opening.entries import Opened
from intertwine.opening.errors import AnsweredElsewhere, Settled
from intertwine.opening.models import SealedAnswer
from intertwine.opening.sealing import open_mine
from intertwine.web.sessions.visit import IdentityTier, Visit
from tests.cast import paired
from tests.opening.adversary import knows, reader, snapshot

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

WRITES = ("INSERT", "UPDATE", "DELETE")
who = st.sampled_from((0, 1))


class Broken(DatabaseError):
    """The disk is full, the power is gone, the process was ended."""


@contextmanager
def breaking(at: int, seen: Callable[[], object]) -> Iterator[None]:
    """The write with this number, from 0, does not happen; `seen` is called after each that did, before any commit."""
    count = 0

    def written(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        if not sql.startswith(WRITES):
            return execute(sql, params, many, context)
        count += 1
        if count > at:
            raise Broken
        done = execute(sql, params, many, context)
        seen()
        return done

    with connection.execute_wrapper(written):
        yield


class Reveal(RuleBasedStateMachine):
    """Two people, one question, and a pair of readers over their shoulders."""

    identities: tuple[IdentityTier, IdentityTier]
    host: int | None = None

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story.__enter__()
        self.question: UUID = uuid4()
        self.texts = 0
        self.stands: list[str | None] = [None, None]
        self.ever: list[set[str]] = [set(), set()]
        actions.ask_own(self.visit(0), text="What would you miss?", id=self.question)
        self.readers = [reader(self.visit(person)) for person in (0, 1)]

    def visit(self, person: int) -> Visit:
        """A new request: nothing is remembered but what the session holds."""
        return Visit(self.identities[person])

    @property
    def both(self) -> bool:
        return None not in self.stands

    def fresh(self, person: int) -> str:
        self.texts += 1
        text = f"words {self.texts} of {person}, and no others."
        self.ever[person].add(text)
        return text

    def seals(self, person: int, text: str, seen: int) -> None:
        visit = self.visit(person)
        actions.release_due(visit)  # as the middleware does at every request
        with suppress(AnsweredElsewhere):
            try:
                actions.answer(visit, question=self.question, text=text, seen=seen)
                self.stands[person] = text
            except Settled:
                assert self.both

    def takes_back(self, person: int) -> None:
        visit = self.visit(person)
        actions.release_due(visit)
        try:
            actions.withdraw(visit, question=self.question)
            self.stands[person] = None
        except Settled:
            assert self.both

    def revision(self, person: int) -> int:
        row = SealedAnswer.objects.filter(question=self.question, number=person).first()
        return row.revision if row else 0

    @rule(person=who)
    def answers_or_changes(self, person: int) -> None:
        self.seals(person, self.fresh(person), self.revision(person))

    @rule(person=who)
    def answers_from_an_old_tab(self, person: int) -> None:
        self.seals(person, self.fresh(person), max(self.revision(person) - 1, 0))

    @rule(person=who)
    def taps_twice(self, person: int) -> None:
        text, seen = self.fresh(person), self.revision(person)
        for _ in range(2):
            self.seals(person, text, seen)

    @rule(person=who)
    def withdraws(self, person: int) -> None:
        self.takes_back(person)

    @rule(person=who)
    def visits(self, person: int) -> None:
        actions.release_due(self.visit(person))

    @rule(person=who, at=st.integers(0, 7), takes_back=st.booleans())
    def is_cut_off(self, person: int, at: int, takes_back: bool) -> None:
        """At any write of a request. The other one even reads what was written and not yet committed."""
        text, seen = self.fresh(person), self.revision(person)
        with suppress(Broken), breaking(at, self.all_read):
            self.takes_back(person) if takes_back else self.seals(person, text, seen)
        if not self.both:
            self.stands[person] = self.as_it_stands(person)

    @rule(person=who, at=st.integers(0, 7))
    def is_cut_off_while_visiting(self, person: int, at: int) -> None:
        with suppress(Broken), breaking(at, self.all_read):
            actions.release_due(self.visit(person))

    @precondition(lambda self: not self.both)
    @rule(person=who)
    def plants_that_both_have_answered(self, person: int) -> None:
        """By editing rows. Nobody releases anything for it."""
        SealedAnswer.objects.filter(question=self.question).update(both=True)
        actions.release_due(self.visit(1 - person))
        self.nothing_is_read_early()
        SealedAnswer.objects.filter(question=self.question).update(both=False)

    def as_it_stands(self, person: int) -> str | None:
        row = SealedAnswer.objects.filter(question=self.question, number=person).first()
        visit = self.visit(person)
        us = us_of(visit)
        return open_mine(visit, us, row).text if row and us else None

    def all_read(self) -> list[set[bytes]]:
        copy = snapshot()
        return [reader.look(copy) for reader in self.readers]

    def nothing_is_read_early(self) -> None:
        """What was ever read is what both now stand by; where one of them hosts, they read it once theirs could be."""
        read = self.all_read()
        for person, other in ((0, 1), (1, 0)):
            early = {text for text in self.ever[person] if knows(read[other], text)}
            assert early <= ({self.stands[person]} if self.both else set())
        if self.host is not None:
            theirs = any(knows(read[1 - self.host], text) for text in self.ever[self.host])
            assert theirs or not any(knows(read[self.host], text) for text in self.ever[1 - self.host])

    def check_invariants(self, *given: Any, **named: Any) -> None:
        self.nothing_is_read_early()
        super().check_invariants(*given, **named)

    def teardown(self) -> None:
        try:
            for person in (0, 1):
                if self.stands[person] is None:
                    self.seals(person, self.fresh(person), 0)
            for person in (0, 1, 0):
                actions.release_due(self.visit(person))
            self.nothing_is_read_early()
            self.both_read_both()
        finally:
            transaction.set_rollback(True)
            self.story.__exit__(None, None, None)

    def both_read_both(self) -> None:
        us = [reader.us for reader in self.readers]
        expected = {us[0].me.hex: self.stands[0], us[1].me.hex: self.stands[1]}
        for person in (0, 1):
            opened = [stored.entry.answers for stored in read(us_space(self.visit(person))).of(Opened)]
            assert opened == [expected]
        assert SealedAnswer.objects.filter(question=self.question).count() == 0


@pytest.mark.parametrize("host", [None, 0, 1], ids=["nobody hosts", "Alice hosts", "Bob hosts"])
@pytest.mark.parametrize(
    "histories",
    [
        20,
        pytest.param(100, marks=pytest.mark.slow),
        pytest.param(3_400, marks=[pytest.mark.nightly, pytest.mark.slow]),
    ],
    ids=["a few", "some", "many"],
)
def test_no_history_is_read_early_and_all_of_them_open(host: int | None, histories: int) -> None:
    alice, bob = paired("Alice", "Bob")
    identities = alice.visit().identity, bob.visit().identity
    story = type("Story", (Reveal,), {"identities": identities, "host": host})
    run_by = ("Heidi", "Alice", "Bob")[0 if host is None else host + 1]
    size = settings(
        max_examples=histories,
        stateful_step_count=8,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    with override_settings(CONFIGURATION=replace(django_settings.CONFIGURATION, run_by=run_by)):
        run_state_machine_as_test(story, settings=size)


def test_the_reader_reads_what_can_be_read() -> None:
    """The control: after the reveal the same attempts find both answers, and before it each their own keys' worth."""
    alice, bob = paired("Alice", "Bob")
    visits = [alice.visit(), bob.visit()]
    readers = [reader(visit) for visit in visits]
    question = uuid4()
    actions.ask_own(visits[0], text="What would you miss?", id=question)
    actions.answer(visits[0], question=question, text="Alice's words")
    assert not knows(readers[1].look(snapshot()), "Alice's words")
    actions.answer(visits[1], question=question, text="Bob's words")
    assert knows(readers[0].look(snapshot()), "Bob's words")
    assert not knows(readers[1].look(snapshot()), "Alice's words")
    actions.release_due(alice.visit())
    assert knows(readers[1].look(snapshot()), "Alice's words")
