"""An export of Daylio's, as it comes: the latest line first, several lines a day, words as a page."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intertwine.mind.diary_daylio import USUAL, daylio_map, is_daylio, months_in, moods_in, usual_months
from intertwine.mind.diary_file import LONGEST_NOTE, Calendar, PersonDays, order_of, read_diary
from intertwine.mind.diary_held import LONGEST_FILE, NotOurs, TooBig, held, unheld
from intertwine.mind.diary_map import DiaryMap, Feed
from intertwine.mind.diary_table import Problem, Unusable, Wrong, table_in

HEADER = "full_date,date,weekday,time,mood,activities,note_title,note\n"
CALENDAR = Calendar(yesterday=date(2026, 11, 22), last=date(2026, 11, 23))
FILE = (
    HEADER
    + '2026-11-02,"November 2",Monday,"9:30 PM",Good,"reading | good sleep","","<p>Home.</p><p>Tired &amp; glad</p>"\n'
    '2026-11-02,"November 2",Monday,"8:00 AM",meh,"reading","Morning","Slept<br>badly"\n'
    '2026-10-31,"October 31",Saturday,"7:15 PM",rad,"","",""\n'
)


OLD = (
    "year,date,weekday,time,mood,activities,note\n"
    '2018,18 May,Friday,11:54 pm,rad,"clean | cook | music","Went out"\n'
    '2018,17 May,Thursday,10:21 pm,meh,"cook | tired ",""\n'
    '2017,29 March,Wednesday,11:41 pm,awful,"",""\n'
)


def read(text: str, moods: dict[str, int] = USUAL, months: dict[str, int] | None = None) -> PersonDays:
    data = text.encode()
    table = table_in(data)
    how = daylio_map(table, moods, months or usual_months(table))
    (found,) = read_diary(data, how, people=1, calendar=CALENDAR).people
    return found


def test_every_day_has_its_mean_mood_its_activities_and_its_words_in_the_order_of_the_day() -> None:
    found = read(FILE)
    assert found.days == {date(2026, 10, 31): {"valence": 10}, date(2026, 11, 2): {"valence": 6}}
    assert found.tags == {date(2026, 11, 2): ("reading", "good sleep")}
    assert found.notes == {date(2026, 11, 2): "Morning\nSlept\nbadly\nHome.\nTired & glad"}
    assert [day.day for day in found.check_ins(("valence",))] == [date(2026, 10, 31), date(2026, 11, 2)]


def test_newer_exports_have_scales_and_none_of_what_they_say_is_lost() -> None:
    newer = (
        "\ufefffull_date,date,weekday,time,mood,activities,scales,note_title,note\n"
        '2026-11-02,"2. November",Montag,21:30,good,"reading","Energy:\u00a03 | Sleep:\u00a07","","At home."\n'
    )
    found = read(newer)
    assert found.days == {date(2026, 11, 2): {"valence": 8}}
    assert found.notes == {date(2026, 11, 2): "At home.\nEnergy: 3 | Sleep: 7"}


def test_exports_from_before_2019_have_a_year_and_a_day_in_words() -> None:
    found = read(OLD)
    assert found.days == {
        date(2017, 3, 29): {"valence": 0},
        date(2018, 5, 17): {"valence": 5},
        date(2018, 5, 18): {"valence": 10},
    }
    assert (found.tags[date(2018, 5, 17)], found.notes) == (("cook", "tired"), {date(2018, 5, 18): "Went out"})
    with pytest.raises(Unusable) as refused:
        read(OLD.replace("17 May", "31 June").replace("29 March", "29/3"), months={"may": 5, "june": 6})
    assert refused.value.problems == (
        Problem(Wrong.NOT_A_DAY, 3, "date", "2018-6-31"),
        Problem(Wrong.NOT_A_DAY, 4, "date", "29/3 2017"),
    )


@pytest.mark.parametrize(
    ("cell", "weekday", "day"),
    [
        ("May 18", "Friday", date(2018, 5, 18)),
        ("18-May", "Fri", date(2018, 5, 18)),
        ("17. Februar", "Samstag", date(2018, 2, 17)),
        ("18 de mayo", "viernes", date(2018, 5, 18)),
        ("3 d’abril", "dimarts", date(2018, 4, 3)),
        ("17 févr.", "samedi", date(2018, 2, 17)),
        ("18 мая", "пятница", date(2018, 5, 18)),
        ("7 listopada", "środa", date(2018, 11, 7)),
        ("7. listopada", "nedjelja", date(2018, 10, 7)),
        ("5月18日", "金曜日", date(2018, 5, 18)),
        ("5월 18일", "금요일", date(2018, 5, 18)),
        ("18 tháng 5", "Thứ Sáu", date(2018, 5, 18)),
        ("٣ مايو", "الخميس", date(2018, 5, 3)),
    ],
)
def test_a_phone_wrote_the_day_in_its_language(cell: str, weekday: str, day: date) -> None:
    assert list(read(f"year,date,weekday,time,mood,activities,note\n2018,{cell},{weekday},,good,,\n").days) == [day]


def test_months_that_no_language_has_are_not_guessed() -> None:
    table = table_in(OLD.replace("May", "Mye").encode())
    assert (months_in(table), usual_months(table)) == (["mye", "march"], {})
    assert list(read(OLD.replace("May", "Mye"), months={"mye": 5, "march": 3}).days) == list(read(OLD).days)


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["2026-11-02", "2026/1/9 21:40"], "year-first"),
        (["02.11.2026"], "day-first"),
        (["2/11/2026", "11/13/2026"], "month-first"),
        (["soon", ""], None),
    ],
)
def test_the_order_of_a_date_is_read_from_all_of_them(cells: list[str], order: str | None) -> None:
    assert order_of(cells) == order


def test_it_is_known_by_its_columns_and_its_moods_by_their_words() -> None:
    table = table_in(FILE.encode())
    assert (is_daylio(table), moods_in(table)) == (True, ["Good", "meh", "rad"])
    assert not is_daylio(table_in(b"date,mood\n2026-11-02,4\n"))


def test_a_mood_that_nobody_explained_is_said_with_its_line() -> None:
    with pytest.raises(Unusable) as refused:
        read(FILE.replace("meh", "so so"))
    assert refused.value.problems == (Problem(Wrong.UNKNOWN_WORD, 3, "mood", "so so"),)
    assert read(FILE.replace("meh", "so so"), {**USUAL, "so so": 4}).days[date(2026, 11, 2)] == {"valence": 6}


def test_notes_that_no_check_in_could_hold_are_refused_and_not_cut() -> None:
    long = HEADER + f'2026-11-02,"",,,good,,,"{"x" * (LONGEST_NOTE + 1)}"\n'
    with pytest.raises(Unusable) as refused:
        read(long)
    assert refused.value.problems == (Problem(Wrong.LONG_NOTE, 2),)


@pytest.mark.parametrize(
    ("order", "cell"),
    [("year-first", "2026/3/1 21:40"), ("day-first", "1.3.2026"), ("month-first", "03/01/2026")],
)
def test_days_are_read_in_the_order_that_is_named(order: str, cell: str) -> None:
    how = DiaryMap("when", (Feed("stress", "s", Fraction(0), Fraction(10)),), dates=order)  # type: ignore[arg-type]  # one of them
    (found,) = read_diary(f"when,s\n{cell},4\n".encode(), how, people=1, calendar=CALENDAR).people
    assert found.days == {date(2026, 3, 1): {"stress": 4}}


@given(st.binary(min_size=1, max_size=3000))
def test_a_file_goes_along_with_a_page_and_comes_back_as_it_was(data: bytes) -> None:
    assert unheld(held(data)) == data


@pytest.mark.parametrize("text", ["", "é", "abc", held(b"a diary")[:-6], held(b"x" * LONGEST_FILE)[:40]])
def test_what_no_page_sent_along_is_refused(text: str) -> None:
    with pytest.raises(NotOurs):
        unheld(text)


def test_what_unpacks_to_more_than_was_ever_packed_is_refused() -> None:
    import zlib
    from base64 import urlsafe_b64encode

    with pytest.raises(NotOurs):
        unheld(urlsafe_b64encode(zlib.compress(bytes(LONGEST_FILE + 1))).decode())
    with pytest.raises(TooBig):
        held(bytes(LONGEST_FILE + 1))
