"""Files that TOML allows and formcheck does not: too large, too deep, or with texts that act."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.errors import ExerciseError
from formcheck.exercises.loader import (
    DEEPEST,
    LONGEST_TEXT,
    MOST_BYTES,
    load_exercise,
    shipped_folder,
    text_mistakes,
)

if TYPE_CHECKING:
    from pathlib import Path

SQUAT = (shipped_folder() / "mini_squat.toml").read_text(encoding="utf-8")

QUICK_S = 2.0
"""Longest time for a file of any content, on a busy machine."""


def titled(text: str) -> str:
    """Return a squat with a title, which stands in the file as it is."""
    return SQUAT.replace('title    = "Mini squat"', f'title = "{text}"')


ODD = {
    "too many tables": (SQUAT + "\n[[fault]]" * 20_000, "more than 4000 values: divide it"),
    "too many keys": (SQUAT + "".join(f"\nk{k} = 1" for k in range(9000)), "more than 4000"),
    "too many items": (SQUAT + "\nx = [\n" + "1,\n" * 50_000 + "]", "more than 4000 values"),
    "deep lists": (f"{SQUAT}\nx = {'[' * 3900}{']' * 3900}", "are too deep"),
    "lists a little too deep": (f"{SQUAT}\nx = {'[' * 40}{']' * 40}", "line 355, sources.x"),
    "deep tables": (f"{SQUAT}\nx = {'{a=' * 900}1{'}' * 900}", "are too deep"),
    "deep key": (f"{SQUAT}\n{'.'.join('a' * 3000)} = 1", "too deep within other tables"),
    "deep keys": (SQUAT + f"\n{'.'.join('a' * 3990)} = 1" * 30, "not valid TOML"),
    "long line": (f"{SQUAT}\n{'.'.join('a' * 100_000)} = 1", "line 355: this line is longer"),
    "digits": (f"{SQUAT}\nx = {'9' * 7000}", "a number has too many digits"),
    "hexadecimal digits": (f"{SQUAT}\nx = 0x{'f' * 7000}", "this number is too large"),
    "number": (f"{SQUAT}\nx = {2**63}", "line 355, sources.x: this number is too large"),
    "long file": ("#" * (MOST_BYTES + 1), "is larger than 256 KB: give the path of a TOML file"),
    "long text": (titled("x" * (LONGEST_TEXT + 1)), "line 3, title: this text has more than 2000"),
    "colour": (titled(r"\u001b[31mSquat"), "line 3, title: this text has characters that cannot"),
    "bell": (titled(r"Squat\u0007"), "characters that cannot be shown"),
    "backwards": (titled("Squat\u202etauqS"), "characters that cannot be shown"),
    "speech": (titled("Squat [[slnc 60000]]"), "marks that control speaking programs"),
    "markup": (titled("Squat <silence msec='60000'/>"), "marks that control speaking programs"),
    "key": (f'{SQUAT}\n"a\\u001b[31m" = 1', "characters that cannot be shown: type it again"),
}


@pytest.mark.parametrize(("text", "message"), ODD.values(), ids=ODD)
def test_odd_file_is_refused_soon_and_in_few_words(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(text, encoding="utf-8")
    start_s = time.monotonic()
    with pytest.raises(ExerciseError) as caught:
        load_exercise(path)
    assert time.monotonic() - start_s < QUICK_S
    assert message in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_many_mistakes_are_counted_and_not_all_written(tmp_path: Path) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(SQUAT + "\n[[fault]]" * 1000, encoding="utf-8")
    start_s = time.monotonic()
    with pytest.raises(ExerciseError, match=r"… and \d+ more\.$"):
        load_exercise(path)
    assert time.monotonic() - start_s < 10 * QUICK_S


@given(st.text(st.characters(codec="utf-8", categories=["L", "M", "N", "P", "Zs"]), max_size=80))
def test_plain_letters_of_any_language_are_a_text(text: str) -> None:
    marks = {"[[", "]]", "<"}
    assert list(text_mistakes(text)) == [] or any(mark in text for mark in marks)


def test_depth_of_what_ships_is_far_from_the_border() -> None:
    assert SQUAT.count("[") < 200
    assert 2 * max(line.split("]")[0].count(".") for line in SQUAT.split("\n")) < DEEPEST


@pytest.mark.parametrize("name", ["a\0b.toml", "x" * 300 + ".toml"])
def test_name_that_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(ExerciseError):
        load_exercise(name)
