"""One check-in per day, out of whatever was written about it."""

from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from intertwine.journal.sealing import Stored
from intertwine.mind.day import by_day, day_of, joined
from intertwine.mind.entries import CheckIn

MONDAY = date(2026, 11, 23)
ITEMS = ("valence", "arousal", "stress", "close")

entries = st.builds(
    CheckIn,
    st.just(MONDAY),
    st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 10)),
    st.lists(st.sampled_from(ITEMS), unique=True).map(tuple),
    st.lists(st.sampled_from(("calm", "sad", "torn")), unique=True).map(tuple),
    st.text(alphabet="ab\n", max_size=6),
    st.booleans(),
)


def stored(entry: CheckIn, *, written: int, id: int | None = None, revision: int = 1) -> Stored[CheckIn]:
    return Stored(UUID(int=written if id is None else id), revision, UUID(int=0), written, entry)


def test_two_entries_of_one_day_are_one_check_in() -> None:
    morning = CheckIn(MONDAY, {"valence": 3, "stress": 8}, ("valence", "stress"), ("sad",), "slept badly")
    evening = CheckIn(
        MONDAY, {"valence": 7, "close": 9}, ("valence", "close"), ("calm", "sad"), "better now", hard=True
    )
    assert joined([morning, evening]) == CheckIn(
        MONDAY,
        {"valence": 7, "stress": 8, "close": 9},
        ("valence", "stress", "close"),
        ("sad", "calm"),
        "slept badly\nbetter now",
        hard=True,
    )


def test_the_order_of_writing_counts_and_not_the_order_of_rows() -> None:
    first = stored(CheckIn(MONDAY, {"valence": 2}), written=1)
    second = stored(CheckIn(MONDAY, {"valence": 8}), written=2)
    assert day_of([second, first]) == day_of([first, second])
    assert day_of([second, first]).ratings == {"valence": 8}


def test_an_entry_written_in_place_of_what_was_seen_takes_its_place_and_of_nothing_else() -> None:
    seen = stored(CheckIn(MONDAY, {"valence": 2, "close": 4}, line="seen"), written=1)
    unseen = stored(CheckIn(MONDAY, {"arousal": 5}, line="unseen"), written=2)
    instead = stored(CheckIn(MONDAY, {"valence": 8}, line="instead", instead=((seen.id, 1),)), written=3)
    day = day_of([seen, unseen, instead])
    assert (day.ratings, day.line) == ({"valence": 8, "arousal": 5}, "unseen\ninstead")
    assert day.standing == ((seen.id, 1), (unseen.id, 1), (instead.id, 1))


def test_an_entry_changed_since_it_was_seen_stays() -> None:
    changed = stored(CheckIn(MONDAY, line="changed since"), written=1, revision=2)
    instead = stored(CheckIn(MONDAY, line="instead", instead=((changed.id, 1),)), written=3)
    assert day_of([changed, instead]).line == "changed since\ninstead"


def test_entries_that_replace_each_other_in_a_ring_are_all_read() -> None:
    one = stored(CheckIn(MONDAY, line="one", instead=((UUID(int=2), 1),)), written=1)
    two = stored(CheckIn(MONDAY, line="two", instead=((UUID(int=1), 1),)), written=2)
    assert day_of([one, two]).line == "one\ntwo"


@given(st.lists(entries, min_size=1, max_size=5))
def test_nothing_is_lost(several: list[CheckIn]) -> None:
    day = joined(several)
    assert set(day.ratings) == {item for entry in several for item in entry.ratings}
    assert set(day.feelings) == {feeling for entry in several for feeling in entry.feelings}
    assert set(day.asked) == {item for entry in several for item in entry.asked}
    assert day.hard is any(entry.hard for entry in several)
    around = f"\n{day.line}\n"
    assert [entry.line for entry in several if entry.line and f"\n{entry.line}\n" not in around] == []


@given(st.lists(entries, min_size=1, max_size=5))
def test_the_last_rating_of_each_item_counts(several: list[CheckIn]) -> None:
    last = {item: points for entry in several for item, points in entry.ratings.items()}
    assert joined(several).ratings == last


@given(st.lists(entries, min_size=1, max_size=4))
def test_the_same_again_changes_nothing(several: list[CheckIn]) -> None:
    day = joined(several)
    assert joined([day]) == day
    assert joined([day, several[-1]]) == day
    assert joined([*several, several[-1]]) == joined(several)


@given(st.lists(entries, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_what_a_day_is_does_not_depend_on_how_rows_come(several: list[CheckIn], chance: object) -> None:
    rows = [stored(entry, written=n // 2, id=n) for n, entry in enumerate(several)]
    shuffled = sorted(rows, key=lambda _: chance.random())  # type: ignore[attr-defined]  # a random.Random
    assert day_of(shuffled) == day_of(rows)


@given(st.lists(st.tuples(entries, st.integers(0, 3)), max_size=8))
def test_every_day_is_there_once_and_in_order(several: list[tuple[CheckIn, int]]) -> None:
    dated = [CheckIn(MONDAY + timedelta(days=n), entry.ratings) for entry, n in several]
    days = by_day(stored(entry, written=n) for n, entry in enumerate(dated))
    assert list(days) == sorted({entry.day for entry in dated})
    assert sorted(id for day in days.values() for id, _ in day.standing) == [UUID(int=n) for n in range(len(dated))]


@given(entries)
def test_a_day_of_one_entry_reads_back_as_that_entry(entry: CheckIn) -> None:
    assert day_of([stored(entry, written=1)]).written == joined([entry])
    assert joined([entry]).ratings == entry.ratings


def test_the_later_answer_counts_also_when_it_is_not_today() -> None:
    morning = CheckIn(MONDAY, {"close": 4}, not_today=("rely",), care_act=True, care_what="a walk", events=("none",))
    evening = CheckIn(MONDAY, {"rely": 8}, not_today=("close",), care_act=False, events=("good_news",))
    day = joined([morning, evening])
    assert (day.ratings, day.not_today) == ({"rely": 8}, ("close",))
    assert (day.care_act, day.care_what, day.events) == (False, "a walk", ("good_news",))
    assert joined([CheckIn(MONDAY, events=("none",)), CheckIn(MONDAY)]).events == ("none",)


def test_words_and_tags_of_ones_own_are_kept_once_and_a_later_factor_counts() -> None:
    one = CheckIn(MONDAY, own_words=("fizzy",), tags=("garden",), factors={"sleep": 420, "alcohol": 1})
    two = CheckIn(MONDAY, own_words=("fizzy", "far away"), tags=("garden", "mum"), factors={"alcohol": 0})
    assert joined([one, two]) == CheckIn(
        MONDAY, own_words=("fizzy", "far away"), tags=("garden", "mum"), factors={"sleep": 420, "alcohol": 0}
    )
