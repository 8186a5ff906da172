"""The sentences of a page: the answer first, and the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from formcheck.assessment.advice import BETTER, FIRST, FORM_UNJUDGED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from formcheck.output.html.figures import Figures

SAME_AGAIN: Final = "Nothing has to change: do the next set in the same way."

SELF_CHECK: Final = (
    "The camera only counts this: check your form in a mirror, or ask your physiotherapist."
)

SYMBOLS: Final = {
    "good": "tick", "almost": "arrow", "needs_work": "arrow", "stopped": "stop", "counted": "ring",
    "inconclusive": "ring",
}  # fmt: skip
"""The sign of a verdict: its shape says what its colour says."""

RESULTS: Final = {
    "good": "good",
    "fault": "not good yet",
    "limit": "went too far",
    "counted": "counted, not judged",
    "partial": "not counted",
}
"""What a movement counted as, in words."""


def word(count: int, kind: str) -> str:
    """Return the word for so many movements.

    Parameters
    ----------
    count
        How many.
    kind
        The kind of the exercise, ``reps`` or ``hold``.

    Returns
    -------
    str
        ``repetition`` or ``hold``, and more of them.
    """
    one = "hold" if kind == "hold" else "repetition"
    return one if count == 1 else f"{one}s"


def answer(figures: Figures, kind: str, *, judges: bool) -> Markup:
    """Return the answer of a set in one sentence that a patient understands.

    Parameters
    ----------
    figures, kind
        The numbers of the report, and the kind of the exercise.
    judges
        False if the exercise is only counted.

    Returns
    -------
    Markup
        The sentence, with its numbers as elements.
    """
    table = figures.table
    verdict, counts = table["verdict"], table["counts"]
    judged = sum(rep["judged"] for rep in table["reps"])
    good = figures.count("counts", "good")
    of = figures.derived("judged", judged, str(judged))
    if verdict == "inconclusive":
        return Markup("This set could not be judged: the camera saw too little of it.")
    if verdict == "stopped" and (not judges or not judged):
        return Markup("A movement went further than is safe for you.")
    if verdict == "counted" or not judged:
        if not counts["total"]:
            return Markup("No movement was complete, so nothing was counted yet.")
        total, what = figures.count("counts", "total"), word(counts["total"], kind)
        return _UNJUDGED.format(total, what)
    share = Markup("{} of {} {}").format(good, of, word(judged, kind))
    was = "was" if counts["good"] == 1 else "were"
    return _ANSWERS[verdict].format(share, was)


_UNJUDGED: Final = Markup("You did {} {}; how well they were done was not judged.")
_ANSWERS: Final = {
    "good": Markup("Well done: {} {} good."),
    "almost": Markup("Almost there: {} {} good, and one thing can be better."),
    "needs_work": Markup("{} {} good so far: change one thing first."),
    "stopped": Markup("A movement went further than is safe for you; {} {} good."),
}


def next_step(table: Mapping[str, Any]) -> str:
    """Return the one thing to do next: a limit first, else the first correction of the advice.

    Parameters
    ----------
    table
        The report of the set, as its JSON has it.

    Returns
    -------
    str
        A sentence of the advice, or that nothing has to change.
    """
    advice: list[str] = table["advice"]
    if table["limits"] or table["verdict"] == "inconclusive" or table["looks_like"]:
        return advice[0]
    for line in advice:
        for prefix in (FIRST, BETTER):
            if line.startswith(prefix):
                return line.removeprefix(prefix)
    if table["verdict"] == "good":
        return SAME_AGAIN
    if any(FORM_UNJUDGED in line for line in advice):
        return SELF_CHECK
    judged = any(rep["judged"] for rep in table["reps"])
    # What went right comes first where something was judged.
    return advice[1] if judged and len(advice) > 1 else advice[0]
