"""Rosa fits a model to a file: whatever its kind and however it is cut, the answer is one."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from intertwine.insights.cohort import Apim, CohortError, Columns, Fit, fit
from intertwine.insights.cohort.errors import EmptyColumnError, NoSuchColumnError, NotSortedError, RolesError
from intertwine.studies import fitting, reading
from intertwine.studies.errors import NoSuchFileError, UnreadableFileError
from intertwine.studies.fitting import Task, done, fit_file, in_file_order
from intertwine.studies.reading import Part, parts_of
from tests.insights.cohort.cohorts import cohort

MODEL = Apim(outcome="closeness", drivers=["mind"])
CENTRED = Apim(outcome="closeness", drivers=["mind"], between=True, random="intercept")


def rosas_file(folder: Path, name: str = "diary.parquet", *, rows_of_a_group: int = 130, **frame: object) -> Path:
    """A cohort in small row groups, whose edges cut through couples."""
    path = folder / name
    table = pl.DataFrame({**cohort(), **frame}, nan_to_null=True)
    if name.endswith("csv"):
        table.write_csv(path)
    else:
        table.write_parquet(path, row_group_size=rows_of_a_group)
    return path


def numbers(found: Fit) -> list[float]:
    return [found.log_likelihood, *(n for effect in found.fixed for n in (effect.estimate, effect.se))]


@pytest.mark.parametrize("model", [MODEL, CENTRED])
def test_csv_parquet_and_a_frame_say_the_same(tmp_path: Path, model: Apim) -> None:
    whole = fit(cohort(), model)

    for name in ("diary.csv", "diary.parquet"):
        found = fit_file(rosas_file(tmp_path, name), model)
        assert numbers(found) == pytest.approx(numbers(whole), abs=1e-9)
        assert found.flow == whole.flow


@pytest.mark.parametrize("rows", [5, 24, 130])
def test_however_the_file_is_cut_the_sums_are_the_same(tmp_path: Path, rows: int) -> None:
    whole = pieces(tmp_path, rows_of_a_group=10_000)
    cut = pieces(tmp_path, rows_of_a_group=rows)

    assert np.array_equal(whole, cut)


def pieces(folder: Path, rows_of_a_group: int) -> np.ndarray:
    """All couples' sums, in the order of the file, from parts of one row group each."""
    path = rosas_file(folder, rows_of_a_group=rows_of_a_group)
    task = fitting.task_for(path, MODEL, Columns())
    parts = [done(part, task, Task.sums) for part in parts_of(path, rows=1)]
    return np.concatenate([part.sums for part in in_file_order(parts, task, Task.sums)])


def test_a_fit_in_parts_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "parts_of", lambda path: parts_of(path, rows=200))
    path, told = rosas_file(tmp_path), []

    found = fit_file(path, CENTRED, threads=2, told=lambda at, of: told.append((at, of)))

    parts = len(parts_of(path, rows=200))
    assert told == [(i + 1, parts) for i in range(parts)]
    assert numbers(found) == pytest.approx(numbers(fit(cohort(), CENTRED)), abs=1e-9)
    assert min(found.seconds.read, found.seconds.sums, found.seconds.fit) > 0


CARRIED = Apim(outcome="closeness", drivers=["mind"], random="intercept", residual="ar1")


def test_days_whose_residuals_carry_over_are_read_in_parts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "parts_of", lambda path: parts_of(path, rows=200))
    whole = fit(cohort(), CARRIED)

    found = fit_file(rosas_file(tmp_path), CARRIED, threads=2)

    assert numbers(found) == pytest.approx(numbers(whole), abs=1e-8)
    for name in ("phi", "phi_low", "phi_high"):
        assert getattr(found.residual, name) == pytest.approx(getattr(whole.residual, name), abs=1e-6)
    assert found.flow == whole.flow


def test_a_couple_in_two_places_is_refused_with_what_to_do(tmp_path: Path) -> None:
    frame = cohort()
    couple = np.where((frame["couple"] == 20) & (frame["day"] > 6), 3, frame["couple"])

    with pytest.raises(NotSortedError) as refused:
        fit_file(rosas_file(tmp_path, couple=couple), MODEL)

    assert refused.value.couple == "3"


def test_couples_without_a_name_are_counted_in_a_stream_too(tmp_path: Path) -> None:
    couple = cohort()["couple"].astype(float)
    couple[-2:] = np.nan
    path = tmp_path / "diary.parquet"
    pl.DataFrame({**cohort(), "couple": couple}).write_parquet(path, row_group_size=130)

    assert fit_file(path, MODEL).flow == fit({**cohort(), "couple": couple}, MODEL).flow


def test_names_are_looked_for_before_anything_is_read(tmp_path: Path) -> None:
    path = rosas_file(tmp_path)

    with pytest.raises(NoSuchColumnError) as refused:
        fit_file(path, Apim(outcome="closenes", drivers=["mind"]))
    assert refused.value.nearest == ("closeness",)

    with pytest.raises(NoSuchColumnError) as refused:
        fit_file(path, MODEL, Columns(couple="couples"))
    assert refused.value.nearest[0] == "couple"

    with pytest.raises(NoSuchColumnError):
        fit_file(path, MODEL, Columns(role="gender"))

    with pytest.raises(RolesError):
        fit_file(path, MODEL, Columns(role="day"))


def test_a_column_that_is_empty_in_every_part_is_named(tmp_path: Path) -> None:
    path = rosas_file(tmp_path, mind=np.full(len(cohort()["day"]), np.nan))

    with pytest.raises(EmptyColumnError) as refused:
        fit_file(path, MODEL)

    assert refused.value.name == "mind"


def test_files_that_are_none(tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"not a table")
    image = tmp_path / "image.csv"
    image.write_bytes(b"\xff\xfe\x00a,b\n\x00\x01")
    short = tmp_path / "short.csv"
    short.write_text("", encoding="utf-8")

    for name in ("none.csv", "none.parquet"):
        with pytest.raises(NoSuchFileError):
            fit_file(tmp_path / name, MODEL)
    for path in (broken, image, short):
        with pytest.raises((UnreadableFileError, CohortError)):
            fit_file(path, MODEL)


def test_text_late_in_a_column_is_counted_and_not_lost(tmp_path: Path) -> None:
    path = rosas_file(tmp_path, "diary.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    lines *= 1 + 12_000 // len(lines)
    head, rest = lines[0], [line for line in lines[1:] if line != lines[0]]
    renamed = [f"{i // 720}-{line}" for i, line in enumerate(rest)]
    couple, day, role, mind, _ = renamed[-1].split(",")
    path.write_text(
        "\n".join([head, *renamed, f"{couple},{int(day) + 1},{role},{mind},often"]) + "\n", encoding="utf-8"
    )

    found = fit_file(path, MODEL)

    assert [one.rows for one in found.flow.excluded if one.reason == "not_a_number"] == [1]
    assert found.flow.rows == len(rest) + 1


@pytest.mark.parametrize("large", [False, True])
def test_commas_in_numbers_between_semicolons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, large: bool) -> None:
    """As spreadsheets in half of Europe write it, a word among the numbers, and the mark of UTF-8 in front."""
    monkeypatch.setattr(reading, "LARGE", 100 if large else reading.LARGE)
    lines = rosas_file(tmp_path, "diary.csv").read_text(encoding="utf-8").splitlines()
    lines[-1] = lines[-1].rsplit(",", 1)[0] + ",often"
    path = tmp_path / "europe.csv"
    path.write_text("\n".join(line.replace(",", ";").replace(".", ",") for line in lines) + "\n", encoding="utf-8-sig")
    closeness = np.append(cohort()["closeness"][:-1], np.nan)

    found, plain = fit_file(path, MODEL), fit({**cohort(), "closeness": closeness}, MODEL)

    assert reading.layout_of(path) == reading.Layout(mark=";", comma=True)
    assert numbers(found) == pytest.approx(numbers(plain), abs=1e-9)
    assert [one.rows for one in found.flow.excluded if one.reason == "not_a_number"] == [1]


def test_semicolons_and_points(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("couple;note\n1;3,5\n2;3.5\n", encoding="utf-8")

    assert reading.layout_of(path) == reading.Layout(mark=";", comma=False)


def test_a_large_csv_is_read_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGE", 100)
    path, told = rosas_file(tmp_path, "diary.csv", note=["a line nobody asked for"] * len(cohort()["day"])), []

    found = fit_file(path, CENTRED, told=lambda at, of: told.append((at, of)))

    assert numbers(found) == pytest.approx(numbers(fit(cohort(), CENTRED)), abs=1e-9)
    assert found.flow == fit(cohort(), CENTRED).flow
    assert told == [(1, 1)]


def test_text_late_in_a_large_csv_is_counted_and_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGE", 100)
    monkeypatch.setattr(reading, "LOOK_AHEAD", 50)
    path = rosas_file(tmp_path, "diary.csv")
    *lines, last = path.read_text(encoding="utf-8").splitlines()
    couple, day, role, mind, _ = last.split(",")
    path.write_text("\n".join([*lines, f"{couple},{day},{role},{mind},often"]) + "\n", encoding="utf-8")

    found = fit_file(path, MODEL)

    assert [one.rows for one in found.flow.excluded if one.reason == "not_a_number"] == [1]
    assert found.flow.rows == len(lines)


def test_a_large_csv_is_looked_through_for_names_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGE", 100)

    with pytest.raises(NoSuchColumnError) as refused:
        fit_file(rosas_file(tmp_path, "diary.csv"), Apim(outcome="closenes", drivers=["mind"]))

    assert refused.value.nearest == ("closeness",)


def test_an_empty_parquet_has_no_parts(tmp_path: Path) -> None:
    path = tmp_path / "empty.parquet"
    pl.DataFrame({name: column[:0] for name, column in cohort().items()}).write_parquet(path)

    assert [part for part in parts_of(path) if part.rows] == []
    with pytest.raises((RolesError, EmptyColumnError)):
        fit_file(path, MODEL)


def test_a_part_is_at_least_one_row_group(tmp_path: Path) -> None:
    path = rosas_file(tmp_path, rows_of_a_group=100)
    groups = -(-720 // 100)

    assert [part.groups for part in parts_of(path, rows=1)] == [(i,) for i in range(groups)]
    assert parts_of(path) == [Part(path=path, groups=tuple(range(groups)), rows=720)]
