"""The text of a new patient's file: everything that may stand in it, explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from formcheck.coach.precautions import PRECAUTIONS, meanings

if TYPE_CHECKING:
    from collections.abc import Collection

_HEAD: Final = """\
# A patient's own file: formcheck analyze set.mp4 -e mini_squat --profile {file}
# What it changes: formcheck profiles show {file}
#
# For the physiotherapist to fill in.  It can only tighten: a wider target, a longer hold or a
# further limit is refused.  Lines that begin with # do nothing; take the # away to use them.

schema = 1
name   = "My patient"      # what reports call it; it need not be the person's name

# The side of the hip that is concerned: "left" or "right".  Only its leg is looked at, unless
# --side says otherwise.  "auto" = either leg, found by itself.
side   = "{side}"

# Rules that go through all exercises (formcheck profiles list):
precautions = [
{precautions}
]
"""

_EXERCISES: Final = """
# --- Single exercises: [exercise.NAME], with a name from `formcheck exercises list` -------------

# A nearer target and a shorter hold than usual:
#
# [exercise.single_leg_bridge]
# target_deg = [18, 8]     # reached at 18 degrees, full at 8 (usually 12 and 0)
# hold_s     = 2           # usually 3
# side       = "auto"      # here either leg may work

# A limit of one's own.  Write a warning 5 to 10 degrees before every stop; where there is none,
# one is added 5 degrees before.
#
# [exercise.mini_squat]
# target_deg = [30, 45]
#
# [[exercise.mini_squat.limit]]
# name   = "my_warning"
# when   = { measure = "knee_flexion", above_deg = 48, clear_deg = 44 }
# action = "warn"
# say    = "Deep enough. Come up a little."
#
# [[exercise.mini_squat.limit]]
# name   = "my_stop"
# when   = { measure = "knee_flexion", above_deg = 55, clear_deg = 50 }
# action = "stop"
# say    = "Too deep. Stand up and rest."

# An exercise that is not to be done, and what to do in its place:
#
# [exercise.straight_leg_raise]
# allowed = false
# why     = "It pinches at the front of the hip."
# instead = "double_leg_bridge"
"""


def new_patient_file(
    file: str,
    *,
    precautions: Collection[str] = (),
    side: Literal["left", "right", "auto"] = "auto",
) -> str:
    """The text of a patient's file that loads as it is.

    Parameters
    ----------
    file
        Its name, for the commands that it explains.
    precautions
        Names of those that hold; the others stand in it as comments.
    side
        The side that is concerned.
    """
    rows = [
        f'  {"" if name in precautions else "# "}"{name}",   # {meanings().precaution[name].title}'
        for name in PRECAUTIONS
    ]
    return _HEAD.format(file=file, side=side, precautions="\n".join(rows)) + _EXERCISES
