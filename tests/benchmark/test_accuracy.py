"""From clips to scores, and from scores to lines and a page, with recordings made on the spot."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from support.commands import record
from support.performer import perform, plan_for
from support.true_angles import truth_of

from benchmark import accuracy, clips
from benchmark.clips import Clip
from benchmark.scoring import Judged, Judgement, Score, Subject, judge
from formcheck import recording
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from formcheck.exercises.definition import Exercise

SUBJECT = Subject("mini_squat-tune-1", "tune", "", "mini_squat", "full")
REAL = {"exercise": "mini_squat", "done": [1], "range_deg": 40, "hold_s": 1.5}


class Studio:
    """A folder of clips whose poses are known; their videos are only names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.npz"

    def squat(self, name: str, *, family: str = "tune", peak_deg: float = 48.0) -> Clip:
        """One squat, with the truth of what was performed."""
        exercise = load_exercise("mini_squat")
        plan = plan_for(exercise, reps=1, rest_s=2.0, peak_deg=peak_deg)
        poses = perform(exercise, side="right", plan=plan)
        record(self.path(name), poses)
        angles = {
            "knee_flexion_right": [plan.at(pose.time_s)[0] for pose in poses],
            "hip_flexion_right": [20.0] * len(poses),
            "trunk_inclination": [10.0] * len(poses),
        }
        truth = {"name": name, **truth_of("mini_squat", plan, angles)}
        return Clip(name, family, "", self.folder / f"{name}.mp4", truth)


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """Clips with poses of their own: nothing is estimated, no video is opened."""
    made = Studio(tmp_path)

    def nothing_is_missing(_clips: Sequence[Clip], _model: str, *, workers: int) -> None:
        assert workers

    monkeypatch.setattr(clips, "estimate_missing", nothing_is_missing)
    monkeypatch.setattr(clips, "recording_of", lambda clip, _model: made.path(clip.name))
    return made


# --- Scores ------------------------------------------------------------------------------------


def test_clip_is_scored_as_the_exercise_that_it_shows(studio: Studio) -> None:
    clip = replace(studio.squat("one"), condition="dim")
    (row,) = accuracy.scores_of([clip], "lite", workers=1)
    assert row.exact
    assert row.full == row.counted == 1
    assert row.subject == Subject("one", "tune", "dim", "mini_squat", "lite", clip.person)


def test_clip_judged_as_another_exercise_has_nothing_to_count(studio: Studio) -> None:
    rows = accuracy.strangers([studio.squat("one")], "full")
    assert {row.subject.exercise for row in rows} == set(exercise_names()) - {"mini_squat"}
    assert {row.subject.clip for row in rows} == {"one"}
    assert all(row.full == 0 for row in rows)
    assert sum(row.counted for row in rows) == 0


def test_idle_people_are_judged_as_every_exercise_and_all_they_do_is_wrong(
    studio: Studio,
) -> None:
    rows = accuracy.idle_scores([studio.squat("deep", peak_deg=85.0)], "full", workers=1)
    assert [row.subject.exercise for row in rows] == list(exercise_names())
    as_squat = next(row for row in rows if row.subject.exercise == "mini_squat")
    assert (as_squat.full, as_squat.counted) == (0, 1)
    assert not as_squat.exact
    assert {(row.rule, row.outcome) for row in as_squat.limits} == {("too_deep", "false alarm")}


def test_exercises_in_passing_of_idle_people_are_excused(studio: Studio) -> None:
    clip = studio.squat("deep")
    lying = replace(clip, truth={**clip.truth, "exercise": "lying"})
    rows = accuracy.idle_scores([lying], "full", workers=1)
    assert {row.subject.exercise for row in rows} == set(exercise_names()) - {"heel_slide"}


def test_partial_repetition_of_idle_people_is_reported(studio: Studio) -> None:
    rows = accuracy.idle_scores([studio.squat("small", peak_deg=25.0)], "full", workers=1)
    as_squat = next(row for row in rows if row.subject.exercise == "mini_squat")
    assert (as_squat.counted, as_squat.partial_reported) == (0, 1)


def test_real_people_are_compared_with_the_count_by_eye(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = replace(studio.squat("real"), family="real", truth=REAL)
    monkeypatch.setattr(clips, "real", lambda: iter([clip]))
    (row,) = accuracy.real_scores("full", workers=1)
    rep = judge(load_exercise("mini_squat"), recording.read(studio.path("real"))).report.reps[0]
    assert row.exact
    assert row.range_error_deg == (rep.range_deg - 40,)
    assert row.hold_error_s == (rep.hold_s - 1.5,)


def test_real_people_of_unknown_range_are_not_scored(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = replace(studio.squat("real"), family="real", truth={"exercise": "mini_squat"})
    monkeypatch.setattr(clips, "real", lambda: iter([clip]))
    assert accuracy.real_scores("full", workers=1) == []


def test_unknown_range_of_a_real_person_is_no_error(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = replace(studio.squat("real"), family="real", truth=REAL)
    monkeypatch.setattr(clips, "real", lambda: iter([clip]))

    def unseen_start(exercise: Exercise, poses: recording.Recording) -> Judgement:
        judgement = judge(exercise, poses)
        (rep,) = judgement.report.reps
        unknown = replace(rep, range_deg=math.nan)
        return replace(judgement, report=replace(judgement.report, reps=(unknown,)))

    monkeypatch.setattr(accuracy, "judge", unseen_start)
    (row,) = accuracy.real_scores("full", workers=1)
    assert row.range_error_deg == ()


# --- Lines -------------------------------------------------------------------------------------


def line(**parts: Any) -> str:  # noqa: ANN401  # any part of a score
    (only,) = accuracy.explain([Score(SUBJECT, **({"full": 2, "counted": 2} | parts))])
    return only


def test_line_says_which_clip_and_whether_it_was_exact() -> None:
    assert "mini_squat-tune-1" in line()
    assert " ok " in line()
    assert " NOT " in line(counted=1, missed=1)


def test_line_names_errors_only() -> None:
    faults = (
        Judged("trunk_forward", weak=False, outcome="miss"),
        Judged("heels_lift", weak=False, outcome="false alarm"),
        Judged("quick_up", weak=False, outcome="hit"),
        Judged("quick_down", weak=False, outcome="rightly silent"),
    )
    limits = (Judged("too_deep", weak=False, outcome="miss"),)
    said = line(faults=faults, limits=limits)
    for wrong in ("trunk_forward: miss", "heels_lift: false alarm", "too_deep: miss"):
        assert wrong in said
    assert "quick_up" not in said
    assert "quick_down" not in said


def test_line_names_errors_partial_repetitions_and_view() -> None:
    said = line(
        partial=2,
        partial_reported=1,
        partial_counted=1,
        range_error_deg=(3.2, -1.0),
        hold_error_s=(0.4,),
        view_reported=True,
    )
    for part in ("+3.2 -1.0", "+0.4", "1/2", "1 COUNTED", "view"):
        assert part in said
    assert "COUNTED" not in line()
    assert "view" not in line()


# --- Rendering what is missing -----------------------------------------------------------------


class Process:
    """A program that was started, and how it ended."""

    started: list[list[str]]
    ends: int

    def __init__(self, command: list[str], **_: object) -> None:
        self.started.append(command)

    def wait(self) -> int:
        return self.ends


@pytest.mark.parametrize("ends", [0, 1])
def test_sweep_is_drawn_in_parts_that_make_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: int
) -> None:
    monkeypatch.setattr(Process, "started", [], raising=False)
    monkeypatch.setattr(Process, "ends", ends, raising=False)
    monkeypatch.setattr(subprocess, "Popen", Process)
    monkeypatch.setattr(clips, "RENDERED", tmp_path / "clips")
    if ends:
        with pytest.raises(SystemExit, match="could not be drawn"):
            accuracy.draw_missing(["*-tune-*"], "python9")
    else:
        accuracy.draw_missing(["*-tune-*"], "python9")

    parts = [command[command.index("--part") + 1] for command in Process.started]
    assert parts == [f"{number}/{len(parts)}" for number in range(1, len(parts) + 1)]
    for command in Process.started:
        assert command[0] == "python9"
        assert {"*-tune-*", "--missing", str(clips.RENDERED)} <= set(command)
    assert clips.RENDERED.is_dir()


# --- The command -------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of its own, so that no test writes into this one."""
    root = tmp_path / "checkout"
    (root / "benchmark").mkdir(parents=True)
    (root / "README.md").write_text(
        "Before.\n<!-- accuracy:begin -->\nyesterday\n<!-- accuracy:end -->\nAfter.\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(clips, "ROOT", root)
    return root


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["accuracy", *arguments])
    return accuracy.main()


def test_tuning_shows_the_clips_that_a_pattern_finds_and_writes_no_page(
    studio: Studio,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    chosen = [studio.squat(f"mini_squat-tune-{number}") for number in (1, 2)]
    asked: list[Sequence[str]] = []

    def rendered(families: Sequence[str]) -> list[Clip]:
        asked.append(families)
        return chosen

    monkeypatch.setattr(clips, "rendered", rendered)
    assert run(monkeypatch, "--tune", "*-2") == 0
    (shown,) = capsys.readouterr().out.splitlines()
    assert "mini_squat-tune-2" in shown
    assert asked == [["tune"]]
    assert list((checkout / "benchmark").iterdir()) == []
    assert "yesterday" in (checkout / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "drawn"), [(["--tune"], {"tune"}), ([], {"report", "view", "idle", "vary"})]
)
@pytest.mark.usefixtures("checkout")
def test_rendered_clips_are_the_measured_ones(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], drawn: set[str]
) -> None:
    asked: set[str] = set()

    def draw(patterns: Sequence[str], _python: str) -> None:
        asked.update(pattern.split("-")[1] for pattern in patterns)

    measured: set[str] = set()

    def rendered(families: Sequence[str]) -> list[Clip]:
        measured.update(families)
        return []

    monkeypatch.setattr(accuracy, "draw_missing", draw)
    monkeypatch.setattr(clips, "rendered", rendered)
    monkeypatch.setattr(clips, "samples", lambda: iter([]))
    monkeypatch.setattr(clips, "real", lambda: iter([]))
    assert run(monkeypatch, "--render", *arguments) == 0
    assert asked == measured == drawn


def test_page_and_readme_are_written_from_the_measurements(
    studio: Studio,
    checkout: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    by_family = {
        "report": [studio.squat("mini_squat-report-1", family="report")],
        "view": [],
        "vary": [replace(studio.squat("mini_squat-vary-dim", family="vary"), condition="dim")],
        "idle": [],
    }
    monkeypatch.setattr(clips, "rendered", lambda families: by_family[families[0]])
    monkeypatch.setattr(clips, "samples", lambda: iter([studio.squat("mini_squat")]))
    monkeypatch.setattr(clips, "real", lambda: iter([]))

    assert run(monkeypatch, "--workers", "1") == 0
    page = (checkout / "benchmark" / "ACCURACY.md").read_text(encoding="utf-8")
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    assert "1 of 1 clips" in page
    assert all(model in page for model in accuracy.MODELS)
    assert "1 of 1 clips" in readme
    assert "yesterday" not in readme
    assert readme.startswith("Before.")
    assert readme.endswith("After.\n")
    shown = capsys.readouterr().out
    assert "mini_squat-report-1" in shown
    assert "ACCURACY.md" in shown
