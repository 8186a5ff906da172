"""The traffic light in words, and what is usual for a person."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import pytest
from support.markdown_tables import rows_of
from support.patients import MONDAY, history, pain

from formcheck.exercises.precautions import PRECAUTIONS
from formcheck.exercises.profile import prescription
from formcheck.pain_scale import PainLight
from formcheck.programme.history import PainTime
from formcheck.programme.pain_rules import WORDS, Mornings, advise, is_strict

if TYPE_CHECKING:
    from formcheck.programme.pain_rules import Morning

TABLES: Final = Path(__file__).parent / "what_is_offered.md"


@pytest.mark.parametrize(
    "row",
    rows_of(TABLES, "What an answer about pain means"),
    ids=lambda row: " ".join(row.values()),
)
def test_every_row_of_the_traffic_light(row: dict[str, str]) -> None:
    said = row["pain"]
    found = advise(
        row["asked"],  # type: ignore[arg-type]  # one of the four times
        int(said) if said.isdigit() else None,
        sharp=said == "sharp",
        reference=None if row["compared with"] == "-" else int(row["compared with"]),
        strict=row["after a hip replacement"] == "yes",
    )
    assert (found.light or "-", found.do) == (row["light"], row["do"])
    assert bool(found.say) == (found.light is not None)


def test_there_are_words_for_every_time_and_light() -> None:
    assert set(WORDS) == set(product(get_args(PainTime), get_args(PainLight)))
    for do, say in WORDS.values():
        assert say.endswith(".")
        assert ("Stop for today" in say or "Do not exercise" in say) == (do == "end_day")


def test_only_after_a_hip_replacement_too_much_pain_ends_the_day() -> None:
    strict = {name for name in PRECAUTIONS if is_strict(prescription(name))}
    assert strict == {name for name in PRECAUTIONS if name.endswith("replacement")}


def mornings(*numbers: int | None, before: int | None = None) -> Morning:
    """The last of several mornings; None = it was not answered."""
    entries = [
        pain(MONDAY + timedelta(days=n), number, asked="next_morning")
        for n, number in enumerate(numbers)
        if number is not None
    ]
    if before is not None:
        entries.append(pain(MONDAY - timedelta(days=1), before, asked="before"))
    return Mornings(history(*entries)).of(MONDAY + timedelta(days=len(numbers) - 1))


def test_usual_pain_is_the_median_of_the_last_seven_mornings_rounded_up() -> None:
    assert mornings(9, 9, 1, 1, 1, 2, 2, 2, 2, 5).usual == 2
    assert mornings(1, 2, 1, 2, 4).usual == 2
    assert mornings(4).usual is None


def test_before_there_are_three_mornings_the_answers_before_sessions_count_too() -> None:
    assert mornings(4, before=3).usual == 3
    assert mornings(1, 1, 1, 5, before=9).usual == 1


def test_without_anything_to_compare_with_a_morning_is_read_like_any_answer() -> None:
    assert mornings(2).light == "green"
    assert mornings(6).light == "red"


def test_pain_is_raised_for_days_after_two_mornings_running_of_two_more() -> None:
    assert mornings(1, 1, 1, 3, 3).raised_days
    assert not mornings(1, 1, 1, 3, 2).raised_days
    assert not mornings(1, 1, 1, 3, None, 3).raised_days


def test_pain_rises_when_the_last_three_mornings_lie_above_what_was_usual() -> None:
    assert mornings(1, 1, 1, 1, 2, 2, 2).rising
    assert not mornings(1, 1, 1, 2, 1, 2, 1).rising
    assert not mornings(2, 2, 3, 2, 2, 2).rising
    assert not mornings(1, 1, 2, 2, 2).rising  # there are too few to say so


def test_a_morning_without_an_answer_has_no_light() -> None:
    found = mornings(1, 1, 1, None)
    assert (found.number, found.light, found.usual) == (None, None, 1)
