"""The programs that can speak on this system, and the process of one sentence.

A speaking program takes the words on its standard input, says them when the input is closed, and
ends.  It can be started early and wait for its words.  It never delays a picture, and ending it
gives silence at once.  This file, run as a program, speaks with pyttsx3.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

READY_S: Final = 5.0
"""How long a program may take to show that it can speak (engineering default)."""

REMEDY: Final = (
    'install espeak-ng (Debian, Ubuntu: apt-get install espeak-ng) or run pip install '
    '"formcheck[voice]"'
)  # fmt: skip
"""How to get a voice; macOS and Windows bring one."""

_WINDOWS_VOICE: Final = (
    "Add-Type -AssemblyName System.Speech;"
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "$voice.Rate = {rate};"
    "$words = New-Object IO.StreamReader([Console]::OpenStandardInput(), [Text.Encoding]::UTF8);"
    "$voice.Speak($words.ReadToEnd())"
)


@dataclass(frozen=True, slots=True)
class SpeechBackend:
    """A way to make sound.

    Attributes
    ----------
    name, command
        Its name in messages, and the program with its arguments; empty = tones.
    """

    name: str
    command: tuple[str, ...] = ()

    @property
    def speaks(self) -> bool:
        """Return True if it says words, False if it plays tones."""
        return bool(self.command)


TONES: Final = SpeechBackend("sounddevice")
"""The last choice: one tone for each kind of utterance (see `formcheck.output.speech.tones`)."""


def find_backends(
    words_per_minute: int,
    *,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> list[SpeechBackend]:
    """Find the ways to make sound, the best first: speaking programs, then tones.

    The programs of the system come before pyttsx3, which starts later.  On Windows pyttsx3 comes
    first: it was installed on purpose, and PowerShell starts no sooner.  The sound device is
    opened only where no program speaks; else it is tried when the programs have failed.

    Parameters
    ----------
    words_per_minute
        The rate of speech.
    platform, which
        The system: its name, and where its programs are; for tests.

    Returns
    -------
    list of SpeechBackend
        Empty if no sound can be made.
    """
    found = [
        SpeechBackend(name, (path, *arguments))
        for name, arguments in _system_voices(words_per_minute, platform).items()
        if (path := which(name))
    ]
    # The espeak driver of pyttsx3 plays through aplay, and is silent if that is missing.
    if find_spec("pyttsx3") and (platform != "linux" or which("aplay")):
        command = (sys.executable, "-P", str(Path(__file__)), str(words_per_minute))
        found.insert(0 if platform == "win32" else len(found), SpeechBackend("pyttsx3", command))
    return [*found, TONES] if found or _can_play_tones() else []


def _can_play_tones() -> bool:
    from formcheck.output.speech.tones import can_play

    return can_play()


def _system_voices(words_per_minute: int, platform: str) -> dict[str, tuple[str, ...]]:
    """Return the programs that speak on a system, with their arguments."""
    rate = str(words_per_minute)
    if platform == "darwin":
        return {"say": ("-r", rate, "-f", "-")}
    if platform == "win32":
        # -10 to 10, where 0 is about 180 words a minute and each step about a tenth.
        step = max(-10, min(10, round((words_per_minute - 180) / 18)))
        script = _WINDOWS_VOICE.format(rate=step)
        return {"powershell": ("-NoProfile", "-NonInteractive", "-Command", script)}
    espeak = ("-v", "en", "-s", rate, "--stdin")
    return {"espeak-ng": espeak, "espeak": espeak}


class SpeechProcess:
    """The process that says one sentence.

    Parameters
    ----------
    command, environment
        The program and its arguments; its environment, None = that of this process.

    Raises
    ------
    OSError
        If it cannot be started.
    """

    def __init__(
        self, command: Iterable[str], *, environment: Mapping[str, str] | None = None
    ) -> None:
        self._process = subprocess.Popen(  # noqa: S603  # one of `find_backends`
            [*command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # ALSA writes pages
            env=environment,
            # A group of its own: Ctrl-C does not reach it, and its child processes end with it.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def begin(self, words: str) -> None:
        """Hand over the words: it speaks now; raise OSError if it has ended already."""
        if self._process.stdin is not None:
            with self._process.stdin as stream:
                stream.write(words.encode())

    def poll(self) -> int | None:
        """Return the exit code; None while it speaks."""
        return self._process.poll()

    def wait(self, at_most_s: float) -> int | None:
        """Return the exit code after waiting for it; None if it still speaks then."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(at_most_s)
        return self._process.poll()

    def stop(self) -> None:
        """End it and all its child processes; a second call does nothing."""
        if self._process.poll() is None:
            with suppress(OSError):
                if hasattr(os, "killpg"):
                    os.killpg(self._process.pid, signal.SIGKILL)
                else:
                    self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()


def is_ready(backend: SpeechBackend) -> bool:
    """Return True if a program starts and ends well without words; for tones, if they play."""
    if not backend.speaks:
        return _can_play_tones()
    try:
        process = SpeechProcess(backend.command)
    except OSError:
        return False
    try:
        process.begin("")
        return process.wait(READY_S) == 0
    except OSError:
        return False
    finally:
        process.stop()


def sound_note(backends: Sequence[SpeechBackend], failed: Iterable[str] = ()) -> str:
    """Explain why there is no voice or no sound, with the remedy.

    Parameters
    ----------
    backends, failed
        The ways to make sound that are left, the best first, and names of those that failed.

    Returns
    -------
    str
        One sentence; empty if there is a voice.
    """
    if backends and backends[0].speaks:
        return ""
    tried = ", ".join(failed)
    if backends and tried:
        return f"No voice, only tones, because {tried} failed: check the sound and start again."
    if backends:
        return f"No voice, only tones: {REMEDY}."
    if tried:
        return f"No sound, because {tried} failed: check the loudspeaker and start again."
    return f"No sound: {REMEDY}."


# --- The process of one sentence with pyttsx3 --------------------------------------------------

SILENT: Final = 3
"""Exit code: there is no engine, or it did not speak."""

LONGEST_S: Final = 60.0
"""How long a sentence may take (engineering default)."""


def main(arguments: Sequence[str]) -> int:
    """Say the words of standard input with pyttsx3; return the exit code, 0 or `SILENT`."""
    # `arguments`: words a minute and, for tests, the driver.  The engine has the main thread, as
    # macOS wants it, and lives for one sentence: engines that speak a second time hang on macOS
    # and stay silent on Windows.
    try:
        engine = _open_engine(int(arguments[0]), *arguments[1:])
        words = sys.stdin.buffer.read().decode("utf-8").strip()
        return 0 if not words or _speak(engine, words) else SILENT
    except Exception as error:  # noqa: BLE001  # every engine has errors of its own
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return SILENT


def _open_engine(words_per_minute: int, driver: str | None = None) -> Any:  # noqa: ANN401
    import pyttsx3

    engine = pyttsx3.init(driver)
    engine.setProperty("rate", words_per_minute)
    return engine


def _speak(engine: Any, words: str) -> bool:  # noqa: ANN401
    """Return True after the words were said to their end."""
    ended, errors = threading.Event(), []

    def fail(exception: object = None, **_: object) -> None:
        errors.append(exception)
        ended.set()

    engine.connect("finished-utterance", lambda **_: ended.set())
    engine.connect("error", fail)
    engine.say(words)
    engine.runAndWait()  # on Linux it comes back while the sentence is still being played
    return ended.wait(LONGEST_S) and not errors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
