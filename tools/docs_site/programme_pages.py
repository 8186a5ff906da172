"""The pages of the programmes that come with formcheck, from their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formcheck.exercises.loader import load_exercise
from formcheck.output.terminal.exercise import cited_sources
from formcheck.programme.definition import load_programme, programme_names
from tools.docs_site.markdown import code, escaped, page, table, toctree

if TYPE_CHECKING:
    from formcheck.programme.definition import Programme
    from formcheck.programme.slots import Rung, Slot


def pages() -> dict[str, str]:
    """Return a page for each programme, and the list of all."""
    programmes = [load_programme(name) for name in programme_names()]
    rows = [
        [f"[{row.title}]({row.name}.md)<br>{code(row.name)}", escaped(row.purpose)]
        for row in programmes
    ]
    made = {f"programmes/{row.name}.md": _programme_page(row) for row in programmes}
    made["programmes/index.md"] = page(
        "Programmes",
        "[](/patients/programme.md) says when a programme becomes harder or easier.",
        table(["programme", "whom it is for"], rows),
        toctree(programme_names()),
    )
    return made


def _programme_page(programme: Programme) -> str:
    rows = [_row(slot) for slot in programme.slot]
    parts = [
        programme.rhythm,
        *programme.slot,
        *(r for slot in programme.slot for r in slot.ladder),
    ]
    cited = cited_sources((part.source for part in parts), programme.sources)
    return page(
        programme.title,
        f"{escaped(programme.purpose)} Its name in commands is {code(programme.name)}.",
        table(["part", "days a week", "forms, from the easiest to the hardest"], rows),
        "## Sources",
        "\n".join(f"- {key}: {escaped(text)}" for key, text in cited.items()),
    )


def _row(slot: Slot) -> list[str]:
    least, most = slot.per_week
    days = f"{least} to {most}" if least < most else f"{most}"
    return [escaped(slot.title), days, "<br>".join(map(_form, slot.ladder))]


def _form(rung: Rung) -> str:
    """Return one form: the exercise with a link to its page, or what is done by the clock."""
    if not rung.exercise:
        return escaped(rung.title)
    title = rung.title or load_exercise(rung.exercise).title
    return f"[{escaped(title)}](../exercises/{rung.exercise}.md)"
