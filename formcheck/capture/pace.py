"""Which pose model this machine can run at the pace of a camera."""

from __future__ import annotations

import time
from importlib.resources import files
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from formcheck.capture.frames import Frame

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from formcheck.capture.estimator import PoseEstimator

HEAVIEST_FIRST: Final = ("heavy", "full", "lite")

LEAST_RATE: Final = 20.0
"""Analysed pictures a second below which quick movements are told badly."""

BESIDE_S: Final = 0.012
"""What else one picture takes: decoding, judging, drawing, showing (measured on two cores)."""

WARM_UP: Final = 4
"""Pictures before the clock counts: the first one loads, the next ones find the person."""

TIMED: Final = 12


def pace_of(estimator: PoseEstimator, image: NDArray[np.uint8]) -> float:
    """Seconds an estimator takes for a picture with somebody in it, median.

    Parameters
    ----------
    estimator
        A fresh one; it has seen the picture afterwards.
    image
        Shape (height, width, 3), uint8, BGR.
    """
    taken = []
    for index in range(WARM_UP + TIMED):
        begun_s = time.perf_counter()
        estimator.estimate(Frame(index, index / 30, image))
        taken.append(time.perf_counter() - begun_s)
    return median(taken[WARM_UP:])


def heaviest_that_holds(
    open_estimator: Callable[[str], PoseEstimator],
    size_px: tuple[int, int],
    *,
    rate: float = LEAST_RATE,
) -> str:
    """The heaviest model with which this machine analyses so many pictures a second.

    Parameters
    ----------
    open_estimator
        Makes an estimator of the model of that name.
    size_px
        Width and height of the camera's pictures, pixels.
    rate
        Pictures a second.

    Returns
    -------
    str
        Name of the model; the lightest one if none is quick enough.
    """
    image = somebody(size_px)
    for name in HEAVIEST_FIRST[:-1]:
        with open_estimator(name) as estimator:
            if pace_of(estimator, image) + BESIDE_S <= 1 / rate:
                return name
    return HEAVIEST_FIRST[-1]


def somebody(size_px: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture of somebody, of that size: a model only works in earnest when it finds a person.

    Returns
    -------
    ndarray of uint8, shape (height, width, 3)
        BGR; a rendered person, not a photograph.
    """
    import cv2

    data = (files("formcheck") / "capture" / "somebody.jpg").read_bytes()
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError("expected a picture in somebody.jpg")
    return np.asarray(cv2.resize(image, size_px, interpolation=cv2.INTER_AREA), np.uint8)
