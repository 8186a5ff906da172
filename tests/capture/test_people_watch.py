"""People in view: a second one is noticed soon, furniture is not, and failures are not hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.actor import BRIDGE, load
from support.live_fakes import SIZE_PX, acted

from formcheck.capture.people_watch import WATCH_S, PeopleWatch
from formcheck.capture.video_file import Frame
from formcheck.pose.pose import absent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.pose.pose import Pose


class ScriptedFinder:
    """Finds as many others as are there, each as large as a share of the known one."""

    def __init__(self) -> None:
        self.there: list[float] = []
        self.looks = 0

    def close(self) -> None:
        """Release nothing."""

    def others(self, frame: Frame, known: Sequence[Pose] = ()) -> list[Pose]:
        if frame.index < 0:
            raise ValueError("a damaged picture")
        self.looks += 1
        return [replace(one, image=one.image * share) for one in known for share in self.there]


def watched(there: Sequence[tuple[list[float], float]], *, fps: float = 10.0) -> list[int | None]:
    """Return the counts at the end of times with these others, each of so many seconds."""
    finder, [pose, *_], time_s, counts = ScriptedFinder(), acted(load(BRIDGE), reps=1), 0.0, []
    with PeopleWatch(finder) as watch:
        for finder.there, for_s in there:
            for _ in range(round(for_s * fps)):
                time_s += 1 / fps
                frame = Frame(0, time_s, np.zeros((1, 1, 3), np.uint8))
                last = watch.update(frame, pose)
                if watch._running is not None:
                    watch._running.exception()  # wait for it
            counts.append(last)
    assert finder.looks <= time_s / WATCH_S + 2 * len(there), "a look costs as much as a picture"
    return counts


def test_one_person_is_one_and_a_second_one_is_noticed_within_a_second_and_a_half() -> None:
    assert watched([([], 3), ([1.0], 1.5), ([], 1.5)]) == [1, 2, 1]


def test_one_look_does_not_make_a_person_of_a_coat_stand() -> None:
    assert watched([([], 2.05), ([1.0], 0.1), ([], 3)]) == [1, 1, 1]
    assert watched([([1.0], 0.1), ([], 0.2)]) == [None, 1]


def test_people_in_the_background_do_not_count() -> None:
    assert watched([([0.3, 0.2], 4)]) == [1]


def test_empty_picture_has_nobody() -> None:
    with PeopleWatch(ScriptedFinder()) as watch:
        gone = absent(0, 0.0, size_px=SIZE_PX)
        counts = [
            watch.update(Frame(0, index / 2, np.zeros((1, 1, 3), np.uint8)), gone)
            for index in range(8)
            if watch._running is None or watch._running.exception() is None
        ]
    assert counts[0] is None
    assert counts[-1] == 0


def test_failure_to_count_is_not_hidden() -> None:
    [pose, *_] = acted(load(BRIDGE), reps=1)
    with PeopleWatch(ScriptedFinder()) as watch:
        damaged = Frame(-1, 0.0, np.zeros((1, 1, 3), np.uint8))
        watch.update(damaged, pose)
        assert watch._running is not None
        watch._running.exception()
        with pytest.raises(ValueError, match="damaged"):
            watch.update(damaged, pose)
