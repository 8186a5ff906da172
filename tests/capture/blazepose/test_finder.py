"""Several people in a picture, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from support.paths import SAMPLES

from formcheck.capture.blazepose.finder import PeopleCounter
from formcheck.capture.video_file import Frame, VideoFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile

CLIPS = sorted(path for path in SAMPLES.glob("*.mp4") if not path.stem.endswith("_faults"))


@pytest.fixture
def counter(lite: ModelFile) -> Iterator[PeopleCounter]:
    with PeopleCounter(lite.path) as made:
        yield made


def first_image(path: Path) -> NDArray[np.uint8]:
    with VideoFile(path) as video:
        return next(iter(video)).image


def test_person_is_found_once_and_the_picture_stays(
    counter: PeopleCounter, person: NDArray[np.uint8]
) -> None:
    before = person.copy()
    frame = Frame(3, 0.1, person)
    (found,) = counter.others(frame)
    assert (found.index, found.time_s, found.size_px) == (3, 0.1, (640, 480))
    assert counter.others(frame, [found]) == []
    np.testing.assert_array_equal(person, before)


def test_two_people_are_counted(counter: PeopleCounter, person: NDArray[np.uint8]) -> None:
    assert counter.count(np.hstack([person, person])) == 2
    assert counter.count(np.full((480, 640, 3), 127, np.uint8)) == 0


def test_closed_finder_refuses_pictures(counter: PeopleCounter, person: NDArray[np.uint8]) -> None:
    counter.close()
    counter.close()
    with pytest.raises(ValueError, match="closed"):
        counter.count(person)


@pytest.mark.slow
@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_every_sample_shows_one_person(path: Path, counter: PeopleCounter) -> None:
    assert counter.count(first_image(path)) == 1


@pytest.mark.slow
def test_most_second_people_are_noticed(counter: PeopleCounter) -> None:
    images = [first_image(path) for path in CLIPS]
    pairs = zip(images, images[5:] + images[:5], strict=True)
    found = [counter.count(np.hstack(pair)) for pair in pairs]
    assert max(found) == 2
    assert found.count(2) >= 0.75 * len(found)


@pytest.mark.slow
def test_empty_room_has_no_person(
    counter: PeopleCounter, capfd: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)
    assert counter.count(noise) == 0
    for path in CLIPS[:6]:
        image = first_image(path)
        (person,) = counter.others(Frame(0, 0.0, image))
        assert counter.others(Frame(0, 0.0, image), [person]) == []
    assert capfd.readouterr().err == ""
