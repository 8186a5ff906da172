"""The accuracy of formcheck as one Markdown page."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmark import recognised, tables
from benchmark.tables import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from benchmark.recognised import Recognised
    from benchmark.scoring import Score

COMMAND: Final = "make accuracy"
WRONG_DEG: Final = 45
"""A camera that stands further off has the wrong view."""


@dataclass(frozen=True)
class Findings:
    """Everything that was measured.

    Attributes
    ----------
    samples
        The clips that come with formcheck.
    models
        Those of them that have faults, by model.
    report
        Sets with faults by lot, from about the recommended place; no threshold was chosen on them.
    views
        One repetition by another person each time, with the camera turned away.
    varied
        One plain set with one thing changed at a time.
    idle
        People who do not exercise, judged as every exercise.
    strangers
        The clips of `report`, judged as every exercise that they do not show.
    real
        Recordings of real people whose range and hold are known.
    recognised
        The exercises recognised in the clips of `samples` without their name.
    versions, date
        Versions of the software, and the date.
    """

    samples: Sequence[Score]
    models: Mapping[str, Sequence[Score]]
    report: Sequence[Score]
    views: Sequence[Score]
    varied: Sequence[Score]
    idle: Sequence[Score]
    strangers: Sequence[Score]
    real: Sequence[Score]
    recognised: Sequence[Recognised]
    versions: Mapping[str, str]
    date: str


def write(path: Path, text: str) -> None:
    """Write a page, complete or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    os.replace(partial, path)  # noqa: PTH105 - named in the house style


def quote(path: Path, name: str, quoted: str) -> None:
    """Put a table into the README, between the marks of that name; the rest of it stays.

    Raises ValueError if the marks are not there.
    """
    begin, finish = f"<!-- {name}:begin -->", f"<!-- {name}:end -->"
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(begin)
    _, end, tail = rest.partition(finish)
    if not end:
        raise ValueError(f"{path.name} has no {begin} and {finish}: put them in")
    write(path, f"{head}{begin}\n{quoted}\n{end}{tail}")


def joined(parts: Iterable[str]) -> str:
    """One page of paragraphs and tables; empty ones are left out."""
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def page(found: Findings) -> str:
    """The whole page."""
    used = ", ".join(f"{name} {number}" for name, number in found.versions.items())
    parts = [
        INTRODUCTION.format(command=COMMAND, used=used, date=found.date),
        "## Targets and results\n",
        targets(found),
        REPORT.format(clips=len(found.report)),
        tables.by_exercise(found.report),
        "### Faults that one camera sees well\n",
        tables.faults(found.report, weak=False),
        "### Weak signs, which only inform\n",
        tables.faults(found.report, weak=True),
        "### Limits\n",
        tables.limits([*found.report, *found.samples]),
        "### By body\n",
        tables.by_person(found.report),
        VIEWS,
        tables.camera_tolerance(found.views),
        SAMPLES,
        tables.by_exercise(found.samples),
        "### Faults in the sample videos\n",
        tables.faults(found.samples, weak=False),
        "### The three models, on the sample videos with faults\n",
        tables.by_model(found.models),
        VARIED,
        tables.camera_tolerance(found.varied),
        "\nThe same added up over the exercises:\n",
        tables.by_condition(found.varied),
        RECOGNISED,
        recognised.table(found.recognised),
        NOTHING,
        nothing(found),
        REAL if found.real else "",
        tables.by_exercise(found.real) if found.real else "",
    ]
    return joined(parts)


def targets(found: Findings) -> str:
    """Return the table of targets and results, on clips that nothing was tuned on."""
    report = found.report
    ranges = np.array([error for each in report for error in each.range_error_deg])
    holds = np.array([error for each in report for error in each.hold_error_s])
    judged = Tally.of(row for each in report for row in each.faults if not row.weak)
    limits = Tally.of(row for each in [*report, *found.samples] for row in each.limits)
    wrong = [each for each in found.views if abs(int(each.subject.condition)) > WRONG_DEG]
    exact = sum(each.exact for each in report)
    small = sum(each.partial_counted for each in report)
    right, _, mistaken = recognised.summary(found.recognised)
    rows = [
        ("repetitions counted exactly", "every clip", f"{exact} of {len(report)} clips"),
        ("partial repetitions counted", "0", f"{small} of {sum(each.partial for each in report)}"),
        ("repetitions of people who do not exercise", "0", str(_counted(found.idle))),
        ("range of motion, median error", "≤ 4°", tables.number(ranges, 50, "°")),
        ("range of motion, 95th percentile", "≤ 8°", tables.number(ranges, 95, "°")),
        ("hold time, 95th percentile", "≤ 0.3 s", tables.number(holds, 95, " s", 2)),
        ("faults seen well, precision", "≥ 0.95", tables.share(judged.precision)),
        ("faults seen well, recall", "≥ 0.90", tables.share(judged.recall)),
        ("limits exceeded by 8° or more, recall", "1.00", tables.share(limits.recall)),
        ("limit alarms 8° or more below the limit", "0", str(limits.false_alarm)),
        (
            "sample videos recognised without being told, and taken for another exercise",
            "≥ 90 %, 0",
            f"{right} of {len(found.recognised)}, {mistaken}",
        ),
        (
            "wrong views (50° to 90° off) in which no number is given",
            "every clip",
            f"{sum(each.silent for each in wrong)} of {len(wrong)}",
        ),
        (
            "... and it is said that the view is wrong",
            "every clip",
            f"{sum(each.view_reported for each in wrong)} of {len(wrong)}",
        ),
    ]
    return tables.table(("in the recommended view", "aim", "reached"), rows)


def nothing(found: Findings) -> str:
    """Repetitions counted where nothing was to be counted."""
    rows = []
    for name, group in tables.grouped(found.idle, lambda each: each.subject.clip).items():
        rows.append([name, *_alarm_cells(group)])
    rows.append(["another exercise than the one asked for", *_alarm_cells(found.strangers)])
    head = ("clip", "judged", "repetitions counted", "partial ones reported", "limit alarms")
    return tables.table(head, rows)


def _alarm_cells(group: Sequence[Score]) -> list[str]:
    return [
        str(len(group)),
        str(_counted(group)),
        str(sum(each.partial_reported for each in group)),
        str(sum(len(each.limits) for each in group)),
    ]


def _counted(group: Sequence[Score]) -> int:
    return sum(each.counted for each in group)


INTRODUCTION: Final = """
# How right formcheck is

Made by `{command}` on {date} with {used}, model `full` where no other is named.

The people are rendered, so their true joint angles are known in every picture; they move more
evenly than patients do and wear no loose clothes.  The figures say how well formcheck follows a
body of known movement through one camera, and not how well it does with patients.  How it does
with real people is on its own page: `REAL.md`, made by `make real`.

Range of motion is the change from the person's own start.  "Median" and "95 %" are of the absolute
error, over the complete repetitions that were found; "bias" is the mean error, + for too much.
Hold time is compared with the time for which the true angle was past the border of the target.  A
fault or a limit is scored where the truth is clear: true angle at least 4° (limits: 8°) past the
threshold, or at least as much short of it; tempo and hold at least 25 % off.
"""
REPORT: Final = """
## From the recommended place

{clips} sets, drawn by lot: five bodies, clothes, skins, furniture, left and
right, camera anywhere within the recommended height and distance, up to 10° off in direction and
3° in tilt and roll.  Most have good repetitions, a partial one, and one for each of several
faults; in a few the set-up is wrong all the time.  No threshold was chosen on these clips (there
are others for that).

Every stretch here is held for 7 to 9 s and prescribed for 30, so its `short_hold` is no hard case.
A fault with no true case in the table is not shown to be found, only to be silent.
"""
VIEWS: Final = """
## When the camera stands beside the recommended place

One repetition each, by another person each time, with the camera turned about the person by so
many degrees; no threshold was chosen on these either.  Cells: error of the range of motion,
bold when it is off by more than 8°; "view": nothing was measured, and formcheck said that the view
is wrong (a squat or a stand may be counted without its form); "unjudged": nothing was measured,
for another reason; bold "0 of 1": the repetition was not counted.
"""
SAMPLES: Final = """
## The sample videos

The clips of `sample_videos/`.  Some of them were looked at while exercises were being written.
"""
VARIED: Final = """
## When one thing is changed

One plain set of each exercise (one good and one partial repetition), with one thing changed at a
time; cells as above.
"""
RECOGNISED: Final = """
## Which exercise is it?

The sample videos, analysed without the name of the exercise.  A clip is right if its exercise and
no other is recognised, and wrong as soon as another one is.
"""
NOTHING: Final = """
## When there is nothing to count

People who stand, walk, talk, sit, lie or pick something up, and the sets above judged as every
exercise that they are not.  Movements in passing are not asked for: a person who lies draws up a
knee and slides the heel away again, which is a heel slide, and who talks steps aside and back.
"""
REAL: Final = """
## Real people

One man, one bridge, from the side; the second clip is the same five times in a row.  Their truth
was read by eye: range within 4°, hold within 0.2 s.
"""
