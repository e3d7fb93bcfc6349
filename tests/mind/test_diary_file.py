"""Alice and Bob kept a diary elsewhere, in counted days or in dates. It is read exactly, or not at all."""

from datetime import date
from fractions import Fraction

import pytest

from intertwine.mind.diary_file import LONGEST, Calendar, FileDiary, read_diary
from intertwine.mind.diary_map import DiaryMap, Feed, number
from intertwine.mind.diary_table import Problem, Unusable, Wrong

CLOSE = Feed("close", "closeness", Fraction(1), Fraction(7))
STRESS = Feed("stress", "calm", Fraction(5), Fraction(1))  # a calm day is one without stress
BOTH = DiaryMap("day", (STRESS, CLOSE), "who")
CALENDAR = Calendar(yesterday=date(2026, 11, 22), last=date(2026, 11, 23))
HEADER = "day,who,closeness,calm\n"


def read(text: str, how: DiaryMap = BOTH, *, people: int = 2, calendar: Calendar = CALENDAR) -> FileDiary:
    return read_diary(text.encode(), how, people=people, calendar=calendar)


def problems(text: str | bytes, how: DiaryMap = BOTH, *, calendar: Calendar = CALENDAR) -> list[Problem]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Unusable) as refused:
        read_diary(data, how, people=2, calendar=calendar)
    return list(refused.value.problems)


def test_two_diaries_are_read_with_dates_from_counted_days() -> None:
    found = read(HEADER + "2,bob,7,\n1,alice,1,5\n2,alice,4,1\n1,bob,NA,NA\n3,bob,2.5,3\n")

    assert [(one.person, one.days, one.empty) for one in found.people] == [
        ("alice", {date(2026, 11, 20): {"stress": 0, "close": 0}, date(2026, 11, 21): {"stress": 10, "close": 5}}, 0),
        ("bob", {date(2026, 11, 21): {"close": 10}, date(2026, 11, 22): {"stress": 5, "close": 2}}, 3),
    ]
    assert (found.counted, found.first, found.last) == ((1, 3), date(2026, 11, 20), date(2026, 11, 22))


def test_counting_may_begin_on_a_day_that_is_named() -> None:
    calendar = Calendar(CALENDAR.yesterday, CALENDAR.last, first=date(2026, 3, 1))
    found = read(HEADER + "-1,a,1,1\n6,b,1,1\n", calendar=calendar)

    assert [list(one.days) for one in found.people] == [[date(2026, 3, 1)], [date(2026, 3, 8)]]


@pytest.mark.parametrize("day", ["2026-02-28", "20260228"])
def test_dates_are_dates(day: str) -> None:
    found = read(HEADER + f"{day},a,1,1\n2026-03-01,b,1,1\n")

    assert [list(one.days) for one in found.people] == [[date(2026, 2, 28)], [date(2026, 3, 1)]]
    assert found.counted is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.333333333333333314829616256247390992939472198486328125", Fraction(1 / 3)),
        ("1.3877787807814457e-17", Fraction("1.3877787807814457e-17")),
        (f"{5e-324:.1074f}", Fraction(5e-324)),
        ("-2.5E+01", Fraction(-25)),
    ],
)
def test_numbers_are_read_exactly_as_programs_write_them(written: str, value: Fraction) -> None:
    assert number(written) == value


@pytest.mark.parametrize("written", ["", "1e", "e1", "1e999", "1e-9999", "1.5.2", "0x1", "inf", "1_0", "٣", "1" * 16])
def test_what_is_no_plain_number_is_none(written: str) -> None:
    assert number(written) is None


def test_every_value_of_a_scale_of_seven() -> None:
    quarters = [Fraction(quarter, 4) for quarter in range(4, 29)]

    assert [CLOSE.points(value) for value in quarters] == [
        0, 0, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 10, 10,
    ]  # fmt: skip
    assert CLOSE.points(Fraction(7001, 1000)) is None
    assert CLOSE.points(Fraction(999, 1000)) is None


@pytest.mark.parametrize("steps", [2, 5, 7, 10, 11, 101])
def test_a_turned_scale_gives_turned_points(steps: int) -> None:
    ends = Fraction(1), Fraction(steps)
    upright, turned = Feed("close", "c", *ends), Feed("close", "c", *reversed(ends))
    values = [Fraction(value, 2) for value in range(2, 2 * steps + 1)]

    assert [turned.points(value) for value in values] == [10 - (upright.points(value) or 0) for value in values]


def test_persons_come_in_the_order_of_their_numbers() -> None:
    found = read(HEADER + "1,10,1,1\n1,9,1,1\n")

    assert [one.person for one in found.people] == ["9", "10"]


def test_one_couple_is_chosen_out_of_many() -> None:
    text = "couple,day,who,closeness,calm\n1,1,a,1,5\n2,1,a,7,1\n2,1,b,7,1\n3,1,a,x,1\n"
    how = DiaryMap("day", BOTH.feeds, "who", couple="couple", only=(("couple", "2"),))

    assert [one.days for one in read(text, how).people] == [{date(2026, 11, 22): {"stress": 10, "close": 10}}] * 2


def test_one_alone_needs_no_column_for_who() -> None:
    found = read("day,closeness\n1,4\n", DiaryMap("day", (CLOSE,)), people=1)

    assert [(one.person, one.days) for one in found.people] == [("", {date(2026, 11, 22): {"close": 5}})]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffday;who;closeness;calm\r\n1;a;2,5;\r\n\r\n1;b;4;1\r\n",
        "day\twho\tcloseness\tcalm\n1\ta\t2,5\t\n1\tb\t4\t1\n",
        '"day","who","closeness","calm","note"\n1,a,2.5,,"two\nlines"\n1,b,4,1,"she said ""hi"""\n',
    ],
)
def test_spreadsheets_write_tables_in_several_ways(text: str) -> None:
    day = date(2026, 11, 22)

    assert [one.days for one in read(text).people] == [{day: {"close": 2}}, {day: {"stress": 10, "close": 5}}]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", Problem(Wrong.EMPTY)),
        (b"\xef\xbb\xbf \n", Problem(Wrong.EMPTY)),
        (HEADER.encode(), Problem(Wrong.ONLY_A_HEADER)),
        ((HEADER + "1,Zo\u00eb,1,1\n").encode("latin-1"), Problem(Wrong.NOT_TEXT, 2)),
        ((HEADER + "1,a,1,1\n").encode("utf-16"), Problem(Wrong.NOT_TEXT, 1)),
        *(
            (packed, Problem(Wrong.PACKED))
            for packed in (b"PK\x03\x04\x00", b"%PDF-1.7\n", b"\x1f\x8b\x08", b"eyJ2ZXJzaW9u")
        ),
        (b'day,who,closeness,calm\n1,a,"1,1\n', Problem(Wrong.QUOTES, 2)),
    ],
)
def test_what_is_no_table_is_named(data: bytes, found: Problem) -> None:
    assert problems(data) == [found]


def test_missing_columns_are_named_with_those_there_are() -> None:
    assert problems("Day,who,closeness,closeness\n1,a,1,1\n") == [
        Problem(Wrong.NO_SUCH_COLUMN, 1, "day", "Day, who, closeness, closeness"),
        Problem(Wrong.NO_SUCH_COLUMN, 1, "calm", "Day, who, closeness, closeness"),
        Problem(Wrong.COLUMN_TWICE, 1, "closeness"),
    ]


def test_every_wrong_cell_is_named_in_the_order_of_the_lines() -> None:
    text = HEADER + "1,a,8,x\n2,a,1,1\nsoon,b,nan,1e\n2,a,1,1\n1.5,b,1_0,0.99\n1,b,-1,٣\n"

    assert problems(text) == [
        Problem(Wrong.NOT_A_NUMBER, 2, "calm", "x"),
        Problem(Wrong.OFF_THE_SCALE, 2, "closeness", "8"),
        Problem(Wrong.NOT_A_DAY, 4, "day", "soon"),
        Problem(Wrong.NOT_A_NUMBER, 4, "calm", "1e"),
        Problem(Wrong.NOT_A_NUMBER, 4, "closeness", "nan"),
        Problem(Wrong.DAY_TWICE, 5, "day", "3"),
        Problem(Wrong.NOT_A_DAY, 6, "day", "1.5"),
        Problem(Wrong.OFF_THE_SCALE, 6, "calm", "0.99"),
        Problem(Wrong.NOT_A_NUMBER, 6, "closeness", "1_0"),
        Problem(Wrong.NOT_A_NUMBER, 7, "calm", "٣"),
        Problem(Wrong.OFF_THE_SCALE, 7, "closeness", "-1"),
    ]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = 'day,who,closeness,calm,note\n1,a,1,1,"a\nlong\nnote"\n\n1,b,9,1,\n'

    assert problems(text) == [Problem(Wrong.OFF_THE_SCALE, 6, "closeness", "9")]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("1,a,1\n1,b,1,1,1\n", [Problem(Wrong.CELLS, 2, found="3"), Problem(Wrong.CELLS, 3, found="5")]),
        ("1,a,1,1\n1,,1,1\n1,NA,1,1\n", [Problem(Wrong.NO_PERSON, line, "who") for line in (3, 4)]),
        ("1,a,1,1\n", [Problem(Wrong.PEOPLE, 0, "who", "a")]),
        ("1,c,1,1\n1,a,1,1\n1,b,1,1\n", [Problem(Wrong.PEOPLE, 0, "who", "a, b, c")]),
        ("2026-11-20,a,1,1\n2,b,1,1\n", [Problem(Wrong.NOT_A_DAY, 3, "day", "2")]),
        ("2026-02-30,a,1,1\n2026-02-28,b,1,1\n", [Problem(Wrong.NOT_A_DAY, 2, "day", "2026-02-30")]),
        ("2026-11-23,a,1,1\n2026-11-24,b,1,1\n", [Problem(Wrong.TO_COME, 3, "day", "2026-11-24")]),
        ("1026-11-23,a,1,1\n2026-11-22,b,1,1\n", [Problem(Wrong.TOO_LONG, 0, "day", "365243")]),
        ("never,a,1,1\n,b,1,1\n", [Problem(Wrong.NOT_A_DAY, 2, "day", "never"), Problem(Wrong.NOT_A_DAY, 3, "day")]),
    ],
)
def test_what_cannot_be_a_diary_of_two_is_named(lines: str, found: list[Problem]) -> None:
    assert problems(HEADER + lines) == found


def test_ten_years_are_read_and_a_day_more_is_a_slip() -> None:
    assert read(HEADER + f"1,a,1,1\n{LONGEST},b,1,1\n").first == date(2016, 11, 15)
    assert problems(HEADER + f"0,a,1,1\n{LONGEST},b,1,1\n") == [Problem(Wrong.TOO_LONG, 0, "day", str(LONGEST + 1))]


def test_more_than_one_couple_is_refused_before_its_days_are_looked_at() -> None:
    how = DiaryMap("day", BOTH.feeds, "who", couple="couple")

    assert problems("couple,day,who,closeness,calm\n10,1,a,9,1\n9,1,b,1,1\n", how) == [
        Problem(Wrong.COUPLES, 0, "couple", "9, 10")
    ]


def test_a_choice_that_leaves_nothing_is_named() -> None:
    how = DiaryMap("day", BOTH.feeds, "who", only=(("who", "c"), ("day", "1")))

    assert problems(HEADER + "1,a,1,1\n", how) == [Problem(Wrong.NO_LINE_LEFT, found="who=c and day=1")]


@pytest.mark.parametrize("first", [date(2026, 11, 23), date.max])
def test_counting_into_the_future_is_refused(first: date) -> None:
    calendar = Calendar(CALENDAR.yesterday, CALENDAR.last, first=first)

    assert problems(HEADER + "1,a,1,1\n2,b,1,1\n", calendar=calendar)[-1] == Problem(Wrong.TO_COME, 3, "day", "2")


def test_dates_need_no_first_day() -> None:
    calendar = Calendar(CALENDAR.yesterday, CALENDAR.last, first=date(2026, 1, 1))

    assert problems(HEADER + "2026-11-20,a,1,1\n2026-11-20,b,1,1\n", calendar=calendar) == [
        Problem(Wrong.NOT_COUNTED, 0, "day")
    ]
