"""A process that says one sentence with pyttsx3 and ends; ``voice`` keeps one in readiness.

It is run as a file, not imported: ``python -P speaker.py RATE [DRIVER]``, with the words on its
standard input.  The engine has the main thread, as macOS wants it, and lives for one sentence:
engines that speak a second time hang on macOS and stay silent on Windows.
"""

from __future__ import annotations

import sys
import threading
from typing import Any, Final

SILENT: Final = 3
"""Exit code: there is no engine, or it did not speak."""

LONGEST_S: Final = 60.0
"""How long a sentence may take (engineering default)."""


def main(arguments: list[str]) -> int:
    """Make an engine ready, wait for the words, say them.  The exit code."""
    try:
        engine = open_engine(int(arguments[0]), *arguments[1:])
        words = sys.stdin.buffer.read().decode("utf-8").strip()
        return 0 if not words or speak(engine, words) else SILENT
    except Exception as error:  # noqa: BLE001  # every engine has errors of its own
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        return SILENT


def open_engine(words_per_minute: int, driver: str | None = None) -> Any:  # noqa: ANN401
    """The system's engine, at this rate."""
    import pyttsx3

    engine = pyttsx3.init(driver)
    engine.setProperty("rate", words_per_minute)
    return engine


def speak(engine: Any, words: str) -> bool:  # noqa: ANN401
    """Say it; whether it was said to its end.

    On Linux ``runAndWait`` comes back while the sentence is still being played.
    """
    ended, errors = threading.Event(), []

    def fail(exception: object = None, **_: object) -> None:
        errors.append(exception)
        ended.set()

    engine.connect("finished-utterance", lambda **_: ended.set())
    engine.connect("error", fail)
    engine.say(words)
    engine.runAndWait()
    return ended.wait(LONGEST_S) and not errors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
