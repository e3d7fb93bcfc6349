"""Alice's and Bob's lines: what is drawn is what they answered, no more and no less."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from intertwine.web.charts import Line, Panel, Table, interval, lines_chart, panels_chart
from intertwine.web.charts.scales import Scale, ticks
from intertwine.web.charts.svg import number

MONDAY = date(2026, 10, 12)
SVG = "{http://www.w3.org/2000/svg}"


def week(count: int = 7) -> list[date]:
    return [MONDAY + timedelta(days=n) for n in range(count)]


def drawn(chart) -> ElementTree.Element:
    return ElementTree.fromstring(str(chart.svg))  # noqa: S314 - our own drawing; that it parses is part of the test


def paths(chart, css: str) -> list[str]:
    return [path.get("d", "") for path in drawn(chart).iter("path") if path.get("class") == css]


def circles(chart) -> list[tuple[float, float]]:
    return [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in drawn(chart).iter("circle")]


def squares(chart) -> list[tuple[float, float]]:
    boxes = ([float(box.get(name, "")) for name in ("x", "y", "width")] for box in drawn(chart).iter("rect"))
    return [(round(x + side / 2, 2), round(y + side / 2, 2)) for x, y, side in boxes]


def test_a_day_without_an_answer_breaks_the_line():
    chart = lines_chart(days=week(5), series=[Line("Alice", 1, [1, 2, None, 3, 4])], title="Closeness")
    assert [d.count("L") for d in paths(chart, "line first")] == [1, 1]
    assert len(circles(chart)) == 4


def test_a_day_that_is_not_in_the_list_breaks_the_line_too():
    days = [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=4), MONDAY + timedelta(days=5)]
    chart = lines_chart(days=days, series=[Line("Alice", 1, [5, 5, 5, 5])], title="Closeness")
    assert [d.count("L") for d in paths(chart, "line first")] == [1, 1]
    assert [x for x, _y in circles(chart)] == [20, 83.2, 272.8, 336]


def test_values_stand_exactly_where_they_belong():
    chart = lines_chart(
        days=week(3), series=[Line("Alice", 1, [0, 5, 10]), Line("Bob", 2, [10, 5, 0])], title="Closeness"
    )
    assert circles(chart) == [(20, 148), (178, 78), (336, 8)]
    assert squares(chart) == [(20, 8), (178, 78), (336, 148)]
    assert paths(chart, "line first") == ["M20 148L178 78L336 8"]
    assert paths(chart, "line second") == ["M20 8L178 78L336 148"]


def test_two_panels_share_their_days_and_keep_their_own_scales():
    chart = panels_chart(
        days=week(2),
        panels=[
            Panel("State of mind", [Line("Alice", 1, [0, 4])], low=0, high=4),
            Panel("Closeness", [Line("Alice", 1, [0, 10])]),
        ],
        title="Six weeks",
    )
    assert circles(chart) == [(20, 170), (336, 30), (20, 348), (336, 208)]
    assert chart.table.head == ("Day", "State of mind: Alice", "Closeness: Alice")
    assert [item.name for item in chart.key] == ["Alice"]


def test_people_differ_by_shape_and_not_by_colour_alone():
    chart = lines_chart(days=week(2), series=[Line("Alice", 1, [1, 2]), Line("Bob", 2, [3, 4])], title="Closeness")
    assert (len(circles(chart)), len(squares(chart))) == (2, 2)
    alice, bob = chart.key
    assert ("circle" in alice.mark, "rect" in alice.mark) == (True, False)
    assert ("circle" in bob.mark, "rect" in bob.mark) == (False, True)


def test_a_name_is_text_and_nothing_else():
    name = """</text><script>alert("x")</script>'&<b style="x">"""
    chart = panels_chart(days=week(1), panels=[Panel(name, [Line(name, 1, [5])])], title=name)
    shown = (
        engines.all()[0]
        .env.from_string('{% from "web/parts.html" import figure %}{{ figure(chart) }}')
        .render(chart=chart)
    )
    assert [text.text for text in drawn(chart).iter("text") if text.get("class") == "panel-name"] == [name]
    assert drawn(chart).get("aria-label") == name
    assert (shown.count("<script"), shown.count("<b "), shown.count(str(escape(name))) > 4) == (0, 0, True)


def test_nothing_is_styled_inline():
    series = [Line("Alice", 1, [1, 2], band=[(0, 2), (1, 3)]), Line("Bob", 2, [3, 4])]
    everything = [
        lines_chart(days=week(2), series=series, title="Closeness"),
        interval(low=0.2, high=0.8, middle=0.5, label="about half a point"),
    ]
    attributes = {name for chart in everything for element in drawn(chart).iter() for name in element.attrib}
    assert attributes & {"style", "fill", "stroke", "onclick", "href"} == set()
    assert {element.tag for chart in everything for element in drawn(chart).iter()} == {
        "svg",
        "path",
        "circle",
        "rect",
        "text",
    }


def test_the_table_is_the_data():
    series = [Line("Alice", 1, [1, None, 2.5]), Line("Bob", 2, [None, None, 10])]
    assert lines_chart(days=week(3), series=series, title="Closeness").table == Table(
        caption="Closeness",
        head=("Day", "Alice", "Bob"),
        rows=(("October 12, 2026", "1", "–"), ("October 13, 2026", "–", "–"), ("October 14, 2026", "2.5", "10")),
    )


def test_the_sentence_says_what_the_picture_shows():
    series = [Line("Alice", 1, [1, None, 2.5]), Line("Bob", 2, [None, None, 10]), Line("Dana", None, [None] * 3)]
    assert lines_chart(days=week(3), series=series, title="Closeness").sentence == (
        "Alice: 2 answers between 1 and 2.5, the latest 2.5. Bob: one answer, 10. Dana: no answers in this time."
    )


def test_who_cannot_see_the_picture_hears_what_it_is_of_and_when():
    chart = lines_chart(days=week(3), series=[], title="Closeness")
    assert drawn(chart).get("aria-label") == "Closeness, from October 12, 2026 to October 14, 2026"


def test_one_day_alone_is_a_point_in_the_middle():
    chart = lines_chart(days=week(1), series=[Line("Alice", 1, [5])], title="Closeness")
    assert paths(chart, "line first") == []
    assert circles(chart) == [(178, 78)]


@pytest.mark.parametrize("count", [0, 3])
def test_without_answers_there_are_rules_and_a_sentence(count: int):
    chart = lines_chart(days=week(count), series=[Line("Alice", 1, [None] * count)], title="Closeness")
    assert (paths(chart, "line first"), circles(chart)) == ([], [])
    assert len(paths(chart, "rule")) == 3
    assert chart.sentence == "There is nothing to draw yet."


def test_a_band_has_the_gaps_of_its_line():
    band = [(1, 3), (2, 4), None, (0, 10), (0, 10)]
    chart = lines_chart(days=week(5), series=[Line("Bob", 2, [2, 3, None, 5, 5], band=band)], title="Closeness")
    assert paths(chart, "band second") == [
        "M20 106L99 92L99 120L20 134Z",
        "M257 8L336 8L336 148L257 148Z",
    ]


def test_of_many_days_some_get_a_shape_and_the_line_goes_through_all():
    values = [None if n in {50, 52} else n % 11 for n in range(90)]
    chart = lines_chart(days=week(90), series=[Line("Alice", 1, values)], title="Closeness")
    assert [d.count("L") for d in paths(chart, "line first")] == [49, 36]
    assert len(circles(chart)) == len([n for n in range(0, 90, 5) if n != 50]) + 1


def test_what_does_not_fit_is_refused():
    for days, series in (
        (week(2), [Line("Alice", 1, [1])]),
        (week(2), [Line("Alice", 1, [1, 2], band=[None])]),
        (week(2), [Line("Alice", 1, [1, 11])]),
        (week(2), [Line("Alice", 1, [1, float("nan")])]),
        ([MONDAY, MONDAY], [Line("Alice", 1, [1, 1])]),
    ):
        with pytest.raises(ValueError):
            lines_chart(days=days, series=series, title="Closeness")


def test_an_interval_is_a_bar_with_its_estimate():
    chart = interval(low=0.2, high=0.8, middle=0.5, label="about half a point", who=1)
    assert paths(chart, "span first") == ["M80 16L260 16"]
    assert circles(chart) == [(170, 16)]
    assert paths(chart, "rule zero") == ["M20 9L20 23"]
    assert chart.sentence == "about half a point; likely between 0.2 and 0.8."
    assert chart.table.rows == (("0.5", "0.2", "0.8"),)


@pytest.mark.parametrize(
    ("low", "middle", "high", "ends"),
    [(-0.4, 0.1, 0.6, ["-1", "1"]), (-2, -1.5, -1, ["-2", "0"]), (0, 0, 0, ["0", "1"]), (1.2, 1.5, 2.1, ["0", "3"])],
)
def test_the_axis_of_an_interval_always_shows_nought(low: float, middle: float, high: float, ends: list[str]):
    chart = interval(low=low, high=high, middle=middle, label="so", unit="points")
    said = [text.text for text in drawn(chart).iter("text") if text.get("class") is None]
    assert set(said) <= set(ends)
    assert len(paths(chart, "rule zero")) == 1


def test_an_interval_the_wrong_way_round_is_refused():
    with pytest.raises(ValueError):
        interval(low=0.8, high=0.2, middle=0.5, label="about half a point")


@given(letters=st.integers(1, 50), middle=st.floats(0, 10))
def test_words_of_an_interval_stay_in_the_picture(letters: int, middle: float):
    chart = interval(low=0, high=10, middle=middle, label="m" * letters)
    at = next(float(text.get("x", "")) for text in drawn(chart).iter("text") if text.get("class") == "middle-name")
    assert at - letters * 3.1 >= -0.01
    assert at + letters * 3.1 <= 340.01


@given(st.floats(-1e6, 1e6))
def test_numbers_in_drawings_are_plain(value: float):
    assert re.fullmatch(r"-?(0|[1-9]\d*)(\.\d{1,2})?", number(value))
    assert number(value) != "-0"
    assert abs(float(number(value)) - value) <= 0.005 + 1e-9


def test_a_scale_of_one_value_draws_in_the_middle():
    assert Scale(3, 3, 0, 10)(3) == 5


def test_days_are_named_at_both_ends_and_between_when_there_is_room():
    assert [len(ticks(week(n))) for n in (0, 1, 2, 14, 15, 90)] == [0, 1, 2, 2, 3, 3]


def test_days_and_figures_are_written_as_the_reader_writes_them():
    with translation.override("de"):
        chart = lines_chart(days=week(1), series=[Line("Alice", 1, [2.5])], title="Nähe")
    assert chart.table.rows == (("12. Oktober 2026", "2,5"),)
