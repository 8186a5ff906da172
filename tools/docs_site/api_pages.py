"""The reference of the Python API: the public names of formcheck by what they are used for."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import Final, NamedTuple

import formcheck
from tools.docs_site.markdown import page, toctree


class ApiPage(NamedTuple):
    """One page: its name, its title, a sentence, the public names, and names beside them."""

    name: str
    title: str
    about: str
    names: tuple[str, ...]
    more: tuple[str, ...] = ()


PAGES: Final = (
    ApiPage(
        "files",
        "Judge a film or a recording",
        "Each of these takes a file and returns a report.",
        ("analyze", "replay", "analyze_unlabelled", "replay_sets", "SourceOptions"),
    ),
    ApiPage(
        "reports",
        "Reports",
        "A report is frozen; [](/generated/reports/index.md) explains every key of its JSON.",
        ("SetReport", "SetSeries"),
        (
            "formcheck.recognition.report.SetsReport",
            "formcheck.function_tests.report.FunctionTestReport",
        ),
    ),
    ApiPage(
        "recording",
        "Recordings",
        "A recording keeps the poses of a film, without its pictures (`formcheck.recording`).",
        ("recording", "Pose"),
        ("formcheck.recording.read", "formcheck.recording.Recording"),
    ),
    ApiPage(
        "loop",
        "Picture by picture",
        "A loop of your own: a film or a camera gives pictures, an estimator finds the pose in "
        "each, and a checker judges it.",
        (
            "VideoFile", "open_estimator", "PoseEstimator", "Checker", "Reading", "open_source",
            "run",
        ),
    ),
    ApiPage(
        "exercises",
        "Exercises, profiles and measures",
        "What is judged, and for whom. [](/generated/keys/index.md) explains every key.",
        ("load_exercise", "list_exercises", "Exercise", "load_profile", "measures"),
        ("formcheck.kinematics.measures.Measure",),
    ),
    ApiPage(
        "errors",
        "Errors",
        "Each error is one sentence that says what to do; [](/reference/exit_codes.md) lists the "
        "exit codes of commands.",
        (
            "FormcheckError", "SourceError", "ModelError", "ExerciseError", "RecordingError",
            "OutputError",
        ),
        ("formcheck.errors.DiaryError",),
    ),
)  # fmt: skip


def pages() -> dict[str, str]:
    """Return the pages of the Python API; Sphinx fills in the docstrings."""
    made = {
        f"api/{row.name}.md": page(
            row.title,
            row.about,
            *(_entry(f"formcheck.{name}") for name in row.names),
            *(_entry(name) for name in row.more),
        )
        for row in PAGES
    }
    made["api/index.md"] = page(
        "Python API",
        "`import formcheck` loads neither OpenCV nor a pose model: each name is imported when it "
        "is first used. What stands here is public and keeps its meaning; the rest may change.",
        toctree(row.name for row in PAGES),
    )
    return made


def _entry(path: str) -> str:
    """Return what makes Sphinx document a function or a class; a module has entries of its own."""
    found = _object(path)
    if inspect.ismodule(found):
        return ""
    if not isinstance(found, type):
        return _directive("autofunction", path)
    if path == "formcheck.Exercise":  # its keys have a page of their own
        return _directive("autoclass", path, ":no-members:")
    if issubclass(found, BaseException):
        return _directive("autoexception", path, ":show-inheritance:")
    return _directive("autoclass", path, ":members:")


def _object(path: str) -> object:
    home, _, name = path.rpartition(".")
    return getattr(formcheck if home == "formcheck" else import_module(home), name)


def _directive(kind: str, path: str, *options: str) -> str:
    lines = [f".. {kind}:: {path}", *(f"   {option}" for option in options)]
    return "\n".join(["```{eval-rst}", *lines, "```"])


def documented() -> set[str]:
    """Return the public names that have an entry."""
    return {name for row in PAGES for name in row.names}
