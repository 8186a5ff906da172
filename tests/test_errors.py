"""The exceptions: the tree that the docstring draws is the tree of the classes."""

from __future__ import annotations

import re

from formcheck import errors
from formcheck.errors import FormcheckError


def test_docstring_draws_every_exception_with_its_exit_code() -> None:
    assert errors.__doc__ is not None
    drawn = {name: int(code) for name, code in re.findall(r"── (\w+) +exit (\d+)", errors.__doc__)}
    assert drawn == {kind.__name__: kind.exit_code for kind in FormcheckError.__subclasses__()}


def test_exit_codes_differ_and_leave_1_and_2_free() -> None:
    """1 is any other failure, 2 is wrong use of the command line."""
    codes = [kind.exit_code for kind in FormcheckError.__subclasses__()]
    assert len(set(codes)) == len(codes)
    assert min(codes) > 2
    assert FormcheckError.exit_code == 1
