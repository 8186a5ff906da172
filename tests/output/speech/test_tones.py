"""The tones: there is one for each kind, it can be told from the others, and it can be heard."""

from __future__ import annotations

import wave
from itertools import combinations
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest

from formcheck.output.speech.tones import SAMPLES_PER_S, SIGNALS, duration_s, samples, write_tone
from formcheck.session.protocol import UtteranceKind

if TYPE_CHECKING:
    from pathlib import Path

KINDS: tuple[UtteranceKind, ...] = get_args(UtteranceKind)


def loudness(kind: UtteranceKind) -> float:
    """Root mean square of the samples, 1 = the loudest square wave."""
    sound = samples(SIGNALS[kind]).astype(float) / np.iinfo(np.int16).max
    return float(np.sqrt(np.mean(sound**2)))


def test_every_kind_has_a_tone() -> None:
    assert set(SIGNALS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_tone_sounds_at_its_pitch_and_is_short(kind: UtteranceKind) -> None:
    signal = SIGNALS[kind]
    sound = samples(signal)
    assert len(sound) == pytest.approx(duration_s(signal) * SAMPLES_PER_S, abs=3)
    assert duration_s(signal) <= 0.6, "a tone must not cover the next one"
    first = sound[: round(signal.notes[0].duration_s * SAMPLES_PER_S)].astype(float)
    hertz = np.fft.rfftfreq(len(first), 1 / SAMPLES_PER_S)[np.abs(np.fft.rfft(first)).argmax()]
    assert hertz == pytest.approx(signal.notes[0].hertz, abs=1 / signal.notes[0].duration_s)
    assert all(note.hertz == 0 or 390 <= note.hertz <= 1500 for note in signal.notes)


@pytest.mark.parametrize("kind", KINDS)
def test_a_tone_neither_clicks_nor_clips(kind: UtteranceKind) -> None:
    sound = samples(SIGNALS[kind]).astype(int)
    full = np.iinfo(np.int16).max
    assert abs(sound[0]) < 0.02 * full
    assert abs(sound[-1]) < 0.1 * full
    assert 0.2 * full < np.abs(sound).max() < full


def test_tones_can_be_told_apart() -> None:
    for one, other in combinations(KINDS, 2):
        a, b = SIGNALS[one].notes, SIGNALS[other].notes
        longer = abs(duration_s(SIGNALS[one]) - duration_s(SIGNALS[other])) > 0.05
        higher = abs(a[0].hertz - b[0].hertz) > 50
        assert longer or higher or len(a) != len(b), (one, other)


def test_a_limit_is_the_loudest_and_guidance_the_softest() -> None:
    order = sorted(KINDS, key=loudness)
    assert order[0] == "guide"
    assert order[-1] == "limit"
    assert loudness("limit") > 2 * loudness("guide")


def test_a_file_is_written_once_and_holds_the_tone(tmp_path: Path) -> None:
    path = write_tone(tmp_path, "praise")
    written_ns = path.stat().st_mtime_ns
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getframerate() == SAMPLES_PER_S
        held = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    assert np.array_equal(held, samples(SIGNALS["praise"]))
    assert write_tone(tmp_path, "praise") == path
    assert path.stat().st_mtime_ns == written_ns
