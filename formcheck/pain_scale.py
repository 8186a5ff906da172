"""The pain scale from 0 to 10, read as a traffic light.

The limits are those of NEMEX-TJR (Ageberg 2010, doi 10.1186/1471-2474-11-126; its programme:
https://www.scribd.com/document/590307465): pain up to 2 is safe, up to 5 acceptable, and above 5
of high risk.  The next morning it must be as usual.  A live session and a programme read the same
limits here, and neither needs the other.
"""

from __future__ import annotations

from typing import Final, Literal

SCALE: Final = range(11)
"""The numbers that an answer may have."""

SAFE_UP_TO: Final = 2
"""Pain up to this number is safe, and an exercise may become harder (NEMEX-TJR)."""

STOP_ABOVE: Final = 5
"""An exercise ends above this number (NEMEX-TJR)."""

RISE_ADVISED: Final = 2
"""From this rise of pain within a session on, an easier form is advised (engineering default: less
is within the error of measurement)."""

MORNING_RISE: Final = 2
"""The next morning, pain of more than this above what is usual for the person is too much
(engineering default; NEMEX-TJR asks that it is as usual)."""

PainLight = Literal["green", "amber", "red", "stop"]
"""What pain means: go on; go on, and make nothing harder; end the exercise; end the session."""


def light_of(number: int | None, *, sharp: bool = False) -> PainLight | None:
    """Return what an answer about pain in a session means.

    Parameters
    ----------
    number
        The answer, 0 to 10; None = no number was given.
    sharp
        True if the pain is sharp or sudden, whatever its number.

    Returns
    -------
    PainLight or None
        None = without a number nothing is known.

    Examples
    --------
    >>> [light_of(number) for number in (2, 3, 6)]
    ['green', 'amber', 'red']
    """
    if sharp:
        return "stop"
    if number is None:
        return None
    if number > STOP_ABOVE:
        return "red"
    return "amber" if number > SAFE_UP_TO else "green"


def is_bad_morning(number: int, usual: int) -> bool:
    """Return True if the pain of a morning is too far above what is usual for the person.

    Parameters
    ----------
    number, usual
        The answer of the morning, and the usual one, 0 to 10.

    Returns
    -------
    bool
    """
    return number > usual + MORNING_RISE
