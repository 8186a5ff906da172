"""The page: every number comes from the scores, and nothing is hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmark import tables
from benchmark.document import QUOTE_BEGIN, QUOTE_END, Findings, page, quote, targets, write
from benchmark.scoring import Judged, Outcome, Score, Subject
from benchmark.tables import Tally

if TYPE_CHECKING:
    from pathlib import Path

OUTCOMES: tuple[Outcome, ...] = ("hit", "miss", "false alarm", "rightly silent")


def a_score(
    exercise: str = "mini_squat", condition: str = "", *, clip: str = "clip", **parts: object
) -> Score:
    """A score in which everything was right, but for its changes."""
    subject = Subject(clip, "report", condition, exercise, "full", "anna")
    kept = {"full": 2, "counted": 2, "range_error_deg": (1.0, -3.0), "peak_error_deg": (1.0, 2.0)}
    kept |= {"hold_error_s": (0.1, -0.1)}
    return Score(subject, **(kept | parts))  # type: ignore[arg-type]


def findings(**parts: object) -> Findings:
    kept: dict[str, object] = {
        "samples": {"full": [a_score()]},
        "report": [a_score()],
        "views": [a_score(condition="+50", counted=0, missed=2, silent=True, view_told=True)],
        "varied": [a_score(condition="dim")],
        "idle": [a_score(full=0, counted=0, clip="walking")],
        "strangers": [a_score(full=0, counted=0)],
        "real": [],
        "versions": {"formcheck": "1.2.3"},
        "date": "2030-01-02",
    }
    return Findings(**(kept | parts))  # type: ignore[arg-type]


def row(text: str, label: str) -> list[str]:
    """The cells of the row of a table that begins with a label."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {label}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_page_says_when_and_with_what_it_was_made() -> None:
    text = page(findings())
    assert "2030-01-02" in text
    assert "formcheck 1.2.3" in text
    assert "make accuracy" in text


def test_errors_are_medians_and_percentiles_of_absolute_errors() -> None:
    text = targets(findings(report=[a_score(range_error_deg=(-10.0, 2.0, 3.0))]))
    assert row(text, "range of motion, median error")[2] == "3.0°"
    assert row(text, "range of motion, 95th")[2] == "9.3°"


def test_a_miss_lowers_the_recall_and_a_false_alarm_the_precision() -> None:
    judged = tuple(Judged("sag", weak=False, outcome=outcome) for outcome in OUTCOMES)
    text = targets(findings(report=[a_score(faults=(*judged, judged[0]))]))
    assert row(text, "faults seen well, precision")[2] == "0.67"
    assert row(text, "faults seen well, recall")[2] == "0.67"


def test_weak_signs_do_not_count_among_those_seen_well() -> None:
    weak = Judged("hike", weak=True, outcome="miss")
    good = Judged("sag", weak=False, outcome="hit")
    found = findings(report=[a_score(faults=(weak, good))])
    assert row(targets(found), "faults seen well, recall")[2] == "1.00"
    assert "hike" in page(found)


def test_a_clip_that_is_not_exact_is_told() -> None:
    wrong = a_score(counted=1, missed=1)
    text = targets(findings(report=[a_score(), wrong]))
    assert row(text, "repetitions counted exactly")[2] == "1 of 2 clips"


def test_a_wrong_view_with_a_number_is_told() -> None:
    told = a_score(condition="-65", silent=True, view_told=True)
    not_told = a_score(condition="+90")
    nearly_right = a_score(condition="-40")
    text = targets(findings(views=[told, not_told, nearly_right]))
    assert row(text, "wrong views")[2] == "1 of 2"


def test_repetitions_of_idle_people_are_told_by_clip() -> None:
    text = page(findings(idle=[a_score(full=0, counted=3, clip="walking")]))
    assert row(text, "walking")[2] == "3"
    assert (
        row(targets(findings(idle=[a_score(full=0, counted=3)])), "repetitions of people")[2]
        == "3"
    )


def test_nothing_measured_is_a_dash_and_no_crash() -> None:
    empty = findings(samples={"full": []}, report=[], varied=[], views=[], idle=[], strangers=[])
    text = page(empty)
    assert tables.NONE in text
    assert "nan" not in text


@pytest.mark.parametrize(
    ("score", "cell"),
    [
        (a_score(silent=True, view_told=True), "view"),
        (a_score(silent=True), "unjudged"),
        (a_score(counted=0, missed=2), "**0 of 2**"),
        (a_score(range_error_deg=(1.0, -9.0)), "**-9°**"),
        (a_score(range_error_deg=(1.0, -2.0)), "-2°"),
        (a_score(range_error_deg=()), tables.NONE),
    ],
)
def test_a_camera_position_is_one_cell(score: Score, cell: str) -> None:
    text = tables.camera_tolerance([score])
    assert text.splitlines()[-1].endswith(f"| {cell} |")


def test_a_condition_that_some_exercise_lacks_is_a_dash() -> None:
    rows = [a_score(condition="bed"), a_score("double_leg_bridge", "dim")]
    assert tables.NONE in tables.camera_tolerance(rows)


@given(st.lists(st.sampled_from(OUTCOMES)))
def test_precision_and_recall_are_shares(outcomes: list[Outcome]) -> None:
    tally = Tally.of(Judged("any", weak=False, outcome=outcome) for outcome in outcomes)
    assert tally.hit + tally.miss + tally.false_alarm + tally.silent == len(outcomes)
    for part in (tally.precision, tally.recall):
        assert not part < 0
        assert not part > 1
    assert (tally.precision == tally.precision) == bool(tally.hit + tally.false_alarm)


def test_models_stand_beside_one_another() -> None:
    text = tables.by_model({"lite": [a_score(counted=1, missed=1)], "full": [a_score()]})
    assert row(text, "lite")[2] == "0/1"
    assert row(text, "full")[2] == "1/1"


def test_bodies_are_told_apart() -> None:
    assert row(tables.by_person([a_score()]), "anna")[1] == "1"


def test_the_page_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "ACCURACY.md"
    write(path, findings())
    assert path.read_text(encoding="utf-8") == page(findings())
    assert [each.name for each in tmp_path.iterdir()] == ["ACCURACY.md"]


def test_the_readme_is_given_the_same_numbers(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text(f"before\n{QUOTE_BEGIN}\nold\n{QUOTE_END}\nafter\n", encoding="utf-8")
    quote(path, findings())
    text = path.read_text(encoding="utf-8")
    assert text == f"before\n{QUOTE_BEGIN}\n{targets(findings())}\n{QUOTE_END}\nafter\n"
    quote(path, findings())
    assert path.read_text(encoding="utf-8") == text


def test_a_readme_without_marks_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(ValueError, match="put them in"):
        quote(path, findings())
    assert path.read_text(encoding="utf-8") == "nothing here\n"
