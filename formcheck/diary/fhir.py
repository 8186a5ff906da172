"""The diary as FHIR R4: a bundle of observations for the record of a clinic.

Most of what formcheck measures has no LOINC code: the only codes for range of motion that are
known to it, 92850-7 and 92851-5, name no joint.  So the codes are formcheck's own.  Their code
system lies in the bundle, and each observation has its meaning as text.  ``fhir.resources`` has
the types of R4 under the name R4B, and checks every one.
"""

from __future__ import annotations

import json
import math
from datetime import datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, Final
from uuid import NAMESPACE_URL, uuid5

from formcheck.assessment.verdict import HEADINGS
from formcheck.errors import NEEDS_EXPORTS, OutputError
from formcheck.kinematics.measures import MEASURES
from formcheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from formcheck.programme.history import (
        Activity,
        DoneSet,
        EffortEntry,
        History,
        PainEntry,
        ScreeningAnswer,
    )

SYSTEM: Final = "urn:formcheck:observation"
"""The code system of formcheck; the bundle holds it."""

CODES: Final[Mapping[str, str]] = {
    "exercise-set": "Set of an exercise, watched by one camera",
    "verdict": "How the set was judged",
    "good": "Good repetitions: complete, within every limit, without a major fault",
    "clean": "Clean repetitions: good, and without a minor fault",
    "complete": "Complete repetitions, good or not",
    "partial": "Movements that were not complete",
    "planned": "Planned repetitions",
    "peak": "Best value of the main measure, median of the repetitions",
    "range": "Change from the own start position, median of the repetitions",
    "hold": "Hold in the target, median of the repetitions",
    "planned-hold": "Prescribed hold",
    "seen": "Share of the time in which the joints were seen",
    "fault": "Repetitions with this fault of form",
    "limit": "A range limit that was exceeded",
    "pain": "Pain from 0 to 10, as answered",
    "sharp": "Whether the pain was sharp or sudden",
    "asked": "When pain was asked for",
    "effort": "Effort from 0 to 10, as answered",
    "motion": "Motion that no camera watched, as logged",
    "red-flags": "Signs that ask for a doctor, as answered",
    **{f"verdict-{name}": words for name, words in HEADINGS.items()},
}
"""Every code of the system and its meaning."""

NOTE: Final = (
    "Measured by formcheck from one camera without markers; not a medical device. The codes are "
    "formcheck's own: it knows no LOINC code for these measures of the hip."
)

_CATEGORIES: Final = "http://terminology.hl7.org/CodeSystem/observation-category"
_UNITS: Final = "http://unitsofmeasure.org"
_ABSENT: Final = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def fhir_bundle(history: History) -> Iterator[str]:
    """Yield the text of the bundle; each resource is checked against the types of FHIR R4.

    Parameters
    ----------
    history
        What is exported; the steps of programmes are no observations and are left out.

    Yields
    ------
    str
        A part of a bundle of the type ``collection``.

    Raises
    ------
    OutputError
        If ``fhir.resources`` is not installed.
    """
    try:
        from fhir.resources.R4B.bundle import Bundle
    except ImportError as error:
        raise OutputError(f"FHIR cannot be written: {NEEDS_EXPORTS}") from error
    head = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    yield f'{json.dumps(head)[:-1]}, "entry": ['
    between = "\n"
    for entry in chain([_entry("code-system", _code_system())], _observations(history)):
        # One after the other: five years in one model take 700 MB.
        Bundle.model_validate({**head, "entry": [entry]})
        yield between + json.dumps(entry, ensure_ascii=False, allow_nan=False)
        between = ",\n"
    yield "\n]}\n"


def _observations(history: History) -> Iterator[dict[str, Any]]:
    """Yield an entry for everything that was done or answered."""
    for done in history.sets:
        yield _entry(done.set_id, _of_set(done))
    for pain in history.pains:
        yield _entry(repr(pain), _of_pain(pain))
    for activity in history.activities:
        yield _entry(repr(activity), _of_activity(activity))
    for effort in history.efforts:
        yield _entry(repr(effort), _of_effort(effort))
    for answer in history.screenings:
        yield _entry(repr(answer), _of_screening(answer))


def _entry(name: str, resource: dict[str, Any]) -> dict[str, Any]:
    """Return an entry of the bundle; the same thing has the same address in every bundle."""
    uuid = uuid5(NAMESPACE_URL, f"{SYSTEM}:{name}")
    return {"fullUrl": f"urn:uuid:{uuid}", "resource": {"id": str(uuid), **resource}}


def _code_system() -> dict[str, Any]:
    return {
        "resourceType": "CodeSystem",
        "url": SYSTEM,
        "version": __version__,
        "name": "Formcheck",
        "title": "What formcheck observes",
        "status": "active",
        "content": "complete",
        "description": NOTE,
        "concept": [{"code": code, "display": words} for code, words in CODES.items()],
    }


def _observation(
    code: str, at: datetime, *, category: str, text: str = "", **more: object
) -> dict[str, Any]:
    """Return an observation; the keys in `more` take the place of these."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": _CATEGORIES, "code": category}]}],
        "code": _concept(code, text),
        "subject": {"display": "The owner of the diary"},
        "effectiveDateTime": _instant(at),
        "note": [{"text": NOTE}],
        **more,
    }


def _of_set(done: DoneSet) -> dict[str, Any]:
    title = done.title or done.exercise
    found = _observation("exercise-set", done.started, category="activity", text=title)
    del found["effectiveDateTime"]
    end = done.started + timedelta(seconds=done.duration_s)
    found["effectivePeriod"] = {"start": _instant(done.started), "end": _instant(end)}
    found["method"] = {"text": "Pose estimation from one camera, without markers"}
    found["device"] = {"display": f"formcheck, pose model {done.model or 'unknown'}"}
    if done.side in ("left", "right"):
        found["bodySite"] = {"text": f"{done.side} leg"}
    found["component"] = list(_components(done))
    return found


def _components(done: DoneSet) -> Iterator[dict[str, Any]]:
    verdict = {"valueCodeableConcept": _concept(f"verdict-{done.verdict}")}
    yield {"code": _concept("verdict"), **verdict}
    counts = [("good", done.good), ("clean", done.clean), ("complete", done.total),
              ("partial", done.partial), ("planned", done.planned_reps)]  # fmt: skip
    for code, count in counts:
        if code != "planned" or count:
            yield {"code": _concept(code), "valueInteger": count}
    measure = _measure_in_words(done.measure)
    numbers = [("peak", done.peak_deg, "deg", measure), ("range", done.range_deg, "deg", measure),
               ("hold", done.hold_s, "s", ""), ("planned-hold", done.planned_hold_s, "s", ""),
               ("seen", 100 * done.seen_fraction, "%", "")]  # fmt: skip
    for code, value, unit, words in numbers:
        if not math.isnan(value):
            yield {"code": _concept(code, words), "valueQuantity": _quantity(value, unit)}
    for name, count in done.faults.items():
        yield {"code": _concept("fault", name), "valueInteger": count}
    for name in done.limits:
        yield {"code": _concept("limit", name), "valueBoolean": True}


def _measure_in_words(name: str) -> str:
    """Return a measure in words; of a height also how degrees are meant."""
    row = MEASURES.get(name)
    if row is None:
        return name
    if not row.is_height:
        return row.title
    return f"{row.title}, as the angle whose sine is its share of {row.whole}"


def _of_pain(pain: PainEntry) -> dict[str, Any]:
    value: dict[str, Any] = {"valueInteger": pain.number}
    if pain.number is None:
        reason = [{"system": _ABSENT, "code": "asked-unknown"}]
        value = {"dataAbsentReason": {"coding": reason}}
    component = [
        {"code": _concept("asked"), "valueString": pain.asked.replace("_", " ")},
        {"code": _concept("sharp"), "valueBoolean": pain.sharp},
    ]
    text = f"Pain, {pain.exercise}" if pain.exercise else ""
    return _observation(
        "pain", pain.at, category="survey", text=text, component=component, **value
    )


def _of_activity(activity: Activity) -> dict[str, Any]:
    quantity = _quantity(activity.minutes, "min")
    return _observation(
        "motion", activity.at, category="activity", text=activity.kind, valueQuantity=quantity
    )


def _of_effort(effort: EffortEntry) -> dict[str, Any]:
    text = f"Effort, {effort.exercise}" if effort.exercise else ""
    return _observation(
        "effort", effort.at, category="survey", text=text, valueInteger=effort.number
    )


def _of_screening(answer: ScreeningAnswer) -> dict[str, Any]:
    flags = ", ".join(answer.flags) or "none"
    return _observation("red-flags", answer.at, category="survey", valueString=flags)


def _concept(code: str, text: str = "") -> dict[str, Any]:
    words = CODES[code]
    coding = [{"system": SYSTEM, "code": code, "display": words}]
    return {"coding": coding, "text": text or words}


def _quantity(value: float, unit: str) -> dict[str, Any]:
    shown = round(value, 4) + 0.0
    return {"value": shown, "unit": unit, "system": _UNITS, "code": unit}


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
