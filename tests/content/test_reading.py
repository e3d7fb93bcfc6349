"""The other things people read: feeling words, daily items, safety words, countries."""

import ast
import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel import Locale

import intertwine.content
from intertwine.content import reading
from intertwine.content.errors import ContentError
from intertwine.content.reading import COUNTRIES, daily_items, feelings, safety_words
from intertwine.content.rotation import AREAS, ROTATING
from intertwine.content.shapes import ItemKind, LinkWords, Quadrant

ROOM = Path(intertwine.content.__file__).parent

CORE = {
    Quadrant.PLEASANT_HIGH: "excited playful proud hopeful curious delighted energised eager",
    Quadrant.PLEASANT_LOW: "calm content safe tender grateful relieved close rested",
    Quadrant.UNPLEASANT_HIGH: "anxious tense irritated frustrated overwhelmed panicky jealous resentful",
    Quadrant.UNPLEASANT_LOW: "sad lonely numb ashamed tired hurt discouraged empty",
    Quadrant.MIXED: "torn wistful uncertain restless protective guilty",
}
STORIES_ABOUT_THE_OTHER = """
abandoned abused attacked betrayed blamed bullied cheated controlled criticised deceived disrespected humiliated
ignored insulted interrupted intimidated judged manipulated misunderstood neglected patronised pressured provoked
punished rejected threatened unappreciated unheard unloved unseen unsupported unwanted used victimised wronged
"""

SOUNDS_LIKE_ANOTHER = """
aisle ant ark ball bare bass beach bear beat berry blew blue board bored bough bow boy brake bread bye buy capital
carrot cell cent cereal chord coarse coral creek current dear deer desert dew die doe due dye eight ewe eye fair fairy
feet find fir flea flour flower fore four fur gate gorilla grate great hail hair hall hare heal heel here hoarse hole
horse hour idle idol jeans key kernel knight knot lead leek lesson maid mail main mane maze meat medal metal miner
minor moose morning mussel muscle night nose nun oar pail pain pair palette pane pause paw pea peace peak pear pedal
peel petal pier place plain plane plum pole prince principal quartz rain read red reed reign right ring road role root
rose route row rye sail sale sauce scene scent sea seam see seed sew ship shoe shore sight size slay sleigh soar sole
son stair stake stalk steak steal steel step sun sweet sword tail tale tea team tear thyme tide time toad toe tow two
vale vain vane vein waist wait wave way weather week weak whale wheel which wine witch wood wrap write yolk
"""


def test_the_core_feelings_come_first_in_every_quadrant():
    for quadrant, words in feelings().items():
        assert " ".join(feeling.word for feeling in words if feeling.core) == CORE[quadrant]
        assert [feeling.core for feeling in words] == sorted((feeling.core for feeling in words), reverse=True)
        assert {feeling.quadrant for feeling in words} == {quadrant}


def test_there_are_words_enough_and_none_is_in_two_places():
    every = [feeling for words in feelings().values() for feeling in words]
    assert len(every) >= 120
    assert len({feeling.key for feeling in every}) == len(every)
    assert len({feeling.word for feeling in every}) == len(every)


def test_no_word_says_what_the_other_did():
    every = {feeling.word for words in feelings().values() for feeling in words}
    assert sorted(every & set(STORIES_ABOUT_THE_OTHER.split())) == []


def test_the_items_are_the_ones_agreed_on():
    always = [item.key for item in daily_items() if item.kind.asked == "always"]
    in_turn = [item.key for item in daily_items() if item.kind.asked == "in_turn"]
    assert (always, in_turn) == (["valence", "arousal", "stress"], list(ROTATING))


def test_items_and_rotation_agree_on_what_belongs_together():
    for area, keys in AREAS.items():
        assert tuple(item.key for item in daily_items() if item.kind.pillar == area) == keys


def test_alice_reads_bobs_name():
    sentences = {item.key: item.sentence("Bob") for item in daily_items()}
    assert sentences["share_feel"] == (
        "How much of what you were really feeling today did you put into words with Bob?"
    )
    assert sentences["understood"] == "Bob got what today was like for me"
    assert [sentence for sentence in sentences.values() if "{" in sentence] == []


def test_charlie_who_has_named_nobody_reads_whole_sentences():
    sentences = {item.key: item.sentence(None) for item in daily_items()}
    assert sentences["close"] == "How close to your partner did you feel today?"
    assert sentences["cared"] == "My partner showed that how I am matters to them"
    assert [sentence for sentence in sentences.values() if "{" in sentence] == []


def test_an_odd_name_stays_as_it_is():
    rely = next(item for item in daily_items() if item.key == "rely")
    assert rely.sentence("{0} B%b") == "How much could you count on {0} B%b today?"


def test_only_items_about_the_partner_name_the_partner():
    naming = [item.key for item in daily_items() if "{partner}" in item.wording.ask]
    assert naming == [item for item in ROTATING if item != "care_act"]


@pytest.mark.parametrize("language", ["en", "en-GB", "xx", "../daily", "daily", "", "daily.toml"])
def test_an_unknown_language_reads_english(language):
    assert daily_items(language) == daily_items("en")
    assert feelings(language) == feelings("en")


@pytest.mark.parametrize("folder", ["items", "feelings"])
def test_every_translation_is_complete(folder):
    load = {"items": daily_items, "feelings": feelings}[folder]
    tags = [file.stem for file in (ROOM / folder).glob("*.toml") if file.name != "daily.toml"]
    assert "en" in tags
    if folder == "items":
        assert {tag: [item.key for item in load(tag)] for tag in tags} == {tag: [i.key for i in load()] for tag in tags}
    else:
        keys = {tag: {q: {f.key for f in words} for q, words in load(tag).items()} for tag in tags}
        assert keys == dict.fromkeys(tags, keys["en"])


def test_a_missing_and_an_unknown_item_are_named(tmp_path):
    file = tmp_path / "de.toml"
    file.write_text('[close]\npillar = "closeness"\nasked = "in_turn"\n', encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        reading._by_key(file, ItemKind, keys=("close", "rely"))
    assert str(refused.value) == "de.toml: rely: missing"
    with pytest.raises(ContentError) as refused:
        reading._by_key(file, ItemKind, keys=())
    assert str(refused.value) == "de.toml: close: not known here"


def test_there_are_2048_safety_words():
    words = safety_words()
    assert (len(words), len(set(words)), list(words)) == (2048, 2048, sorted(words))
    assert [word for word in words if not re.fullmatch("[a-z]{3,8}", word)] == []


def test_four_letters_are_enough_to_tell_a_safety_word():
    assert len({word[:4] for word in safety_words()}) == len(safety_words())


def test_no_safety_word_sounds_like_another_word():
    assert sorted(set(safety_words()) & set(SOUNDS_LIKE_ANOTHER.split())) == []


def test_the_order_of_the_safety_words_is_for_ever():
    """Two devices of different age must say the same words for the same numbers."""
    digest = hashlib.sha256("\n".join(safety_words()).encode()).hexdigest()
    assert digest == "a3fe25f791fc24231d9e7a99a9c22149d98700c096349ff9d8b27bf515ed3271"


def test_countries_are_in_order_and_every_one_has_a_name():
    names = Locale("en").territories
    assert list(COUNTRIES) == sorted(set(COUNTRIES))
    assert [code for code in COUNTRIES if code not in names] == []
    # what the locale data knows beyond ISO 3166-1: regions, groups, and codes only reserved
    beyond = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"}
    assert {code for code in names if re.fullmatch("[A-Z]{2}", code)} - beyond == set(COUNTRIES)


@pytest.mark.parametrize("file", sorted(ROOM.rglob("*.toml")), ids=lambda file: file.name)
def test_every_file_says_at_its_top_what_it_is_and_under_which_licence(file):
    head = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        head.append(line)
    assert len(head) >= 3
    assert head[-1].endswith("Licence: AGPL-3.0-or-later.") or head[-1].endswith(
        "Licence of this file: AGPL-3.0-or-later."
    )


def test_it_all_reads_from_inside_an_archive(tmp_path):
    archive = tmp_path / "house.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("intertwine/__init__.py", "")
        for file in sorted(ROOM.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                packed.write(file, f"intertwine/content/{file.relative_to(ROOM)}")
    program = (
        f"import sys; sys.path.insert(0, {str(archive)!r})\n"
        "from intertwine.content import reading\n"
        f"assert reading.__file__.startswith({str(archive)!r})\n"
        "print(len(reading.help_lines().countries), len(reading.daily_items('de')), len(reading.feelings('de')),"
        " len(reading.safety_words()), len(reading.COUNTRIES), len(reading.instruments()))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    counted = (
        len(reading.help_lines().countries),
        len(daily_items()),
        len(feelings()),
        2048,
        len(COUNTRIES),
        len(reading.SCREENS),
    )
    assert said.stdout.split() == [str(number) for number in counted]


def test_this_room_imports_nothing_of_the_house():
    imported = set()
    for file in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {name.name for name in node.names}
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                imported.add(node.module)
    outside = {name.partition(".")[0] for name in imported if not name.startswith("intertwine.content")}
    assert outside - sys.stdlib_module_names == {"msgspec"}


@pytest.mark.parametrize(
    "sentence", ["It goes together.", "For {name}, {whom} goes together.", "For {name}, {0} goes.", "For {name}, {."]
)
def test_a_finding_names_the_two_and_nobody_else(sentence: str):
    good = "For {name} and {partner}."
    with pytest.raises(ValueError, match="name"):
        LinkWords(link=good, unclear=good, more=(good, good, sentence), less=(good, good, good))
