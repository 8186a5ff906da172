"""Real people: an invented truth against recordings made on the spot, and the page."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from support.commands import record
from support.performer import perform, plan_for

from benchmark import clips, real_document, real_people
from benchmark.clips import Clip
from benchmark.real_people import Count, Row, Truth
from formcheck.exercises.loader import load_exercise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SQUATS = Truth("mini_squat", done=(3,), totals=(2, 3), good_at_most=3)
THREE = Count(3, 3, 0, "All 3 repetitions were good.")
NONE = Count(0, 0, 0, "Turn sideways.")
RIGHT = Row("squat", SQUATS, {"mini_squat": THREE}, ("mini_squat",))
DANCE = Row("dance", Truth())


@pytest.fixture
def squats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clip:
    """A clip of two mini squats whose poses are known."""
    exercise = load_exercise("mini_squat")
    path = record(tmp_path / "poses.npz", perform(exercise, plan=plan_for(exercise, reps=2)))

    def nothing_is_missing(_clips: Sequence[Clip], _model: str, *, workers: int) -> None:
        assert workers

    monkeypatch.setattr(clips, "recording_of", lambda *_: path)
    monkeypatch.setattr(clips, "estimate_missing", nothing_is_missing)
    expect = {"exercise": "mini_squat", "total": [2], "good_at_most": 2}
    truth = {"exercise": "mini_squat", "done": [2], "expect": expect}
    return Clip("squat", "real", "", path, truth)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose pages are not written yet."""
    (tmp_path / "benchmark").mkdir()
    readme = "Before.\n<!-- real:begin -->\nyesterday\n<!-- real:end -->\nAfter.\n"
    (tmp_path / "README.md").write_text(readme, encoding="utf-8")
    monkeypatch.setattr(clips, "ROOT", tmp_path)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, chosen: Sequence[Clip], *words: str) -> int:
    monkeypatch.setattr(clips, "real", lambda: iter(chosen))
    monkeypatch.setattr(sys, "argv", ["real_people", "--workers", "1", *words])
    return real_people.main()


def cells(text: str, label: str) -> list[str]:
    """The cells of the row of a table that begins with a label."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {label}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


# --- Measuring ---------------------------------------------------------------------------------


def test_clip_is_judged_as_every_exercise_and_without_a_name(squats: Clip) -> None:
    row = real_people.measure(squats, "full")
    assert row.truth == Truth("mini_squat", (2,), (2,), 2)
    assert row.named == Count(2, 2, 0, "Both repetitions were complete, and both were clean.")
    assert row.is_right
    assert row.is_exact
    assert row.false_goods == {}
    assert (row.names, row.unaided) == (("mini_squat",), "right")


def test_good_repetitions_of_an_exercise_that_was_not_done_are_false(squats: Clip) -> None:
    bridge = {"exercise": "double_leg_bridge", "total": [0], "good_at_most": 0}
    row = real_people.measure(
        replace(squats, truth={"exercise": "double_leg_bridge", "expect": bridge}), "full"
    )
    assert {name: count.good for name, count in row.false_goods.items()} == {"mini_squat": 2}
    assert row.is_right
    assert row.unaided == "wrong"

    also = {**squats.truth, "expect": bridge, "exercise": "double_leg_bridge"}
    excused = real_people.measure(replace(squats, truth=also | {"also": ["mini_squat"]}), "full")
    assert excused.false_goods == {}
    assert excused.unaided == "right"


@pytest.mark.parametrize(
    ("count", "is_right", "is_exact"),
    [
        (THREE, True, True),
        (replace(THREE, total=2, good=2), True, False),
        (replace(THREE, total=4), False, False),
        (replace(THREE, good=4), False, True),
        (NONE, False, False),
    ],
)
def test_count_is_right_if_the_truth_allows_it(
    count: Count,
    is_right: bool,  # noqa: FBT001  # cells of a table
    is_exact: bool,  # noqa: FBT001  # cells of a table
) -> None:
    row = replace(RIGHT, counts={"mini_squat": count})
    assert (row.is_right, row.is_exact) == (is_right, is_exact)


def test_clip_without_an_exercise_is_neither_right_nor_exact() -> None:
    assert not DANCE.is_right
    assert not DANCE.is_exact
    assert DANCE.unaided == "nothing"
    assert replace(DANCE, names=("lateral_step",)).unaided == "wrong"


@pytest.mark.parametrize(
    ("totals", "worth"),
    [((3, 6), True), ((1, 2), True), ((0, 5), False), ((1,), False), ((), False)],
)
def test_set_of_two_that_may_not_be_refused_is_worth_recognising(
    totals: tuple[int, ...],
    worth: bool,  # noqa: FBT001  # cells of a table
) -> None:
    assert replace(SQUATS, totals=totals).worth_recognising is worth


# --- The page ----------------------------------------------------------------------------------

WRONG = Row(
    "lunge", Truth(), {"step_up": Count(4, 3, 0, "It was good.")}, ("step_up",), "Turn round."
)
UNSEEN = Row("crop", replace(SQUATS, totals=(0,)), {"mini_squat": NONE}, (), "Move back.")


def test_figures_are_sums_over_the_clips() -> None:
    text = real_document.figures([RIGHT, DANCE, WRONG, UNSEEN])
    assert cells(text, "named sets")[2] == "2 of 2"
    assert cells(text, "... exactly")[2] == "1 of 2"
    assert cells(text, "“good” repetitions")[2] == "3, in 1 of 4 clips"
    assert cells(text, "clips recognised")[2] == "1 right, 2 nothing, 1 wrong"
    assert cells(text, "... of those")[2] == "1 of 1"


def test_every_failure_has_a_row_with_what_was_said() -> None:
    lost = replace(RIGHT, clip="lost", names=(), reason="Too dark.")
    few = replace(RIGHT, clip="few", counts={"mini_squat": replace(NONE, partial=2)})
    text = real_document.failures([RIGHT, DANCE, WRONG, UNSEEN, lost, few], {"crop": "No feet."})
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    assert [row[0] for row in rows[2:]] == ["lunge", "lunge", "crop", "lost", "few"]
    good, wrong, crop, unaided, count = rows[2:]
    assert good[1:5] == ["step_up", "not done", "**good 3 of 4**", "It was good."]
    assert wrong[1:5] == ["no name given", "no exercise", "**step_up**", "Turn round."]
    assert crop[3:] == ["0, good 0, partial 0", "Turn sideways.", "No feet."]
    assert unaided[1:5] == ["no name given", "mini_squat", "nothing", "Too dark."]
    assert count[3] == "**0, good 0, partial 2**"


def test_silence_is_named() -> None:
    lost = replace(RIGHT, names=())
    assert real_document.NOTHING_SAID in real_document.failures([lost], {})


def test_no_failure_is_a_sentence() -> None:
    assert "|" not in real_document.failures([RIGHT, DANCE], {})
    assert list(real_document.explain([RIGHT, DANCE])) == []


def test_every_table_is_whole() -> None:
    rows = [RIGHT, DANCE, WRONG, UNSEEN]
    found = real_document.Findings(
        rows, {}, model="full", versions={"formcheck": "1.2.3"}, date="2030-01-02"
    )
    text = real_document.page(found)
    assert all(part in text for part in ("2030-01-02", "formcheck 1.2.3", "`full`", "make real"))
    tables_seen = [block for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables_seen) == 4
    for block in tables_seen:
        assert len({line.count("|") for line in block.splitlines()}) == 1


# --- The command -------------------------------------------------------------------------------


def test_page_and_readme_are_written_from_the_measurements(
    squats: Clip,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(monkeypatch, [squats]) == 0
    page = (checkout / "benchmark" / "REAL.md").read_text(encoding="utf-8")
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    figures = readme.removeprefix("Before.\n<!-- real:begin -->\n").split("\n<!-- real:end -->")[0]
    assert figures.startswith("| ")
    assert figures in page
    assert readme.endswith("After.\n")
    assert "REAL.md" in capsys.readouterr().out


def test_some_clips_are_only_printed(
    squats: Clip,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = replace(squats, name="bridge", truth={"exercise": ""})
    assert run(monkeypatch, [squats, other], "bri*") == 0
    shown = capsys.readouterr().out
    assert "bridge" in shown
    assert "squat  " not in shown.replace("mini_squat", "")
    assert not (checkout / "benchmark" / "REAL.md").exists()
    assert "yesterday" in (checkout / "README.md").read_text(encoding="utf-8")


def test_absent_recordings_are_one_sentence(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, []) == 2
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert list((checkout / "benchmark").iterdir()) == []


def test_reasons_of_clips_are_sentences() -> None:
    for clip, reason in real_people.why_not().items():
        assert reason.endswith("."), clip
