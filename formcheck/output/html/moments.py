"""The one or two moments of a set that are worth looking at, as drawings or photos."""

from __future__ import annotations

import base64
import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import cv2
import numpy as np
from markupsafe import Markup

from formcheck.assessment.advice import SHORT
from formcheck.assessment.report_types import OWN_FAULTS
from formcheck.output.overlay.skeleton import (
    BEADS,
    DrawnAngle,
    draw_angle,
    draw_skeleton,
    drawn_angle,
    seen_spots,
    working_leg,
)
from formcheck.pose.geometry import rotated
from formcheck.pose.joints import BONES, Joint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from formcheck.assessment.events import Reading
    from formcheck.exercises.definition import Exercise
    from formcheck.output.html.set_trace import KeptMoment, SetTrace

_NO_PICTURE: Final = frozenset({"tempo", "short_hold", "unsteady", "uneven"})
"""Kinds of faults that one picture does not show: they lie in the time."""

_SAME_S: Final = 1.0
"""A kept pose so near to the furthest point of the report shows it (engineering default)."""

_QUALITY: Final = 80
_PHOTO: Final = Markup(
    '<img class="photo" alt="{}" width="{}" height="{}" src="data:image/jpeg;base64,{}">'
)
_BODY: Final = Markup('<svg class="body" viewBox="{}" role="img" aria-label="{}">{}</svg>')
_PAD: Final = 0.08
_STEPS: Final = 13


NOT_FAR: Final = "This one was not far enough and does not count."
GOOD_ONE: Final = "This one was good, at its furthest point."
FURTHEST: Final = "This was its furthest point."
COMPLETE_ONE: Final = "This one was complete, at its furthest point."

Kind = Literal["limit", "fault", "partial", "good", "peak"]
"""Why a moment is shown."""


class ShownMoment(NamedTuple):
    """A moment of a set as a page shows it.

    Attributes
    ----------
    kind
        Why it is shown.
    say
        What is to be seen in it, in a sentence.
    row
        Where its movement stands in the report, for example ``("reps", 2)``.
    is_furthest
        Whether it is the furthest point of the movement.
    picture
        A drawing or a photo.
    """

    kind: Kind
    say: str
    row: tuple[str, int]
    is_furthest: bool
    picture: Markup


def moments(table: Mapping[str, Any], trace: SetTrace) -> list[ShownMoment]:
    """Return what is worth a look: the thing to change, and a good example.

    Parameters
    ----------
    table
        The report of the set, as its JSON has it.
    trace
        What was kept of its readings.

    Returns
    -------
    list of ShownMoment
        Two at most; none where nothing was seen well enough.
    """
    drawn = (_drawn(one, table, trace) for one in _troubles(table, trace.exercise))
    good = (_drawn(one, table, trace) for one in _examples(table, trace.exercise))
    found = [next(filter(None, each), None) for each in (drawn, good)]
    shown = [one for one in found if one is not None]
    # A movement that is no example is shown only where there is nothing else.
    return shown[:1] if any(one.kind == "peak" for one in shown) else shown


class _Candidate(NamedTuple):
    """A moment that may be shown, if a pose of it was kept.

    `name` is that of its limit or fault; `at_peak` says that its furthest point shows it best.
    """

    kind: Kind
    say: str
    row: tuple[str, int]
    name: str = ""
    at_peak: bool = True


def _troubles(table: Mapping[str, Any], exercise: Exercise) -> Iterator[_Candidate]:
    """Yield what has to change, the most important first."""
    rows = [(key, index) for key in ("reps", "partial_reps") for index in range(len(table[key]))]
    for limit in sorted(exercise.limit, key=lambda row: row.action != "stop"):
        is_main = limit.when.measure == exercise.movement.measure
        for place in rows:
            if limit.name in _row(table, place)["limits"]:
                yield _Candidate("limit", limit.say, place, limit.name, is_main)
    says = {row.name: row.say for row in (*exercise.fault, *exercise.movement.also)} | OWN_FAULTS
    unseen = {fault.name for fault in exercise.fault if fault.kind in _NO_PICTURE}
    weights = Counter[str]()
    for place in rows:
        weights.update(dict.fromkeys(_row(table, place)["major"], len(rows)))
        weights.update(_row(table, place)["minor"])
    for name, _ in weights.most_common():
        for place in rows:
            if name in _row(table, place)["faults"] and name in says.keys() - unseen:
                yield _Candidate("fault", says[name], place, name, at_peak=False)
    for index, row in enumerate(table["partial_reps"]):
        if row["reason"] == SHORT:
            yield _Candidate("partial", NOT_FAR, ("partial_reps", index))


def _examples(table: Mapping[str, Any], exercise: Exercise) -> Iterator[_Candidate]:
    """Yield the repetitions without a fault, then the other good ones, and then any."""
    say = GOOD_ONE if exercise.scope == "full" else COMPLETE_ONE
    good = [index for index, rep in enumerate(table["reps"]) if rep["good"] and rep["judged"]]
    for index in sorted(good, key=lambda index: bool(table["reps"][index]["faults"])):
        yield _Candidate("good", say, ("reps", index))
    for index in range(len(table["reps"])):
        yield _Candidate("peak", FURTHEST, ("reps", index))


def _row(table: Mapping[str, Any], place: tuple[str, int]) -> Mapping[str, Any]:
    row: Mapping[str, Any] = table[place[0]][place[1]]
    return row


def _drawn(wanted: _Candidate, table: Mapping[str, Any], trace: SetTrace) -> ShownMoment | None:
    """Return a moment with its picture; None if no pose of it was kept."""
    row = _row(table, wanted.row)
    is_furthest, kept = wanted.at_peak, None
    if wanted.at_peak:
        kept = _peak_of(wanted.row, row, trace)
    if kept is None and wanted.name:
        is_furthest = False
        kept = (trace.limits if wanted.kind == "limit" else trace.faults).get(wanted.name)
        time_s = math.nan if kept is None else kept.reading.pose.time_s
        if not row["start_s"] - _SAME_S <= time_s <= row["end_s"] + _SAME_S:
            return None
    if kept is None:
        return None
    exercise = trace.exercise
    label = f"{'Drawing' if kept.photo is None else 'Photo'} of this moment: {wanted.say}"
    picture = (
        drawing(kept.reading, exercise, label)
        if kept.photo is None
        else photo(kept, exercise, label)
    )
    return ShownMoment(wanted.kind, wanted.say, wanted.row, is_furthest, picture)


def _peak_of(place: tuple[str, int], row: Mapping[str, Any], trace: SetTrace) -> KeptMoment | None:
    """Return the kept moment nearest to the furthest point of a movement, if it is near."""
    kept = [trace.peaks.get(row["number"])] if place[0] == "reps" else [*trace.partials]
    known = [one for one in kept if one is not None]
    if row["peak_s"] is None or not known:
        return None
    best = min(known, key=lambda one: abs(one.reading.pose.time_s - row["peak_s"]))
    return best if abs(best.reading.pose.time_s - row["peak_s"]) <= _SAME_S else None


def photo(kept: KeptMoment, exercise: Exercise, label: str) -> Markup:
    """Return the picture of a moment with the body and its angle drawn in.

    Parameters
    ----------
    kept, exercise
        A moment with its photo, and the exercise.
    label
        What a screen reader says of it.

    Returns
    -------
    Markup
        An element ``img`` that has the JPEG in it; empty without a photo.
    """
    if kept.photo is None:
        return Markup()
    canvas = kept.photo.copy()
    scale = canvas.shape[1] / kept.reading.pose.size_px[0]
    draw_skeleton(canvas, kept.reading, scale=scale)
    if (angle := drawn_angle(kept.reading, exercise)) is not None:
        draw_angle(canvas, angle, target_deg=exercise.movement.target_deg, scale=scale)
    _, data = cv2.imencode(".jpg", canvas, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    text = base64.b64encode(data.tobytes()).decode()
    high, wide = canvas.shape[:2]
    # The words beside it say what it shows.
    return _PHOTO.format(label, wide, high, text)


def drawing(reading: Reading, exercise: Exercise, label: str) -> Markup:
    """Return the body of a reading as a drawing: bones, the working leg thick, and its angle.

    Parameters
    ----------
    reading, exercise
        What was measured, and the exercise.
    label
        What a screen reader says of it.

    Returns
    -------
    Markup
        An element ``svg`` as large as the body; empty if no body was seen.
    """
    spots = {joint: complex(x, y) for joint, (x, y) in seen_spots(reading, 1.0).items()}
    body = {joint: at for joint, at in spots.items() if joint >= Joint.LEFT_SHOULDER}
    if not body:
        return Markup()
    points = [*body.values(), *([spots[Joint.NOSE]] if Joint.NOSE in spots else [])]
    left, right = min(p.real for p in points), max(p.real for p in points)
    top, bottom = min(p.imag for p in points), max(p.imag for p in points)
    size = max(right - left, bottom - top, 1.0)
    unit = size / 100
    head = _head(spots, 9 * unit)
    pad = (_PAD + 0.06 * bool(head)) * size
    edges = (left - pad, top - pad, right - left + 2 * pad, bottom - top + 2 * pad)
    box = " ".join(f"{edge:.0f}" for edge in edges)
    bones = _bones(body, reading, unit)
    parts = [*_fan(reading, exercise), *head, *bones, *_arc(reading, exercise, unit)]
    # A second picture beside this one is as large: `meet` keeps the body whole in both.
    return _BODY.format(box, label, Markup().join(parts))


def _bones(body: Mapping[Joint, complex], reading: Reading, unit: float) -> list[Markup]:
    leg, parts = working_leg(reading), []
    line = Markup('<path class="{}" d="M{} {}L{} {}" stroke-width="{}"/>')
    for one, two in sorted(BONES, key=leg.issuperset):  # the working leg lies on top
        if one in body and two in body:
            works = leg.issuperset((one, two))
            ends = [
                f"{value:.0f}" for at in (body[one], body[two]) for value in (at.real, at.imag)
            ]
            name = "bone works" if works else "bone"
            parts.append(line.format(name, *ends, f"{(3.4 if works else 2.2) * unit:.1f}"))
    bead = Markup('<circle class="bead" cx="{}" cy="{}" r="{}" stroke-width="{}"/>')
    for joint in sorted(leg & body.keys() & BEADS):
        at = body[joint]
        size = f"{2.3 * unit:.1f}", f"{unit:.1f}"
        parts.append(bead.format(f"{at.real:.0f}", f"{at.imag:.0f}", *size))
    return parts


def _head(spots: Mapping[Joint, complex], largest: float) -> list[Markup]:
    """Return a ring for the head, where nose and a shoulder are seen."""
    shoulders = [spots[row] for row in (Joint.LEFT_SHOULDER, Joint.RIGHT_SHOULDER) if row in spots]
    if Joint.NOSE not in spots or not shoulders:
        return []
    nose = spots[Joint.NOSE]
    radius = min(0.5 * abs(nose - sum(shoulders) / len(shoulders)), largest)
    ring = Markup('<circle class="head" cx="{}" cy="{}" r="{}" stroke-width="{}"/>')
    return [
        ring.format(f"{nose.real:.0f}", f"{nose.imag:.0f}", f"{radius:.0f}", f"{radius / 5:.1f}")
    ]


def _rim(angle: DrawnAngle, from_deg: float, to_deg: float, radius: float) -> str:
    """Return an arc about the corner of an angle as points of a path, y down."""
    zero = angle.zero / abs(angle.zero)
    steps = np.linspace(from_deg, to_deg, _STEPS).tolist()
    places = [angle.corner + radius * rotated(zero, angle.turn * step) for step in steps]
    return "L".join(f"{at.real:.0f} {-at.imag:.0f}" for at in places)


def _fan(reading: Reading, exercise: Exercise) -> list[Markup]:
    """Return the target as a fan about the joint at which the angle is measured."""
    angle = drawn_angle(reading, exercise)
    if angle is None or not (abs(angle.end - angle.corner) > 0 and abs(angle.zero) > 0):
        return []
    length = abs(angle.end - angle.corner)
    rim = _rim(angle, *exercise.movement.target_deg, 0.62 * length)
    middle = f"{angle.corner.real:.0f} {-angle.corner.imag:.0f}"
    return [Markup('<path class="fan" d="M{}L{}Z"/>').format(middle, rim)]


def _arc(reading: Reading, exercise: Exercise, unit: float) -> list[Markup]:
    """Return the measured angle as an arc from its zero."""
    angle = drawn_angle(reading, exercise)
    if angle is None or not (abs(angle.end - angle.corner) > 0 and abs(angle.zero) > 0):
        return []
    length = abs(angle.end - angle.corner)
    rim = _rim(angle, 0.0, angle.value_deg, 0.4 * length)
    zero = angle.corner + 0.62 * length * angle.zero / abs(angle.zero)
    ends = [f"{value:.0f}" for at in (angle.corner, zero) for value in (at.real, -at.imag)]
    dash = Markup('<path class="zero" d="M{} {}L{} {}" stroke-width="{}"/>')
    arc = Markup('<path class="arc" d="M{}" stroke-width="{}"/>')
    return [dash.format(*ends, f"{0.6 * unit:.1f}"), arc.format(rim, f"{1.2 * unit:.1f}")]
