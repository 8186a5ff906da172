"""A course of recordings: rules and counts hold, and what breaks them is found."""

from __future__ import annotations

from dataclasses import replace

from support.actor import load
from support.performer import Recording, perform, plan_for

from benchmark.listening_course import CoursePlayed, play_course
from benchmark.scenes import Scene

NAMES = ("mini_squat", "double_leg_bridge")


def played() -> CoursePlayed:
    """Return two scripted people, two repetitions each."""
    scenes = [
        Scene(
            name,
            load(name),
            perform(load(name), plan=plan_for(load(name), reps=2), recording=Recording(fps=15.0)),
        )
        for name in NAMES
    ]
    return play_course(scenes)


def test_course_of_recordings_keeps_the_rules_and_the_counts() -> None:
    course = played()
    assert course.violations() == []
    assert [done.report.exercise for done in course.log.ended] == list(NAMES)
    assert [done.report.counts.total for done in course.log.ended] == [2, 2]


def test_count_that_is_not_that_of_the_film_is_found() -> None:
    course = played()
    [first, second] = course.log.ended
    wrong = replace(first.report, counts=replace(first.report.counts, total=3))
    course.log.ended = [replace(first, report=wrong), second]
    assert any(
        found.startswith("counts_are_those_of_analyze: mini_squat")
        for found in course.violations()
    )
