"""Takes the picture of the live page that the README shows: a real browser, a sample as webcam.

It needs Chromium of the system::

    python tools/browser_picture.py          writes docs/browser.jpg
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from playwright.sync_api import sync_playwright  # noqa: E402  # after the path
from support.browser import Site, watched_browser, webcam_film, wish  # noqa: E402
from support.paths import SAMPLES  # noqa: E402

PICTURE: Final = ROOT / "docs" / "browser.jpg"

SIZE_PX: Final = {"width": 1280, "height": 720}

HELD: Final = ".phase:text-is('2 of 3 s')"
"""The moment of the picture: the second repetition is held."""


def main() -> int:
    """Write the picture; return the exit code."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as player:
        film = Path(folder) / "webcam.mjpeg"
        webcam_film(SAMPLES / "single_leg_bridge.mp4", film)
        view = {"viewport": SIZE_PX}
        with Site(Path(folder) / "home") as site:
            for watched in watched_browser(player, film=film, view=view):
                page = watched.open(site.address)
                wanted = wish("single_leg_bridge", reps=8)
                page.evaluate("wish => sessionStorage.setItem('formcheck.wish', wish)", wanted)
                page.goto(f"{site.origin}/#/live")
                page.keyboard.press("Shift")  # as touched, so that nothing asks for it
                page.wait_for_selector(".count-number:text-is('1')", timeout=60_000)
                page.wait_for_selector(HELD, timeout=20_000)
                shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
                shot.save(PICTURE, quality=85, optimize=True)
    print(f"Written: {PICTURE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
