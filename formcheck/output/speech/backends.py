"""Ways of making sound on this system: every one is a program that is started for one sound.

Whatever speaks takes the words on its standard input, says them when that is closed, and ends; so
it can be started beforehand and wait.  Whatever plays tones takes a WAV file.  A program of its
own never holds up a picture, and ending it is silence at once.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

READY_S: Final = 5.0
"""How long a program may take to show that it would speak (engineering default)."""

REMEDY: Final = (
    'install espeak-ng (Debian, Ubuntu: apt-get install espeak-ng) or run pip install '
    '"formcheck[voice]"'
)  # fmt: skip
"""How to get a voice; macOS and Windows bring one."""

SPEAKER: Final = Path(__file__).with_name("speaker.py")

_WINDOWS_VOICE: Final = (
    "Add-Type -AssemblyName System.Speech;"
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer;"
    "$voice.Rate = {rate};"
    "$words = New-Object IO.StreamReader([Console]::OpenStandardInput(), [Text.Encoding]::UTF8);"
    "$voice.Speak($words.ReadToEnd())"
)

_WINDOWS_TONE: Final = (
    "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)"
)

# In the order of what is likelier to reach the loudspeaker that is in use.
_PLAYERS: Final = ("paplay", "pw-play", "aplay", "afplay")


@dataclass(frozen=True, slots=True)
class SpeechBackend:
    """A way of making sound.

    Attributes
    ----------
    called
        The name to tell a person.
    command
        The program and its arguments; to play a tone its file is added.
    speaks
        Whether it says words; else it plays tones.
    """

    called: str
    command: tuple[str, ...]
    speaks: bool


def find_backends(
    words_per_minute: int,
    *,
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
    has_pyttsx3: bool | None = None,
) -> list[SpeechBackend]:
    """The ways there are, the best first: those that speak, then those that play tones.

    The system's own programs come before pyttsx3, which starts later and needs more; on Windows it
    comes first: who has installed it there wants it, and PowerShell starts no sooner.
    """
    if has_pyttsx3 is None:
        has_pyttsx3 = find_spec("pyttsx3") is not None
    rate = str(words_per_minute)
    speaking = [
        SpeechBackend(name, (path, *arguments), speaks=True)
        for name, arguments in _own_voices(words_per_minute, platform).items()
        if (path := which(name))
    ]
    # espeak's driver hands what it made to aplay, and says nothing if that is missing.
    if has_pyttsx3 and (platform != "linux" or which("aplay")):
        pyttsx3 = SpeechBackend("pyttsx3", (sys.executable, "-P", str(SPEAKER), rate), speaks=True)
        speaking.insert(0 if platform == "win32" else len(speaking), pyttsx3)
    if platform == "win32":
        playing = [
            SpeechBackend("winsound", (sys.executable, "-P", "-c", _WINDOWS_TONE), speaks=False)
        ]
    else:
        playing = [
            SpeechBackend(name, (path,), speaks=False)
            for name in _PLAYERS
            if (path := which(name))
        ]
    return speaking + playing


def _own_voices(words_per_minute: int, platform: str) -> dict[str, tuple[str, ...]]:
    """The programs that speak on a system, with their arguments."""
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


class Sound:
    """A program of one sound, under way.

    Parameters
    ----------
    command
        The program and its arguments.
    environment
        Its environment; None = ours.

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
            # A group of its own: Ctrl-C is not for it, and what it started ends with it.
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def begin(self, words: str) -> None:
        """Give it the words: it speaks now.  For what plays a tone: no words.

        Raises
        ------
        OSError
            If it has ended already.
        """
        stream = self._process.stdin
        if stream is None:
            return
        try:
            if words:
                stream.write(words.encode())
        finally:
            stream.close()

    def poll(self) -> int | None:
        """The exit code; None while it sounds."""
        return self._process.poll()

    def wait(self, at_most_s: float) -> int | None:
        """The same, after waiting for it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(at_most_s)
        return self._process.poll()

    def stop(self) -> None:
        """Silence: it and whatever it has started are ended.  Nothing is left of it."""
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


def is_ready(way: SpeechBackend) -> bool:
    """Whether a way that speaks would: it is started and given nothing to say."""
    try:
        sound = Sound(way.command)
    except OSError:
        return False
    try:
        sound.begin("")
        return sound.wait(READY_S) == 0
    except OSError:
        return False
    finally:
        sound.stop()


def note_on(ways: list[SpeechBackend], failed: Iterable[str]) -> str:
    """What a person should know of the ways that are left; empty if one of them speaks.

    Parameters
    ----------
    ways
        The ways that are left, the best first.
    failed
        What was tried and failed, by name.
    """
    if ways and ways[0].speaks:
        return ""
    tried = ", ".join(failed)
    if ways and tried:
        return f"No voice, only tones, because {tried} failed: check the sound and start again."
    if ways:
        return f"No voice, only tones: {REMEDY}."
    if tried:
        return f"No sound, because {tried} failed: check the loudspeaker and start again."
    return f"No sound: {REMEDY}."


SoundKind = Literal["words", "tones", "none"]
"""What can be heard."""


def kind_of(ways: list[SpeechBackend]) -> SoundKind:
    """What can be heard of the ways that are left."""
    if not ways:
        return "none"
    return "words" if ways[0].speaks else "tones"
