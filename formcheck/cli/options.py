"""Arguments and options that several commands share, with their shell completion."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias, cast

import typer

from formcheck.capture import PersonChoice
from formcheck.cli.console import print_note
from formcheck.errors import OutputError
from formcheck.pose.joints import SideChoice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from formcheck.capture.source_options import SourceOptions
    from formcheck.pose.pose import Turn

Completions: TypeAlias = list[tuple[str, str]]
"""Pairs of a value and its explanation, which zsh and fish show beside it."""

MODELS: Final = [
    ("lite", "the quickest pose model"),
    ("full", "the usual pose model"),
    ("heavy", "the most exact pose model"),
]


REPORTS_USE: Final = (
    "MediaPipe's library reports to Google over the internet that it is used. Without it, "
    "formcheck sends nothing."
)


def completer(rows: Callable[[], Completions]) -> Callable[[str], Completions]:
    """Return a completion that offers the rows whose value begins with what is typed."""

    def complete(incomplete: str) -> Completions:
        return [(value, text) for value, text in rows() if value.startswith(incomplete)]

    return complete


def complete_exercises(incomplete: str) -> Completions:
    """Return the shipped exercises whose name begins with `incomplete`; no others are loaded."""
    from formcheck.exercises.loader import exercise_names, load_exercise

    names = [name for name in exercise_names() if name.startswith(incomplete)]
    return [(name, load_exercise(name).title) for name in names]


def precautions() -> Completions:
    """Return the named precautions with their titles."""
    from formcheck.exercises.precautions import meanings

    return [(name, row.title) for name, row in meanings().precaution.items()]


FIRST_PROGRAMME: Final = "hip-start"
"""The programme of a person for whom none is named."""


def programmes() -> Completions:
    """Return the programmes that come with formcheck, with their titles."""
    from formcheck.programme.definition import load_programme, programme_names

    return [(name, load_programme(name).title) for name in programme_names()]


ExerciseArgument = Annotated[
    str,
    typer.Argument(
        help="Name of an exercise, or the path of a TOML file.",
        metavar="EXERCISE",
        autocompletion=complete_exercises,
    ),
]
# Files are checked where they are opened, with a sentence and an exit code: `readable=False`.
SourceArgument = Annotated[
    Path,
    typer.Argument(
        readable=False, help="A video, or a recording (.npz).", metavar="VIDEO|RECORDING"
    ),
]
ExerciseOption = Annotated[
    str | None,
    typer.Option(
        "--exercise",
        "-e",
        help="Name of an exercise, or the path of a TOML file; without it, every exercise is "
        "tried.",
        metavar="NAME",
        autocompletion=complete_exercises,
    ),
]
LikeOption = Annotated[
    str,
    typer.Option(
        help="Start from the words, faults and limits of this exercise.",
        metavar="EXERCISE",
        autocompletion=complete_exercises,
    ),
]
SideOption = Annotated[SideChoice, typer.Option(help="The working leg; auto finds it.")]
ProfileOption = Annotated[
    list[str] | None,
    typer.Option(
        help="A precaution by name (`formcheck profiles list`), or a patient's file (TOML); "
        "may be given several times.",
        metavar="NAME|FILE",
        autocompletion=completer(precautions),
    ),
]
ModelOption = Annotated[
    str,
    typer.Option(
        help="lite, full, heavy, or the path of a .task file.",
        metavar="MODEL",
        autocompletion=completer(lambda: MODELS),
    ),
]
EstimatorName = Literal["blazepose", "mediapipe"]


def _warn_of_reports(context: typer.Context, estimator: EstimatorName) -> EstimatorName:
    """Print what MediaPipe does besides if it is chosen, and return the choice."""
    if estimator == "mediapipe" and not context.resilient_parsing:  # that is a completion
        print_note(REPORTS_USE)
    return estimator


EstimatorOption = Annotated[
    EstimatorName,
    typer.Option(
        help="What runs the pose model: formcheck itself (blazepose), or Google's library, which "
        'reports its use to Google (mediapipe; `pip install "formcheck[mediapipe]"`).',
        callback=_warn_of_reports,
    ),
]
JsonOption = Annotated[
    Path | None,
    typer.Option(readable=False, help="Write the whole report as JSON.", metavar="FILE"),
]
HtmlOption = Annotated[
    Path | None,
    typer.Option(
        readable=False,
        help="Write the report as a page, to read, print or hand on; it opens offline.",
        metavar="FILE",
    ),
]
PhotosOption = Annotated[
    bool,
    typer.Option(
        "--with-photos", help="With --html: show moments as photos of you, not as drawings."
    ),
]
RecordOption = Annotated[
    Path | None,
    typer.Option(
        readable=False, help="Keep the landmarks of the video (.npz) for `replay`.", metavar="FILE"
    ),
]

SeriesOption = Annotated[
    Path | None,
    typer.Option(
        readable=False,
        help="Write the measures of both legs over time (.csv or .parquet).",
        metavar="FILE",
    ),
]
SeriesFormOption = Annotated[
    Literal["long", "wide"],
    typer.Option(help="Of --series: a row for each measure of each picture, or for each picture."),
]
SeriesMeasuresOption = Annotated[
    Literal["exercise", "all"],
    typer.Option(help="Of --series: the measures of the exercise, or all (exercises measures)."),
]


def _export_option(form: str) -> Any:  # noqa: ANN401  # an option of Typer
    return typer.Option(readable=False, help=f"Write {form}.", metavar="FILE")


TrcOption = Annotated[Path | None, _export_option("the markers for OpenSim (.trc)")]
MotOption = Annotated[Path | None, _export_option("the angles for OpenSim (.mot)")]
C3dOption = Annotated[Path | None, _export_option("the markers as C3D")]
NdxOption = Annotated[Path | None, _export_option("the poses as NWB (.nwb)")]


RotateOption = Annotated[
    Literal["0", "90", "180", "270"],
    typer.Option(help="Turn the picture clockwise by so many degrees before it is analysed."),
]
MirrorOption = Annotated[
    bool,
    typer.Option(
        "--mirror", help="The video is mirrored, as selfie cameras do: left and right are changed."
    ),
]
SpeedOption = Annotated[
    float | None,
    typer.Option(
        help="How many times slower than reality the video plays, 4 for slow motion of 120 "
        "pictures at 30; without it, what the file says.",
        metavar="FACTOR",
    ),
]
StartOption = Annotated[
    str, typer.Option("--start", help="Begin there: seconds, or m:ss.", metavar="TIME")
]
EndOption = Annotated[
    str, typer.Option("--end", help="End there: seconds, or m:ss.", metavar="TIME")
]
PersonOption = Annotated[
    PersonChoice,
    typer.Option(
        help="The person to follow where there are several; auto: the one in the position of the "
        "exercise, or the largest."
    ),
]


# --- Of a session in front of a camera ----------------------------------------------------------

AUTO_MODEL: Final = ("auto", "the heaviest that this machine runs at 20 pictures a second")

CameraOption = Annotated[
    str,
    typer.Option(
        help="Number of a camera (formcheck doctor --cameras), or rtsp:// or http:// of a phone.",
        metavar="NUMBER|URL",
    ),
]
LiveModelOption = Annotated[
    str,
    typer.Option(
        help=f"auto ({AUTO_MODEL[1]}), lite, full, heavy, or the path of a .task file.",
        metavar="MODEL",
        autocompletion=completer(lambda: [AUTO_MODEL, *MODELS]),
    ),
]
FolderOption = Annotated[
    Path | None,
    typer.Option(
        readable=False,
        help="Folder for reports and recordings; else a new one under formcheck in your home.",
        metavar="DIR",
    ),
]
SaveVideoOption = Annotated[
    bool, typer.Option("--save-video", help="Also keep a video of the screen.")
]
MuteOption = Annotated[bool, typer.Option("--mute", help="No words and no tones.")]
PainOption = Annotated[bool, typer.Option(help="Ask for pain before and after.")]
PlacingOption = Annotated[bool, typer.Option(help="Check the place of the camera first.")]
CountdownOption = Annotated[
    float, typer.Option(min=0, max=60, help="Seconds before a set starts.")
]
DiaryOption = Annotated[
    bool, typer.Option(help="Keep the sets in the diary (formcheck diary shows it).")
]
ScreenOption = Annotated[
    bool, typer.Option("--full-screen/--window", help="Fill the screen, or open a window.")
]


def source_options(  # one parameter per option
    *,
    rotate: str = "0",
    mirror: bool = False,
    speed: float | None = None,
    start: str = "",
    end: str = "",
    person: PersonChoice = "auto",
) -> SourceOptions:
    """Return how a file is to be read.

    Parameters
    ----------
    rotate, mirror, speed, start, end, person
        The values of the options.

    Returns
    -------
    SourceOptions
        The same for the analysis.

    Raises
    ------
    typer.BadParameter
        If a value is not possible.
    """
    from formcheck.capture.source_options import SourceOptions

    if speed is not None and not 0 < speed < math.inf:
        raise typer.BadParameter(f"--speed {speed:g} is not above 0: for example --speed 4.")
    start_s = _seconds("--start", start) if start else 0.0
    end_s = _seconds("--end", end) if end else math.inf
    if start_s >= end_s:
        raise typer.BadParameter(f"--end {end} is not after --start {start or 0}.")
    return SourceOptions(
        rotate_deg=cast("Turn", int(rotate)),
        mirrored=mirror,
        speed=speed,
        start_s=start_s,
        end_s=end_s,
        person=person,
    )


def _seconds(option: str, text: str) -> float:
    """Return a time, given as seconds or as ``m:ss`` or ``h:mm:ss``."""
    if not re.fullmatch(r"(\d+:){0,2}\d+(\.\d*)?|\.\d+", text):
        raise typer.BadParameter(f"{option} {text} is not a time: for example 75, 12.5 or 1:15.")
    total_s = 0.0
    for part in text.split(":"):
        total_s = 60 * total_s + float(part)
    return total_s


def check_outputs(wanted: Mapping[str, Path | None], read: Iterable[Path]) -> dict[str, Path]:
    """Return the requested outputs by option, after a check that no file has two uses.

    Parameters
    ----------
    wanted
        The path of each output option; None if the option was not given.
    read
        The files that the command reads.

    Returns
    -------
    dict of str to Path
        The outputs that were requested, in the order of `wanted`.

    Raises
    ------
    OutputError
        If an output has the path of another output, or of a file that is read.
    """
    from formcheck.output.files.atomic_file import place_of

    outputs = {option: path for option, path in wanted.items() if path is not None}
    # os.path.isfile, because Path.is_file raises for names that no file can have.
    taken = {path.resolve(): "what is read" for path in read if os.path.isfile(path)}  # noqa: PTH113
    for option, path in outputs.items():
        other = taken.setdefault(place_of(path), option)
        if other != option:
            raise OutputError(f"{option} {path} is also {other}: give it another name.")
    return outputs
