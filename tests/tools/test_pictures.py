"""From a performance to the pictures of a clip, and which clips a command draws."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tools.render_patients import __main__ as command
from tools.render_patients import truth
from tools.render_patients.__main__ import pictures
from tools.render_patients.performance import Effort, Film, Performance, Person, Viewpoint
from tools.render_patients.skeleton import Figure
from tools.render_patients.sweep import sweep

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tools.render_patients.performance import Moment

FPS = 10
SHORT = Performance(
    name="nod",
    exercise="mini_squat",
    side="right",
    efforts=(Effort(50.0, rise_s=1.0, hold_s=2.0, lower_s=1.0),),
    person=Person("female", 50, 1.7),
    viewpoint=Viewpoint(1.0, 3.0, -90.0, (0.0, 0.0, 0.9)),
    fps=FPS,
    start_s=1.0,
    rest_s=1.0,
)
MOVING_FRAMES = 2 * FPS  # one second there and one back


class Lift:
    """Somebody who is a point, and goes up and down."""

    measure = "knee_flexion"
    mat_m = None
    chair_m = None

    def figure(self, moment: Moment) -> Figure:
        return Figure({"root": np.array([0.0, 0.0, moment.lift])}, {"root": np.eye(3)})


class Fidget(Lift):
    """Somebody who never keeps still."""

    def figure(self, moment: Moment) -> Figure:
        return Figure({"root": np.array([moment.time_s, 0.0, 0.0])}, {"root": np.eye(3)})


class LooksAbout(Lift):
    """Somebody who turns the head, whose joint stays where it is."""

    def figure(self, moment: Moment) -> Figure:
        return Figure({"head": np.zeros(3)}, {"head": moment.time_s * np.eye(3)})


@dataclass
class Drawing:
    """Draws a figure as one number, and remembers which."""

    drawn: list[Figure] = field(default_factory=list)

    def __call__(self, figure: Figure) -> NDArray[np.uint8]:
        self.drawn.append(figure)
        (joint,) = figure.joints_m.values()
        return np.full((4, 6, 3), round(100 * joint[2]) + 50, np.uint8)


def film_of(
    film: Film, who: Lift, performance: Performance = SHORT
) -> tuple[list[NDArray[np.uint8]], Drawing]:
    drawing = Drawing()
    return list(pictures(replace(performance, film=film), who, drawing)), drawing


# --- Pictures ----------------------------------------------------------------------------------


def test_there_is_a_picture_for_every_frame() -> None:
    frames, _ = film_of(Film(), Lift())
    assert len(frames) == SHORT.frames == 6 * FPS
    assert {(frame.shape, frame.dtype.name) for frame in frames} == {((4, 6, 3), "uint8")}


def test_each_picture_shows_the_moment_of_its_time() -> None:
    frames, _ = film_of(Film(), Lift())
    shown = [int(frame[0, 0, 0]) for frame in frames]
    assert shown[: FPS + 1] == [50] * (FPS + 1)
    assert shown[FPS + FPS // 2] == 100
    assert shown[2 * FPS : 4 * FPS] == [150] * (2 * FPS)
    assert shown[5 * FPS :] == [50] * FPS


def test_who_keeps_still_is_drawn_only_once() -> None:
    _, drawing = film_of(Film(), Lift())
    # Once at rest, once at the far end, once at rest again, and on the way in every frame.
    assert len(drawing.drawn) <= MOVING_FRAMES + 3
    _, always = film_of(Film(), Fidget())
    assert len(always.drawn) == SHORT.frames


@pytest.mark.parametrize("shutter_s", [0.0, 0.06])
def test_who_never_moves_is_drawn_once_for_the_whole_clip(shutter_s: float) -> None:
    idle = replace(SHORT, efforts=(), lasts_s=2.5)
    _, drawing = film_of(Film(shutter_s=shutter_s), Lift(), idle)
    assert len(drawing.drawn) == 1


def test_blur_needs_more_pictures_only_in_movement() -> None:
    film = Film(shutter_s=0.06)
    _, drawing = film_of(film, Lift())
    _, always = film_of(film, Fidget())
    assert MOVING_FRAMES + 3 < len(drawing.drawn) <= 4 * (MOVING_FRAMES + 2) + 3
    assert len(always.drawn) == 4 * SHORT.frames


def test_blurred_picture_adds_the_instants_before_its_time() -> None:
    sharp, _ = film_of(Film(), Lift())
    blurred, _ = film_of(Film(shutter_s=0.06), Lift())
    rising, falling = slice(FPS + 2, 2 * FPS - 1), slice(4 * FPS + 2, 5 * FPS - 1)
    still = slice(2 * FPS + 1, 4 * FPS)
    assert (np.array(blurred[rising]) < np.array(sharp[rising])).all()
    assert (np.array(blurred[falling]) > np.array(sharp[falling])).all()
    assert (np.array(blurred[still]) == np.array(sharp[still])).all()


def test_noise_differs_between_pictures_of_a_still_person() -> None:
    frames, drawing = film_of(Film(noise=6.0), Lift())
    assert len(drawing.drawn) <= MOVING_FRAMES + 3
    assert (frames[0] != frames[1]).any()


def test_same_performance_gives_the_same_pictures() -> None:
    film = Film("dim", noise=6.0, shutter_s=0.06)
    one, other = (film_of(film, Lift())[0] for _ in range(2))
    assert (np.array(one) == np.array(other)).all()


def test_clip_without_exercise_has_its_length() -> None:
    idle = replace(SHORT, efforts=(), lasts_s=2.5)
    frames, _ = film_of(Film(), Fidget(), idle)
    assert len(frames) == 25


def test_head_that_turns_about_its_joint_is_drawn_anew() -> None:
    _, drawing = film_of(Film(), LooksAbout())
    assert len(drawing.drawn) == SHORT.frames


# --- The command -------------------------------------------------------------------------------


@dataclass
class Rendered:
    """Stands in for the renderer."""

    names: list[str] = field(default_factory=list)

    def __call__(self, performance: Performance, folder: Path) -> Path:
        self.names.append(performance.name)
        video = folder / f"{performance.name}.mp4"
        video.write_bytes(b"mp4")
        done = {"made_of": truth.fingerprint(performance)}
        (folder / f"{performance.name}.truth.json").write_text(json.dumps(done), encoding="utf-8")
        return video


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> Rendered:
    stand_in = Rendered()
    monkeypatch.setattr(command, "render", stand_in)
    return stand_in


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["render_patients", *arguments])
    return command.main()


def reported() -> list[str]:
    return [name for name in sweep() if name.startswith("mini_squat-report-")]


def test_parts_together_are_everything_and_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rendered: Rendered
) -> None:
    for part in ("1/2", "2/2"):
        assert run(monkeypatch, "mini_squat-report-*", "--part", part, "--to", str(tmp_path)) == 0
    assert sorted(rendered.names) == sorted(reported())


def test_only_missing_or_changed_clips_are_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rendered: Rendered
) -> None:
    asked = ("mini_squat-report-*", "--missing", "--to", str(tmp_path))
    run(monkeypatch, *asked)
    first, second, *_ = reported()
    (tmp_path / f"{first}.mp4").unlink()
    (tmp_path / f"{second}.truth.json").write_text('{"made_of": "other words"}', encoding="utf-8")
    rendered.names.clear()
    run(monkeypatch, *asked)
    assert rendered.names == [first, second]


def test_list_names_matches_and_draws_nothing(
    monkeypatch: pytest.MonkeyPatch, rendered: Rendered, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "mini_squat-report-*", "--list") == 0
    assert capsys.readouterr().out.split() == reported()
    assert rendered.names == []


def test_unknown_name_is_an_error(
    monkeypatch: pytest.MonkeyPatch, rendered: Rendered, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "handstand") == 2
    assert "handstand" in capsys.readouterr().err
    assert rendered.names == []
