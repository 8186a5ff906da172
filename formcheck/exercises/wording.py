"""What each key of an exercise file means, in one sentence for a person who writes one.

New files carry these sentences as comments, the published schema as descriptions, and messages
about a missing key quote them.
"""

from __future__ import annotations

from typing import Final

_SAY = "What is shown and said, at most 60 letters: readable from three metres."
_SOURCE = 'Where the numbers come from: keys of [sources], or "engineering default".'
_NAME = "A short name in small letters with underscores; each name only once in the file."
_WHEN = (
    "The measure, its threshold, and where it ends again: the gap keeps noise from switching it."
)
_HIDDEN = 'If the joint is hidden: "pause" = not met, "allow" = met, "keep" = as when last seen.'
_FOR = "For how many seconds before it is believed."
_SEVERITY = '"info" = hint, "warn" = spoken cue, "fault" = the repetition does not count as good.'
_SEEN = '"weak" if one camera can only guess it; then it may only be an "info".'

_COMMON_FAULT: Final = {
    "name": _NAME,
    "kind": (
        '"level" (the default): past a threshold for a while; "peak": the best value; "tempo": '
        'too quick; "short_hold": left too early; "unsteady": moves to and fro.'
    ),
    "severity": _SEVERITY,
    "seen": _SEEN,
    "say": _SAY,
    "source": _SOURCE,
}

EXPLAINED: Final[dict[str, dict[str, str]]] = {
    "Exercise": {
        "schema": "Version of this file format: always 1.",
        "name": "The name of the exercise and of the file: small letters, digits, underscores.",
        "title": "The name that people see.",
        "purpose": "What it is good for, in one sentence for the patient.",
        "kind": '"reps" = repetitions, there and back; "hold" = a stretch or balance.',
        "position": "How the person lies, kneels or stands; in another one nothing is judged.",
        "sides": '"one" = one leg works and each is counted apart; "both" = both legs together.',
        "scope": '"full", or "counts": only repetitions and holds, all faults are mere hints.',
        "steps": "How it is done, step by step, in words for a person of 60.",
        "cannot_see": "What one camera cannot see of it; patients are told so.",
        "sources": "Where the numbers come from: a short key for each source.",
        "view": "Where the camera stands.",
        "dose": "How much is usually prescribed.",
        "movement": "What is measured, from the start to the target and back.",
        "need": "A position without which nothing is judged: the set pauses and says why.",
        "limit": "A range that must not be exceeded: safety, apart from form.",
        "fault": "A fault of form that is watched for.",
        "profile": "What a precaution changes; it can forbid the exercise or tighten its limits.",
        "figure": "The drawing: start and end as angles with the signs of the measures.",
    },
    "View": {
        "plane": '"side" or "front": from where the camera sees the body.',
        "near": '"working" = the leg that works is nearest to the camera; "any" = either.',
        "camera_height_m": "How high the lens is, in metres: from, to.",
        "distance_m": "How far away it stands, in metres: from, to.",
        "place": "The same in words for the patient.",
        "source": _SOURCE,
    },
    "Dose": {
        "sets": "How many sets.",
        "reps": "How many repetitions (or holds) in a set.",
        "rest_s": "Rest between sets, in seconds.",
        "per_week": "On how many days a week: from, to.",
        "source": _SOURCE,
    },
    "Start": {
        "above_deg": "At rest the angle is above this (a movement that makes it smaller).",
        "below_deg": "At rest the angle is below this (a movement that makes it larger).",
        "clear_deg": "The movement begins here, a little further on.",
    },
    "Movement": {
        "measure": "The angle that is followed.",
        "baseline": (
            '"start" = the change from the person\'s own start; "none" = the angle as it is.'
        ),
        "start_window_deg": 'With baseline = "start": between which raw angles it must lie.',
        "start_when": 'With baseline = "start": what else must hold for it to be believed.',
        "start": "The zone of rest, where a repetition begins and ends.",
        "target_deg": "From where on it counts, and the full extent.",
        "leave_deg": "Where the target is left again: between the start zone and the target.",
        "partial_deg": "A try that comes this far but not to the target is a partial repetition.",
        "enter_s": "How many seconds in the target before it counts as reached.",
        "hold_s": "How many seconds it is to be held; 0 = no hold.",
        "least_hold_s": 'With kind = "hold": a shorter stay is only a partial one.',
        "grace_s": "How many seconds a hold may be lost without ending.",
        "also": "What must hold besides the angle for the target to be reached.",
        "source": _SOURCE,
    },
    "Condition": {
        "measure": "What is measured.",
        "above_deg": "True above so many degrees.",
        "below_deg": "True below so many degrees.",
        "beyond_deg": "True beyond so many degrees to either side.",
        "clear_deg": "Where it ends again, on the inner side of the threshold.",
        "above_ratio": "True above this ratio of body lengths.",
        "below_ratio": "True below this ratio of body lengths.",
        "beyond_ratio": "True beyond this ratio to either side.",
        "clear_ratio": "Where it ends again, on the inner side of the threshold.",
    },
    "Also": {
        "name": _NAME,
        "when": _WHEN,
        "if_hidden": _HIDDEN,
        "say": _SAY,
        "source": _SOURCE,
    },
    "Need": {
        "name": _NAME,
        "when": _WHEN,
        "if_hidden": _HIDDEN,
        "during": 'When it is asked for: "rest", "move", "hold", "return".',
        "say": _SAY,
        "source": _SOURCE,
    },
    "Limit": {
        "name": _NAME,
        "when": _WHEN,
        "for_s": _FOR,
        "action": '"warn", or "stop": the set is over.',
        "say": _SAY,
        "source": _SOURCE,
    },
    "LevelFault": {
        **_COMMON_FAULT,
        "when": _WHEN,
        "for_s": _FOR,
        "during": 'When it is watched for: "rest", "move", "hold", "return".',
    },
    "PeakFault": {**_COMMON_FAULT, "when": "The threshold for the best value of a repetition."},
    "TempoFault": {
        **_COMMON_FAULT,
        "part": '"out" = the way to the target, "back" = the way back.',
        "shorter_s": "Quicker than so many seconds is too quick.",
    },
    "ShortHoldFault": _COMMON_FAULT,
    "UnsteadyFault": {
        **_COMMON_FAULT,
        "measure": "The angle that should be still.",
        "spread_deg": "How far it moves to and fro (standard deviation).",
        "clear_deg": "Where it is still again: below spread_deg.",
        "window_s": "Over how many seconds it is looked at.",
        "for_s": _FOR,
    },
    "Precaution": {
        "allowed": "false = the exercise is not for these patients.",
        "instead": "The name of an exercise to do instead.",
        "why": "Why, in one sentence for the patient.",
        "limit": "A tighter limit; one with the name of a limit above takes its place.",
        "source": _SOURCE,
    },
    "SideDrawing": {
        "fixed": "The part that stays in its place from start to end.",
        "things": "What else is drawn.",
        "start": "The body at the start, in degrees.",
        "end": "The body at the end, in degrees.",
    },
    "SidePose": {
        "trunk_deg": "Trunk: 0 = upright, 90 = bent forward or face down, -90 = on the back.",
        "hip_deg": "Hip of the working leg: 0 = straight, + bent.",
        "knee_deg": "Knee of the working leg: 0 = straight, + bent.",
        "ankle_deg": "Its foot: 0 = right angle, + toes up; left out = flat on the floor.",
        "other_hip_deg": "Hip of the other leg.",
        "other_knee_deg": "Knee of the other leg.",
        "other_ankle_deg": "Foot of the other leg.",
        "arm_deg": "Upper arm: 0 = beside the trunk, 90 = forward, 180 = overhead.",
        "elbow_deg": "Elbow: 0 = straight, + bent.",
        "other_arm_deg": "The other arm; left out = as the first.",
        "other_elbow_deg": "The other elbow; left out = as the first.",
        "head_deg": "Head: 0 = in line with the trunk, + chin to the chest.",
    },
    "FrontPose": {
        "lean_deg": "Trunk: 0 = upright, + away from the working leg, 90 = lying on that side.",
        "hike_deg": "Line of the hips: + working side nearer to the head.",
        "shoulders_deg": "Line of the shoulders: + working side nearer to the head.",
        "thigh_out_deg": "Thigh of the working leg: 0 = straight down, + outward.",
        "shin_out_deg": "Its shin: 0 = straight down, + outward; left out = in line.",
        "other_thigh_out_deg": "Thigh of the other leg, + outward.",
        "other_shin_out_deg": "Shin of the other leg, + outward; left out = in line.",
        "arm_out_deg": "Upper arm: 0 = straight down, + outward.",
        "forearm_out_deg": "Forearm: 0 = straight down, + outward; left out = in line.",
        "other_arm_out_deg": "The other upper arm.",
        "other_forearm_out_deg": "The other forearm.",
        "thigh_share": "Apparent length of the thigh: 1 = in full, less where it points at you.",
        "shin_share": "The same of the shin.",
        "other_thigh_share": "The same of the other thigh.",
        "other_shin_share": "The same of the other shin.",
        "trunk_share": "The same of the trunk.",
    },
}
EXPLAINED["FrontDrawing"] = EXPLAINED["SideDrawing"]


def explanation(model: str, key: str) -> str:
    """The sentence about a key of a model; empty if there is none."""
    return EXPLAINED.get(model, {}).get(key, "")
