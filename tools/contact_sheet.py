"""Draw the contact sheet of the sample videos: one row for each exercise, captioned by its truth.

::

    python tools/contact_sheet.py            writes sample_videos/contact_sheet.jpg

The first two pictures of a row are the start and the far end of a good repetition, the others
the far ends of repetitions with faults.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import av
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SAMPLES: Final = Path(__file__).resolve().parent.parent / "sample_videos"
SHEET: Final = "contact_sheet.jpg"
CELL_PX: Final = (240, 180)
CAPTION_PX: Final = 22
COLUMNS: Final = 5
INK: Final = (30, 30, 30)


def moments(truth: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    """Return seconds and captions of the moments worth seeing in a clip."""
    named = {fault["number"]: fault["name"] for fault in truth["faults"]}
    for row in (*truth["reps"], *truth["holds"]):
        caption = "partial" if row["kind"] == "partial" else named.get(row["number"], "")
        if caption:
            yield (row["peak_s"] + row["leave_s"]) / 2, caption.replace("_", " ")


def cells(exercise: str) -> Iterator[tuple[Image.Image, str]]:
    """The pictures of one exercise with their captions."""
    truth = _truth(exercise)
    first = (*truth["reps"], *truth["holds"])[0]
    middle_s = (first["peak_s"] + first["leave_s"]) / 2
    wanted = [(first["start_s"] / 2, truth["exercise"].replace("_", " ")), (middle_s, "far end")]
    yield from _taken(exercise, wanted)
    faulty = _truth(f"{exercise}_faults")
    yield from _taken(f"{exercise}_faults", list(moments(faulty))[: COLUMNS - 2])


def _truth(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((SAMPLES / f"{name}.truth.json").read_text("utf-8"))
    return truth


def _taken(name: str, wanted: list[tuple[float, str]]) -> Iterator[tuple[Image.Image, str]]:
    """The pictures of a clip at some instants, in the order of time."""
    left = sorted(wanted)
    with av.open(str(SAMPLES / f"{name}.mp4")) as container:
        for frame in container.decode(video=0):
            if left and (frame.time or 0.0) >= left[0][0]:
                pixels = frame.to_ndarray(format="rgb24")
                yield Image.fromarray(pixels).resize(CELL_PX), left.pop(0)[1]


def sheet(exercises: list[str]) -> Image.Image:
    """The whole sheet."""
    width, height = CELL_PX
    step = height + CAPTION_PX
    paper = Image.new("RGB", (COLUMNS * width, len(exercises) * step), "white")
    pen = ImageDraw.Draw(paper)
    font = ImageFont.load_default(14)
    for row, exercise in enumerate(exercises):
        for column, (picture, caption) in enumerate(cells(exercise)):
            paper.paste(picture, (column * width, row * step))
            pen.text((column * width + 6, row * step + height + 2), caption, INK, font)
    return paper


def main() -> int:
    """Draw and write the sheet."""
    exercises = sorted(
        path.name.removesuffix("_faults.truth.json")
        for path in SAMPLES.glob("*_faults.truth.json")
    )
    partial = SAMPLES / f".partial.{SHEET}"
    sheet(exercises).save(partial, quality=82)
    os.replace(partial, SAMPLES / SHEET)  # noqa: PTH105 - named in the house style
    print(SAMPLES / SHEET)
    return 0


if __name__ == "__main__":
    sys.exit(main())
