"""What is the same for everyone is kept between requests; nothing of anybody can get among it."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from intertwine.web.jinja import sentence

PACKAGE = Path(__file__).parents[2] / "src" / "intertwine"
SENTENCE_NOT_AS_IT_STANDS = re.compile(r"(?<![\w.])_\((?!\s*[\"'])")


def still(*which: object) -> str:
    return str(engines["jinja2"].env.globals["still"]("web/frame.html", "nav", True, True, *which))


def test_the_way_one_is_on_is_marked_and_no_other() -> None:
    assert still(True, "us", True).count("aria-current") == 1
    assert 'href="/us" aria-current="page"' in still(True, "us", True)
    assert 'href="/us" aria-current="true"' in still(True, "us", False)
    assert still(False, "", False).count("/together") == 0


@pytest.mark.parametrize("word", ["Alice", "today's line", 7])
def test_a_word_that_may_be_somebodys_is_not_drawn_once(word: object) -> None:
    with pytest.raises(ValueError, match="nothing of anybody"):
        still(True, word, True)


def test_facts_are_escaped_and_not_kept_with_their_sentence() -> None:
    with translation.override("en"):
        assert [sentence("Good morning, %(name)s.", name=name) for name in ("<Alice>", "Bob")] == [
            "Good morning, &lt;Alice&gt;.",
            "Good morning, Bob.",
        ]
        assert sentence("It is 100%% of it.") == "It is 100% of it."


def test_a_sentence_of_a_template_stands_there_as_it_is() -> None:
    """They are kept by their words: what somebody typed must not be looked up among them."""
    assert SENTENCE_NOT_AS_IT_STANDS.findall("{{ _(name) }}")
    found = {file.name: SENTENCE_NOT_AS_IT_STANDS.findall(file.read_text()) for file in PACKAGE.rglob("*.html")}
    assert [name for name, calls in found.items() if calls] == []
