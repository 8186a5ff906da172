"""Tries the links of the site to other hosts, with Sphinx.

``python -m tools.docs_site.other_hosts docs build/linkcheck`` prints each link that is broken, and
exits with 1.  Without a network it says so and exits with 0: nothing was tried then.
"""

from __future__ import annotations

import json
import socket
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

_ASKED: Final = ("doi.org", 443)
"""A host that sources are at: if it does not answer, no network is there."""

_WAIT_S: Final = 5.0


def is_online() -> bool:
    """Return True if another host answers."""
    try:
        socket.create_connection(_ASKED, timeout=_WAIT_S).close()
    except OSError:
        return False
    return True


def rows_of(report: Path) -> list[dict[str, Any]]:
    """Return what Sphinx wrote of each link: file, line, status, address and reason."""
    lines = report.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def broken(rows: list[dict[str, Any]]) -> list[str]:
    """Return a line for each link that does not work.

    A host that refuses programs (401, 403, 429) or does not answer in time is no broken link.
    """
    refused = ("401", "403", "429")
    return [
        f"{row['filename']}:{row['lineno']}: {row['uri']}: {row['info']}"
        for row in rows
        if row["status"] == "broken" and not row["info"].startswith(refused)
    ]


def main() -> None:
    """Try the links of the pages in a folder; the report goes into another folder."""
    pages, out = sys.argv[1:]
    if not is_online():
        print("check-links was skipped: this computer is not connected to the internet.")
        return
    from sphinx.cmd.build import build_main

    build_main(["-b", "linkcheck", "-q", "-D", "nb_execution_mode=off", pages, out])
    rows = rows_of(Path(out) / "output.json")
    found = broken(rows)
    counts = Counter(row["status"] for row in rows)
    print("\n".join(found))
    print(", ".join(f"{number} {status}" for status, number in sorted(counts.items())))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
