"""The same set has the same identity, and two sets never have."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from support.diaries import BEGAN, filmed
from support.golden import golden_report

from formcheck.assessment.checker import Checker
from formcheck.assessment.report import LegsSeen, Source
from formcheck.diary.identity import identity_of, instant
from formcheck.exercises.loader import load_exercise

FILM: Source = {"kind": "video", "name": "a.mp4", "sha256": "ab" * 32}
REPORT = golden_report("mini_squat").with_source(FILM)


def test_film_is_the_same_under_another_name_model_and_verdict() -> None:
    one = identity_of(REPORT)
    moved = REPORT.with_source({**FILM, "name": "b.mp4", "frames": 12})
    judged = replace(moved, verdict="good", provenance=replace(REPORT.provenance, formcheck="9"))
    assert identity_of(judged) == one
    assert one.started is None


def test_other_exercise_leg_part_and_film_are_other_sets() -> None:
    others = [
        REPORT,
        replace(REPORT, exercise="step_up"),
        replace(REPORT, legs=LegsSeen(asked="left")),
        REPORT.with_source({**FILM, "read_with": {"start_s": 12.0}}),
        REPORT.with_source({**FILM, "sha256": "cd" * 32}),
    ]
    names = {identity_of(report).set_id for report in others}
    assert len(names | {identity_of(REPORT, part=1).set_id}) == 6


def test_recording_of_a_film_is_that_film() -> None:
    block: Source = {"kind": "recording", "name": "a.npz", "sha256": "ef" * 32}
    recorded = REPORT.with_source({**block, "recorded_from": dict(FILM)})
    assert identity_of(recorded) == identity_of(REPORT)
    cut = REPORT.with_source({**block, "recorded_from": dict(FILM), "read_with": {"end_s": 9.0}})
    assert identity_of(cut) != identity_of(REPORT)


def test_recording_of_a_live_set_is_that_set() -> None:
    live = filmed("marching", BEGAN, start_s=12.5)
    block: Source = {"kind": "recording", "name": "a.npz", "sha256": "ef" * 32}
    again = live.with_source({**block, "recorded_from": dict(live.source)})
    assert identity_of(again) == identity_of(live)
    assert identity_of(live).started == BEGAN + timedelta(seconds=12.5)


def test_sets_of_a_session_share_it_and_begin_with_its_time() -> None:
    one, two = (identity_of(filmed("marching", BEGAN, start_s=at)) for at in (1.0, 90.0))
    assert one.set_id != two.set_id
    assert one.session_id == two.session_id
    assert one.session_id.startswith("2021-11-28_18-00-00-")
    other = identity_of(filmed("marching", BEGAN, start_s=1.0, camera="camera 1"))
    assert other.session_id != one.session_id


def test_poses_without_a_source_are_told_apart_by_their_report() -> None:
    empty = Checker(load_exercise("mini_squat")).finish()
    assert identity_of(empty) == identity_of(empty)
    assert identity_of(empty) != identity_of(golden_report("mini_squat").with_source({}))


def test_instant_has_a_zone_or_is_none() -> None:
    assert instant("2026-05-04T10:00:00+02:00") is not None
    local = instant("2026-05-04T10:00:00")
    assert local is not None
    assert local.tzinfo is not None
    assert instant("yesterday") is None
