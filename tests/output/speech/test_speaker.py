"""The speaking process: pyttsx3's own silent driver, end to end, and engines that go wrong."""

from __future__ import annotations

import io
import subprocess
import sys
import types
from typing import TYPE_CHECKING, Any

from formcheck.output.speech import speaker
from formcheck.output.speech.backends import SPEAKER, Sound, SpeechBackend, is_ready

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


def run(*arguments: str, words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own interpreter and our own file
        [sys.executable, "-P", str(SPEAKER), *arguments],
        input=words,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_it_says_a_sentence_with_pyttsx3_and_ends() -> None:
    ended = run("150", "dummy", words="Keep both thighs level, at 45°.")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


def test_an_engine_that_is_not_there_is_an_exit_code_and_a_line() -> None:
    ended = run("150", "no_such_driver", words="one")
    assert ended.returncode == speaker.SILENT
    assert ended.stderr.startswith("ModuleNotFoundError")
    assert len(ended.stderr.splitlines()) == 1


def test_one_that_waits_ends_when_there_is_nothing_to_say() -> None:
    command = (sys.executable, "-P", str(SPEAKER), "150", "dummy")
    assert is_ready(SpeechBackend("pyttsx3", command, speaks=True))
    sound = Sound(command)
    assert sound.poll() is None
    sound.stop()
    assert sound.poll() not in {None, 0}


class Engine:
    """An engine of pyttsx3's shape; `ends` is what it tells of each sentence."""

    def __init__(self, ends: list[str]) -> None:
        self.ends = ends
        self.told: dict[str, Callable[..., None]] = {}
        self.properties: dict[str, int] = {}
        self.said: list[str] = []

    def setProperty(self, name: str, value: int) -> None:  # noqa: N802  # pyttsx3's name
        self.properties[name] = value

    def connect(self, topic: str, callback: Callable[..., None]) -> None:
        self.told[topic] = callback

    def say(self, words: str) -> None:
        self.said.append(words)

    def runAndWait(self) -> None:  # noqa: N802
        for topic in self.ends:
            self.told[topic](name=None, **({"exception": OSError()} if topic == "error" else {}))


def speak_with(engine: Engine, words: str, monkeypatch: pytest.MonkeyPatch) -> int:
    library: Any = types.ModuleType("pyttsx3")
    library.init = lambda _driver: engine
    monkeypatch.setitem(sys.modules, "pyttsx3", library)
    stdin = io.TextIOWrapper(io.BytesIO(words.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    return speaker.main(["140"])


def test_the_rate_and_the_words_reach_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(["finished-utterance"])
    assert speak_with(engine, "Ease back.\n", monkeypatch) == 0
    assert engine.properties == {"rate": 140}
    assert engine.said == ["Ease back."]


def test_an_error_of_the_engine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert speak_with(Engine(["error"]), "one", monkeypatch) == speaker.SILENT


def test_an_engine_that_never_ends_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaker, "LONGEST_S", 0.02)
    assert speak_with(Engine([]), "one", monkeypatch) == speaker.SILENT


def test_without_words_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine([])
    assert speak_with(engine, " \n", monkeypatch) == 0
    assert engine.said == []
