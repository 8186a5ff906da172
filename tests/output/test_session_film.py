"""The film of a session: it never costs the session anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np

from formcheck.output.session_film import SessionFilm

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest


def show(film: SessionFilm, times_s: Sequence[float]) -> None:
    for number, time_s in enumerate(times_s):
        film.show(np.full((48, 64, 3), 10 * number, np.uint8), time_s)


def test_the_same_moment_shown_twice_does_not_end_the_film(tmp_path: Path) -> None:
    # A picture that was grabbed while keys were looked at is no later than that look.
    with SessionFilm(tmp_path / "film.mp4") as film:
        show(film, [0.0, 0.1, 0.1, 0.1000001])
        assert film.finish()
        assert film.note == ""
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert len(list(container.decode(video=0))) == 2


def test_a_film_that_cannot_be_put_in_its_place_is_told_and_costs_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with SessionFilm(tmp_path / "film.mp4") as film:
        show(film, [0.0, 0.1])

        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("pathlib.Path.replace", refuse)
        assert not film.finish()
    assert "film.mp4 cannot be written (permission denied)" in film.note
    assert list(tmp_path.iterdir()) == []
