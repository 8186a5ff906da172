"""A real browser with a film as its webcam, and a server of the pages in a process of its own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Self

import av
import numpy as np
import pytest

from formcheck.assessment.report import SetReport
from formcheck.capture.video_file import VideoFile
from support.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or ""
"""The browser of the system; the one that Playwright would download is not used."""

WEBCAM_FPS: Final = 30
"""Chromium plays a film of JPEGs as a webcam at this rate, whatever the film was."""

_OPTIONS: Final = (
    "--headless=new", "--no-sandbox", "--mute-audio", "--disable-component-update",
)  # fmt: skip

AXE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"

LEAD_S: Final = 16.0
"""The first picture stands so long before the film begins: the session gets ready meanwhile."""

TAIL_S: Final = 8.0
"""The last picture stands so long, before Chromium begins the film anew."""

SIZE_PX: Final = (640, 480)


def need_browser() -> None:
    """Skip the test where there is no browser to drive."""
    pytest.importorskip("playwright", reason="Playwright is not installed: pip install playwright")
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: apt-get install chromium")


def webcam_film(film: Path, to: Path, *, lead_s: float = LEAD_S, tail_s: float = TAIL_S) -> float:
    """Write a film as a webcam shows it; return its length in seconds, without lead and tail.

    Parameters
    ----------
    film, to
        Any film, and the file of JPEGs to write.
    lead_s, tail_s
        How long its first and last picture stand.

    Returns
    -------
    float
    """
    with VideoFile(film) as video:
        frames = [(frame.time_s, _letterboxed(frame.image)) for frame in video]
    times_s = np.array([time_s for time_s, _ in frames]) - frames[0][0]
    with av.open(str(to), "w", format="mjpeg") as out:
        stream = out.add_stream("mjpeg", rate=WEBCAM_FPS)
        stream.width, stream.height = SIZE_PX
        stream.pix_fmt = "yuvj420p"
        stream.codec_context.time_base = Fraction(1, WEBCAM_FPS)
        stream.codec_context.bit_rate = 25_000_000
        for number in range(round((lead_s + times_s[-1] + tail_s) * WEBCAM_FPS)):
            now_s = number / WEBCAM_FPS - lead_s
            row = max(0, int(np.searchsorted(times_s, now_s + 1e-6)) - 1)
            picture = av.VideoFrame.from_ndarray(frames[row][1], format="bgr24")
            picture = picture.reformat(format="yuvj420p")
            picture.pts, picture.time_base = number, Fraction(1, WEBCAM_FPS)
            out.mux(stream.encode(picture))
        out.mux(stream.encode())
    return float(times_s[-1])


def _letterboxed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture in the shape of the webcam's, with black bars where it is not."""
    import cv2

    height, width = image.shape[:2]
    scale = min(SIZE_PX[0] / width, SIZE_PX[1] / height)
    wide, high = round(width * scale), round(height * scale)
    canvas = np.zeros((SIZE_PX[1], SIZE_PX[0], 3), np.uint8)
    left, top = (SIZE_PX[0] - wide) // 2, (SIZE_PX[1] - high) // 2
    canvas[top : top + high, left : left + wide] = cv2.resize(image, (wide, high))
    return canvas


@dataclass
class Site:
    """``formcheck web`` in a process of its own, with a home folder of its own.

    Attributes
    ----------
    home
        Where everything of this person lies.
    """

    home: Path
    model: str = "full"
    _process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, and wait until it serves."""
        self.home.mkdir(exist_ok=True)
        environment = os.environ | {
            "HOME": str(self.home),
            "XDG_DATA_HOME": str(self.home / "data"),
            "XDG_CACHE_HOME": str(self.home / "cache"),
            "FORMCHECK_DIARY": str(self.home / "diary.sqlite3"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "COLUMNS": "400",
        }
        command = [sys.executable, "-m", "formcheck", "web", "--no-browser", "--model", self.model]
        self._process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, text=True, env=environment, cwd=self.home
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"http://\S+", line):
                self.address = found[0]
                self.origin = re.sub(r"/open.*", "", self.address)
                return
        raise AssertionError("formcheck web ended without an address")

    def stop(self, *, kill: bool = False) -> None:
        """End it, as Ctrl-C does, or without a word."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGKILL if kill else signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(30)
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def kept(self) -> list[SetReport]:
        """Return the reports of the sets that lie in the folders of sessions, in order of time."""
        files = sorted((self.home / "formcheck").rglob("set-*.json"))
        return [SetReport.from_json(file.read_text(encoding="utf-8")) for file in files]


@dataclass
class Watched:
    """A browser whose requests are listed."""

    browser: Browser
    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """Return a new page that shows an address."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._note)
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.goto(address)
        page.wait_for_selector("main h1")  # the address that lets a browser in leads on
        return page

    def note_request(self, request: Request) -> None:
        """List a request."""
        self.requests.append(request.url)

    def _note(self, message: Any) -> None:  # noqa: ANN401  # of Playwright
        if message.type == "error":
            self.problems.append(message.text)


def watched_browser(
    player: Playwright,
    *options: str,
    film: Path | None = None,
    view: Mapping[str, Any] | None = None,
) -> Iterator[Watched]:
    """Yield a browser that films with a webcam made of a film, and may use it unasked.

    Parameters
    ----------
    player, options
        Of Playwright, and more options of Chromium.
    film
        From `webcam_film`; None = Chromium is given no camera.
    view
        Size of the window, colour scheme and the like, as Playwright names them.
    """
    camera: Sequence[str] = ()
    if film is not None:
        camera = (
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        )
    browser = player.chromium.launch(
        executable_path=CHROMIUM,
        args=[*_OPTIONS, *camera, *options],
    )
    watched = Watched(browser, browser.new_context(**(view or {})))
    watched.context.on("request", watched.note_request)
    try:
        yield watched
    finally:
        browser.close()


def wait_until_true(page: Page, expression: str, *, most_s: float = 20.0) -> None:
    """Wait for what is true in a page; Playwright's own waiting is against the page's policy."""
    deadline_s = time.monotonic() + most_s
    while not page.evaluate(expression):
        assert time.monotonic() < deadline_s, expression
        page.wait_for_timeout(100)


def barriers(page: Page, where: str) -> list[str]:
    """Return what keeps people from using a page, as axe-core sees it, and what is too wide."""
    wrong = []
    if AXE.exists():
        # Run by the browser itself, since the policy of the page forbids foreign scripts.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found_by_axe = page.evaluate("axe.run(document).then(all => all.violations)")
        wrong += [f"{where}: {each['id']} {each['nodes'][0]['html']}" for each in found_by_axe]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        wrong.append(f"{where} is wider than the window")
    return wrong


def net_log_urls(log: Path, *, of: str) -> set[str]:
    """Return every address that pages of an origin asked for, as Chromium's own log has it.

    What Chromium asks for on its own behalf, such as updates, has no page as its initiator.

    Parameters
    ----------
    log
        Written by Chromium because of ``--log-net-log``; a browser that was ended may have left
        it without its end, so it may not be JSON.
    of
        The origin of the pages.

    Returns
    -------
    set of str
    """
    events = log.read_text(encoding="utf-8", errors="replace").splitlines()
    found = (re.search(r'"initiator":"([^"]*)".*"url":"([^"]+)"', event) for event in events)
    return {row[2] for row in found if row is not None and row[1] == of}


def wish(exercise: str, **plan: object) -> str:
    """Return what the page keeps of a plan, as JSON: no questions, one set until it is ended."""
    usual = {"side": "auto", "sets": 1, "reps": 0, "rest_s": 0, "placing": False, "pain": False}
    return json.dumps({"plan": {"exercise": exercise, **usual, **plan}, "camera": "page"})
