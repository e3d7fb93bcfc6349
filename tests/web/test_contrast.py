"""Every pair of colours that must be told apart, in light and in dark: text 4.5 : 1, graphics 3 : 1, or more."""

import re
from itertools import product
from pathlib import Path

import pytest

import intertwine.web

SHEET = (Path(intertwine.web.__file__).parent / "static" / "intertwine.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "card", "wash")
TEXT = [
    *product(("ink", "soft"), GROUNDS),
    ("ink", "both-wash"),
    ("ink", "one-wash"),
    ("ink", "two-wash"),
    ("paper", "ink"),
    *product(("one", "two", "both"), ("paper", "card")),
]
GRAPHICS = [
    *product(("one", "two", "both", "edge", "focus"), GROUNDS),
    ("edge", "both-wash"),
    ("both", "both-wash"),
    ("focus", "both-wash"),
    ("one", "one-wash"),
    ("two", "two-wash"),
]


def tokens(theme: str) -> dict[str, str]:
    light = SHEET[SHEET.index(":root {") : SHEET.index("@media")]
    dark = SHEET[SHEET.index("@media (prefers-color-scheme: dark)") : SHEET.index("/* ---- ground")]
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light + (dark if theme == "dark" else ""))
    return dict(found)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_theme_names_every_colour(theme: str):
    dark_part = SHEET[SHEET.index("@media (prefers-color-scheme: dark)") : SHEET.index("/* ---- ground")]
    assert set(re.findall(r"--([\w-]+): #", dark_part)) == set(tokens("light"))
    assert len(set(tokens(theme).values())) == len(tokens(theme))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("bar", "pairs"), [(4.5, TEXT), (3.0, GRAPHICS)], ids=["text", "graphics"])
def test_what_must_be_told_apart_can_be(theme: str, bar: float, pairs: list[tuple[str, str]]):
    colours = tokens(theme)
    measured = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < bar} == {}


def test_the_everyday_page_can_be_read_by_day_and_by_night():
    sheet = (Path(intertwine.web.__file__).parent / "static" / "neutral.css").read_text(encoding="utf-8")
    day, night = sheet.split("@media (prefers-color-scheme: dark)")
    for part in (day, night):
        [(ink, ground)] = re.findall(r"color: (#\w{6}); background: (#\w{6})", part)
        [link] = re.findall(r"a \{ color: (#\w{6})", part)
        assert [round(contrast(ink, ground)) >= 7, contrast(link, ground) >= 4.5] == [True, True]
    assert luminance(re.findall(r"background: (#\w{6})", night)[0]) < 0.05
