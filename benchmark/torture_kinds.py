"""The kinds of hostile input that `benchmark.torture` makes, and how many cases of each."""

from __future__ import annotations

import signal
from importlib import import_module
from typing import TYPE_CHECKING, Final

from benchmark import torture_cameras as cameras
from benchmark import torture_cases as commands
from benchmark import torture_disks as disks
from benchmark import torture_grammar as grammar
from benchmark import torture_research as research
from benchmark import torture_sessions as sessions
from benchmark.torture_inputs import CONTAINERS, SAMPLE, clip
from benchmark.torture_task import EXIT_CODES, Case, Kind, Task

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

_HEAVY: Final = (
    "av", "cv2", "formcheck.cli", "formcheck.unlabelled", "formcheck.capture.blazepose",
    "formcheck.authoring.learn", "formcheck.output.files.video_writer",
    "formcheck.output.files.documents", "formcheck.output.terminal.set",
    "formcheck.output.terminal.function_test", "formcheck.live",
    "formcheck.output.live_screen.screen", "formcheck.output.live_screen.window",
    "formcheck.output.speech.voice", "formcheck.capture.blazepose.finder",
    "formcheck.batch.run", "formcheck.interchange.importing",
)  # fmt: skip
"""What the commands import, directly or through others."""

_LONGEST_WORK_S: Final = 4.0
"""About how long the sample is analysed: signals come until then."""


def interrupted(folder: Path, chance: random.Random) -> Task:
    """Analyse a sample that gets one to three signals on its way."""
    names = chance.sample(["--csv", "--video", "--record"], chance.randint(0, 2))
    endings = {"--json": ".json", "--csv": ".csv", "--video": ".mp4", "--record": ".npz"}
    outputs = {name: folder / f"out{endings[name]}" for name in ("--json", *names)}
    options = [word for name, path in outputs.items() for word in (name, str(path))]
    exercise = commands.maybe(0.5, chance, ["--exercise", "single_leg_bridge"])
    at_s = chance.choice([chance.uniform(0, 0.3), chance.uniform(0, _LONGEST_WORK_S)])
    kinds = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    count = chance.choice([1, 1, 2, 3])
    signals = [
        (at_s + chance.choice([0, 0.01, 0.2]) * n, chance.choice(kinds)) for n in range(count)
    ]

    def after(code: int, _text: str) -> str:
        if code < 0:  # it had not begun
            return "half begun" if any(folder.glob("*out*")) else ""
        wrong = next(filter(None, map(disks.incomplete, outputs.values())), "")
        lost = code == 0 and not all(path.exists() for path in outputs.values())
        return wrong or ("a file is missing" if lost else "")

    words = ["analyze", str(SAMPLE), "--model", "lite", *exercise, *options]
    return Task(words, after=after, signals=signals, codes=EXIT_CODES | {-1, -15})


KINDS: Final = {
    "definitions": Kind(700, commands.definition),
    "patients": Kind(300, commands.patient),
    "grammar: exercises": Kind(300, grammar.exercise),
    "grammar: patients": Kind(120, grammar.patient),
    "grammar: tests": Kind(120, grammar.function_test),
    "recordings": Kind(400, commands.recording),
    "videos": Kind(300, commands.video),
    "no videos": Kind(100, commands.no_video),
    "clocks": Kind(30, commands.clock),
    "names": Kind(80, commands.name),
    "lists of files": Kind(80, research.file_list),
    "manifests": Kind(80, research.manifest),
    "imported poses": Kind(300, research.foreign_poses),
    "places": Kind(80, commands.place),
    "options": Kind(200, commands.option),
    "full disks": Kind(120, disks.full_disk),
    "file limits": Kind(60, disks.file_limit),
    "temporary folders": Kind(40, disks.temporary),
    "rights": Kind(80, disks.rights),
    "vanishing folders": Kind(60, disks.vanishing),
    "links": Kind(60, disks.link),
    "special files": Kind(100, disks.special),
    "broken streams": Kind(50, disks.stream),
    "signals": Kind(80, interrupted),
    "live sessions": Kind(80, sessions.session),
    "cameras": Kind(110, cameras.camera),
}
"""The kinds, by name."""


def load_everything() -> None:
    """Import what the commands need and make the videos, so that forked processes need not."""
    for module in _HEAVY:
        import_module(module)
    for name in CONTAINERS:
        clip(name)
    sessions.poses()


def cases() -> Iterator[Case]:
    """Yield all cases, kind by kind."""
    for name, kind in KINDS.items():
        for seed in range(kind.count):
            yield Case(name, seed, kind)
