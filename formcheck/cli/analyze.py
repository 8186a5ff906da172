"""The commands ``formcheck analyze`` and ``formcheck replay``."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer

from formcheck.cli.console import (
    TerminalProgress,
    print_note,
    print_result,
    print_written,
    raise_all,
)
from formcheck.cli.options import (
    C3dOption,
    EndOption,
    EstimatorOption,
    ExerciseOption,
    HtmlOption,
    JsonOption,
    MirrorOption,
    ModelOption,
    MotOption,
    NdxOption,
    PersonOption,
    PhotosOption,
    ProfileOption,
    RecordOption,
    RotateOption,
    SeriesFormOption,
    SeriesMeasuresOption,
    SeriesOption,
    SideOption,
    SourceArgument,
    SpeedOption,
    StartOption,
    TrcOption,
    check_outputs,
    source_options,
)
from formcheck.errors import OutputError
from formcheck.output.set_outputs import (
    POSE_EXPORTS,
    OutputChoice,
    begin_sets,
    open_series,
    open_sink,
    open_streams,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from formcheck.assessment.report import SetReport
    from formcheck.capture.source_options import SourceOptions
    from formcheck.exercises.profile import Profile
    from formcheck.pose.joints import SideChoice
    from formcheck.recognition.report import SetsReport

app = typer.Typer()

ANALYZE_EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck analyze set.mp4`\n\n"
    "`formcheck analyze set.mp4 -e single_leg_bridge`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --video annotated.mp4`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --json set.json --record set.npz`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --html report.html`\n\n"
    "`formcheck analyze set.mp4 -e mini_squat --profile posterior_hip_replacement`\n\n"
    "`formcheck analyze set.mp4 -e my_exercise.toml --profile patient.toml`\n\n"
    "`formcheck analyze phone.mp4 --rotate 90 --start 0:12 --end 1:05`"
)
REPLAY_EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck replay set.npz`\n\n"
    "`formcheck replay set.npz -e single_leg_bridge`\n\n"
    "`formcheck replay set.npz -e my_exercise.toml --json set.json`"
)

CsvOption = Annotated[
    Path | None, typer.Option(readable=False, help="Write one row per repetition.", metavar="FILE")
]
VideoOption = Annotated[
    Path | None,
    typer.Option(
        "--video", readable=False, help="Write the annotated video (MP4).", metavar="FILE"
    ),
]


OUTPUTS: Final = (
    "--json", "--csv", "--video", "--html", "--record", "--series", "--trc", "--mot", "--c3d",
    "--ndx",
)  # fmt: skip
"""The options that name a file to write, in the order in which they are written."""


class KeepChoice(NamedTuple):
    """Whether the sets are kept in the diary, and on which day they were filmed."""

    wanted: bool
    filmed: datetime | None


NOT_DATED: Final = "today: the file does not say when it was filmed; --filmed names the day"

KeepOption = Annotated[bool, typer.Option("--keep", help="Keep the set in the diary.")]
FilmedOption = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d", "%Y-%m-%d %H:%M"],
        help="With --keep: the day, or day and time, on which it was filmed; else what the file "
        "says.",
        metavar="YYYY-MM-DD",
    ),
]


@app.command(epilog=ANALYZE_EXAMPLES)
def analyze(  # noqa: PLR0913  # one parameter per option
    source: SourceArgument,
    *,
    exercise: ExerciseOption = None,
    side: SideOption = "auto",
    profile: ProfileOption = None,
    model: ModelOption = "full",
    estimator: EstimatorOption = "blazepose",
    rotate: RotateOption = "0",
    mirror: MirrorOption = False,
    speed: SpeedOption = None,
    start: StartOption = "",
    end: EndOption = "",
    person: PersonOption = "auto",
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
    html: HtmlOption = None,
    with_photos: PhotosOption = False,
    record: RecordOption = None,
    series: SeriesOption = None,
    series_form: SeriesFormOption = "long",
    series_measures: SeriesMeasuresOption = "exercise",
    trc: TrcOption = None,
    mot: MotOption = None,
    c3d: C3dOption = None,
    ndx: NdxOption = None,
    keep: KeepOption = False,
    filmed: FilmedOption = None,
) -> None:
    """Analyse a recorded video: repetitions, holds, faults of form, excessive range.

    Without --exercise, every exercise is tried. Each set is judged as the exercise that was
    recognised, or called inconclusive if two exercises fit nearly as well.

    Ctrl-C ends the analysis early: everything seen so far is judged and written.
    """
    options = source_options(
        rotate=rotate, mirror=mirror, speed=speed, start=start, end=end, person=person
    )
    files = (json, csv, annotated, html, record, series, trc, mot, c3d, ndx)
    wanted = dict(zip(OUTPUTS, files, strict=True))
    outputs = check_outputs(wanted, map(Path, [source, model, *(profile or ()), exercise or ""]))
    _check_early(outputs, with_photos=with_photos and html is None, keep=keep)
    how = OutputChoice(with_photos, series_form, series_measures)
    opened = {"path": source, "model": model, "estimator": estimator, "options": options}
    _run(exercise, outputs, how, profile, KeepChoice(keep, filmed), side=side, **opened)


@app.command(epilog=REPLAY_EXAMPLES)
def replay(  # noqa: PLR0913  # one parameter per option
    source: SourceArgument,
    *,
    exercise: ExerciseOption = None,
    side: SideOption = "auto",
    profile: ProfileOption = None,
    rotate: RotateOption = "0",
    mirror: MirrorOption = False,
    speed: SpeedOption = None,
    start: StartOption = "",
    end: EndOption = "",
    json: JsonOption = None,
    csv: CsvOption = None,
    annotated: VideoOption = None,
    html: HtmlOption = None,
    series: SeriesOption = None,
    series_form: SeriesFormOption = "long",
    series_measures: SeriesMeasuresOption = "exercise",
    trc: TrcOption = None,
    mot: MotOption = None,
    c3d: C3dOption = None,
    ndx: NdxOption = None,
    keep: KeepOption = False,
    filmed: FilmedOption = None,
) -> None:
    """Judge a recording (.npz) made with --record again; the report is the same.

    The annotated video of a recording shows a stick figure: a recording holds no pictures.
    """
    judged = partial(analyze, source, exercise=exercise, side=side, profile=profile)
    read = partial(judged, rotate=rotate, mirror=mirror, speed=speed, start=start, end=end)
    form = {"series_form": series_form, "series_measures": series_measures}
    more = partial(read, series=series, trc=trc, mot=mot, c3d=c3d, ndx=ndx, **form)
    more(json=json, csv=csv, annotated=annotated, html=html, keep=keep, filmed=filmed)


def _run(  # the parts of a command
    exercise: str | None,
    outputs: dict[str, Path],
    how: OutputChoice,
    profile: list[str] | None,
    kept: KeepChoice,
    **opened: Any,  # noqa: ANN401  # as `analyze` takes them
) -> None:
    """Judge the file, print and write the results, and keep the sets if that is wanted."""
    from formcheck.exercises.profile import prescription

    patient = prescription(profile or None)
    judge = partial(_judge_one_set, exercise) if exercise else _judge_all_sets
    with ExitStack() as stack:
        # The monitor is closed last: a signal does not interrupt the removal of partial files.
        monitor = stack.enter_context(TerminalProgress())
        result, failures, report = judge(
            outputs, stack, how, profile=patient, monitor=monitor, **opened
        )
    print_result(result)
    _print_outputs(outputs, failures, has_pictures=bool(monitor.poses))
    if kept.wanted:
        _keep(report, exercise=exercise, profile=patient, filmed=kept.filmed)
    raise_all(failures.values())
    monitor.exit_if_stopped()


def _check_early(outputs: Mapping[str, Path], *, with_photos: bool, keep: bool) -> None:
    """Refuse outputs that cannot be, and a diary that cannot be used, before minutes of work."""
    from formcheck.diary.sessions import Diary

    for option in POSE_EXPORTS:
        if option in outputs and outputs[option].suffix.lower() != POSE_EXPORTS[option]:
            raise typer.BadParameter(
                f"{option} writes a file that ends in {POSE_EXPORTS[option]}."
            )
    if with_photos:
        raise typer.BadParameter("--with-photos needs a page to put them in: add --html FILE.")
    if keep:
        with Diary() as diary:
            diary.check()


def _print_outputs(
    outputs: dict[str, Path], failures: Mapping[str, Exception], *, has_pictures: bool
) -> None:
    """Print which files were written."""
    if not has_pictures and (film := outputs.pop("--video", None)):
        print_note(f"Not written, because there was no picture: {film}")
    print_written(path for option, path in outputs.items() if option not in failures)


def _keep(
    report: SetReport | SetsReport,
    *,
    exercise: str | None,
    profile: Profile,
    filmed: datetime | None,
) -> None:
    """Keep what was judged in the diary, and say on which day."""
    from formcheck.analysis import prepared
    from formcheck.diary.identity import identity_of
    from formcheck.diary.imports import keep_film
    from formcheck.diary.sessions import Diary
    from formcheck.recognition.report import SetsReport

    found = [row.report for row in report.sets] if isinstance(report, SetsReport) else [report]
    sets = [one for one in found if one is not None]
    if not sets:
        print_note("Nothing was kept in the diary: no set was judged.")
        return
    names = {one.exercise for one in sets}
    holds = {name: prepared(exercise or name, profile)[0].movement.hold_s for name in names}
    with Diary() as diary:
        kept = keep_film(diary, report, at=filmed, holds=holds)
    at, why = filmed or identity_of(sets[0]).started, ""
    if at is None:
        at, why = datetime.now().astimezone(), f" ({NOT_DATED})"
    day = f"{at.day} {at:%B %Y}{why}"
    if kept.new:
        what = "the set" if kept.new == 1 else f"{kept.new} sets"
        print_note(f"Kept in the diary: {what}, on {day}.")
    if kept.known:
        what = "this set" if kept.known == 1 else f"{kept.known} of these sets"
        print_note(f"The diary has {what} already, and it stays as it was.")


def _judge_one_set(
    name: str,
    outputs: Mapping[str, Path],
    stack: ExitStack,
    how: OutputChoice,
    *,
    profile: Profile,
    **options: Any,  # noqa: ANN401  # as `analyze` takes them
) -> tuple[RenderableType, dict[str, Exception], SetReport]:
    """Judge one set of the named exercise; return what to print, which outputs failed, and it."""
    from formcheck.analysis import analyze, prepared
    from formcheck.output import SinkGroup
    from formcheck.output.terminal.set import render_set

    exercise, _ = prepared(name, profile)
    sinks = [
        stack.enter_context(open_sink(option, path, exercise, how))
        for option, path in outputs.items()
    ]
    group = SinkGroup(sinks)
    report = analyze(exercise=name, profile=profile, sinks=[group], **options)
    failed = {list(outputs)[number]: error for number, error in group.failures.items()}
    return render_set(report, exercise), failed, report


def _judge_all_sets(
    outputs: Mapping[str, Path],
    stack: ExitStack,
    how: OutputChoice,
    *,
    side: SideChoice,
    profile: Profile,
    options: SourceOptions,
    **source: Any,  # noqa: ANN401  # as `analyze_unlabelled` takes them
) -> tuple[RenderableType, dict[str, Exception], SetsReport]:
    """Recognise and judge every set; return what to print, which outputs failed, and them."""
    from formcheck.analysis import prepared
    from formcheck.exercises.loader import list_exercises
    from formcheck.output.files.atomic_file import AtomicFile
    from formcheck.output.files.documents import sets_as_csv
    from formcheck.output.html.report import SetTraces
    from formcheck.output.terminal.set import render_sets
    from formcheck.recognition.report import SetsReport
    from formcheck.unlabelled import UnlabelledOptions, analyze_unlabelled

    exercises = list_exercises()
    texts = {
        option: stack.enter_context(AtomicFile(path))
        for option, path in outputs.items()
        if option in {"--json", "--csv", "--html"}
    }
    traces = SetTraces(with_photos=how.with_photos)
    series = open_series(outputs.get("--series"), stack, how)
    recorders, film = open_streams(outputs, stack, exercises[0])
    errors: dict[str, Exception] = {}
    judging = UnlabelledOptions(
        exercises,
        side,
        profile,
        recorders,
        film,
        options,
        begin_set=begin_sets([*([traces] if "--html" in outputs else []), *series]),
        with_pictures=how.with_photos,
        failures=errors,
    )
    report = analyze_unlabelled(options=judging, **source)
    failed = recorders.failures | {{"film": "--video"}[one]: errors[one] for one in errors}
    written = {"--json": SetsReport.to_json, "--csv": sets_as_csv, "--html": traces.page}
    for option, file in texts.items():
        try:
            file.write_text(written[option](report))
        except OutputError as error:
            failed[option] = error
    for one in series:
        try:
            one.finish()
        except OutputError as error:
            failed["--series"] = error
    names = {found.report.exercise for found in report.sets if found.report is not None}
    judged = {name: prepared(name, profile)[0] for name in names}
    return render_sets(report, judged), failed, report
