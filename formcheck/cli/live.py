"""The command ``formcheck live``: a guided session in front of a camera."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeVar

import typer

from formcheck.cli.console import TerminalProgress, print_note, print_result
from formcheck.cli.options import (
    MODELS,
    EstimatorOption,
    ExerciseArgument,
    ProfileOption,
    completer,
)
from formcheck.errors import DiaryError, OutputError, SourceError
from formcheck.session.plan import SessionPlan, SideRequest, sides_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.diary.live_diary import LiveDiary
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.live import LiveParts
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
    "Keys: space pauses and goes on, n next side, r redo, p pain, m mute, f full screen, q finish."
)

AUTO_MODEL: Final = ("auto", "the heaviest that this machine runs at 20 pictures a second")

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
    from formcheck.output.live_screen.window import LiveWindow, first_card

    source, card = _camera_source(camera), first_card()  # a window without a picture is white
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

        choices = partial(SessionPlan, countdown_s=countdown, asks_pain=pain, checks_place=placing)
        dose = (sets, reps, rest)
        plan, patient = meanwhile(
            partial(_planned, choices, exercise, profile, side=side, dose=dose)
        )
        if full_screen:
            window.fill_screen()
        place = _session_folder(folder, plan.exercise)
        opening = partial(_open_parts, stack, plan.exercise, window, camera_source=source)
        options = {"model": model, "folder": place, "save_video": save_video, "mute": mute}
        parts = meanwhile(partial(opening, estimator=estimator, diary=diary, **options))
        report, sets_done = _run_session(plan, patient, parts, monitor)
    _print_session(report, sets_done, exercise=plan.exercise, folder=place)
    monitor.exit_if_stopped()
    if not _is_complete(report):
        raise typer.Exit(OutputError.exit_code)


def _planned(
    plan: Callable[..., SessionPlan],
    exercise: str,
    profile: list[str] | None,
    *,
    side: SideRequest,
    dose: tuple[int | None, int | None, float | None],
) -> tuple[SessionPlan, Profile]:
    """Return the plan, and the profile by which the exercise is judged."""
    from formcheck.analysis import prepared

    judged, patient = prepared(exercise, profile or None)
    usual = judged.dose
    wanted = zip(dose, (usual.sets, usual.reps, usual.rest_s), strict=True)
    sets, reps, rest_s = (default if chosen is None else chosen for chosen, default in wanted)
    sides = sides_of(judged, patient.working_side(judged.name) if side == "auto" else side)
    return plan(judged, sides, sets=sets, reps=reps, rest_s=rest_s), patient


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


def _session_folder(folder: Path | None, exercise: Exercise) -> Path:
    """Return the folder of the session: the one requested, or a new one named by the time."""
    if folder is not None:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder} is a file: name a folder.")
        return folder
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d_%H-%M-%S")
    return Path.home() / "formcheck" / f"{stamp}_{exercise.name}"


def _run_session(
    plan: SessionPlan, patient: Profile, parts: LiveParts, monitor: TerminalProgress
) -> tuple[SessionReport, list[SetReport]]:
    """Run the session, and return its reports."""
    from formcheck.analysis import provenance_of
    from formcheck.live import LiveSession

    provenance = provenance_of(asdict(parts.estimator.info), plan.exercise, patient)
    started = datetime.now().astimezone().isoformat(timespec="seconds")
    session = LiveSession(plan, parts, provenance=provenance, started=started)
    try:
        report = session.run(monitor.wants_to_stop)
    except Exception:
        if session.reports:
            print_note(f"What was done until then is written: {parts.folder.path}")
        raise
    parts.speaker.close(finish_s=LAST_WORDS_S)
    return report, session.reports


def _open_parts(  # noqa: PLR0913  # one parameter per piece of equipment
    stack: ExitStack,
    exercise: Exercise,
    window: LiveWindow,
    *,
    camera_source: int | str,
    estimator: str,
    model: str,
    folder: Path,
    save_video: bool,
    mute: bool,
    diary: bool,
) -> LiveParts:
    """Open what takes seconds, camera and pose model, and the rest; the stack closes them."""
    from formcheck.capture.blazepose.finder import PeopleCounter
    from formcheck.capture.camera import Camera
    from formcheck.capture.models import heaviest_that_holds
    from formcheck.capture.pose_estimator import open_estimator
    from formcheck.live import LiveParts, PeopleWatch
    from formcheck.output.files.session_folder import SessionFolder
    from formcheck.output.files.video_writer import SessionVideo
    from formcheck.output.live_screen.screen import LiveScreen
    from formcheck.output.speech.voice import Voice

    opens = partial(open_estimator, name=estimator)
    kept = _open_diary(stack) if diary else None  # what is wrong is said before a person lies down
    files = stack.enter_context(SessionFolder(folder))
    camera = stack.enter_context(Camera(camera_source))
    if model == "auto":
        model = heaviest_that_holds(opens, camera.size_px)
        print_note(f"Pose model: {model}")
    finder = stack.enter_context(PeopleCounter())
    return LiveParts(
        camera=camera,
        estimator=stack.enter_context(opens(model)),
        painter=LiveScreen(exercise, camera.size_px),
        window=window,
        speaker=stack.enter_context(Voice(muted=mute)),
        folder=files,
        people=stack.enter_context(PeopleWatch(finder)),
        video=stack.enter_context(SessionVideo(files.video_path)) if save_video else None,
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


def _print_session(
    report: SessionReport, sets: Sequence[SetReport], *, exercise: Exercise, folder: Path
) -> None:
    """Print the result of each set, the advice, and where the files are."""
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
    print_note(f"Written: {folder}")


def _is_complete(report: SessionReport) -> bool:
    """Return True if every set has all of its files."""
    from formcheck.output.files.session_folder import ENDINGS

    return all(len(done.files) == len(ENDINGS) for done in report.sets)
