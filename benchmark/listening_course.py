"""What people hear of several exercises in one session: recordings played one after the other.

::

    python -m benchmark.listening_course                       three samples
    python -m benchmark.listening_course --script heel_slide   these, and all that is heard

A person rests through the introduction, does what the recording shows, and keeps still until the
exercise is skipped by key.  The session is held against the rules of `benchmark.listener`, and
each exercise must have the counts that ``formcheck analyze`` finds in the same poses.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from benchmark import clips
from benchmark.listener import Listener, violations
from benchmark.listening import script
from benchmark.scenes import FPS, LIGHT, MODEL, Scene, rest_of, there_and_back
from formcheck import recording
from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import load_exercise
from formcheck.session.machine import SessionMachine
from formcheck.session.plan import SessionPlan
from formcheck.session.protocol import Command, SessionInput, Surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.pose import Pose

SAMPLES: Final = ("sit_to_stand", "single_leg_bridge", "standing_hip_abduction")
"""On a chair from the side, on the floor from the side, standing from the front."""

STILL_S: Final = 42.0
"""So long a person keeps still before each recording: the introduction and the countdown."""

AFTER_S: Final = 12.0
"""So long a person keeps still after a recording before a key skips the rest."""


@dataclass(frozen=True)
class CoursePlayed:
    """What came of a course: the log, and the poses that were seen of each exercise."""

    scenes: Sequence[Scene]
    log: Listener
    poses: Sequence[Sequence[Pose]]

    def violations(self) -> list[str]:
        """Return each violation of a rule in one sentence."""
        found = violations(self.log)
        for scene, poses in zip(self.scenes, self.poses, strict=True):
            counted, analysed = self._counted(scene), _analysed(scene, poses)
            if counted != analysed:
                found.append(f"counts_are_those_of_analyze: {scene.name} {counted}, {analysed}")
        return found

    def _counted(self, scene: Scene) -> tuple[int, int]:
        """Return the good and all repetitions of an exercise in the session."""
        reports = [done.report for done in self.log.ended]
        counts = [each.counts for each in reports if each.exercise == scene.exercise.name]
        return sum(each.good for each in counts), sum(each.total for each in counts)


def _analysed(scene: Scene, poses: Sequence[Pose]) -> tuple[int, int]:
    """Return the same as the whole film of the exercise has it."""
    checker = Checker(scene.exercise)
    for pose in poses:
        checker.update(pose)
    counts = checker.finish().counts
    return counts.good, counts.total


def play_course(
    scenes: Sequence[Scene], *, still_s: float = STILL_S, after_s: float = AFTER_S
) -> CoursePlayed:
    """Play recordings to one session, each as an exercise of its own.

    Parameters
    ----------
    scenes
        The recordings in order.
    still_s, after_s
        How long the rest before each recording and its last pose last.

    Returns
    -------
    CoursePlayed
    """
    plans = [
        SessionPlan(one.exercise, ("auto",), sets=1, reps=0, rest_s=0.0, asks_pain=False)
        for one in scenes
    ]
    machine, log = SessionMachine(*plans), Listener(plans[0].countdown_s)
    time_s, seen = 0.0, []
    for number, scene in enumerate(scenes):
        poses = _lasting(scene, still_s=still_s, after_s=after_s, begin_s=time_s + 1 / FPS)
        seen.append(poses)
        for pose in poses:
            time_s = pose.time_s
            inputs = SessionInput(
                time_s,
                pose,
                Surroundings(scene.light, people=0 if pose.is_absent else 1),
                speaking=log.speaking_at(time_s),
                heard=log.take_heard(),
            )
            log.take(time_s, machine.update(inputs))
        time_s += 0.1
        is_last = number == len(scenes) - 1
        commands = (Command.FINISH if is_last else Command.SKIP,)
        log.take(time_s, machine.update(SessionInput(time_s, commands=commands)))
    return CoursePlayed(scenes, log, seen)


def _lasting(scene: Scene, *, still_s: float, after_s: float, begin_s: float) -> list[Pose]:
    """Return the rest of a recording, all of it, and its last pose, on the session's clock."""
    poses = scene.poses
    still = islice(there_and_back(rest_of(scene.exercise, poses)), round(still_s * FPS))
    moments = [(begin_s + number / FPS, pose) for number, pose in enumerate(still)]
    shift_s = begin_s + still_s - poses[0].time_s
    moments += [(shift_s + pose.time_s, pose) for pose in poses]
    end_s = moments[-1][0]
    moments += [(end_s + (number + 1) / FPS, poses[-1]) for number in range(round(after_s * FPS))]
    return [replace(pose, index=index, time_s=at_s) for index, (at_s, pose) in enumerate(moments)]


def main() -> int:
    """Play, print, and return 1 if a rule is broken."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", nargs="*", default=SAMPLES, help="names of sample videos")
    parser.add_argument("--script", action="store_true", help="also what is heard and shown")
    asked = parser.parse_args()
    known = {clip.name: clip for clip in clips.samples()}
    chosen = [known[name] for name in asked.name]
    clips.estimate_missing(chosen, MODEL, workers=os.cpu_count() or 1)
    scenes = [
        Scene(
            clip.name,
            load_exercise(clip.exercise),
            recording.read(clips.recording_of(clip, MODEL)).poses,
            LIGHT,
        )
        for clip in chosen
    ]
    played = play_course(scenes)
    for line in script(played.log) if asked.script else ():
        print(line)
    broken = played.violations()
    for line in broken:
        print(f"    {line}")
    print(f"{len(scenes)} exercises, {len(broken)} violations")
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
