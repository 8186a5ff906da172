"""What a sparse sample of the pictures of a film shows: light, people, framing, size, level.

The checks are those of the live mode.  A film cannot be corrected any more, so they explain a
result instead of preparing one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from formcheck.assessment.quality_gate import QualityGate
from formcheck.pose.features import FeatureExtractor
from formcheck.session.camera_setup.checks import DARK, DARK_SAY, SMALL_PX, SMALL_SAY
from formcheck.session.camera_setup.framing import Room, check_framing
from formcheck.session.camera_setup.level import check_level

if TYPE_CHECKING:
    from formcheck.assessment.report import SceneFinding, SceneName
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose
    from formcheck.session.camera_setup.framing import Finding
    from formcheck.session.protocol import Surroundings

SAMPLE_S: Final = 1.0
"""Time between two samples (engineering default)."""

MOSTLY: Final = 0.5
"""Share of the samples from which on a finding is one of the film (engineering default)."""

ALWAYS: Final = 0.9
LEAST_SAMPLES: Final = 3
"""Share and number of samples from which on a film is tilted: a body that lifts its hips is off
the level for much of the time, and at rest in between (engineering default)."""

_ORDER: Final[tuple[SceneName, ...]] = ("dark", "people", "cropped", "small", "tilted")
"""The order in which a person would remove what stands in the way."""


def in_start_position(exercise: Exercise, pose: Pose, *, side: SideChoice = "auto") -> bool:
    """Return True if this pose alone may be that of a person who does the exercise.

    Parameters
    ----------
    exercise
        The exercise.
    pose
        The pose.
    side
        The working side; ``auto`` accepts either.

    Returns
    -------
    bool
        True for the view and the position of the exercise.
    """
    features = FeatureExtractor().extract(pose)
    gate = QualityGate(exercise, side)
    sides, _ = gate.sides_to_judge(features)
    legs = [gate.leg_frame(features, one).joints for one in sides]
    return any(gate.position_reason(leg, was_in=False) is None for leg in legs)


class SceneTally:
    """Counts in how many samples of a film something was wrong.

    Parameters
    ----------
    exercise
        The exercise that is done, which tells what level is; None = not known.
    """

    def __init__(self, exercise: Exercise | None = None) -> None:
        self._exercise = exercise
        self._next_s = -math.inf
        self._known: dict[SceneName, int] = dict.fromkeys(_ORDER, 0)
        self._wrong: dict[SceneName, list[str]] = {name: [] for name in _ORDER}

    def wants(self, time_s: float) -> bool:
        """Return True if a sample is due at this time."""
        return time_s >= self._next_s

    def update(self, pose: Pose, surroundings: Surroundings, *, size_px: float) -> None:
        """Take a sample.

        Parameters
        ----------
        pose
            The pose.
        surroundings
            Brightness of its picture.
        size_px
            Length of trunk, thigh and shin, pixels; NaN = unknown.
        """
        self._next_s = pose.time_s + SAMPLE_S
        if not math.isnan(surroundings.brightness):
            self._count("dark", DARK_SAY if surroundings.brightness < DARK else "")
        if pose.is_absent:
            return
        self._count_finding("cropped", check_framing(pose, Room(), near=None))
        if not math.isnan(size_px):
            self._count("small", SMALL_SAY if size_px < SMALL_PX else "")
        if self._exercise is not None and in_start_position(self._exercise, pose):
            features = FeatureExtractor().extract(pose)
            self._count_finding("tilted", check_level(self._exercise, features.points))

    def count_people(self, *, looks: int, several: int, say: str) -> None:
        """Take the result of the looks for other people.

        Parameters
        ----------
        looks, several
            How often was looked, and how often there were others.
        say
            The sentence about them.
        """
        self._known["people"] = looks
        self._wrong["people"] = [say] * several

    def findings(self) -> tuple[SceneFinding, ...]:
        """Return what was wrong in most samples, in the order in which to correct it."""
        found: list[SceneFinding] = []
        for name in _ORDER:
            says, known = self._wrong[name], self._known[name]
            least = ALWAYS if name == "tilted" else MOSTLY
            if name == "tilted" and known < LEAST_SAMPLES:
                continue
            if says and len(says) > least * known:
                say = max(says, key=says.count)
                found.append({"name": name, "share": len(says) / known, "say": say})
        return tuple(found)

    def _count_finding(self, name: SceneName, finding: Finding) -> None:
        if finding.passed is not None:
            self._count(name, "" if finding.passed else finding.say)

    def _count(self, name: SceneName, say: str) -> None:
        self._known[name] += 1
        if say:
            self._wrong[name].append(say)
