"""The camera is placed: a good place takes no time, a bad one gets calm advice."""

from __future__ import annotations

import pytest
from support.actor import Actor, actor
from support.placing import at_rest, seen_by

from formcheck.assessment.quality_gate import ABSENT
from formcheck.exercises.loader import exercise_names
from formcheck.session.protocol import Command, ScreenKind
from formcheck.session.stages.placement import WELL


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", exercise_names())
def test_camera_that_stands_well_is_accepted_quickly(name: str) -> None:
    person = actor(name=name, request="auto", placing=True)
    for _ in range(200):
        if person.tick(at_rest(name)).screen.kind is not ScreenKind.PLACING:
            break
    assert person.time_s < 3.0
    assert person.said == [f"{person.plan.exercise.title}."], "the countdown follows at once"
    checks = person.outputs[0].screen.checks
    assert [check.name for check in checks][:2] == ["one_person", "in_frame"]


def place_of(person: Actor) -> str:
    place = person.plan.exercise.view.place
    return f"Place the camera {place[0].lower()}{place[1:]}"


def test_person_who_was_advised_hears_when_the_camera_stands_well() -> None:
    person = actor("people 2; stay 6; people 1; stay 4", placing=True)
    assert WELL in person.said


def test_place_is_not_explained_to_a_person_who_is_in_it() -> None:
    person = actor("gone 2; stay 5", placing=True)
    assert place_of(person) not in person.said


def test_advice_that_does_not_help_makes_way_for_the_right_place_once() -> None:
    person = actor(request="auto", placing=True)
    person.play([seen_by(person.resting, scale=2.5)] * 450)
    said = person.said[1:]
    assert said[0] == said[2]
    assert said[1] == place_of(person)
    assert said.count(said[1]) == 1


def test_missing_person_is_called_and_the_place_is_explained() -> None:
    person = actor("gone 8; see placing", placing=True)
    assert person.output.screen.heading == ABSENT.say
    assert {place_of(person), ABSENT.say} <= set(person.said)
    person.act("gone 52; see placing")
    assert 2 <= person.said.count(ABSENT.say) <= 7, "advice is not repeated all the time"


def test_space_goes_on_although_the_camera_stands_badly() -> None:
    person = actor("gone 1", placing=True)
    person.tick(None, Command.PAUSE)
    person.act("slow 0.1; see starting")
