"""A server of the pages on loopback, with scripted poses, and pictures of a scripted person."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any, Self
from unittest.mock import patch

import cv2
import httpx
import numpy as np

from formcheck.capture.pose_estimator import ScriptedEstimator
from formcheck.exercises.loader import load_exercise
from formcheck.web import serving
from formcheck.web.live.browser_session import WebEquipment
from formcheck.web.site import Site
from support.live_fakes import FPS, SIZE_PX, acted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.pose.pose import Pose

EXERCISE = "single_leg_bridge"

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""What a client without TLS is made with: to load the certificates of the world takes longer than
most tests."""


class _HastyAsyncio(ModuleType):
    """`asyncio` for uvicorn, which looks ten times a second whether it is to end: now more often.

    Start and end of a server would else take longer than most tests.
    """

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever is asked for
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(for_s: float) -> None:
        await asyncio.sleep(for_s / 20)


def jpeg(size_px: tuple[int, int] = SIZE_PX, *, level: int = 90) -> bytes:
    """Return a picture of one grey."""
    _, data = cv2.imencode(".jpg", np.full((size_px[1], size_px[0], 3), level, np.uint8))
    return data.tobytes()


def poses(*, reps: int = 2, after_s: float = 2.0) -> list[Pose]:
    """Return the poses of a person who does so many repetitions."""
    return acted(load_exercise(EXERCISE), reps=reps, wait_s=3.0, after_s=after_s)


def pictures(count: int) -> list[tuple[float, bytes]]:
    """Return as many pictures with their times, milliseconds."""
    data = jpeg()
    return [(1000 * number / FPS, data) for number in range(count)]


@dataclass
class WebServer:
    """A server in a thread; a context manager.

    Attributes
    ----------
    folder
        Where everything lies.
    script
        The poses that the estimator gives.
    limit_bytes
        Largest film.
    shares
        Whether a phone may film.
    model, opens
        Name of the pose model, and what opens it; None = the script.
    """

    folder: Path
    script: list[Pose] = field(default_factory=list)
    limit_bytes: int = 2**20
    shares: bool = False
    model: str = "lite"
    opens: Callable[[str], PoseEstimator] | None = None

    def __post_init__(self) -> None:
        self.listener = serving.listening("127.0.0.1", 0)
        self.equipment = WebEquipment(
            folder=self.folder / "sessions",
            patients=self.folder / "patients",
            diary=self.folder / "diary.sqlite3",
            model=self.model,
            counts_people=False,
            opens=self.opens or self._scripted,
        )
        self.site = Site(
            self.equipment,
            self.listener.getsockname()[1],
            settings_file=self.folder / "settings.json",
            uploads=self.folder / "uploads",
            limit_bytes=self.limit_bytes,
        )
        self.context, self.data, self.jobs = self.site.context, self.site.data, self.site.jobs

    def _scripted(self, _: str) -> PoseEstimator:
        return ScriptedEstimator(dict(enumerate(self.script)))

    @property
    def origin(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self.context.port}"

    @property
    def cookie(self) -> str:
        """The cookie that lets a browser in."""
        return f"formcheck_{self.context.port}={self.context.secret}"

    @property
    def socket_url(self) -> str:
        """The address of the live session."""
        return f"{self.origin.replace('http', 'ws')}/ws/live"

    def client(self, **headers: str) -> httpx.Client:
        """Return a client that has the cookie."""
        usual = {"Cookie": self.cookie, "Origin": self.origin}
        return httpx.Client(
            base_url=self.origin, headers=usual | headers, trust_env=False, verify=NO_TLS
        )

    def __enter__(self) -> Self:
        shared = [self.site.share()] if self.shares else []
        self._server = serving.server_for(self.site.app())
        servers = [(self._server, self.listener), *shared]
        self._others = [one for one, _ in shared]
        self._thread = threading.Thread(
            target=lambda: asyncio.run(serving.serve(servers)),
            daemon=True,
        )
        self._hasty = patch("uvicorn.server.asyncio", _HastyAsyncio("asyncio"))
        self._hasty.start()
        self._thread.start()
        deadline_s = time.monotonic() + 20
        while not all(one.started for one, _ in servers) and time.monotonic() < deadline_s:
            time.sleep(0.01)
        assert self._server.started
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        for one in self._others:
            one.should_exit = True
        self._thread.join(20)
        self._hasty.stop()
        self.jobs.close()
        assert not self._thread.is_alive()
