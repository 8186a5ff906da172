"""What is printed when a live session is over."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from formcheck.cli.analyze import ProfileOption, definition_of, patient_of
from formcheck.errors import OutputError, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.cli.progress import OnTerminal
    from formcheck.exercises.definition import Exercise
    from formcheck.exercises.profile import Profile
    from formcheck.live import LiveSession
    from formcheck.session.plan import SessionPlan, SideWish
    from formcheck.session.report import SessionReport


def tell_session(
    report: SessionReport, sets: Sequence[SetReport], exercise: Exercise, folder: Path
) -> None:
    """Print what was done, and where it lies."""
    from rich.text import Text

    from formcheck.cli.console import tell, whisper
    from formcheck.output.terminal.set import render_set

    for done, told in zip(report.sets, sets, strict=True):
        leg = "" if done.side == "auto" else f", {done.side} leg"
        tell(Text(f"Set {done.number}{leg}", "bold"))
        tell(render_set(told, exercise))
    if not sets:
        tell(Text("No set was done."))
    for advice in report.advice:
        tell(Text(advice, "bold red"))
    for note in report.notes:
        whisper(note)
    whisper(f"Written: {folder}")


def is_whole(report: SessionReport) -> bool:
    """Whether every set has all of its files."""
    from formcheck.output.files.session_folder import ENDINGS

    return all(len(done.files) == len(ENDINGS) for done in report.sets)


EXAMPLES: Final = (
    "Examples:\n\n"
    "`formcheck live single_leg_bridge --side left --sets 2 --reps 8`\n\n"
    "`formcheck live hip_flexor_stretch --side both`\n\n"
    "`formcheck live mini_squat --profile patient.toml --save-video`\n\n"
    "`formcheck live mini_squat --camera http://192.168.1.20:8080/video`\n\n"
    "Keys: space pauses and goes on, n next side, r redo, p pain, m mute, f full screen, q finish."
)


LAST_WORDS_S: Final = 8.0
"""How long the last sentence may take before the program ends."""


class SideWishOption(StrEnum):
    """The leg that is asked for."""

    left = "left"
    right = "right"
    both = "both"
    auto = "auto"


@dataclass(frozen=True)
class _Wanted:
    """What was asked for on the command line besides the plan."""

    camera: int | str
    model: str
    folder: Path
    save_video: bool
    mute: bool
    full_screen: bool


def live(  # noqa: PLR0913  # one parameter an option
    exercise: Annotated[
        str,
        typer.Argument(
            help="Name of an exercise, or the path of a TOML file.", metavar="EXERCISE"
        ),
    ],
    *,
    side: Annotated[
        SideWishOption,
        typer.Option("--side", help="The leg that works; both: one after the other."),
    ] = SideWishOption.auto,
    sets: Annotated[
        int | None, typer.Option("--sets", min=1, help="Sets of each side; else the usual dose.")
    ] = None,
    reps: Annotated[
        int | None,
        typer.Option("--reps", min=0, help="Repetitions of a set; 0: until you stop."),
    ] = None,
    rest: Annotated[
        float | None, typer.Option("--rest", min=0, max=3600, help="Seconds of rest between sets.")
    ] = None,
    profile: ProfileOption = None,
    camera: Annotated[
        str,
        typer.Option(
            "--camera",
            help="Number of a camera (formcheck doctor --cameras), or rtsp:// or http:// of a "
            "phone.",
            metavar="NUMBER|URL",
        ),
    ] = "0",
    model: Annotated[
        str,
        typer.Option(
            "--model",
            help="auto (the heaviest that this machine holds at 20 pictures a second), lite, "
            "full, heavy, or the path of a .task file.",
            metavar="MODEL",
        ),
    ] = "auto",
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            help="Where reports and recordings lie; else a new one under formcheck in your home.",
            metavar="DIR",
        ),
    ] = None,
    save_video: Annotated[
        bool, typer.Option("--save-video", help="Keep a film of the screen as well.")
    ] = False,
    mute: Annotated[bool, typer.Option("--mute", help="No words and no tones.")] = False,
    pain: Annotated[
        bool, typer.Option("--pain/--no-pain", help="Ask for pain before and after.")
    ] = True,
    placing: Annotated[
        bool, typer.Option("--placing/--no-placing", help="Check the place of the camera first.")
    ] = True,
    countdown: Annotated[
        float, typer.Option("--countdown", min=0, max=60, help="Seconds before a set starts.")
    ] = 5.0,
    full_screen: Annotated[
        bool, typer.Option("--full-screen/--window", help="As large as the screen, or a window.")
    ] = True,
) -> None:
    """Exercise in front of a camera: it counts, speaks, corrects, and warns.

    It helps to place the camera, starts when you lie or stand ready, and ends by itself; no key is
    needed. Nothing leaves this machine.
    """
    from formcheck.analysis import prepared

    patient = patient_of(profile)
    judged, whose = prepared(definition_of(exercise), patient)
    plan = _plan(judged, whose, side=side, sets=sets, reps=reps, rest=rest)
    plan = replace(plan, countdown_s=countdown, asks_pain=pain, checks_place=placing)
    wanted = _Wanted(
        camera=_camera_source(camera),
        model=model,
        folder=_folder(folder, judged),
        save_video=save_video,
        mute=mute,
        full_screen=full_screen,
    )
    from formcheck.cli.live import is_whole, tell_session
    from formcheck.cli.progress import INTERRUPTED, OnTerminal

    with OnTerminal() as watch:
        report, sets_done = _lead(plan, whose, wanted, watch)
    tell_session(report, sets_done, plan.exercise, wanted.folder)
    if watch.wants_to_stop():
        raise typer.Exit(INTERRUPTED)
    if not is_whole(report):
        raise typer.Exit(OutputError.exit_code)


def _plan(
    exercise: Exercise,
    patient: Profile,
    *,
    side: SideWishOption,
    sets: int | None,
    reps: int | None,
    rest: float | None,
) -> SessionPlan:
    from formcheck.session.plan import SessionPlan, sides_of

    wish: SideWish = side.value
    if wish == "auto":
        wish = patient.working_side(exercise.name)
    return SessionPlan(
        exercise=exercise,
        sides=sides_of(exercise, wish),
        sets=exercise.dose.sets if sets is None else sets,
        reps=exercise.dose.reps if reps is None else reps,
        rest_s=exercise.dose.rest_s if rest is None else rest,
    )


def _camera_source(camera: str) -> int | str:
    """A number, or a URL.

    Raises
    ------
    SourceError
        If it is neither.
    """
    if camera.isdecimal():
        return int(camera)
    if "://" in camera:
        return camera
    raise SourceError(
        f"{camera} is no camera: give its number (formcheck doctor --cameras tells which there "
        "are), or the address that a phone shows, with http:// or rtsp://."
    )


def _folder(folder: Path | None, exercise: Exercise) -> Path:
    """Where everything is to lie; a folder of its own for each session if none is named."""
    if folder is not None:
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder} is a file: name a folder.")
        return folder
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d_%H-%M-%S")
    return Path.home() / "formcheck" / f"{stamp}_{exercise.name}"


def _lead(
    plan: SessionPlan, patient: Profile, wanted: _Wanted, watch: OnTerminal
) -> tuple[SessionReport, list[SetReport]]:
    """Open camera, model, window and voice, and lead through the session."""
    from formcheck.analysis import ESTIMATOR_KEYS, open_estimator
    from formcheck.assessment.report import Provenance
    from formcheck.capture.camera import Camera
    from formcheck.capture.scene_checks import PeopleCounter
    from formcheck.live import LiveParts, LiveSession
    from formcheck.output.files.session_folder import SessionFolder
    from formcheck.output.files.video_writer import SessionVideo
    from formcheck.output.live_screen.screen import LiveScreen
    from formcheck.output.live_screen.window import LiveWindow
    from formcheck.output.speech.voice import Voice
    from formcheck.version import __version__

    with ExitStack() as stack:
        folder = stack.enter_context(SessionFolder(wanted.folder))
        camera = stack.enter_context(Camera(wanted.camera))
        model = _model(wanted.model, camera.size_px)
        estimator = stack.enter_context(open_estimator(model))
        painter = LiveScreen(plan.exercise, camera.size_px)
        film = None
        if wanted.save_video:
            film = stack.enter_context(SessionVideo(folder.path / "session.mp4"))
        voice = stack.enter_context(Voice(muted=wanted.mute))
        people = stack.enter_context(PeopleCounter()) if plan.checks_place else None
        screen = stack.enter_context(LiveWindow(painter.size_px, full_screen=wanted.full_screen))
        session = LiveSession(
            plan,
            LiveParts(
                camera=camera,
                estimator=estimator,
                painter=painter,
                window=screen,
                speaker=voice,
                folder=folder,
                count_people=None if people is None else people.count,
                film=film,
            ),
            provenance=Provenance(
                formcheck=__version__,
                exercise_sha256=plan.exercise.sha256,
                profile=patient.name,
                estimator={key: getattr(estimator.info, key) for key in ESTIMATOR_KEYS},
            ),
            started=datetime.now().astimezone().isoformat(timespec="seconds"),
        )
        told = _led(session, watch, wanted.folder)
        voice.close(finish_s=LAST_WORDS_S)
        return told


def _led(
    session: LiveSession, watch: OnTerminal, folder: Path
) -> tuple[SessionReport, list[SetReport]]:
    """Lead through it; if it breaks off, tell where lies what was done."""
    from formcheck.cli.console import whisper

    try:
        return session.run(watch.wants_to_stop), session.reports
    except Exception:
        if session.reports:
            whisper(f"What was done until then is written: {folder}")
        raise


def _model(model: str, size_px: tuple[int, int]) -> str:
    """The model that was asked for; ``auto`` is the heaviest that this machine holds."""
    if model != "auto":
        return model
    from formcheck.analysis import open_estimator
    from formcheck.capture.models import heaviest_that_holds
    from formcheck.cli.console import whisper

    name = heaviest_that_holds(open_estimator, size_px)
    whisper(f"Pose model: {name}")
    return name
