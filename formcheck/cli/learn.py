"""The command ``formcheck learn``: proposes an exercise from a recording."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.cli.console import TerminalProgress, print_note, print_result
from formcheck.cli.options import (
    EndOption,
    EstimatorOption,
    LikeOption,
    MirrorOption,
    ModelOption,
    PersonOption,
    RotateOption,
    SourceArgument,
    SpeedOption,
    StartOption,
    completer,
    source_options,
)
from formcheck.errors import ExerciseError

if TYPE_CHECKING:
    from formcheck.authoring.learn import LearnedExercise
    from formcheck.authoring.proposal import ProposalRequest
    from formcheck.cli.options import Completions

app = typer.Typer()

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck learn set.mp4 --reps 5 --name hamstring_curl`\n\n"
    "`formcheck learn set.npz --reps 2 --name calf_stretch --hold`\n\n"
    "`formcheck learn set.mp4 --reps 5 --name deep_squat --like mini_squat`"
)

MIN_REPS: Final = 2
"""One repetition does not show how much repetitions differ."""

MAX_ALTERNATIVES: Final = 5
"""At most this many other measures are listed."""


def _measures() -> Completions:
    from formcheck.kinematics.measures import MEASURES

    return [(name, row.title) for name, row in MEASURES.items()]


@app.command(epilog=EXAMPLES)
def learn(  # noqa: PLR0913  # one parameter per option
    source: SourceArgument,
    *,
    reps: Annotated[int, typer.Option(help="How many good repetitions it shows.", metavar="N")],
    name: Annotated[str, typer.Option(help="Name of the new exercise.", metavar="NAME")],
    like: LikeOption = "",
    hold: Annotated[
        bool, typer.Option("--hold", help="The exercise is a stretch or balance that is held.")
    ] = False,
    measure: Annotated[
        str,
        typer.Option(
            help="Use this measure.", metavar="MEASURE", autocompletion=completer(_measures)
        ),
    ] = "",
    model: ModelOption = "full",
    estimator: EstimatorOption = "blazepose",
    rotate: RotateOption = "0",
    mirror: MirrorOption = False,
    speed: SpeedOption = None,
    start: StartOption = "",
    end: EndOption = "",
    person: PersonOption = "auto",
) -> None:
    """Propose an exercise from a recording of N good repetitions: NAME.toml, for you to edit.

    The proposal uses the angle that moved N times; start, target, hold and tempo come from it,
    view and position from the recording. If a shipped exercise counts the recording as well, its
    angle is taken, and it is named.
    Judged by the proposal, the recording has exactly N good repetitions. If no angle fits, the
    command says why.
    """
    from formcheck.analysis import open_source
    from formcheck.authoring.learn import learn as learn_from
    from formcheck.authoring.proposal import ProposalRequest
    from formcheck.cli.exercises import check_new_name, write_new_exercise

    check_new_name(name)
    _check_options(reps, like, measure)
    request = ProposalRequest(name, reps, "hold" if hold else "reps", like, measure, source.name)
    read = source_options(
        rotate=rotate, mirror=mirror, speed=speed, start=start, end=end, person=person
    )
    opened = partial(open_source, source, model=model, estimator=estimator, options=read)
    with TerminalProgress() as monitor, opened(monitor=monitor) as seen:
        poses = [observation.pose for observation in seen]
    learned = learn_from(poses, request)
    write_new_exercise(name, _file_text(learned, request))
    _print_summary(learned, request)


def _check_options(reps: int, like: str, measure: str) -> None:
    """Refuse values that cannot work, before the video is read."""
    from formcheck.exercises.loader import load_exercise
    from formcheck.kinematics.measures import MEASURES

    if reps < MIN_REPS:
        raise ExerciseError(
            f"--reps {reps} is too few: film at least {MIN_REPS} repetitions, better five, so "
            "that their differences are known."
        )
    if like:
        load_exercise(like)
    if measure and measure not in MEASURES:
        raise ExerciseError(
            f"There is no measure {measure!r}: `formcheck exercises measures` lists them."
        )


def _file_text(learned: LearnedExercise, request: ProposalRequest) -> str:
    """Return the TOML text of the proposal; its comments say where it comes from."""
    from formcheck.authoring.scaffold import file_text
    from formcheck.kinematics.measures import shown

    head = [
        f"Proposed from {request.source}, {request.reps} good repetitions. Check every number:",
        "a therapist must correct it. What is marked TO DO is still to be written.",
        f"Then: formcheck exercises check {request.name}.toml",
        f"And:  formcheck exercises try {request.name}.toml {request.source}",
    ]
    others = learned.others[:MAX_ALTERNATIVES]
    if others:
        moved = ", ".join(
            f"{row.trace.measure} ({shown(row.trace.measure, row.range_deg)})" for row in others
        )
        head.append(f"These moved as often: {moved}. Another one: --measure NAME.")
    return file_text(learned.table, head=head, notes=learned.notes)


def _print_summary(learned: LearnedExercise, request: ProposalRequest) -> None:
    """Print what was found, and what remains to do."""
    from formcheck.kinematics.measures import shown
    from formcheck.output.terminal.exercise import listing

    file = f"{request.name}.toml"
    print_result(listing(file, _summary_lines(learned, request)))
    rows = [
        f"{row.trace.measure}: about {shown(row.trace.measure, row.range_deg)}, "
        f"{row.clarity:.2g} times as clearly, peaks within "
        f"{shown(row.trace.measure, row.spread_deg)}"
        for row in learned.others[:MAX_ALTERNATIVES]
    ]
    if rows:
        print_result(listing("These moved as often (--measure NAME takes one of them)", rows))
    print_note(f"Next: edit {file}, then formcheck exercises check {file}")


def _summary_lines(learned: LearnedExercise, request: ProposalRequest) -> list[str]:
    from formcheck.kinematics.measures import MEASURES, shown
    from formcheck.pose.positions import POSITIONS

    seen, found = learned.seen, learned.found
    movement = learned.table["movement"]
    edge = next(value for key, value in movement["start"].items() if key != "clear_deg")
    values = (edge, *movement["target_deg"])
    start, enter, full = (shown(found.trace.measure, value) for value in values)
    change = ", as the change from the start" if movement["baseline"] == "start" else ""
    place = POSITIONS[seen.position].words if seen.position else "in an unknown position"
    short = learned.report.counts.partial
    measure = found.trace.measure
    clear = f"{found.clarity:.2g} times as clearly as anything else in it"
    moved = f"moved {request.reps} times by {shown(measure, found.range_deg)}"
    lines = [
        f"Seen from the {seen.plane}, {100 * seen.seen:.0f} % of {seen.duration_s:.0f} s: {place}",
        f"{MEASURES[measure].title} ({measure}) {moved}, {clear}.",
        f"The peaks differ by {shown(measure, found.spread_deg)} (standard deviation).",
        f"Start {start}, target {enter} to {full}{change}, hold {movement['hold_s']:g} s.",
        f"Judged by it, the recording has {learned.report.counts.good} good repetitions"
        + (f", and {short} that did not come far enough." if short else "."),
    ]
    if learned.known is not None:
        lines.append(
            f"{learned.known.name} ({learned.known.title}) counts them too: use it, or copy its "
            f"words with --like {learned.known.name}."
        )
    if learned.dropped:
        names = ", ".join(learned.dropped)
        lines.append(f"Left out of {request.like}, because the recording is against it: {names}.")
    return lines
