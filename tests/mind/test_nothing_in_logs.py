"""What a log of requests tells, or whoever listens beside the router: an address, a status and a size. None of them may
tell a heavy answer from a light one, or a hard day from another."""

from collections.abc import Callable

import pytest

from intertwine.journal.models import Entry
from intertwine.web.even import STEP
from intertwine.web.sessions.models import Session
from tests.cast import PASSWORD, Browser, Person, paired
from tests.mind.pages import Fields, forms_on, send
from tests.mind.screening import ASK, answers, begins, phq_9, presses

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])

Logged = tuple[str, int, int, bool]


@pytest.fixture
def alice() -> Person:
    return paired("Alice", "Bob")[0]


def logged(person: Person, where: str, **typed: object) -> Logged:
    page = person.post(where, **typed)
    return where, page.status_code, len(page.content), page.has_header("Location")


def last_page(person: Person) -> Fields:
    Entry.objects.all().delete()
    page = begins(person, "phq-9")
    for points in phq_9(3)[:8]:
        page = presses(person, page, points)
    return forms_on(page)[ASK]


def finishes(alice: Person, form: Fields, points: int) -> Logged:
    return logged(alice, ASK, **{**form, "a9": str(points)})


def puts_aside(alice: Person, form: Fields, points: int) -> Logged:
    return logged(alice, ASK, **{**form, "a9": str(points), "go": "aside"})


def comes_too_soon(alice: Person, form: Fields, points: int) -> Logged:
    answers(alice, "phq-9", phq_9(3))
    return finishes(alice, form, points)


def was_signed_out(alice: Person, form: Fields, points: int) -> Logged:
    alice.post("/sign-out")
    seen = finishes(alice, form, points)
    alice.post("/sign-in", name="Alice", password=PASSWORD)
    return seen


def was_closed(alice: Person, form: Fields, points: int) -> Logged:
    alice.close_private()
    seen = puts_aside(alice, form, points)
    alice.post("/open", password=PASSWORD)
    return seen


@pytest.mark.parametrize("ends", [finishes, puts_aside, comes_too_soon, was_signed_out, was_closed])
def test_a_log_tells_no_heavy_answer_from_a_light_one(
    alice: Person, ends: Callable[[Person, Fields, int], Logged]
) -> None:
    light, heavy = (ends(alice, last_page(alice), points) for points in (0, 3))
    assert light == heavy
    assert light[2] == STEP


def test_without_that_their_sizes_would_tell(alice: Person) -> None:
    """The control."""
    sizes = []
    for points in (0, 3):
        form = {name: values for name, values in last_page(alice).items() if name != "even"}
        sizes.append(finishes(alice, form, points)[2])
    assert sizes[0] != sizes[1]


def test_nor_what_was_answered_to_the_questions_for_one(alice: Person) -> None:
    form = forms_on(alice.get("/help/one"))["/help/one"]
    seen = [logged(alice, "/help/one", **{**form, "afraid": answer}) for answer in ("no", "yes")]
    assert seen == [("/help/one", 200, STEP, False)] * 2
    checking = Browser(**{name: morsel.value for name, morsel in alice.browser.cookies.items()})
    checking.handler.enforce_csrf_checks = True
    alice.browser = checking
    form["csrfmiddlewaretoken"] = ["x" * 64]
    too_old = [logged(alice, "/help/one", **{**form, "afraid": answer}) for answer in ("no", "yes")]
    assert too_old == [("/help/one", 403, STEP, False)] * 2


def test_what_is_filled_up_shows_nothing_and_is_never_the_same(alice: Person) -> None:
    form = last_page(alice)
    first, second = (alice.post(ASK, **{**form, "a9": "0"}).content for _ in range(2))
    shown, filling = first.split(b"</html>")
    assert filling.strip().startswith(b"<!--")
    assert filling.endswith(b"-->")
    assert filling.count(b"--") == 2
    assert filling != second.split(b"</html>")[1]
    assert shown.count(b"PHQ-9") > 0


def test_the_sessions_database_knows_no_hard_day(alice: Person) -> None:
    """Bob runs the server and compares copies of it: a check-in and a hard day write the same rows of the same size."""
    seen = []
    for to in ("/today/check-in", "/today/for-now"):
        page = alice.get("/today")
        if to == "/today/check-in":
            before = rows_of_sessions()
            send(alice, page, to=to, valence="3", arousal="3", go="done")
        else:
            before = rows_of_sessions()
            alice.post(to, **forms_on(page)[to])
        after = rows_of_sessions()
        seen.append([(len(blob), blob != before[id]) for id, blob in after.items()])
    assert seen[0] == seen[1]
    assert sorted({changed for _, changed in seen[0]}) == [False, True]


def rows_of_sessions() -> dict[bytes, bytes]:
    return {bytes(row.id): bytes(row.blob) for row in Session.objects.order_by("id")}
