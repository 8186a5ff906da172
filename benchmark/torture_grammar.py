"""Definition files for `benchmark.torture` by a grammar over the shipped ones.

Hypothesis draws a shipped file and a few edits: keys that are dropped, added, renamed or of
another type, numbers at their extremes, nesting, quotes, brackets, letters of any script, a table
that stands twice.  It is seeded, so that a case is the same on every day.
"""

from __future__ import annotations

import copy
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from benchmark.torture_cases import DEFINITIONS, PATIENT, RECORDING
from benchmark.torture_inputs import ROOT
from benchmark.torture_task import Task

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator
    from pathlib import Path

_AT_ONCE: Final = 25
"""Files that are drawn with one seed."""

_BATCHES: Final = 40
"""The number of such seeds."""

_TESTS: Final = ROOT / "formcheck" / "function_tests" / "data"

_TEXTS: Final = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["", " ", "=1+1", "[[slnc 9]]", "\x1b[31m", "\u202e", "“x”", "'", '"', "\\"]),
    st.integers(1, 4000).map("a".__mul__),
)
_NUMBERS: Final = st.one_of(
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0, -1, 1e308, -1e308, 5e-324, 2**63, 2**31, 10**40, 1e-9, 359.9, 180, 90]),
)
_LEAVES: Final = st.one_of(_TEXTS, _NUMBERS, st.booleans())
_VALUES: Final = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=12,
)
_LAYOUTS: Final = ("as it is",) * 6 + ("twice", "bracket", "quote", "cut", "mark", "deep", "many")


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """Yield the path of everything inside a value of TOML."""
    pairs = enumerate(value) if isinstance(value, list) else value.items()
    for key, inner in pairs:
        yield (*path, key)
        if isinstance(inner, (list, dict)):
            yield from _places(inner, (*path, key))


def _edit(draw: st.DrawFn, table: dict[str, Any]) -> None:
    """Change one thing somewhere inside a table."""
    path = draw(st.sampled_from([*_places(table), ("schema",)]))
    parent: Any = table
    for key in path[:-1]:
        parent = parent[key]
    key = path[-1]
    old = parent[key] if isinstance(parent, list) else parent.get(key, "")
    match draw(st.sampled_from(["drop", "add", "rename", "type", "number", "nest", "text"])):
        case "drop":
            parent.pop(key, None) if isinstance(parent, dict) else parent.pop(key)
        case "add" if isinstance(parent, dict):
            parent[draw(st.text(max_size=12))] = draw(_VALUES)
        case "rename" if isinstance(key, str):
            parent.pop(key, None)
            parent[draw(st.sampled_from([key[:-1], key.upper(), f"{key} ", f"{key}\n"]))] = old
        case "number":
            parent[key] = draw(_NUMBERS)
        case "nest":
            parent[key] = draw(st.sampled_from([[old], {"a": old}, [old, old], [[[old]]]]))
        case "text":
            parent[key] = draw(_TEXTS)
        case _:
            parent[key] = draw(_VALUES)


def _inline(value: Any) -> str:  # noqa: ANN401  # any value of TOML
    """Return a value as TOML on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        pairs = (f"{_text(key)} = {_inline(inner)}" for key, inner in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return str(value) if isinstance(value, (int, float)) else _text(str(value))


def _text(text: str) -> str:
    """Return a text in quotes; most letters as they are."""
    escapes = {
        "\\": "\\\\",
        '"': '\\"',
        "\n": "\\n",
        "\r": "\\r",
        "\x1b": "\\u001b",
        "\0": "\\u0000",
    }
    return '"' + "".join(escapes.get(letter, letter) for letter in text) + '"'


def as_toml(table: dict[str, Any]) -> str:
    """Return a table as a person writes it: values first, then a part for each table in it."""
    lines, parts = [], []
    for key, value in table.items():
        if isinstance(value, dict):
            parts += [f"[{_text(key)}]", *(f"{_text(k)} = {_inline(v)}" for k, v in value.items())]
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for one in value:
                parts.append(f"[[{_text(key)}]]")
                parts += [f"{_text(k)} = {_inline(v)}" for k, v in one.items()]
        else:
            lines.append(f"{_text(key)} = {_inline(value)}")
    return "\n".join([*lines, *parts, ""])


@st.composite
def _definition(draw: st.DrawFn, shipped: tuple[str, ...]) -> str:
    """Draw one of the shipped texts with its edits."""
    table = copy.deepcopy(tomllib.loads(draw(st.sampled_from(shipped))))
    for _ in range(draw(st.integers(1, 4))):
        _edit(draw, table)
    text = as_toml(table)
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    match draw(st.sampled_from(_LAYOUTS)):
        case "twice":
            lines[at:at] = lines[at : at + draw(st.integers(1, 20))]
        case "bracket":
            lines[at] = lines[at].replace(draw(st.sampled_from("[]{}")), "", 1)
        case "quote":
            lines[at] = lines[at].replace(
                '"', draw(st.sampled_from(["“", "'", '"""', "''", ""])), 1
            )
        case "cut":
            return text[: draw(st.integers(0, len(text)))]
        case "mark":
            lines[0] = "\ufeff" + lines[0]
        case "deep":
            deep = draw(st.integers(1, 3000))
            lines.insert(at, "deep = " + "[" * deep + "]" * draw(st.sampled_from([deep, 0])))
        case "many":
            lines += ["[[fault]]"] * draw(st.integers(1, 3000))
    return "\n".join(lines)


@cache
def _shipped(kind: str) -> tuple[str, ...]:
    """Return the texts of a kind as they are shipped."""
    if kind == "patient":
        every = (
            "schema = 1\n[limits]\nhip_flexion_deg = 80\n[exercise.marching]\nhold_s = [2, 5]\n"
        )
        return PATIENT, every
    folder = DEFINITIONS if kind == "exercise" else _TESTS
    return tuple(path.read_text("utf-8") for path in sorted(folder.glob("*.toml")))


@cache
def drawn(kind: str, batch: int) -> tuple[str, ...]:
    """Return one batch of definition files.

    Parameters
    ----------
    kind
        ``exercise``, ``patient`` or ``function_test``.
    batch
        The number of the batch, its seed.

    Returns
    -------
    tuple of str
        The texts.
    """
    found: list[str] = []

    @seed(batch)
    @settings(
        max_examples=_AT_ONCE,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_definition(_shipped(kind)))
    def keep(text: str) -> None:
        found.append(text)

    keep()
    return tuple(found)


def _written(folder: Path, kind: str, chance: random.Random) -> Path:
    """Write the file of a case."""
    texts = drawn(kind, chance.randrange(_BATCHES))
    path = folder / "mine.toml"
    text = chance.choice(texts)
    path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    return path


def exercise(folder: Path, chance: random.Random) -> list[str]:
    """Check, show or use an exercise of the grammar."""
    path = str(_written(folder, "exercise", chance))
    replay = ["replay", str(RECORDING), "--exercise", path, "--json", "out.json"]
    return chance.choice([["exercises", "check", path], ["exercises", "show", path], replay])


def patient(folder: Path, chance: random.Random) -> list[str]:
    """Use a patient's file of the grammar."""
    path = str(_written(folder, "patient", chance))
    replay = ["replay", str(RECORDING), "--profile", path, "--json", "out.json"]
    return chance.choice(
        [replay, [*replay, "--exercise", "marching"], ["exercises", "check", path]]
    )


def function_test(folder: Path, chance: random.Random) -> Task:
    """Load, describe and use a function test of the grammar, as the command does."""
    path = _written(folder, "function_test", chance)

    def run() -> int:
        from formcheck.analysis import run_function_test
        from formcheck.cli.console import print_error, print_result
        from formcheck.errors import FormcheckError
        from formcheck.exercises.loader import load_definition
        from formcheck.exercises.profile import NO_PROFILE
        from formcheck.function_tests.definition import FunctionTest
        from formcheck.function_tests.scoring import FunctionTestFile
        from formcheck.output.terminal.function_test import describe_function_test

        try:
            test = load_definition(FunctionTest, path)
            motion = next(iter(getattr(test.scoring, "motion", ())), None)
            print_result(describe_function_test(test, NO_PROFILE))
            report = run_function_test(test, [FunctionTestFile(RECORDING, motion)])
            (folder / "out.json").write_text(report.to_json(), "utf-8")
        except FormcheckError as error:
            print_error(str(error))
            return error.exit_code
        return 0

    return Task(run=run)
