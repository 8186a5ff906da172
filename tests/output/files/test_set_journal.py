"""The journal of a set: written pose by pose, read by no other program while its program runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.live_fakes import acted

from formcheck.errors import OutputError
from formcheck.exercises.loader import load_exercise
from formcheck.output.files.set_journal import SetJournal, read_left
from formcheck.recording_file import ROW

if TYPE_CHECKING:
    from pathlib import Path

POSES = acted(load_exercise("mini_squat"), reps=1, after_s=0.0)
POSES = [pose for number, pose in enumerate(POSES) if pose.index == number][:20] or POSES[:1]


def killed(path: Path, *, facts: dict[str, object], count: int = 20) -> None:
    """Write a journal as a program does that is killed: nothing is closed or removed."""
    journal = SetJournal(path, facts)
    for pose in POSES[:count]:
        journal.write(pose)
    os.close(journal._file)


def test_poses_come_back_bit_for_bit(tmp_path: Path) -> None:
    path = tmp_path / ".set-1.journal"
    killed(path, facts={"title": "Mini squat"})
    left = read_left(path)
    assert left is not None
    assert left.facts == {"title": "Mini squat"}
    assert len(left.poses) == len(POSES)
    for written, read in zip(POSES, left.poses, strict=True):
        assert (written.index, written.time_s) == (read.index, read.time_s)
        np.testing.assert_array_equal(written.image, read.image)


def test_journal_of_a_running_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / ".set-1.journal"
    with SetJournal(path, {}) as journal:
        journal.write(POSES[0])
        assert read_left(path) is None
    assert not path.exists()


def test_pose_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / ".set-1.journal"
    killed(path, facts={})
    os.truncate(path, path.stat().st_size - ROW.itemsize // 2)
    left = read_left(path)
    assert left is not None
    assert len(left.poses) == len(POSES) - 1


@pytest.mark.parametrize(
    "data", [b"", b"something else", b"formcheck set journal 1\n" + b"\xff" * 9]
)
def test_damaged_journal_is_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / ".set-1.journal"
    path.write_bytes(data)
    assert read_left(path) is None


def test_journal_is_private_and_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".set-1.journal"
    with SetJournal(path, {}):
        assert path.stat().st_mode & 0o777 == 0o600
        with pytest.raises(OutputError):
            SetJournal(path, {})
