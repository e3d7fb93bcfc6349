import pytest

from intertwine.cli import counting


@pytest.fixture(autouse=True)
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")


def test_what_is_done_at_once_shows_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with counting.counting("Writing", 2) as step:
        step()
        step()

    assert capsys.readouterr().out == ""


def test_what_takes_longer_than_one_waits_for_shows_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "PATIENCE", -1.0)
    with counting.counting("Writing", 2) as step:
        step()
        step()

    assert "Writing" in capsys.readouterr().out


def test_nothing_moves_where_nobody_looks(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR")
    monkeypatch.setattr(counting, "PATIENCE", -1.0)
    with counting.counting("Writing", 1) as step, counting.waiting("Looking"):
        step()

    assert capsys.readouterr().out == ""
