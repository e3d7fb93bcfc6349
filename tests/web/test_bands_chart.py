"""A score over a long time, on its ranges."""

import re
from datetime import date

import pytest

from intertwine.web.charts import Chart, Table, Zone, bands_chart

ZONES = [Zone("minimal", 0, 4), Zone("mild", 5, 9), Zone("thin", 10, 10), Zone("severe", 11, 27)]
NOVEMBER, DECEMBER = date(2026, 11, 23), date(2026, 12, 7)


def chart(*points: tuple[date, float], who: int = 1) -> Chart:
    table = Table("PHQ-9 over time", ("Day", "Sum", "Range"), (("a day", "3", "minimal"),))
    return bands_chart(
        points=points, zones=ZONES, who=2 if who == 2 else 1, title="PHQ-9 over time", sentence="Said.", table=table
    )


def texts(drawn: Chart, css: str = "") -> list[str]:
    named = f' class="{css}"' if css else ""
    return re.findall(rf'<text [^>]*text-anchor="end"{named}>([^<]*)</text>', drawn.svg)


def test_ranges_are_shaded_in_turn_and_named_where_there_is_room() -> None:
    drawn = chart((NOVEMBER, 3), (DECEMBER, 12))
    assert re.findall(r'class="(zone[^"]*)" d', drawn.svg) == ["zone", "zone odd", "zone", "zone odd"]
    assert texts(drawn, "zone-name") == ["minimal", "mild", "severe"]
    assert texts(drawn)[:5] == ["0", "5", "10", "11", "27"]


def test_a_line_goes_through_scores_however_far_apart_and_one_score_is_a_point() -> None:
    assert chart((NOVEMBER, 3), (DECEMBER, 12), (date(2027, 5, 1), 0)).svg.count('class="line first"') == 1
    alone = chart((NOVEMBER, 3))
    assert (alone.svg.count('class="line'), alone.svg.count("<circle")) == (0, 1)
    assert chart((NOVEMBER, 3), who=2).svg.count('<rect class="point second"') == 1


def test_it_says_what_it_is_told_and_stays_in_its_picture() -> None:
    drawn = chart((NOVEMBER, 0), (DECEMBER, 27))
    assert (drawn.sentence, 'aria-label="PHQ-9 over time"' in drawn.svg) == ("Said.", True)
    spots = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawn.svg)]
    assert spots == [(32, 198), (328, 8)]


def test_a_score_outside_of_its_ranges_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="outside of 0 to 27"):
        chart((NOVEMBER, 28))
