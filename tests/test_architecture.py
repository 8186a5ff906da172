"""The house rules that a test can hold: sizes, names, docstrings, import circles.

`make check` holds the others: import-linter knows which room may import which (`pyproject.toml`),
ruff knows the style, and vulture finds unused code.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Final

import grimp
import pytest
from support.paths import ROOT, TESTS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE: Final = ROOT / "formcheck"
MODULES: Final = sorted(PACKAGE.rglob("*.py"))

MAX_MODULES: Final = 288
"""Lower this number whenever modules are merged; a whole new concept may raise it."""

MAX_MODULE_LINES: Final = 400
MAX_FUNCTION_LINES: Final = 60
ROOM_FILES: Final = range(4, 15)
"""The number of modules in one folder, `__init__.py` not counted."""

OTHER_ROOMS: Final = {
    "cli": "one file for each command: as many as there are commands",
}
"""Rooms with another number of modules, and why."""

FORBIDDEN_WORDS: Final = {
    "sight", "lookout", "logbook", "sureness", "dwell", "follower", "blindness", "wish", "wishes",
    "told", "sayings", "nobody", "somebody", "whoever", "spool", "lettering", "utils", "helpers",
    "common", "manager", "misc",
}  # fmt: skip
"""Words that no identifier and no file name contains; CONTRIBUTING has the words to use."""

FORBIDDEN_CLASSES: Final = {
    "Borders", "Direction", "Eye", "Excess", "FoundSet", "HoldClock", "NormTold", "Outcome",
    "PhaseMachine", "Posture", "Scene", "SideJudge", "StartPosition", "Stretch", "Tick", "Try",
    "Turns", "Watch", "Way",
}  # fmt: skip

FORBIDDEN_PROSE: Final = re.compile(
    r"\b(somebody|nobody|whoever|is told|are told|of which|lookout|logbook|sureness)\b",
    re.IGNORECASE,
)
"""Words that no docstring contains: plain technical English names its subjects."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def name_of(file: Path) -> str:
    return file.relative_to(PACKAGE).as_posix()


@cache
def functions(file: Path) -> tuple[tuple[str, FunctionNode], ...]:
    """Return every function of a module with its dotted name, for example ``Checker.update``.

    A function that is defined within a function has ``<locals>`` in its name.
    """

    def walk(node: ast.AST, prefix: str) -> Iterator[tuple[str, FunctionNode]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, FunctionNode):
                yield f"{prefix}{child.name}", child
                yield from walk(child, f"{prefix}{child.name}.<locals>.")
            elif isinstance(child, ast.ClassDef):
                yield from walk(child, f"{prefix}{child.name}.")
            else:
                yield from walk(child, prefix)

    return tuple(walk(parsed(file), ""))


def public_functions() -> Iterator[tuple[str, FunctionNode]]:
    """Yield the functions and methods that other modules may call."""
    for file in MODULES:
        for name, node in functions(file):
            if not any(part.startswith(("_", "<")) for part in name.split(".")):
                yield f"{name_of(file)}: {name}", node


@cache
def methods_of_base_classes() -> frozenset[str]:
    """Return the methods that override one of a base class, which documents them."""
    classes = {
        node.name: node
        for file in MODULES
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.ClassDef)
    }

    def inherited(name: str) -> set[str]:
        """Return the methods of the bases of a class, and of their bases."""
        bases = {ast.unparse(base).partition("[")[0] for base in classes[name].bases}
        methods: set[str] = set()
        for base in bases & classes.keys():
            methods |= inherited(base)
            methods |= {part.name for part in classes[base].body if isinstance(part, FunctionNode)}
        return methods

    return frozenset(f"{name}.{method}" for name in classes for method in inherited(name))


def decorators(node: FunctionNode) -> set[str]:
    return {ast.unparse(decorator).partition("(")[0] for decorator in node.decorator_list}


# --- Sizes ---------------------------------------------------------------------------------------


def test_package_does_not_grow_in_modules() -> None:
    assert 30 < len(MODULES) <= MAX_MODULES


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in MODULES}
    assert {name: n for name, n in lengths.items() if n > MAX_MODULE_LINES} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    lengths = {
        f"{name_of(file)}: {name}": (node.end_lineno or 0) - node.lineno + 1
        for file in MODULES
        for name, node in functions(file)
    }
    assert {name: n for name, n in lengths.items() if n > MAX_FUNCTION_LINES} == {}


def test_every_room_has_4_to_14_files() -> None:
    sizes = {
        folder.relative_to(PACKAGE).as_posix(): len(
            [file for file in folder.glob("*.py") if file.name != "__init__.py"]
        )
        for folder in {file.parent for file in MODULES} - {PACKAGE, PACKAGE / "output"}
    }
    assert {
        room: n for room, n in sizes.items() if n not in ROOM_FILES and room not in OTHER_ROOMS
    } == {}


# --- Names ---------------------------------------------------------------------------------------


def identifiers(file: Path) -> set[str]:
    """Return the names that a module defines: of itself, classes, functions, variables."""
    found = {file.stem}
    for node in ast.walk(parsed(file)):
        if isinstance(node, FunctionNode | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
    return found


def words_of(identifier: str) -> set[str]:
    """Return the words of a name, for example ``hold`` and ``timer`` of ``HoldTimer``."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", identifier)}


def test_identifiers_use_the_words_of_the_field() -> None:
    found = {
        f"{name_of(file)}: {name}"
        for file in MODULES
        for name in identifiers(file)
        if words_of(name) & FORBIDDEN_WORDS or name in FORBIDDEN_CLASSES
    }
    assert found == set()


def test_public_classes_have_one_name_each() -> None:
    homes: dict[str, list[str]] = {}
    for file in MODULES:
        for node in parsed(file).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(name_of(file))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def _tested_by(file: Path) -> Iterator[str]:
    """Yield the modules that a test file may test: ``test_view_side`` tests ``view``, say."""
    words = file.stem.removeprefix("test_").split("_")
    for count in range(1, len(words) + 1):
        yield (file.parent / "_".join(words[:count])).as_posix()


def test_test_files_mirror_the_modules() -> None:
    """``tests/pose/test_view.py`` tests ``formcheck/pose/view.py``; a part of it adds a word."""
    modules = {file.relative_to(PACKAGE).with_suffix("").as_posix() for file in MODULES}
    rooms = {folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists()}
    strays = [
        file.relative_to(TESTS).as_posix()
        for room in sorted(rooms)
        for file in (TESTS / room).rglob("test_*.py")
        if not modules & set(_tested_by(file.relative_to(TESTS)))
    ]
    assert strays == []


# --- Docstrings ----------------------------------------------------------------------------------


def docstrings(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Module | ast.ClassDef | FunctionNode):
            yield getattr(node, "name", "module"), ast.get_docstring(node) or ""


def test_every_module_has_a_docstring() -> None:
    assert [name_of(file) for file in MODULES if not ast.get_docstring(parsed(file))] == []


def test_docstrings_are_plain_english() -> None:
    found = {
        f"{name_of(file)}: {name}: {match[0]}"
        for file in MODULES
        for name, text in docstrings(file)
        for match in FORBIDDEN_PROSE.finditer(text)
    }
    assert found == set()


def test_functions_of_two_arguments_document_their_parameters() -> None:
    missing = []
    for name, node in public_functions():
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        count = len([argument for argument in arguments if argument.arg not in {"self", "cls"}])
        text = ast.get_docstring(node) or ""
        # Typer documents the parameters of a command: its help prints them.
        is_command = name.startswith("cli/") and re.search(
            "Annotated|Option|Argument", ast.unparse(node.args)
        )
        is_exempt = is_command or name.split(": ")[1] in methods_of_base_classes()
        if count >= 2 and "Parameters\n" not in text and not is_exempt:
            missing.append(name)
    assert missing == []


def test_one_line_docstring_says_what_is_returned() -> None:
    """Ruff checks longer docstrings (DOC201): they need a section Returns."""
    silent = []
    for name, node in public_functions():
        text = ast.get_docstring(node) or ""
        returned = ast.unparse(node.returns) if node.returns is not None else "None"
        is_property = bool(decorators(node) & {"property", "cached_property"})
        is_plain = returned not in {"None", "Self", "NoReturn", "Never"} and not is_property
        is_stated = re.search(r"\b(return|yield)s?\b", text, re.IGNORECASE)
        if is_plain and "\n" not in text and not is_stated:
            silent.append(name)
    assert silent == []


# --- Facts that stand once -----------------------------------------------------------------------


def test_one_module_brings_a_pose_into_the_frame_of_a_leg() -> None:
    """Checker, overlay, authoring and camera set-up all use `PoseFeatures.leg_frame`."""
    steps = {"plane_points", "reversed_for", "out_of_frame"}
    for file in MODULES:
        if file.parent.name != "pose":
            text = file.read_text(encoding="utf-8")
            assert not [name for name in steps if name in text], file.name
    users = [
        name_of(file) for file in MODULES if "far_visibility=" in file.read_text(encoding="utf-8")
    ]
    assert users == ["assessment/quality_gate.py"]


# --- Imports -------------------------------------------------------------------------------------


def test_no_import_circles_even_for_type_checking() -> None:
    graph = grimp.build_graph("formcheck", exclude_type_checking_imports=False, cache_dir=None)
    imported = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    TopologicalSorter(imported).prepare()  # raises CycleError, which names the circle


def imports_of(file: Path) -> set[str]:
    """Return the top-level package of everything that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_nothing_uses_the_network() -> None:
    """No picture, video or number leaves the machine; only the address of a camera is asked.

    FFmpeg and OpenCV read the camera; `capture.devices` itself only asks where it sends on to.
    The server of the pages listens (`serving`), and looks for the address of this computer in the
    home network (`pairing`); `benchmark/silent.py` watches what it does.
    """
    network = {"socket", "urllib", "http", "requests", "httpx", "ftplib", "smtplib", "aiohttp"}
    found = [name_of(file) for file in MODULES if imports_of(file) & network]
    assert found == ["capture/devices.py", "web/pairing.py", "web/serving.py"]


def test_opencv_is_imported_before_pyav() -> None:
    """In the other order no window opens on Linux, because both bring parts of libxcb.

    Modules that only read files open no window and need not load OpenCV first.
    """
    readers = {"video_file.py", "container.py", "orientation.py"}
    for file in (file for file in MODULES if file.name not in readers):
        loaded = [
            (node.names[0].name if isinstance(node, ast.Import) else node.module or "")
            for node in parsed(file).body
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        libraries = [name.split(".")[0] for name in loaded if name.split(".")[0] in {"av", "cv2"}]
        assert libraries[:1] != ["av"], file.name


@pytest.mark.parametrize(
    "module", ["formcheck.capture.camera", "formcheck.output.files.video_writer"]
)
def test_modules_before_a_window_load_opencv_first(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in sys.modules if name in ('av', 'cv2')])"
    done = subprocess.run(  # noqa: S603  # our own interpreter and our own code
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "cv2 av\n"
