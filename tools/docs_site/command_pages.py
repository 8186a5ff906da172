"""The reference of commands: arguments and options as the program itself describes them."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any, Final

import typer

from formcheck.cli import app
from tools.docs_site.markdown import code, page, table, toctree

if TYPE_CHECKING:
    from collections.abc import Mapping

_NOTE: Final = re.compile(r"\s{2}\[([^\]]*)\]$")
"""What the help of an option has at its end: its default, its range, or that it must be given."""

_KINDS: Final = {
    "<path>": "",
    "<str>": "",
    "<list[Path]>": "",
    "<int range>": "number",
    "<float range>": "number",
}


def commands() -> Mapping[str, Any]:
    """Return the commands of formcheck by name; a group has `commands` of its own."""
    root: Any = typer.main.get_command(app)
    found: Mapping[str, Any] = root.commands
    return found


def pages() -> dict[str, str]:
    """Return a page for each command, and the list of all."""
    root: Any = typer.main.get_command(app)
    context = root.make_context("formcheck", [], resilient_parsing=True)
    rows = [
        [f"[`formcheck {name}`]({name}.md)", _plain(command.help).split("\n\n")[0]]
        for name, command in commands().items()
    ]
    listed = page(
        "Commands",
        "Without a command, `formcheck` opens its pages in the browser. `formcheck COMMAND "
        "--help` prints in a terminal what stands here.",
        table(["command", "what it does"], rows),
        toctree(commands()),
    )
    return {
        "commands/index.md": listed,
        **{
            f"commands/{name}.md": _command_page(name, command, context)
            for name, command in commands().items()
        },
    }


def _command_page(name: str, command: Any, parent: Any) -> str:  # noqa: ANN401  # of Typer
    context = command.make_context(name, [], parent=parent, resilient_parsing=True)
    parts = _parts(command, context)
    for word, inner in getattr(command, "commands", {}).items():
        below = inner.make_context(word, [], parent=context, resilient_parsing=True)
        parts += [f"## {below.command_path}", *_parts(inner, below)]
    return page(f"formcheck {name}", *parts)


def _parts(command: Any, context: Any) -> list[str]:  # noqa: ANN401  # of Typer
    """Return usage, help, arguments and options of one command."""
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    tables: dict[str, list[list[str]]] = {"argument": [], "option": []}
    for row in command.get_params(context):
        if not row.hidden and row.name != "help":
            tables[row.param_type_name].append(_row(*row.get_help_record(context)))
    return [
        _plain(command.help),
        f"```text\n{usage}\n```",
        *(table([kind, "meaning", "usual"], rows) for kind, rows in tables.items() if rows),
        _plain(command.epilog),
    ]


def _row(name: str, text: str) -> list[str]:
    note = _NOTE.search(text)
    return [_name(name), _plain(_NOTE.sub("", text)), _usual(note.group(1)) if note else ""]


def _usual(note: str) -> str:
    """Return in words what a note says: ``default: 5.0; 0<=x<=60`` is "5, from 0 to 60"."""
    words = []
    for part in note.replace("default: ", "").split("; "):
        between = re.fullmatch(r"(?:(\S+)<=)?x(?:(<=|>=)(\S+))?", part)
        if between is None:
            words.append({"required": "must be given", ",": "comma"}.get(part, part))
        elif between[1]:
            words.append(f"from {between[1]} to {between[3]}")
        else:
            words.append(f"{between[3]} or {'more' if between[2] == '>=' else 'less'}")
    return ", ".join(re.sub(r"\.0$", "", word) for word in words).replace("|", "\\|")


def _name(text: str) -> str:
    """Return an option as it is typed, and in plain letters what follows it.

    ``-e, --exercise NAME`` and ``--side <left|right|auto>`` have a word or choices; the type of an
    argument (``<path>``) says nothing that its name does not.
    """
    typed, _, follows = text.partition(" ")
    while typed.endswith((",", "/")) or follows.startswith("/ "):
        more, _, follows = follows.partition(" ")
        typed = f"{typed} {more}"
    names = ", ".join(code(word) for word in typed.replace(" / ", ", ").split(", "))
    follows = _KINDS.get(follows, follows).strip("<>")
    return f"{names} {' or '.join(follows.split('|'))}".strip().replace("[", "\\[")


def _plain(text: str | None) -> str:
    """Return a help text, which is Markdown already, fit for a cell of a table."""
    return inspect.cleandoc(text or "").replace("|", "\\|").replace("<", "\\<")
