"""Small inputs on which formcheck was wrong, run as a user types them, with what is right.

The cases lie beside the checkout; without them the tests are skipped.  A case that takes a video
through the pose model is slow.
"""

from __future__ import annotations

import shlex
import tomllib
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import pytest
from support.commands import read_json, run
from support.paths import SHARED

from formcheck.exercises.fault_kinds import HELD

if TYPE_CHECKING:
    from pathlib import Path

CASES = SHARED / "cases"

pytestmark = [
    pytest.mark.skipif(not CASES.exists(), reason="the cases are not here"),
    pytest.mark.timeout(400),
]


class Ran(NamedTuple):
    """What a command of a case gave."""

    code: int
    text: str
    report: dict[str, Any]

    @property
    def sets(self) -> list[dict[str, Any]]:
        """The sets of a recording without a name."""
        sets: list[dict[str, Any]] = self.report["sets"]
        return sets


class AsTyped(Protocol):
    """Runs a line of a case in its folder, with more words after it."""

    def __call__(self, name: str, line: str, *more: str) -> Ran: ...


@pytest.fixture
def as_typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> AsTyped:
    """Run a line that stands in the table of cases."""
    table = tomllib.loads((CASES / "cases.toml").read_text(encoding="utf-8"))
    lines = {case["name"]: case["run"] for case in table["case"]}

    def type_line(name: str, line: str, *more: str) -> Ran:
        assert line in lines[name]
        monkeypatch.chdir(CASES / name)
        written = tmp_path / "report.json"
        done = run(capsys, *shlex.split(line), *more, "--json", str(written))
        text = " ".join(f"{done.out} {done.err}".split())  # without the breaks of lines
        return Ran(done.code, text, read_json(written) if written.exists() else {})

    return type_line


# --- Which exercise it is


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mini_squat", "sit_to_stand"])
def test_last_repetition_counts_though_the_person_stays(as_typed: AsTyped, name: str) -> None:
    ran = as_typed("01-last-rep-lost", f"analyze {name}_tail5.mp4")
    (only,) = ran.sets
    assert only["exercise"] == name
    assert only["report"]["counts"]["total"] == 4
    assert only["report"]["counts"]["good"] == 4


def test_second_exercise_is_a_set_of_its_own(as_typed: AsTyped) -> None:
    ran = as_typed("02-second-exercise-swallowed", "replay squats_then_sit_to_stand.npz")
    assert [(each["exercise"], each["report"]["counts"]["good"]) for each in ran.sets] == [
        ("mini_squat", 4),
        ("sit_to_stand", 4),
    ]


# --- Poses that no body makes


@pytest.mark.slow
@pytest.mark.parametrize(
    ("clip", "exercise", "totals"),
    [
        ("stale_0.3s", "standing_hip_abduction", {1}),
        ("passer_by_1.2s", "standing_hip_abduction", {0, 1}),  # one, or doubt
        ("sit_to_stand_stale_0.33s", "sit_to_stand", {4}),
    ],
)
def test_blink_splits_no_repetition(
    as_typed: AsTyped, clip: str, exercise: str, totals: set[int]
) -> None:
    report = as_typed("03-blink-splits-rep", f"analyze {clip}.mp4 -e {exercise}").report
    assert report["counts"]["total"] in totals
    if not report["counts"]["total"]:
        assert [each["reason"] for each in report["partial_reps"]] == ["not_followed"]


def test_swapped_legs_give_a_report(as_typed: AsTyped) -> None:
    ran = as_typed("04-nan-crash", "replay three_swapped_frames.npz -e standing_hip_abduction")
    assert ran.code == 0
    times = [each["start_s"] for each in (*ran.report["reps"], *ran.report["partial_reps"])]
    assert None not in times


def test_swapped_legs_split_no_repetition(as_typed: AsTyped) -> None:
    line = "replay three_swapped_frames.npz -e standing_hip_abduction"
    assert as_typed("04-nan-crash", line).report["counts"]["total"] <= 1


@pytest.mark.parametrize(
    ("line", "value", "tries"),
    [
        ("test chair_stand_30s chair_stand_0.4s_blink.npz --age 68 --sex female", 5, 5),
        ("test single_leg_stance one_leg_0.27s_blink.npz --age 68", 13.2, 2),
    ],
)
def test_blink_changes_no_score(as_typed: AsTyped, line: str, value: float, tries: int) -> None:
    results = as_typed("06-scored-tests-blink", line).report["results"]
    assert results[0]["value"] == pytest.approx(value, abs=0.15)
    assert len(results[0]["tries"]) == tries


@pytest.mark.slow
def test_four_stands_are_not_five(as_typed: AsTyped) -> None:
    line = (
        "test five_times_sit_to_stand ../03-blink-splits-rep/sit_to_stand_stale_0.33s.mp4 "
        "--age 68 --sex female"
    )
    (result,) = as_typed("06-scored-tests-blink", line).report["results"]
    assert result["value"] is None
    assert len(result["tries"]) == 4
    assert "4 of 5" in result["why"]


# --- Counting as people move


def test_start_and_tempo_belong_to_their_own_repetition(as_typed: AsTyped) -> None:
    line = "replay squats_then_not_fully_up.npz -e mini_squat"
    report = as_typed("05-rest-level-never-forgotten", line).report
    assert report["counts"]["total"] == 8
    later = report["reps"][4:]
    assert [each["start_s"] for each in later] == pytest.approx([30, 37, 43, 50], abs=1.2)
    for each in later:
        assert 1.1 <= each["out_s"] <= 1.6
        assert each["range_deg"] == pytest.approx(40, abs=4)


@pytest.mark.parametrize(
    ("recording", "exercise"),
    [
        ("in_stretch_from_first_frame", "hip_flexor_stretch"),
        ("one_leg_up_already", "single_leg_stance"),
    ],
)
def test_hold_that_began_before_the_recording_is_told(
    as_typed: AsTyped, recording: str, exercise: str
) -> None:
    report = as_typed("07-starts-in-the-hold", f"replay {recording}.npz -e {exercise}").report
    first = min((*report["reps"], *report["partial_reps"]), key=lambda each: each["start_s"])
    assert first["start_s"] < 1
    assert first.get("reason", "under_way") == "under_way"


# --- Options, and the true reason


@pytest.mark.slow
def test_slow_motion_of_a_phone_is_timed_as_it_was(as_typed: AsTyped) -> None:
    line = "analyze android_slowmo.mp4 -e single_leg_bridge"
    short, quick = as_typed("08-slow-motion", line).report["reps"]
    assert short["hold_s"] == pytest.approx(2.4, abs=0.15)
    # It lies at the border of what counts as held: four fifths of 3 s.
    assert ("short_hold" in short["faults"]) == (short["hold_s"] < HELD * 3)
    assert quick["hold_s"] == pytest.approx(4.2, abs=0.15)
    assert "quick_drop" in quick["faults"]


def test_slow_motion_of_a_recording_is_given_by_an_option(as_typed: AsTyped) -> None:
    line = "replay slbf_slow4.npz -e single_leg_bridge"
    short, quick = as_typed("08-slow-motion", line, "--speed", "4").report["reps"][-2:]
    assert (short["hold_s"], quick["hold_s"]) == pytest.approx((2.4, 4.2), abs=0.15)
    # It lies at the border of what counts as held: four fifths of 3 s.
    assert ("short_hold" in short["faults"]) == (short["hold_s"] < HELD * 3)
    assert "quick_drop" in quick["faults"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("analyze squat_sideways.mp4 -e mini_squat", "--rotate"),
        ("analyze bridge_upside_down.mp4 -e single_leg_bridge", "--rotate"),
    ],
)
def test_turned_picture_is_named_with_its_option(as_typed: AsTyped, line: str, named: str) -> None:
    assert named in as_typed("09-turned-picture", line).text


@pytest.mark.slow
def test_two_people_are_told(as_typed: AsTyped) -> None:
    ran = as_typed("10-two-people", "analyze two_people.mp4 -e mini_squat")
    assert "--person" in ran.text
    assert "The view is wrong" not in ran.text


@pytest.mark.slow
def test_darkness_is_the_reason(as_typed: AsTyped) -> None:
    ran = as_typed("11-dark", "analyze dark.mp4 -e mini_squat")
    assert "dark" in ran.report["advice"][0]


@pytest.mark.slow
def test_mirrored_recording_is_told_by_an_option(as_typed: AsTyped) -> None:
    line = "analyze mirrored.mp4 -e single_leg_bridge --side right"
    assert "--mirror" in as_typed("17-mirrored-selfie", line).text
    report = as_typed("17-mirrored-selfie", line, "--mirror").report
    assert report["counts"]["total"] == report["counts"]["right"] >= 1


# --- Prescriptions


def test_prescription_sets_its_own_target(as_typed: AsTyped) -> None:
    line = (
        "replay ../05-rest-level-never-forgotten/squats_then_not_fully_up.npz -e mini_squat "
        "--profile p1.toml"
    )
    done = as_typed("16-prescription-refused", line)
    assert done.code == 0
    assert "Mini squat: Good" in done.text


def test_every_case_is_tried() -> None:
    table = tomllib.loads((CASES / "cases.toml").read_text(encoding="utf-8"))
    with open(__file__, encoding="utf-8") as file:  # noqa: PTH123  # this file
        here = file.read()
    assert [case["name"] for case in table["case"] if case["name"] not in here] == []
