"""``formcheck learn``: an exercise proposed from a therapist's own recording."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # Typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.errors import ExerciseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from formcheck.authoring.learn import LearnedExercise
    from formcheck.authoring.proposal import ProposalRequest
    from formcheck.authoring.repetitions import RepetitionPattern

LEARN_EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck learn set.mp4 --reps 5 --name hamstring_curl`\n\n"
    "`formcheck learn set.npz --reps 2 --name calf_stretch --hold`\n\n"
    "`formcheck learn set.mp4 --reps 5 --name deep_squat --like mini_squat`"
)

FEWEST: Final = 2
"""From a single repetition nobody knows how different the next one is."""

MOST_OTHERS: Final = 5


def learn(  # noqa: PLR0913  # one parameter an option
    source: Annotated[
        Path,
        typer.Argument(help="A video, or a recording (.npz).", metavar="VIDEO|RECORDING"),
    ],
    *,
    reps: Annotated[
        int, typer.Option("--reps", help="How many good repetitions it shows.", metavar="N")
    ],
    name: Annotated[str, typer.Option("--name", help="Name of the new exercise.", metavar="NAME")],
    like: Annotated[
        str,
        typer.Option(
            "--like", help="Take words, faults and limits from this one.", metavar="EXERCISE"
        ),
    ] = "",
    hold: Annotated[
        bool, typer.Option("--hold", help="It is a stretch or balance that is held.")
    ] = False,
    measure: Annotated[
        str, typer.Option("--measure", help="Use this measure.", metavar="MEASURE")
    ] = "",
    model: Annotated[
        str,
        typer.Option("--model", help="lite, full, heavy, or a .task file.", metavar="MODEL"),
    ] = "full",
) -> None:
    """Propose an exercise from a recording of N good repetitions: NAME.toml, for you to edit.

    It finds the angle that moved N times, and sets start, target, hold and tempo from it. Judged
    by the proposal, the recording has exactly N good repetitions; if there is none, it says why.
    """
    from formcheck.analysis import poses_of
    from formcheck.authoring.learn import learn as learn_from
    from formcheck.authoring.proposal import ProposalRequest
    from formcheck.cli.exercises import check_new, put_new
    from formcheck.cli.progress import OnTerminal

    check_new(name)
    _check_words(reps, like, measure)
    wish = ProposalRequest(name, reps, "hold" if hold else "reps", like, measure, source.name)
    with OnTerminal() as watch:
        poses = poses_of(source, model=model, watch=watch)
    learned = learn_from(poses, wish)
    put_new(name, _text(learned, wish))
    _tell(learned, wish)


def _check_words(reps: int, like: str, measure: str) -> None:
    """Refuse what cannot work before the video is looked at."""
    from formcheck.exercises.loader import load_exercise
    from formcheck.kinematics.measures import MEASURES

    if reps < FEWEST:
        raise ExerciseError(
            f"--reps {reps} is too few: film at least {FEWEST} repetitions, better five, so that "
            "their differences are known."
        )
    if like:
        load_exercise(like)
    if measure and measure not in MEASURES:
        raise ExerciseError(
            f"There is no measure {measure!r}: `formcheck exercises measures` lists them."
        )


def _text(learned: LearnedExercise, wish: ProposalRequest) -> str:
    """The proposal as a file, with what it was made from in its comments."""
    from formcheck.authoring.scaffold import file_text

    head = [
        f"Proposed from {wish.source}, {wish.reps} good repetitions. Every number is a proposal:",
        "a therapist must set it right. What is marked TO DO is still to be written.",
        f"Then: formcheck exercises check {wish.name}.toml",
        f"And:  formcheck exercises try {wish.name}.toml {wish.source}",
    ]
    others = learned.others[:MOST_OTHERS]
    if others:
        moved = ", ".join(f"{row.trace.measure} ({row.range_deg:.0f}°)" for row in others)
        head.append(f"These moved as often: {moved}. Another one: --measure NAME.")
    return file_text(learned.table, head=head, notes=learned.notes)


def _tell(learned: LearnedExercise, wish: ProposalRequest) -> None:
    """Say what was found, and what is left to do."""
    from rich.console import Group

    from formcheck.cli.console import tell, whisper
    from formcheck.kinematics.measures import MEASURES
    from formcheck.output.terminal.exercise import listing

    seen, found = learned.seen, learned.found
    movement = learned.table["movement"]
    enter, full = movement["target_deg"]
    start = movement["start"]
    edge = next(value for key, value in start.items() if key != "clear_deg")
    title = MEASURES[found.trace.measure].title
    change = ", as the change from the start" if movement["baseline"] == "start" else ""
    place = (seen.position or "unknown position").replace("_", " ")
    measure = found.trace.measure
    clear = f"{found.clarity:.0f} times as clearly as anything else in it"
    lines = [
        f"Seen from the {seen.plane}, {100 * seen.seen:.0f} % of {seen.duration_s:.0f} s: {place}",
        f"{title} ({measure}) moved {wish.reps} times by {found.range_deg:.0f}°, {clear}.",
        f"The peaks differ by {found.spread_deg:.1f}° (standard deviation).",
        f"Start {edge:g}°, target {enter:g}° to {full:g}°{change}, hold {movement['hold_s']:g} s.",
        f"Judged by it, the recording has {learned.report.counts.good} good repetitions.",
    ]
    if learned.dropped:
        names = ", ".join(learned.dropped)
        lines.append(f"Left out of {wish.like}, because the recording is against it: {names}.")
    parts: list[RenderableType] = [listing(f"{wish.name}.toml", lines)]
    if learned.others:
        rows = [_other(row) for row in learned.others[:MOST_OTHERS]]
        parts.append(listing("These moved as often (--measure NAME takes one of them)", rows))
    tell(Group(*parts))
    whisper(f"Next: edit {wish.name}.toml, then formcheck exercises check {wish.name}.toml")


def _other(row: RepetitionPattern) -> str:
    return (
        f"{row.trace.measure}: about {row.range_deg:.0f}°, {row.clarity:.0f} times as clearly, "
        f"peaks within {row.spread_deg:.1f}°"
    )
