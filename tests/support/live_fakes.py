"""Scripted devices of a live session: camera, window and voice."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from formcheck.capture.camera import Loss
from formcheck.capture.video_file import Frame
from formcheck.output.live_screen.screen import LiveScreen
from support.performer import Camera as Place
from support.performer import Recording, perform, plan_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.pose.pose import Pose
    from formcheck.session.protocol import ScreenKind, ScreenState, Utterance

SIZE_PX = (320, 240)
PLACE = Place(SIZE_PX, 160 - 130j, 0.35)
FPS = 10.0


class _Device:
    """A device that a ``with`` block opens."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""


class SparsePainter(LiveScreen):
    """Draws each new kind of screen and every tenth picture, and remembers all states."""

    def __init__(self, exercise: Exercise, size_px: tuple[int, int]) -> None:
        self.begun: list[str] = []
        super().__init__(exercise, size_px)
        self._last: NDArray[np.uint8] | None = None
        self.states: list[ScreenState] = []

    def begin(self, exercise: Exercise) -> None:
        self.begun.append(exercise.name)
        super().begin(exercise)

    def draw(
        self, state: ScreenState, reading: Reading | None, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        is_new = not self.states or state.kind != self.states[-1].kind
        self.states.append(state)
        if self._last is None or is_new or len(self.states) % 10 == 0:
            self._last = super().draw(state, reading, image)
        return self._last

    def kinds(self) -> list[ScreenKind]:
        """Return the kinds of screen in order, each once in a row."""
        kinds = [state.kind for state in self.states]
        return [now for before, now in zip([None, *kinds], kinds, strict=False) if now != before]


class PlayedCamera(_Device):
    """Plays as many pictures as there are poses, and is lost for a while before one of them."""

    def __init__(self, poses: Sequence[Pose], *, loose_at: int | None = None) -> None:
        self.name, self.size_px = "camera 0", SIZE_PX
        self.losses: list[Loss] = []
        self.grabbed = 0
        self._left = len(poses)
        self._loose_at, self._silent = loose_at, 0
        self._time_s = 0.0

    @property
    def ended(self) -> bool:
        return not self._left

    @property
    def is_lost(self) -> bool:
        return bool(self.losses) and math.isnan(self.losses[-1].end_s)

    def now_s(self) -> float:
        return self._time_s

    def wait(self, for_s: float) -> None:
        """Return at once."""

    def newer_than(self, index: int, *, wait_s: float) -> Frame | None:
        if not self._left:
            self._time_s += 1.0
            return None
        if self.grabbed == self._loose_at and self._silent < 20:
            self._silent += 1
            self._time_s += wait_s
            if self._silent == 1:
                self.losses.append(Loss(self._time_s, math.nan))
            return None
        if self.is_lost:
            self.losses[-1] = replace(self.losses[-1], end_s=self._time_s)
        self._left -= 1
        self._time_s += 1 / FPS
        self.grabbed += 1
        assert index == self.grabbed - 2
        image = np.full((SIZE_PX[1], SIZE_PX[0], 3), 90, np.uint8)
        return Frame(self.grabbed - 1, self._time_s, image)


@dataclass
class FakeWindow(_Device):
    """Presses keys at given pictures, and keeps the last picture."""

    keys: dict[int, list[str]] = field(default_factory=dict)
    close_at: int = -1
    shown: int = 0
    last: NDArray[np.uint8] | None = None
    full_screen: bool = False

    @property
    def is_closed(self) -> bool:
        return 0 <= self.close_at <= self.shown

    def show(self, picture: NDArray[np.uint8]) -> None:
        self.shown += 1
        self.last = picture

    def fill_screen(self) -> None:
        self.full_screen = True

    def show_until(self, _picture: object, is_done: Callable[[float], bool]) -> None:
        while not is_done(0.01):
            pass

    def pressed(self) -> list[str]:
        return self.keys.get(self.shown, [])


@dataclass
class FakeSpeaker(_Device):
    """Keeps what was said while it was not muted."""

    muted: bool = False
    busy: bool = False
    has_sound: bool = True
    note: str = ""
    said: list[str] = field(default_factory=list)
    closed_after_s: list[float] = field(default_factory=list)

    def say(self, utterance: Utterance) -> None:
        if not self.muted:
            self.said.append(utterance.words)

    def take_heard(self) -> frozenset[str]:
        return frozenset(self.said)

    def close(self, *, finish_s: float) -> None:
        self.closed_after_s.append(finish_s)


def acted(
    exercise: Exercise, *, reps: int, wait_s: float = 6.0, after_s: float = 30.0
) -> list[Pose]:
    """Return the poses of a person who waits at the start, does repetitions, and stays."""
    plan = plan_for(exercise, reps=reps)
    moving = perform(exercise, plan=plan, recording=Recording(fps=FPS), camera=PLACE)
    return [moving[0]] * round(wait_s * FPS) + moving + [moving[-1]] * round(after_s * FPS)
