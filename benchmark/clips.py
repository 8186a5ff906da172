"""The clips that are measured, and their pose streams, each estimated once and kept.

A pose stream is what ``formcheck analyze`` sees of a video.  It is kept as a recording, named
after its ingredients: the video's bytes, the model's and the estimator's version, and
`ESTIMATION`.  Judging it again takes a fraction of a second, so a changed threshold is measured in
a minute, over hundreds of clips.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLES: Final = ROOT / "sample_videos"
CACHE: Final = ROOT / ".cache" / "accuracy"
RENDERED: Final = CACHE / "clips"
REAL: Final = ROOT.parent / "shared" / "videos"
REAL_TRUTH: Final = ROOT / "benchmark" / "real_people.toml"
ESTIMATION: Final = b"2"
"""Changes with the way from a video to its poses; poses that were kept before are old then."""


@dataclass(frozen=True)
class Clip:
    """A video with its truth.

    Attributes
    ----------
    name
        Of the clip.
    family
        ``sample``, ``tune``, ``report``, ``view``, ``vary``, ``idle`` or ``real``.
    condition
        The varied condition (``dim``), or the camera's direction (``+50``); empty for the others.
    video
        The file.
    truth
        The truth that ``tools/render_patients`` wrote beside it; of real people, the row of
        ``truth.toml``.
    """

    name: str
    family: str
    condition: str
    video: Path
    truth: Mapping[str, Any]

    @property
    def exercise(self) -> str:
        """Name of the exercise, or of the activity of idle people; empty = no known exercise."""
        return str(self.truth["exercise"])

    @property
    def person(self) -> str:
        """Who is seen, in a few words."""
        who = self.truth.get("person")
        if not who:
            return ""
        return f"{who['sex']}, {who['age_years']:.0f}, {who['height_m']:.2f} m"


def samples() -> Iterator[Clip]:
    """The clips that come with formcheck."""
    for path in sorted(SAMPLES.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        yield Clip(truth["name"], "sample", "", _video_of(path), truth)


def rendered(families: Sequence[str]) -> Iterator[Clip]:
    """The clips of the sweep that have been rendered, of the families asked for."""
    for path in sorted(RENDERED.glob("*.truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        _, family, condition = truth["name"].split("-", 2)
        if family in families and _video_of(path).exists():
            condition = condition if family in {"vary", "view"} else ""
            yield Clip(truth["name"], family, condition, _video_of(path), truth)


def real() -> Iterator[Clip]:
    """Recordings of real people, where they lie beside the checkout."""
    described = tomllib.loads(REAL_TRUTH.read_text(encoding="utf-8"))["truth"]
    table = REAL / "real" / "truth.toml"
    if table.exists():
        described |= tomllib.loads(table.read_text(encoding="utf-8"))
    for name, truth in described.items():
        exercise = truth.get("expect", {}).get("exercise", "")
        for video in (REAL / "real" / f"{name}.mp4", REAL / f"{name}.mp4"):
            if video.exists():
                yield Clip(name, "real", "", video, {"exercise": exercise, **truth})


def _video_of(truth: Path) -> Path:
    return truth.with_name(truth.name.replace(".truth.json", ".mp4"))


def recording_of(clip: Clip, model: str) -> Path:
    """Where the pose stream of a clip is kept."""
    from importlib.metadata import version

    from formcheck.capture.models import find_model

    digest = hashlib.sha256()
    for path in (clip.video, find_model(model).path):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    digest.update(version("ai-edge-litert").encode() + ESTIMATION)
    return CACHE / "poses" / f"{digest.hexdigest()[:24]}.npz"


def estimate_missing(clips: Sequence[Clip], model: str, *, workers: int) -> None:
    """Estimate the poses of every clip that has no recording yet."""
    wanted = {recording_of(clip, model): clip.video for clip in clips}
    missing = [(video, path, model) for path, video in wanted.items() if not path.exists()]
    if not missing:
        return
    (CACHE / "poses").mkdir(parents=True, exist_ok=True)
    print(f"estimating the poses of {len(missing)} clips ({model})", flush=True)
    with ProcessPoolExecutor(workers) as pool:
        for number, video in enumerate(pool.map(_estimate, missing), start=1):
            print(f"  {number}/{len(missing)} {video.name}", flush=True)


def _estimate(job: tuple[Path, Path, str]) -> Path:
    from formcheck.analysis import open_source
    from formcheck.recording_writer import RecordingWriter

    video, path, model = job
    partial = path.with_name(f".{path.stem}.partial.npz")
    with (
        RecordingWriter(partial) as writer,
        open_source(video, model=model, recorder=writer) as source,
    ):
        for _ in source:
            pass
    os.replace(partial, path)  # noqa: PTH105 - named in the house style
    return video
