"""formcheck: watches hip exercises through a camera and says what was good and what was not.

The names below are the public ones.  They are looked up when they are first used, so that
importing formcheck loads neither OpenCV nor a pose estimator.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from formcheck.version import __version__

if TYPE_CHECKING:
    from formcheck import recording as recording
    from formcheck.capture.frames import VideoFile as VideoFile
    from formcheck.coach.checker import Checker as Checker
    from formcheck.coach.checker import Reading as Reading
    from formcheck.coach.exercise import Exercise as Exercise
    from formcheck.coach.library import load as load_exercise
    from formcheck.coach.profile import load_profile as load_profile
    from formcheck.coach.report import SetReport as SetReport
    from formcheck.errors import ExerciseError as ExerciseError
    from formcheck.errors import FormcheckError as FormcheckError
    from formcheck.errors import ModelError as ModelError
    from formcheck.errors import OutputError as OutputError
    from formcheck.errors import RecordingError as RecordingError
    from formcheck.errors import SourceError as SourceError
    from formcheck.session import analyze as analyze
    from formcheck.session import open_estimator as open_estimator
    from formcheck.session import replay as replay
    from formcheck.session import run as run
    from formcheck.sets import analyze_sets as analyze_sets
    from formcheck.sets import replay_sets as replay_sets

_HOMES = {
    "Checker": ("formcheck.coach.checker", "Checker"),
    "Exercise": ("formcheck.coach.exercise", "Exercise"),
    "ExerciseError": ("formcheck.errors", "ExerciseError"),
    "FormcheckError": ("formcheck.errors", "FormcheckError"),
    "ModelError": ("formcheck.errors", "ModelError"),
    "OutputError": ("formcheck.errors", "OutputError"),
    "Reading": ("formcheck.coach.checker", "Reading"),
    "RecordingError": ("formcheck.errors", "RecordingError"),
    "SetReport": ("formcheck.coach.report", "SetReport"),
    "SourceError": ("formcheck.errors", "SourceError"),
    "VideoFile": ("formcheck.capture.frames", "VideoFile"),
    "analyze": ("formcheck.session", "analyze"),
    "analyze_sets": ("formcheck.sets", "analyze_sets"),
    "load_exercise": ("formcheck.coach.library", "load"),
    "load_profile": ("formcheck.coach.profile", "load_profile"),
    "open_estimator": ("formcheck.session", "open_estimator"),
    "recording": ("formcheck.recording", ""),
    "replay": ("formcheck.session", "replay"),
    "replay_sets": ("formcheck.sets", "replay_sets"),
    "run": ("formcheck.session", "run"),
}

__all__ = [
    "Checker",
    "Exercise",
    "ExerciseError",
    "FormcheckError",
    "ModelError",
    "OutputError",
    "Reading",
    "RecordingError",
    "SetReport",
    "SourceError",
    "VideoFile",
    "__version__",
    "analyze",
    "analyze_sets",
    "load_exercise",
    "load_profile",
    "open_estimator",
    "recording",
    "replay",
    "replay_sets",
    "run",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # as PEP 562 has it
    if name not in _HOMES:
        raise AttributeError(f"module 'formcheck' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found = import_module(module)
    return getattr(found, attribute) if attribute else found


def __dir__() -> list[str]:
    return sorted(__all__)
