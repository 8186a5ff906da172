"""Tones: one for each kind, distinct, audible, and played without a wait."""

from __future__ import annotations

import sys
import types
from itertools import combinations
from typing import Any, get_args

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


class Device:
    """The sounddevice library of a test; `fails` is the name of the function that fails."""

    class PortAudioError(Exception):
        """An error of the device."""

    def __init__(self, fails: str = "") -> None:
        self.fails, self.calls = fails, list[str]()
        self.played: Any = None
        self.active = True

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name == self.fails:
            raise self.PortAudioError("Error querying device -1")

    def query_devices(self, kind: str) -> None:
        assert kind == "output"
        self._call("query")

    def play(self, data: Any, samples_per_s: int) -> None:  # noqa: ANN401
        self._call("play")
        self.played = data, samples_per_s

    def get_stream(self) -> Device:
        if self.played is None:
            raise RuntimeError("play() was not called yet")
        return self

    def abort(self) -> None:
        self._call("abort")

    def stop(self) -> None:
        self._call("stop")


def install(monkeypatch: pytest.MonkeyPatch, device: object) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", device)


def test_tone_plays_its_samples_until_it_ends_or_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    device = Device()
    install(monkeypatch, device)
    assert can_play()
    tone = Tone("praise")
    tone.begin()
    data, rate = device.played
    assert rate == SAMPLES_PER_S
    assert np.array_equal(data, samples(SIGNALS["praise"]))
    assert tone.poll() is None
    device.active = False
    assert tone.poll() == 0
    tone.stop()
    assert device.calls == ["query", "play", "abort", "stop"]


def test_sound_device_that_is_missing_or_refuses_raises_os_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for device in (Device("query"), None):  # None makes the import fail
        install(monkeypatch, device)
        assert not can_play()
    for device in (Device("play"), None):
        install(monkeypatch, device)
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
    module = sys.modules["formcheck.output.speech.tones"]
    assert isinstance(module, types.ModuleType)
    assert "sounddevice" not in vars(module)
