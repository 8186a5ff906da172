"""Measures of a person on hands and knees, seen from in front and off to the working side.

Straight from the front a pose model finds no person on hands and knees, because the head hides the
trunk (rendered people).  A thigh that goes out to the side is seen here at a smaller angle:
``tan(seen) = tan(true) * cos(off)`` for a camera ``off`` degrees off the front, so that 20 degrees
are seen as 16 and 45 as 39 from 35 degrees off.
"""

from __future__ import annotations

from formcheck.kinematics.measures import Corner, measure
from formcheck.kinematics.sagittal import thigh_to_gravity
from formcheck.pose.geometry import DOWN, share

measure(
    "thigh_aside", "thigh out to the side", "hip knee", unit="deg", plane="oblique",
    zero="straight down", sign="outward",
    now=thigh_to_gravity, corner=Corner("hip", "knee", lambda _: DOWN),
    within=(-90, 150),
)  # fmt: skip
measure(
    # A trunk that turns about its length on the other hip takes the working hip up: on rendered
    # people 20 degrees read as 0.20 to 0.24, and up to 0.04 where nothing turned.  The line of the
    # shoulders does not show it: it read as 8 degrees of those 20, and as 12 of none.
    "hip_lift", "lift of the hip", "hip knee", unit="ratio", plane="oblique",
    zero="as at the start", sign="up", whole="thigh at the start",
    change=lambda now, start: share((now.hip - start.hip).imag, start.knee - start.hip),
)  # fmt: skip
measure(
    # A thigh that goes to the side keeps the shin level, and the foot rises less than the knee
    # (-0.1 to 0.0 on rendered people).  A bent leg that kicks back by 35 degrees turns the shin
    # up: 0.6, and a leg that is stretched back as much.
    "foot_over_knee", "rise of the foot over the knee", "hip knee ankle", unit="ratio",
    plane="oblique", zero="as at the start", sign="foot higher", whole="thigh at the start",
    change=lambda now, start: share(
        (now.ankle - now.knee - (start.ankle - start.knee)).imag, start.knee - start.hip
    ),
)  # fmt: skip
