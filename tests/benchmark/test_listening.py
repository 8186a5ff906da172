"""Recordings that are played to a session, and what is held against them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from support.actor import BRIDGE, FPS, load
from support.arms import with_arm
from support.performer import Recording, perform, plan_for
from support.placing import at_rest

from benchmark import clips, listening, scenes
from benchmark.listening import script
from benchmark.scenes import BEGUN_S, Played, Scene, play, rest_of, there_and_back
from formcheck.exercises.loader import exercise_names


def scene(**changes: object) -> Scene:
    exercise = load(BRIDGE)
    poses = perform(
        exercise, side="left", plan=plan_for(exercise, reps=2), recording=Recording(fps=FPS)
    )
    return Scene("bridge", exercise, poses, **changes)  # type: ignore[arg-type]


def test_rest_is_what_comes_before_the_first_repetition() -> None:
    played = scene()
    rest = rest_of(played.exercise, played.poses)
    assert 1 < len(rest) < len(played.poses) / 2
    stills = there_and_back(rest)
    assert [next(stills) for _ in range(len(rest))] == rest
    assert next(stills) == rest[-2]


def test_person_who_is_there_hears_no_advice_and_begins_soon() -> None:
    played = play(scene(), still_s=14.0, after_s=10.0)
    assert played.violations() == []
    assert played.placed_s < played.counts_down_s < played.begun_s <= BEGUN_S
    lines = list(script(played.log))
    assert any('"Go."' in line for line in lines)
    assert [float(line.split()[0]) for line in lines] == sorted(
        float(line.split()[0]) for line in lines
    )


def test_false_advice_and_a_late_set_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    dark = scene(light=0.01)
    assert {line.partition(":")[0] for line in play(dark, after_s=10.0).violations()} == {
        "advice_is_true",
        "set_begins_soon",
    }
    assert play(dark._replace(wrong=frozenset({"light"})), after_s=10.0).violations() == []
    monkeypatch.setattr(scenes, "BEGUN_S", math.nan)
    found = play(scene(), still_s=14.0, after_s=10.0).violations()
    assert [line.partition(":")[0] for line in found] == ["set_begins_soon"]


def test_person_who_arrives_is_in_place_later(monkeypatch: pytest.MonkeyPatch) -> None:
    standing = at_rest("lateral_step")
    monkeypatch.setattr(scenes, "_standing", lambda: standing)
    played = play(scene(arrives=True), still_s=14.0, after_s=10.0)
    assert played.in_place_s == pytest.approx(scenes.AT_LAPTOP_S + scenes.STANDING_S)
    assert played.violations() == []


# --- Counts are those of analyze ----------------------------------------------------------------

COUNTS, SIGN = "counts_are_those_of_analyze", "no_arm_is_a_sign"


def rules_of(played: Played) -> set[str]:
    """Return the rules that are broken."""
    return {line.partition(":")[0] for line in played.violations()}


@pytest.mark.sampled(14)
@pytest.mark.parametrize("moves", [False, True])
@pytest.mark.parametrize("name", exercise_names())
def test_live_set_has_the_counts_of_analyze(name: str, *, moves: bool) -> None:
    hold_s = 8.0 if load(name).kind == "hold" else None
    plan = plan_for(load(name), reps=2, **({} if hold_s is None else {"hold_s": hold_s}))
    poses = perform(load(name), side="left", plan=plan, recording=Recording(fps=FPS))
    played = play(Scene(name, load(name), poses, moves=moves), still_s=14.0, after_s=8.0)
    assert played.counted[1] == 2
    assert rules_of(played) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    "clip",
    [one for one in (*clips.samples(), *clips.real()) if one.exercise],
    ids=lambda clip: clip.name,
)
def test_clip_has_the_counts_of_analyze_and_no_arm_is_a_sign(clip: clips.Clip) -> None:
    clips.estimate_missing([clip], scenes.MODEL, workers=1)
    for one in listening.scenes_of(clip):
        assert not rules_of(play(one)) & {COUNTS, SIGN}


def test_lost_repetition_and_an_arm_are_found() -> None:
    played = play(scene(), still_s=14.0, after_s=10.0)
    assert rules_of(replace(played, poses=played.poses[: len(played.poses) // 2])) == {COUNTS}
    poses = list(scene().poses)
    raised = [with_arm(pose) for pose in poses[-1:] * 20]
    raised = [
        replace(pose, time_s=poses[-1].time_s + (number + 1) / FPS)
        for number, pose in enumerate(raised)
    ]
    assert SIGN in rules_of(play(scene()._replace(poses=[*poses, *raised]), still_s=14.0))
