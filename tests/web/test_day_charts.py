"""The pad as a path, and a year in small squares: what is drawn is what was answered."""

from datetime import date, timedelta
from xml.etree import ElementTree

from intertwine.web.charts import Chart, Touch, pad_path, squares

FIRST = date(2026, 10, 30)
CORNERS = ("tense", "lively", "low", "calm")


def elements(chart: Chart, css: str) -> list[dict[str, str]]:
    tree = ElementTree.fromstring(str(chart.svg))  # noqa: S314 - our own drawing; that it parses is part of the test
    return [dict(one.attrib) for one in tree.iter() if one.get("class") == css]


def test_the_path_goes_from_each_day_to_the_next_and_is_thin_over_a_long_gap() -> None:
    touches = [Touch(FIRST, 0, 0), Touch(FIRST + timedelta(days=7), 10, 10), Touch(FIRST + timedelta(days=15), 5, 10)]
    chart = pad_path(touches=touches, who=1, title="Where", corners=CORNERS, sentence="From low to lively.")
    assert [one["d"] for one in elements(chart, "way first")] == ["M20 220L320 20"]
    assert [one["d"] for one in elements(chart, "way first far")] == ["M320 20L170 20"]
    assert [(one["cx"], one["cy"]) for one in elements(chart, "point first")] == [
        ("20", "220"),
        ("320", "20"),
        ("170", "20"),
    ]
    assert [one["r"] for one in elements(chart, "point first")] == ["3", "3", "6"]
    assert chart.table.rows[1] == ("November 6, 2026", "10", "10")


def test_names_of_two_days_never_stand_on_each_other() -> None:
    def names(first: tuple[int, int], latest: tuple[int, int]) -> list[tuple[float, float]]:
        touches = [Touch(FIRST, *first), Touch(FIRST + timedelta(days=29), *latest)]
        chart = pad_path(touches=touches, who=1, title="Where", corners=CORNERS, sentence="")
        return [(float(one["x"]), float(one["y"])) for one in elements(chart, "middle-name")]

    everywhere = [(across, up) for across in range(11) for up in range(11)]
    for latest in ((0, 0), (10, 10), (3, 4), (5, 5), (10, 0)):
        for spot in everywhere:
            (x, y), (other_x, other_y) = names(spot, latest)
            assert abs(x - other_x) >= 52 or abs(y - other_y) >= 15
            assert 14 <= y <= 236
            assert 14 <= other_y <= 236


def test_one_touch_is_a_point_without_a_way_and_the_second_person_is_square() -> None:
    chart = pad_path(touches=[Touch(FIRST, 5, 5)], who=2, title="Where", corners=CORNERS, sentence="")
    assert elements(chart, "way second") == []
    assert [(one["x"], one["width"]) for one in elements(chart, "point second")] == [("164", "12")]


def test_a_year_is_a_square_for_each_answer_and_a_dot_for_each_day_without() -> None:
    days = [FIRST + timedelta(days=n) for n in range(5)]
    chart = squares(
        days=days,
        values={days[0]: 0, days[2]: 10, days[3]: 5},
        who=1,
        title="A year",
        ends=("heavy", "light"),
        sentence="",
    )
    drawn = [one["d"] for one in elements(chart, "square first")]
    assert [width(d) for d in drawn] == [1.6, 8.4, 5.0]
    assert len(elements(chart, "unanswered")) == 2
    assert [row[0] for row in chart.table.rows] == ["October 2026", "November 2026"]
    assert chart.table.rows[1][1:] == ("5", "7.5", "10")
    assert [one.name for one in chart.key] == ["heavy", "light"]


def test_a_month_without_answers_says_so_in_the_table() -> None:
    chart = squares(days=[FIRST], values={}, who=1, title="A year", ends=("heavy", "light"), sentence="")
    assert chart.table.rows == (("October 2026", "–", "–", "–"),)


def width(d: str) -> float:
    left, right = d.removeprefix("M").split("L")[:2]
    return round(float(right.split(" ")[0]) - float(left.split(" ")[0]), 2)
