"""Draw the picture of a report for the README: the page of a sample set on a laptop and printed.

::

    python tools/report_picture.py           writes docs/report.jpg

It needs Debian's Chromium and Playwright.  The set is ``mini_squat_faults.mp4``, which a rendered
person does with faults: two repetitions are good, one goes too far.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from formcheck.analysis import analyze
from formcheck.exercises.loader import load_exercise
from formcheck.output.html.report import HtmlReport

ROOT: Final = Path(__file__).resolve().parent.parent
FILM: Final = ROOT / "sample_videos" / "mini_squat_faults.mp4"
PICTURE: Final = ROOT / "docs" / "report.jpg"
EXERCISE: Final = "mini_squat"

CHROMIUM: Final = "/usr/bin/chromium"
FLAGS: Final = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDE_PX: Final = 760
"""Width of one half of the picture."""

GAP_PX: Final = 16
QUALITY: Final = 85


def screenshot(page: Path) -> tuple[bytes, int]:
    """Return a picture (PNG) of a whole page, and the row at which its curve begins."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        tab = browser.new_page(viewport={"width": WIDE_PX, "height": 900})
        tab.goto(page.as_uri())
        picture = tab.screenshot(full_page=True)
        curve = tab.locator("h2[id$=-curve]").bounding_box()
        browser.close()
    return picture, round(curve["y"]) - GAP_PX if curve else 0


def main() -> int:
    """Write the picture: what is above the curve on the left, and the rest on the right."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        with HtmlReport(page, load_exercise(EXERCISE)) as sink:
            analyze(FILM, EXERCISE, sinks=[sink])
        data, cut = screenshot(page)
    whole = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if whole is None:
        print("Chromium gave no picture.")
        return 1
    height = max(cut, whole.shape[0] - cut)
    canvas = np.full((height, 2 * WIDE_PX + GAP_PX, 3), 255, np.uint8)
    canvas[:cut, :WIDE_PX] = whole[:cut, :WIDE_PX]
    canvas[: whole.shape[0] - cut, WIDE_PX + GAP_PX :] = whole[cut:, :WIDE_PX]
    cv2.imwrite(str(PICTURE), canvas, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    print(f"Written: {PICTURE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
