"""What does not keep still at the far end: a limb that trembles, a stretch that bounces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tools.render_patients.schedule import ease

if TYPE_CHECKING:
    from tools.render_patients.schedule import Moment

AT_FAR_END: Final = 0.98  # of the lift, from where on it grows to its full size


def rocking_deg(moment: Moment, fault: str, *, hertz: float) -> float:
    """How far a fault rocks a joint at this moment, + and - half of its amount, degrees."""
    if moment.span is None or moment.lift <= AT_FAR_END:
        return 0.0
    swing = np.sin(2 * np.pi * hertz * (moment.time_s - moment.span.top_s))
    grown = ease((moment.lift - AT_FAR_END) / (1 - AT_FAR_END))
    return float(grown * moment.fault(fault) / 2 * swing)


def slid_by(moment: Moment, fault: str) -> float:
    """How much of a slow slide is done: all of it in the first half of the hold.

    It is undone on the way back, so that the next effort starts where this one did.
    """
    span = moment.span
    if span is None or moment.time_s <= span.top_s:
        return 0.0
    half_s = max((span.leave_s - span.top_s) / 2, 1e-9)
    return moment.fault(fault) * ease((moment.time_s - span.top_s) / half_s)
