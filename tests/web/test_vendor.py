"""The libraries of the pages are those that were looked at, byte for byte."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import formcheck

VENDOR = Path(formcheck.__file__).with_name("web") / "static" / "vendor"

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
