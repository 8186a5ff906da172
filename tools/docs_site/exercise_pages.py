"""The catalogue of exercises, precautions, function tests and programmes, from their definitions.

A page says the words that the program prints (`formcheck exercises show NAME` and the like).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from formcheck.exercises.loader import list_exercises
from formcheck.exercises.precautions import PRECAUTIONS, meanings
from formcheck.exercises.profile import prescription
from formcheck.function_tests.definition import function_test_names, load_function_test
from formcheck.output.plots.illustration import drawing_svg
from formcheck.output.terminal.exercise import describe_exercise
from formcheck.output.terminal.function_test import describe_function_test
from formcheck.output.terminal.profile import describe_profile
from tools.docs_site.markdown import code, escaped, page, printed, table, toctree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from formcheck.exercises.definition import Exercise

_PLACES: Final = {
    "side": "from the side",
    "front": "from the front",
    "oblique": "from in front, and off to the side",
}


def pages() -> dict[str, str | bytes]:
    """Return the pages of exercises with their drawings, of precautions, and of function tests."""
    return {**_exercises(), **_precautions(), **_function_tests()}


def _exercises() -> dict[str, str | bytes]:
    made: dict[str, str | bytes] = {}
    rows = []
    for exercise in list_exercises():
        name = exercise.name
        made[f"exercises/{name}.md"] = _exercise_page(exercise)
        made[f"exercises/{name}.svg"] = drawing_svg(exercise)
        rows.append(
            [
                f"[![]({name}.svg){{.small-drawing}}]({name}.md)",
                f"[{exercise.title}]({name}.md)<br>{code(name)}",
                escaped(exercise.purpose),
                _PLACES[exercise.view.plane],
            ]
        )
    made["exercises/index.md"] = page(
        "Exercises",
        "Every exercise that comes with formcheck. Its page says how it is done and filmed, "
        "what is measured, which limits and faults are looked for, what a precaution changes, and "
        "where the numbers come from.",
        table(["", "exercise", "what it is good for", "camera"], rows),
        toctree(exercise.name for exercise in list_exercises()),
    )
    return made


def _exercise_page(exercise: Exercise) -> str:
    # The first line of the printed text is title, name and purpose, as one line with a break.
    _, *parts = printed(describe_exercise(exercise))
    return page(
        exercise.title,
        f"{escaped(exercise.purpose)} Its name in commands is {code(exercise.name)}.",
        f"![{exercise.title}: start and end position]({exercise.name}.svg){{.drawing}}",
        *parts,
    )


def _precautions() -> dict[str, str]:
    made = {}
    rows = []
    for name in PRECAUTIONS:
        row = meanings().precaution[name]
        _, _, *parts = printed(describe_profile(prescription(name)))
        made[f"precautions/{name}.md"] = page(row.title, *parts)
        avoid = escaped("; ".join(row.avoid))
        rows.append([f"[{row.title}]({name}.md)<br>{code(name)}", avoid, escaped(row.until)])
    made["precautions/index.md"] = page(
        "Precautions",
        "The clinician chooses a precaution; it goes through all exercises and function tests.",
        table(["precaution", "avoid", "how long"], rows),
        "## What each one changes",
        table(["exercise", *(code(name) for name in PRECAUTIONS)], _matrix()),
        "*no*: not allowed. *ask*: not until the physiotherapist unlocks it. *changed*: with "
        "other steps, limits or targets, or with advice. Empty: nothing is changed.",
        toctree(PRECAUTIONS),
    )
    return made


def _matrix() -> Iterator[list[str]]:
    """Yield for each exercise what each precaution changes, in one word."""
    words = {False: "no", "if_unlocked": "ask", True: "changed"}
    for exercise in list_exercises():
        cells = [
            words[exercise.profile[name].allowed] if name in exercise.profile else ""
            for name in PRECAUTIONS
        ]
        yield [f"[{exercise.title}](../exercises/{exercise.name}.md)", *cells]


def _function_tests() -> dict[str, str]:
    made = {}
    rows = []
    for name in function_test_names():
        test = load_function_test(name)
        _, *parts = printed(describe_function_test(test))
        made[f"function_tests/{name}.md"] = page(
            test.title, f"{escaped(test.purpose)} Its name in commands is {code(name)}.", *parts
        )
        rows.append([f"[{test.title}]({name}.md)<br>{code(name)}", escaped(test.purpose)])
    made["function_tests/index.md"] = page(
        "Function tests",
        "Tests with published scoring, done with `formcheck test NAME FILM`.",
        table(["test", "what it shows"], rows),
        toctree(function_test_names()),
    )
    return made
