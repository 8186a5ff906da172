"""The program ``formcheck``, also as ``python -m formcheck``."""

from __future__ import annotations

from formcheck.signals import end_at_once, handle_signals, ignore


def main() -> None:
    """Run the command; a signal before it has begun, or after its end, gives no traceback."""
    handle_signals(end_at_once)
    try:
        from formcheck.cli import main as run

        run()
    finally:
        handle_signals(ignore)  # everything is written; Python is ending


if __name__ == "__main__":
    main()
