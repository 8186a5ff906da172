"""Folders of the project, and the recordings beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
TESTS: Final = ROOT / "tests"
GOLDEN: Final = TESTS / "golden"
PERFORMANCE_FILES: Final = TESTS / "performances"
SAMPLES: Final = ROOT / "sample_videos"
BRIDGE_SAMPLE: Final = SAMPLES / "single_leg_bridge.mp4"
SHARED: Final = ROOT.parent / "shared"
"""Recordings and cases that are not part of the project; tests skip where it is absent."""
