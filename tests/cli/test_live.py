"""``formcheck live``: from the command to its files, with camera, window and voice scripted."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from support.actor import Actor, session_of
from support.commands import read_json
from support.live_fakes import FakeWindow
from support.live_machine import BRIDGE, Machine

from formcheck.assessment.report import Provenance
from formcheck.cli.live import _camera_source, _is_complete, _print_session, _print_sessions
from formcheck.diary.imports import import_reports
from formcheck.diary.sessions import Diary
from formcheck.errors import DiaryError
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import load_profile
from formcheck.output.live_screen.window import LiveWindow
from formcheck.session.protocol import ScreenKind
from formcheck.session.report import CameraUsed, PlannedSession, SessionReport, SetDone

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Command

    from formcheck.assessment.report import SetReport
    from formcheck.live_reports import LiveReports


QUICK = ("--no-pain", "--no-placing", "--countdown", "3", "--model", "full")


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, command: Command, tmp_path: Path) -> Machine:
    return Machine(monkeypatch, command, tmp_path)


def test_session_is_printed_and_written_into_its_folder(machine: Machine) -> None:
    words = ("--side", "left", "--sets", "1", "--reps", "2", *QUICK)
    done = machine.live(*words, "--camera", "2", "--mute", "--window", "--save-video")
    assert done.code == 0
    assert "Set 1, left leg" in done.out
    assert "2 good of 2; left 2, right 0" in done.out
    assert str(machine.folder) in done.err.replace("\n", "")
    assert sorted(file.name for file in machine.folder.iterdir()) == [
        "session.json", "session.mp4", "set-1-left.csv", "set-1-left.json", "set-1-left.npz",
    ]  # fmt: skip
    assert (machine.folder / "session.mp4").stat().st_size > 1000
    assert machine.cameras == [2]
    assert machine.window.full_screen is False
    assert machine.speaker.muted
    assert machine.speaker.said == []
    assert machine.speaker.closed_after_s == [8.0]


def test_sets_of_a_session_are_in_the_diary_and_in_its_folder_once(
    machine: Machine, diary_file: Path
) -> None:
    machine.live("--side", "left", "--sets", "1", "--reps", "2", *QUICK)
    with Diary(diary_file) as diary:
        [done] = diary.history().sets
        report = read_json(machine.folder / "set-1-left.json")
        assert diary.report(done.set_id).as_dict() == report
        assert (done.planned_reps, done.planned_hold_s, done.ended_by) == (2, 3.0, "done")
        assert done.started.isoformat()[:19] >= report["source"]["started"][:19]
        brought = import_reports(diary, machine.folder)
        assert (brought.new, brought.known, brought.problems) == (0, 1, [])
        assert diary.history().sets == (done,)


def test_diary_that_cannot_be_used_is_said_before_the_camera_is_opened(
    machine: Machine, diary_file: Path
) -> None:
    diary_file.parent.mkdir(exist_ok=True)
    diary_file.write_text("This is a shopping list.", encoding="utf-8")
    refused = machine.live("--side", "left", "--sets", "1", "--reps", "2", *QUICK)
    assert refused.code == DiaryError.exit_code
    assert "--no-diary" in refused.err
    assert machine.cameras == []
    done = machine.live("--side", "left", "--sets", "1", "--reps", "2", *QUICK, "--no-diary")
    assert done.code == 0
    assert diary_file.read_text(encoding="utf-8") == "This is a shopping list."


def test_diary_that_fails_in_a_session_costs_no_file(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, diary_file: Path
) -> None:
    def full(*_: object, **__: object) -> bool:
        raise DiaryError("The disk has no room.")

    with monkeypatch.context() as patch:
        patch.setattr(Diary, "keep", full)
        done = machine.live("--side", "left", "--sets", "1", "--reps", "2", *QUICK)
    assert done.code == 0
    assert f"formcheck diary import {machine.folder}" in done.err.replace("\n", "")
    assert any("diary" in note for note in machine.session()["notes"])
    with Diary(diary_file) as diary:
        assert import_reports(diary, machine.folder).new == 1
        [kept] = diary.history().sets
    assert (kept.planned_reps, kept.planned_hold_s, kept.ended_by) == (2, 3.0, "done")


def test_session_without_a_folder_gets_a_new_one(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    done = machine.command("live", BRIDGE, "--reps", "2", "--sets", "1", *QUICK)
    assert done.code == 0
    [folder] = (tmp_path / "formcheck").iterdir()
    assert folder.name.endswith(f"_{BRIDGE}")
    planned = {"sides": ["auto"], "sets": 1, "reps": 2, "rest_s": 60.0, "hold_s": 3.0}
    assert machine.session()["planned"] == planned
    assert machine.window.full_screen is True


def test_dose_of_the_exercise_is_the_default_plan(machine: Machine) -> None:
    machine.live("--side", "both", *QUICK)
    bridge = load_exercise(BRIDGE)
    dose = bridge.dose
    assert machine.session()["planned"] == {
        "sides": ["left", "right"], "sets": dose.sets, "reps": dose.reps, "rest_s": dose.rest_s,
        "hold_s": bridge.movement.hold_s,
    }  # fmt: skip


def test_profile_sets_the_side_and_blocks_exercises(machine: Machine, tmp_path: Path) -> None:
    patient = tmp_path / "patient.toml"
    patient.write_text('schema = 1\nname = "Mine"\nside = "left"\n', encoding="utf-8")
    machine.live("--profile", patient, "--sets", "1", "--reps", "2", *QUICK)
    assert machine.session()["planned"]["sides"] == ["left"]
    refused = machine.live("--profile", "lateral_hip_replacement", *QUICK)
    assert refused.code == 5
    assert "double_leg_bridge" in refused.err


PRESCRIBED = f"""schema = 1
name = "Mine"
[exercise.{BRIDGE}]
target_deg = [14, 4]
hold_s = 1
sets = 1
reps = 2
rest_s = 45
"""


@pytest.fixture
def patient(tmp_path: Path) -> Path:
    file = tmp_path / "patient.toml"
    file.write_text(PRESCRIBED, encoding="utf-8")
    return file


def test_prescription_is_the_plan_and_options_go_before_it(
    machine: Machine, patient: Path
) -> None:
    machine.live("--profile", patient, "--side", "left", *QUICK)
    planned = {"sides": ["left"], "sets": 1, "reps": 2, "rest_s": 45.0, "hold_s": 1.0}
    assert machine.session()["planned"] == planned
    machine.folder /= "other"
    machine.live("--profile", patient, "--side", "left", "--reps", "1", "--rest", "9", *QUICK)
    assert machine.session()["planned"] == planned | {"reps": 1, "rest_s": 9.0}


def test_set_and_its_replay_are_judged_by_the_same_prescription(
    machine: Machine, patient: Path
) -> None:
    assert machine.live("--profile", patient, "--side", "left", *QUICK).code == 0
    live = read_json(machine.folder / "set-1-left.json")
    again = machine.folder / "again.json"
    words = ("-e", BRIDGE, "--profile", patient, "--side", "left", "--json", again)
    assert machine.command("replay", machine.folder / "set-1-left.npz", *words).code == 0
    replayed = read_json(again)
    assert live["reps"] == replayed["reps"]
    assert live["provenance"] == replayed["provenance"]
    made, usual = live["provenance"], load_exercise(BRIDGE)
    assert made["judged_sha256"] not in {"", usual.judged_sha256}
    assert made["profile_sha256"] == load_profile(patient).sha256
    assert machine.session()["provenance"] == made


@pytest.mark.parametrize(("camera", "source"), [("0", 0), ("rtsp://u:p@10.0.0.2/live", None)])
def test_camera_is_a_number_or_an_address(camera: str, source: int | None) -> None:
    assert _camera_source(camera) == (camera if source is None else source)


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [("--camera", "webcam", 3), ("--camera", "97", 3), ("--folder", "file", 7)],
)
def test_unusable_camera_or_folder_is_refused(
    option: str,
    value: str,
    code: int,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("formcheck.output.live_screen.window.LiveWindow", FakeWindow)
    (tmp_path / "file").touch()
    words = {"--model": "full", "--folder": tmp_path / "new"}
    words[option] = tmp_path / value if option == "--folder" else value
    done = command("live", BRIDGE, *(word for row in words.items() for word in row))
    assert done.code == code
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.parametrize("display", ["", ":7654", "nonsense", "localhost:99.0"])
def test_missing_or_wrong_screen_is_an_output_error(
    display: str, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.output.live_screen.window.LiveWindow", LiveWindow)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    done = machine.live(*QUICK)
    assert done.code == 7
    assert len(done.err.strip().splitlines()) == 1
    assert display in done.err


def test_auto_chooses_the_model_for_this_machine(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = {(320, 240): "lite"}
    monkeypatch.setattr(
        "formcheck.capture.models.heaviest_that_holds", lambda _open, size_px: chosen[size_px]
    )
    words = ("--sets", "1", "--reps", "2", "--no-pain", "--no-placing")
    assert "lite" in machine.live(*words).err
    assert machine.models == ["lite"]


def test_camera_placement_and_pain_are_asked_by_default(machine: Machine) -> None:
    machine.window.keys = {n: ["2"] for n in range(5, 400)}
    assert machine.live("--model", "full", "--reps", "2").code == 0
    assert machine.speaker.said[0] == "Single-leg bridge."
    pain = {"asked": "before", "after_sets": 0, "number": 2, "sharp": False}
    assert machine.session()["pains"][0].items() > pain.items()


ALL = ("set-1-left.json", "set-1-left.csv", "set-1-left.npz")


def session(files: tuple[str, ...], *notes: str) -> tuple[SessionReport, list[SetReport]]:
    plan = session_of(load_exercise(BRIDGE), reps=1)
    actor = Actor(plan)
    actor.stay_until(ScreenKind.MOVING)
    actor.exercise(1)
    report = SessionReport(
        exercise=BRIDGE,
        title=plan.exercise.title,
        started="2026-05-04T10:00:00+02:00",
        duration_s=20.0,
        planned=PlannedSession.of(plan),
        sets=tuple(replace(SetDone.of(done), files=files) for done in actor.ended),
        pains=(),
        advice=("Rest.",),
        camera=CameraUsed(name="0", size_px=(640, 480), grabbed=1, analysed=1, losses=()),
        notes=notes,
        provenance=Provenance(formcheck="1", exercise_sha256=plan.exercise.sha256),
    )
    return report, [done.report for done in actor.ended]


def test_summary_prints_sets_advice_and_notes(capsys: pytest.CaptureFixture[str]) -> None:
    report, sets = session(ALL, "The disk is full: make room.")
    _print_session(report, sets, load_exercise(BRIDGE))
    printed = capsys.readouterr()
    assert "Set 1, left leg" in printed.out
    assert "Rest." in printed.out
    assert "The disk is full: make room." in printed.err


def test_advice_of_the_last_exercise_is_not_printed_again_for_the_day(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report, sets = session(ALL)
    day = SimpleNamespace(advice=("Rest.", "Ask your physiotherapist."), notes=())
    reports = SimpleNamespace(sets=sets, sessions=[report], course=day)
    _print_sessions(cast("LiveReports", reports), [load_exercise(BRIDGE)])
    printed = capsys.readouterr().out
    assert printed.count("Rest.") == 1
    assert printed.count("Ask your physiotherapist.") == 1


def test_set_without_one_of_its_files_is_not_complete() -> None:
    assert _is_complete(session(ALL)[0])
    assert not _is_complete(session(ALL[:2])[0])
