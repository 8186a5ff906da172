"""The command ``formcheck test``: function tests with published scoring."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from formcheck.cli.console import TerminalProgress, print_result, print_written, raise_all
from formcheck.cli.options import (
    EstimatorOption,
    JsonOption,
    MirrorOption,
    ModelOption,
    PersonOption,
    ProfileOption,
    RecordOption,
    RotateOption,
    SpeedOption,
    check_outputs,
    completer,
    source_options,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.cli.options import Completions
    from formcheck.function_tests.definition import FunctionTest
    from formcheck.function_tests.report import FunctionTestReport
    from formcheck.function_tests.scoring import FunctionTestFile

app = typer.Typer()

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck test chair_stand_30s` (how it is done and filmed)\n\n"
    "`formcheck test chair_stand_30s chair.mp4 --age 68 --sex female`\n\n"
    "`formcheck test single_leg_stance left.mp4 right.mp4 --age 68`\n\n"
    "`formcheck test range_of_motion --flexion l.mp4 --flexion r.mp4 --abduction both.mp4`\n\n"
    "`formcheck test chair_stand_30s chair.mp4 --profile patient.toml --earlier march.json`"
)


def _function_tests() -> Completions:
    from formcheck.function_tests.definition import function_test_names, load_function_test

    return [(name, load_function_test(name).title) for name in function_test_names()]


def _motion_option(motion: str) -> typer.models.OptionInfo:
    """Return the option for the videos of one motion."""
    text = f"For range_of_motion: a video of {motion}; may be given several times."
    option: typer.models.OptionInfo = typer.Option(
        f"--{motion}", readable=False, help=text, metavar="VIDEO"
    )
    return option


AgeOption = Annotated[
    int | None,
    typer.Option(min=18, max=120, help="Age in years, for the comparison with norms."),
]
SexOption = Annotated[
    Literal["female", "male"] | None, typer.Option(help="Sex, for the comparison with norms.")
]
EarlierOption = Annotated[
    Path | None,
    typer.Option(
        readable=False,
        help="An earlier report of this test (--json), to compare with.",
        metavar="FILE",
    ),
]
GoOption = Annotated[
    float | None,
    typer.Option(min=0, help="When «go» was said, seconds of the video.", metavar="SECONDS"),
]


@app.command("test", epilog=EXAMPLES)
def take(  # noqa: PLR0913  # one parameter per option
    name: Annotated[
        str,
        typer.Argument(
            help="chair_stand_30s, five_times_sit_to_stand, single_leg_stance or range_of_motion.",
            metavar="NAME",
            autocompletion=completer(_function_tests),
        ),
    ],
    videos: Annotated[
        list[Path] | None,
        typer.Argument(readable=False, help="Videos, or recordings (.npz).", metavar="VIDEO..."),
    ] = None,
    *,
    flexion: Annotated[list[Path] | None, _motion_option("flexion")] = None,
    extension: Annotated[list[Path] | None, _motion_option("extension")] = None,
    abduction: Annotated[list[Path] | None, _motion_option("abduction")] = None,
    age: AgeOption = None,
    sex: SexOption = None,
    profile: ProfileOption = None,
    earlier: EarlierOption = None,
    start: GoOption = None,
    model: ModelOption = "full",
    estimator: EstimatorOption = "blazepose",
    rotate: RotateOption = "0",
    mirror: MirrorOption = False,
    speed: SpeedOption = None,
    person: PersonOption = "auto",
    json: JsonOption = None,
    record: RecordOption = None,
) -> None:
    """Score a function test with published scoring; without a video, describe how it is done.

    A second person must stand beside the person who is tested.
    """
    from formcheck.analysis import run_function_test
    from formcheck.exercises.profile import prescription
    from formcheck.function_tests.definition import load_function_test
    from formcheck.function_tests.interpretation import FunctionTestRequest
    from formcheck.function_tests.report import Person
    from formcheck.output.terminal.function_test import describe_function_test

    test, patient = load_function_test(name), prescription(profile or None)
    motions = {"flexion": flexion, "extension": extension, "abduction": abduction}
    files = _files(test, videos or [], motions)
    if not files:
        print_result(describe_function_test(test, patient))
        return
    paths = [file.path for file in files]
    _check_options(test, paths, start=start, record=record)
    reads = [*paths, *map(Path, profile or ()), *([earlier] if earlier else [])]
    outputs = check_outputs({"--json": json, "--record": record}, reads)
    read = source_options(rotate=rotate, mirror=mirror, speed=speed, person=person)
    asked = FunctionTestRequest(Person(age, sex), patient, _text_of(earlier), start)
    score = partial(run_function_test, test, files, asked=asked, options=read)
    _score(test, partial(score, model=model, estimator=estimator), outputs=outputs)


def _text_of(earlier: Path | None) -> str | None:
    """Return the text of an earlier report, or None without one."""
    from formcheck.errors import ExerciseError

    if earlier is None:
        return None
    refusal = f"The earlier report {earlier} cannot be read: give a file that --json wrote."
    try:
        if not earlier.is_file():  # a pipe may never end
            raise ExerciseError(refusal)
        return earlier.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise ExerciseError(refusal) from error


def _files(
    test: FunctionTest, videos: list[Path], motions: dict[str, list[Path] | None]
) -> list[FunctionTestFile]:
    """Return the videos and their motions; refuse videos that do not fit the test."""
    from formcheck.function_tests.scoring import FunctionTestFile

    of_motions = [
        FunctionTestFile(path, motion) for motion, paths in motions.items() for path in paths or ()
    ]
    if test.scoring.kind == "range":
        if videos:
            raise typer.BadParameter(
                "Say what each video shows: --flexion, --extension, --abduction."
            )
        return of_motions
    if of_motions:
        raise typer.BadParameter(f"{test.name} takes its video without an option.")
    return [FunctionTestFile(path) for path in videos]


def _check_options(
    test: FunctionTest, paths: list[Path], *, start: float | None, record: Path | None
) -> None:
    """Refuse options that do not fit the test."""
    from formcheck.recording import is_recording

    on_a_chair = test.scoring.kind == "stands"
    if on_a_chair and len(paths) > 1:
        raise typer.BadParameter(f"{test.name} takes one video.")
    if start is not None and not on_a_chair:
        raise typer.BadParameter(f"--start has no meaning for {test.name}.")
    if record is not None and (len(paths) > 1 or is_recording(paths[0])):
        raise typer.BadParameter("--record keeps the landmarks of one video.")


def _score(
    test: FunctionTest, run: Callable[..., FunctionTestReport], *, outputs: dict[str, Path]
) -> None:
    """Open the outputs, score the files, and print the report."""
    from formcheck.errors import OutputError
    from formcheck.output.files.atomic_file import AtomicFile
    from formcheck.output.files.documents import RecordingSink
    from formcheck.output.terminal.function_test import render_function_test

    failures: dict[str, Exception] = {}
    with ExitStack() as stack:
        monitor = stack.enter_context(TerminalProgress())
        document = recorder = None
        if "--json" in outputs:
            document = stack.enter_context(AtomicFile(outputs["--json"]))
        if "--record" in outputs:
            recorder = stack.enter_context(RecordingSink(outputs["--record"])).writer
        report = run(recorder=recorder, monitor=monitor, failures=failures)
        failed = {{"recorder": "--record"}[name]: error for name, error in failures.items()}
        if document is not None:
            try:
                document.write_text(report.to_json())
            except OutputError as error:
                failed["--json"] = error
    print_result(render_function_test(report, test))
    print_written(path for option, path in outputs.items() if option not in failed)
    raise_all(failed.values())
    monitor.exit_if_stopped()
