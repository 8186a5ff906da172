"""Looks for known vulnerabilities in the installed packages, by pip-audit.

::

    python tools/audit_packages.py

The exit code is 0 without any, and also where the service that knows them cannot be reached or
knows none of the packages: then one sentence says that nothing was checked, and why.  pip-audit
alone says "No known vulnerabilities found" of packages that its service does not know.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PIP_AUDIT: Final = (sys.executable, "-m", "pip_audit")
ASKED: Final = ("--format", "json", "--desc", "off", "--progress-spinner", "off")
FIRST: Final = "numpy"
"""The package that is asked about before all others: an answer shows that the service is there."""

LONGEST_S: Final = 300.0
"""Longest time that an answer may take (engineering default)."""

LONGEST_REASON: Final = 160
"""Characters of an error of the network that are shown: enough for its kind and the host."""


class NoAnswerError(Exception):
    """The service could not be asked; the text says why."""


def ask(command: Sequence[str], *words: str) -> list[dict[str, Any]]:
    """Return the rows of pip-audit, one for each package; raise NoAnswerError without them."""
    try:
        done = subprocess.run(
            [*command, *ASKED, *words],
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NoAnswerError(f"no answer came in {LONGEST_S:.0f} s") from error
    try:
        rows: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        lines = done.stderr.strip().splitlines() or ["pip-audit printed nothing"]
        raise NoAnswerError(shorten(lines[-1].rstrip("."), LONGEST_REASON)) from error
    return rows


def asked_first(command: Sequence[str]) -> None:
    """Raise NoAnswerError if the service does not even know the first package."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "first.txt")
        listed.write_text(f"{FIRST}=={version(FIRST)}\n", encoding="utf-8")
        rows = ask(command, "--requirement", str(listed), "--no-deps", "--disable-pip")
    for row in rows:
        if "vulns" not in row:
            raise NoAnswerError(str(row.get("skip_reason", "the service is silent")).rstrip("."))


def audit(command: Sequence[str] = PIP_AUDIT) -> int:
    """Print what is known about the installed packages; return the exit code."""
    try:
        asked_first(command)
        rows = ask(command, "--local", "--skip-editable")
    except NoAnswerError as error:
        print(f"pip-audit is skipped, and nothing was checked: {error}.")
        return 0
    known = [row for row in rows if "vulns" in row]
    for row in rows:
        if row not in known:
            print(f"{row['name']} was not checked: {row.get('skip_reason', 'unknown reason')}")
    found = [(row, vulnerability) for row in known for vulnerability in row["vulns"]]
    for row, vulnerability in found:
        mended = ", ".join(vulnerability.get("fix_versions", ())) or "no version yet"
        print(f"{row['name']} {row['version']}: {vulnerability['id']}, mended in {mended}")
    print(f"{len(known)} packages were checked, {len(found)} known vulnerabilities were found.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(audit())
