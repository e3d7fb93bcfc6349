"""Help is for everyone: Charlie without an account, Alice at home and abroad, a host whose file has a slip in it."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from intertwine.content.reading import help_lines, ways_to_find_help
from intertwine.members.places import country_choices
from tests.cast import Browser, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def links(page: str, *, to: str) -> list[str]:
    return [link for link in Links(page).found if link.startswith(to)]


def own(response) -> str:
    """What is shown without opening anything."""
    return re.sub("<details name.*?</details>", "", response.content.decode(), flags=re.DOTALL)


def folded(response) -> dict[str, str]:
    """What opens under each country's name."""
    found = re.findall(r"<details name.*?<summary>(.*?)</summary>(.*?)</details>", response.content.decode(), re.DOTALL)
    return {unescape(name): inside for name, inside in found}


def countries_shown(response) -> set[str]:
    return set(re.findall(r"([\w ]+): numbers last checked on", own(response)))


def from_afar(languages: str):
    return Browser().get("/help", headers={"accept-language": languages})


def test_charlie_needs_no_account_and_leaves_no_trace():
    answer = from_afar("en-GB,en;q=0.9")
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert countries_shown(answer) == {"United Kingdom"}
    assert links(own(answer), to="tel:")[:2] == ["tel:999", "tel:116123"]
    assert links(own(answer), to="sms:") == ["sms:85258?body=SHOUT", "sms:07860077333"]


def test_when_somebody_answers_is_said_where_a_source_says_it():
    denmark, germany = own(from_afar("da-DK")), own(from_afar("de-DE"))
    assert (denmark.count("09:00–05:00"), denmark.count("Day and night.")) == (1, 1)
    assert germany.count("Day and night.") == 2  # numbers of one service stand together
    assert germany.count("telefonseelsorge.de</a>") == 1
    assert germany.count("For men. Monday to Thursday 8:00–20:00, Friday 8:00–15:00.") == 1


def test_the_day_of_the_last_check_is_printed():
    assert own(from_afar("de-DE")).count("Germany: numbers last checked on October 7, 2026.") == 1


@pytest.mark.parametrize("code", sorted(help_lines().countries))
def test_every_line_we_have_can_be_tapped_by_those_who_live_there_and_by_all_others(code: str):
    lines, name = help_lines().countries[code], dict(country_choices())[code]
    services = [*lines.crisis, *lines.abuse]
    numbers = [e.dialled for e in lines.emergency] + [line.dialled for line in services if line.dialled]
    for page in (own(from_afar(f"en-{code}")), folded(from_afar("en"))[name]):
        assert links(page, to="tel:") == [f"tel:{number}" for number in numbers]
        assert len(links(page, to="sms:")) == len([line for line in services if line.texted])
        assert [web for line in services if (web := line.web) and web not in links(page, to="https:")] == []


def test_all_other_countries_go_along_so_that_choosing_one_asks_for_nothing_and_leaves_no_address():
    names = [name for code, name in country_choices() if code in help_lines().countries]
    answer = from_afar("de-AT")
    assert list(folded(answer)) == [name for name in names if name != "Austria"]
    assert list(folded(from_afar("en"))) == names
    assert re.findall("<form[^>]*>", answer.content.decode()) == [
        '<form class="leave" method="post" action="/leave" data-leave>'
    ]


def test_no_number_stands_without_its_country():
    for name, inside in folded(from_afar("en")).items():
        headings = re.findall("<h3>(.*?)</h3>", inside)
        assert [heading for heading in headings if heading.startswith(f"{name}: ")] == [
            f"{name}: in danger right now",
            f"{name}: when thoughts turn dark",
            f"{name}: when you are afraid of someone close",
        ]


def test_alice_sees_the_lines_of_where_she_lives():
    alice = signed_up("Alice", country="AT")
    assert countries_shown(alice.browser.get("/help", headers={"accept-language": "en-GB"})) == {"Austria"}


@pytest.mark.parametrize(
    ("languages", "shown"),
    [
        ("de-AT,de;q=0.9", {"Austria"}),
        ("en", set()),
        ("", set()),
        ("xx-ZZ", set()),
        ("de-XX;q=0.1,en-GB", set()),
    ],
)
def test_before_sign_in_the_browser_gives_a_hint(languages: str, shown: set[str]):
    assert countries_shown(from_afar(languages)) == shown


@pytest.mark.parametrize("nonsense", ["", "XX", "<b>", "DEU", "de\x00", "ß", "GB" * 5000])
def test_what_an_address_adds_changes_nothing(nonsense: str):
    answer = Browser().get("/help", {"country": nonsense})
    assert answer.content == Browser().get("/help").content
    assert links(own(answer), to="tel:") == []


def test_a_country_without_checked_numbers_shows_none_and_the_world_instead():
    answer = from_afar("is-IS")
    assert links(own(answer), to="tel:") == []
    assert links(own(answer), to="https:") == ["https://findahelpline.com", "https://befrienders.org"]
    assert own(answer).count("We have no numbers for that country that we have checked ourselves") == 1


def test_nobody_knows_where_charlie_is_and_what_to_do_in_danger_is_said_all_the_same():
    danger = re.search(r'id="emergency".*?</section>', own(from_afar("en")), re.DOTALL)
    assert danger is not None
    assert danger[0].count("Call the emergency number of the country you are in, or go to the nearest hospital.") == 1


def test_help_says_what_leaving_does_not_do():
    page = Browser().get("/help").content.decode()
    assert page.count("It does not remove anything from the browser's history.") == 1


def test_where_to_find_someone_begins_at_home_and_names_only_what_a_source_gives():
    page = Browser().get("/help/find", headers={"accept-language": "de-DE"})
    assert links(own(page), to="tel:") == ["tel:116117"]
    assert own(page).count("Where you are: Germany") == 1
    assert "Germany" not in folded(page)
    nowhere = Browser().get("/help/find")
    assert (links(own(nowhere), to="tel:"), links(own(nowhere), to="https:")) == ([], [])
    assert len(folded(nowhere)) == len(ways_to_find_help())
    assert nowhere.content.decode().count("What to say on the phone") == 1


@pytest.fixture
def host_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "lines.toml"
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, help_lines=str(file)))
    return file


def test_heidi_puts_her_own_lines_in_place_of_ours(host_file: Path):
    host_file.write_text(
        """
        [countries.DE]
        checked = 2026-11-20
        source = "The clinic's own list."
        emergency = [{ number = "112", label = "all" }]
        crisis = [{ name = "Heidi's clinic", phone = "030 1234", hours = "Monday to Friday, 8 to 18" }]
        abuse = [{ phone = "116 016" }]
        """
    )
    answer = from_afar("de-DE")
    assert links(own(answer), to="tel:") == ["tel:112", "tel:0301234", "tel:116016"]
    assert answer.content.decode().count("Monday to Friday, 8 to 18") == 1


def test_a_slip_in_heidis_file_costs_nobody_the_page(host_file: Path, caplog: pytest.LogCaptureFixture):
    host_file.write_text("[countries.DE\n")
    answer = from_afar("de-DE")
    assert links(own(answer), to="tel:")[0] == "tel:112"
    assert {record.levelname for record in caplog.records} == {"WARNING"}
