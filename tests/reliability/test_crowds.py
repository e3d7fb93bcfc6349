"""A crowd at the door, somebody who never finishes a sentence, a password of ten megabytes: those inside go on."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.http import HttpResponse

from intertwine.cli.serving import THREADS
from intertwine.members import turns
from intertwine.members.errors import Busy
from tests.cast import PASSWORD, Browser, signed_up
from tests.live import House, Phone, signs_up

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    house.open()
    yield house
    house.close()


def test_those_who_wait_at_the_door_leave_threads_for_those_inside() -> None:
    """Slow is what a password costs; whoever asks for a page waits for none of it."""
    assert turns.RUNNING + turns.QUEUE <= THREADS - 2


@pytest.mark.slow
def test_a_crowd_at_the_door_is_told_to_come_back_and_those_inside_go_on(house: House) -> None:
    alice = house.phone()
    signs_up(alice, "Alice", PASSWORD)
    crowd = [house.phone() for _ in range(40)]
    for phone in crowd:
        phone.get("/sign-in")
    with ThreadPoolExecutor(len(crowd)) as hands:
        asked = [hands.submit(phone.post, "/sign-in", name="Alice", password=PASSWORD) for phone in crowd]
        inside = [alice.get("/today").status for _ in range(20)]
        answers = [one.result() for one in asked]
    assert inside == [200] * 20
    assert {(answer.status, answer.leads_to, answer.headers["Retry-After"]) for answer in answers} == {
        (302, "/today", None),
        (503, "", "5"),
    }
    assert {'data-problem="busy"' in answer.text for answer in answers if answer.status == 503} == {True}
    assert alice.send("GET", "/health").body == b"ok"


@pytest.mark.slow
def test_somebody_who_never_finishes_keeps_nobody_waiting(house: House) -> None:
    alice = house.phone()
    signs_up(alice, "Alice", PASSWORD)
    with ExitStack() as lines:
        for begun in (half_a_form(alice), b"POST /sign-in HTTP/1.1\r\nHost: loc"):
            for _ in range(8 * THREADS):
                line = lines.enter_context(socket.create_connection(("127.0.0.1", house.port)))
                line.sendall(begun)
        assert [alice.get("/today").status for _ in range(5)] == [200] * 5
    assert alice.get("/today").status == 200


def half_a_form(phone: Phone) -> bytes:
    head = {**phone.headers(b""), "Content-Length": "1000"}
    lines = "\r\n".join(f"{name}: {text}" for name, text in head.items())
    return f"POST /today/check-in HTTP/1.1\r\n{lines}\r\n\r\nline=I was about to".encode()


@contextmanager
def no_turns() -> Iterator[None]:
    """Somebody else has taken every turn and nobody may wait: whatever would cost one is told to come back."""
    with ExitStack() as taken, pytest.MonkeyPatch.context() as patch:
        for _ in range(turns.RUNNING):
            taken.enter_context(turns.argon_turn())
        patch.setattr(turns, "QUEUE", 0)
        yield


def sign_in(password: str) -> HttpResponse:
    return Browser().post("/sign-in", f"name=Alice&password={password}".encode(), content_type=FORM)


@pytest.mark.django_db(databases=["default", "sessions"])
def test_a_password_of_ten_megabytes_costs_nothing() -> None:
    signed_up("Alice")
    with no_turns():
        assert sign_in("a quiet river").status_code == 503  # the control: this one would have cost a turn
        assert sign_in("x" * 10_000_000).status_code == 413
        assert sign_in("x" * 100_000).status_code == 422
        assert sign_in("x" * 1_001).status_code == 422


def test_a_turn_is_given_back_whatever_happens() -> None:
    for _ in range(3 * turns.RUNNING):
        with pytest.raises(ZeroDivisionError), turns.argon_turn():
            _ = 1 / 0
    with no_turns(), pytest.raises(Busy), turns.argon_turn():
        pass
    with turns.argon_turn():
        pass
