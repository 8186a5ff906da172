"""Which model a machine holds: told by estimators that take as long as they are told to."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np
import pytest

from formcheck.body.pose import absent
from formcheck.capture import pace
from formcheck.capture.estimator import EstimatorInfo
from formcheck.capture.pace import (
    BESIDE_S,
    HEAVIEST_FIRST,
    TIMED,
    WARM_UP,
    heaviest_that_holds,
    pace_of,
    somebody,
)

if TYPE_CHECKING:
    from formcheck.body.pose import Pose
    from formcheck.capture.frames import Frame

SIZE_PX = (64, 48)


@dataclass
class Slow:
    """An estimator that takes a given time, and longer for its first pictures."""

    takes_s: float
    first_s: float = 0.0
    frames: list[Frame] = field(default_factory=list)
    closed: bool = False
    name: str = "slow"
    info: EstimatorInfo = field(default_factory=lambda: EstimatorInfo("slow", "1", "m", ""))

    def estimate(self, frame: Frame) -> Pose:
        self.frames.append(frame)
        time.sleep(self.first_s if len(self.frames) <= WARM_UP else self.takes_s)
        return absent(frame.index, frame.time_s, size_px=SIZE_PX)

    def close(self) -> None:
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Machine:
    """Opens models that take as long as this machine would."""

    def __init__(self, **takes_s: float) -> None:
        self.takes_s = takes_s
        self.opened: dict[str, Slow] = {}

    def __call__(self, name: str) -> Slow:
        self.opened[name] = Slow(self.takes_s[name])
        return self.opened[name]


@pytest.fixture(autouse=True)
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "TIMED", 3)


def test_the_first_pictures_do_not_count() -> None:
    estimator = Slow(0.002, first_s=0.05)
    taken_s = pace_of(estimator, somebody(SIZE_PX))
    assert 0.002 <= taken_s < 0.03
    times = [frame.time_s for frame in estimator.frames]
    assert len(times) == WARM_UP + 3
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("takes_s", "chosen"),
    [
        ({"heavy": 0.010, "full": 0.002, "lite": 0.001}, "heavy"),
        ({"heavy": 0.045, "full": 0.010, "lite": 0.001}, "full"),
        ({"heavy": 0.060, "full": 0.045, "lite": 0.030}, "lite"),
    ],
)
def test_the_heaviest_that_holds_twenty_a_second(takes_s: dict[str, float], chosen: str) -> None:
    machine = Machine(**takes_s)
    assert heaviest_that_holds(machine, SIZE_PX) == chosen
    assert all(estimator.closed for estimator in machine.opened.values())
    tried = HEAVIEST_FIRST.index(chosen) + 1
    assert list(machine.opened) == list(HEAVIEST_FIRST[: min(tried, 2)])


def test_the_rest_of_the_work_has_its_share() -> None:
    just_too_slow_s = 1 / 20 - BESIDE_S + 0.004
    machine = Machine(heavy=just_too_slow_s, full=0.001, lite=0.001)
    assert heaviest_that_holds(machine, SIZE_PX) == "full"
    assert heaviest_that_holds(machine, SIZE_PX, rate=10) == "heavy"


def test_somebody_is_there_in_every_size() -> None:
    for size_px in (SIZE_PX, (640, 480), (1280, 720)):
        image = somebody(size_px)
        assert image.shape == (size_px[1], size_px[0], 3)
        assert image.dtype == np.uint8
        assert image.std() > 10
    assert TIMED > 5


@pytest.mark.slow
def test_the_models_find_somebody() -> None:
    """Else a model would be timed on a picture without work."""
    from formcheck.capture.frames import Frame
    from formcheck.session import open_estimator

    for name in HEAVIEST_FIRST:
        with open_estimator(name) as estimator:
            pose = estimator.estimate(Frame(0, 0.0, somebody((640, 480))))
        assert not pose.is_absent, name
