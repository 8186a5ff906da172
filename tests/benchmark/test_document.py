"""The page: every number comes from the scores, and nothing is hidden."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmark import tables
from benchmark.document import Findings, page, quote, targets, write
from benchmark.expected import LIMIT_MARGIN_DEG, MARGIN_DEG, MARGIN_SHARE
from benchmark.recognised import Recognised
from benchmark.scoring import Judged, Outcome, Score, Subject
from benchmark.tables import Tally

if TYPE_CHECKING:
    from pathlib import Path

BEGIN, END = "<!-- accuracy:begin -->", "<!-- accuracy:end -->"
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
        "samples": [a_score()],
        "models": {"full": [a_score()]},
        "report": [a_score()],
        "views": [a_score(condition="+50", counted=0, missed=2, silent=True, view_reported=True)],
        "varied": [a_score(condition="dim")],
        "idle": [a_score(full=0, counted=0, clip="walking")],
        "strangers": [a_score(full=0, counted=0)],
        "real": [],
        "recognised": [
            Recognised("mini_squat", "mini_squat", ("mini_squat",), ()),
            Recognised("step_up", "step_up", (), ("step_up", "mini_squat")),
        ],
        "versions": {"formcheck": "1.2.3"},
        "date": "2030-01-02",
    }
    return Findings(**(kept | parts))  # type: ignore[arg-type]


def row(text: str, label: str) -> list[str]:
    """The cells of the row of a table that begins with a label."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"| {label}")]
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_page_names_date_and_versions() -> None:
    text = page(findings())
    assert "2030-01-02" in text
    assert "formcheck 1.2.3" in text
    assert "make accuracy" in text


LEAN = Judged("lean", weak=False, outcome="hit")
MISSED = replace(LEAN, outcome="miss")
EACH = tuple(replace(LEAN, outcome=outcome) for outcome in OUTCOMES)
ERRORS = a_score(range_error_deg=(-10.0, 2.0, 3.0))
VIEWS = [
    a_score(condition="-65", silent=True, view_reported=True),
    a_score(condition="+90"),
    a_score(condition="-40"),  # nearly right
]


@pytest.mark.parametrize(
    ("parts", "label", "cell"),
    [
        ({"report": [ERRORS]}, "range of motion, median error", "3.0°"),
        ({"report": [ERRORS]}, "range of motion, 95th", "9.3°"),
        ({"report": [a_score(faults=(*EACH, LEAN))]}, "faults seen well, precision", "0.67"),
        ({"report": [a_score(faults=(*EACH, LEAN))]}, "faults seen well, recall", "0.67"),
        (
            {"report": [a_score(faults=(LEAN, replace(MISSED, weak=True)))]},
            "faults seen well, recall",
            "1.00",
        ),
        (
            {"report": [a_score(), a_score(counted=1, missed=1)]},
            "repetitions counted exactly",
            "1 of 2 clips",
        ),
        ({"views": VIEWS}, "wrong views", "1 of 2"),
        ({"idle": [a_score(full=0, counted=3)]}, "repetitions of people", "3"),
        (
            {"report": [a_score(limits=(LEAN,))], "samples": [a_score(limits=(MISSED,))]},
            "limits exceeded",
            "0.50",
        ),
    ],
)
def test_targets_are_compared_with_what_was_found(
    parts: dict[str, list[Score]], label: str, cell: str
) -> None:
    assert row(targets(findings(**parts)), label)[2] == cell


def test_nothing_measured_is_a_dash_and_no_crash() -> None:
    empty = findings(
        samples=[], models={"full": []}, report=[], varied=[], views=[], idle=[], strangers=[]
    )
    text = page(empty)
    assert tables.NONE in text
    assert "nan" not in text


@pytest.mark.parametrize(
    ("score", "cell"),
    [
        (a_score(silent=True, view_reported=True), "view"),
        (a_score(silent=True), "unjudged"),
        (a_score(counted=0, missed=2), "**0 of 2**"),
        (a_score(range_error_deg=(1.0, -9.0)), "**-9°**"),
        (a_score(range_error_deg=(1.0, -2.0)), "-2°"),
        (a_score(range_error_deg=()), tables.NONE),
    ],
)
def test_camera_position_is_one_cell(score: Score, cell: str) -> None:
    text = tables.camera_tolerance([score])
    assert text.splitlines()[-1].endswith(f"| {cell} |")


def test_condition_that_some_exercise_lacks_is_a_dash() -> None:
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
    models = {"lite": [a_score(counted=1, missed=1)], "full": [a_score()]}
    text = tables.by_model(models)
    assert text in page(findings(models=models))
    assert row(text, "lite")[2] == "0/1"
    assert row(text, "full")[2] == "1/1"


def test_bodies_have_rows_of_their_own() -> None:
    assert row(tables.by_person([a_score()]), "anna")[1] == "1"


def test_page_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "ACCURACY.md"
    write(path, page(findings()))
    assert path.read_text(encoding="utf-8") == page(findings())
    assert [each.name for each in tmp_path.iterdir()] == ["ACCURACY.md"]


def test_readme_is_given_the_same_numbers(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    other = "<!-- other:begin -->\nkept\n<!-- other:end -->\n"
    path.write_text(f"{other}before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    wanted = f"{other}before\n{BEGIN}\n{targets(findings())}\n{END}\nafter\n"
    for _ in range(2):
        quote(path, "accuracy", targets(findings()))
        assert path.read_text(encoding="utf-8") == wanted


def test_readme_without_marks_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(ValueError, match="put them in"):
        quote(path, "accuracy", targets(findings()))
    assert path.read_text(encoding="utf-8") == "nothing here\n"


# --- Every number ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"full": 5},
        {"counted": 1},
        {"missed": 1},
        {"spurious": 1},
        {"partial": 1},
        {"partial": 1, "partial_reported": 1},
        {"partial": 1, "partial_counted": 1},
        {"range_error_deg": (7.0, -3.0)},
        {"peak_error_deg": (9.0, 2.0)},
        {"hold_error_s": (0.7, -0.1)},
        *({"faults": (each,)} for each in (*EACH, replace(LEAN, weak=True))),
        *({"limits": (each,)} for each in EACH[:3]),
    ],
    ids=str,
)
def test_every_score_changes_the_page(change: dict[str, Any]) -> None:
    plain = page(findings(report=[a_score(), a_score("double_leg_bridge")]))
    other = page(findings(report=[a_score(**change), a_score("double_leg_bridge")]))
    assert plain != other


@pytest.mark.parametrize("part", ["report", "views", "varied", "idle", "strangers", "real"])
def test_every_measured_part_is_on_the_page(part: str) -> None:
    one = a_score(condition="+30", clip="walking", counted=9)
    assert page(findings()) != page(findings(**{part: [one]}))


def test_every_table_is_whole() -> None:
    """A head and its rows have the same number of cells, else the numbers stand under others."""
    judged = tuple(Judged("sag", weak=weak, outcome="hit") for weak in (True, False))
    rows = [a_score(name, "dim", faults=judged, limits=judged) for name in ("one", "two")]
    found = findings(report=rows, varied=[*rows, a_score("one", "bed")], real=rows)
    tables_seen = [block for block in page(found).split("\n\n") if block.startswith("|")]
    assert len(tables_seen) >= 12
    for block in tables_seen:
        cells = {line.count("|") for line in block.splitlines()}
        assert len(cells) == 1
        assert len(block.splitlines()) > 2


def test_page_states_the_margins_that_are_used() -> None:
    text = page(findings())
    assert f"at least {MARGIN_DEG:.0f}° (limits: {LIMIT_MARGIN_DEG:.0f}°)" in text
    assert f"at least {100 * MARGIN_SHARE:.0f} % off" in text
    assert f"off by more than {tables.DEGRADED_DEG:.0f}°" in text.replace("\n", " ")


def test_bias_has_a_sign_and_percentiles_have_none() -> None:
    cells = dict(
        zip(
            tables.ERROR_HEAD,
            tables.error_cells([a_score(range_error_deg=(-4.0, -2.0), hold_error_s=(-0.3,))]),
            strict=True,
        )
    )
    assert cells["range, bias"] == "-3.0°"
    assert cells["range, median"] == "3.0°"
    assert cells["hold, median"] == "0.30 s"


def test_counts_are_added_up_over_clips() -> None:
    scores = [
        a_score(),
        a_score(counted=1, missed=1),
        a_score(counted=5, spurious=3),
        a_score(partial=2, partial_reported=1, partial_counted=1, counted=3),
    ]
    cells = dict(zip(tables.COUNT_HEAD, tables.count_cells(scores), strict=True))
    assert cells["clips"] == "4"
    assert cells["exact"] == "1/4"
    assert cells["off by one"] == "2"
    assert cells["mean abs. error"] == "1.25"  # 0, 1, 3, 1
    assert cells["partial reported"] == "1/2"
    assert cells["partial counted"] == "1"


def test_fault_has_its_counts_precision_and_recall() -> None:
    judged = tuple(
        Judged("sag", weak=False, outcome=outcome)
        for outcome in ("hit", "hit", "hit", "miss", "false alarm", "rightly silent")
    )
    cells = row(tables.faults([a_score(faults=judged)], weak=False), "mini_squat | sag")
    assert dict(zip(tables.TALLY_HEAD, cells[2:], strict=True)) == {
        "true": "4", "reported": "3", "missed": "1", "false alarms": "1", "silent": "1",
        "precision": "0.75", "recall": "0.75",
    }  # fmt: skip


def test_weak_signs_and_others_stand_in_tables_of_their_own() -> None:
    rows = [a_score(faults=(LEAN, Judged("hike", weak=True, outcome="hit")))]
    good, weak = (tables.faults(rows, weak=each) for each in (False, True))
    assert "lean" in good
    assert "hike" not in good
    assert "hike" in weak
    assert "lean" not in weak


def test_limits_of_the_samples_count_too() -> None:
    samples = [a_score(limits=(MISSED,))]
    text = page(findings(report=[a_score(limits=(LEAN,))], samples=samples))
    assert row(text, "mini_squat | lean")[2:5] == ["2", "1", "1"]


def test_fault_never_true_and_never_reported_has_no_precision_or_recall() -> None:
    judged = (Judged("sag", weak=False, outcome="rightly silent"),)
    cells = row(tables.faults([a_score(faults=judged)], weak=False), "mini_squat | sag")
    assert cells[-2:] == [tables.NONE, tables.NONE]


def test_same_name_in_two_exercises_is_two_faults() -> None:
    sag = (Judged("sag", weak=False, outcome="hit"),)
    text = tables.faults([a_score(faults=sag), a_score("other", faults=sag)], weak=False)
    assert row(text, "mini_squat | sag")[3] == row(text, "other | sag")[3] == "1"
    assert row(text, "**all**")[3] == "2"


def test_clips_without_a_number_do_not_mend_the_errors_of_a_condition() -> None:
    silent = a_score(condition="dim", silent=True, range_error_deg=(0.0,) * 9, view_reported=True)
    told = a_score(condition="dim", range_error_deg=(6.0,))
    cells = row(tables.by_condition([silent, told]), "dim")
    assert cells[1:5] == ["2", "2/2", "1", "1"]
    assert cells[5] == "6.0°"


def test_alarms_at_strangers_and_idle_people_are_listed() -> None:
    alarm = (Judged("too_deep", weak=False, outcome="false alarm"),)
    one = a_score(full=0, counted=2, partial_reported=3, limits=alarm, clip="sitting")
    text = page(findings(idle=[one, replace(one, limits=alarm * 2)], strangers=[one]))
    assert row(text, "sitting")[1:] == ["2", "4", "6", "3"]
    assert row(text, "another exercise")[1:] == ["1", "2", "3", "1"]


@given(
    st.lists(
        st.builds(
            a_score,
            st.sampled_from(["mini_squat", "double_leg_bridge"]),
            st.sampled_from(["+10", "-65", "+90"]),
            full=st.integers(0, 4),
            counted=st.integers(0, 5),
            missed=st.integers(0, 4),
            partial=st.integers(0, 2),
            silent=st.booleans(),
            view_reported=st.booleans(),
            range_error_deg=st.lists(st.floats(-90, 90), max_size=4).map(tuple),
            hold_error_s=st.lists(st.floats(-9, 9), max_size=4).map(tuple),
            faults=st.lists(
                st.builds(Judged, st.just("sag"), st.booleans(), st.sampled_from(OUTCOMES)),
                max_size=3,
            ).map(tuple),
        ),
        max_size=5,
    )
)
def test_no_score_breaks_the_page(scores: list[Score]) -> None:
    found = findings(samples=scores, report=scores, views=scores, varied=scores, idle=scores)
    text = page(found)
    assert "nan" not in text
    for line in targets(found).splitlines():
        assert line.count("|") == 4


def test_recognition_is_summed_and_listed() -> None:
    text = page(findings())
    assert "| ≥ 90 %, 0 | 1 of 2, 0 |" in text
    assert "| 2 | 1 | 1 | 0 |" in text
    assert "| step_up | inconclusive | step_up, mini_squat |" in text
