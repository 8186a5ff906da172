"""The voice: scripted programs that sound, and real ones that make no sound."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from formcheck.output.speech import voice as module
from formcheck.output.speech.backends import SpeechBackend
from formcheck.output.speech.voice import Voice
from formcheck.session.protocol import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

WORDS = SpeechBackend("parrot", ("parrot",), speaks=True)
OTHER_WORDS = SpeechBackend("raven", ("raven",), speaks=True)
TONES = SpeechBackend("whistle", ("whistle",), speaks=False)

GUIDE = Utterance("Lie on your back and bend both knees.", "guide", fresh_s=10)
COUNT = Utterance("one", "count")
LIMIT = Utterance("Too high.", "limit", urgent=True)


class Scripted:
    """A program that sounds until the test lets it end."""

    def __init__(self, stage: Stage, command: tuple[str, ...]) -> None:
        self.stage, self.command = stage, command
        self.words: str | None = None
        self.code: int | None = None
        self.stopped = self.broken_off = False

    def begin(self, words: str) -> None:
        if self.code is not None:
            raise BrokenPipeError
        self.words = words
        code = self.stage.fails.get(self.command[0])
        self.code = code if code is not None or not self.stage.quick else 0
        self.stage.began.append(self)

    def poll(self) -> int | None:
        return self.code

    def stop(self) -> None:
        self.broken_off = self.words is not None and self.code is None
        self.stopped = True
        self.code = -9 if self.code is None else self.code


class Stage:
    """All programs of a test; `fails` gives exit codes, `missing` cannot be started at all."""

    def __init__(self, *, quick: bool = False) -> None:
        self.started: list[Scripted] = []
        self.began: list[Scripted] = []
        self.fails: dict[str, int] = {}
        self.missing: set[str] = set()
        self.quick = quick

    def __call__(self, command: Sequence[str], **_: object) -> Any:  # noqa: ANN401
        if command[0] in self.missing:
            raise FileNotFoundError(command[0])
        self.started.append(Scripted(self, tuple(command)))
        return self.started[-1]

    def heard(self) -> list[str | None]:
        return [one.words or one.command[-1].rpartition(os.sep)[2] for one in self.began]

    def finish(self, number: int = -1) -> None:
        self.began[number].code = 0


def until(what: Callable[[], object], at_most_s: float = 3.0) -> None:
    """Wait until something is so."""
    deadline_s = time.monotonic() + at_most_s
    while not what():
        assert time.monotonic() < deadline_s, "it did not come"
        time.sleep(0.002)


@pytest.fixture(autouse=True)
def nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(module, "LOOK_S", 0.005)
    monkeypatch.setattr(module, "LEAST_OF_NOMINAL", 0.0)  # the scripted ones have no time
    yield
    assert "voice" not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def voice(stage: Stage, *ways: SpeechBackend, muted: bool = False) -> Voice:
    return Voice(ways=ways or (WORDS, TONES), start=stage, muted=muted)


def test_it_says_one_thing_at_a_time_and_in_order(stage: Stage) -> None:
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        until(lambda: stage.began)
        speaking.say(COUNT)
        time.sleep(0.03)
        assert stage.heard() == [GUIDE.words]
        stage.finish()
        until(lambda: len(stage.began) == 2)
        assert stage.heard() == [GUIDE.words, "one"]
        assert stage.began[0].stopped
        assert not stage.began[0].broken_off
        stage.finish()
        assert speaking.speaks
        assert speaking.note == ""
    assert all(one.stopped for one in stage.started)


def test_a_warning_breaks_off_and_finds_a_program_ready(stage: Stage) -> None:
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        until(lambda: len(stage.started) == 2)
        spare = stage.started[1]
        speaking.say(LIMIT)
        until(lambda: len(stage.began) == 2)
        assert stage.began[0].broken_off
        assert stage.began[1] is spare
        stage.finish()
    assert stage.heard() == [GUIDE.words, LIMIT.words]
    assert speaking.speaks, "what is broken off has not failed"


def test_muting_is_silence_at_once_and_forgets_what_waits(stage: Stage) -> None:
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        speaking.say(GUIDE)
        until(lambda: stage.began)
        speaking.muted = True
        speaking.muted = False  # quicker than the thread looks
        until(lambda: stage.began[0].broken_off)
        speaking.say(COUNT)
        until(lambda: len(stage.began) == 2)
        stage.finish()
    assert stage.heard() == [GUIDE.words, "one"]


def test_who_is_muted_says_nothing(stage: Stage) -> None:
    with voice(stage, muted=True) as speaking:
        assert speaking.muted
        speaking.say(LIMIT)
        time.sleep(0.03)
        assert stage.began == []
        speaking.muted = False
        time.sleep(0.03)
        assert stage.began == [], "nor afterwards"
        speaking.say(COUNT)
        until(lambda: stage.began)
        stage.finish()


def test_a_count_that_comes_too_late_is_not_said(stage: Stage) -> None:
    now_s = [0.0]
    with Voice(ways=[WORDS], start=stage, clock=lambda: now_s[0]) as speaking:
        speaking.say(GUIDE)
        until(lambda: stage.began)
        speaking.say(COUNT)
        now_s[0] = 3.1
        speaking.say(Utterance("two", "hold"))
        stage.finish()
        until(lambda: len(stage.began) == 2)
        stage.finish()
    assert stage.heard() == [GUIDE.words, "two"]


@pytest.mark.parametrize("how", ["exit code", "missing", "broken pipe"])
def test_what_fails_once_gives_way_to_the_next_best(stage: Stage, how: str) -> None:
    if how == "exit code":
        stage.fails["parrot"] = 3
    elif how == "missing":
        stage.missing.add("parrot")
    with voice(stage, WORDS, OTHER_WORDS, TONES) as speaking:
        if how == "broken pipe":
            until(lambda: stage.started)
            stage.started[0].code = 1  # it died while it waited
        speaking.say(GUIDE)
        until(lambda: stage.began and stage.began[-1].command[0] == "raven")
        assert stage.began[-1].words == GUIDE.words, "the sentence is not lost"
        stage.finish()
        assert speaking.speaks
        assert speaking.note == ""


def test_without_a_voice_there_are_tones(stage: Stage) -> None:
    stage.fails["parrot"] = 1
    with voice(stage) as speaking:
        speaking.say(LIMIT)
        until(lambda: stage.heard()[-1:] == ["limit.wav"])
        stage.finish()
        speaking.say(COUNT)
        until(lambda: stage.heard()[-1] == "count.wav")
        assert not speaking.speaks
        assert "only tones, because parrot failed" in speaking.note
        folder = stage.began[-1].command[-1].rpartition(os.sep)[0]
        assert os.path.exists(folder)  # noqa: PTH110
        stage.finish()
    assert not os.path.exists(folder)  # noqa: PTH110
    assert [one.command[0] for one in stage.began] == ["parrot", "whistle", "whistle"]


def test_when_nothing_works_it_is_silent_and_says_so(stage: Stage) -> None:
    stage.fails |= {"parrot": 1, "whistle": 1}
    with voice(stage) as speaking:
        speaking.say(COUNT)
        until(lambda: "No sound, because parrot, whistle failed" in speaking.note)
        started = len(stage.started)
        speaking.say(LIMIT)
        time.sleep(0.03)
        assert len(stage.started) == started
        assert not speaking.speaks


def test_a_machine_without_any_sound_is_told_how_to_get_one(stage: Stage) -> None:
    with Voice(ways=[], start=stage) as speaking:
        speaking.say(LIMIT)
        assert speaking.note.startswith("No sound: install espeak-ng")
        assert not speaking.speaks


def test_a_program_that_never_ends_is_given_up(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STUCK_S", 0.05)
    monkeypatch.setattr(module, "STUCK_OF_NOMINAL", 0.0)
    with voice(stage) as speaking:
        speaking.say(COUNT)
        until(lambda: stage.heard()[-1:] == ["count.wav"])
        assert stage.began[0].broken_off
        stage.finish()


def test_what_ends_before_anybody_could_have_said_it_was_not_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LEAST_OF_NOMINAL", 0.25)
    stage = Stage(quick=True)
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        until(lambda: not speaking.speaks)
        until(lambda: stage.heard()[-1] == "guide.wav")
        assert "parrot failed" in speaking.note


def test_closing_says_what_waits_but_no_longer_than_it_may(stage: Stage) -> None:
    stage.quick = True
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        speaking.say(Utterance("Well done.", "praise"))
        speaking.close(finish_s=3)
        speaking.say(COUNT)
        assert stage.heard() == [GUIDE.words, "Well done."]
    stage.quick = False
    start_s = time.monotonic()
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        until(lambda: len(stage.began) == 3)
        speaking.close(finish_s=0.1)
        assert stage.began[-1].broken_off
    assert 0.1 <= time.monotonic() - start_s < 0.9
    assert all(one.stopped for one in stage.started)


def test_who_is_interrupted_leaves_without_a_last_word(stage: Stage) -> None:
    start_s = time.monotonic()

    def session() -> None:
        with voice(stage) as speaking:
            speaking.say(GUIDE)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        session()
    assert time.monotonic() - start_s < 0.5


def test_no_place_for_temporary_files_is_silence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    with voice(stage) as speaking:
        until(lambda: speaking.note)
        speaking.say(LIMIT)
    assert stage.started == []


# --- Real programs -----------------------------------------------------------------------------

_PARROT = """
import json, os, subprocess, sys, time
words = sys.stdin.read()
if words:
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(30)"])
    with open(sys.argv[1], "a") as log:
        print(json.dumps([words, os.getpid(), grandchild.pid]), file=log)
    time.sleep(30 if len(words) > 5 else 0.2)
    grandchild.kill()
"""


def is_there(pid: int) -> bool:
    """Whether a process lives; one that only waits to be reaped does not."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
            return file.read().split(") ")[1][0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_real_program_is_broken_off_with_everything_it_started(tmp_path: Path) -> None:
    log = tmp_path / "heard.jsonl"
    parrot = SpeechBackend("parrot", (sys.executable, "-S", "-c", _PARROT, str(log)), speaks=True)

    def heard() -> list[Any]:
        lines = log.read_text().splitlines() if log.exists() else []
        return [json.loads(line) for line in lines]

    with Voice(ways=[parrot]) as speaking:
        speaking.say(GUIDE)
        until(lambda: len(heard()) == 1)
        costs_s = []
        for number in range(50):
            start_s = time.perf_counter()
            speaking.say(Utterance(str(number), "count", fresh_s=0.0))
            costs_s.append(time.perf_counter() - start_s)
        assert sorted(costs_s)[25] < 1e-3
        speaking.say(Utterance("Stop", "limit", urgent=True))
        until(lambda: len(heard()) == 2)
        (_, pid, grandchild), _ = heard()
        until(lambda: not is_there(pid) and not is_there(grandchild))
        assert speaking.speaks
        speaking.close(finish_s=3)
        assert [words for words, *_ in heard()] == [GUIDE.words, "Stop"]
    for _, *pids in heard():
        for one in pids:
            until(lambda one=one: not is_there(one))  # type: ignore[misc]
