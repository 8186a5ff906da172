"""The verdict on a set, and the advice: plain sentences, most important first."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from formcheck.assessment.quality_gate import DOUBTS, view_remedy
from formcheck.assessment.report_rows import LEFT_POSITION, PEAK_UNSEEN
from formcheck.assessment.report_types import NOT_COUNTED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from formcheck.assessment.quality_gate import PauseReason
    from formcheck.assessment.report import LegsSeen
    from formcheck.assessment.report_rows import Counts, LimitExceeded, PartialRepetition, Rep
    from formcheck.assessment.verdict import Verdict
    from formcheck.exercises.definition import Exercise

ENOUGH_SEEN: Final = 0.3
"""Below this share of seen time the set is inconclusive (engineering default)."""

COUNTED: Final = "Counted; form cannot be judged from this side."
"""Said of repetitions that were counted without judging their form."""

MOSTLY_GOOD: Final = 0.8
"""From this share of good repetitions on a set is good (engineering default)."""

UNBELIEVED_S: Final = 1.0
"""Poses that were not believed are reported from so long a time on (engineering default)."""

MIRRORED: Final = "If the recording is mirrored, as those of selfie cameras may be, use --mirror."

LOOKS_LIKE: Final = "This looks like «{}», not like «{}»."

JUDGED_MOSTLY: Final = 0.5
"""If for this share of the time nothing stood in the way, the movement itself is the reason
(engineering default)."""

NO_START: Final = (
    "No steady start was seen: keep still in the start position for a moment, and the camera too."
)
"""The advice where the person never rested, or the joints shook too much to tell."""

LEAST_TRY: Final = 0.1
"""A movement that came less far is none."""

_GRADE_RANK: Final = {"major": 0, "minor": 1, "hint": 2}


@dataclass(frozen=True)
class Pauses:
    """How long nothing was judged, and why.

    Attributes
    ----------
    watched_s
        Seconds of the whole set.
    paused_s
        Seconds without judging, by reason.
    furthest
        How far the furthest movement came, as a share of the way to the target; NaN = unknown.
    no_start
        True if no rest in the start position was found.
    """

    watched_s: float
    paused_s: Mapping[PauseReason, float]
    furthest: float = math.nan
    no_start: bool = False

    def share(self, reason: PauseReason) -> float:
        """Return the share of the time with this reason."""
        return self.paused_s[reason] / self.watched_s if self.watched_s > 0 else 1.0

    def main_reason(self) -> PauseReason | None:
        """Return the reason that lasted longest; None if it could be judged most of the time."""
        # A title card, or the way to the camera, is no reason where the body was seen mostly.
        paused = {key: value for key, value in self.paused_s.items() if value > 0}
        if not paused and self.paused_s:
            return next(iter(self.paused_s))
        if sum(paused.values()) <= (1 - JUDGED_MOSTLY) * self.watched_s:
            return None
        seen = {key: value for key, value in paused.items() if key.name != "absent"}
        absent_s = sum(paused.values()) - sum(seen.values())
        if seen and absent_s < (1 - JUDGED_MOSTLY) * self.watched_s:
            paused = seen
        return max(paused, key=lambda key: (paused[key], key.name))


def verdict_of(
    counts: Counts, limits: Sequence[LimitExceeded], seen_fraction: float, *, judged: bool = True
) -> Verdict:
    """Return the verdict on a set.

    ``stopped`` if a stop limit was exceeded; ``counted`` if repetitions were counted and none was
    judged; ``inconclusive`` if too little was seen or nothing was done; ``good`` if no limit was
    exceeded and at least `MOSTLY_GOOD` of all attempts were good; else ``needs_work``.

    Parameters
    ----------
    counts
        The repetitions.
    limits
        The limits that were exceeded.
    seen_fraction
        Share of the time in which the body was seen, 0 to 1.
    judged
        Whether the form of a repetition was judged.

    Returns
    -------
    str
        The verdict.
    """
    if any(limit.action == "stop" for limit in limits):
        return "stopped"
    if counts.total and not judged:
        return "counted"
    attempts = counts.total + counts.partial
    if seen_fraction < ENOUGH_SEEN or (not attempts and not limits):
        return "inconclusive"
    if not limits and counts.good and counts.good >= MOSTLY_GOOD * attempts:
        return "good"
    return "needs_work"


def advise(  # noqa: PLR0913  # what a report knows, told apart by name
    exercise: Exercise,
    *,
    verdict: Verdict,
    reps: Sequence[Rep],
    partial: Sequence[PartialRepetition],
    limits: Sequence[LimitExceeded],
    legs: LegsSeen,
    near: str,
    pauses: Pauses,
) -> tuple[str, ...]:
    """Return the advice to the person, most important first; there is always a sentence.

    Parameters
    ----------
    exercise, verdict, reps, partial, limits, legs
        The exercise and what is in the report of the set.
    near
        The side nearer to the camera, or ``unknown``.
    pauses
        How long was not judged, and why.

    Returns
    -------
    tuple of str
        Plain sentences.
    """
    lines = [*_limit_lines(exercise, limits)]
    if verdict == "inconclusive":
        lines.extend(_doubt_lines(exercise, pauses))
    lines.extend(_count_lines(exercise, reps, partial))
    lines.extend(_leg_lines(exercise, reps, legs, near))
    lines.extend(_fault_lines(exercise, reps, partial))
    lines.extend(_unbelieved_lines(pauses.paused_s, lines))
    if not lines:
        lines.append(f"No repetition of «{exercise.title}» was seen.")
    return tuple(lines)


def _limit_lines(exercise: Exercise, limits: Sequence[LimitExceeded]) -> list[str]:
    lines = []
    for limit in sorted(exercise.limit, key=lambda row: row.action != "stop"):
        times = [row for row in limits if row.name == limit.name]
        if not times:
            continue
        often = "once" if len(times) == 1 else f"{len(times)} times"
        worst = [row.value_deg for row in times]
        reach = max(worst, key=limit.when.excess)
        where = f", to {reach:.0f}°" if reach == reach else ""  # noqa: PLR0124  # NaN: a ratio
        lines.append(f"{limit.say} (Too far {often}{where}.)")
    return lines


def _doubt_lines(exercise: Exercise, pauses: Pauses) -> list[str]:
    """Return why nothing was counted: the reason that lasted longest, or that nothing was done."""
    reason = pauses.main_reason()
    if reason is None:
        line = f"No repetition of «{exercise.title}» was seen."
        if pauses.no_start:
            return [line, NO_START]
        if pauses.furthest > LEAST_TRY:
            line += f" The furthest movement came {100 * pauses.furthest:.0f} % of the way."
        return [line]
    often = f"({100 * pauses.share(reason):.0f} % of the time.)"
    lines = [f"«{exercise.title}» could not be judged. {reason.say} {often}"]
    if reason.name == "side":
        lines.append(MIRRORED)
    return lines


def _unbelieved_lines(paused_s: Mapping[PauseReason, float], lines: Sequence[str]) -> list[str]:
    """Say for how long poses were not believed, where it was long and is not said yet."""
    return [
        f"{reason.say} ({length_s:.0f} s could not be judged.)"
        for reason, length_s in paused_s.items()
        if reason in DOUBTS.values()
        and length_s >= UNBELIEVED_S
        and not any(reason.say in line for line in lines)
    ]


def _count_lines(
    exercise: Exercise, reps: Sequence[Rep], partial: Sequence[PartialRepetition]
) -> list[str]:
    lines = []
    good, total = sum(rep.good for rep in reps), sum(rep.judged for rep in reps)
    only_counted = len(reps) - total
    if only_counted:
        remedy = view_remedy(exercise)
        many = f"{only_counted} of {_times(len(reps), exercise)}: " if total else ""
        lines.append(f"{many}{COUNTED} To have it judged, {remedy}")
    word = _times(total, exercise)
    if total == 1:
        lines.append("It was good." if good else "It was not a good one yet.")
    elif total and good == total:
        lines.append(f"All {word} were good.")
    elif total:
        lines.append(f"{good or 'None'} of {word} {'was' if good <= 1 else 'were'} good.")
    return lines + _partial_lines(exercise, partial)


def _partial_lines(exercise: Exercise, partial: Sequence[PartialRepetition]) -> list[str]:
    """Return a line for each reason why movements were not counted, the most frequent first."""
    other = exercise.counted_from
    elsewhere = () if other is None else (*other.body, *other.movement.also)
    rows = (*exercise.body, *exercise.movement.also, *elsewhere)
    asked = {row.name: row.say for row in rows}
    lines = []
    for reason, times in Counter(row.reason for row in partial).most_common():
        were = "was" if times == 1 else "were"
        if reason in asked:
            lines.append(f"{asked[reason]} ({times} {were} another movement and not counted.)")
        else:
            lines.append(f"{times} {were} {NOT_COUNTED[reason].say.format(were)}")
    return lines


def _leg_lines(exercise: Exercise, reps: Sequence[Rep], legs: LegsSeen, near: str) -> list[str]:
    """Say which leg was not judged, and where the side of the camera was the wrong one."""
    lines = []
    far = [rep for rep in reps if rep.side == legs.unjudged]
    if far and not any(rep.judged for rep in far):
        lines.append(f"Your {legs.unjudged} leg was on the far side: turn round for it.")
    elif far:
        lines.append(
            f"Your {legs.unjudged} leg, on the far side, was not seen all the time: turn round to "
            "have all of its repetitions counted."
        )
    elif legs.unjudged != "none":
        lines.append(
            f"Your {legs.unjudged} leg moved too. It was on the far side and was not judged: "
            "turn round for it."
        )
    sides = {rep.side for rep in reps}
    if "unknown" in sides:
        lines.append(
            "It was not seen which leg worked: put the camera beside the leg you exercise."
        )
    elif exercise.movement.works_when is not None and sides and near not in {*sides, "unknown"}:
        lines.append(
            f"Your {reps[0].side} leg worked. It was on the far side: put the camera beside it."
        )
    return lines


def _fault_lines(
    exercise: Exercise, reps: Sequence[Rep], partial: Sequence[PartialRepetition]
) -> list[str]:
    rows = [(fault.name, fault.grade, fault.say) for fault in exercise.fault]
    rows.extend((also.name, "major", also.say) for also in exercise.movement.also)
    rows.append((LEFT_POSITION, "major", "Stay in the position of the exercise."))
    rows.append((PEAK_UNSEEN, "major", "The furthest part could not be seen."))
    faults = [*(rep.faults for rep in reps), *(rep.faults for rep in partial)]
    counted = []
    for name, grade, say in rows:
        times = sum(name in names for names in faults)
        if times:
            counted.append((_GRADE_RANK[grade], -times, say))
    total = sum(rep.judged for rep in reps) + len(partial)
    return [f"{say} ({-times} of {_times(total, exercise)}.)" for _, times, say in sorted(counted)]


def _times(count: int, exercise: Exercise) -> str:
    word = "repetition" if exercise.kind == "reps" else "hold"
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
