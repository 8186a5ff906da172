"""The camera is placed: a good place takes no time, a bad one gets calm advice."""

from __future__ import annotations

import pytest
from support.actor import actor
from support.placing import at_rest

from formcheck.assessment.quality_gate import ABSENT
from formcheck.exercises.loader import exercise_names
from formcheck.session.protocol import Command, ScreenKind


@pytest.mark.parametrize("name", exercise_names())
def test_camera_that_stands_well_is_accepted_quickly(name: str) -> None:
    person = actor(name=name, request="auto", placing=True)
    for _ in range(200):
        if person.tick(at_rest(name)).screen.kind is not ScreenKind.PLACING:
            break
    assert person.time_s < 3.0
    assert "The camera stands well." in person.said
    assert person.plan.exercise.view.place not in person.said
    checks = person.outputs[0].screen.checks
    assert [check.name for check in checks][:2] == ["one_person", "in_frame"]


def test_missing_person_is_called_and_the_place_is_explained() -> None:
    person = actor("gone 8; see placing", placing=True)
    assert person.output.screen.heading == ABSENT.say
    assert {person.plan.exercise.view.place, ABSENT.say} <= set(person.said)
    person.act("gone 52; see placing")
    assert 2 <= person.said.count(ABSENT.say) <= 7, "advice is not repeated all the time"


def test_space_goes_on_although_the_camera_stands_badly() -> None:
    person = actor("gone 1", placing=True)
    person.tick(None, Command.PAUSE)
    person.act("slow 0.1; see starting")
