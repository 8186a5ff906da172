"""How right formcheck is on real people, as one Markdown page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmark import tables
from benchmark.document import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmark.real_people import Row

COMMAND: Final = "make real"
TEXT: Final = "---"
"""The columns of text are aligned left."""
NOTHING_SAID: Final = "no reason is given"
NOT_DONE: Final = "not done"


@dataclass(frozen=True)
class Findings:
    """Everything that was measured.

    Attributes
    ----------
    rows
        One for each clip.
    why
        By clip, why it cannot be counted exactly, or recognised.
    model
        The pose model.
    versions, date
        Versions of the software, and the date.
    """

    rows: Sequence[Row]
    why: Mapping[str, str]
    model: str
    versions: Mapping[str, str]
    date: str


def page(found: Findings) -> str:
    """The whole page."""
    used = ", ".join(f"{name} {number}" for name, number in found.versions.items())
    parts = [
        INTRODUCTION.format(command=COMMAND, used=used, date=found.date, model=found.model),
        figures(found.rows),
        FAILURES,
        failures(found.rows, found.why),
        NAMED,
        named(found.rows),
        UNAIDED,
        unaided(found.rows),
    ]
    return joined(parts)


def figures(rows: Sequence[Row]) -> str:
    """Return the table of the figures, with the aim of each."""
    with_name = [row for row in rows if row.named is not None]
    goods = [count.good for row in rows for count in row.false_goods.values()]
    mistaken = sum(bool(row.false_goods) for row in rows)
    verdicts = [row.unaided for row in rows]
    sets = [row for row in rows if row.truth.worth_recognising]
    right, exact = (
        sum(getattr(row, name) for row in with_name) for name in ("is_right", "is_exact")
    )
    recognised = sum(row.unaided == "right" for row in sets)
    told = (
        f"{verdicts.count('right')} right, {verdicts.count('nothing')} nothing, "
        f"{verdicts.count('wrong')} wrong"
    )
    body = [
        ("named sets with a right count", "every set", f"{right} of {len(with_name)}"),
        ("... exactly the repetitions that were done", "≥ 88 %", f"{exact} of {len(with_name)}"),
        (
            "“good” repetitions of an exercise that was not done",
            "0",
            f"{sum(goods)}, in {mistaken} of {len(rows)} clips",
        ),
        ("clips recognised without a name", "0 wrong", told),
        (
            "... of those with a set of two or more repetitions",
            "≥ 80 %",
            f"{recognised} of {len(sets)}",
        ),
    ]
    return tables.table(("real people", "aim", "reached"), body)


def failures(rows: Sequence[Row], why: Mapping[str, str]) -> str:
    """Return a table with a row for each failure, or a sentence if there is none."""
    body = [[*cells, why.get(cells[0], "") * (cells[2] != NOT_DONE)] for cells in _failed(rows)]
    if not body:
        return "There is none."
    head = ("clip", "asked for", "true", "found", "formcheck says", "why it cannot be better")
    return tables.table(head, body, align=TEXT)


def _failed(rows: Sequence[Row]) -> Iterator[list[str]]:
    for row in rows:
        truth, count = row.truth, row.named
        if count is not None and not (row.is_right and row.is_exact):
            bold = "" if row.is_right else "**"
            right = f"{_any(truth.totals)}, good at most {truth.good_at_most}"
            true = f"{_any(truth.done)} done; right: {right}"
            found = f"{bold}{count.total}, good {count.good}, partial {count.partial}{bold}"
            yield [row.clip, truth.exercise, true, found, count.advice]
        for name, false in row.false_goods.items():
            found = f"**good {false.good} of {false.total}**"
            yield [row.clip, name, NOT_DONE, found, false.advice]
        if row.unaided == "wrong" or (truth.worth_recognising and row.unaided == "nothing"):
            yield [
                row.clip,
                "no name given",
                truth.exercise or "no exercise",
                f"**{', '.join(row.names)}**" if row.names else "nothing",
                row.reason or NOTHING_SAID,
            ]


def explain(rows: Sequence[Row]) -> Iterator[str]:
    """Yield a line for each failure."""
    for clip, name, true, found, said in _failed(rows):
        yield f"{clip:26} {name:26} {true:44} {found.strip('*'):30} {said}"


def named(rows: Sequence[Row]) -> str:
    """Return what was counted under the right name, a row for each clip with one."""
    body = [
        [
            row.clip,
            row.truth.exercise,
            _any(row.truth.done),
            _any(row.truth.totals),
            str(count.total),
            f"{count.good} of at most {row.truth.good_at_most}",
            str(count.partial),
            "yes" if row.is_right else "**no**",
        ]
        for row in rows
        if (count := row.named) is not None
    ]
    head = ("clip", "exercise", "done", "right", "counted", "good", "partial", "is right")
    return tables.table(head, body, align=TEXT)


def unaided(rows: Sequence[Row]) -> str:
    """Return what was recognised without a name, a row for each clip."""
    body = [
        [
            row.clip,
            row.truth.exercise or tables.NONE,
            ", ".join(row.names) or tables.NONE,
            f"**{row.unaided}**" if row.unaided == "wrong" else row.unaided,
            row.reason or tables.NONE,
        ]
        for row in rows
    ]
    head = ("clip", "exercise", "recognised", "verdict", "formcheck says")
    return tables.table(head, body, align=TEXT)


def _any(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers)) or tables.NONE


INTRODUCTION: Final = """
# How right formcheck is on real people

Made by `{command}` on {date} with {used}, model `{model}`.

Strangers filmed themselves, or were filmed: exercises of the catalogue, near relatives of them
(deep squats, deadlifts, lunges, donkey kicks) and other activity.  The truth was read by eye.  The
clips are no part of formcheck; most carry no licence.

A set under its own name is right if its count is one of those that the truth allows (several
where the edge of the clip cuts a repetition, or where it may be refused for a true reason) and if
no more repetitions are good than were.  Every clip is also judged as every other exercise: nothing
of them may be good.  Without a name a clip is right if its exercise and no other is recognised.
A set is worth recognising if it has two or more complete repetitions of an exercise of the
catalogue, seen from a side that shows it.
"""
FAILURES: Final = """
## Every failure

Bold: it is wrong.  Not bold: the count is allowed, but it is not exactly what was done, or a set
is not recognised.
"""
NAMED: Final = """
## Under the right name
"""
UNAIDED: Final = """
## Without a name
"""
