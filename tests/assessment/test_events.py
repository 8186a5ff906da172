"""Events: plain, frozen, and each with its time."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields
from typing import get_args

import pytest

from formcheck.assessment.events import Event, FormFault, RepCompleted


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_begins_with_its_time(kind: type) -> None:
    assert fields(kind)[0].name == "time_s"
    assert kind.__doc__
    assert hasattr(kind, "__slots__")


def test_events_are_compared_by_what_they_say_and_cannot_change() -> None:
    rep = RepCompleted(3.0, "left", 1, good=True)
    assert rep == RepCompleted(3.0, "left", 1, good=True)
    assert rep != RepCompleted(3.0, "right", 1, good=True)
    fault = FormFault(1.0, "both", "lean", "warn", "Stand tall.")
    with pytest.raises(FrozenInstanceError):
        fault.say = "Lean."  # type: ignore[misc]
