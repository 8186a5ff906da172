"""How right formcheck is on real people; writes ``REAL.md``.

::

    python -m benchmark.real_people               every clip (make real)
    python -m benchmark.real_people PATTERN ...   these clips only, on the terminal

The clips lie beside the checkout, with a truth that was read by eye; they are no part of the
project.  Each clip is judged as every exercise, and once without a name.  Poses are estimated once
and kept, so that a changed rule is measured within a minute.  `benchmark.accuracy` measures the
same on rendered people.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, Literal

from benchmark import clips, document, real_document
from benchmark.recognised import recognise
from formcheck import recording
from formcheck.assessment.checker import Checker
from formcheck.exercises.loader import list_exercises
from formcheck.pose.features import FeatureExtractor

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formcheck.assessment.report import SetReport

MODEL: Final = "full"
ABSENT: Final = "There are no recordings of real people in {folder}: nothing was measured."
SET_FROM: Final = 2
"""From so many complete repetitions on, a set is worth recognising."""

Verdict = Literal["right", "nothing", "wrong"]


@dataclass(frozen=True)
class Truth:
    """What is true of a clip.

    Attributes
    ----------
    exercise
        The exercise that is done; empty = none of the catalogue.
    done
        How many complete repetitions were done; several numbers where the edge of the clip cuts
        one.
    totals
        The counts that are right; 0 among them = it may be refused, for the view or because the
        movement is only a near relative.
    good_at_most
        How many may be good.
    also
        Other exercises that the movement is as well.
    """

    exercise: str = ""
    done: tuple[int, ...] = ()
    totals: tuple[int, ...] = ()
    good_at_most: int = 0
    also: tuple[str, ...] = ()

    @classmethod
    def of(cls, clip: clips.Clip) -> Truth:
        """The truth of a clip, from its row in the table."""
        row = clip.truth
        expected = row.get("expect", {})
        return cls(
            exercise=clip.exercise,
            done=tuple(row.get("done", ())),
            totals=tuple(expected.get("total", ())),
            good_at_most=expected.get("good_at_most", 0),
            also=tuple(row.get("also", ())),
        )

    @property
    def worth_recognising(self) -> bool:
        """Whether the clip certainly shows a set of the catalogue, in its view."""
        return bool(self.totals) and 0 not in self.totals and max(self.totals) >= SET_FROM


@dataclass(frozen=True)
class Count:
    """What a report counted, and the first thing that it advises."""

    total: int
    good: int
    partial: int
    advice: str

    @classmethod
    def of(cls, report: SetReport) -> Count:
        """The counts of a report."""
        counts = report.counts
        return cls(counts.total, counts.good, counts.partial, report.advice[0])


@dataclass(frozen=True)
class Row:
    """What formcheck made of a clip.

    Attributes
    ----------
    clip
        Its name.
    truth
        What is true.
    counts
        By exercise, everything that was counted or, for the named one, why nothing was.
    names
        The exercises that were recognised without a name, in order.
    reason
        What is said where none was.
    """

    clip: str
    truth: Truth
    counts: Mapping[str, Count] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    reason: str = ""

    @property
    def named(self) -> Count | None:
        """The count under the right name; None = the clip shows no exercise."""
        return self.counts[self.truth.exercise] if self.truth.exercise else None

    @property
    def is_right(self) -> bool:
        """Whether the count under the right name is allowed, and no more are good than were."""
        named, truth = self.named, self.truth
        return (
            named is not None and named.total in truth.totals and named.good <= truth.good_at_most
        )

    @property
    def is_exact(self) -> bool:
        """Whether exactly the repetitions that were done are counted."""
        return self.named is not None and self.named.total in self.truth.done

    @property
    def false_goods(self) -> dict[str, Count]:
        """What is good of exercises that were not done."""
        done = {self.truth.exercise, *self.truth.also}
        return {
            name: count for name, count in self.counts.items() if count.good and name not in done
        }

    @property
    def unaided(self) -> Verdict:
        """How the clip is recognised without a name."""
        if not self.names:
            return "nothing"
        done = {self.truth.exercise, *self.truth.also}
        return "right" if set(self.names) <= done else "wrong"


def measure(clip: clips.Clip, model: str) -> Row:
    """Judge a clip as every exercise, and without a name."""
    found = recognise(clip, model)
    truth = Truth.of(clip)
    reports = reports_of(clip, model)
    counts = {name: Count.of(report) for name, report in reports.items()}
    kept = {name: count for name, count in counts.items() if count.total or name == truth.exercise}
    return Row(clip.name, truth, kept, found.names, found.reason)


def reports_of(clip: clips.Clip, model: str) -> dict[str, SetReport]:
    """The reports of a clip by exercise; every pose is looked at once."""
    checkers = {exercise.name: Checker(exercise) for exercise in list_exercises()}
    extractor = FeatureExtractor()
    for pose in recording.read(clips.recording_of(clip, model)):
        features = extractor.extract(pose)
        for checker in checkers.values():
            checker.follow(features)
    return {name: checker.finish() for name, checker in checkers.items()}


def rows_of(chosen: Sequence[clips.Clip], model: str, *, workers: int) -> list[Row]:
    """Measure every clip."""
    clips.estimate_missing(chosen, model, workers=workers)
    work = partial(measure, model=model)
    if workers == 1:
        return [work(clip) for clip in chosen]
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(work, chosen))


def why_not() -> dict[str, str]:
    """Why some clips cannot be counted exactly or recognised, by clip."""
    known: dict[str, str] = tomllib.loads(clips.REAL_TRUTH.read_text(encoding="utf-8"))["why"]
    return known


def main() -> int:
    """Measure and write; 0 when it is done, 2 without clips."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pattern", nargs="*", help="only clips whose name is like this")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    patterns = asked.pattern or ["*"]
    chosen = [
        clip for clip in clips.real() if any(fnmatch(clip.name, pattern) for pattern in patterns)
    ]
    if not chosen:
        print(ABSENT.format(folder=clips.REAL))
        return 2
    rows = rows_of(chosen, MODEL, workers=asked.workers)
    print("\n".join(real_document.explain(rows)))
    print(real_document.figures(rows))
    if asked.pattern:
        return 0
    used = {name: version(name) for name in ("formcheck", "ai-edge-litert", "numpy")}
    date = datetime.now(tz=UTC).date().isoformat()
    found = real_document.Findings(rows, why_not(), model=MODEL, versions=used, date=date)
    path = clips.ROOT / "benchmark" / "REAL.md"
    document.write(path, real_document.page(found))
    document.quote(clips.ROOT / "README.md", "real", real_document.figures(rows))
    print(f"Written: {path.relative_to(clips.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
