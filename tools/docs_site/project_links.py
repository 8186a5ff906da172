"""Links of project documents that pages of the site include: README, CHANGELOG and others.

These documents link to files of the project as a code host shows them.  On the site the same links
lead to pages of the site, or give the file to download.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT: Final = Path(__file__).parents[2]

PAGES: Final = {
    "README.md": "/start.md",
    "CHANGELOG.md": "/changelog.md",
    "SECURITY.md": "/privacy.md",
    "benchmark/ACCURACY.md": "/accuracy/rendered_people.md",
    "benchmark/REAL.md": "/accuracy/real_people.md",
    "benchmark/TORTURE.md": "/accuracy/hostile_input.md",
}
"""Documents of the project that have a page of their own."""

SECTIONS: Final = {
    "today": "/patients/programme.md",
    "a-patients-file": "/physiotherapists/prescribing.md",
    "function-tests": "/physiotherapists/function_tests.md",
}
"""Sections of the README that other sections link to, and the pages that include them."""

_LINK: Final = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")


def on_include(app: Sphinx, path: Path, _document: str, content: list[str]) -> None:
    """Change the text of a document that a page includes; Sphinx calls it before it is cut."""
    file = (Path(app.srcdir) / path).resolve()
    if file.is_relative_to(ROOT) and file.suffix == ".md":
        content[0] = on_the_site(content[0], file.relative_to(ROOT).as_posix())


def on_the_site(text: str, document: str) -> str:
    """Return the text of a project document as the site includes it.

    Headings rise by one level, because the section that is included has the title of its page.
    """
    text = re.sub(r"^#(##+ )", r"\1", text, flags=re.MULTILINE)
    return _LINK.sub(lambda match: _link(match, document), text)


def _link(match: re.Match[str], document: str) -> str:
    """Return a link of a document as it is on the site."""
    mark, words, target = match.groups()
    if re.match(r"[a-z]+:", target):
        return f"{mark}[{words}]({target})"
    path, _, section = target.partition("#")
    if not path:
        return f"[{words}]({SECTIONS.get(section, '')}#{section})"
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document), path))
    if path.startswith("docs/"):
        page = path.removeprefix("docs")
    else:
        page = PAGES.get(path, f"path:/../{path}")
    # "[docs/batch.md](docs/batch.md)": on the site the title of the page says more than its file.
    is_name = words == target and not page.startswith("path:")
    return f"{mark}[{'' if is_name else words}]({page}{'#' * bool(section)}{section})"
