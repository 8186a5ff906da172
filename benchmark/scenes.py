"""Scenes of live sessions: a recording is played to a session, on a scripted clock."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmark import clips
from benchmark.listener import Listener, violations
from formcheck import recording
from formcheck.assessment.checker import Checker
from formcheck.assessment.rep_counter import Phase
from formcheck.session.machine import SessionMachine
from formcheck.session.plan import SessionPlan
from formcheck.session.protocol import Command, ScreenKind, SessionInput, Surroundings
from formcheck.session.stages.pause import ARM_SIGN

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from formcheck.exercises.definition import Exercise
    from formcheck.pose.joints import SideChoice
    from formcheck.pose.pose import Pose

MODEL: Final = "full"

BEGUN_S: Final = 12.0
"""The first second of a set comes within this time after the person is in place."""

LIGHT: Final = 0.5
"""The light of a recording without its film."""

FPS: Final = 15.0
"""Inputs per second while a person keeps still, before and after a recording."""

REST_S: Final = 2.0
LEAST_REST_S: Final = 0.3
"""Longest and least part of a recording that is taken for its rest before the first repetition."""

AT_LAPTOP_S: Final = 3.0
STANDING_S: Final = 4.0
"""So long a person who arrives is at the laptop, and then stands where the whole body is seen."""


_NONE: Final = (0, 0, 0)

_OF_REST: Final = frozenset({"height", "level"})
"""Checks of a body at rest: of a person who moves they are never true."""


class Scene(NamedTuple):
    """A recording, how it is played, and what may truly be advised.

    Attributes
    ----------
    name, exercise
        The recording, and the exercise that is done.
    poses
        The recording.
    light
        The brightness of its film.
    arrives
        True if the person arrives, False if he or she is there from the start.
    moves
        True if the person exercises already.
    wrong
        Names of the checks that are truly wrong in the film.
    """

    name: str
    exercise: Exercise
    poses: Sequence[Pose]
    light: float = LIGHT
    arrives: bool = False
    moves: bool = False
    wrong: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Played:
    """What came of a scene: the log, when the person was in place, and what was seen then."""

    scene: Scene
    log: Listener
    in_place_s: float
    poses: Sequence[Pose]

    def first_s(self, *kinds: ScreenKind) -> float:
        """Return the seconds from being in place to the first of these screens; NaN = none."""
        times = (
            one.time_s for one in self.log.moments
            if one.kind in kinds and one.time_s >= self.in_place_s
        )  # fmt: skip
        return next(times, math.nan) - self.in_place_s

    @property
    def placed_s(self) -> float:
        """The seconds until the camera's place was accepted."""
        return self.first_s(*(set(ScreenKind) - {ScreenKind.PLACING}))

    @property
    def counts_down_s(self) -> float:
        """The seconds until the countdown began."""
        return self.first_s(ScreenKind.COUNTDOWN)

    @property
    def begun_s(self) -> float:
        """The seconds until the set began, with its countdown."""
        return self.first_s(ScreenKind.MOVING)

    @property
    def advised(self) -> dict[str, str]:
        """The checks of which a person in place heard, and the words."""
        said: dict[str, str] = {}
        for moment in self.log.moments:
            if moment.time_s < self.in_place_s or moment.kind is not ScreenKind.PLACING:
                continue
            words = {one.words for one in moment.output.utterances}
            for check in moment.output.screen.checks:
                if check.passed is False and check.say in words:
                    said[check.name] = check.say
        return said

    def violations(self) -> list[str]:
        """Return each violation of a rule in one sentence."""
        found = violations(self.log)
        wrong = self.scene.wrong
        for name, words in self.advised.items():
            may_be_true = name in wrong or (self.scene.moves and name not in _OF_REST)
            if not may_be_true:
                found.append(f"advice_is_true: {words!r}")
        if not (wrong or self.scene.moves or self.begun_s <= BEGUN_S):
            found.append(f"set_begins_soon: {self.begun_s:.1f} s after the person was in place")
        # A set that begins at the start position has a zero of its own; that of analyze is older,
        # and a small movement may be an attempt for one of them.
        figures = 2 if self.scene.arrives else 3
        counted, analysed = self.counted[:figures], self.analysed[:figures]
        if counted != analysed:
            found.append(f"counts_are_those_of_analyze: {counted} in the set, {analysed}")
        found += [
            f"no_arm_is_a_sign: {said.words!r} at {time_s:.1f} s"
            for time_s, said in self.log.said
            if ARM_SIGN in said.words
        ]
        return found

    @property
    def counted(self) -> tuple[int, ...]:
        """The good, all and partial repetitions of the session."""
        counts = [done.report.counts for done in self.log.ended]
        figures = [(each.good, each.total, each.partial) for each in counts]
        return tuple(map(sum, zip(*figures, strict=True))) or _NONE

    @property
    def analysed(self) -> tuple[int, ...]:
        """The same of the recording, up to the end of the set.

        What was attempted before the set began, while the person got into position, is no part of
        it; a complete repetition begins it.
        """
        ends_s = [moment.time_s for moment in self.log.moments if moment.output.ended]
        end_s = max(ends_s, default=math.inf)
        checker = Checker(self.scene.exercise)
        for pose in self.poses:
            if pose.time_s <= end_s:
                checker.update(pose)
        report = checker.finish()
        begin_s = min((done.start_s for done in self.log.ended), default=end_s)
        partial = sum(one.end_s > begin_s for one in report.partial_reps)
        return report.counts.good, report.counts.total, partial


# --- Playing ------------------------------------------------------------------------------------


def rest_of(exercise: Exercise, poses: Sequence[Pose]) -> list[Pose]:
    """Return the rest before the first repetition; the first pose if there is none."""
    checker = Checker(exercise)
    rest: list[Pose] = []
    for pose in poses:
        reading = checker.update(pose)
        if reading.paused is None and reading.phase is Phase.REST:
            rest.append(pose)
        elif rest and rest[-1].time_s - rest[0].time_s >= LEAST_REST_S:
            break
        else:
            rest = []
    rest = [pose for pose in rest if pose.time_s - rest[0].time_s <= REST_S]
    return rest or [poses[0]]


def there_and_back(poses: Sequence[Pose]) -> Iterator[Pose]:
    """Yield the poses of a person who keeps still, for ever: no jump where they begin again."""
    return cycle([*poses, *poses[-2:0:-1]])


def play(
    scene: Scene,
    *,
    side: SideChoice = "auto",
    places: bool = True,
    still_s: float = 25.0,
    after_s: float = 30.0,
) -> Played:
    """Play a recording to a session: the rest before its movement, all of it, and its last pose.

    Parameters
    ----------
    scene
        What to play.
    side, places
        The working leg, and whether the camera is placed first.
    still_s, after_s
        How long the rest and the last pose last.

    Returns
    -------
    Played
    """
    plan = SessionPlan(
        scene.exercise, (side,), sets=1, reps=0, rest_s=0.0, asks_pain=False, checks_place=places
    )
    poses = scene.poses
    before = list(_arriving(poses[0].size_px)) if scene.arrives else []
    rest = rest_of(scene.exercise, poses)
    still_s = 0.0 if scene.moves else still_s
    moments = [(number / FPS, pose) for number, pose in enumerate(before)]
    in_place_s = len(before) / FPS
    still = islice(there_and_back(rest), round(still_s * FPS))
    moments += [(in_place_s + number / FPS, pose) for number, pose in enumerate(still)]
    begin_s = in_place_s + still_s - poses[0].time_s
    moments += [(begin_s + pose.time_s, pose) for pose in poses]
    end_s = moments[-1][0]
    moments += [(end_s + (number + 1) / FPS, poses[-1]) for number in range(round(after_s * FPS))]
    seen = [
        replace(pose, index=index, time_s=time_s) for index, (time_s, pose) in enumerate(moments)
    ]
    log = _session(plan, seen, scene.light)
    if scene.moves:
        in_place_s = rest[0].time_s - poses[0].time_s
    return Played(scene, log, in_place_s, seen[len(before) :])


def _session(plan: SessionPlan, poses: Sequence[Pose], light: float) -> Listener:
    """Run a session over the poses, then end it by key; return what was heard."""
    machine, log = SessionMachine(plan), Listener(plan.countdown_s)
    for pose in poses:
        time_s = pose.time_s
        inputs = SessionInput(
            time_s,
            pose,
            Surroundings(light, people=0 if pose.is_absent else 1),
            speaking=log.speaking_at(time_s),
            heard=log.take_heard(),
        )
        log.take(time_s, machine.update(inputs))
    finish = SessionInput(time_s + 0.1, commands=(Command.FINISH,))
    log.take(time_s + 0.1, machine.update(finish))
    return log


def _arriving(size_px: tuple[int, int]) -> Iterator[Pose]:
    """Yield a person who presses a key at the laptop, walks away, and stands, seen from the front.

    The pose is that of a sample; at the laptop it is larger than the picture.
    """
    standing = _standing()
    for near, for_s in ((3.0, AT_LAPTOP_S), (1.0, STANDING_S)):
        yield from [_seen(standing, size_px, near=near)] * round(for_s * FPS)


def _standing() -> Pose:
    """Return the pose of a person who stands and looks at the camera."""
    return recording.read(clips.recording_of(standing_clip(), MODEL)).poses[0]


def standing_clip() -> clips.Clip:
    """Return the sample that lends its standing person to those who arrive."""
    return next(clip for clip in clips.samples() if clip.name == "lateral_step")


def _seen(pose: Pose, size_px: tuple[int, int], *, near: float) -> Pose:
    """Return the pose in a picture of another size, `near` times as large about its nose."""
    scale = near * min(new / old for new, old in zip(size_px, pose.size_px, strict=True))
    nose = pose.image[0]
    image = (pose.image - nose) * scale + (size_px[0] / 2, size_px[1] * 0.15)
    return replace(pose, image=image.astype(pose.image.dtype), size_px=size_px)
