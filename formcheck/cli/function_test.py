"""``formcheck test``: function tests with published scoring."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path  # noqa: TC003  # Typer reads the annotation
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.errors import OutputError

if TYPE_CHECKING:
    from formcheck.function_test_run import FunctionTestOptions, TestRecording
    from formcheck.function_tests.definition import FunctionTest

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck test chair_stand_30s` (how it is done and filmed)\n\n"
    "`formcheck test chair_stand_30s chair.mp4 --age 68 --sex female`\n\n"
    "`formcheck test single_leg_stance left.mp4 right.mp4 --age 68`\n\n"
    "`formcheck test range_of_motion --flexion l.mp4 --flexion r.mp4 --abduction both.mp4`"
)


class SexOption(StrEnum):
    """For whom norms are looked up."""

    female = "female"
    male = "male"


def _motion(name: str) -> typer.models.OptionInfo:
    """The option for the videos of one motion."""
    told = f"For range_of_motion: a video of {name}; several times."
    option: typer.models.OptionInfo = typer.Option(f"--{name}", help=told, metavar="VIDEO")
    return option


def take(  # noqa: PLR0913  # one parameter an option
    name: Annotated[
        str,
        typer.Argument(
            help="chair_stand_30s, five_times_sit_to_stand, single_leg_stance or range_of_motion.",
            metavar="NAME",
        ),
    ],
    videos: Annotated[
        list[Path] | None,
        typer.Argument(help="Videos, or recordings (.npz).", metavar="VIDEO..."),
    ] = None,
    *,
    flexion: Annotated[list[Path] | None, _motion("flexion")] = None,
    extension: Annotated[list[Path] | None, _motion("extension")] = None,
    abduction: Annotated[list[Path] | None, _motion("abduction")] = None,
    age: Annotated[
        int | None, typer.Option("--age", min=18, max=120, help="To compare with others.")
    ] = None,
    sex: Annotated[SexOption | None, typer.Option("--sex", help="To compare with others.")] = None,
    start: Annotated[
        float | None,
        typer.Option(
            "--start", min=0, help="When «go» was said, seconds of the video.", metavar="SECONDS"
        ),
    ] = None,
    model: Annotated[
        str,
        typer.Option(
            "--model", help="lite, full, heavy, or the path of a .task file.", metavar="MODEL"
        ),
    ] = "full",
    json: Annotated[
        Path | None, typer.Option("--json", help="Write the outcome as JSON.", metavar="FILE")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", help="Keep the landmarks of one video (.npz).", metavar="FILE"),
    ] = None,
) -> None:
    """Take a function test with published scoring; without a video, tell how it is done.

    Somebody stands beside the person who is tested.
    """
    from formcheck.function_test_run import FunctionTestOptions
    from formcheck.function_tests.definition import load_function_test
    from formcheck.function_tests.report import Person

    definition = load_function_test(name)
    motions = {"flexion": flexion, "extension": extension, "abduction": abduction}
    filmed = _filmed(definition, videos or [], {key: row or [] for key, row in motions.items()})
    if not filmed:
        _describe(definition)
        return
    _check_options(definition, filmed, start=start, record=record)
    _check_apart({"--json": json, "--record": record}, [row.path for row in filmed])
    person = Person(age, None if sex is None else sex.value)
    _take(definition, filmed, FunctionTestOptions(person, start, model), json=json, record=record)


def _describe(definition: FunctionTest) -> None:
    from formcheck.cli.console import tell
    from formcheck.output.terminal.function_test import describe_function_test

    tell(describe_function_test(definition))


def _filmed(
    definition: FunctionTest, videos: list[Path], motions: dict[str, list[Path]]
) -> list[TestRecording]:
    """The videos with what they show; refused where they do not fit the test."""
    from formcheck.function_test_run import TestRecording

    if definition.scoring.kind != "range":
        if any(motions.values()):
            raise typer.BadParameter(f"{definition.name} takes its video without an option.")
        return [TestRecording(path) for path in videos]
    if videos:
        raise typer.BadParameter("Say what each video shows: --flexion, --extension, --abduction.")
    return [TestRecording(path, motion) for motion, paths in motions.items() for path in paths]


def _check_options(
    definition: FunctionTest,
    filmed: list[TestRecording],
    *,
    start: float | None,
    record: Path | None,
) -> None:
    on_a_chair = definition.scoring.kind == "stands"
    if on_a_chair and len(filmed) > 1:
        raise typer.BadParameter(f"{definition.name} takes one video.")
    if start is not None and not on_a_chair:
        raise typer.BadParameter(f"--start has no meaning for {definition.name}.")
    if record is not None and (len(filmed) > 1 or filmed[0].path.suffix == ".npz"):
        raise typer.BadParameter("--record keeps the landmarks of one video.")


def _check_apart(wanted: dict[str, Path | None], read: list[Path]) -> None:
    """Refuse two outputs in one place, and an output in the place of what is read."""
    taken = {path.resolve(): "what is read" for path in read if path.is_file()}
    for option, path in wanted.items():
        if path is not None and (other := taken.setdefault(path.resolve(), option)) != option:
            raise OutputError(f"{option} {path} is also {other}: give it another name.")


def _take(
    definition: FunctionTest,
    filmed: list[TestRecording],
    wishes: FunctionTestOptions,
    *,
    json: Path | None,
    record: Path | None,
) -> None:
    """Open the outputs, take the test, tell the outcome."""
    from dataclasses import replace

    from formcheck.cli.console import tell, whisper
    from formcheck.cli.progress import INTERRUPTED, OnTerminal
    from formcheck.function_test_run import run_function_test
    from formcheck.output.files.documents import TextFile
    from formcheck.output.files.recording_writer import RecordingSink
    from formcheck.output.terminal.function_test import render_function_test

    with ExitStack() as stack:
        watch = stack.enter_context(OnTerminal())
        document = stack.enter_context(TextFile(json)) if json is not None else None
        if record is not None:
            recorder = stack.enter_context(RecordingSink(record))
            wishes = replace(wishes, recorder=recorder.writer)
        found = run_function_test(definition, filmed, wishes=wishes, watch=watch)
        if document is not None:
            document.put(found.to_json())
    tell(render_function_test(found, definition))
    for path in (json, record):
        if path is not None:
            whisper(f"Written: {path}")
    if watch.stopped:
        raise typer.Exit(INTERRUPTED)
