"""Reads a page of a report again, as a test compares it with the JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, NamedTuple

VOID = {"meta", "img", "path", "circle", "use", "br"}


class Number(NamedTuple):
    """A number of a page: the value of the JSON, its place there, and how it is written."""

    value: str
    place: str
    text: str


@dataclass
class Page(HTMLParser):
    """The elements of a page.

    Attributes
    ----------
    numbers, tags
        Every element ``data``, and every tag with its attributes.
    prose
        The text outside of numbers and drawings.
    """

    numbers: list[Number] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, dict[str, str]]] = []

    @classmethod
    def of(cls, text: str) -> Page:
        page = cls()
        page.feed(text)
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        row = tag, {name: value or "" for name, value in attrs}
        self.tags.append(row)
        if tag not in VOID:
            self._open.append(row)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _ in self._open}
        if self._open and self._open[-1][0] == "data":
            attributes = self._open[-1][1]
            self.numbers.append(Number(attributes["value"], attributes["data-of"], data))
        elif not inside & {"svg", "style", "title"}:
            self.prose.append(data)

    @property
    def text(self) -> str:
        """The words that are read, without the numbers."""
        return " ".join(" ".join(self.prose).split())

    def named(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every tag of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


def at(table: Any, place: str) -> Any:  # noqa: ANN401  # what the JSON has there
    """Return what a JSON has at the place of a number, without the number of the report."""
    for key in place.split("/")[1:]:
        table = table[int(key)] if isinstance(table, list) else table[key]
    return table
