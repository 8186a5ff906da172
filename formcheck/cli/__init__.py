"""The command line: Typer, exit codes, and errors in one sentence."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from formcheck.cli import analyze, doctor, exercises, function_test, learn, live, profiles
from formcheck.cli.console import print_error, replace_unprintable_characters
from formcheck.errors import FormcheckError
from formcheck.version import __version__

app = typer.Typer(
    name="formcheck",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=(
        "Watches someone do hip exercises, through a camera or in a video: counts good "
        "repetitions, times holds, names faults of form and warns of excessive range.\n\n"
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
app.command(name="live", epilog=live.EXAMPLES)(live.live)
app.command(name="analyze", epilog=analyze.ANALYZE_EXAMPLES)(analyze.analyze)
app.command(name="replay", epilog=analyze.REPLAY_EXAMPLES)(analyze.replay)
app.command(name="learn", epilog=learn.EXAMPLES)(learn.learn)
app.add_typer(exercises.app, name="exercises")
app.add_typer(profiles.app, name="profiles")
app.command(name="test", epilog=function_test.EXAMPLES)(function_test.take)
app.command(name="doctor")(doctor.doctor)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and exit.",
            callback=lambda wanted: _show_version(wanted=wanted),
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Nothing to do before a command."""


def main() -> None:
    """Run the command; a `FormcheckError` becomes one red sentence and its exit code.

    With ``FORMCHECK_DEBUG=1`` it is raised instead, with its traceback.
    """
    replace_unprintable_characters()
    try:
        app(prog_name="formcheck")
    except FormcheckError as error:
        if os.environ.get("FORMCHECK_DEBUG") == "1":
            raise
        print_error(str(error))
        sys.exit(error.exit_code)
