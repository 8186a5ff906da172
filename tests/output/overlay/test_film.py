"""What a film says: of a movement (counted, good, not counted and why), and at its end."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pytest
from support.drawing import exercise, is_colour, reading

from formcheck.assessment.checker import Checker
from formcheck.assessment.events import Cue, CueWeight, PartialRep, RepCompleted
from formcheck.assessment.report_types import (
    LEFT_POSITION,
    NOT_COUNTED,
    OWN_FAULTS,
    Counts,
    LimitExceeded,
    Rep,
)
from formcheck.assessment.verdict import HEADINGS, Verdict
from formcheck.output.overlay.film import (
    FORBIDDEN,
    LEAST_S,
    MOST_ADVICE,
    NOTE_S,
    NOTHING,
    UNSURE,
    FilmNote,
    Mark,
    Notes,
    Page,
    draw_mark,
    draw_note,
    draw_page,
    pages,
)
from formcheck.output.overlay.layout import video_layout
from formcheck.output.overlay.text import BACKGROUND, GREEN, RED, Box
from formcheck.recognition.report import RecognisedSet, SetsProvenance, SetsReport

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.assessment.events import Event
    from formcheck.assessment.report import SetReport

SQUAT = "mini_squat"


def note_of(
    event: Event, *, name: str = SQUAT, after_s: float = 0.0, cue: Cue | None = None
) -> FilmNote | None:
    """Return the note that is shown so long after an event, beside a cue."""
    notes, now = Notes(exercise(name)), reading(name)
    notes.update(now._replace(events=(event,), cue=None))
    later = replace(now.pose, time_s=now.pose.time_s + after_s)
    return notes.update(now._replace(pose=later, events=(), cue=cue))


def done(*reasons: str, good: bool = True, judged: bool = True) -> RepCompleted:
    return RepCompleted(1.0, "both", 3, good, reasons, judged)


def say_of(name: str) -> str:
    rows = (*exercise(SQUAT).fault, *exercise(SQUAT).limit)
    return next(row.say for row in rows if row.name == name)


def test_green_is_only_for_a_good_repetition_without_anything_to_change() -> None:
    clean = note_of(done())
    assert clean is not None
    assert (clean.ground, clean.mark, clean.reason) == (GREEN, "tick", "")
    for event in (
        done("trunk_forward"),
        done("heels_lift", good=False),
        done(good=False),
        done(good=False, judged=False),
        PartialRep(1.0, "both", 30.0, "too_quick"),
    ):
        note = note_of(event)
        assert note is not None
        assert note.ground != GREEN
        assert note.mark != "tick"


def test_reason_is_what_matters_most() -> None:
    first = note_of(done("hips_bend", "hips_too_bent", "heels_lift", good=False))
    assert first is not None
    assert first.reason == say_of("hips_too_bent"), "a stop comes before a warning and a fault"
    major = note_of(done("heels_lift", "trunk_forward", good=False))
    assert major is not None
    assert major.reason == say_of("heels_lift")
    left = note_of(done(LEFT_POSITION, good=False))
    assert left is not None
    assert left.reason == OWN_FAULTS[LEFT_POSITION]


@pytest.mark.parametrize("reason", [*NOT_COUNTED, exercise(SQUAT).body[0].name])
def test_a_movement_that_is_not_counted_says_why(reason: str) -> None:
    known = NOT_COUNTED.get(reason)
    note = note_of(PartialRep(1.0, "both", 30.0, reason))
    assert note is not None
    assert note.text.startswith("Not counted: ")
    assert note.text.endswith(known.word if known else "another movement")


def test_what_a_target_asks_for_besides_is_named() -> None:
    also = exercise("step_up").movement.also[0]
    note = note_of(PartialRep(1.0, "left", 10.0, also.name), name="step_up")
    assert note is not None
    assert note.text == "Not counted: not complete"
    assert note.reason == also.say


def test_an_exercise_that_is_only_counted_is_never_called_good() -> None:
    for event in (done(), done("pelvis_rolls")):
        note = note_of(event, name="clamshell")
        assert note is not None
        assert "good" not in note.text
    unjudged = note_of(done(good=False, judged=False))
    assert unjudged is not None
    assert unjudged.text == "3 counted"


def test_a_note_goes_after_a_while_and_praise_before_a_correction() -> None:
    cue = Cue("Chest up.", CueWeight.MINOR)
    assert note_of(done(), after_s=NOTE_S - 0.1) is not None
    assert note_of(done(), after_s=NOTE_S + 0.1) is None
    assert note_of(done(), after_s=1.0, cue=cue) is None
    assert note_of(done("trunk_forward"), after_s=1.0, cue=cue) is not None
    assert note_of(done(), after_s=1.0, cue=Cue("Chest up.", CueWeight.HINT)) is not None


def test_words_and_mark_of_a_note_stand_in_its_box() -> None:
    canvas = np.zeros((100, 800, 3), np.uint8)
    draw_note(
        canvas, FilmNote("Not counted: another movement", "", "cross", GREEN), Box(0, 20, 800, 60)
    )
    ground = is_colour(canvas, GREEN)
    assert ground[20:80].mean() > 0.6
    assert not ground[:20].any()
    assert not ground[80:].any()
    assert ground[20:80, -4:].all(), "a letter is cut off"
    assert (~ground[20:80, :60]).any(), "the mark"


# --- Marks ---------------------------------------------------------------------------------------


MARKS: tuple[Mark, ...] = get_args(Mark)
SQUARE = Box(20, 20, 60, 60)


def shape(mark: Mark, box: Box = SQUARE) -> NDArray[np.bool_]:
    canvas = np.zeros((100, 100, 3), np.uint8)
    draw_mark(canvas, mark, box, colour=(90, 90, 90))
    inked: NDArray[np.bool_] = canvas.max(axis=2) > 40
    return inked


def test_no_two_marks_have_the_same_shape() -> None:
    for one, two in combinations(MARKS, 2):
        first, second = shape(one), shape(two)
        assert (first != second).sum() > 0.5 * min(first.sum(), second.sum()), (one, two)


@pytest.mark.parametrize("mark", MARKS)
def test_mark_stays_in_its_square_also_in_a_wide_box(mark: Mark) -> None:
    rows, columns = np.nonzero(shape(mark))
    assert 18 <= rows.min() <= rows.max() <= 82
    assert 18 <= columns.min() <= columns.max() <= 82
    assert np.ptp(rows) > 25, "large enough to be seen"
    assert (shape(mark, Box(0, 20, 100, 60)) == shape(mark)).all()


def test_octagon_is_closed_all_round() -> None:
    canvas = np.zeros((200, 200, 3), np.uint8)
    draw_mark(canvas, "stop", Box(20, 20, 160, 160), colour=(30, 30, 165))
    white: NDArray[np.bool_] = np.all(canvas > 200, axis=2)
    for line in (white[:, 100], white[::-1, 100], white[100], white[100, ::-1]):
        assert 18 <= np.flatnonzero(line)[0] <= 30
    assert white[60:140, 90:110].any(), "with a mark in it"


# --- The pages at the end ------------------------------------------------------------------------

EMPTY = Checker(exercise(SQUAT)).finish()
ADVICE = ("8 of 9 repetitions were complete.", "One thing to change: Chest up.", "More.")
DONE = replace(EMPTY, verdict="almost", counts=Counts(good=6, total=8, partial=1), advice=ADVICE)
SIZES = [(640, 480), (480, 640), (1920, 1080)]


def limit(name: str, action: Literal["warn", "stop"], measure: str) -> LimitExceeded:
    return LimitExceeded(name, "both", action, 1.0, 90.0, measure=measure)


def sets(*rows: RecognisedSet, hint: str = "") -> SetsReport:
    made_by = SetsProvenance("", "", "", {})
    return SetsReport(
        verdict="partly", duration_s=9.0, hint=hint, obstacles=(), sets=rows, provenance=made_by
    )


def found(report: SetReport | None = None, why: str = "", forbidden: str = "") -> RecognisedSet:
    name = None if why else "mini_squat"
    return RecognisedSet(name, 0.9, 0.0, 9.0, (), why, forbidden=forbidden, report=report)


@pytest.mark.parametrize("verdict", get_args(Verdict))
def test_heading_is_that_of_the_verdict_and_green_only_for_good(verdict: Verdict) -> None:
    first, *_ = pages(replace(DONE, verdict=verdict))
    assert first.heading == HEADINGS[verdict]
    drawn = draw_page(first, video_layout((640, 480)))
    assert is_colour(drawn, GREEN).any() == (verdict == "good")
    assert is_colour(drawn, RED).any() == (verdict == "stopped")


def test_counts_and_the_first_advice_are_shown() -> None:
    first, second = pages(DONE)
    assert first.lines == ("6 of 8 good, 1 not counted",)
    assert second.lines == ADVICE[:MOST_ADVICE]
    only_counted, _ = pages(replace(DONE, verdict="counted", counts=Counts(total=8)))
    assert only_counted.lines == ("8 counted",)
    both, _ = pages(replace(DONE, counts=Counts(good=6, total=8, left=4, right=4)))
    assert both.lines == ("6 of 8 good, left 4, right 4",)
    nan = math.nan
    far = Rep(
        1, "right", 0.0, 1.0, 2.0, nan, nan, nan, nan, nan, good=False, faults=(), judged=False
    )
    some, _ = pages(replace(DONE, reps=(far, far)))
    assert some.lines == ("6 of 6 good, 2 more not judged, 1 not counted",)


def test_limits_are_named_once_and_a_warning_gives_way_to_its_stop() -> None:
    rows = (
        limit("hips_bend", "warn", "hip_flexion"),
        limit("hips_too_bent", "stop", "hip_flexion"),
        limit("hips_too_bent", "stop", "hip_flexion"),
        limit("knee_far", "warn", "knee_flexion"),
    )
    first, _ = pages(replace(DONE, limits=rows))
    assert first.lines[-1] == "Limits: hips too bent, knee far"
    first, _ = pages(replace(DONE, limits=rows[:1]))
    assert first.lines[-1] == "Limit: hips bend"


def test_every_set_of_a_recording_has_its_pages() -> None:
    report = sets(found(DONE), found(why="Two exercises fit."), found(forbidden="Not yet."))
    one, two, unsure, forbidden = pages(report)
    assert one.title == "Set 1 of 3: Mini squat"
    assert two.lines == ADVICE[:MOST_ADVICE]
    assert (unsure.heading, unsure.lines) == (UNSURE, ("Two exercises fit.",))
    assert (forbidden.heading, forbidden.lines) == (FORBIDDEN, ("Not yet.",))
    alone, _ = pages(sets(found(DONE)))
    assert alone.title == "Mini squat"
    [nothing] = pages(sets(hint="Come nearer."))
    assert (nothing.heading, nothing.lines) == (NOTHING, ("Come nearer.",))


def test_a_long_page_stays_longer() -> None:
    short, long = (Page("", "Good", None, GREEN, (text,)) for text in ("Yes.", "word " * 30))
    assert short.shown_s == LEAST_S
    assert long.shown_s > 2 * LEAST_S


@pytest.mark.parametrize("size_px", SIZES)
def test_letters_of_a_page_can_be_read_from_three_metres(size_px: tuple[int, int]) -> None:
    """The largest line is nearly as high as that of a cue, and nothing is cut off."""
    layout = video_layout(size_px)
    for page in pages(replace(DONE, limits=(limit("hips_bend", "warn", "hip_flexion"),))):
        drawn = draw_page(page, layout)
        assert drawn.shape == (layout.size_px[1], layout.size_px[0], 3)
        inked = (drawn != BACKGROUND).any(axis=2)
        assert not inked[:, -4:].any()
        assert not inked[-4:].any()
        edges = np.flatnonzero(np.diff(inked.any(axis=1).astype(int)))
        assert max(np.diff(edges)[::2]) >= 0.6 * layout.cue_px
