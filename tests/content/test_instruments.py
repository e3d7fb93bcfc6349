"""Every instrument exactly as published: words, points, sums, ranges. Each test names what it was held against."""

from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intertwine.content import reading
from intertwine.content.errors import ContentError
from intertwine.content.reading import SCREENS, instruments
from intertwine.content.screening import Instrument

OFTEN = [(0, "Not at all"), (1, "Several days"), (2, "More than half the days"), (3, "Nearly every day")]
STEM = "Over the last 2 weeks, how often have you been bothered by any of the following problems?"
PHQ_9 = [
    "Little interest or pleasure in doing things",
    "Feeling down, depressed, or hopeless",
    "Trouble falling or staying asleep, or sleeping too much",
    "Feeling tired or having little energy",
    "Poor appetite or overeating",
    "Feeling bad about yourself – or that you are a failure or have let yourself or your family down",
    "Trouble concentrating on things, such as reading the newspaper or watching television",
    "Moving or speaking so slowly that other people could have noticed. Or the opposite – being so fidgety or restless "
    "that you have been moving around a lot more than usual",
    "Thoughts that you would be better off dead, or of hurting yourself in some way",
]
GAD_7 = [
    "Feeling nervous, anxious, or on edge",
    "Not being able to stop or control worrying",
    "Worrying too much about different things",
    "Trouble relaxing",
    "Being so restless that it is hard to sit still",
    "Becoming easily annoyed or irritable",
    "Feeling afraid as if something awful might happen",
]
DASS_21_STRESS = [
    "I found it hard to wind down",
    "I tended to over-react to situations",
    "I felt that I was using a lot of nervous energy",
    "I found myself getting agitated",
    "I found it difficult to relax",
    "I was intolerant of anything that kept me from getting on with what I was doing",
    "I felt that I was rather touchy",
]
K6 = [
    "nervous",
    "hopeless",
    "restless or fidgety",
    "so depressed that nothing could cheer you up",
    "that everything was an effort",
    "worthless",
]
CSI_16 = [
    "Please indicate the degree of happiness, all things considered, of your relationship.",
    "In general, how often do you think that things between you and your partner are going well?",
    "Our relationship is strong",
    "My relationship with my partner makes me happy",
    "I have a warm and comfortable relationship with my partner",
    "I really feel like part of a team with my partner",
    "How rewarding is your relationship with your partner?",
    "How well does your partner meet your needs?",
    "To what extent has your relationship met your original expectations?",
    "In general, how satisfied are you with your relationship?",
    "INTERESTING … BORING",
    "BAD … GOOD",
    "FULL … EMPTY",
    "STURDY … FRAGILE",
    "DISCOURAGING … HOPEFUL",
    "ENJOYABLE … MISERABLE",
]
APPLIED = [
    (0, "Did not apply to me at all"),
    (1, "Applied to me to some degree, or some of the time"),
    (2, "Applied to me to a considerable degree, or a good part of the time"),
    (3, "Applied to me very much, or most of the time"),
]
OF_THE_TIME = [
    (4, "all of the time"),
    (3, "most of the time"),
    (2, "some of the time"),
    (1, "a little of the time"),
    (0, "none of the time"),
]
HAPPY = [
    (0, "Extremely Unhappy"),
    (1, "Fairly Unhappy"),
    (2, "A Little Unhappy"),
    (3, "Happy"),
    (4, "Very Happy"),
    (5, "Extremely Happy"),
    (6, "Perfect"),
]
GOING_WELL = [
    (5, "All the time"),
    (4, "Most of the time"),
    (3, "More often than not"),
    (2, "Occasionally"),
    (1, "Rarely"),
    (0, "Never"),
]
SOMEWHAT = ["A little", "Somewhat", "Mostly", "Almost Completely"]
TRUE = list(enumerate(["Not at all TRUE", *SOMEWHAT, "Completely TRUE"]))
COMPLETELY = list(enumerate(["Not at all", *SOMEWHAT, "Completely"]))
DOWN, UP = [(n, str(n)) for n in range(5, -1, -1)], [(n, str(n)) for n in range(6)]
FIRST_IMPRESSIONS = (
    "For each of the following items, select the answer that best describes how you feel about your relationship. Base "
    "your responses on your first impressions and immediate feelings about the item."
)


def words(key: str) -> list[str]:
    return [item.wording for item in instruments()[key].items]


def offered(key: str, number: int) -> list[tuple[int, str]]:
    return [(option.points, option.label) for option in instruments()[key].options_of(number)]


def all_offered(key: str) -> list[list[tuple[int, str]]]:
    return [offered(key, number) for number in range(1, len(instruments()[key].items) + 1)]


def test_phq_9_in_its_words() -> None:
    """US Core's example questionnaire (stem, grant); loinc.org/LL358-3 (items, answers)."""
    phq = instruments()["phq-9"]
    assert (phq.stem, words("phq-9"), all_offered("phq-9")) == (STEM, PHQ_9, [OFTEN] * 9)
    assert phq.licence.notice.startswith(
        "© Pfizer Inc. No permission required to reproduce, translate, display or dist"
    )
    assert phq.licence.attribution == (
        "Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational "
        "grant from Pfizer Inc."
    )


def test_gad_7_in_its_words() -> None:
    """rdrr.io/cran/cliot/man/gad7_anxiety_screen.html (items); the scale of the PHQ."""
    assert (instruments()["gad-7"].stem, words("gad-7"), all_offered("gad-7")) == (STEM, GAD_7, [OFTEN] * 7)


def test_phq_4_is_the_first_two_of_each() -> None:
    """NINDS common data elements, form F2495."""
    assert (words("phq-4"), all_offered("phq-4")) == ([*GAD_7[:2], *PHQ_9[:2]], [OFTEN] * 4)
    assert [(part.items, part.noted_from) for part in instruments()["phq-4"].parts] == [((1, 2), 3), ((3, 4), 3)]


def test_the_stress_items_of_the_dass_in_their_words() -> None:
    """Items 1, 6, 8, 11, 12, 14 and 18 of the 21, as in urtuba/psytools, dass21.ts."""
    assert (words("dass-21-stress"), all_offered("dass-21-stress")) == (DASS_21_STRESS, [APPLIED] * 7)


def test_k6_in_its_words() -> None:
    """Kessler and colleagues 2002, Psychological Medicine 32, 959–976."""
    assert instruments()["k6"].stem == "During the past 30 days, about how often did you feel …"
    assert (words("k6"), all_offered("k6")) == (K6, [OF_THE_TIME] * 6)


def test_csi_16_in_its_words() -> None:
    """The authors' form, as in urtuba/psytools, csi16.ts."""
    csi = instruments()["csi-16"]
    poles = [DOWN, UP, DOWN, DOWN, UP, DOWN]
    assert words("csi-16") == CSI_16
    assert all_offered("csi-16") == [HAPPY, GOING_WELL, *[TRUE] * 4, *[COMPLETELY] * 4, *poles]
    assert [csi.stem_of(number) for number in range(1, 17)] == [""] * 10 + [FIRST_IMPRESSIONS] * 6
    assert csi.licence.notice == (
        "These scales are freely available for use in both clinical and research settings. No additional permission is "
        "necessary for their use."
    )


def test_csi_4_is_four_of_the_sixteen() -> None:
    """Items 1, 12, 19 and 22 of the 32, which are 1, 5, 7 and 10 of the 16."""
    chosen = [0, 4, 6, 9]
    assert words("csi-4") == [CSI_16[n] for n in chosen]
    assert all_offered("csi-4") == [all_offered("csi-16")[n] for n in chosen]


PUBLISHED_BANDS = {
    "phq-9": [
        (0, 4, "minimal"),
        (5, 9, "mild"),
        (10, 14, "moderate"),
        (15, 19, "moderately severe"),
        (20, 27, "severe"),
    ],
    "gad-7": [(0, 4, "minimal"), (5, 9, "mild"), (10, 14, "moderate"), (15, 21, "severe")],
    "phq-4": [(0, 2, "none"), (3, 5, "mild"), (6, 8, "moderate"), (9, 12, "severe")],
    "dass-21-stress": [
        (0, 14, "normal"),
        (15, 18, "mild"),
        (19, 25, "moderate"),
        (26, 33, "severe"),
        (34, 42, "extremely severe"),
    ],
    "k6": [(0, 4, "none or low"), (5, 12, "moderate"), (13, 24, "serious")],
    "csi-4": [(0, 13, "notable dissatisfaction"), (14, 21, "no notable dissatisfaction")],
    "csi-16": [(0, 51, "notable dissatisfaction"), (52, 81, "no notable dissatisfaction")],
}
"""PHQ-9: loinc.org/44261-6. GAD-7: rdrr.io, cliot. PHQ-4: NINDS F2495. DASS: psytools, dass21.ts. K6: 13 and above in
Kessler 2003, 5 and above in Prochaska 2012 (doi 10.1002/mpr.1349). CSI: below 13.5 and 51.5, psytools, csi16.ts."""

EDGES = [
    (key, score, name)
    for key, bands in PUBLISHED_BANDS.items()
    for low, high, name in bands
    for score in sorted({low, high})
]


def test_every_instrument_has_its_bands_here() -> None:
    assert set(PUBLISHED_BANDS) == set(SCREENS) == set(instruments())


@pytest.mark.parametrize(("key", "score", "name"), EDGES)
def test_every_edge_of_every_band(key: str, score: int, name: str) -> None:
    assert instruments()[key].band(score).name == name


@pytest.mark.parametrize("key", SCREENS)
def test_bands_part_where_they_were_published_and_nowhere_else(key: str) -> None:
    instrument = instruments()[key]
    names = [instrument.band(score).name for score in range(instrument.highest + 1)]
    parts = [n + 1 for n, (one, other) in enumerate(pairwise(names)) if one != other]
    assert parts == [low for low, _, _ in PUBLISHED_BANDS[key][1:]]
    for outside in (-1, instrument.highest + 1):
        with pytest.raises(StopIteration):
            instrument.band(outside)


@pytest.mark.parametrize(
    ("key", "answers", "score"),
    [
        ("phq-9", [0] * 9, 0),  # 0–27, plain sum, no reverse items
        ("phq-9", [3] * 9, 27),
        ("phq-9", [1, 2, 3, 0, 1, 2, 3, 0, 1], 13),
        ("gad-7", [3] * 7, 21),
        ("gad-7", [0, 1, 2, 3, 2, 1, 1], 10),
        ("phq-4", [3] * 4, 12),
        ("phq-4", [1, 0, 2, 3], 6),
        ("dass-21-stress", [3] * 7, 42),  # seven items, times two
        ("dass-21-stress", [1, 0, 2, 1, 0, 3, 1], 16),
        ("k6", [4] * 6, 24),
        ("k6", [0, 1, 2, 3, 4, 3], 13),
        ("csi-4", [6, 5, 5, 5], 21),
        ("csi-16", [6, *[5] * 15], 81),
        ("csi-16", [0] * 16, 0),
    ],
)
def test_sums_as_published(key: str, answers: list[int], score: int) -> None:
    assert instruments()[key].score(answers) == score


@pytest.mark.parametrize(
    ("key", "happy", "unhappy"),
    [("csi-16", [6, *[5] * 15], [0] * 16), ("csi-4", [6, 5, 5, 5], [0] * 4)],
)
def test_the_happy_end_of_every_satisfaction_item_counts_most(key: str, happy: list[int], unhappy: list[int]) -> None:
    """No reverse coding is needed when the printed points are used (psytools, csi16.ts)."""
    csi = instruments()[key]
    tops = [max(csi.options_of(n + 1), key=lambda option: option.points).label for n in range(len(csi.items))]
    assert {top for top in tops if not top.isdigit()} <= {"Perfect", "All the time", "Completely TRUE", "Completely"}
    nice = {"INTERESTING", "GOOD", "FULL", "STURDY", "HOPEFUL", "ENJOYABLE"}
    poles = [(item.poles, csi.options_of(n + 1)) for n, item in enumerate(csi.items) if item.poles]
    at_the_high_end = {pair[0] if options[0].points == 5 else pair[1] for pair, options in poles if pair}
    assert at_the_high_end == (nice if key == "csi-16" else set())
    assert (csi.band(csi.score(happy)).name, csi.band(csi.score(unhappy)).name) == (
        "no notable dissatisfaction",
        "notable dissatisfaction",
    )


@given(st.data())
def test_any_answers_are_summed_and_stay_in_the_range(data: st.DataObject) -> None:
    instrument = instruments()[data.draw(st.sampled_from(SCREENS))]
    points = [[option.points for option in instrument.options_of(n + 1)] for n in range(len(instrument.items))]
    answers = [data.draw(st.sampled_from(choice)) for choice in points]
    score = instrument.score(answers)
    assert score == sum(answers) * (2 if instrument.key == "dass-21-stress" else 1)
    assert instrument.band(score).low <= score <= instrument.band(score).high <= instrument.highest


@pytest.mark.parametrize("answers", [[], [0] * 8, [0] * 10, [4, *[0] * 8], [-1, *[0] * 8]])
def test_half_a_screen_or_another_answer_has_no_score(answers: list[int]) -> None:
    with pytest.raises(ValueError):
        instruments()["phq-9"].score(answers)


def test_codes_for_other_systems() -> None:
    """loinc.org/44249-1, /69729-2, /LL358-3 and /55757-9; what was not confirmed has no code."""
    phq, gad = instruments()["phq-9"], instruments()["gad-7"]
    assert [item.loinc for item in phq.items] == (
        ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]
    )
    assert [item.loinc for item in gad.items] == [
        "69725-0",
        "68509-9",
        "69733-4",
        "69734-2",
        "69735-9",
        "69689-8",
        "69736-7",
    ]
    assert [option.loinc for option in phq.options_of(1)] == ["LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"]
    totals = {key: one.loinc and (one.loinc.panel, one.loinc.total) for key, one in instruments().items()}
    assert totals == {
        "phq-4": (None, "70272-0"),
        "phq-9": ("44249-1", "44261-6"),
        "gad-7": ("69737-5", "70274-6"),
        "dass-21-stress": None,
        "k6": None,
        "csi-4": None,
        "csi-16": None,
    }


def test_only_the_phq_9_asks_about_not_wanting_to_live() -> None:
    assert {key: one.safety_item for key, one in instruments().items() if one.safety_item} == {"phq-9": 9}
    phq = instruments()["phq-9"]
    assert [phq.asks_for_care({9: points}) for points in range(4)] == [False, True, True, True]
    assert (phq.asks_for_care({}), phq.asks_for_care({8: 3})) == (False, False)


def test_what_counts_as_a_change_and_where_that_stands() -> None:
    """PHQ-9: 3.7, PMC8485844. GAD-7: 4, University Medical Center Hamburg-Eppendorf. The others are not published; for
    the CSI it is worked out from spread and reliability, and says so."""
    named = {key: (one.meaningful.points, one.meaningful.approximate) for key, one in _with_change()}
    assert named == {"phq-9": (3.7, False), "gad-7": (4, False), "csi-4": (3, True), "csi-16": (6, True)}
    assert [round(1.96 * sqrt(2) * sd * sqrt(1 - alpha)) for sd, alpha in ((4.35, 0.94), (16, 0.98))] == [3, 6]


def _with_change() -> list[tuple[str, Instrument]]:
    return [(key, one) for key, one in instruments().items() if one.meaningful]


def test_nothing_is_asked_again_before_what_it_asks_about_has_passed() -> None:
    """PHQ: "do not give it more often than every 14 days"; the CSI: monthly is enough."""
    rests = {key: (one.recall_days, one.rest_days) for key, one in instruments().items()}
    assert rests == {
        "phq-4": (14, 14),
        "phq-9": (14, 14),
        "gad-7": (14, 14),
        "dass-21-stress": (7, 7),
        "k6": (30, 30),
        "csi-4": (28, 28),
        "csi-16": (28, 28),
    }


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"bands": [{"low": 0, "high": 4, "name": "a"}, {"low": 6, "high": 27, "name": "b"}]}, "leave no gap"),
        ({"bands": [{"low": 0, "high": 4, "name": "a"}, {"low": 5, "high": 26, "name": "b"}]}, "score is 27"),
        ({"safety_item": 10}, "no such item"),
        ({"options": {"other": [{"points": 0, "label": "a"}, {"points": 1, "label": "b"}]}}, "no options are called"),
        ({"items": [{"options": "often"}]}, "a text or two poles"),
        ({"licence": None}, "licence"),
        ({"bandz": []}, "bandz"),
    ],
)
def test_a_file_with_a_slip_in_it_is_named(change: dict[str, object], problem: str) -> None:
    file = reading._HOME / "instruments" / "phq-9.toml"
    raw = {**reading._table(file), "key": "phq-9", **change}
    with pytest.raises(ContentError, match=rf"^phq-9\.toml: the file: .*{problem}"):
        reading._shaped(raw, Instrument, file=file, key="the file")


def test_every_instrument_says_where_it_is_from() -> None:
    for key, one in instruments().items():
        assert one.key == key
        assert min(map(len, (one.licence.notice, one.licence.attribution, one.licence.source, *one.sources))) > 10
