"""The program ``formcheck``, also as ``python -m formcheck``."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command; Ctrl-C before it has begun ends it without a traceback."""
    try:
        from formcheck.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
