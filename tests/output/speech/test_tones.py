"""Tones: one for each kind, distinct, audible, and played without a wait."""

from __future__ import annotations

import sys
from itertools import combinations
from typing import get_args
from unittest.mock import Mock

import numpy as np
import pytest

from formcheck.output.speech.tones import SAMPLES_PER_S, SIGNALS, Tone, can_play, samples
from formcheck.session.protocol import UtteranceKind

KINDS: tuple[UtteranceKind, ...] = get_args(UtteranceKind)
FULL = np.iinfo(np.int16).max


def loudness(kind: UtteranceKind) -> float:
    """Return the root mean square of the samples; 1 = the loudest square wave."""
    return float(np.sqrt(np.mean((samples(SIGNALS[kind]) / FULL) ** 2)))


def test_every_kind_has_a_signal() -> None:
    assert set(SIGNALS) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_signal_has_its_pitch_is_short_and_neither_clicks_nor_clips(kind: UtteranceKind) -> None:
    signal = SIGNALS[kind]
    sound = samples(signal).astype(int)
    assert len(sound) == pytest.approx(signal.duration_s * SAMPLES_PER_S, abs=3)
    assert signal.duration_s <= 0.6, "a tone must not cover the next one"
    first = sound[: round(signal.notes[0].duration_s * SAMPLES_PER_S)]
    hertz = np.fft.rfftfreq(len(first), 1 / SAMPLES_PER_S)[np.abs(np.fft.rfft(first)).argmax()]
    assert hertz == pytest.approx(signal.notes[0].hertz, abs=1 / signal.notes[0].duration_s)
    assert all(note.hertz == 0 or 390 <= note.hertz <= 1500 for note in signal.notes)
    assert abs(sound[0]) < 0.02 * FULL
    assert abs(sound[-1]) < 0.1 * FULL
    assert 0.2 * FULL < np.abs(sound).max() < FULL


def test_signals_can_be_told_apart() -> None:
    for one, other in combinations(KINDS, 2):
        a, b = SIGNALS[one], SIGNALS[other]
        longer = abs(a.duration_s - b.duration_s) > 0.05
        higher = abs(a.notes[0].hertz - b.notes[0].hertz) > 50
        assert longer or higher or len(a.notes) != len(b.notes), (one, other)


def test_limit_is_the_loudest_and_guidance_the_softest() -> None:
    order = sorted(KINDS, key=loudness)
    assert (order[0], order[-1]) == ("guide", "limit")
    assert loudness("limit") > 2 * loudness("guide")


class PortAudioError(Exception):
    """An error of the device."""


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Install a library sounddevice that works."""
    library = Mock(PortAudioError=PortAudioError)
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    return library


def test_tone_plays_its_samples_until_it_ends_or_is_stopped(device: Mock) -> None:
    assert can_play()
    device.query_devices.assert_called_once_with(kind="output")
    tone = Tone("praise")
    tone.begin()
    data, samples_per_s = device.play.call_args.args
    assert samples_per_s == SAMPLES_PER_S
    assert np.array_equal(data, samples(SIGNALS["praise"]))
    assert tone.poll() is None
    device.get_stream().active = False
    assert tone.poll() == 0
    tone.stop()
    device.get_stream().abort.assert_called_once_with()
    device.stop.assert_called_once_with()


def test_sound_device_that_is_missing_or_refuses_raises_os_error(
    device: Mock, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.query_devices.side_effect = PortAudioError("Error querying device -1")
    device.play.side_effect = PortAudioError("Error opening device -1")
    device.get_stream.side_effect = RuntimeError("play() was not called yet")
    for library in (device, None):  # None makes the import fail
        monkeypatch.setitem(sys.modules, "sounddevice", library)
        assert not can_play()
        tone = Tone("count")
        with pytest.raises(OSError, match="device"):
            tone.begin()
        tone.stop()


def test_missing_portaudio_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    class Finder:
        @staticmethod
        def find_spec(name: str, *_: object) -> None:
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    assert not can_play()


def test_module_does_not_import_the_library() -> None:
    assert "sounddevice" not in vars(sys.modules["formcheck.output.speech.tones"])
