"""The files of the pages: they agree with the protocol, and need nothing from elsewhere."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import formcheck
from formcheck.output.live_screen.window import KEYS
from formcheck.pose.joints import BONES, Joint
from formcheck.web import messages

if TYPE_CHECKING:
    from pydantic import BaseModel

STATIC = Path(formcheck.__file__).with_name("web") / "static"

VENDOR = STATIC / "vendor"

SCRIPTS = sorted(STATIC.glob("js/**/*.js"))

OBJECTS: dict[str, type[BaseModel]] = {
    "WelcomeMessage": messages.Welcome,
    "GettingReadyMessage": messages.GettingReady,
    "ReadingShown": messages.ReadingShown,
    "ScreenMessage": messages.ScreenMessage,
    "SayMessage": messages.Say,
    "ToneMessage": messages.PlayTone,
    "SetMessage": messages.SetShown,
    "OverMessage": messages.Over,
    "ProblemMessage": messages.Problem,
    "PhoneMessage": messages.PhoneNews,
    "PlanWanted": messages.PlanWanted,
}
"""Names of the types of a page, and the messages that they describe."""


def _properties(name: str) -> set[str]:
    """Return the names of the properties of a type in types.js."""
    text = (STATIC / "js" / "types.js").read_text(encoding="utf-8")
    (block,) = re.findall(rf"@typedef {{object}} {name}\n(.*?)\*/", text, re.DOTALL)
    return set(re.findall(r"@property {.*} \[?(\w+)\]?", block))


@pytest.mark.parametrize("name", OBJECTS)
def test_the_pages_know_every_field_of_a_message(name: str) -> None:
    assert _properties(name) == set(OBJECTS[name].model_fields)


def test_the_pages_draw_the_bones_that_the_window_draws() -> None:
    text = (STATIC / "js" / "live" / "body.js").read_text(encoding="utf-8")
    (listed,) = re.findall(r"BONES = Object\.freeze\(\[(.*?)\]\);", text, re.DOTALL)
    drawn = {frozenset(map(int, pair)) for pair in re.findall(r"\[(\d+), (\d+)\]", listed)}
    assert drawn == {frozenset((int(one), int(two))) for one, two in BONES}


def test_the_pages_know_the_rows_of_a_leg() -> None:
    text = (STATIC / "js" / "live" / "body.js").read_text(encoding="utf-8")
    (listed,) = re.findall(r"LEG_ROWS = Object\.freeze\({(.*?)}\);", text, re.DOTALL)
    rows = {name: int(row) for name, row in re.findall(r"(\w+): (\d+)", listed)}
    assert rows == {joint.name.lower(): int(joint) for joint in Joint if joint >= Joint.LEFT_HIP}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_every_import_of_a_script_is_there(script: Path) -> None:
    for imported in re.findall(r'from "([^"]+)"', script.read_text(encoding="utf-8")):
        assert imported.startswith("."), f"{imported} would have to come from elsewhere"
        assert (script.parent / imported).is_file()


@pytest.mark.parametrize("file", ["index.html", "phone.html"])
def test_a_page_has_no_script_and_no_style_of_its_own(file: str) -> None:
    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.inside = ""
            self.wrong: list[str] = []
            self.needs: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.inside = tag
            for name, value in attrs:
                if name == "style" or name.startswith("on"):
                    self.wrong.append(f"{tag} {name}")
                if name in {"src", "href"}:
                    self.needs.append(value or "")

        def handle_data(self, data: str) -> None:
            if self.inside in {"script", "style"} and data.strip():
                self.wrong.append(data)

    reader = Reader()
    reader.feed((STATIC / file).read_text(encoding="utf-8"))
    assert reader.wrong == []
    assert len(reader.needs) >= 4
    for needed in reader.needs:
        assert (STATIC / needed.removeprefix("/static/").removeprefix("#")).exists()


def test_no_file_of_the_pages_names_another_server() -> None:
    namespace = re.compile(r"http://www\.w3\.org/\d{4}/\w+")
    for file in STATIC.rglob("*"):
        if file.suffix in {".js", ".css", ".html", ".svg"}:
            text = namespace.sub("", file.read_text(encoding="utf-8"))
            assert "://" not in text.replace("}://${", "") or file.parent.name == "vendor", file


# --- Libraries -----------------------------------------------------------------------------------

_ROW = re.compile(r"^\| `(?P<file>[a-z]+\.js)` .*`(?P<sum>[0-9a-f]{64})` \|$", re.MULTILINE)


def test_every_library_has_the_checksum_that_its_readme_names() -> None:
    named = {row["file"]: row["sum"] for row in _ROW.finditer((VENDOR / "README.md").read_text())}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in VENDOR.glob("*.js")
    }
    assert named == found
    assert len(found) == 3


def test_every_library_has_its_licence_beside_it() -> None:
    readme = (VENDOR / "README.md").read_text()
    for licence in set(re.findall(r"LICENSE_[A-Z]+", readme)):
        assert (VENDOR / licence).is_file()


# --- Keys ---------------------------------------------------------------------------------------


def test_the_keys_of_the_page_are_those_of_the_window() -> None:
    text = (STATIC / "js" / "live" / "keys.js").read_text(encoding="utf-8")
    (listed,) = re.findall(r"KEYS = Object\.freeze\({(.*?)}\);", text, re.DOTALL)
    page = {
        (quoted or plain): to
        for quoted, plain, to in re.findall(r'(?:"(.)"|(\w)): "(\w+)"', listed)
    }
    window = {chr(code): command for code, command in KEYS.items() if chr(code) != "\x1b"}
    assert page == window  # Escape leaves the full screen in a browser, and ends nothing
