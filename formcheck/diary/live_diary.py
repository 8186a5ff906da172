"""What a live session puts into the diary, set after set, answer after answer.

The session goes on if the diary fails: the session's folder has everything, and what was not kept
is tried once more at the end.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from formcheck.diary.identity import instant, pain_number, session_identity
from formcheck.errors import DiaryError
from formcheck.programme.history import PainEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from formcheck.assessment.report import SetReport
    from formcheck.diary.sessions import Diary
    from formcheck.session.protocol import FinishedSet
    from formcheck.session.report import PainRecord


class LiveDiary:
    """Keeps what one live session finishes.

    Parameters
    ----------
    diary
        The open diary.
    """

    def __init__(self, diary: Diary) -> None:
        self._diary = diary
        self._pains = 0
        self._waiting: list[Callable[[], Any]] = []

    def keep(self, report: SetReport, done: FinishedSet, *, hold_s: float) -> None:
        """Keep a set.

        Parameters
        ----------
        report
            Its report, with the block of its source.
        done
            The set, as the session finished it.
        hold_s
            The prescribed hold; 0 = none.
        """
        self._try(
            partial(
                self._diary.keep,
                report,
                planned_reps=done.plan.reps,
                planned_hold_s=hold_s or math.nan,
                ended_by=done.ended_by,
            )
        )

    def keep_pains(
        self,
        pains: Sequence[PainRecord],
        *,
        started: str,
        camera: str,
        exercise: str,
    ) -> None:
        """Keep the answers about pain that are new since the call before.

        Parameters
        ----------
        pains
            All answers of the session so far.
        started, camera
            When the session began, ISO 8601 with its zone, and the name of its camera.
        exercise
            The exercise that the new ones belong to.
        """
        begun = instant(started) or datetime.now().astimezone()
        for number in range(self._pains, len(pains)):
            pain = pains[number]
            entry = PainEntry(
                asked=pain.asked,
                at=begun + timedelta(seconds=pain.time_s),
                number=pain.number,
                sharp=pain.sharp,
                exercise="" if pain.asked == "before" else exercise,
                session_id=session_identity(started, camera),
            )
            self._try(partial(self._diary.keep_pain, entry, number=pain_number(pain, number)))
        self._pains = len(pains)

    def finish(self, folder: Path) -> str:
        """Try once more what could not be kept; return what a person has to know of the rest.

        Parameters
        ----------
        folder
            The folder of the session.

        Returns
        -------
        str
            One note; empty if everything is kept.
        """
        waiting, self._waiting = self._waiting, []
        note = ""
        for keep in waiting:
            try:
                keep()
            except DiaryError as error:
                note = (
                    f"The diary does not have all of this session. {error} Then bring it in: "
                    f"formcheck diary import {folder}"
                )
        return note

    def _try(self, keep: Callable[[], Any]) -> None:
        try:
            keep()
        except DiaryError:
            self._waiting.append(keep)
