"""A part of the hostile input: no command answers it with a traceback, a hang or half a file."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from support.paths import ROOT

QUICK = [
    "definitions", "patients", "recordings", "no videos", "options", "grammar: exercises",
    "grammar: patients", "grammar: tests", "links", "special files",
]  # fmt: skip
"""Kinds that need no pose model, or rarely, and that wait for nothing."""


def torture(*words: str, timeout_s: float) -> str:
    """Run a part of the cases in a process that may fork, and return what it prints."""
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own words
        [sys.executable, "-m", "benchmark.torture", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the cases are forked")
def test_a_part_of_the_hostile_input_is_refused_in_one_sentence() -> None:
    assert ", 0 failed." in torture(*QUICK, "--every", "150", timeout_s=160)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the cases are forked")
def test_more_of_the_hostile_input_is_refused_in_one_sentence() -> None:
    assert ", 0 failed." in torture("--every", "15", timeout_s=600)


@pytest.mark.skipif(sys.platform == "win32", reason="the cases are forked")
def test_cameras_misbehave_in_every_way() -> None:
    from benchmark import torture_cameras, torture_kinds

    seeds = range(torture_kinds.KINDS["cameras"].count)
    met = {torture_cameras.kind_of(random.Random(seed)) for seed in seeds}  # noqa: S311
    assert met == set(torture_cameras.KINDS)
