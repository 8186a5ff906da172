"""Backends: what each system has, programs that speak, and the process of pyttsx3."""

from __future__ import annotations

import io
import subprocess
import sys
from unittest.mock import Mock, call

import pytest

from formcheck.output.speech import backends
from formcheck.output.speech.backends import (
    REMEDY,
    TONES,
    SpeechBackend,
    SpeechProcess,
    find_backends,
    is_ready,
    sound_note,
)

SPEAKS = SpeechBackend("espeak-ng", ("espeak-ng",))


@pytest.mark.parametrize(
    ("platform", "programs", "pyttsx3", "expected"),
    [
        ("linux", ["espeak-ng", "aplay"], True, ["espeak-ng", "pyttsx3"]),
        ("linux", ["espeak"], False, ["espeak"]),
        ("linux", [], True, []),  # pyttsx3 would need aplay
        ("linux", [], False, []),
        ("darwin", ["say"], False, ["say"]),
        ("darwin", ["say"], True, ["say", "pyttsx3"]),
        ("win32", ["powershell"], False, ["powershell"]),
        ("win32", ["powershell"], True, ["pyttsx3", "powershell"]),
    ],
)
@pytest.mark.parametrize("can_play", [True, False])
def test_each_system_has_its_backends_the_best_first_and_tones_last(
    platform: str,
    programs: list[str],
    expected: list[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    pyttsx3: bool,
    can_play: bool,
) -> None:
    monkeypatch.setattr(backends, "find_spec", lambda _: pyttsx3)
    monkeypatch.setattr("formcheck.output.speech.tones.can_play", lambda: can_play)
    paths = {name: f"/bin/{name}" for name in programs}
    found = find_backends(150, platform=platform, which=paths.get)
    # The sound device is opened only where nothing speaks.
    tones = ["sounddevice"] if expected or can_play else []
    assert [backend.name for backend in found] == [*expected, *tones]
    assert [backend.speaks for backend in found] == [True] * len(expected) + [False] * len(tones)


def test_rate_is_in_every_command_that_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "find_spec", str)

    def commands(platform: str, rate: int) -> list[str]:
        found = find_backends(rate, platform=platform, which=str)
        return [" ".join(backend.command) for backend in found if backend.speaks]

    for platform in ("linux", "darwin"):
        assert all(" 137" in command for command in commands(platform, 137))
    pyttsx3, powershell = commands("win32", 144)
    assert pyttsx3.endswith(" 144")
    assert "$voice.Rate = -2;" in powershell
    assert "$voice.Rate = 10;" in commands("win32", 900)[1]


def test_find_backends_starts_no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("subprocess.Popen", None)
    find_backends(150)


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-S", "-c", code)


def test_process_gets_its_words_unchanged() -> None:
    code = "import sys; sys.exit(sys.stdin.buffer.read().decode() != '45° – go')"
    process = SpeechProcess(python(code))
    assert process.poll() is None
    process.begin("45° – go")
    assert process.wait(10) == 0
    process.stop()


def test_process_stops_at_once_and_twice() -> None:
    process = SpeechProcess(python("import time; time.sleep(30)"))
    assert process.wait(0.02) is None
    process.stop()
    code = process.poll()
    assert code not in {None, 0}
    process.stop()
    assert process.poll() == code


def test_words_for_an_ended_process_raise() -> None:
    process = SpeechProcess(python(""))
    assert process.wait(10) == 0
    with pytest.raises(OSError, match="roken pipe"):
        process.begin("one " * 50_000)
    process.stop()


@pytest.mark.parametrize(
    ("command", "ready"),
    [
        (python("import sys; sys.stdin.read()"), True),
        (python("raise SystemExit(3)"), False),
        (python("import time; time.sleep(30)"), False),
        (("/no/such/program",), False),
    ],
    ids=["ends well", "fails", "stuck", "missing"],
)
def test_backend_is_ready_if_it_starts_and_ends_well(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, *, ready: bool
) -> None:
    monkeypatch.setattr(backends, "READY_S", 5.0 if ready else 0.3)
    assert is_ready(SpeechBackend("test", command)) is ready


@pytest.mark.parametrize(
    ("left", "failed", "note"),
    [
        ([SPEAKS, TONES], [], ""),
        ([SPEAKS], ["say"], ""),
        ([TONES], [], f"No voice, only tones: {REMEDY}."),
        ([TONES], ["espeak-ng"], "No voice, only tones, because espeak-ng failed: check"),
        ([], [], f"No sound: {REMEDY}."),
        ([], ["say", "sounddevice"], "No sound, because say, sounddevice failed: check"),
    ],
)
def test_note_is_one_sentence_with_a_remedy(
    left: list[SpeechBackend], failed: list[str], note: str
) -> None:
    written = sound_note(left, failed)
    assert written.startswith(note)
    assert bool(written) is bool(note)
    assert "\n" not in written


# --- The process of pyttsx3 --------------------------------------------------------------------

PYTTSX3 = (sys.executable, "-P", backends.__file__, "150")


@pytest.mark.parametrize(
    ("driver", "code", "error"),
    [("dummy", 0, ""), ("no_such_driver", backends.SILENT, "ModuleNotFoundError")],
)
def test_process_says_a_sentence_with_pyttsx3_or_fails_in_one_line(
    driver: str, code: int, error: str
) -> None:
    ended = subprocess.run(  # noqa: S603  # our own interpreter and our own file
        [*PYTTSX3, driver],
        input="Keep both thighs level, at 45°.",
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (code, "")
    assert ended.stderr.startswith(error)
    assert len(ended.stderr.splitlines()) == bool(error)


def test_process_of_pyttsx3_ends_without_words() -> None:
    assert is_ready(SpeechBackend("pyttsx3", (*PYTTSX3, "dummy")))


@pytest.mark.parametrize(
    ("ends", "words", "said", "code"),
    [
        (["finished-utterance"], "Ease back.\n", ["Ease back."], 0),
        (["error"], "one", ["one"], backends.SILENT),
        ([], "one", ["one"], backends.SILENT),  # it never ends
        ([], " \n", [], 0),
    ],
)
def test_exit_code_says_whether_the_engine_spoke(
    ends: list[str], words: str, said: list[str], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Mock()

    def report() -> None:
        callbacks = dict(one.args for one in engine.connect.call_args_list)
        for topic in ends:
            callbacks[topic](name=None, exception=OSError())

    engine.runAndWait.side_effect = report
    monkeypatch.setitem(sys.modules, "pyttsx3", Mock(init=lambda _driver: engine))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
    monkeypatch.setattr(backends, "LONGEST_S", 0.02)
    assert backends.main(["140"]) == code
    assert engine.setProperty.call_args == call("rate", 140)
    assert engine.say.call_args_list == [call(sentence) for sentence in said]
