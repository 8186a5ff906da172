"""How bright a picture is and how many people are in it; and, slowly, MediaPipe itself."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
import pytest
from support.paths import SAMPLES as SAMPLE_FOLDER

from formcheck.capture import blazepose
from formcheck.capture.models import ModelFile, list_models
from formcheck.capture.scene_checks import MOST_PEOPLE, PeopleCounter, brightness, without
from formcheck.capture.video_file import VideoFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SAMPLES = sorted(path for path in SAMPLE_FOLDER.glob("*.mp4") if not path.stem.endswith("_faults"))

needs_models = pytest.mark.skipif(
    any(row.state == "missing" for row in list_models()), reason="no models on this machine"
)


def plain(*bgr: int, size_px: tuple[int, int] = (640, 480)) -> NDArray[np.uint8]:
    """A picture of one colour."""
    return np.full((size_px[1], size_px[0], 3), bgr, np.uint8)


# --- Brightness --------------------------------------------------------------------------------


@pytest.mark.parametrize("grey", [0, 40, 128, 255])
def test_grey_is_as_bright_as_it_is(grey: int) -> None:
    assert brightness(plain(grey, grey, grey)) == pytest.approx(grey / 255, abs=1e-5)


def test_green_is_brighter_than_red_and_red_than_blue() -> None:
    blue, green, red = (brightness(plain(*bgr)) for bgr in np.eye(3, dtype=int) * 255)
    assert (blue, red, green) == pytest.approx((0.114, 0.299, 0.587), abs=1e-3)


def test_lamp_in_a_dark_room_does_not_make_it_bright() -> None:
    image = plain(10, 10, 10)
    image[:200, :300] = 255
    assert brightness(image) == pytest.approx(10 / 255, abs=1e-3)


@pytest.mark.parametrize("size_px", [(1, 1), (7, 5), (640, 480), (1920, 1080)])
def test_every_size_has_a_brightness(size_px: tuple[int, int]) -> None:
    assert brightness(plain(90, 90, 90, size_px=size_px)) == pytest.approx(90 / 255, abs=1e-3)


def test_few_pixels_give_the_brightness_of_all() -> None:
    image = np.random.default_rng(2).normal(90, 30, (480, 640, 3)).clip(0, 255).astype(np.uint8)
    every = np.median(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)) / 255
    assert brightness(image) == pytest.approx(every, abs=0.01)


# --- Counting, without a model -----------------------------------------------------------------

HEIGHT_PX = 200
PERSON = np.zeros((33, 2), np.float32)
PERSON[:, 0] = np.linspace(-30, 30, 33)
PERSON[:, 1] = np.linspace(-100, 100, 33)


class FakeLandmarker:
    """Finds somebody wherever a red pixel is, the leftmost first."""

    def __init__(self) -> None:
        self.pictures: list[NDArray[np.uint8]] = []
        self.closed = 0

    def detect(self, picture: Any) -> SimpleNamespace:  # noqa: ANN401
        rgb = picture.numpy_view()
        self.pictures.append(rgb.copy())
        rows, columns = np.nonzero((rgb[..., 0] == 255) & (rgb[..., 1] == 0))
        if not len(rows):
            return SimpleNamespace(pose_landmarks=[])
        first = columns.argmin()
        at = np.array([columns[first], rows[first]])
        joints = (PERSON + at) / (rgb.shape[1], rgb.shape[0])
        return SimpleNamespace(pose_landmarks=[[SimpleNamespace(x=x, y=y) for x, y in joints]])

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def landmarker(monkeypatch: pytest.MonkeyPatch) -> FakeLandmarker:
    """The landmarker that the next counter will use."""
    fake = FakeLandmarker()
    file = ModelFile("lite", Path("lite.task"), 1, "ab" * 32)
    monkeypatch.setattr(blazepose, "find_model", lambda _: file)
    monkeypatch.setattr(blazepose, "_landmarker", lambda *_: fake)
    return fake


def people_at(*columns: int) -> NDArray[np.uint8]:
    """A grey room with somebody at each of the columns."""
    image = plain(90, 90, 90)
    for column in columns:
        image[240, column] = (0, 0, 255)
    return image


@pytest.mark.parametrize("columns", [(), (300,), (150, 450), (100, 320, 550), (60, 220, 380, 560)])
def test_each_person_is_counted_once(landmarker: FakeLandmarker, columns: tuple[int, ...]) -> None:
    with PeopleCounter() as counter:
        assert counter.count(people_at(*columns)) == min(len(columns), MOST_PEOPLE)
    assert len(landmarker.pictures) == min(len(columns) + 1, MOST_PEOPLE)


def test_picture_is_left_as_it_is(landmarker: FakeLandmarker) -> None:
    image = people_at(150, 450)
    before = image.copy()
    with PeopleCounter() as counter:
        counter.count(image)
    np.testing.assert_array_equal(image, before)
    np.testing.assert_array_equal(landmarker.pictures[0], before[..., ::-1])


def test_second_close_does_nothing(landmarker: FakeLandmarker) -> None:
    with PeopleCounter() as counter:
        counter.close()
    counter.close()
    assert landmarker.closed == 1
    with pytest.raises(ValueError, match="closed"):
        counter.count(people_at(100))


# --- Painting over -----------------------------------------------------------------------------


def test_painted_person_is_gone_and_the_rest_stays() -> None:
    image = plain(90, 90, 90)
    joints = PERSON + np.array([200, 240], np.float32)
    cv2.rectangle(image, (160, 130), (240, 350), (0, 0, 255), -1)
    image[100, 600] = (1, 2, 3)
    rest = without(image, joints)
    assert rest[240, 200].tolist() == [90, 90, 90]
    assert rest[100, 600].tolist() == [1, 2, 3]
    assert image[240, 200].tolist() == [0, 0, 255]


@pytest.mark.parametrize("at", [(-500, -500), (5000, 240), (0, 0), (639, 479)])
def test_person_outside_or_at_the_edge_is_painted(at: tuple[int, int]) -> None:
    assert without(plain(90, 90, 90), PERSON + np.array(at, np.float32)).shape == (480, 640, 3)


def test_person_that_fills_the_picture_leaves_black() -> None:
    assert not without(plain(90, 90, 90), 100 * PERSON + np.array([320, 240], np.float32)).any()


# --- MediaPipe itself --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counter() -> Iterator[PeopleCounter]:
    with PeopleCounter() as made:
        yield made


def first_frame(path: Path) -> NDArray[np.uint8]:
    with VideoFile(path) as video:
        return next(iter(video)).image


@pytest.mark.slow
@needs_models
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_shows_one_person(path: Path, counter: PeopleCounter) -> None:
    assert counter.count(first_frame(path)) == 1


@pytest.mark.slow
@needs_models
def test_most_second_people_are_noticed(counter: PeopleCounter) -> None:
    images = [first_frame(path) for path in SAMPLES]
    pairs = zip(images, images[5:] + images[:5], strict=True)
    found = [counter.count(np.hstack(pair)) for pair in pairs]
    assert max(found) == 2
    assert found.count(2) >= 0.75 * len(found)


@pytest.mark.slow
@needs_models
def test_empty_room_has_no_person(
    counter: PeopleCounter, capfd: pytest.CaptureFixture[str]
) -> None:
    assert counter.count(plain(127, 127, 127)) == 0
    noise = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)
    assert counter.count(noise) == 0
    for path in SAMPLES[:6]:
        image = first_frame(path)
        joints = counter._finder.find(image)
        assert joints is not None
        assert counter.count(without(image, joints)) == 0
    assert capfd.readouterr().err == ""
