"""The filters between frames: steady at rest, quick in movement, and what they forget."""

from __future__ import annotations

import math

import numpy as np
import pytest

from formcheck.capture.blazepose.landmarks import Body
from formcheck.capture.blazepose.region import Region
from formcheck.capture.blazepose.smoothing import BodyFilter, PointFilter

F = np.float32


def smoothed(
    values: list[float], *, times_ms: list[int] | None = None, scale: float = 1.0
) -> list[float]:
    points = PointFilter(0.05, 80.0)
    times_ms = times_ms or [round(1000 * k / 30) for k in range(len(values))]
    return [
        float(points.update(time_ms, np.array([value], np.float32), scale)[0])
        for time_ms, value in zip(times_ms, values, strict=True)
    ]


def one_euro(times_s: list[float], values: list[float]) -> list[float]:
    """Return the filter of Casiez, Roussel and Vogel (CHI 2012), one number after another."""

    def gain(cutoff_hz: float, step_s: float) -> float:
        return 1 / (1 + 1 / (2 * math.pi * cutoff_hz * step_s))

    out, speed = [values[0]], 0.0
    for step_s, value, before in zip(np.diff(times_s), values[1:], values, strict=False):
        slope = (value - before) / step_s
        speed += gain(1.0, step_s) * (slope - speed)
        out.append(out[-1] + gain(0.05 + 80 * abs(speed), step_s) * (value - out[-1]))
    return out


def test_filter_is_the_published_one() -> None:
    rng = np.random.default_rng(1)
    times_ms = np.cumsum(rng.integers(20, 60, 50)).tolist()
    values = np.cumsum(rng.normal(0, 0.01, 50)).tolist()
    expected = one_euro([time_ms / 1000 for time_ms in times_ms], values)
    np.testing.assert_allclose(smoothed(values, times_ms=times_ms), expected, atol=1e-6)


def test_first_value_is_kept_and_noise_at_rest_is_flattened() -> None:
    noise = np.random.default_rng(2).normal(0, 1e-4, 300).tolist()
    out = smoothed(noise)
    assert out[0] == pytest.approx(noise[0])
    assert np.std(out[100:]) < 0.3 * np.std(noise)


def test_quick_movement_is_followed_within_a_frame() -> None:
    walk = [0.02 * k for k in range(30)]
    assert walk[-1] - smoothed(walk)[-1] < 0.02


def test_speed_is_counted_in_sizes_of_the_body() -> None:
    values = [0.001 * k for k in range(20)]
    larger = smoothed([500 * value for value in values], scale=500)
    np.testing.assert_allclose(np.array(larger) / 500, smoothed(values), rtol=1e-4, atol=1e-7)


def test_body_without_a_size_is_not_smoothed() -> None:
    assert smoothed([0.0, 1.0, 0.0], scale=0.0) == [0.0, 1.0, 0.0]


def body(x: float, visibility: float = 1.0) -> Body:
    region = Region(F(0.5), F(0.5), F(0.5), F(0.5), F(0))
    return Body(
        presence=1.0,
        image=np.full((33, 2), x, np.float32),
        world=np.full((33, 3), x, np.float32),
        visibility=np.full(33, visibility, np.float32),
        next_region=region,
    )


def test_visibility_takes_many_frames_to_fall() -> None:
    filtered = BodyFilter()
    seen = [
        float(filtered.update(33 * k, body(0.5, 1.0 if k < 3 else 0.0), (640, 480))[2][0])
        for k in range(13)
    ]
    assert seen[:3] == [1, 1, 1]
    np.testing.assert_allclose(seen[3:], 0.9 ** np.arange(1, 11), rtol=1e-5)


def test_lost_person_is_placed_afresh_and_stays_as_visible() -> None:
    filtered = BodyFilter()
    for k in range(5):
        filtered.update(33 * k, body(0.5), (640, 480))
    filtered.lose()
    image, world, visibility = filtered.update(400, body(0.9, 0.0), (640, 480))
    np.testing.assert_allclose(image, 0.9, rtol=1e-6)
    assert (world < 0.9).all()
    np.testing.assert_allclose(visibility, 0.9, rtol=1e-5)
