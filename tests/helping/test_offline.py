"""What a browser may keep for when there is no connection: what a stranger sees, and nothing of anybody."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from tests.cast import Browser, signed_up

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


def kept(browser: Browser) -> dict:
    text = browser.get("/worker.js").content.decode()
    return json.loads(re.findall(r"= (\{.*?\});\n", text)[0])


def loaded(page: str) -> list[str]:
    found = re.findall(r'<(?:script|link)[^>]* (?:src|href)="(/static/[^"]+)"[^>]*>', page)
    return [name for name in found if not name.endswith((".png", ".webmanifest"))]


def test_it_is_the_same_for_everyone_and_may_be_asked_for_once_a_day():
    alice, nobody = signed_up("Alice").get("/worker.js"), Browser().get("/worker.js")
    assert alice.content == nobody.content
    assert (nobody["Content-Type"], nobody["Cache-Control"]) == ("text/javascript", "max-age=86400")
    assert nobody.cookies == {}


def test_the_pages_it_keeps_have_everything_they_need_and_ask_for_nothing_else():
    told = kept(Browser())
    for where in told["pages"].values():
        answer = Browser().get(where)
        assert answer.cookies == {}
        assert [name for name in loaded(answer.content.decode()) if name not in told["files"]] == []
    assert sorted(told["pages"].values()) == ["/help", "/kitchen", "/no-connection"]


def test_asking_for_the_everyday_page_signs_nobody_out():
    alice = signed_up("Alice")
    answer = alice.get("/kitchen")
    assert "Clear-Site-Data" not in answer
    assert alice.visit().identity is not None
    assert answer.content == alice.get("/leave").content


def test_a_new_number_makes_a_new_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before, file = kept(Browser())["version"], tmp_path / "lines.toml"
    file.write_text(
        """
        [countries.IS]
        checked = 2026-11-20
        source = "Heidi called each of them."
        emergency = [{ number = "112", label = "all" }]
        crisis = [{ phone = "1717" }]
        abuse = [{ phone = "112" }]
        """
    )
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, help_lines=str(file)))
    assert kept(Browser())["version"] != before
