"""A house on PostgreSQL: what happens at once, and what happens while PostgreSQL is away."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.live import Answer, House, Phone, pair_up, signs_up
from tests.on_postgres import PostgresServer, address, postgres

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with postgres() as server:
        yield server


@pytest.fixture
def house(server: PostgresServer, tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path, address(server))
    house.open()
    yield house
    house.close()


def shown(answer: Answer) -> tuple[int, list[str]]:
    return answer.status, re.findall(r'data-problem="([\w-]+)"', answer.text)


def test_two_live_on_it_touch_it_at_once_and_it_goes_away_and_comes_back(server: PostgresServer, house: House) -> None:
    alice, bob = house.phone(), house.phone()
    signs_up(alice, "Alice", "a quiet river at noon")
    signs_up(bob, "Bob", "another river at noon")
    pair_up(alice, bob)
    for phone in (alice, bob):
        phone.post("/sharing", feeds="yes", draws="yes", weather="yes")

    one_form_sent_by_many_thumbs(alice)
    each_of_many_lines_is_kept(bob)

    form = {**alice.get("/today/check-in").carried, "at": "line", "line": "while it was away"}
    server.stop()
    assert shown(alice.get("/today")) == (503, ["storage"])
    assert shown(alice.post("/today/check-in", **form)) == (503, ["storage"])
    assert alice.get("/help").status == 200
    server.start()
    assert alice.post("/today/check-in", **form).leads_to == "/today"
    assert "while it was away" in alice.get("/today").text


def one_form_sent_by_many_thumbs(phone: Phone) -> None:
    form = {**phone.get("/today/check-in").carried, "at": "line", "line": "once and no more", "valence": "7"}
    assert [answer.leads_to for answer in at_once(phone, [form] * 8)] == ["/today"] * 8
    assert phone.get("/today").text.count("once and no more") == 1


def each_of_many_lines_is_kept(phone: Phone) -> None:
    carried = phone.get("/today/check-in").carried
    lines = [f"line number {n}." for n in range(8)]
    forms = [{**carried, "id": f"{n:032x}", "seen": "", "at": "line", "line": line} for n, line in enumerate(lines)]
    statuses = [answer.status for answer in at_once(phone, forms)]
    page = phone.get("/today").text
    assert [line for line, status in zip(lines, statuses, strict=True) if (status == 302) != (line in page)] == []
    assert set(statuses) - {302, 409} == set()


def at_once(phone: Phone, forms: list[dict[str, str]]) -> list[Answer]:
    with ThreadPoolExecutor(len(forms)) as hands:
        return list(hands.map(lambda form: phone.post("/today/check-in", **form), forms))
