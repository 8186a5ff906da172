"""The list of clinical sources: where the numbers of the shipped files come from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Final

import formcheck
from formcheck.exercises.precautions import SIGN_OFF
from tools.docs_site.markdown import code, escaped, page, table

PACKAGE: Final = Path(formcheck.__file__).parent

_INTRODUCTION: Final = (
    """\
Every range, limit, dose and norm of formcheck names its source, or says *engineering default*:
then engineers chose it, and no paper did. A source is a guideline, a trial or paper, a hospital, a
university or a professional body. *Copy* means that a named authority's sheet is kept by another
host. Pages that only show an exercise are no sources; they stand on the page of the exercise as
illustrations.""",
    f"```{{important}}\n{SIGN_OFF}\n```",
)


def pages() -> dict[str, str]:
    """Return the page of sources: each with the files that cite it."""
    texts, cited = sources()
    rows = [
        [code(key), escaped(texts[key]), ", ".join(_place(file) for file in cited[key])]
        for key in sorted(texts, key=_order)
    ]
    return {
        "sources.md": page(
            "Clinical sources",
            *_INTRODUCTION,
            table(["key", "source", "cited in"], rows),
        )
    }


def sources() -> tuple[dict[str, str], dict[str, list[Path]]]:
    """Return the text of every source of the shipped files, and the files that list it, by key."""
    texts: dict[str, str] = {}
    cited: dict[str, list[Path]] = {}
    for file in sorted(PACKAGE.rglob("*.toml")):
        listed = tomllib.loads(file.read_text(encoding="utf-8")).get("sources", {})
        for key, text in listed.items():
            texts[key] = text
            cited.setdefault(key, []).append(file)
    return texts, cited


def _order(key: str) -> tuple[str, int, str]:
    """Return what puts N2 before N10, and N6 before N6b."""
    letter, number, rest = re.fullmatch(r"(\D*)(\d*)(.*)", key).groups()  # type: ignore[union-attr]
    return letter, int(number or 0), rest


def _place(file: Path) -> str:
    """Return a link to the page of the file that cites a source, or its name."""
    room = file.parent.parent.name
    if file.parent.name == "data" and room in {"exercises", "function_tests"}:
        return f"[{file.stem}]({room}/{file.stem}.md)"
    if file.parent.name == "data" and room == "programme":
        name = file.stem.replace("_", "-")
        return f"[{name}](programmes/{name}.md)"
    if file.stem == "precautions":
        return "[precautions](precautions/index.md)"
    return file.stem.replace("_", " ")
