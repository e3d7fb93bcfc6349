"""Help is for everyone: Charlie without an account, Alice at home and abroad, a host whose file has a slip in it."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings

from intertwine.content.reading import COUNTRIES, help_lines
from tests.cast import Browser, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if tag == "a" and name == "href"]


def links(response, *, to: str) -> list[str]:
    return [link for link in Links(response.content.decode()).found if link.startswith(to)]


def countries_shown(response) -> set[str]:
    page = response.content.decode()
    return set(re.findall(r"([\w ]+): numbers last checked on", page))


def test_charlie_needs_no_account_and_leaves_no_trace():
    answer = Browser().get("/help", {"country": "GB"})
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert countries_shown(answer) == {"United Kingdom"}
    assert links(answer, to="tel:")[:2] == ["tel:999", "tel:116123"]
    assert links(answer, to="sms:") == ["sms:85258?body=SHOUT"]


def test_the_day_of_the_last_check_is_printed():
    page = Browser().get("/help", {"country": "DE"}).content.decode()
    assert page.count("Germany: numbers last checked on October 7, 2026.") == 1


@pytest.mark.parametrize("code", sorted(help_lines().countries))
def test_every_line_we_have_can_be_tapped(code: str):
    answer = Browser().get("/help", {"country": code})
    lines = help_lines().countries[code]
    services = [*lines.crisis, *lines.abuse]
    numbers = [e.dialled for e in lines.emergency] + [line.dialled for line in services if line.dialled]
    assert links(answer, to="tel:") == [f"tel:{number}" for number in numbers]
    assert len(links(answer, to="sms:")) == len([line for line in services if line.texted])
    assert [web for line in services if (web := line.web) and web not in links(answer, to="https:")] == []


def test_alice_sees_the_lines_of_where_she_lives():
    assert countries_shown(signed_up("Alice", country="AT").get("/help")) == {"Austria"}


def test_alice_abroad_can_choose_and_her_choice_is_not_kept():
    alice = signed_up("Alice", country="AT")
    assert countries_shown(alice.get("/help", country="NO")) == {"Norway"}
    assert countries_shown(alice.get("/help")) == {"Austria"}


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
    assert countries_shown(Browser().get("/help", headers={"accept-language": languages})) == shown


@pytest.mark.parametrize("nonsense", ["", "XX", "<b>", "DEU", "de\x00", "ß", "GB" * 5000])
def test_a_country_that_is_none_shows_the_chooser_and_no_number(nonsense: str):
    answer = Browser().get("/help", {"country": nonsense})
    assert answer.status_code == 200
    assert links(answer, to="tel:") == []
    assert nonsense == "" or f"value={nonsense}" not in answer.content.decode()


def test_a_country_without_checked_numbers_shows_none_and_the_world_instead():
    without = sorted(set(COUNTRIES) - set(help_lines().countries))
    answer = Browser().get("/help", {"country": without[0]})
    assert links(answer, to="tel:") == []
    assert links(answer, to="https:") == ["https://findahelpline.com", "https://befrienders.org"]


def test_help_says_what_leaving_does_not_do():
    page = Browser().get("/help").content.decode()
    assert page.count("It does not remove anything from the browser's history.") == 1


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
    answer = Browser().get("/help", {"country": "DE"})
    assert links(answer, to="tel:") == ["tel:112", "tel:0301234", "tel:116016"]
    assert answer.content.decode().count("Monday to Friday, 8 to 18") == 1


def test_a_slip_in_heidis_file_costs_nobody_the_page(host_file: Path, caplog: pytest.LogCaptureFixture):
    host_file.write_text("[countries.DE\n")
    answer = Browser().get("/help", {"country": "DE"})
    assert links(answer, to="tel:")[0] == "tel:112"
    assert {record.levelname for record in caplog.records} == {"WARNING"}
