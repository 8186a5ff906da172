"""The annotated film of a recording in which several sets are done, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.body.view import UNSEEN
from formcheck.coach.attempt import Phase
from formcheck.coach.checker import Reading
from formcheck.coach.cues import Cue
from formcheck.coach.gate import Reason
from formcheck.output.video import AnnotatedVideo

if TYPE_CHECKING:
    import os

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.body.pose import Pose
    from formcheck.coach.exercise import Exercise

NOTHING: Final = Reason("nothing", "No exercise is recognised here.")


class FilmOfSets(AnnotatedVideo):
    """A film in which each set is drawn as the exercise that it is.

    Between the sets the picture and the skeleton are shown, with nothing measured.

    Parameters
    ----------
    path
        Where the film is to lie.
    first
        What is shown before the first set begins: any exercise.

    Raises
    ------
    OutputError
        If nothing can be written there; found out before anything is analysed.
    """

    def __init__(self, path: str | os.PathLike[str], first: Exercise) -> None:
        super().__init__(path, first)

    def pause(self, pose: Pose, image: NDArray[np.uint8] | None) -> None:
        """Draw a picture that belongs to no set.

        Raises
        ------
        OutputError
            If a picture before this one could not be written.
        """
        reading = Reading(
            pose=pose,
            side=None,
            angles_deg={},
            phase=Phase.UNKNOWN,
            reps=0,
            good_reps=0,
            hold_s=0.0,
            events=(),
            cue=Cue(NOTHING.say, 0),
            paused=NOTHING,
            view=UNSEEN,
        )
        self.write(reading, image)
