"""Screen states of a live session, at least one of each kind, with short and with long words."""

from __future__ import annotations

from dataclasses import replace

from formcheck.session.protocol import Check, PainScale, ScreenKind, ScreenState

CHECKS = (
    Check("light", "Light", passed=True),
    Check("one_person", "One person", passed=True),
    Check("in_frame", "In the picture", passed=False, say="Move back."),
    Check("side", "Side", passed=False, say="Turn your right side to the camera."),
    Check("distance", "Distance", passed=True),
    Check("height", "Height", passed=None),
    Check("level", "Level", passed=True),
)
"""Passed, failed and unknown checks."""

LONG = (
    "Turn your right side to the camera and stay where the whole of you can be seen, from your "
    "head to your feet, until the picture stands still."
)
"""Longer than any text that the screen should show."""

STEPS = (
    "Lie on your back, knees bent, feet hip-width apart.",
    "Stretch one leg.",
    "Lift your hips until shoulder, hip and knee are in line.",
    "Hold three seconds and lower slowly.",
)


def screen_of(
    kind: ScreenKind, heading: str = "", detail: str = "", **more: object
) -> ScreenState:
    """Return an otherwise empty screen of that kind, in the first of two sets of eight."""
    state = ScreenState(kind, heading, detail, side="right", set_count=2, planned_reps=8)
    return replace(state, **more)  # type: ignore[arg-type]


START = "Get into the start position"
SCREENS: dict[str, ScreenState] = {
    "placing": screen_of(
        ScreenKind.PLACING, "Move back", "Until your feet are seen.", checks=CHECKS
    ),
    "starting": screen_of(ScreenKind.STARTING, START),
    "starting with steps": screen_of(ScreenKind.STARTING, START, lines=STEPS),
    "countdown": screen_of(ScreenKind.COUNTDOWN, "Get ready", remaining_s=2.2, total_s=3.0),
    "moving": screen_of(ScreenKind.MOVING),
    "paused": screen_of(
        ScreenKind.PAUSED, "Come back into the picture", "I go on when I see you."
    ),
    "alarm": screen_of(
        ScreenKind.PAUSED, "Stop. That is too far.", "Lower slowly and rest.", alarm=True
    ),
    "resting": screen_of(
        ScreenKind.RESTING,
        "Rest",
        "Then the left leg, set 2 of 2.",
        remaining_s=41.3,
        total_s=60.0,
    ),
    "pain": screen_of(
        ScreenKind.PAIN,
        "How much does your hip hurt?",
        "Raise an arm at your number.",
        pain=PainScale(6, chosen=False, chosen_fraction=0.5),
    ),
    "over": screen_of(
        ScreenKind.OVER,
        "Well done",
        "Next time: keep both thighs level.",
        lines=("Right leg: 8 done, 7 good", "Pain 2 before, 3 after"),
    ),
}
