"""A disk that refuses one output: the others are written, and the exit code tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from support.chairs import Rise, chair_poses
from support.commands import read_json, use_estimator, write_clip

from formcheck import recording
from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.errors import OutputError
from formcheck.output.files.atomic_file import AtomicFile
from formcheck.recording_writer import RecordingWriter

if TYPE_CHECKING:
    from pathlib import Path

    from support.commands import Command

FULL = "The disk is full: make room."
ONE_SET = ("analyze", "-e", "double_leg_bridge")
ANY_SETS = ("analyze",)
CHAIR = ("test", "five_times_sit_to_stand")


@pytest.fixture
def film(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A video for the command: two bridges, or five rises from a chair."""
    if request.getfixturevalue("words") != CHAIR:
        path: Path = request.getfixturevalue("clip")
        return path
    poses = chair_poses([Rise()] * 5, fps=10.0)
    use_estimator(monkeypatch, lambda: ScriptedEstimator(poses))
    return write_clip(tmp_path / "set.mp4", frames=len(poses))


def refuse(*_: Any) -> None:  # noqa: ANN401  # whatever is to be written
    raise OutputError(FULL)


@pytest.mark.parametrize(
    ("words", "act"),
    [(ONE_SET, "write"), (ANY_SETS, "finish"), (CHAIR, "write"), (CHAIR, "finish")],
)
def test_recording_that_fails_costs_no_report(
    words: tuple[str, ...],
    act: str,
    film: Path,
    command: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(RecordingWriter, act, refuse)
    report, kept = film.parent / "a.json", film.parent / "a.npz"
    done = command(words[0], *words[1:], film, "--json", report, "--record", kept)
    assert done.code == OutputError.exit_code
    assert done.out.strip(), "the result is printed"
    assert f"Written: {report}" in done.err
    assert str(kept) not in done.err
    assert FULL in done.err
    assert read_json(report)["verdict" if words != CHAIR else "results"]
    assert {file.name for file in film.parent.iterdir()} == {film.name, report.name}


@pytest.mark.parametrize("words", [ONE_SET, ANY_SETS, CHAIR])
def test_report_that_fails_costs_no_recording(
    words: tuple[str, ...], film: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AtomicFile, "write_text", refuse)
    report, kept = film.parent / "a.json", film.parent / "a.npz"
    done = command(words[0], *words[1:], film, "--json", report, "--record", kept)
    assert done.code == OutputError.exit_code
    assert done.out.strip(), "the result is printed"
    assert f"Written: {kept}" in done.err
    assert str(report) not in done.err
    assert FULL in done.err
    assert len(recording.read(kept)) > 0
    assert {file.name for file in film.parent.iterdir()} == {film.name, kept.name}
