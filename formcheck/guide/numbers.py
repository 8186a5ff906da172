"""Numbers as they are spoken."""

from __future__ import annotations

from typing import Final

_WORDS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip


def number_word(number: int) -> str:
    """The number as a word; larger ones as figures, which a voice reads by itself."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)
