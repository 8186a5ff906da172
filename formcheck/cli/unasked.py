"""``analyze`` and ``replay`` of which nobody said what is done: every exercise is tried."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from formcheck.coach.checker import SideChoice
    from formcheck.coach.profile import Profile
    from formcheck.coach.sets import SetsReport
    from formcheck.session import Watch
    from formcheck.sets import Wishes


def find_out(
    outputs: Mapping[str, Path],
    *,
    side: SideChoice,
    profile: Profile | None,
    job: Callable[[Wishes, Watch], SetsReport],
) -> None:
    """Open the outputs, do the job, tell the result.

    Parameters
    ----------
    outputs
        Where to write, by option.
    side, profile
        As for a single set.
    job
        Goes through the video or the recording.
    """
    from formcheck.cli.progress import INTERRUPTED, OnTerminal
    from formcheck.cli.telling import tell, whisper
    from formcheck.coach.library import exercise_names, load
    from formcheck.output.documents import TextFile
    from formcheck.output.sets import render_sets, sets_as_csv
    from formcheck.sets import Wishes

    written = {"--json": lambda report: report.to_json(), "--csv": sets_as_csv}
    exercises = [load(name) for name in exercise_names()]
    with ExitStack() as stack:
        watch = stack.enter_context(OnTerminal())
        texts = {
            option: stack.enter_context(TextFile(outputs[option]))
            for option in written
            if option in outputs
        }
        recorder = film = None
        if "--record" in outputs:
            from formcheck.output.recorder import Recorder

            recorder = stack.enter_context(Recorder(outputs["--record"])).writer
        if "--video" in outputs:
            from formcheck.output.film import FilmOfSets

            film = stack.enter_context(FilmOfSets(outputs["--video"], exercises[0]))
        wishes = Wishes(exercises, side=side, profile=profile, recorder=recorder, film=film)
        report = job(wishes, watch)
        for option, document in texts.items():
            document.put(written[option](report))
    tell(render_sets(report, {exercise.name: exercise for exercise in exercises}))
    for option, path in outputs.items():
        if option == "--video" and not watch.poses:
            whisper(f"Not written, because there was no picture: {path}")
        else:
            whisper(f"Written: {path}")
    if watch.wants_to_stop():
        raise typer.Exit(INTERRUPTED)
