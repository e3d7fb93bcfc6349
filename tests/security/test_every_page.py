"""One walk through every page in every state, because it is long: what goes with each answer, and what is in it."""

import pytest

from tests.access.test_matrix import Role
from tests.security.pages import STATES, answers_to
from tests.security.test_headers import PROMISED, headers
from tests.security.test_markup import ids_of_everybody, problems

pytestmark = pytest.mark.django_db(databases=["default", "sessions"])


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_page_in_every_state(state: Role) -> None:
    client = state.arrive()
    ids = ids_of_everybody()
    answers = list(answers_to(client, state.name))
    without = [got.asked for got in answers if headers(got.response) != PROMISED]
    found = {got.asked: problems(got, ids) for got in answers}
    assert without == [f"GET /worker.js by {state.name}"]
    assert {asked: wrong for asked, wrong in found.items() if wrong} == {}
