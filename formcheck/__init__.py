"""formcheck: watches hip exercises through a camera and says what was good and what was not.

The names below are the public ones.  They are looked up when they are first used, so that
importing formcheck loads neither OpenCV nor a pose estimator.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from formcheck.version import __version__

if TYPE_CHECKING:
    from formcheck import recording as recording
    from formcheck.analysis import analyze as analyze
    from formcheck.analysis import open_estimator as open_estimator
    from formcheck.analysis import replay as replay
    from formcheck.analysis import run as run
    from formcheck.assessment.checker import Checker as Checker
    from formcheck.assessment.checker import Reading as Reading
    from formcheck.assessment.report import SetReport as SetReport
    from formcheck.capture.video_file import VideoFile as VideoFile
    from formcheck.errors import ExerciseError as ExerciseError
    from formcheck.errors import FormcheckError as FormcheckError
    from formcheck.errors import ModelError as ModelError
    from formcheck.errors import OutputError as OutputError
    from formcheck.errors import RecordingError as RecordingError
    from formcheck.errors import SourceError as SourceError
    from formcheck.exercises.definition import Exercise as Exercise
    from formcheck.exercises.loader import load_exercise as load_exercise
    from formcheck.exercises.profile import load_profile as load_profile
    from formcheck.unlabelled import analyze_unlabelled as analyze_unlabelled
    from formcheck.unlabelled import replay_sets as replay_sets

_HOMES = {
    "Checker": ("formcheck.assessment.checker", "Checker"),
    "Exercise": ("formcheck.exercises.definition", "Exercise"),
    "ExerciseError": ("formcheck.errors", "ExerciseError"),
    "FormcheckError": ("formcheck.errors", "FormcheckError"),
    "ModelError": ("formcheck.errors", "ModelError"),
    "OutputError": ("formcheck.errors", "OutputError"),
    "Reading": ("formcheck.assessment.checker", "Reading"),
    "RecordingError": ("formcheck.errors", "RecordingError"),
    "SetReport": ("formcheck.assessment.report", "SetReport"),
    "SourceError": ("formcheck.errors", "SourceError"),
    "VideoFile": ("formcheck.capture.video_file", "VideoFile"),
    "analyze": ("formcheck.analysis", "analyze"),
    "analyze_sets": ("formcheck.unlabelled", "analyze_unlabelled"),
    "load_exercise": ("formcheck.exercises.loader", "load_exercise"),
    "load_profile": ("formcheck.exercises.profile", "load_profile"),
    "open_estimator": ("formcheck.analysis", "open_estimator"),
    "recording": ("formcheck.recording", ""),
    "replay": ("formcheck.analysis", "replay"),
    "replay_sets": ("formcheck.unlabelled", "replay_sets"),
    "run": ("formcheck.analysis", "run"),
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
