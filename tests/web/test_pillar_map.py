"""The map of Alice and Bob: what is drawn is what was found, whoever looks at it and however."""

import re
from xml.etree import ElementTree

import pytest

from intertwine.web.charts import Chart, Table
from intertwine.web.charts.pillar_map import Tie, key, pillar_map, wrapped

WORDS = dict(zip(("mind", "talking", "opening", "responding", "closeness"), "ABCDE", strict=True))
OWN = Tie(driver="mind", outcome="closeness", of=1, to=1, label="own", size=(0.5, 1.0, 1.5), href="#own")
DOTS = Tie(driver="mind", outcome="talking", of=2, to=1, label="not clear", href="#dots")


def drawn(*ties: Tie, names: tuple[str, str] = ("Alice", "Bob")) -> Chart:
    table = Table("", (), ())
    return pillar_map(names=names, words=WORDS, ties=ties, title="The map", sentence="Said.", table=table)


def parts(chart: Chart, css: str) -> list[ElementTree.Element]:
    tree = ElementTree.fromstring(str(chart.svg))  # noqa: S314 - our own drawing; that it parses is part of the test
    return [one for one in tree.iter() if css in (one.get("class") or "").split()]


def widths(chart: Chart, css: str) -> list[float]:
    return [float(one.get("stroke-width", "")) for one in parts(chart, css)]


def test_the_core_is_the_least_and_the_rim_the_most_it_may_be():
    chart = drawn(OWN)
    assert widths(chart, "core") == [3.0]
    assert widths(chart, "soft") == [9.0, 7.8, 6.6, 5.4, 4.2]


def test_twice_as_much_is_twice_as_wide_until_there_is_no_more_room():
    sizes = [(size, size, size) for size in (0.5, 1.0, 2.0, 4.0)]
    ties = [Tie(driver="mind", outcome="closeness", of=1, to=1, label="", size=size) for size in sizes]
    assert [widths(drawn(tie), "core") for tie in ties] == [[3.0], [6.0], [12.0], [14.0]]


def test_what_is_not_clear_is_dots_and_has_no_width():
    chart = drawn(DOTS)
    assert (len(parts(chart, "dots")), len(parts(chart, "core")), len(parts(chart, "soft"))) == (1, 0, 0)


def test_a_line_has_the_colour_of_the_one_whose_day_it_is_about():
    of_alice, of_bob = (
        Tie(driver="mind", outcome="talking", of=of, to=3 - of, label="", size=(0.2, 0.4, 0.6)) for of in (1, 2)
    )
    assert [[one.get("class") for one in parts(drawn(tie), "core")] for tie in (of_alice, of_bob)] == [
        ["core first"],
        ["core second"],
    ]


def test_the_other_way_round_is_a_minus_and_not_a_colour():
    less = Tie(driver="mind", outcome="closeness", of=1, to=2, label="", size=(0.2, 0.4, 0.6), less=True)
    assert (len(parts(drawn(less), "sign-mark")), len(parts(drawn(OWN), "sign-mark"))) == (1, 0)


def test_the_two_are_told_apart_by_shape():
    chart = drawn()
    assert [one.tag for one in parts(chart, "node")] == ["circle", "rect", "circle", "rect"]


def test_clear_lines_are_links_for_everybody_and_dots_for_fingers():
    chart = drawn(DOTS, OWN)
    assert [(one.get("href"), one.get("aria-label"), one.get("tabindex")) for one in parts(chart, "tie")] == [
        ("#dots", "not clear", "-1"),
        ("#own", "own", None),
    ]
    assert re.findall(r'role="(\w+)" aria-label="The map"', str(chart.svg)) == ["group"]
    assert re.findall(r'role="(\w+)"', str(drawn().svg)) == ["img"]


def test_nothing_leaves_the_picture():
    every = [
        Tie(driver=driver, outcome=outcome, of=of, to=to, label="", size=(0.5, 1, 9), less=True)
        for driver, outcome in [("mind", "closeness"), ("mind", "talking"), ("responding", "closeness")]
        for of in (1, 2)
        for to in (1, 2)
    ]
    chart = drawn(*every)
    tree = ElementTree.fromstring(str(chart.svg))  # noqa: S314 - our own drawing
    width, height = (float(value) for value in tree.get("viewBox", "").split()[2:])
    for line in parts(chart, "core"):
        numbers = [float(value) for value in re.findall(r"-?\d+(?:\.\d+)?", line.get("d", ""))]
        # ends lie inside; what bends a curve may lie a little outside of what it draws
        assert all(-10 <= x <= width + 10 for x in numbers[0::2])
        assert all(0 <= y <= height for y in numbers[1::2])


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Bob", ["Bob"]),
        ("Wilhelmina-Alexandra van Oldenbarnevelt!", ["Wilhelmina-Alexandra", "van Oldenbarnevelt!"]),
        ("Maximilianfriedrichtheodorfürstenbergxyz", ["Maximilianfriedrichthe", "odorfürstenbergxyz"]),
        ("", [""]),
    ],
)
def test_a_long_name_takes_more_than_one_line(name: str, lines: list[str]):
    assert wrapped(name) == lines


def test_a_name_is_never_markup():
    chart = drawn(names=("<b>Alice</b>", 'B"ob'))
    assert [one.text for one in parts(chart, "person")][:1] == ["<b>Alice</b>"]
    assert str(chart.svg).count("<b>") == 0


def test_the_three_kinds_of_line_have_a_key():
    assert [item.name for item in key()] == ["clear", "how large is less sure", "not clear yet"]
