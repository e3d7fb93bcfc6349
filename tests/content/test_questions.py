"""The questions two people are asked: enough of them, each once, in every depth of every pillar."""

import re
from collections import Counter
from pathlib import Path

import pytest

from intertwine.content.errors import ContentError
from intertwine.content.likeness import alike, overlap, stems
from intertwine.content.reading import questions
from intertwine.content.shapes import DEPTHS, PILLARS, TOPICS
from intertwine.opening.choosing import AT_HAND, REST

ONE = """
[[question]]
id = "{id}"
depth = {depth}
text = "{text}"
tags = ["day"]
topic = "{topic}"
"""


def written(folder: Path, **odd: str) -> Path:
    """A deck with one question in each pillar; `odd` is the text of a file that is different."""
    for pillar in PILLARS:
        plain = ONE.format(id=f"{pillar}-one", depth=1, text=f"What about {pillar}?", topic="")
        (folder / f"{pillar}.toml").write_text(odd.get(pillar, plain), encoding="utf-8")
    return folder


def test_there_are_enough_and_every_depth_of_every_pillar_has_some() -> None:
    deck = questions()
    cells = Counter((question.pillar, question.depth) for question in deck.values() if not question.topic)

    assert len(deck) >= 400
    assert [(p, d) for p in PILLARS for d in DEPTHS if cells[p, d] < 5] == []
    assert [key for key, question in deck.items() if question.id != key] == []


def test_every_topic_is_asked_about() -> None:
    assert {question.topic for question in questions().values()} == {"", *TOPICS}


def test_light_questions_alone_last_for_half_a_year_of_evenings() -> None:
    """Whoever wants nothing deeper than light and no topic at all: three are at hand, and none comes back for half a
    year."""
    light = Counter(question.pillar for question in questions().values() if question.depth == 1 and not question.topic)
    assert sum(light.values()) >= REST.days + AT_HAND
    assert set(light.values()) == {31}


SENSITIVE = re.compile(
    r"\b(sex\w*|naked|desire\w*|intima\w*|erotic\w*|lust|money|debts?|savings|afford|salar\w*|wages?|rich|poor|"
    r"child\w*|grew up|growing up|parents?|mother\w*|father\w*|famil\w*|sisters?|brothers?|relatives?|"
    r"before me|earlier love|ex|as a (girl|boy)|god|faith|pray\w*|church|mosque|temple|holy|sacred)\b"
)


def test_nothing_sensitive_is_asked_without_its_topic() -> None:
    named = {key: q.topic for key, q in questions().items() if SENSITIVE.search(q.text.lower())}
    assert [key for key, topic in named.items() if not topic] == []
    assert set(named.values()) == set(TOPICS)  # the control: the words find what is asked about each of them


def test_nothing_is_asked_twice_in_other_words() -> None:
    assert list(alike([question.text for question in questions().values()])) == []


def test_each_is_one_short_sentence_or_two() -> None:
    odd = [q.id for q in questions().values() if q.text[-1] not in "?." or "!" in q.text or len(q.text) > 160]
    assert odd == []


def test_a_second_asking_is_found() -> None:
    """The control of the test above."""
    again = [
        "What took a little weight off you this week?",
        "This week, what took a little weight off you?",
        "What made you laugh today?",
        "What would have taken weight off you?",
    ]
    assert list(alike(again)) == [(again[0], again[1])]
    assert overlap(stems("When do you feel closest to me?"), stems("Feeling close")) == pytest.approx(1 / 3)
    assert overlap(stems("What is it?"), stems("How is that?")) == 1.0


def test_a_deck_of_ones_own_is_read_the_same_way(tmp_path: Path) -> None:
    deck = questions(written(tmp_path))
    assert [(q.id, q.pillar, q.depth, q.tags) for q in deck.values()] == [(f"{p}-one", p, 1, ("day",)) for p in PILLARS]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ONE.format(id="mind-one", depth=1, text="Again?", topic=""), "mind-one: there is another one of this id"),
        (ONE.format(id="x", depth=5, text="Deeper?", topic=""), "x: Expected `int` <= 4"),
        (ONE.format(id="x", depth=1, text="", topic=""), "x: Expected `str` of length >= 1"),
        (ONE.format(id="x", depth=1, text="Votes?", topic="politics"), "x: Invalid enum value 'politics'"),
        (ONE.format(id="Not a slug", depth=1, text="Well?", topic=""), "Not a slug: Expected `str` matching"),
        (
            ONE.format(id="x", depth=1, text="Well?", topic="") + 'pillar = "mind"',
            "question 1: the file gives the pillar",
        ),
        ("[[question]]\ndepth = 1", "question 1: Object missing required field `id`"),
        ("[[queston]]\nid = 'x'", "the file: Object"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_says_where(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ContentError) as wrong:
        questions(written(tmp_path, talking=text))
    assert str(wrong.value).startswith(f"talking.toml: {problem}")
