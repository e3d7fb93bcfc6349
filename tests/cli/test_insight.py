"""Rosa has diaries in a file, and no database. She is told what their owners would be told."""

import csv
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from intertwine.cli import insight_reading
from intertwine.cli.main import app
from intertwine.insights.simulate import Follows, Missing, Moves, Truth, simulate_couple
from intertwine.insights.types import SERIES
from tests.cli.conftest import Terminal

LINKED = Truth(
    moves=dict.fromkeys(SERIES, Moves(reliability=0.95)),
    follows={"closeness": {"mind": Follows(same_day=((1.0, 0.0), (0.0, 1.0)))}},
)
MIND = "--item", "mind=mood:0:10"
CLOSE = "--item", "close=near:0:10"
COLUMNS = ("--day", "day", "--person", "who", *MIND, *CLOSE)

REAL = "kashy_couples_diary14.csv"

Row = tuple[object, ...]


def table(path: Path, rows: Iterable[Row], header: str = "couple,who,day,mood,near") -> str:
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n", encoding="utf-8")
    return str(path)


def lived(couple: str = "1", *, days: int = 40, seed: int = 1, people: tuple[str, ...] = ("Alice", "Bob")) -> list[Row]:
    ratings = simulate_couple(days=days, seed=seed, truth=LINKED, missing=Missing(each=0, both=0))
    return [
        (couple, who, day, int(ratings["valence"][day, n]), int(ratings["close"][day, n]))
        for n, who in enumerate(people)
        for day in range(days)
    ]


def asked(*words: str) -> Result:
    return CliRunner().invoke(app, ["insight", *words])


def told(*words: str) -> str:
    done = asked(*words)
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def refused(*words: str) -> str:
    done = asked(*words)
    assert (done.exit_code, done.exception is None or isinstance(done.exception, SystemExit)) == (2, True)
    return done.stderr.strip()


@pytest.fixture(scope="module")
def alice_and_bob(tmp_path_factory: pytest.TempPathFactory) -> str:
    return table(tmp_path_factory.mktemp("diaries") / "couple.csv", lived())


def test_without_a_database_a_couples_diary_is_told(heidi: Terminal, alice_and_bob: str) -> None:
    """In a process of its own, where nothing is set up."""
    done = heidi.run("insight", alice_and_bob, *COLUMNS, "--only", "couple=1")
    assert (done.returncode, done.stderr) == (0, "")
    said = " ".join(done.stdout.split())
    assert said.count("Alice and Bob, from day 0 on: 40 days, 40 of them with both") == 1
    assert re.findall(r"For (?:Alice|Bob), better days and feeling (?:much )?closer to \w+ tend to go together", said)
    assert not heidi.data.exists()


def test_data_for_a_program_says_the_same(alice_and_bob: str) -> None:
    [one] = json.loads(asked(alice_and_bob, *COLUMNS, "--json").stdout)
    assert (one["couple"], one["people"], one["outcome"]) == ("", ["Alice", "Bob"], "ready")
    assert one["edges"] == ["mind → closeness"]
    shown = [effect for effect in one["picture"]["effects"] if effect["shown"]]
    assert len(shown) == len(one["picture"]["findings"]) >= 1
    assert told(alice_and_bob, *COLUMNS).count(one["sentences"][0]) == 1


def test_the_two_may_be_called_otherwise(alice_and_bob: str) -> None:
    assert told(alice_and_bob, *COLUMNS, "--names", "Dana,Eli").startswith("Dana and Eli, from day 0 on")
    assert refused(alice_and_bob, *COLUMNS, "--names", "Dana") == "Name two different people, as in Alice,Bob."


def test_it_is_drawn_and_in_pixels_too(alice_and_bob: str, tmp_path: Path) -> None:
    told(alice_and_bob, *COLUMNS, "--svg", str(tmp_path / "a.svg"), "--png", str(tmp_path / "a.png"))
    drawing = ElementTree.parse(tmp_path / "a.svg").getroot()  # noqa: S314 - our own drawing
    classes = [one.get("class", "") for one in drawing.iter()]
    assert classes.count("line first") == classes.count("line second") == 2
    assert any(one.startswith("core") for one in classes)
    assert [one for one in drawing.iter() if one.tag.endswith("}a")] == []
    assert (tmp_path / "a.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def test_a_file_of_many_couples_is_told_couple_by_couple(tmp_path: Path) -> None:
    rows = [
        *lived("7", days=20),
        *lived("8", days=3, seed=2),
        *((*row[:4], 6) for row in lived("9", days=20, seed=3)),
        *lived("10", days=20, people=("Dana",)),
        *lived("11", days=2, people=("Dana", "Eli", "Charlie")[:2]),
        ("11", "Charlie", 1, 5, 5),
    ]
    file = table(tmp_path / "many.csv", rows)
    words = (file, *COLUMNS, "--couple", "couple", "--svg", str(tmp_path / "drawn"))
    said = told(*words, "--forest", str(tmp_path / "forest.svg"))
    assert said.count("Couple 8: Alice and Bob, from day 0 on: 3 days, 3 of them with both Alice") == 1
    assert said.count("Couple 10: Dana Only one person has lines, so there is nothing to put together.") == 1
    assert said.count("Couple 11: Charlie and Dana and Eli 3 people have lines, and a couple is two.") == 1
    assert said.count("Some of these ratings have been almost the same every day") == 1
    assert said.endswith(
        "1 could be looked at. 1 with too few days. 1 with answers that are almost the same every day. 2 that are not "
        "two people."
    )
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "10.svg",
        "11.svg",
        "7.svg",
        "8.svg",
        "9.svg",
    ]
    forest = ElementTree.parse(tmp_path / "forest.svg").getroot()  # noqa: S314 - our own drawing
    assert sum(one.get("class", "").startswith("span") for one in forest.iter()) == 4


def test_values_are_taken_exactly_and_a_scale_may_run_the_other_way(tmp_path: Path) -> None:
    file = table(tmp_path / "d.csv", [("1", who, day, 1 + 0.25 * day, "NA") for who in "ab" for day in range(3)])
    words = ("--day", "day", "--person", "who", "--item", "mind=mood:7:1", "--item", "close=near:0:10")
    [one] = json.loads(asked(file, *words, "--json").stdout)
    assert one["outcome"] == "too_few_days"
    from intertwine.cli import insight_reading

    columns = insight_reading.mapping(
        None, couple="", day="day", person="who", items=["mind=mood:7:1", "close=near:0:10"], only=[]
    ).columns
    [read] = insight_reading.read(Path(file), columns)
    assert read.diary is not None
    assert read.diary.mind[:, 0] == pytest.approx([10, 10 - 10 / 24, 10 - 20 / 24])
    assert np.isnan(read.diary.closeness).all()


def test_dates_are_days_and_months_of_absence_are_gaps(tmp_path: Path) -> None:
    days = [f"2026-{month:02}-{day:02}" for month in (1, 9) for day in range(1, 9)]
    rows = [("1", who, day, n % 7, n % 5) for who in ("Alice", "Bob") for n, day in enumerate(days)]
    said = told(table(tmp_path / "d.csv", rows), *COLUMNS)
    assert said.startswith("Alice and Bob, from 2026-01-01 on: 251 days, 16 of them with both")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("1", "Alice", 1, 11, 5), "Line 3, column mood: 11 is off the scale."),
        (("1", "Alice", 1, "inf", 5), "Line 3, column mood: “inf” is not a number."),
        (("1", "Alice", 0, 5, 5), "Line 3, column day: the same day of the same person is in line 2 already."),
        (("1", "Alice", "monday", 5, 5), "Line 3, column day: “monday” is no day. "),
        (("1", "", 1, 5, 5), "Line 3, column who: it does not say whose day this is."),
        (("1", "Alice", 4000, 5, 5), "The column day goes over 4001 days, which is more than ten years."),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, row: Row, sentence: str) -> None:
    file = table(tmp_path / "d.csv", [("1", "Alice", 0, 5, 5), row])
    assert [line[: len(sentence)] for line in refused(file, *COLUMNS).splitlines()][:1] == [sentence]


def test_a_misspelt_column_is_asked_about(alice_and_bob: str) -> None:
    said = refused(alice_and_bob, "--day", "day", "--person", "who", "--item", "mind=moood:0:10", *CLOSE)
    assert said.endswith("has no column moood. Did you mean mood? It has: couple, who, day, mood, near.")
    said = refused(alice_and_bob, "--day", "day", "--person", "who", *MIND, "--item", "closenes=near:0:10")
    assert said.startswith("There is no item closenes. Did you mean closeness? There are: valence, ")


def test_what_the_map_needs_is_said(alice_and_bob: str, tmp_path: Path) -> None:
    only_mind = refused(alice_and_bob, "--day", "day", "--person", "who", *MIND)
    assert only_mind.startswith("These columns feed no link of the map. It takes two series that belong together: mind")
    assert refused(alice_and_bob, "--day", "day", *MIND, *CLOSE).startswith("Say which column tells the two apart")
    assert refused(str(tmp_path / "nowhere.csv"), *COLUMNS).endswith("cannot be read: No such file or directory.")


@pytest.fixture
def real_diaries() -> Path:
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    path = Path(os.environ.get("INTERTWINE_SHARED_DATA", beside)) / REAL
    if not path.exists():
        pytest.skip(f"{REAL} may not be copied into this project; INTERTWINE_SHARED_DATA names the folder it is in.")
    return path


@pytest.mark.slow
def test_all_real_couples_go_through_and_those_without_variance_are_said_so(real_diaries: Path, tmp_path: Path) -> None:
    map_ = tmp_path / "map.toml"
    map_.write_text(
        'day = "Day"\nperson = "person"\ncouple = "dyadid"\n[items]\n'
        'mind = { column = "conflict_A", scale = [7, 1] }\ncloseness = { column = "satisf_A", scale = [1, 7] }\n'
    )
    found = json.loads(asked(str(real_diaries), "--map", str(map_), "--json").stdout)
    outcomes = Counter(one["outcome"] for one in found)
    assert (len(found), outcomes["bad_input"], outcomes["not_two_people"], outcomes["not_converged"]) == (103, 0, 0, 0)
    assert outcomes["no_variation"] + outcomes["at_the_edge"] + outcomes["ready"] == 103
    still = {one["couple"] for one in found if one["outcome"] == "no_variation"}
    assert still == without_variance(real_diaries)


def without_variance(file: Path) -> set[str]:
    """By the standard deviation of the file's own columns: .3 points of ten are .18 of the six from 1 to 7."""
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    with file.open(encoding="utf-8") as lines:
        for line in csv.DictReader(lines):
            for column in ("conflict_A", "satisf_A"):
                if line[column] not in {"", "NA"}:
                    values[line["dyadid"], line["person"], column].append(float(line[column]))
    return {couple for (couple, _, _), given in values.items() if np.std(given) <= 0.3 * 6 / 10}


@pytest.mark.parametrize(
    ("items", "near", "finest"),
    [
        (["mind=mood:0:10", "closeness=near:1:7"], [7, 5, 7, 1], 10 / 6),  # whole numbers, whether or not all are there
        (["mind=mood:0:10", "closeness=near:7:1"], [7, 5, 7, 1], 10 / 6),
        (["mind=mood:0:10", "closeness=near:0:5"], [4.5, 5, 3, 5], 1.0),  # halves
        (["mind=mood:0:10", "close=near:0:100"], [100, 99, 40, 100], 0.1),
        (["mind=mood:0:10", "closeness=near:0:10"], ["NA", 2.5, "", "NA"], 1.0),  # nobody ever said anything else
    ],
)
def test_how_near_neighbouring_values_lie_is_seen_in_the_file(
    tmp_path: Path, items: list[str], near: list[object], finest: float
) -> None:
    rows = [("1", who, day, 5, near[2 * day + n]) for day in range(2) for n, who in enumerate(("Alice", "Bob"))]
    mapping = insight_reading.mapping(None, couple="couple", day="day", person="who", items=items, only=[])

    [couple] = insight_reading.read(Path(table(tmp_path / "diary.csv", rows)), mapping.columns)

    assert couple.finest["closeness"] == pytest.approx(finest)
    assert couple.finest["talking"] == 0.5  # as in the app, where the file does not speak of it


def test_a_mean_of_two_columns_has_neighbours_twice_as_near(tmp_path: Path) -> None:
    rows = [("1", who, day, 3, 4) for day in range(2) for who in ("Alice", "Bob")]
    items = ["valence=mood:0:10", "stress=near:1:5"]
    mapping = insight_reading.mapping(None, couple="couple", day="day", person="who", items=items, only=[])

    [couple] = insight_reading.read(Path(table(tmp_path / "diary.csv", rows)), mapping.columns)

    assert couple.finest["mind"] == 0.5
