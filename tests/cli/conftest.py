"""What the tests of the commands share: a clip, a recording of the same set, and ``command``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from support.commands import Command, performed, record, run, someone_does, write_clip

if TYPE_CHECKING:
    from pathlib import Path

BRIDGE = "double_leg_bridge"


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``formcheck`` with the given words, in this process."""
    return partial(run, capsys)


@pytest.fixture
def clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A video of two bridges; the estimator returns the scripted poses."""
    return write_clip(tmp_path / "set.mp4", frames=someone_does(monkeypatch, BRIDGE))


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """A recording of two bridges."""
    return record(tmp_path / "set.npz", performed(BRIDGE))
