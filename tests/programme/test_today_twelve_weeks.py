"""The log of a made-up person of twelve weeks, with a flare and a holiday.

``pytest tests/programme/test_today_twelve_weeks.py --update-golden`` writes it; read it as a
physiotherapist would before committing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from support.patients import Simulated, log_of

from formcheck.programme.definition import load_programme

if TYPE_CHECKING:
    import pytest

LOG: Final = Path(__file__).parent / "twelve_weeks.txt"


def test_the_log_of_twelve_weeks_is_the_stored_one(pytestconfig: pytest.Config) -> None:
    person = Simulated(
        load_programme("hip-start"),
        flare=lambda number: 5 if 38 <= number < 41 else 0,
        away=lambda number: 56 <= number < 66,
    )
    found = "\n".join(log_of(person, 87)) + "\n"
    if pytestconfig.getoption("--update-golden"):
        LOG.write_text(found, encoding="utf-8")
    assert found == LOG.read_text(encoding="utf-8")
