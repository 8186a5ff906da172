"""What must fit together in an exercise."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from support.definitions import SMALL, changed, mistakes_of

from formcheck.exercises.loader import draft
from formcheck.exercises.validation import misfits

if TYPE_CHECKING:
    from pathlib import Path

LIMIT = "profile.knee_pain.limit.0"
TWIN = {"name": "twin", "when": {"measure": "knee_flexion", "above_deg": 12, "clear_deg": 9}}
TWINS = [{**TWIN, "grade": "minor", "say": "Mind it.", "source": "S1"}] * 2
REPLACED = {"allowed": False, "why": "x", "source": "S1"}
ORDER = "movement: start, clear_deg, partial_deg and target_deg must lie in the order of the mo"


def knee(above_deg: float) -> dict[str, object]:
    return {"measure": "hip_flexion", "above_deg": above_deg, "clear_deg": above_deg - 5}


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        # The start and the order of the movement.
        ("movement.start", {"clear_deg": 9}, "movement.start: exactly one of above_deg, below_de"),
        ("movement.start.above_deg", 3, "movement.start: exactly one of above_deg, below_deg is"),
        ("movement.start.clear_deg", 6, "movement.start: clear_deg must be above 7"),
        ("movement.start", {"above_deg": 7, "clear_deg": 8}, "clear_deg must be below 7"),
        ("movement.target_deg", [30, 20], ORDER),
        ("movement.target_deg", [-20, -30], ORDER),
        ("movement.partial_deg", 8, ORDER),
        ("movement.partial_deg", 21, "but are 7, 9, 21, 20, 30"),
        ("movement.leave_deg", 20, "movement: leave_deg must lie between the start zone and the"),
        ("movement.leave_deg", 9, "movement: leave_deg must lie between the start zone and the t"),
        ("movement.start_window_deg", None, "start_window_deg goes with baseline = 'start', and"),
        ("movement.baseline", "none", "start_window_deg goes with baseline = 'start', and only w"),
        ("movement.start_window_deg", [18, -15], "must go from the smaller to the larger value"),
        ("movement.least_hold_s", 4, "movement: least_hold_s must not be longer than hold_s = 3"),
        # Planes and limits.
        ("view.plane", "front", "hip_flexion is true in the side view, but the exercise is filme"),
        (f"{LIMIT}.when", {"measure": "knee_valgus", "above_deg": 9, "clear_deg": 5},
         "profile.knee_pain.limit[1].when.measure: knee_valgus is true in the front view, but th"),
        ("movement.target_deg", [20, 46], "target_deg = 46 is past the limit 'too_far' (hip_flex"),
        # Names and sources.
        ("limit.0.name", "lean", "fault[1].name: the name 'lean' is used twice"),
        ("need.0.name", "leaning", "movement.also[1].name: the name 'leaning' is used twice"),
        ("fault", TWINS, "fault[2].name: the name 'twin' is used twice"),
        ("fault.0.source", "S9", "fault[1].source: source 'S9' is not listed in [sources]: list"),
        ("view.source", "S9", "view.source: source 'S9' is not listed"),
        ("movement.source", "S1, S7", "movement.source: source 'S7' is not listed"),
        ("movement.also.0.source", "S2", "movement.also[1].source: source 'S2' is not listed"),
        ("need.0.source", "S3", "need[1].source: source 'S3' is not listed"),
        ("profile.knee_pain.source", "S4", "profile.knee_pain.source: source 'S4' is not listed"),
        (f"{LIMIT}.source", "S5", "profile.knee_pain.limit[1].source: source 'S5' is not listed"),
        ("sources", {}, "dose.source: source 'S1' is not listed in [sources]"),
        # Faults that the exercise cannot have.
        ("fault.3.when", {"measure": "knee_flexion", "below_deg": 25, "clear_deg": 28},
         "fault[4].when: the fault 'too_low' asks for the peak of knee_flexion, but only that of"),
        ("fault.0", {"name": "odd", "kind": "uneven", "difference_deg": 9, "over": 4, "say": "x",
                     "grade": "minor", "source": "S1"},
         "fault[1]: the fault 'odd' compares the legs in turn: that needs sides = 'alternating'"),
        ("scope", "counts", "fault[1].grade: the fault 'lean' is more than a hint, but with s"),
        # Precautions.
        (f"{LIMIT}.when", knee(50), "profile.knee_pain.limit[1]: profile.knee_pain widens the li"),
        (f"{LIMIT}.when", knee(15), "before the target, which begins at 20°: forbid the exercise"),
        (f"{LIMIT}.name", "lean", "profile.knee_pain uses the name 'lean' twice"),
        ("profile.knee_pain.allowed", False, "forbids the exercise, so its limits are never aske"),
        ("profile.knee_pain.steps", {"9": "Sit."}, "replaces step 9, but the exercise has ste"),
        ("profile.knee_pain.target_deg", [-5, 30], "it must lie between the start"),
        ("profile.knee_pain.instead", "mini_squat", "names a replacement but forbids nothing: wr"),
        ("profile.knee_pain", {**REPLACED, "instead": "leg_lift"},
         "profile.knee_pain replaces the exercise by itself: name another one, or none"),
        ("profile.knee_pain", {**REPLACED, "instead": "mini_sqat"},
         "profile.knee_pain.instead: there is no exercise named 'mini_sqat'; did you mean mini_s"),
    ],
    ids=lambda part: str(part)[:30],
)  # fmt: skip
def test_what_does_not_fit_together_is_told(
    tmp_path: Path, path: str, value: object, message: str
) -> None:
    lines = mistakes_of(changed((path, value)), tmp_path)
    assert any(message in line for line in lines), lines


def test_a_forgotten_space_between_sources_is_no_mistake(tmp_path: Path) -> None:
    assert not mistakes_of(changed(("movement.source", "S1,engineering default")), tmp_path)


def test_well_formed_parts_are_compared_beside_malformed_ones() -> None:
    table = changed(
        ("dose.sets", 0), ("fault.0.grade", "bad"), ("movement", None), ("need", "none"),
        ("limit.0.source", "S9"), ("profile.knee_pain.limit.0.name", "short_hold"),
        ("profile.hip_pain", 3), ("sources.S2", "A film."),
    )  # fmt: skip
    parts = draft(table)
    assert (parts.dose, parts.movement, parts.fault[0], parts.need) == (None, None, None, ())
    assert [misfit.message[:30] for misfit in misfits(parts)] == [
        "source 'S9' is not listed in [",
        "profile.knee_pain uses the nam",
    ]
    assert not list(misfits(draft({})))
    assert not list(misfits(draft(tomllib.loads(SMALL)), ["mini_squat"]))
