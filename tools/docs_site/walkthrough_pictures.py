"""The pictures of the page that walks through an exercise of one's own.

The page lies beside the code, where no picture is generated; it has comments that name them.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formcheck import load_exercise, replay
from formcheck.output.plots.illustration import drawing_svg
from formcheck.output.plots.signal import TraceSink, write_trace

if TYPE_CHECKING:
    from sphinx.application import Sphinx

TESTS: Final = Path(__file__).parents[2] / "tests"

_PICTURE: Final = re.compile(r"<!-- picture: (\w+) -->")

_SHOWN: Final = {
    "standing_calf_raise": "The drawing: start and end of the calf raise",
    "standing_calf_raise_try": "The angle of the foot over time: four repetitions, one too small",
    "forward_lunge_try": "The bend of the knee over time: four lunges, one too small",
}
"""What each picture shows, for a person who does not see it."""


def pages() -> dict[str, bytes]:
    """Return the pictures: the drawing of each exercise that has one, and a set of each."""
    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))  # the scripted person of the tests
    from support.walkthrough import FILES, PERFORMED, film

    made = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in FILES.items():
            file, clip = Path(folder, f"{name}.toml"), Path(folder, f"{name}.npz")
            file.write_text(text, encoding="utf-8")
            exercise = load_exercise(file)
            if exercise.figure is not None:
                made[f"pictures/{name}.svg"] = drawing_svg(exercise)
            film(clip, PERFORMED[name])
            trace = TraceSink(exercise)
            replay(clip, exercise, sinks=[trace])
            drawn = Path(folder, f"{name}_try.svg")
            write_trace(trace, drawn)
            made[f"pictures/{drawn.name}"] = drawn.read_bytes()
    return made


def on_read(_app: Sphinx, document: str, content: list[str]) -> None:
    """Put the pictures in the place of their comments; Sphinx calls it with the text of a page."""
    if document == "new_exercise":
        content[0] = _PICTURE.sub(_image, content[0])


def _image(match: re.Match[str]) -> str:
    name = match.group(1)
    return f"![{_SHOWN[name]}](/generated/pictures/{name}.svg){{.drawing}}"
