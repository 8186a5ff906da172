"""The loader of performances refuses keys and names without a meaning.

`test_recipes.py` performs, counts and provokes an exercise that is new; `test_every_exercise.py`
all shipped ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.paths import PERFORMANCE_FILES
from support.performances import PERFORMANCES, load_performance

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (PERFORMANCE_FILES / "heel_slide.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("rest_deg = 4", "start_deg = 4", "rest_deg is missing"),
        ("hold_s = 6", "hold_s = 6\nspeed = 2", "unknown key: speed"),
        ('kind = "side"', 'kind = "above"', "unknown kind of figure: above"),
        ("share * foot_lift_deg", "share * foot_lift", "unknown name in a formula: foot_lift"),
        ("[fault]", "[figure.where]\nshare = 1\n\n[fault]", "share has two meanings"),
        ("{ foot_lift_deg = 12 }", "{ knee = 12 }", "unknown tweak: knee"),
        ("{ hold_s = 2 }", "{ hold = 2 }", "unknown key: hold"),
    ],
)
def test_mistake_in_a_performance_is_named(
    tmp_path: Path, right: str, wrong: str, says: str
) -> None:
    assert right in TEXT
    path = tmp_path / "wrong.toml"
    path.write_text(TEXT.replace(right, wrong))
    with pytest.raises(ValueError, match=f"wrong.toml: {says}"):
        load_performance(path)


def test_unknown_tweak_is_refused() -> None:
    with pytest.raises(KeyError, match=r"mini_squat: expected tweaks of .* got .*'knee'"):
        PERFORMANCES["mini_squat"].figure(20.0, 0.5, {"knee": 3.0})
