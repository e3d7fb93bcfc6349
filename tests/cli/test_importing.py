"""Heidi brings in what Alice and Bob, or a study's couples, kept elsewhere."""

import csv
import os
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Terminal
from tests.cli.terminal import found_by, passwords_in, rows, typing

pytestmark = pytest.mark.usefixtures("set_up")

CSV = "day,who,close,conflict\n2026-10-01,1,7,1\n2026-10-02,1,6.5,\n2026-10-01,2,1,7\n2026-10-03,2,2,4\n"
COLUMNS = ("--day", "day", "--person", "who", "--item", "close=close:1:7", "--item", "stress=conflict:1:7")
ALICES = {"2026-10-01": {"stress": 0, "close": 10}, "2026-10-02": {"close": 9}}
BOBS = {"2026-10-01": {"stress": 10, "close": 0}, "2026-10-03": {"stress": 5, "close": 2}}


@pytest.fixture
def diary(heidi: Terminal) -> str:
    (heidi.home / "diary.csv").write_text(CSV, encoding="utf-8")
    return "diary.csv"


@pytest.fixture(scope="session")
def imported_once(tmp_path_factory: pytest.TempPathFactory, made_once: Path) -> Path:
    home = tmp_path_factory.mktemp("imported")
    shutil.copytree(made_once, home, dirs_exist_ok=True)
    (home / "diary.csv").write_text(CSV, encoding="utf-8")
    done = Terminal(home).run("import", "diary.csv", *COLUMNS, "--new", "Alice,Bob")
    assert done.returncode == 0, done.stderr
    (home / "said").write_text(done.stdout, encoding="utf-8")
    return home


@pytest.fixture
def theirs(heidi: Terminal, diary: str, imported_once: Path) -> dict[str, str]:
    """Alice's and Bob's passwords, after a first import."""
    shutil.copytree(imported_once, heidi.home, dirs_exist_ok=True)
    return passwords_in((heidi.home / "said").read_text(encoding="utf-8"))


def test_two_new_accounts_find_their_own_days_and_each_other(heidi: Terminal, diary: str) -> None:
    done = heidi.run("import", diary, *COLUMNS, "--new", "Alice, Bob", "--share")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:4] == [
        "1 → Alice, 2 → Bob",
        "Days from 2026-10-01 to 2026-10-03.",
        "stress from conflict: 1 becomes 0, 7 becomes 10, rounded to whole points.",
        "close from close: 1 becomes 0, 7 becomes 10, rounded to whole points.",
    ]
    assert table_in(done.stdout) == {"Alice": [2, 0, 0, 0, 1], "Bob": [2, 0, 0, 0, 0]}
    passwords = passwords_in(done.stdout)
    alice, bob = (found_by(heidi, name, passwords[name]) for name in ("Alice", "Bob"))
    assert (alice["days"], bob["days"]) == (ALICES, BOBS)
    assert (alice["shared"], bob["shared"]) == (ALICES, BOBS)
    assert (alice["partner"], bob["partner"]) == ("Bob", "Alice")
    assert alice["choices"] == bob["choices"] == [True, True, False]
    assert alice["asked"] == {day: ["stress", "close"] for day in ALICES}
    assert (alice["recovery_pending"], bob["recovery_pending"]) == (False, False)


def test_nothing_is_shared_unless_the_host_says_so(heidi: Terminal, theirs: dict[str, str]) -> None:
    alice = found_by(heidi, "Alice", theirs["Alice"])

    assert (alice["days"], alice["shared"], alice["choices"]) == (ALICES, {}, [False, False, False])


def test_the_recovery_code_that_was_shown_opens_the_account(heidi: Terminal, diary: str) -> None:
    done = heidi.run("import", diary, *COLUMNS, "--new", "Alice,Bob")

    codes = re.findall(r"^ +recovery code +(\S+)$", done.stdout, re.MULTILINE)
    bob = found_by(heidi, "Bob", "a quiet river at noon", codes[1])
    assert (bob["days"], bob["partner"]) == (BOBS, "Alice")


def test_a_map_says_the_same_as_options_and_who_is_who(heidi: Terminal, diary: str) -> None:
    (heidi.home / "map.toml").write_text(
        'day = "day"\nperson = "who"\n[people]\n1 = "Bob"\n2 = "Alice"\n[items]\n'
        'close = { column = "close", scale = [1, 7] }\nstress = { column = "conflict", scale = [7, 1] }\n',
        encoding="utf-8",
    )

    done = heidi.run("import", diary, "--map", "map.toml", "--new", "Alice,Bob")

    assert done.stdout.splitlines()[0] == "1 → Bob, 2 → Alice"
    bob = found_by(heidi, "Bob", passwords_in(done.stdout)["Bob"])
    assert bob["days"] == {"2026-10-01": {"stress": 10, "close": 10}, "2026-10-02": {"close": 9}}


def test_dana_alone_brings_hers(heidi: Terminal) -> None:
    (heidi.home / "dana.csv").write_text("day;pleasant\n1;0\n2;100\n", encoding="utf-8")

    done = heidi.run(
        "import",
        "dana.csv",
        "--day",
        "day",
        "--item",
        "valence=pleasant:0:100",
        "--new",
        "Dana",
        "--first-day",
        "2026-01-31",
    )

    assert done.stdout.splitlines()[0] == (
        "Day 1 is 2026-01-31, day 2 is 2026-02-01. "
        "To bring this file in again on another day, say --first-day 2026-01-31."
    )
    dana = found_by(heidi, "Dana", passwords_in(done.stdout)["Dana"])
    assert (dana["days"], dana["partner"]) == ({"2026-01-31": {"valence": 0}, "2026-02-01": {"valence": 10}}, None)


def test_the_same_file_again_changes_nothing_and_says_so(heidi: Terminal, diary: str, theirs: dict[str, str]) -> None:
    before = rows(heidi)

    done = typing(heidi, "import", diary, *COLUMNS, "--as", "alice,Bob", passwords=[*theirs.values()])

    assert (done.returncode, done.stderr) == (0, "Password of alice: \nPassword of Bob: \n")
    assert done.stdout.splitlines()[-1] == "All of this was there already. Nothing was changed."
    assert table_in(done.stdout) == {"alice": [0, 2, 0, 0, 1], "Bob": [0, 2, 0, 0, 0]}
    assert rows(heidi) == before


def test_other_answers_are_named_and_stay_until_the_host_decides(heidi: Terminal, theirs: dict[str, str]) -> None:
    (heidi.home / "later.csv").write_text(CSV.replace("2026-10-02,1,6.5", "2026-10-02,1,1") + "2026-10-04,2,4,4\n")
    again = ("import", "later.csv", *COLUMNS, "--as", "Alice,Bob")
    before, passwords = rows(heidi), [*theirs.values()]

    refused = typing(heidi, *again, passwords=passwords)
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[2:] == [
        "Alice has other answers on 2026-10-02.",
        "Nothing was brought in. Leave such days as they are with --keep-mine, "
        "or put the file's answers there with --take-file.",
    ]
    assert rows(heidi) == before

    kept = typing(heidi, *again, "--keep-mine", passwords=passwords)
    assert table_in(kept.stdout) == {"Alice": [0, 1, 0, 1, 1], "Bob": [1, 2, 0, 0, 0]}
    assert found_by(heidi, "Alice", theirs["Alice"])["days"] == ALICES

    taken = typing(heidi, *again, "--take-file", passwords=passwords)
    assert table_in(taken.stdout) == {"Alice": [0, 1, 0, 1, 1], "Bob": [0, 3, 0, 0, 0]}
    assert found_by(heidi, "Alice", theirs["Alice"])["days"] == {**ALICES, "2026-10-02": {"close": 0}}


def test_a_wrong_password_opens_nothing(heidi: Terminal, diary: str, theirs: dict[str, str]) -> None:
    before = rows(heidi)

    done = typing(heidi, "import", diary, *COLUMNS, "--as", "Alice,Bob", passwords=["a quiet river at noon"])

    assert (done.returncode, done.stderr.splitlines()[1:]) == (
        2,
        ["The name Alice and this password do not go together. Nothing was changed."],
    )
    assert rows(heidi) == before


def test_a_member_is_not_their_own_partner(heidi: Terminal, diary: str, theirs: dict[str, str]) -> None:
    done = typing(heidi, "import", diary, *COLUMNS, "--as", "Alice,Ａlice", passwords=[theirs["Alice"]] * 2)

    assert (done.returncode, done.stderr.splitlines()[2:]) == (2, ["Both names are one and the same member. Name two."])


def test_passwords_are_never_read_from_anywhere_but_a_terminal(
    heidi: Terminal, diary: str, theirs: dict[str, str]
) -> None:
    done = heidi.run("import", diary, *COLUMNS, "--as", "Alice,Bob")

    assert (done.returncode, done.stderr) == (2, "Passwords are typed at a terminal, and this is none.\n")


def test_a_name_that_is_taken_leaves_nothing_behind(heidi: Terminal, diary: str, theirs: dict[str, str]) -> None:
    before = rows(heidi)

    done = heidi.run("import", diary, *COLUMNS, "--new", "Dana,bob")

    assert (done.returncode, done.stderr) == (
        2,
        "Somebody signs in as bob on this server already. Choose another name, "
        "or name both as members with --as if they are the ones.\n",
    )
    assert rows(heidi) == before


def test_every_problem_of_a_file_is_one_sentence_and_at_most_twenty_are_told(heidi: Terminal) -> None:
    lines = [f"2026-10-{day:02d},1,{day},1" for day in range(1, 31)]
    (heidi.home / "off.csv").write_text("day,who,close,conflict\n" + "\n".join(lines) + "\nsoon,2,\x1b[2J,1\n")

    done = heidi.run("import", "off.csv", *COLUMNS, "--new", "Alice,Bob")

    said = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(said)) == (2, "", 21)
    assert said[0] == "Line 9, column close: 8 is off the scale."
    assert said[20] == "… and 5 more."
    assert "\x1b" not in done.stderr
    assert rows(heidi) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            [*COLUMNS],
            "Say whose diary it is: --new Alice,Bob makes two accounts, --as Alice,Bob is for two who are there.",
        ),
        ([*COLUMNS, "--new", "Alice,"], "Name one person, or two different ones, as in Alice,Bob."),
        ([*COLUMNS, "--new", "Alice,alice"], "Name one person, or two different ones, as in Alice,Bob."),
        (
            [*COLUMNS, "--new", "A,B", "--take-file"],
            "New accounts hold no other answers: leave out --keep-mine and --take-file.",
        ),
        ([*COLUMNS, "--as", "A,B", "--share"], "Members choose by themselves what they share: leave out --share."),
        ([*COLUMNS, "--as", "A,B", "--take-file", "--keep-mine"], "Choose one: --keep-mine or --take-file."),
        (["--new", "A,B"], "Say which column holds the day (--day) and at least one --item, or name a map with --map."),
        (
            ["--day", "day", "--item", "close=close", "--new", "A,B"],
            "--item close=close is not as it should be: --item stress=conflict:1:7 is, for a column from 1 to 7.",
        ),
        (
            ["--day", "day", "--item", "close=close:7:7", "--new", "A,B"],
            "The scale of close begins where it ends. Give its two ends, as in 1 and 7.",
        ),
        (
            ["--day", "day", "--item", "mood=close:1:7", "--new", "A,B"],
            "There is no item mood. There are: valence, arousal, stress, share_feel, heard_partner, safe_open, rely, "
            "understood, valued, cared, close.",
        ),
        ([*COLUMNS, "--item", "close=close:1:5", "--new", "A,B"], "Each item can be fed by one column."),
        (
            ["--day", "day", "--item", "close=close:1:7", "--new", "A,B"],
            "Two people, and no column that says whose a line is. Name it: --person, or person in the map.",
        ),
        (
            [*COLUMNS, "--only", "who", "--new", "A,B"],
            "--only who is not as it should be: --only couple=12 uses the lines whose column couple holds 12.",
        ),
        (
            [*COLUMNS, "--couple", "1", "--new", "A,B"],
            "--couple goes with a map that names the couple's column. Without one, say --only COLUMN=VALUE.",
        ),
        (
            ["--map", "m.toml", "--day", "day", "--new", "A,B"],
            "The map says which columns there are: leave out --day, --person and --item.",
        ),
        (["--map", "m.toml", "--new", "A,B"], "The map m.toml cannot be read: No such file or directory."),
        ([*COLUMNS, "--only", "who=3", "--new", "A,B"], "diary.csv has no line with who=3."),
        (
            ["--day", "Day", "--item", "close=close:1:7", "--new", "A"],
            "diary.csv has no column Day. Did you mean day? It has: day, who, close, conflict.",
        ),
        (
            [*COLUMNS, "--new", "A"],
            "The column who does not hold as many people as you named, but: 1, 2. "
            "--only uses some lines of a file and leaves out the others.",
        ),
        ([*COLUMNS, "--new", "\u202e,B"], "Please type a name that can be read."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_one_sentence(
    heidi: Terminal, diary: str, words: list[str], sentence: str
) -> None:
    done = heidi.run("import", diary, *words)

    assert (done.returncode, done.stderr) == (2, sentence + "\n")
    assert rows(heidi) == []


@pytest.mark.parametrize(
    ("map_", "sentence"),
    [
        (
            'day = "day"\nitem = 1\n',
            "The map map.toml is not as it should be: Object contains unknown field `item`. docs/host.md shows one.",
        ),
        (
            "day = ",
            "The map map.toml is not as it should be: Invalid value (at end of document). docs/host.md shows one.",
        ),
        ('day = "day"\n[items]\n', "The map feeds no item: nothing would be brought in."),
        (
            'day = "day"\n[items]\nclose = { column = "close", scale = [1, inf] }\n',
            "A scale has two ends that are numbers, as in [1, 7].",
        ),
        (
            'day = "day"\nperson = "who"\n[people]\n1 = "Alice"\n'
            '[items]\nclose = { column = "close", scale = [1, 7] }\n',
            "The map says that 1 is Alice. The file has 1, 2, and you named Alice, Bob: the three must fit together.",
        ),
        (
            'day = "day"\nperson = "who"\ncouple = "conflict"\n[items]\nclose = { column = "close", scale = [1, 7] }\n',
            "The column conflict holds more than one couple: 1, 4, 7, . Say which one you mean with --couple.",
        ),
    ],
)  # fmt: skip
def test_a_map_that_cannot_be_followed_is_refused(heidi: Terminal, diary: str, map_: str, sentence: str) -> None:
    (heidi.home / "map.toml").write_text(map_, encoding="utf-8")

    assert heidi.refusal("import", diary, "--map", "map.toml", "--new", "Alice,Bob") == sentence
    assert rows(heidi) == []


def test_a_couple_needs_a_column_in_the_map(heidi: Terminal, diary: str) -> None:
    (heidi.home / "map.toml").write_text('day = "day"\n[items]\nclose = { column = "close", scale = [1, 7] }\n')

    assert heidi.refusal("import", diary, "--map", "map.toml", "--couple", "3", "--new", "Alice,Bob") == (
        'The map map.toml does not say which column names the couple. Add a line: couple = "…".'
    )


def test_a_file_that_is_not_there_is_named(heidi: Terminal) -> None:
    assert heidi.refusal("import", "diary.csv", *COLUMNS, "--new", "Alice,Bob") == (
        "diary.csv cannot be read: No such file or directory."
    )


def table_in(said: str) -> dict[str, list[int]]:
    """The numbers of the summary, by name."""
    found = re.findall(r"^│ (\S+) +│((?: +\d+ *│)+)$", said, re.MULTILINE)
    return {name: [int(number) for number in re.findall(r"\d+", numbers)] for name, numbers in found}


# real couples, where their diaries are at hand

REAL = "kashy_couples_diary14.csv"
MAP = """
day = "Day"
person = "person"
couple = "dyadid"
[items]
close = { column = "satisf_A", scale = [1, 7] }
stress = { column = "conflict_A", scale = [1, 7] }
"""
COUPLES = {"1": "Alice,Bob", "2": "Dana,Eli", "3": "Ann,Ben", "5": "Cleo,Dan", "8": "Eve,Finn", "17": "Gil,Hana"}


@pytest.fixture
def real_diaries() -> Path:
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    path = Path(os.environ.get("INTERTWINE_SHARED_DATA", beside)) / REAL
    if not path.exists():
        pytest.skip(f"{REAL} may not be copied into this project; INTERTWINE_SHARED_DATA names the folder it is in.")
    return path


@pytest.mark.slow
def test_real_couples_read_back_exactly(heidi: Terminal, real_diaries: Path) -> None:
    (heidi.home / "map.toml").write_text(MAP, encoding="utf-8")
    brought, read = {}, {}

    for couple, names in COUPLES.items():
        done = heidi.run(
            "import", str(real_diaries), "--map", "map.toml", "--couple", couple, "--new", names, "--share",
            "--first-day", "2026-11-01",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        for name, password in passwords_in(done.stdout).items():
            found = found_by(heidi, name, password)
            assert found["shared"] == found["days"]
            read[name] = found["days"]
        brought |= dict(expected(real_diaries, couple, names.split(",")))

    assert read == brought
    assert sum(len(days) for days in read.values()) > 160


def expected(path: Path, couple: str, names: list[str]) -> Iterator[tuple[str, dict[str, dict[str, int]]]]:
    """Counted here in another way: the whole point that is nearest, and of two as near the even one."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["dyadid"] == couple]
    for person, name in zip(("1", "2"), names, strict=True):
        days = {}
        for line in lines:
            given = {"stress": line["conflict_A"], "close": line["satisf_A"]}
            if line["person"] == person and any(given.values()):
                day = date(2026, 11, 1) + timedelta(days=int(line["Day"]) - 1)
                days[day.isoformat()] = {item: nearest(float(value)) for item, value in given.items() if value}
        yield name, days


def nearest(value: float) -> int:
    return min(range(11), key=lambda point: (abs((value - 1) * 10 / 6 - point), point % 2))
