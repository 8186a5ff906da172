"""What a live session is made with: the contracts of camera, painter, window and speaker."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from formcheck.capture.camera import Loss
    from formcheck.capture.estimator import PoseEstimator
    from formcheck.capture.frames import Frame
    from formcheck.coach.checker import Reading
    from formcheck.guide.scene import Scene
    from formcheck.guide.utterance import Utterance
    from formcheck.output.session_film import SessionFilm
    from formcheck.output.session_folder import SessionFolder


class Pictures(Protocol):
    """What is asked of a camera (see `formcheck.capture.camera.Camera`)."""

    losses: list[Loss]
    grabbed: int
    size_px: tuple[int, int]

    @property
    def name(self) -> str:
        """What reports may call it."""
        ...

    @property
    def ended(self) -> bool:
        """Whether no more pictures will come."""
        ...

    @property
    def is_lost(self) -> bool:
        """Whether no pictures come now."""
        ...

    def newer_than(self, index: int, *, wait_s: float) -> Frame | None:
        """The newest picture, if there is a newer one in time."""
        ...

    def now_s(self) -> float:
        """Seconds on the clock of the pictures."""
        ...


class Painter(Protocol):
    """Draws a scene (see `formcheck.output.live_picture.LivePicture`)."""

    def draw(
        self, scene: Scene, reading: Reading | None, image: NDArray[np.uint8] | None
    ) -> NDArray[np.uint8]:
        """The picture as the person sees it."""
        ...


class Window(Protocol):
    """Shows pictures and tells keys (see `formcheck.output.screen.Screen`)."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed by its own button."""
        ...

    def show(self, picture: NDArray[np.uint8]) -> None:
        """Show a picture."""
        ...

    def pressed(self) -> list[str]:
        """What the keys pressed since the last call ask for."""
        ...


class Speaker(Protocol):
    """Says things (see `formcheck.output.voice.Voice`)."""

    muted: bool

    def say(self, utterance: Utterance) -> None:
        """Say it, or leave it if it cannot be said in time."""
        ...

    @property
    def note(self) -> str:
        """Why nothing can be heard; empty = all is well."""
        ...


@dataclass(frozen=True)
class Parts:
    """What a session is made with.

    Attributes
    ----------
    camera, estimator, painter, window, speaker, folder
        The parts.
    count_people
        Counts the people in a picture; None = nobody counts.
    film
        The film of the screen, if one is wanted.
    wait
        Waits for so many seconds; for tests.
    """

    camera: Pictures
    estimator: PoseEstimator
    painter: Painter
    window: Window
    speaker: Speaker
    folder: SessionFolder
    count_people: Callable[[NDArray[np.uint8]], int] | None = None
    film: SessionFilm | None = None
    wait: Callable[[float], None] = time.sleep
