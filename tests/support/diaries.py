"""Histories of a scripted patient: reports as a live session writes them, day after day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from formcheck.programme.history import PainEntry
from support.golden import golden_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.assessment.report import SetReport
    from formcheck.assessment.report_types import Rep
    from formcheck.diary.sessions import Diary

BEGAN = datetime(2021, 11, 28, 18, 0, tzinfo=timezone(timedelta(hours=1)))
"""When the scripted patient's first session began."""

DAILY = (
    "double_leg_bridge",
    "sit_to_stand",
    "standing_hip_abduction",
    "standing_hip_extension",
    "hamstring_stretch",
    "marching",
)
"""The exercises of a day, one set each."""


def filmed(
    name: str, started: datetime, *, start_s: float = 0.0, camera: str = "camera 0", reps: int = 10
) -> SetReport:
    """Return the report of a live set: the golden one, with as many repetitions, told apart."""
    report = golden_report(name)
    dice = random.Random(f"{name} {started.isoformat()} {start_s}")  # noqa: S311  # no secret
    rows = tuple(
        _varied(report.reps[number % len(report.reps)], number, dice) for number in range(reps)
    )
    counts = replace(report.counts, good=sum(rep.good for rep in rows), total=len(rows), partial=0)
    return replace(report, reps=rows, partial_reps=(), counts=counts).with_source(
        {
            "kind": "camera",
            "name": camera,
            "frames": 900,
            "size_px": (1280, 720),
            "started": started.isoformat(timespec="seconds"),
            "start_s": start_s,
            "notes": (),
        }
    )


def _varied(rep: Rep, number: int, dice: random.Random) -> Rep:
    """Return a repetition with another number, time and range."""
    later_s, more_deg = 5.0 * number, dice.gauss(0.0, 3.0)
    return replace(
        rep,
        number=number + 1,
        start_s=rep.start_s + later_s,
        peak_s=rep.peak_s + later_s,
        end_s=rep.end_s + later_s,
        peak_deg=rep.peak_deg + more_deg,
        range_deg=rep.range_deg + more_deg,
    )


def sessions(days: int) -> Iterator[tuple[datetime, list[SetReport]]]:
    """Yield the start and the sets of a session a day."""
    for day in range(days):
        started = BEGAN + timedelta(days=day)
        yield (
            started,
            [
                filmed(name, started, start_s=60.0 + 150.0 * number)
                for number, name in enumerate(DAILY)
            ],
        )


def fill(diary: Diary, *, days: int) -> int:
    """Keep a session a day, with the answers about pain; return the number of sets."""
    count = 0
    for started, reports in sessions(days):
        pain = 3 - 2 * (started - BEGAN).days // days
        diary.keep_pain(PainEntry(asked="before", at=started, number=pain))
        for report in reports:
            count += diary.keep(report, planned_reps=10, ended_by="done")
    return count
