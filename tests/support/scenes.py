"""Scenes of a live session, one for each stage and more, with short words and with long ones."""

from __future__ import annotations

from dataclasses import replace

from formcheck.session.camera_setup.checks import Check
from formcheck.session.protocol import PainScale, ScreenState, Stage

CHECKS = (
    Check("light", "Light", right=True),
    Check("one_person", "One person", right=True),
    Check("in_frame", "In the picture", right=False, say="Move back."),
    Check("side", "Side", right=False, say="Turn your right side to the camera."),
    Check("distance", "Distance", right=True),
    Check("height", "Height", right=None),
    Check("level", "Level", right=True),
)
"""Right ones, two wrong ones, and one that cannot be told."""

LONG = (
    "Turn your right side to the camera and stay where the whole of you can be seen, from your "
    "head to your feet, until the picture stands still."
)
"""Longer than anything that should be said."""

STEPS = (
    "Lie on your back, knees bent, feet hip-width apart.",
    "Stretch one leg.",
    "Lift your hips until shoulder, hip and knee are in line.",
    "Hold three seconds and lower slowly.",
)

_PLAN = ScreenState(
    Stage.MOVING, heading="", side="right", set_number=1, set_count=2, planned_reps=8
)


def in_stage(stage: Stage, heading: str = "", detail: str = "") -> ScreenState:
    """An empty scene of that stage, of the first of two sets of eight."""
    return replace(_PLAN, stage=stage, heading=heading, detail=detail)


SCENES: dict[str, ScreenState] = {
    "placing": replace(
        in_stage(Stage.PLACING, "Move back", "Until your feet are seen."), checks=CHECKS
    ),
    "starting": in_stage(Stage.STARTING, "Get into the start position"),
    "starting with steps": replace(
        in_stage(Stage.STARTING, "Get into the start position"), lines=STEPS
    ),
    "countdown": replace(in_stage(Stage.COUNTDOWN, "Get ready"), left_s=2.2, of_s=3.0),
    "moving": in_stage(Stage.MOVING),
    "paused": in_stage(Stage.PAUSED, "Come back into the picture", "I go on when I see you."),
    "alarm": replace(
        in_stage(Stage.PAUSED, "Stop. That is too far.", "Lower slowly and rest."), alarm=True
    ),
    "resting": replace(
        in_stage(Stage.RESTING, "Rest", "Then the left leg, set 2 of 2."), left_s=41.3, of_s=60.0
    ),
    "pain": replace(
        in_stage(Stage.PAIN, "How much does your hip hurt?", "Raise an arm at your number."),
        pain=PainScale(6, chosen=False, chosen_fraction=0.5),
    ),
    "over": replace(
        in_stage(Stage.OVER, "Well done", "Next time: keep both thighs level."),
        lines=("Right leg: 8 done, 7 good", "Pain 2 before, 3 after"),
    ),
}
