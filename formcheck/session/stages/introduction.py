"""The introduction stage leads from one exercise of a session to the next one.

The person rests, hears which exercise comes and how it begins, and has time to get there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.session.announcer import number_word
from formcheck.session.protocol import ScreenKind, ScreenState, SessionInput, SessionOutput
from formcheck.session.stages.rest import SOONER, RestClock

if TYPE_CHECKING:
    from formcheck.session.plan import SessionPlan, SetPlan

CHANGE_S: Final = 30.0
"""Time between two exercises: to rest, and to get down or up again (engineering default)."""

TOO_MUCH: Final = "Pain above five is too much: that exercise ends here."
"""Said first after an exercise that strong pain has ended."""


class IntroductionStage:
    """Shows the clock of the rest before an exercise, and says which one it is.

    Parameters
    ----------
    plan, now, time_s
        See `Stage`.
    why
        What must be said first; empty = nothing.
    """

    def __init__(self, plan: SessionPlan, now: SetPlan, time_s: float, *, why: str = "") -> None:
        exercise = plan.exercise
        begin, stop, _ = (plan.how or exercise.steps[0]).partition(". ")
        # The voice says all of it; the screen has room for one sentence in large letters.
        screen = ScreenState(
            ScreenKind.RESTING,
            f"Next: {exercise.title}",
            why or f"{begin}{stop.strip()}",
            lines=(SOONER,),
        )
        words = (f"Next: {exercise.title}.", _amount(plan, now), plan.how, exercise.steps[0])
        self._clock = RestClock(
            plan,
            screen,
            since_s=time_s,
            total_s=CHANGE_S,
            next_words=" ".join(filter(None, words)),
            first_words=why,
        )

    def update(self, inputs: SessionInput) -> SessionOutput:
        """Return the clock and what to say; done at its end, by key or by a raised arm."""
        return self._clock.update(inputs)


def _amount(plan: SessionPlan, now: SetPlan) -> str:
    """Return which leg works first and how much is to be done, in a sentence; empty if unknown."""
    parts = ["each leg"] if len(plan.sides) > 1 else [now.leg_words] if now.leg_words else []
    reps = number_word(plan.reps)
    if plan.sets > 1:
        sets = f"{number_word(plan.sets)} sets"
        parts.append(f"{sets} of {reps}" if plan.reps else sets)
    elif plan.reps:
        parts.append("once" if plan.reps == 1 else f"{reps} times")
    if len(plan.sides) > 1 and now.leg_words:
        parts.append(f"{now.leg_words} first")
    words = ", ".join(parts)
    return f"{words[:1].upper()}{words[1:]}." if words else ""
