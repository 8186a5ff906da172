"""Steps that are kept in the diary, and what an item asks of its exercise."""

from __future__ import annotations

import math

from support.patients import MONDAY, at

from formcheck.exercises.loader import load_exercise
from formcheck.exercises.prescription import Adjustment, prescribe
from formcheck.programme.day import Item, Level, Offer, step_to

TO = Level(rung=2, sets=3, reps=8, hold_s=5.0, load_kg=0.5)


def offer(kind: str, to: Level | None = TO) -> Offer:
    return Offer(kind=kind, what="W.", why="Y.", source="engineering default", slot="a", to=to)  # type: ignore[arg-type]


def test_an_accepted_offer_is_a_step_to_its_level() -> None:
    step = offer("up").step("mine", at(MONDAY))
    assert step is not None
    assert (step.programme, step.slot, step.kind, step.why) == ("mine", "a", "up", "Y.")
    assert (step.to_rung, step.to_sets, step.to_reps, step.to_hold_s, step.to_load_kg) == (
        2, 3, 8, 5.0, 0.5,
    )  # fmt: skip


def test_a_declined_offer_keeps_the_old_level() -> None:
    old = Level(rung=3, sets=3, reps=8)
    step = offer("down").step("mine", at(MONDAY), kept=old)
    assert step is not None
    assert (step.kind, step.to_rung) == ("keep", 3)
    assert math.isnan(step.to_hold_s)


def test_words_alone_are_no_step() -> None:
    for kind in ("ask_physiotherapist", "review", "rest"):
        assert offer(kind, None).step("mine", at(MONDAY)) is None


def test_a_step_without_a_hold_of_its_own_has_that_of_the_exercise() -> None:
    level = Level(rung=0, sets=1, reps=8)
    step = step_to(level, programme="mine", slot="a", kind="start", at=at(MONDAY))
    assert math.isnan(step.to_hold_s)


def test_an_item_prescribes_its_amount_and_the_therapist_goes_first() -> None:
    item = Item(
        slot="a", kind="strength", title="A", exercise="double_leg_bridge", sets=2, reps=6,
        hold_s=4.0,
    )  # fmt: skip
    bridge = load_exercise("double_leg_bridge")
    plain = prescribe(bridge, item.adjustment(Adjustment()))
    assert (plain.dose.sets, plain.dose.reps, plain.movement.hold_s) == (2, 6, 4.0)
    own = prescribe(bridge, item.adjustment(Adjustment(hold_s=3.0)))
    assert own.movement.hold_s == 3.0


def test_an_item_is_done_when_every_leg_has_all_its_sets() -> None:
    item = Item(slot="a", kind="strength", title="A", sides=("left", "right"), sets=2)
    assert item.sets_left == {"left": 2, "right": 2}
    half = Item(
        slot="a", kind="strength", title="A", sides=("left", "right"), sets=2,
        sets_done={"left": 3, "right": 1},
    )  # fmt: skip
    assert half.sets_left == {"left": 0, "right": 1}
    assert not half.is_done
