"""Films that phones and rooms spoil, made from the samples: the true reason, or the right result.

These take pixels through the pose model, so they are slow.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from support.paths import SAMPLES

import formcheck
from formcheck.capture.source_options import SourceOptions
from formcheck.recognition.turned_picture import MAY_BE_TURNED
from formcheck.session.camera_setup.checks import DARK_SAY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Image = NDArray[np.uint8]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SQUAT, BRIDGE = "mini_squat", "single_leg_bridge"
LENGTH_S = 10.0


def film(
    path: Path,
    name: str,
    change: Callable[[Image, int], Image] = lambda image, _: image,
    *,
    captured: str = "",
) -> Path:
    """Write the first seconds of a sample with changed pictures, or with a capture rate."""
    with av.open(str(SAMPLES / f"{name}.mp4")) as source:
        rate = Fraction(source.streams.video[0].average_rate or 20).limit_denominator(50)
        images = [
            np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            for frame in source.decode(video=0)
        ]
    changed = [change(image, index) for index, image in enumerate(images[: int(LENGTH_S * rate)])]
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as target:
        if captured:
            target.metadata["com.android.capture.fps"] = captured
        stream = target.add_stream("libx264", rate=rate, options={"crf": "18"})
        stream.height, stream.width = changed[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for index, image in enumerate(changed):
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="bgr24")
            frame.pts, frame.time_base = index, 1 / rate
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return path


def test_dark_film_is_dark(tmp_path: Path) -> None:
    path = film(tmp_path / "dark.mp4", SQUAT, lambda image, _: image // 40)
    report = formcheck.analyze(path, SQUAT)
    assert report.verdict == "inconclusive"
    assert report.advice[0].endswith(DARK_SAY)


@pytest.mark.parametrize(("name", "quarters"), [(SQUAT, 1), (SQUAT, 3), (BRIDGE, 2)])
def test_turned_film_is_named_and_turned(name: str, quarters: int, tmp_path: Path) -> None:
    path = film(tmp_path / "turned.mp4", name, lambda image, _: np.rot90(image, quarters))
    turn = 90 * quarters  # the clockwise turn that takes this anticlockwise one back
    report = formcheck.analyze(path, name)
    assert report.advice[0].endswith(MAY_BE_TURNED.format(turn))
    upright = formcheck.analyze(path, name, options=SourceOptions(rotate_deg=turn))  # type: ignore[arg-type]
    assert upright.counts.good == 1


def test_mirrored_film_is_set_right(tmp_path: Path) -> None:
    path = film(tmp_path / "selfie.mp4", BRIDGE, lambda image, _: image[:, ::-1])
    assert formcheck.analyze(path, BRIDGE).counts.left == 1
    report = formcheck.analyze(path, BRIDGE, side="right", options=SourceOptions(mirrored=True))
    assert report.counts.right == report.counts.good == 1


@pytest.mark.parametrize("side", ["left", "right"])
def test_person_who_exercises_is_followed(side: str, tmp_path: Path) -> None:
    with av.open(str(SAMPLES / "single_leg_stance.mp4")) as source:
        others = [frame.to_ndarray(format="bgr24") for frame in source.decode(video=0)]

    def beside(image: Image, index: int) -> Image:
        pair = [image[:, 120:440], others[index % len(others)][:, 160:480]]
        return np.hstack(pair if side == "left" else pair[::-1])

    path = film(tmp_path / "two.mp4", SQUAT, beside)
    report = formcheck.analyze(path, SQUAT)
    assert report.counts.total == 1
    (people,) = [found for found in report.source["scene"] if found["name"] == "people"]
    assert f"on the {side} is followed" in people["say"]
    other = "right" if side == "left" else "left"
    chosen = formcheck.analyze(path, SQUAT, options=SourceOptions(person=other))  # type: ignore[arg-type]
    assert chosen.counts.total == 0


def test_slow_motion_with_its_tag_has_real_times(tmp_path: Path) -> None:
    real = formcheck.analyze(film(tmp_path / "real.mp4", BRIDGE), BRIDGE)
    slow = formcheck.analyze(film(tmp_path / "slow.mp4", BRIDGE, captured="75.000000"), BRIDGE)
    assert slow.source["slowed"] == pytest.approx(3)
    assert slow.counts.total == real.counts.total == 1
    assert slow.reps[0].hold_s == pytest.approx(real.reps[0].hold_s / 3, abs=0.1)
