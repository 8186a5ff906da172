"""One live session in the browser: its thread, its parts, and the page that may come and go."""

from __future__ import annotations

import asyncio
import os
import secrets
import threading
import traceback
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formcheck.analysis import provenance_of
from formcheck.assessment.verdict import HEADINGS
from formcheck.capture.models import MODEL_NAMES, heaviest_that_holds
from formcheck.capture.people_watch import PeopleWatch
from formcheck.capture.pose_estimator import open_estimator
from formcheck.diary.identity import identity_of
from formcheck.diary.live_diary import LiveDiary
from formcheck.diary.sessions import Diary
from formcheck.errors import ExerciseError, FormcheckError
from formcheck.live import LiveParts, LiveSession
from formcheck.live_plans import planned_exercise
from formcheck.output.files.course_folder import CourseFolder
from formcheck.session.plan import SessionPlan
from formcheck.web.live.live_bridge import Outbox, PageDisplay, PagePainter
from formcheck.web.live.page_voice import PageVoice
from formcheck.web.live.socket_camera import SocketCamera
from formcheck.web.messages import GettingReady, Over, Problem, SetShown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from formcheck.assessment.report import SetReport
    from formcheck.capture.pose_estimator import PoseEstimator
    from formcheck.live_plans import PlannedExercise
    from formcheck.live_reports import LiveReports
    from formcheck.session.protocol import FinishedSet, ScreenState
    from formcheck.web.live.pictures import SentPicture
    from formcheck.web.messages import Begin

FIRST_PICTURE_S: Final = 60.0
"""For so long a session waits for its first picture: a browser asks the person for the camera."""

LAST_WORDS_S: Final = 8.0
"""The last sentence may take this long before the session is over."""

ENDS_S: Final = 10.0
"""For so long the server waits for a session that it ends."""

NO_PICTURE: Final = (
    "No picture came from the camera: allow the camera in the browser, close other programs that "
    "use it, and start again."
)
BROKEN: Final = "Something went wrong. What you did is saved: load this page again, and go on."

KEPT: Final = "What you did is saved."

CAMERA_SENTENCES: Final = {
    "refused": "The browser may not use the camera: click the sign of the camera beside the "
    "address, allow it, and start again.",
    "none": "No camera was found: connect one, or use a phone (formcheck web --share).",
    "in_use": "Another program uses the camera: close it, and start again.",
    "lost": "The camera is gone: connect it again.",
}
"""What a person reads about the state of the camera in the page."""


@dataclass(frozen=True)
class WebEquipment:
    """What the sessions of a server are made with.

    Attributes
    ----------
    folder
        Where each session gets a folder of its own.
    patients
        The folder of patients' files.
    diary
        The file of the diary; None = the person's own.
    model
        Name of the pose model; ``auto`` = ``full`` if this machine runs it in time, else ``lite``.
    counts_people
        Whether other people in the picture are looked for.
    opens
        Opens a pose estimator; for tests.
    courses
        What makes the exercises of a session that no page has planned, by name: ``today``.
    """

    folder: Path = field(default_factory=lambda: Path.home() / "formcheck")
    patients: Path = Path("patients")
    diary: Path | None = None
    model: str = "auto"
    counts_people: bool = True
    opens: Callable[[str], PoseEstimator] = open_estimator
    courses: dict[str, Callable[[], list[PlannedExercise]]] = field(default_factory=dict)

    @cached_property
    def model_name(self) -> str:
        """Return the name of the pose model; the first call may take two seconds."""
        if self.model != "auto":
            return self.model
        # Heavy, and a browser that films and draws on the same two cores, would be too much.
        light = MODEL_NAMES[:-1]
        return heaviest_that_holds(self.opens, (640, 480), names=light)

    def profile_of(self, patient: str | None) -> Path | None:
        """Return the file of a patient, found by its name among those in the folder."""
        if patient is None:
            return None
        # The name never becomes a path: it is compared with the names that are there.
        files = self.patients.glob("*.toml") if self.patients.is_dir() else ()
        found = next((file for file in files if file.stem == patient and file.is_file()), None)
        if found is None:
            raise ExerciseError(f"There is no patient {patient!r}: choose one of the list.")
        return found


def course_of(wanted: Begin, equipment: WebEquipment) -> list[PlannedExercise]:
    """Return the exercises of a session, in order, each with the profile by which it is judged.

    Parameters
    ----------
    wanted, equipment
        What the person chose, and where the files of patients are.

    Returns
    -------
    list of PlannedExercise

    Raises
    ------
    ExerciseError
        If there is no such exercise or patient, or the patient must not do it.
    """
    chosen = wanted.plan
    if wanted.today and "today" in equipment.courses:
        return equipment.courses["today"]()
    if chosen is None:
        raise ExerciseError("Choose an exercise first.")
    profile = equipment.profile_of(chosen.patient)
    plan = partial(
        SessionPlan,
        countdown_s=chosen.countdown_s,
        asks_pain=chosen.pain,
        checks_place=chosen.placing,
    )
    exercise = planned_exercise(
        plan,
        chosen.exercise,
        None if profile is None else [str(profile)],
        side=chosen.side,
        dose=(chosen.sets, chosen.reps, chosen.rest_s),
    )
    return [exercise]


class _PageDiary(LiveDiary):
    """Keeps each set, and sends it to the page."""

    def __init__(self, diary: Diary, outbox: Outbox) -> None:
        super().__init__(diary)
        self._outbox = outbox
        self.shown: list[SetShown] = []

    def keep(self, report: SetReport, done: FinishedSet, *, hold_s: float) -> None:
        super().keep(report, done, hold_s=hold_s)
        counts = report.counts
        kept = SetShown(
            number=done.plan.number,
            side=done.plan.side,
            exercise=report.exercise,
            title=report.title,
            verdict=report.verdict,
            heading=HEADINGS[report.verdict],
            good=counts.good,
            total=counts.total,
            report=f"/report/{identity_of(report).set_id}",
        )
        self.shown.append(kept)
        self._outbox.put(kept)


class BrowserSession:
    """A session that runs in a thread of its own, whether a page is there or not.

    Parameters
    ----------
    wanted
        What the page asked for.
    equipment
        Pose model, folders and diary.

    Attributes
    ----------
    session_id
        By which a page that was cut off finds it again.
    camera, display, voice, outbox
        Where the page's messages go to, and where its messages come from.
    is_over, result
        Whether its thread has ended; what it sends then, None before or after an error.

    Raises
    ------
    ExerciseError
        If what was asked for is not possible.
    """

    def __init__(self, wanted: Begin, equipment: WebEquipment) -> None:
        self._course = course_of(wanted, equipment)
        self.session_id = secrets.token_urlsafe(16)
        self.films_with = wanted.camera
        self._equipment = equipment
        self.outbox = Outbox()
        name = "camera of a phone" if wanted.camera == "phone" else "camera of the browser"
        self.camera = SocketCamera(name)
        self.display = PageDisplay(self.outbox)
        self.voice = PageVoice(self.outbox, muted=wanted.plan is not None and wanted.plan.mute)
        self.result: Over | None = None
        self.is_over = False
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)

    @property
    def ready(self) -> GettingReady:
        """The message of a session that was accepted."""
        exercise = self._course[0].plan.exercise
        return GettingReady(
            exercise=exercise.name, title=exercise.title, steps=tuple(exercise.steps)
        )

    def start(self) -> None:
        """Begin; pictures are wanted from now on."""
        self._thread.start()

    def attach(self, *, speaks: bool) -> None:
        """Take a page that is there, or there again; it begins in the event loop's thread."""
        self.outbox.open()
        self.voice.connect(speaks=speaks)

    def detach(self) -> None:
        """Pause until a page is there again."""
        self.outbox.shut()
        self.voice.disconnect()
        self.camera.cut()

    def put(self, picture: SentPicture) -> None:
        """Take in a picture, unless no page is there to show what becomes of it."""
        if self.outbox.is_open:
            self.camera.put(picture)

    def end(self) -> None:
        """End the session soon; a set that is under way is completed and kept."""
        self.display.close()
        self.camera.close()

    async def wait_for_end(self) -> None:
        """Wait until everything is written, for `ENDS_S` at most."""
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, ENDS_S)

    # --- The thread ----------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            with ExitStack() as stack:
                stack.callback(self.voice.close, finish_s=0.0)
                if self.camera.wait_for_first(FIRST_PICTURE_S):
                    self._lead(stack)
                else:
                    self._fail(NO_PICTURE)
        except FormcheckError as error:
            self._fail(str(error))
        except Exception:  # noqa: BLE001  # whatever it is, the person reads a sentence
            if os.environ.get("FORMCHECK_DEBUG") == "1":
                traceback.print_exc()
            self._fail(BROKEN)
        finally:
            self.is_over = True

    def _fail(self, sentence: str) -> None:
        self.outbox.put(Problem(sentence=sentence, can_go_on=False))

    def _lead(self, stack: ExitStack) -> None:
        """Lead through the session, and send its result."""
        begun = datetime.now().astimezone()
        diary = _PageDiary(stack.enter_context(Diary(self._equipment.diary)), self.outbox)
        painter = PagePainter(self._course[0].plan.exercise, self.camera)
        parts = self._open_parts(stack, painter, diary, begun)
        estimator = asdict(parts.estimator.info)
        session = LiveSession(
            [one.plan for one in self._course],
            parts,
            provenances=[
                provenance_of(estimator, one.plan.exercise, one.patient) for one in self._course
            ],
            started=begun.isoformat(timespec="seconds"),
        )
        self.camera.watch()
        session.run()
        self.result = _result(session.reports, painter.results, diary.shown)
        self.outbox.put(self.result)
        self.voice.close(finish_s=LAST_WORDS_S)

    def _open_parts(
        self, stack: ExitStack, painter: PagePainter, diary: LiveDiary, begun: datetime
    ) -> LiveParts:
        """Open what takes time; the stack closes it."""
        equipment = self._equipment
        names = [one.plan.exercise.name for one in self._course]
        stamp = begun.strftime("%Y-%m-%d_%H-%M-%S")  # `WebData` finds the folder by it
        name = names[0] if len(names) == 1 else "today"
        people = None
        if equipment.counts_people:
            from formcheck.capture.blazepose.finder import PeopleCounter

            people = stack.enter_context(PeopleWatch(stack.enter_context(PeopleCounter())))
        return LiveParts(
            camera=self.camera,
            estimator=stack.enter_context(equipment.opens(equipment.model_name)),
            painter=painter,
            window=self.display,
            speaker=self.voice,
            folder=stack.enter_context(CourseFolder(equipment.folder / f"{stamp}_{name}", names)),
            people=people,
            diary=diary,
        )


def _result(reports: LiveReports, results: ScreenState | None, sets: Sequence[SetShown]) -> Over:
    """Return the message of the end: what the card with the results says, and where more is."""
    written = [reports.course] if reports.course is not None else reports.sessions
    return Over(
        heading=KEPT if results is None else results.heading,
        lines=() if results is None else results.lines,
        advice=tuple(advice for one in written for advice in one.advice),
        notes=tuple(note for one in written for note in one.notes),
        sets=tuple(sets),
        report=sets[-1].report if sets else "",
    )
