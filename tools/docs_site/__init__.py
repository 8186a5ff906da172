"""A Sphinx extension: the pages of the site that are made of code, and the links into the project.

`pages` returns every generated page as text, so that a test reads them without Sphinx.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.docs_site import (
    api_pages,
    command_pages,
    exercise_pages,
    key_pages,
    programme_pages,
    source_page,
    walkthrough_pictures,
)
from tools.docs_site.docstring_names import on_missing
from tools.docs_site.project_links import on_include

if TYPE_CHECKING:
    from pathlib import Path

    from sphinx.application import Sphinx

FOLDER = "generated"
"""The folder below `docs` that holds nothing but generated pages; it is never committed."""


def pages() -> dict[str, str | bytes]:
    """Return every generated page and drawing, by its path below the folder."""
    return {
        **command_pages.pages(),
        **exercise_pages.pages(),
        **key_pages.pages(),
        **programme_pages.pages(),
        **api_pages.pages(),
        **source_page.pages(),
        **walkthrough_pictures.pages(),
    }


def write_pages(folder: Path) -> None:
    """Write the generated pages, and delete those that are no longer made.

    A page that did not change keeps its time, so that Sphinx does not read it again.
    """
    wanted = pages()
    for name, content in wanted.items():
        path = folder / name
        data = content.encode() if isinstance(content, str) else content
        if not path.is_file() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    for path in folder.rglob("*.*"):
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()


def _on_start(app: Sphinx) -> None:
    write_pages(app.srcdir / FOLDER)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension; Sphinx calls it."""
    app.connect("builder-inited", _on_start)
    app.connect("source-read", walkthrough_pictures.on_read)
    app.connect("include-read", on_include)
    app.connect("missing-reference", on_missing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
