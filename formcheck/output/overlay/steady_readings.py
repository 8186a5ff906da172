"""Readings as they are shown: a pause of a moment changes nothing on the screen.

Legs that lie behind one another are not believed in single pictures, several times a second.  A
screen that followed each of them would flicker between a word and "Paused".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from formcheck.assessment.quality_gate import ANNOUNCE_AFTER_S

if TYPE_CHECKING:
    from formcheck.assessment.events import Reading


class SteadyReadings:
    """Shows the last judged values until a pause has lasted for `ANNOUNCE_AFTER_S`.

    What the voice announces as a pause is then also the first that the eyes see of it.  Counts,
    events, cue, joints and the pose itself are always those of the newest pose.
    """

    def __init__(self) -> None:
        self._judged: Reading | None = None

    def update(self, reading: Reading) -> Reading:
        """Return what to show of a reading.

        Parameters
        ----------
        reading
            The newest; its time may go back, where another set begins.

        Returns
        -------
        Reading
            The same, or with the side, angles, phase, hold and leg of the last judged one.
        """
        if reading.paused is None:
            self._judged = reading
            return reading
        kept = self._judged
        if kept is None or reading.paused.counts:
            return reading
        if not 0 <= reading.pose.time_s - kept.pose.time_s <= ANNOUNCE_AFTER_S:
            self._judged = None
            return reading
        return reading._replace(
            side=kept.side,
            angles_deg=kept.angles_deg,
            phase=kept.phase,
            hold_s=kept.hold_s,
            works=kept.works,
            paused=None,
        )
