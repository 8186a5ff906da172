"""The voice: scripted programs and tones, and one real program that makes no sound."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest

from formcheck.output.speech import voice as module
from formcheck.output.speech.backends import TONES, SpeechBackend
from formcheck.output.speech.voice import Voice
from formcheck.session.protocol import Utterance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

WORDS = SpeechBackend("parrot", ("parrot",))
OTHER_WORDS = SpeechBackend("raven", ("raven",))

GUIDE = Utterance("Lie on your back and bend both knees.", "guide", fresh_s=10)
COUNT = Utterance("one", "count")
LIMIT = Utterance("Too high.", "limit", urgent=True)


class Scripted:
    """A program or a tone that sounds until the test lets it end."""

    def __init__(self, stage: Stage, name: str, tone: str = "") -> None:
        self.stage, self.name, self.tone = stage, name, tone
        self.words: str | None = None
        self.code: int | None = None
        self.stopped = self.broken_off = False

    def begin(self, words: str) -> None:
        if self.code is not None:
            raise BrokenPipeError
        self.words = words
        self.code = self.stage.fails.get(self.name, 0 if self.stage.quick else None)
        self.stage.began.append(self)

    def poll(self) -> int | None:
        return self.code

    def stop(self) -> None:
        self.broken_off = self.words is not None and self.code is None
        self.stopped = True
        self.code = -9 if self.code is None else self.code


class Stage:
    """All sounds of a test; `fails` gives exit codes, `missing` programs cannot be started."""

    def __init__(self) -> None:
        self.started: list[Scripted] = []
        self.began: list[Scripted] = []
        self.fails: dict[str, int] = {}
        self.missing: set[str] = set()
        self.folder = Path()
        self.quick = False

    def start(self, command: Sequence[str], *, environment: Mapping[str, str]) -> Scripted:
        if command[0] in self.missing:
            raise FileNotFoundError(command[0])
        self.folder = Path(environment["TMPDIR"])
        return self._new(Scripted(self, command[0]))

    def play(self, kind: str) -> Scripted:
        return self._new(Scripted(self, "sounddevice", kind))

    def _new(self, sound: Scripted) -> Scripted:
        self.started.append(sound)
        return sound

    def heard(self) -> list[str | None]:
        return [one.tone or one.words for one in self.began]

    def wait_for(self, *heard: str) -> None:
        """Wait until these words and tones have begun, and let the last of them end."""
        until(lambda: self.heard() == [*heard])
        self.began[-1].code = 0


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


def voice(stage: Stage, *backends: SpeechBackend, **options: Any) -> Voice:  # noqa: ANN401
    return Voice(
        backends=backends or (WORDS, TONES), start=stage.start, play=stage.play, **options
    )


def test_utterances_are_said_one_at_a_time_in_order(stage: Stage) -> None:
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        until(lambda: stage.began)
        speaking.say(COUNT)
        time.sleep(0.03)
        stage.wait_for(GUIDE.words)
        stage.wait_for(GUIDE.words, "one")
        assert stage.began[0].stopped
        assert not stage.began[0].broken_off
        assert speaking.speaks
        assert speaking.note == ""
    assert all(one.stopped for one in stage.started)


def test_warning_interrupts_and_uses_the_spare_program(stage: Stage) -> None:
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        until(lambda: len(stage.started) == 2)
        spare = stage.started[1]
        speaking.say(LIMIT)
        stage.wait_for(GUIDE.words, LIMIT.words)
        assert stage.began[0].broken_off
        assert stage.began[1] is spare
    assert speaking.speaks, "what is broken off has not failed"


def test_muting_stops_the_sound_and_clears_the_queue(stage: Stage) -> None:
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        speaking.say(GUIDE)
        until(lambda: stage.began)
        speaking.muted = True
        speaking.muted = False  # quicker than the thread looks
        until(lambda: stage.began[0].broken_off)
        speaking.say(COUNT)
        stage.wait_for(GUIDE.words, "one")


def test_voice_is_busy_while_it_speaks_or_has_something_left(stage: Stage) -> None:
    with voice(stage) as speaking:
        assert not speaking.busy
        speaking.say(GUIDE)
        assert speaking.busy, "at once"
        speaking.say(GUIDE)
        until(lambda: stage.began)
        assert speaking.busy
        stage.wait_for(GUIDE.words)
        stage.wait_for(GUIDE.words, GUIDE.words)
        until(lambda: not speaking.busy)
        assert speaking.take_heard() == {GUIDE.words}
        assert speaking.take_heard() == frozenset()
        assert speaking.has_sound
    silent = Voice(backends=[], start=stage.start, play=stage.play)
    with silent:
        silent.say(GUIDE)
        assert not silent.busy
        assert not silent.has_sound


def test_countdown_breaks_off_the_words_of_an_earlier_part(stage: Stage) -> None:
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        speaking.say(GUIDE)
        until(lambda: stage.began)
        speaking.say(Utterance("five", "count", breaks_off=True, part=1))
        stage.wait_for(GUIDE.words, "five")
        assert stage.began[0].broken_off
        until(lambda: not speaking.busy)
        assert speaking.take_heard() == {"five"}


def test_muted_voice_says_nothing(stage: Stage) -> None:
    with voice(stage, muted=True) as speaking:
        assert speaking.muted
        speaking.say(LIMIT)
        time.sleep(0.03)
        assert stage.began == []
        speaking.muted = False
        time.sleep(0.03)
        assert stage.began == [], "nor afterwards"
        speaking.say(COUNT)
        stage.wait_for("one")


def test_late_count_is_not_said(stage: Stage) -> None:
    now_s = [0.0]
    with voice(stage, WORDS, clock=lambda: now_s[0]) as speaking:
        speaking.say(GUIDE)
        until(lambda: stage.began)
        speaking.say(COUNT)
        now_s[0] = 3.1
        speaking.say(Utterance("two", "hold"))
        stage.wait_for(GUIDE.words)
        stage.wait_for(GUIDE.words, "two")


@pytest.mark.parametrize("how", ["exit code", "missing", "broken pipe"])
def test_next_backend_takes_over_with_the_same_words(stage: Stage, how: str) -> None:
    if how == "exit code":
        stage.fails["parrot"] = 3
    elif how == "missing":
        stage.missing.add("parrot")
    with voice(stage, WORDS, OTHER_WORDS, TONES) as speaking:
        if how == "broken pipe":
            until(lambda: stage.started)
            stage.started[0].code = 1  # it died while it waited
        speaking.say(GUIDE)
        until(lambda: stage.began and stage.began[-1].name == "raven")
        assert stage.began[-1].words == GUIDE.words, "the sentence is not lost"
        stage.began[-1].code = 0
        assert speaking.speaks
        assert speaking.note == ""


def test_tones_take_over_from_a_voice_that_fails(stage: Stage) -> None:
    stage.fails["parrot"] = 1
    with voice(stage) as speaking:
        speaking.say(LIMIT)
        stage.wait_for(LIMIT.words, "limit")
        speaking.say(COUNT)
        stage.wait_for(LIMIT.words, "limit", "count")
        assert not speaking.speaks
        assert "only tones, because parrot failed" in speaking.note
        assert stage.folder.exists()
    assert not stage.folder.exists()


def test_voice_is_silent_and_explains_it_when_all_fails(stage: Stage) -> None:
    stage.fails |= {"parrot": 1, "sounddevice": 1}
    with voice(stage) as speaking:
        speaking.say(COUNT)
        until(lambda: "No sound, because parrot, sounddevice failed" in speaking.note)
        started = len(stage.started)
        speaking.say(LIMIT)
        time.sleep(0.03)
        assert len(stage.started) == started
        assert not speaking.speaks


def test_machine_without_sound_gets_the_remedy() -> None:
    with Voice(backends=[]) as speaking:
        speaking.say(LIMIT)
        assert speaking.note.startswith("No sound: install espeak-ng")
        assert not speaking.speaks


@pytest.mark.parametrize(
    ("constants", "quick"),
    [({"STUCK_S": 0.05, "STUCK_OF_NOMINAL": 0.0}, False), ({"LEAST_OF_NOMINAL": 0.25}, True)],
    ids=["stuck", "ends too soon"],
)
def test_program_that_takes_too_long_or_too_short_has_failed(
    constants: dict[str, float], stage: Stage, monkeypatch: pytest.MonkeyPatch, *, quick: bool
) -> None:
    for name, value in constants.items():
        monkeypatch.setattr(module, name, value)
    stage.quick = quick
    with voice(stage) as speaking:
        speaking.say(GUIDE)
        stage.wait_for(GUIDE.words, "guide")
        assert stage.began[0].broken_off is not quick
        assert "parrot failed" in speaking.note


def test_close_says_what_waits_within_its_time(stage: Stage) -> None:
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


def test_interrupted_session_ends_in_silence(stage: Stage) -> None:
    start_s = time.monotonic()
    with pytest.raises(KeyboardInterrupt), voice(stage) as speaking:  # noqa: PT012
        speaking.say(GUIDE)
        raise KeyboardInterrupt
    assert time.monotonic() - start_s < 0.5


def test_voice_is_silent_without_temporary_folder(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.TemporaryDirectory", Mock(side_effect=OSError(28, "no space")))
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
    """Return True if a process lives; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_real_program_stops_with_its_child_processes(tmp_path: Path) -> None:
    log = tmp_path / "heard.jsonl"
    parrot = SpeechBackend("parrot", (sys.executable, "-S", "-c", _PARROT, str(log)))

    def heard() -> list[Any]:
        lines = log.read_text().splitlines() if log.exists() else []
        return [json.loads(line) for line in lines]

    with Voice(backends=[parrot]) as speaking:
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
    until(lambda: not any(is_there(pid) for _, *pids in heard() for pid in pids))
