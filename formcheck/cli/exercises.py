"""The commands ``formcheck exercises list | show | new | check | try | measures | schema``."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from formcheck.cli.console import (
    TerminalProgress,
    columns,
    print_note,
    print_result,
    print_written,
)
from formcheck.cli.options import (
    EstimatorOption,
    ExerciseArgument,
    LikeOption,
    ModelOption,
    ProfileOption,
    SourceArgument,
    completer,
)
from formcheck.errors import ExerciseError, OutputError

if TYPE_CHECKING:
    from formcheck.cli.options import Completions

app = typer.Typer(
    name="exercises", no_args_is_help=True, help="List, show, write, check and try exercises."
)


@app.command(name="list")
def list_() -> None:
    """List the exercises that come with formcheck."""
    from formcheck.exercises.loader import exercise_names, load_exercise

    table = columns("name", "exercise", "camera", "hold")
    for name in exercise_names():
        exercise = load_exercise(name)
        hold_s = exercise.movement.hold_s
        hold = f"{hold_s:g} s" if hold_s else ""
        table.add_row(name, exercise.title, f"from the {exercise.view.plane}", hold)
    print_result(table)
    print_note("More about one: formcheck exercises show NAME")


@app.command()
def show(
    name: ExerciseArgument,
    *,
    profile: ProfileOption = None,
    picture: Annotated[
        Path | None,
        typer.Option(readable=False, help="Also draw it into a PNG, SVG or PDF.", metavar="FILE"),
    ] = None,
) -> None:
    """Show how an exercise is done, filmed and judged, and where its numbers come from."""
    from formcheck.exercises.loader import load_exercise
    from formcheck.exercises.profile import prescription, tighten
    from formcheck.output.terminal.exercise import describe_exercise

    exercise = load_exercise(name)
    if profile:
        tightened = tighten(exercise, prescription(profile))
        exercise = tightened.model_copy(update={"profile": {}})
    if picture is not None:
        from formcheck.output.plots.illustration import write_picture

        write_picture(exercise, picture)
    print_result(describe_exercise(exercise))
    if picture is not None:
        print_written([picture])


def _positions() -> Completions:
    from formcheck.pose.positions import POSITIONS

    return [(name, row.words) for name, row in POSITIONS.items()]


@app.command()
def new(  # noqa: PLR0913  # one parameter per option
    name: Annotated[
        str, typer.Argument(help="Its name: small letters and underscores.", metavar="NAME")
    ],
    *,
    like: LikeOption = "",
    title: Annotated[str, typer.Option(help="The name that people see.")] = "",
    position: Annotated[
        str,
        typer.Option(
            help="Copy an exercise in this position (standing, seated, supine, …).",
            autocompletion=completer(_positions),
        ),
    ] = "",
    kind: Annotated[str, typer.Option(help="Copy an exercise of this kind: reps or hold.")] = "",
    view: Annotated[
        str, typer.Option(help="Copy an exercise filmed from here: side, front or oblique.")
    ] = "",
    plain: Annotated[
        bool,
        typer.Option("--plain", help="Only what every exercise needs, with texts to be written."),
    ] = False,
) -> None:
    """Write NAME.toml as a copy of the nearest exercise; comments explain every key.

    For a variant of an exercise, name it with --like, and change what is different. For another
    movement, --plain leaves out what is true of the copied one only: its words, faults of form,
    conditions, limits and precautions.

    It also writes exercise.schema.json, with which editors check and complete while you type.
    """
    from formcheck.authoring.scaffold import new_text, similar_exercise
    from formcheck.exercises.loader import load_exercise
    from formcheck.pose.positions import POSITIONS

    check_new_name(name)
    for word, key in ((position, "position"), (kind, "kind"), (view, "plane")):
        _check_word(word, key)
    words = f"{name} {title}"
    copied = like or similar_exercise(words, position=position, kind=kind, plane=view)
    write_new_exercise(name, new_text(name, copied, title, plain=plain))
    template = load_exercise(copied)
    begun = f"begun with the numbers of {copied}" if plain else f"begun as a copy of {copied}"
    where = f"{POSITIONS[template.position].words}, seen from the {template.view.plane}"
    print_result(Text(f"{name}.toml: {begun} ({template.title}: {where})."))
    if not like:
        print_note("It should begin as another one? --like, --position, --view and --kind say so.")
    print_note(f"Next: change it in a text editor, then formcheck exercises check {name}.toml")


def _check_word(word: str, key: str) -> None:
    """Refuse a word that the exercise schema does not allow for this key."""
    from formcheck.exercises.conditions import schemas_at
    from formcheck.exercises.definition import Exercise

    (schema,) = schemas_at(Exercise, ("view", key) if key == "plane" else (key,))
    allowed = schema["enum"]
    if word and word not in allowed:
        raise ExerciseError(f"There is no {key} {word!r}: choose {', '.join(allowed)}.")


def write_new_exercise(name: str, text: str) -> None:
    """Write a new exercise file, and the schema that it refers to, into the current folder.

    Parameters
    ----------
    name
        The name of the exercise; `check_new_name` accepts it.
    text
        The content of its TOML file.
    """
    from formcheck.exercises.definition import SCHEMA_FILE, schema_text
    from formcheck.output.files.atomic_file import write_text

    write_text(Path(f"{name}.toml"), text)
    schema = Path(SCHEMA_FILE)
    if not schema.exists():
        write_text(schema, schema_text())
    elif schema.read_bytes() != schema_text().encode():
        print_note(
            f"{schema} is of another version and stays as it is: `formcheck exercises schema` "
            "prints the one of this version."
        )


def check_new_name(name: str) -> None:
    """Refuse a name that is not valid or taken, or whose file exists in the current folder.

    Raises
    ------
    ExerciseError
        If `name` is not a valid name, or that of a shipped exercise.
    OutputError
        If the file exists.
    """
    from formcheck.exercises.loader import exercise_names

    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        plain = re.sub(r"[^a-z0-9]+", "_", name.removesuffix(".toml").lower()).strip("_")
        raise ExerciseError(
            f"{name!r} is no name for an exercise: use small letters, digits and underscores, "
            f"beginning with a letter{f', such as {plain}' if plain[:1].isalpha() else ''}."
        )
    if name in exercise_names():
        raise ExerciseError(
            f"{name} comes with formcheck: give yours another name, such as my_{name}, so that "
            "reports tell the two apart."
        )
    file = Path(f"{name}.toml")
    if file.exists():
        raise OutputError(f"{file} is there already: choose another name, or remove it first.")


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(readable=False, help="The TOML file of an exercise.", metavar="FILE")
    ],
) -> None:
    """Check an exercise file: every mistake with its line, what was found and what is allowed."""
    from formcheck.authoring.diagnostics import check_file
    from formcheck.output.terminal.exercise import listing

    exercise, doubts = check_file(file)
    counts = ", ".join(
        f"{len(rows)} {word}{'s' * (len(rows) != 1)}"
        for rows, word in ((exercise.fault, "fault"), (exercise.limit, "limit"))
    )
    text = f"{file} is right: {exercise.title}, {counts}."
    print_result(Text(text, no_wrap=True, overflow="ignore"))
    if doubts:
        print_result(listing("Look at this again", [str(row) for row in doubts]))


@app.command(name="try")
def try_(
    file: ExerciseArgument,
    source: SourceArgument,
    *,
    picture: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            help="Where to write the picture (default: NAME_try.png).",
            metavar="FILE",
        ),
    ] = None,
    model: ModelOption = "full",
    estimator: EstimatorOption = "blazepose",
) -> None:
    """Try an exercise on a recording: why each movement was counted or not, and a picture of it.

    The picture shows the measured angle over time against start, target, partial and limits.
    """
    from formcheck.analysis import analyze
    from formcheck.authoring.explain_counts import explain_counts
    from formcheck.authoring.traces import trace_measures
    from formcheck.exercises.loader import load_exercise
    from formcheck.output.files.atomic_file import check_place, place_of
    from formcheck.output.plots.signal import TraceSink, write_trace
    from formcheck.output.terminal.exercise import listing

    exercise = load_exercise(file)
    drawn = picture or Path(f"{exercise.name}_try.png")
    if place_of(drawn) in {Path(file).resolve(), source.resolve()}:
        raise OutputError(f"--picture {drawn} is also what is read: give it another name.")
    check_place(drawn)
    trace = TraceSink(exercise)
    with TerminalProgress() as monitor:
        judge = partial(analyze, source, exercise, model=model, estimator=estimator)
        report = judge(sinks=[trace], monitor=monitor)
    lines = explain_counts(exercise, report, trace.samples, trace_measures(trace.poses))
    write_trace(trace, drawn)
    print_result(listing(exercise.title, lines))
    print_written([drawn])


@app.command()
def measures() -> None:
    """List the measures: the values of the key `measure` in an exercise file."""
    from formcheck.kinematics.measures import MEASURES

    table = columns("measure", "camera", "what it is", "its numbers")
    for row in sorted(MEASURES.values(), key=lambda row: (row.plane, row.unit, row.name)):
        unit = "degrees" if row.is_angle else f"share of the {row.whole}"
        unit += ", as the degrees of which it is the sine" * row.is_height
        zero = f"; 0 = {row.zero}" if row.zero else ""
        table.add_row(row.name, row.plane, row.title, f"{unit}{zero}; + = {row.sign}")
    print_result(table)


@app.command()
def schema() -> None:
    """Print the JSON Schema of exercise files, for editors that check while you type."""
    from formcheck.exercises.definition import schema_text

    typer.echo(schema_text(), nl=False)
