"""Whether a film makes sense if its picture is turned.

A pose model finds a body in any direction.  So a picture that lies on its side or upside down
gives good poses, of a person who stands and seems to lie.  If nothing could be judged, the poses
are judged once more as they would be in the turned picture.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.assessment.checker import Checker
from formcheck.pose.joints import Joint
from formcheck.pose.pose import turned
from formcheck.pose.positions import POSITIONS
from formcheck.recognition.recognizer import Recognizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.assessment.report import SetReport
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose, Turn
    from formcheck.recognition.named_set import NamedSet

_STEP_S: Final = 0.09
_MOST_POSES: Final = 900
"""Ten poses a second of the first minute and a half are enough to see an exercise in them."""

_TURNS: Final[tuple[Turn, ...]] = (90, 270, 180)

LIES: Final = 0.12
LIES_BELOW: Final = 0.5
KNEELS: Final = 0.35
STANDS: Final = 0.6
"""Distance, in trunk lengths, by which shoulders that lie, shoulders and hips on hands and knees,
and the quieter foot move at most within a set; and, where hips are lifted off the floor, the
distance of the shoulders as a share of that of the hips.  In sets of real and rendered people
they moved by up to 0.12, 0.33 and 0.5, and the share was up to 0.4; the shoulders of a person who
squats move by 0.2 to 1.3, as far as the hips."""

_SHOULDERS: Final = (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER)
_ANKLES: Final = (Joint.LEFT_ANKLE, Joint.RIGHT_ANKLE)
_HIPS: Final = (Joint.LEFT_HIP, Joint.RIGHT_HIP)


MAY_BE_TURNED: Final = "The picture may be turned: if it is, use --rotate {}."

UPRIGHT: Final = "If it is not turned: {}"


class TurnedPicture:
    """Keeps a sparse copy of the poses of a film, and tries them turned.

    It stays small however long the film is.
    """

    def __init__(self) -> None:
        self._poses: list[Pose] = []

    def keep(self, pose: Pose) -> None:
        """Keep a pose, if enough time has passed since the last one."""
        poses = self._poses
        if len(poses) < _MOST_POSES and (not poses or pose.time_s - poses[-1].time_s >= _STEP_S):
            poses.append(pose)

    def turn_for(self, exercise: Exercise, side: SideChoice = "auto") -> Turn:
        """Return the turn that shows complete repetitions of an exercise; 0 if there is none.

        Parameters
        ----------
        exercise, side
            The exercise and the working side that were asked for.

        Returns
        -------
        int
            How far the picture is to be turned clockwise, degrees.
        """
        best: tuple[int, int, Turn] = (0, 0, 0)
        for turn in _TURNS:
            poses = [turned(pose, turn) for pose in self._poses]
            checker = Checker(exercise, side=side)
            for pose in poses:
                checker.update(pose)
            reps = checker.finish().reps
            if not reps or not _rests(exercise, poses, (reps[0].start_s, reps[-1].end_s)):
                continue
            found = (len(reps), sum(rep.good for rep in reps), turn)
            best = max(best, found, key=lambda row: row[:2])
        return best[2]

    def turn_for_any(self, exercises: Sequence[Exercise]) -> Turn:
        """Return the turn that shows one of the exercises most clearly; 0 if there is none."""
        by_name = {exercise.name: exercise for exercise in exercises}
        best: tuple[float, Turn] = (0.0, 0)
        for turn in _TURNS:
            poses = [turned(pose, turn) for pose in self._poses]
            recognizer = Recognizer(exercises)
            for pose in poses:
                recognizer.update(pose)
            for section in recognizer.finish().sections:
                name, span_s = section.exercise, (section.start_s, section.end_s)
                if name is not None and _rests(by_name[name], poses, span_s):
                    best = max(best, (section.confidence, turn), key=lambda row: row[0])
        return best[1]


class TurnAwareChecker:
    """Judges one set, and tries the turned picture if nothing could be judged.

    Parameters
    ----------
    checker
        Judges the set; it is fresh.
    exercise, side
        What it judges.
    """

    def __init__(self, checker: Checker | NamedSet, exercise: Exercise, side: SideChoice) -> None:
        self._checker, self._exercise, self._side = checker, exercise, side
        self._picture = TurnedPicture()

    def update(self, pose: Pose) -> Reading:
        """Return the reading of the next pose."""
        self._picture.keep(pose)
        return self._checker.update(pose)

    def finish(self) -> SetReport:
        """Return the report; its advice has the option that turns the picture."""
        report = self._checker.finish()
        found = report.reps or report.partial_reps or report.looks_like
        if report.verdict != "inconclusive" or found:
            return report
        turn = self._picture.turn_for(self._exercise, self._side)
        if not turn:
            return report
        first, *rest = report.advice
        turn_it = MAY_BE_TURNED.format(turn)
        refused, _, say = first.partition(" could not be judged. ")
        if say:
            first, rest = f"{refused} could not be judged. {turn_it}", [UPRIGHT.format(say), *rest]
        else:  # another exercise is likely, or nothing stood in the way
            rest.insert(0, turn_it)
        return replace(report, advice=(first, *rest))


def _rests(exercise: Exercise, poses: Sequence[Pose], span_s: tuple[float, float]) -> bool:
    """Return True if the part that carries the body keeps its place, as gravity wants."""
    within = [pose for pose in poses if span_s[0] <= pose.time_s <= span_s[1]]
    image = np.array([pose.image for pose in within if not pose.is_absent], float)
    if not len(image):
        return False
    shoulders, hips = (image[:, pair].mean(axis=1) for pair in (_SHOULDERS, _HIPS))
    trunk_px = float(np.median(np.linalg.norm(shoulders - hips, axis=1)))
    position = POSITIONS[exercise.position]
    if position.lies:
        travel_px = _travel_px(shoulders)
        most = max(LIES, LIES_BELOW * _travel_px(hips) / trunk_px)
    elif position.upright:
        travel_px, most = min(_travel_px(image[:, joint]) for joint in _ANKLES), STANDS
    else:  # on hands and knees
        travel_px, most = max(_travel_px(shoulders), _travel_px(hips)), KNEELS
    return travel_px <= most * trunk_px


def _travel_px(points: NDArray[np.float64]) -> float:
    """Return how far a point travels; a hundredth of its places at either end does not count."""
    low, high = np.nanpercentile(points, [1, 99], axis=0)
    return float(np.max(high - low))
