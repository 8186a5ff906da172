"""The command line: the program ``formcheck``, its commands, and its exit codes."""

from __future__ import annotations

import os
import pkgutil
import re
import sys
from importlib import import_module
from typing import Annotated

import typer
import typer.core

from formcheck.cli.console import print_error, replace_unprintable_characters
from formcheck.errors import FormcheckError, SourceError
from formcheck.signals import INTERRUPTED, Interruption
from formcheck.version import __version__


class _Commands(typer.core.TyperGroup):
    """The commands; what is wrong with an option is said in plain words."""

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]  # as Typer has it
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = _plain(error.message)
            raise


def _plain(message: str) -> str:
    """Return what Typer and Pydantic say of an option in plain words."""
    message = re.sub(r", unable to parse .*", "", message.removeprefix("Value error, "))
    message = message.replace("a valid integer", "a whole number").replace("a valid ", "a ")
    message = message.replace("Input should be", "it must be")
    return message if message.endswith((".", "?", "!")) else f"{message}."


app = typer.Typer(
    name="formcheck",
    cls=_Commands,
    invoke_without_command=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "Watch a person do hip exercises, through a camera or in a video: count good "
        "repetitions, time holds, name faults of form and warn of excessive range.\n\n"
        "Not a medical device. Stop when pain becomes intense or sudden."
    ),
    epilog=(
        "Examples:\n\n"
        "`formcheck exercises list`\n\n"
        "`formcheck exercises show single_leg_bridge`\n\n"
        "`formcheck live single_leg_bridge --side left`\n\n"
        "`formcheck analyze set.mp4 -e single_leg_bridge`"
    ),
)
# Each file of this folder that has an `app` brings commands; the help begins with `live`.
for _name in sorted((module.name for module in pkgutil.iter_modules(__path__)), key="live".__ne__):
    if hasattr(_module := import_module(f"{__name__}.{_name}"), "app"):
        app.add_typer(_module.app)


def _print_version(wanted: bool) -> None:  # noqa: FBT001  # Typer calls it with the value
    if wanted:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001  # its callback prints it
        bool,
        typer.Option(
            "--version",
            help="Print the version and exit.",
            callback=_print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Accept the options that stand before a command; without one, open the browser."""
    if context.invoked_subcommand is None:
        from formcheck.cli.web import serve_pages

        serve_pages()


_LONGEST_NAME = 80
"""Characters of a name that are printed."""


def _check_folder() -> None:
    """Raise SourceError if the folder in which the program was started is gone."""
    try:
        os.getcwd()  # noqa: PTH109  # nothing but its error matters
    except OSError as error:
        raise SourceError(
            "The folder in which formcheck was started does not exist any more: change to another."
        ) from error


def main() -> None:
    """Run the command; a `FormcheckError` becomes one red sentence and its exit code.

    So does any other error.  With ``FORMCHECK_DEBUG=1`` it is raised instead, with its traceback.
    """
    replace_unprintable_characters()
    with Interruption() as interruption:
        try:
            _check_folder()
            app(prog_name="formcheck")
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except Exception as error:
            if os.environ.get("FORMCHECK_DEBUG") == "1":
                raise
            if interruption.came:
                sys.exit(INTERRUPTED)
            sys.exit(_print_failure(error))


def _print_failure(error: Exception) -> int:
    """Print why the command failed, in one sentence; return its exit code."""
    if isinstance(error, FormcheckError):
        print_error(str(error))
        return error.exit_code
    if isinstance(error, OSError):  # a name or a place that the disk refuses
        name, reason = str(error.filename or "A file"), error.strerror or str(error)
        print_error(f"{name[:_LONGEST_NAME]} cannot be used ({reason}): check name and place.")
        return SourceError.exit_code
    what = " ".join(f"{type(error).__name__}: {error}".split())
    print_error(
        f"This is a mistake of formcheck ({what}): please report it, with what "
        "FORMCHECK_DEBUG=1 prints."
    )
    return FormcheckError.exit_code
