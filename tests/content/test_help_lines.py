"""Numbers that people call when it matters: dated, from a source, never without their country."""

import datetime as dt
import re
from pathlib import Path

import pytest

from intertwine.content.errors import ContentError
from intertwine.content.reading import COUNTRIES, help_lines, ways_to_find_help
from intertwine.content.shapes import CountryHelp, Line

KNOWN = {
    "AT",
    "AU",
    "BE",
    "BR",
    "CA",
    "CH",
    "DE",
    "DK",
    "ES",
    "FI",
    "FR",
    "GB",
    "IE",
    "IN",
    "IT",
    "JP",
    "MX",
    "NL",
    "NO",
    "NZ",
    "PT",
    "SE",
    "SG",
    "US",
    "ZA",
}
A_YEAR = dt.timedelta(days=366)
DIALLABLE = re.compile(r"[0-9+\- ]+")


def every_line(country: CountryHelp) -> tuple[Line, ...]:
    return country.crisis + country.abuse


def numbers(country: CountryHelp) -> list[str]:
    said = [line.phone for line in every_line(country)] + [line.text_to for line in every_line(country)]
    return [entry.number for entry in country.emergency] + [number for number in said if number]


def hosts_file(folder: Path, text: str) -> Path:
    path = folder / "heidi.toml"
    path.write_text(text, encoding="utf-8")
    return path


HEIDIS_AUSTRIA = """
[countries.AT]
checked = 2026-11-20
source = "Heidi called each of them."
emergency = [{ number = "112", label = "all" }]
crisis = [{ name = "Heidi's choice", phone = "142", note = { en = "At night too.", de = "Auch nachts." } }]
abuse = [{ web = "https://example.org/help" }]
"""


def test_all_countries_are_there_once_and_in_order():
    codes = list(help_lines().countries)
    assert codes == sorted(KNOWN)
    assert [country.code for country in help_lines().countries.values()] == codes


def test_countries_stand_in_order_in_the_file_too():
    text = (Path(__file__).parents[2] / "src/intertwine/content/help/lines.toml").read_text(encoding="utf-8")
    headings = re.findall(r"^\[countries\.(\w+)\]$", text, re.MULTILINE)
    assert headings == sorted(KNOWN)


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_nothing_is_older_than_a_year(code):
    """When this fails, nobody is to move the date: look at the services' own pages first, then at the date."""
    age = dt.date.today() - help_lines().countries[code].checked
    assert dt.timedelta(0) <= age <= A_YEAR


def test_the_directories_are_not_older_than_a_year_either():
    age = dt.date.today() - help_lines().international.checked
    assert dt.timedelta(0) <= age <= A_YEAR


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_every_number_can_be_dialled(code):
    assert [number for number in numbers(help_lines().countries[code]) if not DIALLABLE.fullmatch(number)] == []


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_no_number_is_listed_twice_for_one_thing(code):
    country = help_lines().countries[code]
    for lines in (country.crisis, country.abuse):
        phones = [line.dialled for line in lines if line.dialled]
        assert len(phones) == len(set(phones))


@pytest.mark.parametrize("code", sorted(KNOWN))
def test_there_is_always_someone_to_call(code):
    country = help_lines().countries[code]
    labels = {entry.label for entry in country.emergency}
    assert "all" in labels or labels == {"police", "ambulance"}
    assert [line for line in country.crisis if line.phone] != []


def test_numbers_that_lists_of_old_still_print_are_gone():
    assert "08457909090" not in [line.dialled for line in help_lines().countries["GB"].crisis]
    assert "141" not in [line.dialled for line in help_lines().countries["BR"].crisis]


def test_the_same_digits_mean_different_things_in_two_countries():
    countries = help_lines().countries
    assert countries["NL"].crisis[0].phone == "113"
    assert [(e.number, e.label) for e in countries["NO"].emergency] == [("113", "ambulance"), ("112", "police")]


def test_a_number_as_a_link_has_no_spaces():
    lifeline = help_lines().countries["AU"].crisis[0]
    assert (lifeline.dialled, lifeline.texted) == ("131114", "0477131114")
    shelters = help_lines().countries["CA"].abuse[0]
    assert (shelters.dialled, shelters.texted) == (None, None)
    assert help_lines().countries["ZA"].emergency[2].dialled == "10111"


def test_elsewhere_there_are_two_directories():
    assert [site.web for site in help_lines().international.directories] == [
        "https://findahelpline.com",
        "https://befrienders.org",
    ]
    assert help_lines().countries.get("IS") is None


def test_a_note_is_read_in_the_nearest_language(tmp_path):
    line = help_lines(hosts_file(tmp_path, HEIDIS_AUSTRIA)).countries["AT"].crisis[0]
    assert line.note_in("de-AT") == "Auch nachts."
    assert line.note_in("fi") == "At night too."
    assert help_lines().countries["DK"].crisis[0].note_in("da") is None


def test_heidis_country_replaces_ours_as_a_whole_and_nothing_else(tmp_path):
    ours, merged = help_lines(), help_lines(hosts_file(tmp_path, HEIDIS_AUSTRIA))
    austria = merged.countries["AT"]
    assert (austria.source, numbers(austria)) == ("Heidi called each of them.", ["112", "142"])
    assert {c: h for c, h in merged.countries.items() if c != "AT"} == {
        c: h for c, h in ours.countries.items() if c != "AT"
    }
    assert merged.international == ours.international


def test_heidi_can_add_a_country_and_it_takes_its_place_in_the_order(tmp_path):
    codes = list(help_lines(hosts_file(tmp_path, HEIDIS_AUSTRIA.replace("AT", "IS"))).countries)
    assert codes == sorted(KNOWN | {"IS"})


def test_heidi_can_name_other_directories(tmp_path):
    text = """
    [international]
    checked = 2026-11-20
    source = "Heidi's own list."
    directories = [{ name = "Heidi's list", web = "https://example.org" }]
    """
    merged = help_lines(hosts_file(tmp_path, text))
    assert [site.name for site in merged.international.directories] == ["Heidi's list"]
    assert merged.countries == help_lines().countries


def test_nobody_can_change_the_loaded_lines_by_mistake():
    with pytest.raises(TypeError):
        help_lines().countries["AT"] = help_lines().countries["DE"]
    with pytest.raises(AttributeError):
        help_lines().countries["AT"].code = "DE"


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('phone = "142"', "phone = 142", "countries.AT: Expected `str | null`, got `int` - at `$.crisis[0].phone`"),
        (
            'number = "112"',
            'number = "one one two"',
            "countries.AT: Expected `str` matching regex '^\\\\+?[0-9][0-9 -]*$' - at `$.emergency[0].number`",
        ),
        ("label", "lable", "countries.AT: Object contains unknown field `lable` - at `$.emergency[0]`"),
        ("checked = 2026-11-20", "", "countries.AT: Object missing required field `checked`"),
        (
            'web = "https://example.org/help"',
            'name = "Nobody"',
            "countries.AT: a line needs one of phone, text_to, web - at `$.abuse[0]`",
        ),
        (
            'web = "https://example.org/help"',
            'phone = "1", text_word = "HELP"',
            "countries.AT: text_word says what to write, text_to is missing - at `$.abuse[0]`",
        ),
        (
            'en = "At night too.", ',
            "",
            "countries.AT: a note needs its sentence in English (en) - at `$.crisis[0]`",
        ),
        ("countries.AT", "countries.XX", "countries.XX: not a country code of ISO 3166-1"),
        ("[countries.AT]", "[country.AT]", "the file: Object contains unknown field `country`"),
        ("[countries.AT]", "[countries.AT", "not TOML: Expected ']' at the end of a table declaration"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_its_key(tmp_path, before, after, problem):
    path = hosts_file(tmp_path, HEIDIS_AUSTRIA.replace(before, after, 1))
    with pytest.raises(ContentError) as refused:
        help_lines(path)
    assert (refused.value.file, refused.value.problem.partition(" (at line")[0]) == ("heidi.toml", problem)
    assert str(refused.value) == f"heidi.toml: {refused.value.problem}"


def test_a_country_given_twice_is_refused(tmp_path):
    with pytest.raises(ContentError) as refused:
        help_lines(hosts_file(tmp_path, HEIDIS_AUSTRIA * 2))
    assert refused.value.problem.startswith("not TOML: Cannot declare ('countries', 'AT') twice")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(ContentError) as refused:
        help_lines(tmp_path / "nothing.toml")
    assert (refused.value.file, refused.value.problem.partition(":")[0]) == ("nothing.toml", "cannot be read")


def test_every_country_we_know_lines_for_can_be_chosen():
    assert set(KNOWN) - set(COUNTRIES) == set()


@pytest.mark.parametrize("code", sorted(ways_to_find_help()))
def test_ways_to_find_someone_are_dated_sourced_and_not_older_than_a_year(code):
    """As with the lines: read the sources again before the date is moved."""
    here = ways_to_find_help()[code]
    assert code in KNOWN
    assert dt.timedelta(0) <= dt.date.today() - here.checked <= A_YEAR
    assert len(here.source.split("; ")) >= 2
    assert [way.phone for way in here.ways if way.phone and not DIALLABLE.fullmatch(way.phone)] == []


def test_wherever_there_are_lines_there_are_ways_to_find_someone_too():
    assert set(ways_to_find_help()) == set(help_lines().countries)


def test_ways_stand_in_order():
    assert list(ways_to_find_help()) == sorted(ways_to_find_help())
