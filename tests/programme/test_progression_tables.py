"""Every cell of ``what_is_offered.md``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from support.ladder_sessions import (
    DAYS,
    MORNINGS,
    THREE_SETS,
    TODAY,
    USUAL,
    begun_at,
    decide,
    earlier,
    kind_of,
    mornings,
    session,
    slot_for,
)
from support.markdown_tables import rows_of
from support.paths import TESTS
from support.patients import MONDAY, history, pain

from formcheck.programme.day import Level
from formcheck.programme.levels import in_words, named

if TYPE_CHECKING:
    from formcheck.programme.progression import Decision

TABLES: Final = TESTS / "programme" / "what_is_offered.md"

HOW: Final = {
    "Both times all of it in good form": ("good", "good"),
    "Both times all of it, three quarters in good form": ("three quarters", "three quarters"),
    "Both times less than half done well": ("less than half", "less than half"),
    "Both times not all of it": ("not all of it", "not all of it"),
    "Both times hard work, an effort of 5": ("hard work", "hard work"),
    "Only the last time less than half done well": ("good", "less than half"),
}


@pytest.mark.parametrize("heading", HOW)
def test_every_cell_of_pain_and_next_morning(heading: str) -> None:
    for row in rows_of(TABLES, heading):
        for morning in [*MORNINGS, "no answer"]:
            before, last = HOW[heading]
            first_day, second_day = DAYS
            past = history(
                begun_at(THREE_SETS, TODAY - timedelta(days=14)),
                *mornings(),
                *earlier(THREE_SETS),
                *session(first_day, THREE_SETS, hurts=row["pain"], how=before, morning=morning),
                *session(second_day, THREE_SETS, hurts=row["pain"], how=last, morning=morning),
            )
            found = decide(past)
            assert kind_of(found) == row[morning], (heading, row["pain"], morning, found.why)
            if found.offer is None:
                assert found.level == THREE_SETS
                assert found.why.endswith((".", "!"))


def test_every_cell_of_a_time_before_that_hurt() -> None:
    heading = "Only the time before hurt, the last time was good with a pain of 0"
    for row in rows_of(TABLES, heading):
        for morning in [*MORNINGS, "no answer"]:
            past = history(
                begun_at(THREE_SETS, TODAY - timedelta(days=14)),
                *mornings(),
                *earlier(THREE_SETS),
                *session(DAYS[0], THREE_SETS, hurts=row["pain"], morning=morning),
                *session(DAYS[1], THREE_SETS, hurts="0"),
            )
            assert kind_of(decide(past)) == row[morning], (row["pain"], morning)


# --- What becomes of it --------------------------------------------------------------------------


def level_named(text: str) -> Level:
    """The level that a cell of the table names."""
    slot = slot_for()
    for rung in slot.rungs:
        for sets in range(1, 5):
            for reps in (4, 6, 8, 10, 12):
                for hold_s in (5.0, 10.0):
                    for load_kg in (0.0, 0.5, 1.0):
                        level = Level(
                            rung=rung, sets=sets, reps=reps, hold_s=hold_s, load_kg=load_kg
                        )
                        if named(slot, level) == text:
                            return level
    raise AssertionError(text)


def named_in_cell(cell: str, *, before: Level) -> Level:
    """The level of a cell that leaves out what stays: the form, and the hold of its beginning."""
    if "Bridge" not in cell and "bridge" not in cell:
        cell = f"{slot_for().title(before.rung)}, {cell}"
    for held in ("", ", held for 5 seconds", ", held for 10 seconds"):
        with_hold = cell.replace(", with", f"{held}, with") if ", with" in cell else cell + held
        try:
            return level_named(with_hold)
        except AssertionError:
            continue
    raise AssertionError(cell)


BECOMES: Final = rows_of(TABLES, "What becomes of it")


def becomes(row: dict[str, str], column: str) -> tuple[Decision, Level]:
    level = level_named(row["from"])
    if column.startswith("after a pause"):
        days = int(column.split()[4])
        entries = [*session(TODAY - timedelta(days=days), level)]
    else:
        hurts = "1" if column == "up" else "6"
        entries = [each for day in DAYS for each in session(day, level, hurts=hurts)]
        entries += earlier(level)
    begun = begun_at(level, TODAY - timedelta(days=35))
    return decide(history(begun, *mornings(), *entries)), level


@pytest.mark.parametrize("column", list(BECOMES[0])[1:])
@pytest.mark.parametrize("row", BECOMES, ids=lambda row: row["from"])
def test_every_step_of_the_ladder(row: dict[str, str], column: str) -> None:
    found, before = becomes(row, column)
    if row[column] == "stay":
        assert found.level == before
        assert found.offer is None or found.offer.to == before
        return
    if row[column] == "rest":
        assert found.rests
        return
    assert found.offer is not None
    assert found.offer.to is not None
    assert found.offer.applies == (column != "up")
    wanted = named_in_cell(row[column], before=before)
    if "held" not in row[column]:  # a step up leaves the hold as it is; others begin again
        stays = column == "up" and found.offer.to.rung == before.rung
        hold_s = before.hold_s if stays else found.offer.to.hold_s
        wanted = replace(wanted, hold_s=hold_s)
    assert found.offer.to == wanted, in_words(found.slot, found.offer.to)


def test_a_step_up_changes_one_thing() -> None:
    """A harder form and more weight begin with few repetitions again, which is part of them."""
    for row in BECOMES:
        found, before = becomes(row, "up")
        if found.offer is None or found.offer.to is None:
            continue
        to = found.offer.to
        changed = {
            name
            for name in ("rung", "sets", "reps", "hold_s", "load_kg")
            if getattr(to, name) != getattr(before, name)
        }
        assert len(changed - {"reps", "hold_s"}) == 1 or len(changed) == 1


# --- The first weeks -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row", rows_of(TABLES, "The first weeks"), ids=lambda row: row[next(iter(row))]
)
def test_the_first_weeks(row: dict[str, str]) -> None:
    first, second = row
    how, hurts, morning = (part.strip() for part in row[first].split(","))
    how = {"less than half done well": "less than half"}.get(how, how)
    level = Level(rung=0, sets=1, reps=8, hold_s=5)
    days = [MONDAY, MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)]
    entries = [
        each
        for day in days
        for each in session(
            day,
            level,
            how=how,
            hurts=hurts.removeprefix("pain "),
            morning=morning.removeprefix("morning "),
        )
    ]
    before = [pain(MONDAY - timedelta(days=1 + n), USUAL, asked="next_morning") for n in range(7)]
    found = decide(history(*before, *entries), day=MONDAY + timedelta(days=7))
    assert in_words(found.slot, found.level).startswith(row[second])
    early = decide(history(*before, *entries), day=MONDAY + timedelta(days=6))
    assert early.level.sets == 1


def test_three_sets_are_reached_in_the_third_week_and_more_is_offered_in_the_fourth() -> None:
    sets, offered = [], []
    entries: list[object] = [
        pain(MONDAY - timedelta(days=1 + n), USUAL, asked="next_morning") for n in range(7)
    ]
    for number in range(0, 28, 2):
        day = MONDAY + timedelta(days=number)
        found = decide(history(*entries), day=day)
        sets.append(found.level.sets)
        offered.append(kind_of(found))
        entries += session(day, found.level)
    assert sets == [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3]
    assert offered.index("up") == 12  # the 25th day: a week after the third set came
    assert set(offered[:12]) == {"stay"}
