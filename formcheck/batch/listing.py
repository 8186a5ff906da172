"""Which files a batch has, and what is asked of each: a folder, a pattern, or a list (CSV)."""

from __future__ import annotations

import csv
import glob
import io
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

from formcheck.batch.tasks import AUTO, Task, definition_of
from formcheck.errors import ExerciseError, SourceError, printable
from formcheck.exercises.loader import LONGEST_LINE
from formcheck.pose.joints import SideChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ENDINGS: Final = frozenset({
    ".3g2", ".3gp", ".asf", ".avi", ".dv", ".flv", ".gif", ".m2ts", ".m4v", ".mkv", ".mov",
    ".mp4", ".mpeg", ".mpg", ".mts", ".mxf", ".npz", ".obu", ".ogg", ".ogv",
    ".ts", ".vob", ".webm", ".wmv",
})  # fmt: skip
"""Endings of videos and recordings: in a folder other files are passed over."""

MOST_FILES: Final = 2_000_000
"""Files of the largest batch (engineering default): they take 1 GB of memory."""

MOST_BYTES: Final = 1 << 29
"""Size of the largest list that is read."""

MOST_COLUMNS: Final = 200

LONGEST_PATH: Final = 4096
"""Bytes of the longest path of Linux."""

_SHOWN_MISTAKES: Final = 3

_COLUMNS: Final = ("path", "exercise", "side")


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A row of a list; empty = as the batch has it.

    Attributes
    ----------
    line
        Its line in the list.
    path, exercise, side
        As they stand there.
    """

    line: int
    path: str
    exercise: str = ""
    side: SideChoice | Literal[""] = ""


def find_tasks(
    source: str,
    *,
    exercise: str = AUTO,
    side: SideChoice = "auto",
    listed: Path | None = None,
    out: Path | None = None,
    passed_over: list[str] | None = None,
) -> list[Task]:
    """Return the files of a batch, in the order of their names or of the list.

    Parameters
    ----------
    source
        A folder, with all folders below it; a pattern (``clips/*.mp4``, ``**`` for folders); a
        list (``.csv``); or one video.
    exercise, side
        What is asked of a file that the list says nothing of.
    listed
        A list that says the exercise and side of some of the files.
    out
        The folder of the results: what lies there is not judged.
    passed_over
        Gets the names of files that are neither videos nor recordings.

    Returns
    -------
    list of Task
        Each with its size and the checksum of its exercise.

    Raises
    ------
    SourceError
        If there is no file, or a list is malformed.
    ExerciseError
        If there is no such exercise.
    """
    root, files = _files_of(source, [] if passed_over is None else passed_over, out)
    rows = {} if listed is None else _by_place(read_list(listed), root, listed)
    sums = _checksums({exercise, *(row.exercise for row in (*rows.values(), *files))})
    tasks = []
    for row in files:
        place = Path(row.path)
        said = rows.pop(os.path.normpath(place), row)
        chosen = said.exercise or row.exercise or exercise
        leg = said.side or row.side or side
        tasks.append(
            Task(_name(place, root), place, chosen, leg, sums.get(chosen, ""), _size(place))
        )
    for row in rows.values():
        raise SourceError(
            f"{listed}, line {row.line}: {printable(row.path)} is not among the files of "
            f"{source}: check its path, which begins at {root}."
        )
    return _with_own_names(tasks)


def read_list(path: Path) -> list[ListedFile]:
    """Read a list of files (CSV with a header), and check all of it.

    Parameters
    ----------
    path
        The list.  ``path`` is needed; ``exercise`` and ``side`` may be empty or missing, and other
        columns are ignored.  Cells are parted by commas, semicolons or tabs.

    Returns
    -------
    list of ListedFile
        In the order of the list.

    Raises
    ------
    SourceError
        If it cannot be read or is malformed; the message names the first mistakes.
    """
    text = _text_of(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    mistakes: list[str] = []
    rows: list[ListedFile] = []
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if "path" not in header or len(header) > MOST_COLUMNS or len(set(header)) < len(header):
            raise SourceError(
                f"{path} is no list of files: its first line must name the columns path, exercise "
                "and side, each once."
            )
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_FILES:
                raise SourceError(f"{path} has more than {MOST_FILES} files: divide it.")
            row = dict(zip(header, map(str.strip, cells), strict=False))
            file, wrong = _listed(reader.line_num, row, len(cells) - len(header))
            rows.append(file)
            mistakes += wrong
    except csv.Error as error:
        mistakes.append(f"line {reader.line_num}: {error}")
    if mistakes:
        more = len(mistakes) - _SHOWN_MISTAKES
        end = f"; and {more} more" if more > 0 else ""
        raise SourceError(f"{path}: {'; '.join(mistakes[:_SHOWN_MISTAKES])}{end}: correct them.")
    return rows


def _listed(line: int, row: Mapping[str, str], too_many: int) -> tuple[ListedFile, list[str]]:
    """Return a row of a list, and what is wrong with it."""
    file, exercise, side = (row.get(name, "") for name in _COLUMNS)
    wrong = []
    if too_many > 0:
        wrong.append(f"line {line}: there are more cells than columns")
    if not file:
        wrong.append(f"line {line}: the path is missing")
    if "\0" in file or len(file.encode("utf-8", "replace")) > LONGEST_PATH:
        wrong.append(f"line {line}: no file has this path")
    if side not in {"", *get_args(SideChoice)}:
        shown = printable(side[:20])
        wrong.append(f"line {line}: the side is {shown!r}, and left, right or auto is possible")
    if exercise:
        try:
            definition_of(exercise)
        except ExerciseError as error:
            first = str(error).partition("\n")[0].rstrip(".")
            wrong.append(f"line {line}: {printable(first[:200])}")
    chosen = cast("SideChoice", side if side in get_args(SideChoice) else "auto")
    return ListedFile(line, file, exercise, chosen if side else ""), wrong


def _text_of(path: Path) -> str:
    """Return the text of a list of bounded size."""
    try:
        if not path.is_file():
            raise SourceError(f"There is no list {path}: check its name and folder.")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise SourceError(f"The list {path} cannot be read ({reason}): check it.") from error
    if len(data) > MOST_BYTES:
        raise SourceError(f"The list {path} is larger than {MOST_BYTES >> 20} MB: divide it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(
            f"The list {path} is no plain text in UTF-8: save it as «CSV UTF-8»."
        ) from None
    longest = max((len(line) for line in text.split("\n")), default=0)
    if longest > LONGEST_LINE or "\0" in text:
        raise SourceError(
            f"The list {path} has a line that is too long, or is no text: save it as «CSV UTF-8»."
        )
    return text


def _separator(text: str) -> str:
    """Return what parts the cells of the header."""
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


def _files_of(
    source: str, passed_over: list[str], out: Path | None
) -> tuple[Path, list[ListedFile]]:
    """Return the folder at which names begin, and the files with what a list says of them."""
    path = Path(source)
    try:
        is_folder, is_file = bool(source) and path.is_dir(), path.is_file()
    except (OSError, ValueError):
        is_folder = is_file = False
    if is_folder:
        root, found = path, [ListedFile(0, one) for one in _walked(path, passed_over, out)]
    elif is_file and path.suffix.lower() == ".csv":
        root = path.parent
        found = [replace(row, path=str(root / row.path)) for row in read_list(path)]
    elif is_file:
        root, found = path.parent, [ListedFile(0, source)]
    elif glob.has_magic(source):
        root = _fixed_part(path)
        names = sorted(glob.glob(source, recursive=True))  # noqa: PTH207  # ** and order as typed
        results = None if out is None else out.resolve()
        names = [one for one in names if results not in Path(one).resolve().parents]
        found = [ListedFile(0, one) for one in _of_kind(names, passed_over)]
    else:
        raise SourceError(
            f"There is no folder, list or video {printable(source)}: check its name and place."
        )
    if not found:
        raise SourceError(
            f"There is no video and no recording in {printable(source)}: check its name."
        )
    if len(found) > MOST_FILES:
        raise SourceError(f"There are more than {MOST_FILES} files: divide them.")
    return root, found


def _walked(folder: Path, passed_over: list[str], out: Path | None) -> Iterator[str]:
    """Yield the videos and recordings of a folder and those below it, in order."""
    results = None if out is None else out.resolve()

    def is_results(place: str, name: str) -> bool:
        return results is not None and Path(place, name).resolve() == results

    def failed(error: OSError) -> None:
        raise SourceError(
            f"The folder {error.filename} cannot be read ({error.strerror}): check it."
        ) from error

    for place, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and not is_results(place, name)
        )
        yield from _of_kind((os.path.join(place, name) for name in sorted(names)), passed_over)  # noqa: PTH118  # a million names


def _of_kind(paths: Iterable[str], passed_over: list[str]) -> Iterator[str]:
    """Yield the paths that may be videos or recordings; hidden ones are none."""
    for path in paths:
        name = os.path.basename(path)  # noqa: PTH119  # a million names
        if name.startswith("."):
            continue
        if os.path.splitext(name)[1].lower() in ENDINGS:  # noqa: PTH122
            yield path
        else:
            passed_over.append(path)


def _fixed_part(pattern: Path) -> Path:
    """Return the folder of a pattern that has no special character."""
    folder = pattern.parent
    while glob.has_magic(str(folder)):
        folder = folder.parent
    return folder


def _name(path: Path, root: Path) -> str:
    """Return the name of a file in manifest and summary."""
    absolute = Path(os.path.normpath(path.absolute()))
    base = Path(os.path.normpath(root.absolute()))
    try:
        parts: Sequence[str] = absolute.relative_to(base).parts
    except ValueError:  # a list may name files anywhere
        parts = absolute.parts[1:]
    return os.fsencode("/".join(parts)).decode("utf-8", "backslashreplace")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return -1


def _checksums(exercises: set[str]) -> dict[str, str]:
    """Return the checksum of the file of every exercise; raise ExerciseError if there is none."""
    found = {name: definition_of(name) for name in exercises if name}
    return {name: one.sha256 for name, one in found.items() if one is not None}


def _by_place(rows: Iterable[ListedFile], root: Path, listed: Path) -> dict[str, ListedFile]:
    """Return the rows of a list by the places of their files; refuse one that stands twice."""
    found: dict[str, ListedFile] = {}
    for row in rows:
        place = os.path.normpath(root / row.path)
        if place in found:
            raise SourceError(
                f"{listed}, line {row.line}: {printable(row.path)} stands in line "
                f"{found[place].line} as well: remove one."
            )
        found[place] = row
    return found


def _with_own_names(tasks: list[Task]) -> list[Task]:
    """Refuse files of the same name: their outputs would replace each other."""
    seen: dict[str, Path] = {}
    for task in tasks:
        other = seen.setdefault(task.name, task.path)
        if other is not task.path:
            raise SourceError(f"{printable(str(task.path))} is listed twice: list it once.")
    return tasks
