"""The page that walks through an exercise of one's own: its files, and a person who is filmed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from formcheck.recording_writer import RecordingWriter
from support.paths import ROOT, TESTS
from support.performances import load_performance
from support.performer import Recording, perform, plan_for
from support.watching import in_a_row

if TYPE_CHECKING:
    from pathlib import Path

    from formcheck.pose.pose import Pose
    from support.performances import Performance, Provocation

PAGE: Final = ROOT / "docs" / "new_exercise.md"
TEXT: Final = PAGE.read_text(encoding="utf-8")
FILES: Final = dict(re.findall(r"```toml (\w+)\.toml\n(.*?)```", TEXT, flags=re.DOTALL))
PERFORMED: Final = {
    name: load_performance(TESTS / "walkthrough" / f"{name}.toml") for name in FILES
}
CAMERA: Final = Recording(fps=15, noise_px=0.4, seed=1)


def done(script: Performance, how: Provocation | None = None, **plan: object) -> list[Pose]:
    """Return the poses of a person who does it well, or as provoked."""
    tweaks = None if how is None else how.tweaks
    changes = {"reps": 3} | plan | ({} if how is None else dict(how.plan))
    return perform(script, plan=plan_for(script, **changes), tweaks=tweaks, recording=CAMERA)  # type: ignore[arg-type]


def film(path: Path, script: Performance) -> None:
    """Write the recording of three good repetitions, one with a mistake and one too small."""
    fault = next(iter(script.faults.values()))
    half_deg = (script.rest_deg + script.peak_deg) / 2
    parts = done(script), done(script, fault, reps=1), done(script, reps=1, peak_deg=half_deg)
    with RecordingWriter(path) as writer:
        for index, pose in enumerate(in_a_row(*parts)):
            writer.write(replace(pose, index=index))
        writer.finish({"performed": script.name})
