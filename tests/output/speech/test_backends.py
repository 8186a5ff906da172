"""The ways of making sound on each system, and programs that sound."""

from __future__ import annotations

import sys

import pytest

from formcheck.output.speech import backends
from formcheck.output.speech.backends import (
    Sound,
    SpeechBackend,
    find_backends,
    is_ready,
    kind_of,
    note_on,
)

SPEAKS = SpeechBackend("espeak-ng", ("espeak-ng",), speaks=True)
PLAYS = SpeechBackend("paplay", ("paplay",), speaks=False)


def names(platform: str, *programs: str, pyttsx3: bool = False) -> list[str]:
    found = find_backends(
        150,
        platform=platform,
        which=lambda name: f"/bin/{name}" if name in programs else None,
        has_pyttsx3=pyttsx3,
    )
    assert [way.speaks for way in found] == sorted((way.speaks for way in found), reverse=True)
    return [way.called for way in found]


@pytest.mark.parametrize(
    ("platform", "programs", "pyttsx3", "expected"),
    [
        ("linux", ["espeak-ng", "paplay", "aplay"], True,
         ["espeak-ng", "pyttsx3", "paplay", "aplay"]),
        ("linux", ["espeak", "pw-play"], False, ["espeak", "pw-play"]),
        ("linux", ["paplay"], True, ["paplay"]),  # pyttsx3 would need aplay
        ("linux", [], False, []),
        ("darwin", ["say", "afplay"], False, ["say", "afplay"]),
        ("darwin", ["say", "afplay"], True, ["say", "pyttsx3", "afplay"]),
        ("win32", ["powershell"], False, ["powershell", "winsound"]),
        ("win32", ["powershell"], True, ["pyttsx3", "powershell", "winsound"]),
    ],
)  # fmt: skip
def test_each_system_has_its_ways_the_best_first(
    platform: str, programs: list[str], expected: list[str], *, pyttsx3: bool
) -> None:
    assert names(platform, *programs, pyttsx3=pyttsx3) == expected


def test_the_rate_is_in_every_command_that_speaks() -> None:
    def commands(platform: str, rate: int) -> list[str]:
        ways = find_backends(rate, platform=platform, which=str, has_pyttsx3=True)
        return [" ".join(way.command) for way in ways if way.speaks]

    for platform in ("linux", "darwin"):
        assert all(" 137" in command for command in commands(platform, 137))
    pyttsx3, powershell = commands("win32", 144)
    assert pyttsx3.endswith(" 144")
    assert "$voice.Rate = -2;" in powershell
    assert "$voice.Rate = 10;" in commands("win32", 900)[1]


def test_this_system_is_looked_at_without_starting_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("subprocess.Popen", None)
    assert all(way.command for way in find_backends(150))


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", code)


def test_a_program_gets_its_words_as_they_are() -> None:
    sound = Sound(python("import sys; sys.exit(sys.stdin.buffer.read().decode() != '45° – go')"))
    assert sound.poll() is None
    sound.begin("45° – go")
    assert sound.wait(10) == 0
    sound.stop()


def test_stopping_is_at_once_and_may_be_done_twice() -> None:
    sound = Sound(python("import time; time.sleep(30)"))
    assert sound.wait(0.02) is None
    sound.stop()
    code = sound.poll()
    assert code not in {None, 0}
    sound.stop()
    assert sound.poll() == code


def test_words_for_a_program_that_has_ended_are_an_error() -> None:
    sound = Sound(python(""))
    assert sound.wait(10) == 0
    with pytest.raises(OSError, match="roken pipe"):
        sound.begin("one " * 50_000)
    sound.stop()


@pytest.mark.parametrize(
    ("code", "ready"),
    [("import sys; sys.stdin.read()", True), ("raise SystemExit(3)", False)],
)
def test_a_way_is_ready_if_it_starts_and_ends_well(code: str, *, ready: bool) -> None:
    assert is_ready(SpeechBackend("test", python(code), speaks=True)) is ready


def test_a_program_that_is_missing_or_stuck_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_ready(SpeechBackend("test", ("/no/such/program",), speaks=True))
    monkeypatch.setattr(backends, "READY_S", 0.05)
    assert not is_ready(SpeechBackend("test", python("import time; time.sleep(30)"), speaks=True))


@pytest.mark.parametrize(
    ("ways", "failed", "kind", "note"),
    [
        ([SPEAKS, PLAYS], [], "words", ""),
        ([SPEAKS], ["say"], "words", ""),
        ([PLAYS], [], "tones", f"No voice, only tones: {backends.REMEDY}."),
        ([PLAYS], ["espeak-ng"], "tones", "No voice, only tones, because espeak-ng failed: check"),
        ([], [], "none", f"No sound: {backends.REMEDY}."),
        ([], ["espeak-ng", "paplay"], "none", "No sound, because espeak-ng, paplay failed: check"),
    ],
)
def test_the_note_is_one_sentence_with_a_remedy(
    ways: list[SpeechBackend], failed: list[str], kind: str, note: str
) -> None:
    assert kind_of(ways) == kind
    told = note_on(ways, failed)
    assert told.startswith(note)
    assert bool(told) is bool(note)
    assert "\n" not in told
