"""How right formcheck is, against people whose joints are known; writes ``ACCURACY.md``.

::

    python -m benchmark.accuracy                      everything that is there (make accuracy)
    python -m benchmark.accuracy --render             draw the missing clips of the sweep first
    python -m benchmark.accuracy --tune [PATTERN]     the clips to tune on, one by one

Clips come from ``sample_videos/``, from the rendered sweep in ``.cache/accuracy`` (drawn by
``tools/render_patients``, hours of work, kept outside git) and from recordings of real people
where they lie beside the checkout.  Nothing is scored on a clip that a threshold was chosen on,
but the samples, which say so.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
from datetime import UTC, datetime
from fnmatch import fnmatch
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from benchmark import clips, document
from benchmark.recognised import recognise
from benchmark.scoring import Judged, Score, Subject, judge, score
from formcheck import recording
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODELS: Final = ("lite", "full", "heavy")
IN_PASSING: Final[dict[str, frozenset[str]]] = {
    "lying": frozenset({"heel_slide"}),
    "talking": frozenset({"lateral_step"}),
}
"""Exercises that idle people do in passing: a person who lies draws up a knee, holds it and
slides the heel away again, and that is a heel slide; who talks there steps aside and back."""
SHOWN: Final = ("range_error_deg", "peak_error_deg", "hold_error_s")


def scores_of(chosen: Sequence[clips.Clip], model: str, *, workers: int) -> list[Score]:
    """The score of every clip as the exercise that it shows."""
    clips.estimate_missing(chosen, model, workers=workers)
    return [_score(clip, model) for clip in chosen]


def idle_scores(chosen: Sequence[clips.Clip], model: str, *, workers: int) -> list[Score]:
    """People who do not exercise, judged as every exercise in turn but those done in passing."""
    clips.estimate_missing(chosen, model, workers=workers)
    return [
        _nothing(clip, name, model)
        for clip in chosen
        for name in exercise_names()
        if name not in IN_PASSING.get(clip.exercise, ())
    ]


def strangers(chosen: Sequence[clips.Clip], model: str) -> list[Score]:
    """Every clip judged as every exercise that it does not show."""
    return [
        _nothing(clip, name, model)
        for clip in chosen
        for name in exercise_names()
        if name != clip.exercise
    ]


def real_scores(model: str, *, workers: int) -> list[Score]:
    """Recordings of real people whose range and hold were read by eye."""
    chosen = [clip for clip in clips.real() if "range_deg" in clip.truth]
    clips.estimate_missing(chosen, model, workers=workers)
    found = []
    for clip in chosen:
        report = judge(load_exercise(clip.exercise), _poses(clip, model)).report
        (full,) = clip.truth["done"]
        row = Score(
            _subject(clip, clip.exercise, model),
            full=full,
            counted=report.counts.total,
            missed=max(0, full - report.counts.total),
            spurious=max(0, report.counts.total - full),
            range_error_deg=tuple(
                rep.range_deg - clip.truth["range_deg"]
                for rep in report.reps
                if not math.isnan(rep.range_deg)
            ),
            hold_error_s=tuple(rep.hold_s - clip.truth["hold_s"] for rep in report.reps),
        )
        found.append(row)
    return found


def _score(clip: clips.Clip, model: str) -> Score:
    exercise = load_exercise(clip.exercise)
    judgement = judge(exercise, _poses(clip, model))
    return score(exercise, clip.truth, judgement, _subject(clip, clip.exercise, model))


def _subject(clip: clips.Clip, exercise: str, model: str) -> Subject:
    return Subject(clip.name, clip.family, clip.condition, exercise, model, clip.person)


def _nothing(clip: clips.Clip, exercise: str, model: str) -> Score:
    """The score of a clip in which nothing of an exercise is done."""
    report = judge(load_exercise(exercise), _poses(clip, model)).report
    alarms = (Judged(limit.name, weak=False, outcome="false alarm") for limit in report.limits)
    return Score(
        _subject(clip, exercise, model),
        full=0,
        counted=report.counts.total,
        spurious=report.counts.total,
        partial_reported=len(report.partial_reps),
        limits=tuple(alarms),
    )


def _poses(clip: clips.Clip, model: str) -> recording.Recording:
    return recording.read(clips.recording_of(clip, model))


def explain(rows: Sequence[Score]) -> Iterator[str]:
    """One line a clip, with everything that was not right."""
    for row in rows:
        errors = (
            f"{name.split('_')[0]} {' '.join(f'{error:+.1f}' for error in getattr(row, name))}"
            for name in SHOWN
        )
        wrong = [
            f"{judged.rule}: {judged.outcome}"
            for judged in (*row.faults, *row.limits)
            if judged.outcome in {"miss", "false alarm"}
        ]
        partial = f"partial {row.partial_reported}/{row.partial}"
        counted = f", {row.partial_counted} COUNTED" if row.partial_counted else ""
        counts = f"{row.counted}/{row.full}{'?' * row.unclear}"
        view = " view reported as wrong" if row.view_reported else ""
        yield (
            f"{row.subject.clip:46} {'ok ' if row.exact else 'NOT'} {counts} "
            f"{partial}{counted}  {'  '.join(errors)}{view}  {'; '.join(wrong)}"
        )


def draw_missing(patterns: Sequence[str], python: str) -> None:
    """Render the missing clips of the sweep, with two processes."""
    clips.RENDERED.mkdir(parents=True, exist_ok=True)
    command = [python, "-m", "tools.render_patients", *patterns, "--missing"]
    running = [
        subprocess.Popen(
            [*command, "--part", f"{part}/2", "--to", str(clips.RENDERED)], cwd=clips.ROOT
        )
        for part in (1, 2)
    ]
    if any(process.wait() for process in running):
        sys.exit("The sweep could not be drawn: see tools/render_patients/README.md.")


def main() -> int:
    """Measure and write; 0 when it is done."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tune", nargs="?", const="*", metavar="PATTERN")
    parser.add_argument(
        "--render", action="store_true", help="draw the missing clips of the sweep"
    )
    parser.add_argument(
        "--renderer", default=sys.executable, help="a Python with the render extra"
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    if asked.render:
        patterns = (
            ["*-tune-*"] if asked.tune else ["*-report-*", "*-view-*", "*-idle-*", "*-vary-*"]
        )
        draw_missing(patterns, asked.renderer)
    if asked.tune:
        chosen = [clip for clip in clips.rendered(["tune"]) if fnmatch(clip.name, asked.tune)]
        print("\n".join(explain(scores_of(chosen, "full", workers=asked.workers))))
        return 0
    return _measure(asked.workers)


def _measure(workers: int) -> int:
    samples = list(clips.samples())
    faulty = [clip for clip in samples if clip.truth["faults"]]
    report = list(clips.rendered(["report"]))
    views = list(clips.rendered(["view"]))
    varied = list(clips.rendered(["vary"]))
    idle = list(clips.rendered(["idle"]))
    found = document.Findings(
        samples=scores_of(samples, "full", workers=workers),
        models={model: scores_of(faulty, model, workers=workers) for model in MODELS},
        report=scores_of(report, "full", workers=workers),
        views=scores_of(views, "full", workers=workers),
        varied=scores_of(varied, "full", workers=workers),
        idle=idle_scores(idle, "full", workers=workers),
        strangers=strangers(report, "full"),
        real=real_scores("full", workers=workers),
        recognised=[recognise(clip, "full") for clip in samples],
        versions={name: version(name) for name in ("formcheck", "ai-edge-litert", "numpy")},
        date=datetime.now(tz=UTC).date().isoformat(),
    )
    path = clips.ROOT / "benchmark" / "ACCURACY.md"
    document.write(path, document.page(found))
    document.quote(clips.ROOT / "README.md", "accuracy", document.targets(found))
    for row in explain([*found.samples, *found.report]):
        print(row)
    print(f"Written: {path.relative_to(clips.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
