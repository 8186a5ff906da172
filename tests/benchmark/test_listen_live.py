"""What was heard of a real session: the program that stands for a voice, and what it writes."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from benchmark.listen_live import Recorder, chosen, listened, speaker
from formcheck.output.speech.backends import find_backends
from formcheck.session.protocol import Utterance

if TYPE_CHECKING:
    from pathlib import Path

FAST = 1200
"""Words a minute: a word takes 0.05 s."""


@pytest.fixture
def say(tmp_path: Path) -> list[str]:
    """Return the command that speaks, as formcheck finds it."""
    path = str(speaker(tmp_path))
    found = find_backends(FAST, platform="linux", which=lambda name: shutil.which(name, path=path))
    return [*found[0].command]


def test_words_are_heard_to_their_end_or_broken_off(say: list[str], tmp_path: Path) -> None:
    with Recorder() as recorder:
        recorder.log.said += [(0.0, Utterance("Go.", "guide")), (0.0, Utterance("one", "count"))]
        subprocess.run(say, input=b"Go.", check=True)  # noqa: S603
        with subprocess.Popen(say, stdin=subprocess.PIPE) as speaking:  # noqa: S603
            assert speaking.stdin is not None
            speaking.stdin.write(b"one " * 100)
            speaking.stdin.close()
            time.sleep(0.6)
            speaking.send_signal(signal.SIGKILL)
        subprocess.run(say, input=b"", check=True)  # noqa: S603
    recorder.hear(tmp_path / "heard")
    whole, cut = recorder.voice.heard
    assert (whole.words, whole.utterance.kind, whole.complete) == ("Go.", "guide", True)
    assert whole.end_s - whole.begin_s == pytest.approx(0.25, abs=0.1)
    assert not cut.complete
    assert 0.0 < cut.end_s - cut.begin_s < 1.0


def test_clips_are_chosen_by_name() -> None:
    assert [clip.name for clip in chosen(["mini_squat"])] == ["mini_squat"]
    assert chosen([])


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("openbox") and shutil.which("xdotool")),
    reason="needs Xvfb, openbox and xdotool",
)
def test_session_in_real_time_is_heard_as_it_should_be() -> None:
    [clip] = chosen(["mini_squat"])
    heard = listened(clip.name, clip.video, clip.exercise)
    assert heard.violations == []
    assert list(heard.counted) == [4]
