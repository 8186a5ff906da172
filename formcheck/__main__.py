"""The program ``formcheck``, also as ``python -m formcheck``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; Ctrl-C while its modules are imported ends it without a traceback."""
    try:
        from formcheck.cli import main as run
    except KeyboardInterrupt:
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
