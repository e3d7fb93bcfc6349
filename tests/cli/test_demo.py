"""A newcomer looks around among people who never lived. Nobody who lives is ever touched by it."""

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from intertwine.cli import demo_days
from intertwine.cli.here import today_here
from tests.cli.conftest import Terminal
from tests.cli.terminal import found_by, passwords_in, rows

PEOPLE_LIVE_HERE = (
    "People live in {data}, and a demonstration is never put among them. "
    "Nothing was touched. Choose a directory of its own with --data DIR."
)
OF_ANOTHER_DATABASE = json.dumps(
    [
        {"member": "b3f1a5ee-56c2-4a0c-9d43-6d8ee33d4f6a", "name": "Alice", "password": "a"},
        {"member": "0f6f1c1c-9e11-4b55-8d0b-0a9b5b4f7c21", "name": "Bob", "password": "b"},
    ]
).encode()


@pytest.fixture(scope="session")
def demo_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo")
    done = Terminal(home).run("demo")
    assert (done.returncode, done.stderr) == (0, "")
    (home / "said").write_text(done.stdout, encoding="utf-8")
    return home


@pytest.fixture
def theirs(heidi: Terminal, demo_once: Path) -> dict[str, str]:
    """Alice's and Bob's passwords, where the demonstration was made a moment ago."""
    shutil.copytree(demo_once, heidi.home, dirs_exist_ok=True)
    return passwords_in((heidi.home / "said").read_text(encoding="utf-8"))


def moves_in(heidi: Terminal, diary: str, *words: str) -> None:
    """Somebody who lives."""
    assert heidi.run("setup").returncode == 0
    (heidi.home / "diary.csv").write_text(diary, encoding="utf-8")
    done = heidi.run("import", "diary.csv", "--day", "day", "--item", "close=close:0:10", *words)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def charlies_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("charlie")
    moves_in(Terminal(home), "day,close\n1,5\n", "--new", "Charlie")
    return home


@pytest.fixture(scope="session")
def house_of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("two")
    moves_in(Terminal(home), "day,who,close\n1,a,5\n1,b,5\n", "--person", "who", "--new", "Alice,Bob", "--share")
    return home


@pytest.fixture
def charlie(heidi: Terminal, charlies_house: Path) -> None:
    """A person who lives, and nobody else."""
    shutil.copytree(charlies_house, heidi.home, dirs_exist_ok=True)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "name", "partner"), [(0, "Alice", "Bob"), (1, "Bob", "Alice")])
def test_each_finds_ninety_days_as_they_were_simulated(
    heidi: Terminal, theirs: dict[str, str], number: int, name: str, partner: str
) -> None:
    found = found_by(heidi, name, theirs[name])
    days = {date.fromisoformat(day): ratings for day, ratings in found["days"].items()}

    last = max(days)
    lived = {demo_days.DAYS - 1 - (last - day).days: ratings for day, ratings in days.items()}
    assert list(lived) == [day for day in range(demo_days.DAYS) if day not in demo_days.AWAY[number]]
    for day, ratings in lived.items():
        assert ratings == {item: demo_days.simulated()[item][day, number] for item in ratings}
    rated = {day: [item for item in asked if item in demo_days.simulated()] for day, asked in found["asked"].items()}
    assert {day: list(ratings) for day, ratings in found["days"].items()} == rated
    assert {len(asked) for asked in found["asked"].values()} == {7}
    assert found["shared"] == found["days"]
    assert (found["partner"], found["choices"]) == (partner, [True, True, True])
    assert (found["findings"] > 0, found["recovery_pending"]) == (True, False)


@pytest.mark.slow
def test_today_is_still_to_be_checked_in(heidi: Terminal) -> None:
    before = today_here()
    done = heidi.run("demo")
    after = today_here()

    found = found_by(heidi, "Alice", passwords_in(done.stdout)["Alice"])
    assert date.fromisoformat(max(found["days"])) + timedelta(days=1) in {before, after}


@pytest.mark.slow
def test_it_says_how_to_sign_in_and_where(heidi: Terminal, theirs: dict[str, str], demo_once: Path) -> None:
    said = (heidi.home / "said").read_text(encoding="utf-8").splitlines()

    assert said[0] == "Alice and Bob never lived, and all they wrote is made up. Sign in as one of them:"
    assert said[2:4] == [f"  {name:<8} password  {password}" for name, password in theirs.items()]
    assert [word.count(" ") for word in theirs.values()] == [2, 2]
    assert said[5:7] == [
        "For the other one, open a private window of your browser. They are served by",
        f"  intertwine serve --data {demo_once / 'data'}",
    ]


@pytest.mark.slow
def test_a_second_demonstration_says_that_there_is_one(heidi: Terminal, theirs: dict[str, str]) -> None:
    before = rows(heidi)

    done = heidi.run("demo")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == (
        "The couple of the demonstration is here already. `intertwine demo --again` makes it anew."
    )
    assert passwords_in(done.stdout) == theirs
    assert rows(heidi) == before


@pytest.mark.slow
def test_again_leaves_nothing_of_the_couple_before(heidi: Terminal, theirs: dict[str, str]) -> None:
    before = rows(heidi)

    done = heidi.run("demo", "--again")

    assert (done.returncode, done.stderr) == (0, "")
    assert {row[0] for row in before} & {row[0] for row in rows(heidi)} == set()
    assert len(rows(heidi)) == len(before)
    found = found_by(heidi, "Alice", passwords_in(done.stdout)["Alice"])
    assert (len(found["days"]), found["partner"]) == (demo_days.DAYS - len(demo_days.AWAY[0]), "Bob")


@pytest.mark.slow
@pytest.mark.parametrize("with_all_they_wrote", [True, False])
def test_where_one_of_the_two_has_gone_the_rest_is_made_anew_if_it_is_all_there_is(
    heidi: Terminal, theirs: dict[str, str], with_all_they_wrote: bool
) -> None:
    bob = json.loads((heidi.data / "demo.json").read_text(encoding="utf-8"))[1]["member"].replace("-", "")
    for statement in ("DELETE FROM seat WHERE member_id = ?", "DELETE FROM slot WHERE member_id = ?"):
        change(heidi, statement, bob)
    change(heidi, "DELETE FROM member WHERE id = ?", bob)
    if with_all_they_wrote:
        wrote = demo_days.DAYS - len(demo_days.AWAY[1])  # Alice wrote another number of days
        change(
            heidi,
            "DELETE FROM entry WHERE space IN (SELECT space FROM entry GROUP BY space HAVING count(*) = ?)",
            wrote,
        )
    before = rows(heidi)

    done = heidi.run("demo", "--again")

    assert done.returncode == (0 if with_all_they_wrote else 2)
    assert (rows(heidi) == before) == (not with_all_they_wrote)


@pytest.mark.parametrize("words", [("demo",), ("demo", "--again")])
def test_where_somebody_lives_nothing_is_made_and_nothing_removed(
    heidi: Terminal, charlie: None, words: tuple[str, ...]
) -> None:
    before = rows(heidi)

    assert heidi.refusal(*words) == PEOPLE_LIVE_HERE.format(data=heidi.data)
    assert rows(heidi) == before
    assert not (heidi.data / "demo.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize("words", [("demo",), ("demo", "--again")])
def test_somebody_who_moved_in_later_is_not_touched(
    heidi: Terminal, theirs: dict[str, str], words: tuple[str, ...]
) -> None:
    moves_in(heidi, "day,close\n1,5\n", "--new", "Charlie")
    before = rows(heidi)

    assert heidi.refusal(*words) == PEOPLE_LIVE_HERE.format(data=heidi.data)
    assert rows(heidi) == before


@pytest.mark.parametrize("mark", [None, b"", b"[", b'[{"member": 1}]', b"\xff\xfe", OF_ANOTHER_DATABASE])
def test_two_who_are_called_alice_and_bob_live_here_unless_the_mark_knows_them(
    heidi: Terminal, house_of_two: Path, mark: bytes | None
) -> None:
    shutil.copytree(house_of_two, heidi.home, dirs_exist_ok=True)
    before = rows(heidi)
    if mark is not None:
        (heidi.data / "demo.json").write_bytes(mark)

    assert heidi.refusal("demo", "--again") == PEOPLE_LIVE_HERE.format(data=heidi.data)
    assert rows(heidi) == before


@pytest.mark.parametrize("password", ["a quiet river at noon", ""])
def test_a_mark_that_names_a_person_does_not_open_their_account(heidi: Terminal, charlie: None, password: str) -> None:
    with closing(sqlite3.connect(heidi.database)) as database:
        (member,) = database.execute("SELECT id FROM member").fetchone()
    forged = [{"member": member, "name": "Charlie", "password": password}]
    (heidi.data / "demo.json").write_text(json.dumps(forged), encoding="utf-8")
    before = rows(heidi)

    assert heidi.refusal("demo", "--again") == (
        "Somebody gave Alice or Bob another password, so this may be a person by now. Nothing was touched. "
        "Choose a directory of its own with --data DIR."
    )
    assert rows(heidi) == before


@pytest.mark.slow
def test_an_account_with_a_password_of_its_own_may_be_a_person_by_now(heidi: Terminal, theirs: dict[str, str]) -> None:
    mark = heidi.data / "demo.json"
    mark.write_text(mark.read_text(encoding="utf-8").replace(theirs["Bob"], "another one"), encoding="utf-8")
    before = rows(heidi)

    assert heidi.refusal("demo", "--again").startswith("Somebody gave Alice or Bob another password")
    assert rows(heidi) == before


@pytest.mark.slow
def test_again_undoes_itself_where_anything_else_is_left(heidi: Terminal, theirs: dict[str, str]) -> None:
    change(heidi, "INSERT INTO entry (space, id, period, revision, blob) VALUES (?, 'x', 202611, 1, x'00')", "f" * 32)
    before, mark = rows(heidi), (heidi.data / "demo.json").read_bytes()

    assert heidi.refusal("demo", "--again") == (
        "There is more in this database than the demonstration made. Nothing was touched. "
        "Choose a directory of its own with --data DIR."
    )
    assert (rows(heidi), (heidi.data / "demo.json").read_bytes()) == (before, mark)


@pytest.mark.usefixtures("set_up")
def test_a_database_that_is_not_up_to_date_is_left_alone(heidi: Terminal) -> None:
    change(heidi, "DELETE FROM django_migrations WHERE name LIKE ?", "0001%")
    change(
        heidi, "INSERT INTO django_migrations (app, name, applied) VALUES ('intertwine', ?, '2026-01-01')", "0000_old"
    )

    assert heidi.run("demo").returncode == 2
    assert rows(heidi) == []


def change(heidi: Terminal, statement: str, value: str | int) -> None:
    with closing(sqlite3.connect(heidi.database)) as database, database:
        database.execute(statement, [value])


# what is made up


def test_about_one_day_in_seven_is_missing_and_some_in_a_row() -> None:
    for away in demo_days.AWAY:
        assert 0.12 < len(set(away)) / demo_days.DAYS < 0.18
    assert set(range(23, 28)) <= set(demo_days.AWAY[0]) & set(demo_days.AWAY[1])


@pytest.mark.parametrize("member", [0, 1])
def test_words_and_hard_days_come_now_and_then(member: int) -> None:
    days = demo_days.check_ins(member, last=date(2026, 11, 22), asked=only_mood, feeling=calm_or_glad)

    assert {day.feelings for day in days} == {(), ("calm",), ("glad",)}
    assert 0.4 < sum(bool(day.feelings) for day in days) / len(days) < 0.6
    assert 0.2 < sum(bool(day.line) for day in days) / len(days) < 0.4
    assert {day.ratings["valence"] for day in days if day.hard} == {0, 1}
    assert 0 < sum(day.hard for day in days) < 10


def only_mood(day: date) -> tuple[str, ...]:
    return ("valence",)


def calm_or_glad(ratings: dict[str, int]) -> list[str]:
    return ["calm", "glad", "glad"]


def test_each_line_is_written_in_one_voice_and_once() -> None:
    lines = [line for words in demo_days.WORDS for line in (*words.well, *words.between, *words.unwell)]

    assert len(set(lines)) == len(lines)
    assert not any("Alice" in line for line in (*demo_days.WORDS[0].well, *demo_days.WORDS[0].unwell))
