"""The limits of the pain scale, and what lies on each side of them."""

from __future__ import annotations

from formcheck.pain_scale import SCALE, is_bad_morning, light_of


def test_every_number_has_the_light_of_nemex() -> None:
    lights = [light_of(number) for number in SCALE]
    assert lights == ["green"] * 3 + ["amber"] * 3 + ["red"] * 5


def test_sharp_pain_stops_whatever_its_number() -> None:
    assert {light_of(number, sharp=True) for number in (None, *SCALE)} == {"stop"}
    assert light_of(None) is None


def test_morning_is_bad_above_the_usual_pain_and_its_error() -> None:
    assert [is_bad_morning(number, usual=3) for number in (3, 5, 6)] == [False, False, True]
