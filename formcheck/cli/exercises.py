"""``formcheck exercises try``: an exercise file tried on a recording, told and drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from formcheck.cli.console import tell, whisper
from formcheck.errors import ExerciseError, OutputError


def try_(
    file: Annotated[
        Path, typer.Argument(help="The TOML file, or a shipped name.", metavar="FILE")
    ],
    source: Annotated[
        Path,
        typer.Argument(help="A video, or a recording (.npz).", metavar="VIDEO|RECORDING"),
    ],
    *,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture", help="Where the picture goes (default: NAME_try.png).", metavar="FILE"
        ),
    ] = None,
    model: Annotated[
        str,
        typer.Option("--model", help="lite, full, heavy, or a .task file.", metavar="MODEL"),
    ] = "full",
) -> None:
    """Try an exercise on a recording: why each movement was counted or not, and a picture of it.

    The picture shows the measured angle over time against start, target, partial and limits.
    """
    from formcheck.analysis import analyze, replay
    from formcheck.authoring.explain_counts import explain_counts
    from formcheck.authoring.survey import trace_measures
    from formcheck.cli.console import tell, whisper
    from formcheck.cli.progress import OnTerminal
    from formcheck.exercises.loader import load_exercise
    from formcheck.output.files.atomic_file import check_place
    from formcheck.output.plots.signal import TraceSink, write_trace
    from formcheck.output.terminal.exercise import listing

    exercise = load_exercise(str(file))
    drawn = picture or Path(f"{exercise.name}_try.png")
    if drawn.resolve() in {file.resolve(), source.resolve()}:
        raise OutputError(f"--picture {drawn} is also what is read: give it another name.")
    check_place(drawn)
    trace = TraceSink(exercise)
    with OnTerminal() as watch:
        if source.suffix == ".npz":
            report = replay(source, exercise, sinks=[trace], watch=watch)
        else:
            report = analyze(source, exercise, model=model, sinks=[trace], watch=watch)
    told = explain_counts(exercise, report, trace.samples, trace_measures(trace.poses))
    write_trace(trace, drawn)
    tell(listing(exercise.title, told))
    whisper(f"Written: {drawn}")


app = typer.Typer(no_args_is_help=True, help="List, show, write, check and try exercises.")


app.command(name="try")(try_)


@app.command(name="list")
def list_() -> None:
    """List the exercises that come with formcheck."""
    from formcheck.exercises.loader import exercise_names, load_exercise

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("name", "exercise", "camera", "hold"):
        table.add_column(column, no_wrap=column == "name")
    for name in exercise_names():
        exercise = load_exercise(name)
        hold_s = exercise.movement.hold_s
        table.add_row(
            name,
            exercise.title,
            f"from the {exercise.view.plane}",
            f"{hold_s:g} s" if hold_s else "",
        )
    tell(table)
    whisper("More of one: formcheck exercises show NAME")


@app.command()
def show(
    name: Annotated[
        str,
        typer.Argument(help="Name of an exercise, or the path of a TOML file.", metavar="NAME"),
    ],
    *,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", help="Also draw it into a PNG, SVG or PDF.", metavar="FILE"),
    ] = None,
) -> None:
    """Show how an exercise is done, filmed and judged, and where its numbers come from."""
    from formcheck.exercises.loader import load_exercise
    from formcheck.output.terminal.set import describe_exercise

    exercise = load_exercise(name)
    if picture is not None:
        from formcheck.output.plots.illustration import write_picture

        write_picture(exercise, picture)
    tell(describe_exercise(exercise))
    if picture is not None:
        whisper(f"Written: {picture}")


@app.command()
def new(
    name: Annotated[
        str, typer.Argument(help="Its name: small letters and underscores.", metavar="NAME")
    ],
    *,
    like: Annotated[
        str, typer.Option("--like", help="Begin as a copy of this exercise.", metavar="EXERCISE")
    ] = "",
    title: Annotated[str, typer.Option("--title", help="The name that people see.")] = "",
    position: Annotated[
        str, typer.Option("--position", help="Begin with one in this position.")
    ] = "",
    kind: Annotated[str, typer.Option("--kind", help="Begin with one of this kind.")] = "",
    view: Annotated[str, typer.Option("--view", help="Begin with one seen from there.")] = "",
) -> None:
    """Begin an exercise of one's own: NAME.toml, every key explained, from the nearest one.

    Beside it lies exercise.schema.json, with which editors check and complete while you type.
    """
    from formcheck.authoring.scaffold import nearest, new_text
    from formcheck.exercises.loader import load_exercise

    for wish, key in ((position, "position"), (kind, "kind"), (view, "plane")):
        check_word(wish, key)
    begun = like or nearest(f"{name} {title}", position=position, kind=kind, plane=view)
    put_new(name, new_text(name, begun, title))
    tell(Text(f"{name}.toml: begun as a copy of {begun} ({load_exercise(begun).title})."))
    whisper(f"Next: change it in a text editor, then formcheck exercises check {name}.toml")


def check_word(word: str, key: str) -> None:
    """Refuse a word that no exercise file may have at this key.

    Raises
    ------
    ExerciseError
        With the words that are allowed.
    """
    from formcheck.exercises.schema import at, exercise_schema

    way = ("view", key) if key == "plane" else (key,)
    allowed = at(exercise_schema(), way)["enum"]
    if word and word not in allowed:
        raise ExerciseError(f"There is no {key} {word!r}: choose {', '.join(allowed)}.")


def put_new(name: str, text: str) -> None:
    """Write a new exercise file and the schema it refers to into this folder.

    Raises
    ------
    ExerciseError
        If the name is none for an exercise.
    OutputError
        If there is such a file already, or it cannot be written.
    """
    from formcheck.exercises.schema import FILE_NAME, schema_text
    from formcheck.output.files.atomic_file import put_text

    check_new(name)
    put_text(Path(f"{name}.toml"), text)
    put_text(Path(FILE_NAME), schema_text())


def check_new(name: str) -> None:
    """Refuse a name under which no new exercise can be written here.

    Raises
    ------
    ExerciseError
        If the name is none for an exercise.
    OutputError
        If there is such a file already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        plain = re.sub(r"[^a-z0-9]+", "_", name.removesuffix(".toml").lower()).strip("_")
        raise ExerciseError(
            f"{name!r} is no name for an exercise: use small letters, digits and underscores, "
            f"beginning with a letter{f', such as {plain}' if plain[:1].isalpha() else ''}."
        )
    file = Path(f"{name}.toml")
    if file.exists():
        raise OutputError(f"{file} is there already: choose another name, or remove it first.")


@app.command()
def measures() -> None:
    """List what can be measured: names for `measure` in an exercise file."""
    from formcheck.kinematics.measures import MEASURES

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column in ("measure", "what it is", "unit", "camera"):
        table.add_column(column, no_wrap=column == "measure")
    for row in sorted(MEASURES.values(), key=lambda row: (row.plane, row.unit, row.name)):
        unit = "degrees" if row.unit == "deg" else "ratio"
        table.add_row(row.name, row.title, unit, f"from the {row.plane}")
    tell(table)


@app.command()
def schema() -> None:
    """Print the JSON Schema of exercise files, for editors that check while you type."""
    from formcheck.exercises.schema import schema_text

    typer.echo(schema_text(), nl=False)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="The TOML file of an exercise.", metavar="FILE")],
) -> None:
    """Check a file of one's own: every mistake with its key, what was found and is allowed."""
    from formcheck.exercises.loader import load_exercise_file, read_bytes
    from formcheck.exercises.mistakes import check_file
    from formcheck.output.terminal.exercise import listing

    proof = check_file(as_text(file, read_bytes(file)), file_name=file.stem)
    if proof.mistakes:
        many = len(proof.mistakes)
        head = "one mistake; mend it" if many == 1 else f"{many} mistakes; mend them"
        lines = [f"{file} has {head} and check again:", *(f"  {row}" for row in proof.mistakes)]
        raise ExerciseError("\n".join(lines))
    exercise = load_exercise_file(file)
    count = len(exercise.fault), len(exercise.limit)
    told = f"{file} is right: {exercise.title}, {count[0]} faults, {count[1]} limits."
    good = Text(told, no_wrap=True, overflow="ignore")
    if proof.doubts:
        tell(Group(good, listing("Look at this again", [str(row) for row in proof.doubts])))
    else:
        tell(Group(good))


def as_text(file: Path, data: bytes) -> str:
    """The text of a file; one of a word processor is none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ExerciseError(
            f"{file} is no plain text in UTF-8: save it as plain text (TOML), not as a document."
        ) from None
