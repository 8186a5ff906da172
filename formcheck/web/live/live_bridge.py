"""Screen and keys of a live session in the browser: what the session shows, as messages.

The session runs in a thread of its own and never waits for a page.  A page that is away misses
pictures of the screen, and gets the newest one when it is back.
"""

from __future__ import annotations

import asyncio
import math
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.assessment.events import CueWeight
from formcheck.kinematics.measures import shown
from formcheck.output.live_screen.window import KeyRepeatFilter
from formcheck.output.overlay.gauge import Gauge
from formcheck.output.overlay.overlay import COUNTED_ONLY, phase_word
from formcheck.output.overlay.skeleton import working_leg
from formcheck.output.overlay.steady_readings import SteadyReadings
from formcheck.output.overlay.text import Box
from formcheck.session.protocol import ScreenKind
from formcheck.web.messages import ReadingShown, ScreenMessage, ToPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.session.protocol import ScreenState
    from formcheck.web.live.socket_camera import SocketCamera

MOST_WAITING: Final = 256
"""Messages that wait for a page; it is cut off before there are more."""

MOST_KEYS: Final = 64
"""Commands that wait for the session; more are dropped."""


_NOWHERE: Final = (-1.0, -1.0, 0.0)
"""A landmark that is unknown."""


class Outbox:
    """Messages on their way to one page; any thread may put them in.

    A newer screen replaces one that waits: a slow page shows fewer, and none that is old.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[ToPage | bytes] = deque()
        self._screen: ScreenMessage | None = None
        self._picture: bytes | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self.is_open = False
        self.is_full = False

    def open(self) -> None:
        """Begin to take messages; called in the thread of the event loop."""
        self._loop = asyncio.get_running_loop()
        with self._lock:
            self._waiting.clear()
            self._picture = None
            self.is_open, self.is_full = True, False
        self._news.set()

    def shut(self) -> None:
        """Take no more messages: the page is away."""
        with self._lock:
            self.is_open = False
        self._wake()

    def put(self, message: ToPage) -> None:
        """Send a message as soon as possible; dropped while the page is away."""
        with self._lock:
            if isinstance(message, ScreenMessage):
                self._screen = message  # kept while the page is away
            elif self.is_open:
                self._waiting.append(message)
                self.is_full = self.is_full or len(self._waiting) > MOST_WAITING
        self._wake()

    def put_picture(self, picture: bytes) -> None:
        """Send a picture of the phone, unless a newer one comes first."""
        with self._lock:
            if self.is_open:
                self._picture = picture
        self._wake()

    async def take(self) -> list[str | bytes]:
        """Wait for messages and return them as they are sent; empty = it was shut, or is full."""
        while True:
            await self._news.wait()
            self._news.clear()
            with self._lock:
                if not self.is_open or self.is_full:
                    return []
                ready: list[ToPage | bytes] = [*self._waiting]
                ready += filter(None, (self._picture, self._screen))
                self._waiting.clear()
                self._picture = self._screen = None
            if ready:
                return [one if isinstance(one, bytes) else one.model_dump_json() for one in ready]

    def _wake(self) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._news.set)


class PagePainter:
    """Makes the message of what is shown: a `Painter` for a page.

    Parameters
    ----------
    exercise, camera
        The first exercise of the session, and the camera whose pictures are judged.

    Attributes
    ----------
    results
        The card with the results, None before the end.
    """

    def __init__(self, exercise: Exercise, camera: SocketCamera) -> None:
        self.results: ScreenState | None = None
        self._camera = camera
        self.begin(exercise)

    def begin(self, exercise: Exercise) -> None:
        """Show this exercise from now on."""
        self._steady = SteadyReadings()
        self._exercise, self._gauge = exercise, Gauge(exercise, Box(0, 0, 100, 1000))

    def draw(
        self,
        state: ScreenState,
        reading: Reading | None,
        image: NDArray[np.uint8] | None,  # noqa: ARG002  # the page has its own picture
    ) -> ScreenMessage:
        """Return the message of one moment of the session.

        Parameters
        ----------
        state, reading, image
            As for `formcheck.output.live_screen.screen.LiveScreen.draw`; the page has the image.

        Returns
        -------
        ScreenMessage
        """
        exercise, taken = self._exercise, self._camera.taken
        reading = reading and self._steady.update(reading)
        if state.kind is ScreenKind.OVER and state.heading:
            self.results = state
        side = state.side
        if side is None and reading is not None and exercise.sides == "one":
            side = reading.side
        more = {
            "side": side,
            "exercise": exercise.name,
            "title": exercise.title,
            "sides": exercise.sides,
            "reading": None if reading is None else self._reading(reading),
            "landmarks": None if reading is None else self._landmarks(reading),
            "working": () if reading is None else _working(reading),
            "picture": None if taken is None else taken.number,
            "captured_ms": None if taken is None else taken.captured_ms,
        }
        return ScreenMessage.of(state, **more)

    def _reading(self, reading: Reading) -> ReadingShown:
        """Return what is to be read of a reading, as the live window shows it."""
        movement, cue = self._exercise.movement, reading.cue
        value_deg = reading.angles_deg.get(movement.measure, math.nan)
        is_urgent = cue is not None and cue.weight >= CueWeight.LIMIT
        counts = reading.paused is not None and reading.paused.counts
        low, high = sorted(round(self._gauge.share(at), 4) for at in movement.target_deg)
        limit = self._gauge.limit_share
        return ReadingShown(
            good=reading.good_reps,
            total=reading.reps,
            hold_s=reading.hold_s,
            hold_wanted_s=movement.hold_s,
            angle_deg=_known(value_deg),
            angle_text=""
            if math.isnan(value_deg)
            else shown(movement.measure, value_deg, short=True),
            target=movement.target_deg,
            gauge=_known(self._gauge.share(value_deg)),
            target_gauge=(low, high),
            limit_gauge=_known(limit),
            phase=reading.phase.value,
            phase_text=COUNTED_ONLY if counts else phase_word(reading, self._exercise),
            judged=not counts and self._exercise.scope != "counts",
            cue="" if cue is None else cue.say,
            cue_urgent=is_urgent,
            limit=cue.say if cue is not None and is_urgent else "",
            paused="" if reading.paused is None else reading.paused.say,
            side=reading.side,
        )

    def _text(self, value_deg: float) -> str:
        """Return a value of the main measure to read; empty = unknown."""
        measure = self._exercise.movement.measure
        return "" if math.isnan(value_deg) else shown(measure, value_deg, short=True)

    def _landmarks(self, reading: Reading) -> list[tuple[float, float, float]] | None:
        """Return x, y (shares of the picture as it was sent) and visibility of the joints."""
        if reading.pose.is_absent:
            return None
        sent_px, size_px = self._camera.taken_size_px, np.array(reading.pose.size_px, float)
        # A picture of another size lies in the middle of the first one's, see `fitted`.
        scale = float(np.min(size_px / sent_px))
        corner_px = (size_px - scale * np.array(sent_px)) / 2
        shares = (reading.pose.image - corner_px) / (scale * np.array(sent_px))
        rows = np.column_stack([shares, reading.pose.visibility])
        return [
            (round(x, 4), round(y, 4), round(seen, 2))
            if math.isfinite(x + y)
            else (-1.0, -1.0, 0.0)
            for x, y, seen in rows.tolist()
        ]


def _known(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)


def _working(reading: Reading) -> tuple[str, ...]:
    return tuple(sorted(joint.name.lower() for joint in working_leg(reading)))


class PageDisplay:
    """Sends the screen to the page and takes its buttons: a `Display`.

    Parameters
    ----------
    outbox
        Where messages to the page go.
    clock
        Gives seconds that only go forward; for tests.

    Attributes
    ----------
    is_closed
        True once the session is to end.
    """

    def __init__(self, outbox: Outbox, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.is_closed = False
        self._outbox, self._clock = outbox, clock
        self._keys: deque[str] = deque(maxlen=MOST_KEYS)
        self._filter = KeyRepeatFilter()

    def show(self, picture: ScreenMessage, /) -> None:
        """Send what is shown."""
        self._outbox.put(picture)

    def press(self, name: str) -> None:
        """Take a command of a button, or the digits of a number; a key held down counts once."""
        if name.isdigit() or self._filter.is_new(name, self._clock()):
            self._keys.extend(name if name.isdigit() else (name,))

    def pressed(self) -> list[str]:
        """Return the commands and digits since the last call, in order."""
        return [self._keys.popleft() for _ in range(len(self._keys))]

    def close(self) -> None:
        """End the session."""
        self.is_closed = True
