"""The command ``formcheck live``: a guided session in front of a camera."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple, TypeVar

import typer

from formcheck.cli.console import TerminalProgress, print_note, print_result
from formcheck.cli.options import (
    CameraOption,
    CountdownOption,
    DiaryOption,
    EstimatorOption,
    ExerciseArgument,
    FolderOption,
    LiveModelOption,
    MuteOption,
    PainOption,
    PlacingOption,
    ProfileOption,
    SaveVideoOption,
    ScreenOption,
)
from formcheck.errors import DiaryError, FormcheckError, OutputError, SourceError
from formcheck.session.plan import SessionPlan, SideRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.diary.live_diary import LiveDiary
    from formcheck.exercises.definition import Exercise
    from formcheck.live import LiveParts
    from formcheck.live_plans import PlannedExercise
    from formcheck.live_reports import LiveReports
    from formcheck.output.live_screen.window import LiveWindow
    from formcheck.session.report import SessionReport

app = typer.Typer()

_Result = TypeVar("_Result")

EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck live single_leg_bridge --side left --sets 2 --reps 8`\n\n"
    "`formcheck live hip_flexor_stretch --side both`\n\n"
    "`formcheck live mini_squat --profile patient.toml --save-video`\n\n"
    "`formcheck live mini_squat --camera http://192.168.1.20:8080/video`\n\n"
    "Keys: space pauses and goes on, n next side, r redo, s skip the exercise, p pain, m mute, "
    "f full screen, q finish."
)

LAST_WORDS_S: Final = 8.0
"""The last sentence may take this long before the program ends."""


LegsOption = Annotated[
    SideRequest, typer.Option(help="The working leg; both: one after the other.")
]
SetsOption = Annotated[
    int | None,
    typer.Option(min=1, help="Sets of each side; else those of the profile or exercise."),
]
RepsOption = Annotated[
    int | None,
    typer.Option(
        min=0,
        help="Repetitions of a set; else those of the profile or exercise. 0: until you stop.",
    ),
]
RestOption = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=3600,
        help="Seconds of rest between sets; else those of the profile or exercise.",
    ),
]


@app.command(epilog=EXAMPLES)
def live(  # noqa: PLR0913  # one parameter per option
    exercise: ExerciseArgument,
    *,
    side: LegsOption = "auto",
    sets: SetsOption = None,
    reps: RepsOption = None,
    rest: RestOption = None,
    profile: ProfileOption = None,
    camera: CameraOption = "0",
    model: LiveModelOption = "auto",
    estimator: EstimatorOption = "blazepose",
    folder: FolderOption = None,
    save_video: SaveVideoOption = False,
    mute: MuteOption = False,
    pain: PainOption = True,
    placing: PlacingOption = True,
    countdown: CountdownOption = 5.0,
    diary: DiaryOption = True,
    full_screen: ScreenOption = True,
) -> None:
    """Exercise in front of a camera: formcheck counts, speaks, corrects, and warns.

    It helps to place the camera, starts when you lie or stand ready, and ends by itself; no key is
    needed. Nothing leaves this machine.
    """
    plan = partial(SessionPlan, countdown_s=countdown, asks_pain=pain, checks_place=placing)

    def planned() -> list[PlannedExercise]:
        from formcheck.live_plans import planned_exercise  # while the first card is shown

        dose = (sets, reps, rest)
        return [planned_exercise(plan, exercise, profile, side=side, dose=dose)]

    equipment = Equipment(
        camera=camera,
        model=model,
        estimator=estimator,
        folder=folder,
        save_video=save_video,
        mute=mute,
        diary=diary,
        full_screen=full_screen,
    )
    check_complete(lead(planned, equipment))


class Equipment(NamedTuple):
    """What a session is led with, whatever is done in it: the values of the options."""

    camera: str
    model: str
    estimator: str
    folder: Path | None
    save_video: bool
    mute: bool
    diary: bool
    full_screen: bool


def lead(
    planned: Callable[[], Sequence[PlannedExercise]], equipment: Equipment, *, name: str = ""
) -> LiveReports:
    """Lead through a session in front of a camera, and print its results.

    Parameters
    ----------
    planned
        Returns the exercises, in order; it is called while the first card is shown.
    equipment
        What the session is led with.
    name
        The name of its folder, after the time; empty = that of the first exercise.

    Returns
    -------
    LiveReports
        What has been written.

    Raises
    ------
    FormcheckError
        If camera, model, window or folder cannot be used.
    """
    from concurrent.futures import ThreadPoolExecutor, wait

    from formcheck.output.live_screen.window import LiveWindow, first_card

    camera, card = _camera_source(equipment.camera), first_card()  # a window without one is white
    with (
        TerminalProgress() as monitor,
        ExitStack() as stack,
        ThreadPoolExecutor(max_workers=1) as thread,
    ):
        window = stack.enter_context(LiveWindow())

        def meanwhile(work: Callable[[], _Result]) -> _Result:
            """Return what is done in a thread while the card is shown."""
            result = thread.submit(work)
            window.show_until(card, lambda for_s: bool(wait([result], for_s).done))
            return result.result()

        course = meanwhile(planned)
        exercises = [one.plan.exercise for one in course]
        for sentence in meanwhile(partial(_keep_what_was_left, equipment)):
            print_note(sentence)
        if equipment.full_screen:
            window.fill_screen()
        place = _session_folder(equipment.folder, name or exercises[0].name)
        opening = partial(_open_parts, stack, exercises, window, equipment)
        parts = meanwhile(partial(opening, camera_source=camera, folder=place))
        reports = _run_session(course, parts, monitor)
    _print_sessions(reports, exercises)
    print_note(f"Written: {place}")
    monitor.exit_if_stopped()
    return reports


def _keep_what_was_left(equipment: Equipment) -> list[str]:
    """Keep the sets within which an earlier session was killed; return a sentence for each."""
    from formcheck.diary.sessions import Diary
    from formcheck.live_recovery import recover

    top = Path.home() / "formcheck" if equipment.folder is None else equipment.folder
    if not top.is_dir():
        return []
    with ExitStack() as stack, suppress(FormcheckError):  # the session itself says what is wrong
        diary = stack.enter_context(Diary()) if equipment.diary else None
        return [one.sentence for one in recover([top], diary)]
    return []


def check_complete(reports: LiveReports) -> None:
    """Raise typer.Exit if a set lacks one of its files."""
    if not all(_is_complete(session) for session in reports.sessions):
        raise typer.Exit(OutputError.exit_code)


def _camera_source(camera: str) -> int | str:
    """Return the number or the URL of the camera; refuse anything else."""
    if camera.isdecimal():
        return int(camera)
    if "://" in camera:
        return camera
    raise SourceError(
        f"{camera} is no camera: give its number (formcheck doctor --cameras tells which there "
        "are), or the address that a phone shows, with http:// or rtsp://."
    )


def _session_folder(folder: Path | None, name: str) -> Path:
    """Return the folder of the session: the one requested, or a new one named by the time."""
    if folder is not None:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder} is a file: name a folder.")
        return folder
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d_%H-%M-%S")
    return Path.home() / "formcheck" / f"{stamp}_{name}"


def _run_session(
    course: Sequence[PlannedExercise], parts: LiveParts, monitor: TerminalProgress
) -> LiveReports:
    """Run the session, and return its reports."""
    from formcheck.analysis import provenance_of
    from formcheck.live import LiveSession

    estimator = asdict(parts.estimator.info)
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    session = LiveSession(
        [one.plan for one in course],
        parts,
        provenances=[provenance_of(estimator, one.plan.exercise, one.patient) for one in course],
        started=started,
    )
    try:
        session.run(monitor.wants_to_stop)
    except Exception:
        if session.reports.sets:
            print_note(f"What was done until then is written: {parts.folder.path}")
        raise
    parts.speaker.close(finish_s=LAST_WORDS_S)
    return session.reports


def _open_parts(
    stack: ExitStack,
    exercises: Sequence[Exercise],
    window: LiveWindow,
    equipment: Equipment,
    *,
    camera_source: int | str,
    folder: Path,
) -> LiveParts:
    """Open what takes seconds, camera and pose model, and the rest; the stack closes them."""
    from formcheck.capture.blazepose.finder import PeopleCounter
    from formcheck.capture.camera import Camera
    from formcheck.capture.models import heaviest_that_holds
    from formcheck.capture.people_watch import PeopleWatch
    from formcheck.capture.pose_estimator import open_estimator
    from formcheck.live import LiveParts
    from formcheck.output.files.course_folder import CourseFolder
    from formcheck.output.files.video_writer import SessionVideo
    from formcheck.output.live_screen.screen import LiveScreen
    from formcheck.output.speech.voice import Voice

    opens, model = partial(open_estimator, name=equipment.estimator), equipment.model
    # What is wrong is said before a person lies down.
    kept = _open_diary(stack) if equipment.diary else None
    files = stack.enter_context(CourseFolder(folder, [one.name for one in exercises]))
    camera = stack.enter_context(Camera(camera_source))
    if model == "auto":
        model = heaviest_that_holds(opens, camera.size_px)
        print_note(f"Pose model: {model}")
    finder = stack.enter_context(PeopleCounter())
    saves = equipment.save_video
    video = stack.enter_context(SessionVideo(files.video_path)) if saves else None
    return LiveParts(
        camera=camera,
        estimator=stack.enter_context(opens(model)),
        painter=LiveScreen(exercises[0], camera.size_px),
        window=window,
        speaker=stack.enter_context(Voice(muted=equipment.mute)),
        folder=files,
        people=stack.enter_context(PeopleWatch(finder)),
        video=video,
        diary=kept,
    )


def _open_diary(stack: ExitStack) -> LiveDiary:
    """Open the diary, and see that it is whole and has room for the session."""
    from formcheck.diary.live_diary import LiveDiary
    from formcheck.diary.sessions import Diary

    try:
        diary = stack.enter_context(Diary())
        diary.check()
    except DiaryError as error:
        raise DiaryError(f"{error} To exercise without the diary: --no-diary.") from error
    return LiveDiary(diary)


def _print_sessions(reports: LiveReports, exercises: Sequence[Exercise]) -> None:
    """Print the results of each exercise, and what else is to be known."""
    from rich.text import Text

    sets, known = iter(reports.sets), {exercise.name: exercise for exercise in exercises}
    course = reports.course
    for session in reports.sessions:
        if course is not None and session is not reports.sessions[0]:
            print_result("")
        _print_session(session, [next(sets) for _ in session.sets], known[session.exercise])
    if course is None:
        return
    printed = {advice for session in reports.sessions for advice in session.advice}
    for advice in course.advice:
        if advice not in printed:
            print_result(Text(advice, "bold red"))
    for note in course.notes:
        print_note(note)


def _print_session(report: SessionReport, sets: Sequence[SetReport], exercise: Exercise) -> None:
    """Print the result of each set, and the advice."""
    from rich.text import Text

    from formcheck.output.terminal.set import render_set

    for done, set_report in zip(report.sets, sets, strict=True):
        leg = "" if done.side == "auto" else f", {done.side} leg"
        print_result(Text(f"Set {done.number}{leg}", "bold"))
        print_result(render_set(set_report, exercise))
    if not sets:
        print_result(Text("No set was done."))
    for advice in report.advice:
        print_result(Text(advice, "bold red"))
    for note in report.notes:
        print_note(note)


def _is_complete(report: SessionReport) -> bool:
    """Return True if every set has all of its files."""
    from formcheck.output.files.session_folder import ENDINGS

    return all(len(done.files) == len(ENDINGS) for done in report.sets)
