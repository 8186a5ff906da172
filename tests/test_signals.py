"""What signals do to a command."""

from __future__ import annotations

import signal
import sys

import pytest

from formcheck.signals import Interruption


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_signal_interrupts_any_command_and_further_ones_are_ignored(number: int) -> None:
    before = signal.getsignal(number)
    with Interruption() as interruption:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
        signal.raise_signal(number)
        assert interruption.came
    assert signal.getsignal(number) is before


def test_signal_that_comes_while_python_clears_up_prints_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Dropped:
        def __init__(self, error: BaseException) -> None:
            self.error = error

        def __del__(self) -> None:
            raise self.error

    hook = sys.unraisablehook
    with Interruption():
        Dropped(KeyboardInterrupt())
        Dropped(SystemExit(130))
    assert capsys.readouterr().err == ""
    assert sys.unraisablehook is hook
