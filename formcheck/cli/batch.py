"""The command ``formcheck batch``."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Final, Literal, NamedTuple, Self

import typer
from rich.console import Console
from rich.text import Text

from formcheck.cli.console import print_note, print_result, print_written
from formcheck.cli.options import (
    EndOption,
    EstimatorOption,
    MirrorOption,
    ModelOption,
    PersonOption,
    ProfileOption,
    RotateOption,
    SideOption,
    SpeedOption,
    StartOption,
    complete_exercises,
    source_options,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from formcheck.batch.run import BatchProgress, Workers
    from formcheck.batch.tasks import BatchSettings

app = typer.Typer()

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck batch clips --exercise mini_squat --out results`\n\n"
    "`formcheck batch clips --list clips.csv --out results --series parquet`\n\n"
    "`formcheck batch 'clips/**/*.mp4' --exercise auto --out results --record`\n\n"
    "`formcheck batch clips.csv --out results --workers 8`\n\n"
    "`formcheck batch /shared/clips --out /shared/results --scheduler tcp://head:8786`"
)

_LEAST_PATIENCE_S: Final = 10.0

_LINE_S: Final = 30.0
"""Without a terminal, progress is a line so often."""


FilesArgument = Annotated[
    str,
    typer.Argument(
        help="A folder, a pattern in quotes, or a list (CSV with the columns path, exercise, "
        "side).",
        metavar="FOLDER|PATTERN|LIST",
    ),
]
OutOption = Annotated[
    Path, typer.Option(readable=False, help="The folder for all results.", metavar="DIR")
]
ExerciseChoiceOption = Annotated[
    str,
    typer.Option(
        "--exercise",
        "-e",
        help="Name of an exercise, or the path of a TOML file; auto: every exercise is tried.",
        metavar="NAME|auto",
        autocompletion=complete_exercises,
    ),
]
ListOption = Annotated[
    Path | None,
    typer.Option(
        "--list",
        readable=False,
        help="Exercise and side of some of the files (CSV); the others are as --exercise and "
        "--side say.",
        metavar="CSV",
    ),
]
RecordAllOption = Annotated[bool, typer.Option("--record", help="Keep the poses of every file.")]
SeriesKindOption = Annotated[
    Literal["none", "csv", "parquet"],
    typer.Option(help="Write the measures of every file over time."),
]
WorkersOption = Annotated[
    int, typer.Option(min=0, max=1024, help="Worker processes; 0: one for each processor.")
]
RetryOption = Annotated[
    bool, typer.Option("--retry-failed", help="Try the files again that failed before.")
]
SchedulerOption = Annotated[
    str,
    typer.Option(
        help="Address of a Dask scheduler, whose workers do the work "
        '(`pip install "formcheck[cluster]"`).',
        metavar="ADDRESS",
    ),
]
TimeoutOption = Annotated[
    float | None,
    typer.Option(
        min=0,
        help="Give a file up that shows no new picture for so many seconds. Without this option: "
        "600 s, and 1 s for each megabyte. 0: never.",
        metavar="SECONDS",
        show_default=False,
    ),
]
SendOption = Annotated[
    bool,
    typer.Option(
        "--send-files",
        help="With --scheduler: send the videos and get the results, where the workers do not "
        "see these folders.",
    ),
]


@app.command(epilog=EXAMPLES)
def batch(  # noqa: PLR0913  # one parameter per option
    source: FilesArgument,
    *,
    out: OutOption,
    exercise: ExerciseChoiceOption = "auto",
    listed: ListOption = None,
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
    record: RecordAllOption = False,
    series: SeriesKindOption = "none",
    workers: WorkersOption = 0,
    retry_failed: RetryOption = False,
    file_timeout_s: TimeoutOption = None,
    scheduler: SchedulerOption = "",
    send_files: SendOption = False,
) -> None:
    """Analyse many videos or recordings, on all processors.

    The same command goes on where it was stopped, by Ctrl-C or a power cut. A file that cannot be
    judged becomes a row with its error and stops nothing.
    """
    from formcheck.batch.listing import find_tasks
    from formcheck.batch.run import run_batch
    from formcheck.batch.tasks import BatchSettings

    if send_files and not scheduler:
        raise typer.BadParameter("--send-files needs a cluster: add --scheduler ADDRESS.")
    options = source_options(
        rotate=rotate, mirror=mirror, speed=speed, start=start, end=end, person=person
    )
    settings = BatchSettings(
        model=model,
        estimator=estimator,
        profile=tuple(profile or ()),
        options=options,
        record=record,
        series={"none": "", "csv": ".csv", "parquet": ".parquet"}[series],  # type: ignore[arg-type]  # as the option has it
    )
    passed_over: list[str] = []
    tasks = find_tasks(
        source, exercise=exercise, side=side, listed=listed, out=out, passed_over=passed_over
    )
    if passed_over:
        print_note(f"{_files(len(passed_over))} passed over: neither a video nor a recording.")
    asked = WorkersChoice(workers, scheduler, send_files, file_timeout_s)
    begun = _workers(len(tasks), settings, out, asked)
    with BatchBar() as bar:
        progress, written = run_batch(
            tasks, settings, out, begun, retry_failed=retry_failed, show=bar.show
        )
    _print_end(progress, written)


class WorkersChoice(NamedTuple):
    """Which workers do the work: their number, a cluster, what it gets, and their patience."""

    workers: int
    scheduler: str
    send_files: bool
    timeout_s: float | None


def _workers(
    files: int, settings: BatchSettings, out: Path, asked: WorkersChoice
) -> Callable[[], Workers]:
    """Return what begins the workers, here or on a cluster."""
    patience_s = asked.timeout_s
    if patience_s is not None and 0 < patience_s < _LEAST_PATIENCE_S:
        raise typer.BadParameter(
            f"--file-timeout-s is at least {_LEAST_PATIENCE_S:.0f} seconds, or 0: a worker says "
            "about every second that it goes on."
        )
    if asked.scheduler:
        from formcheck.batch.cluster import ClusterWorkers

        return partial(
            ClusterWorkers,
            settings,
            out,
            asked.scheduler,
            send_files=asked.send_files,
            timeout_s=patience_s,
        )
    from formcheck.batch.local import LocalWorkers, cores

    count = min(asked.workers or cores(), files)
    return partial(LocalWorkers, settings, out, count=count, timeout_s=patience_s)


def _print_end(progress: BatchProgress, written: list[Path]) -> None:
    """Print how a batch ended, and what was written."""
    print_result(Text(_sentence(progress)))
    print_written(written)
    if progress.failed:
        print_note("The column error of the summary says why a file failed.")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _sentence(progress: BatchProgress) -> str:
    """Return how a batch ended."""
    judged = _files(progress.total - progress.failed)
    failed = f", {progress.failed} failed" if progress.failed else ""
    before = f"; {progress.before} of them in an earlier run" if progress.before else ""
    return f"{judged} judged{failed}{before}."


class BatchBar:
    """Shows how far a batch is: a bar on a terminal, else a line now and then."""

    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress

        console = Console(stderr=True)
        columns = ("{task.completed} of {task.total}", BarColumn(), "{task.fields[more]}")
        self._bar = Progress(*columns, console=console, transient=True)
        self._next_s = monotonic() + _LINE_S
        self._state = ""

    def show(self, progress: BatchProgress) -> None:
        """Show the number of files, the rate and the time left."""
        finished = progress.before + progress.done
        self._state = f"{finished} of {_files(progress.total)}"
        more = [f"{progress.rate:.2f} files/s"] if progress.done else []
        if progress.left_s is not None:
            more.append(f"{_long_clock(progress.left_s)} left")
        if progress.failed:
            more.append(f"{progress.failed} failed")
        text = ", ".join(more)
        if not self._bar.console.is_terminal:
            if monotonic() >= self._next_s:
                self._next_s = monotonic() + _LINE_S
                print_note(f"{finished} of {progress.total} files: {text}")
            return
        if not self._bar.tasks:
            self._bar.add_task("", total=progress.total, more=text)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], completed=finished, more=text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._bar.live.is_started:
            self._bar.stop()
        if self._state and kind is KeyboardInterrupt:
            print_note(f"Stopped: {self._state} are in the manifest. The same command goes on.")


def _long_clock(time_s: float) -> str:
    """Return a time in minutes, hours or days."""
    minutes = math.ceil(time_s / 60)
    if minutes < 120:  # noqa: PLR2004  # two hours
        return f"{minutes} min"
    hours = math.ceil(minutes / 60)
    return f"{hours} h" if hours < 72 else f"{math.ceil(hours / 24)} days"  # noqa: PLR2004
