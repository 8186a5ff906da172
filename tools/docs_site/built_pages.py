"""Checks the built site: it loads nothing from elsewhere, and its own links lead somewhere.

``python -m tools.docs_site.built_pages build/docs`` prints what is wrong, and exits with 1.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOADING: Final = {"src", "srcset", "poster", "data", "action", "formaction", "background"}
"""Attributes whose address a browser loads by itself; `href` is one in `<link>` alone."""

_IN_STYLE: Final = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""")
_IN_SCRIPT: Final = re.compile(
    r"""(?:fetch|import|open|Worker|EventSource|WebSocket|src\s*=)\s*\(?\s*["'`]((?:https?:|wss?:)?//[^"'`]+)"""
)


class _Page(HTMLParser):
    """What one page loads, what it links to, and the places of it that have a name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = {"", "top"}
        self.feed(text)
        self.loads += _IN_STYLE.findall(text) + _IN_SCRIPT.findall(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in {"id", "name"}:
                self.names.add(value or "")
            elif key == "href" and tag == "a":
                self.links.append(value or "")
            elif key in _LOADING or key == "href":
                self.loads.append(value or "")


def foreign(address: str) -> bool:
    """Return True if an address is not one of this site."""
    return bool(re.match(r"(?!data:)[a-z][a-z0-9+.-]*:|//", address.strip(), re.IGNORECASE))


def mistakes(folder: Path) -> Iterator[str]:
    """Yield what is wrong in the pages of a folder, in the words of a terminal."""
    pages = {file: _Page(file.read_text(encoding="utf-8")) for file in folder.rglob("*.html")}
    if not pages:
        yield f"{folder} has no pages: run make docs"
    for file, page in pages.items():
        name = file.relative_to(folder)
        yield from (f"{name} loads {found}" for found in _wrong_loads(file, page))
        yield from (f"{name} links to {found}" for found in _wrong_links(file, page, pages))
    for file in folder.rglob("*.*"):
        look = {".css": _IN_STYLE, ".js": _IN_SCRIPT}.get(file.suffix)
        for address in look.findall(file.read_text(encoding="utf-8")) if look else ():
            yield f"{file.relative_to(folder)} loads {address}"


def _wrong_loads(file: Path, page: _Page) -> Iterator[str]:
    for address in dict.fromkeys(page.loads):
        if foreign(address):
            yield address
        elif not address.startswith(("data:", "#")) and not _target(file, address).is_file():
            yield f"{address}, which is not there"


def _wrong_links(file: Path, page: _Page, pages: dict[Path, _Page]) -> Iterator[str]:
    for link in page.links:
        if foreign(link) or not link:
            continue
        target, part = _target(file, link), unquote(urlsplit(link).fragment)
        if not target.exists():
            yield f"{link}, which is not there"
        elif target in pages and part not in pages[target].names:
            yield f"{link}, and that page has no such place"


def _target(page: Path, link: str) -> Path:
    """Return the file to which a relative link leads."""
    path = unquote(urlsplit(link).path)
    return (page.parent / path).resolve() if path else page.resolve()


def main() -> None:
    """Check the site in a folder."""
    folder = Path(sys.argv[1]).resolve()
    found = list(mistakes(folder))
    print(
        "\n".join(found) or f"{folder}: every link leads somewhere, nothing comes from elsewhere."
    )
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
