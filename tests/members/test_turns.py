"""A crowd at the door: those who cannot be taken on are told so at once, and nothing of theirs is half done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Event, Thread

import pytest

from intertwine.members import turns
from intertwine.members.errors import Busy
from intertwine.members.models import Member
from tests.cast import PASSWORD, Browser, Person
from tests.couples.pages import member
from tests.members.pages import Answer, heading

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


@contextmanager
def all_running() -> Iterator[None]:
    """As many others as there are places, each in the middle of theirs."""
    begun, go_on = Barrier(turns.RUNNING + 1), Event()

    def take() -> None:
        with turns.argon_turn():
            begun.wait(timeout=60)
            go_on.wait(timeout=60)

    # one after another: several at once could find the short queue full before they have begun
    others = []
    for free in range(turns.RUNNING, 0, -1):
        others.append(begin(take))
        while turns._running._value >= free and others[-1].is_alive():
            pass
    begun.wait(timeout=60)
    try:
        yield
    finally:
        go_on.set()
        for other in others:
            other.join()


@contextmanager
def a_full_queue() -> Iterator[None]:
    def wait() -> None:
        with turns.argon_turn():
            pass

    with all_running():
        waiting = [begin(wait) for _ in range(turns.QUEUE)]
        while turns._waiting < turns.QUEUE:
            assert all(other.is_alive() for other in waiting)
        yield
    for other in waiting:
        other.join()


def begin(what: Callable[[], None]) -> Thread:
    thread = Thread(target=what)
    thread.start()
    return thread


def come_back_later(answer: Answer) -> bool:
    return (answer.status_code, answer["Retry-After"], heading(answer)) == (
        503,
        "5",
        "There is a lot going on just now.",
    )


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those in the queue stay there however slow this machine is."""
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 60.0)


def test_when_the_queue_is_full_the_next_one_is_told_to_come_back() -> None:
    member("Alice")
    form = {"name": "Alice", "password": PASSWORD}
    with a_full_queue():
        answer = Browser().post("/sign-in", form)
        assert come_back_later(answer)
        assert [name for name in ("session", "private") if name in answer.cookies] == []
        assert come_back_later(Browser().post("/sign-in", {**form, "name": "Charlie"}))
    assert Browser().post("/sign-in", form).status_code == 302


def test_nobody_is_half_signed_up() -> None:
    with a_full_queue():
        charlie = Person("Charlie")
        assert come_back_later(
            charlie.post("/sign-up", name="Charlie", password=PASSWORD, zone="UTC", country="", language="en")
        )
    assert Member.objects.count() == 0


def test_those_inside_go_on_and_keep_what_they_have() -> None:
    alice = member("Alice")
    alice.post("/mine/pin", password=PASSWORD, pin="271828")
    with a_full_queue():
        assert alice.get("/mine").status_code == 200
        assert come_back_later(alice.post("/mine/password", old=PASSWORD, password="another quiet river"))
        assert alice.get("/mine").status_code == 200
        assert come_back_later(alice.post("/mine/code", password=PASSWORD))
        assert alice.get("/mine").status_code == 200
        alice.close_private()
        assert come_back_later(alice.post("/open", password=PASSWORD))
    assert alice.post("/open", password=PASSWORD)["Location"] == "/today"


def test_being_told_to_come_back_costs_no_try_of_a_pin() -> None:
    alice = member("Alice")
    alice.post("/mine/pin", password=PASSWORD, pin="271828")
    alice.close_private()
    with a_full_queue():
        for _ in range(6):
            assert come_back_later(alice.post("/open", pin="271828"))
    assert alice.post("/open", pin="271828")["Location"] == "/today"


def test_a_pin_that_could_not_be_set_leaves_the_one_before() -> None:
    alice = member("Alice")
    alice.post("/mine/pin", password=PASSWORD, pin="271828")
    with a_full_queue():
        assert come_back_later(alice.post("/mine/pin", password=PASSWORD, pin="314159"))
    alice.close_private()
    assert alice.post("/open", pin="271828")["Location"] == "/today"


def test_whoever_waited_too_long_is_told_and_leaves_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 0.0)
    with all_running():
        for _ in range(turns.QUEUE + 1):
            with pytest.raises(Busy), turns.argon_turn():
                pass
    with turns.argon_turn():
        pass


def test_a_turn_that_fails_gives_its_place_back() -> None:
    for _ in range(turns.RUNNING + turns.QUEUE + 1):
        with pytest.raises(ZeroDivisionError), turns.argon_turn():
            raise ZeroDivisionError
    with all_running():
        pass
