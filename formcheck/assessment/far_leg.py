"""What is known of the leg on the far side, and which leg works where both move alike.

In a side view the near leg hides the far one.  Where an exercise judges the near leg alone, the
far leg may do the exercise too (legs in turn): that is noticed and said, and counted without
judging it only where every other repetition was one of the far leg.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from formcheck.assessment.quality_gate import side_frame
from formcheck.exercises.fault import NEAR_ERROR_DEG
from formcheck.kinematics.measures import MEASURES
from formcheck.pose.filters import ATTEMPT_GAP_S, LONGEST_STEP_S, SAMPLE_GAP_S, Debounce
from formcheck.pose.joints import other_side
from formcheck.pose.pose import SEEN

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from formcheck.assessment.report_types import Rep
    from formcheck.exercises.conditions import Condition
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.features import PoseFeatures
    from formcheck.pose.joints import Side

FAR_ERROR_DEG: Final = 8.0
FAR_ERROR_PER_YAW: Final = 0.5
"""How far the best angle of the far leg may be off in a pure side view, and how much more for each
degree of yaw.  Rendered people who march: 1 to 5 degrees too low.  A real person on hands and
knees, 27 degrees off the side and seen from above: 22 degrees higher than the near leg, by eye as
high."""

CLEARLY_MOVED_DEG: Final = 12.0
"""A far leg that moved by less is not noticed: a far leg that rests was read up to 10 degrees off
while the near one moved (rendered people)."""

CLEAR_SHARE: Final = 0.7
"""Share of the way from start to target that the far leg must move (engineering default)."""

BACK_SHARE: Final = 0.7
"""Share of that below which the leg is back at rest: a thigh that rests was guessed up to 18
degrees from where it rested before (a real person on hands and knees, 30 asked for)."""

MOVED_FOR_S: Final = 0.3
REST_MEMORY_S: Final = 1.0

CLEARLY_DID: Final = 2
"""So many movements of the far leg are no accident (engineering default)."""

HIDDEN_SHARE: Final = 0.3
"""A far leg that takes its turn and is hidden for more of the time is not judged."""

EVIDENCE_S: Final = 1.0
EVIDENCE_SHARE: Final = 0.8
"""The working leg is named if it looks like it for so long, and for so large a share of the time:
a pose model swaps the shins of legs that lie behind one another (engineering defaults)."""


LOOK_S: Final = 0.09
"""The far leg is looked at ten times a second: it is not judged, and costs as much as a second leg
(engineering default)."""


def leg_error_deg(*, far: bool, yaw_deg: float) -> float:
    """Return how far the best angle of a leg may be off, degrees.

    Parameters
    ----------
    far
        True for the leg on the far side of a side view.
    yaw_deg
        Turn of the body away from a pure side view, degrees.

    Returns
    -------
    float
        Half of the range that the true angle lies in.
    """
    return FAR_ERROR_DEG + FAR_ERROR_PER_YAW * yaw_deg if far else NEAR_ERROR_DEG


class _Level:
    """One leg's way from its own rest, degrees towards the target; it needs no start position."""

    def __init__(self, back_deg: float) -> None:
        self._back_deg = back_deg
        self._rest = self._time_s = math.nan

    def away_deg(self, time_s: float, progress: float, *, may_rest: bool) -> float:
        """Return how far the leg is from its rest; NaN = unknown.

        Parameters
        ----------
        time_s
            Seconds, increasing.
        progress
            Degrees towards the target; NaN = unknown.
        may_rest
            False while the other leg works: a place that is taken for it is no rest.

        Returns
        -------
        float
            Degrees, + towards the target.
        """
        if math.isnan(progress):
            return math.nan
        step_s, self._time_s = time_s - self._time_s, time_s
        if not step_s <= ATTEMPT_GAP_S:
            self._rest = progress
        away = progress - self._rest
        if may_rest and away < self._back_deg:
            self._rest += (1 - math.exp(-step_s / REST_MEMORY_S)) * away if step_s > 0 else 0.0
        return away


@dataclass(slots=True)
class Lift:
    """A movement of either leg to the target and back, whichever the pose model takes it for.

    Attributes
    ----------
    start_s, peak_s, end_s
        When it was believed, was furthest, and was over, seconds.
    furthest_deg
        Its way from rest, degrees.
    far_s
        For how long the far leg was clearly seen to do it, seconds.
    """

    start_s: float
    peak_s: float
    end_s: float
    furthest_deg: float
    far_s: float = 0.0

    @property
    def of_far_leg(self) -> bool:
        """True if it was clearly the far leg."""
        return self.far_s >= MOVED_FOR_S


class FarLeg:
    """Notices that the far leg does the exercise too although it cannot be judged.

    Parameters
    ----------
    exercise
        The exercise that is judged: from the side, one leg or the legs in turn.
    """

    def __init__(self, exercise: Exercise) -> None:
        movement = exercise.movement
        self._in_turn = exercise.sides == "alternating"
        self._counts = exercise.kind == "reps" and not self._in_turn
        self._measure, self._sign = MEASURES[movement.measure], movement.sign
        self._way_deg = abs(movement.target_deg[0] - movement.start_deg)
        self._travel_deg = max(CLEARLY_MOVED_DEG, CLEAR_SHARE * self._way_deg)
        self._back_deg = BACK_SHARE * self._travel_deg
        self._near: Side | None = None
        self._begin()

    @staticmethod
    def wanted(exercise: Exercise) -> bool:
        """Return True if the far leg of the exercise may work without being judged."""
        return exercise.view.plane == "side" and exercise.sides != "both"

    def _begin(self) -> None:
        self._far_level, self._near_level = (_Level(self._back_deg) for _ in range(2))
        self._moved = Debounce(MOVED_FOR_S)
        self._lift: Lift | None = None
        self._lifts: list[Lift] = []
        self._time_s = math.nan
        self._seen_s = self._hidden_s = 0.0

    def update(
        self, features: PoseFeatures, judged: Collection[Side], *, near_works: bool
    ) -> None:
        """Look at the next pose; nothing is noticed unless the near leg is among the judged ones.

        Parameters
        ----------
        features
            The pose.
        judged
            The legs that are seen in the position of the exercise.
        near_works
            True while a repetition of the near leg is under way: the far one may go along.
        """
        near = features.view.near
        if near is None or near not in judged:
            return
        if near != self._near:
            self._near = near
            self._begin()
        step_s = features.pose.time_s - self._time_s
        if step_s < LOOK_S:
            return
        self._time_s = features.pose.time_s
        if self._in_turn:
            if step_s <= LONGEST_STEP_S:
                self._seen_s += step_s
                self._hidden_s += 0.0 if other_side(near) in judged else step_s
            return
        self._follow(features, near, step_s, near_works=near_works)

    def _follow(
        self, features: PoseFeatures, near: Side, step_s: float, *, near_works: bool
    ) -> None:
        time_s, far = self._time_s, other_side(near)
        # Where the far leg rests may be guessed; where it is lifted it must be seen.
        guessed = self._progress(features, far, 0.0)
        away = self._far_level.away_deg(time_s, guessed, may_rest=not near_works)
        mine = self._progress(features, near, 0.0)
        near_away = self._near_level.away_deg(time_s, mine, may_rest=True)
        best = max((deg for deg in (away, near_away) if not math.isnan(deg)), default=math.nan)
        lift = self._lift
        if lift is None:
            if self._moved.update(time_s, on=best >= self._travel_deg):
                self._lift = Lift(time_s - MOVED_FOR_S, time_s, time_s, best)
                self._moved.reset()
            return
        if best > lift.furthest_deg:
            lift.furthest_deg, lift.peak_s = best, time_s
        clear = away >= self._travel_deg and near_away < away / 2
        if (
            clear
            and step_s <= SAMPLE_GAP_S
            and not math.isnan(self._progress(features, far, SEEN))
        ):
            lift.far_s += step_s
        if away < self._back_deg and near_away < self._back_deg:
            lift.end_s, self._lift = time_s, None
            self._lifts.append(lift)

    def _progress(self, features: PoseFeatures, side: Side, visibility: float) -> float:
        frame = side_frame(features, side, visibility)
        value = frame.measured.get(self._measure.name)
        if value is None:
            value = self._measure.now(frame.joints)
            if self._measure.change is None:
                frame.measured[self._measure.name] = value
        return self._sign * value

    @property
    def side(self) -> Side | None:
        """The side of the far leg; None = not known yet."""
        return None if self._near is None else other_side(self._near)

    def unjudged(self, left: int, right: int) -> Side | None:
        """Return the far side if its leg worked and was not always judged, or None.

        Parameters
        ----------
        left, right
            The complete repetitions that were counted of either leg.

        Returns
        -------
        Side or None
            None also where nothing was seen of it.
        """
        if self._near is None:
            return None
        near_reps, far_reps = (left, right) if self._near == "left" else (right, left)
        if self._in_turn:
            hidden = self._hidden_s > HIDDEN_SHARE * self._seen_s
            worked = hidden and far_reps + 1 < near_reps  # in turn: one apart at most
        else:
            worked = sum(lift.of_far_leg for lift in self._lifts) >= CLEARLY_DID
        return other_side(self._near) if worked else None

    def between(self, reps: Sequence[Rep]) -> list[Lift]:
        """Return the lifts of the far leg that count: one between any two of the near leg.

        Parameters
        ----------
        reps
            The repetitions that were counted, in order.

        Returns
        -------
        list of Lift
            All of them, or none: a far leg that was seen in part only is not counted in part.
            Where most are clearly of the far leg, one in its turn is too.
        """
        lifts = [
            lift
            for lift in self._lifts
            if lift.furthest_deg >= self._way_deg
            and not any(lift.start_s < rep.end_s and rep.start_s < lift.end_s for rep in reps)
        ]
        sure = sum(lift.of_far_leg for lift in lifts)
        if not self._counts or min(sure, len(reps)) < CLEARLY_DID or 2 * sure <= len(lifts):
            return []
        row = sorted([(rep.start_s, False) for rep in reps] + [(x.start_s, True) for x in lifts])
        return lifts if all(one[1] != two[1] for one, two in pairwise(row)) else []


class WorkingLeg:
    """Finds which leg works where both move alike, by what is true of the working one only.

    Parameters
    ----------
    when
        What is true of the leg that works.
    """

    def __init__(self, when: Condition) -> None:
        self._when, self._measure = when, MEASURES[when.measure]
        self._seen_s: dict[Side, float] = {"left": 0.0, "right": 0.0}
        self._time_s = math.nan

    def update(self, features: PoseFeatures) -> None:
        """Look at the next pose of a movement."""
        time_s = features.pose.time_s
        step_s, self._time_s = time_s - self._time_s, time_s
        if not step_s <= LONGEST_STEP_S:
            return
        fits = [side for side in self._seen_s if self._fits(features, side)]
        if len(fits) == 1:
            self._seen_s[fits[0]] += step_s

    def _fits(self, features: PoseFeatures, side: Side) -> bool:
        joints = features.leg_frame(self._measure.plane, side).joints
        return self._when.excess(self._measure.now(joints)) > 0

    @property
    def side(self) -> Side | Literal["unknown"]:
        """The leg that works, as far as it was seen."""
        all_s = sum(self._seen_s.values())
        side = max(self._seen_s, key=self._seen_s.__getitem__)
        clear = all_s >= EVIDENCE_S and self._seen_s[side] >= EVIDENCE_SHARE * all_s
        return side if clear else "unknown"
