"""The files of patients: listed, checked with the messages of the loader, changed by a form, kept.

A name from a page is compared with the names that are there, or must be of a few plain letters;
then it is the name of a file in the one folder of patients.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tomlkit.exceptions import TOMLKitError

from formcheck.errors import ExerciseError
from formcheck.exercises.loader import exercise_names, list_exercises, read_table
from formcheck.exercises.precautions import PRECAUTIONS, meanings
from formcheck.exercises.profile import Profile, load_profile
from formcheck.output.files.atomic_file import make_folder, write_text
from formcheck.output.terminal.profile import profile_in_words
from formcheck.programme.definition import programme_names
from formcheck.therapist.plan import load_plan
from formcheck.web.api import NOT_READ, body_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from formcheck.exercises.prescription import Adjustment

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
"""What a page may call the file of a patient."""

BAD_NAME: Final = "The name of a patient's file has small letters, digits and dashes only."
NO_PATIENT: Final = "There is no patient of that name: choose one of the list."
NO_SUCH_PROGRAMME: Final = "There is no programme {!r}: choose one of the list."
NO_SUCH_EXERCISE: Final = "There is no exercise {!r}: choose one of the list."
HAS_MISTAKES: Final = "The file still has mistakes: mend them first."

_NUMBERS: Final = ("sets", "reps", "hold_s", "rest_s")


class ExerciseForm(BaseModel):
    """What a form says of one exercise; null = as usual."""

    model_config = ConfigDict(extra="ignore")

    exercise: str = Field(max_length=80)
    allowed: bool = True
    unlocked: bool = False
    side: Literal["", "left", "right", "auto"] = ""
    sets: float | None = None
    reps: float | None = None
    hold_s: float | None = None
    rest_s: float | None = None
    target_deg: tuple[float, float] | None = None
    why: str = Field(default="", max_length=500)


class PatientForm(BaseModel):
    """What a form says of a patient."""

    model_config = ConfigDict(extra="ignore")

    name: str = Field(max_length=200)
    side: Literal["left", "right", "auto"] = "auto"
    precautions: list[str] = Field(default_factory=list, max_length=40)
    exercises: list[ExerciseForm] = Field(default_factory=list, max_length=200)


class PatientDraft(BaseModel):
    """What a page sends to be checked: a file, and what a form changes in it."""

    model_config = ConfigDict(extra="ignore")

    toml: str = Field(max_length=200_000)
    form: PatientForm | None = None


class PatientFiles:
    """The folder of the files of patients.

    Parameters
    ----------
    folder
        The folder; it is made when the first file is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def overview(self, of_this_computer: str) -> dict[str, Any]:
        """Return the patients, and what a file may say.

        Parameters
        ----------
        of_this_computer
            The patient whose diary is that of this computer; empty = none.  The row has a summary.

        Returns
        -------
        dict
        """
        return {
            "patients": [
                {"name": file.stem, "title": _title_of(file)}
                | ({"summary": f"/summary/{file.stem}"} if file.stem == of_this_computer else {})
                for file in self._files()
            ],
            "precautions": [
                {"name": name, "title": one.title, "avoid": one.avoid}
                for name in PRECAUTIONS
                for one in [meanings().precaution[name]]
            ],
            "exercises": [{"name": one.name, "title": one.title} for one in list_exercises()],
        }

    def read(self, name: str) -> dict[str, Any]:
        """Return a file, checked."""
        return check(PatientDraft(toml=self._file(name).read_text(encoding="utf-8")))

    def keep(self, name: str, toml: str) -> dict[str, Any]:
        """Keep a file that has no mistakes.

        Parameters
        ----------
        name, toml
            Its name, new or known, and its text.

        Returns
        -------
        dict
            The file, checked.

        Raises
        ------
        ExerciseError
            If the name cannot be one, or the file has mistakes.
        """
        if not NAME.fullmatch(name):
            raise ExerciseError(BAD_NAME)
        checked = check(PatientDraft(toml=toml))
        if checked["mistakes"]:
            raise ExerciseError(HAS_MISTAKES)
        make_folder(self._folder)
        write_text(self._folder / f"{name}.toml", toml)
        return checked

    def remove(self, name: str) -> None:
        """Remove a file; raise ExerciseError if there is none of that name."""
        self._file(name).unlink()

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.toml")) if self._folder.is_dir() else []

    def _file(self, name: str) -> Path:
        found = next((file for file in self._files() if file.stem == name), None)
        if found is None:
            raise ExerciseError(NO_PATIENT)
        return found


def _title_of(file: Path) -> str:
    try:
        return load_profile(file).name
    except ExerciseError:
        return file.stem


def check(draft: PatientDraft) -> dict[str, Any]:
    """Check a file with the messages of the loader.

    Parameters
    ----------
    draft
        The file, and what a form changes in it.

    Returns
    -------
    dict
        ``mistakes``, ``toml`` as it would be kept, ``form`` (None with mistakes), and ``preview``:
        what the file means, in sentences.
    """
    toml = draft.toml if draft.form is None else changed(draft.toml, draft.form)
    try:
        profile = _loaded(toml)
        preview = profile_in_words(profile)
    except ExerciseError as error:
        rows = error.mistakes or ((0, "", str(error)),)
        mistakes = [
            {"line": line or None, "key": key, "sentence": message} for line, key, message in rows
        ]
        return {"mistakes": mistakes, "toml": toml, "form": None, "preview": []}
    return {"mistakes": [], "toml": toml, "form": _form(profile), "preview": preview}


def _loaded(toml: str) -> Profile:
    """Return the profile of a text, read as a file is."""
    with tempfile.TemporaryDirectory(prefix="formcheck-") as folder:
        file = Path(folder) / "patient.toml"
        file.touch(0o600)
        file.write_text(toml, encoding="utf-8")
        try:
            _check_names(read_table(file).table)
            return load_plan(file).profile
        except ExerciseError as error:
            words = str(error).replace(str(file), "The file")
            raise ExerciseError(words, error.mistakes) from error


def _check_names(table: Mapping[str, Any]) -> None:
    """Refuse exercises and programmes that formcheck does not bring.

    On the command line such a name leads to a file of one's own; no text of a page may lead to
    one.

    Raises
    ------
    ExerciseError
        With the unknown names.
    """
    exercises, programmes = set(exercise_names()), set(programme_names())
    wrong = [
        (0, ".".join(place), sentence.format(name))
        for place, name in _names(table)
        for known, sentence in [
            (programmes, NO_SUCH_PROGRAMME)
            if place[-1] == "use"
            else (exercises, NO_SUCH_EXERCISE)
        ]
        if name not in known
    ]
    if wrong:
        raise ExerciseError(wrong[0][2], wrong)


def _names(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every name of an exercise or a programme in a patient's file, with its place."""
    for name, own in _tables(table, "exercise"):
        yield ("exercise", name), name
        if isinstance(own.get("instead"), str):
            yield ("exercise", name, "instead"), own["instead"]
    programme = table.get("programme")
    if not isinstance(programme, Mapping):
        return
    if isinstance(programme.get("use"), str):
        yield ("programme", "use"), programme["use"]
    for part in ("add", "change"):
        for slot, own in _tables(programme, part):
            listed = own.get("exercises")
            for name in listed if isinstance(listed, list) else ():
                if isinstance(name, str):
                    yield ("programme", part, slot, "exercises"), name


def _tables(table: Mapping[str, Any], key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    inner = table.get(key)
    for name, own in inner.items() if isinstance(inner, Mapping) else ():
        yield name, own if isinstance(own, Mapping) else {}


def _form(profile: Profile) -> dict[str, Any]:
    return {
        "name": profile.name,
        "side": profile.side,
        "precautions": list(profile.precautions),
        "exercises": [_row(name, own) for name, own in profile.exercise.items()],
    }


def _row(name: str, own: Adjustment) -> dict[str, Any]:
    return {
        "exercise": name,
        "allowed": own.allowed,
        "unlocked": own.unlocked,
        "side": own.side or "",
        **{number: getattr(own, number) for number in _NUMBERS},
        "target_deg": own.target_deg,
        "why": own.why or "",
    }


def changed(toml: str, form: PatientForm) -> str:
    """Return a file as a form has it; comments, and what the form does not show, stay.

    Parameters
    ----------
    toml, form
        The file so far (an empty one is begun), and the form.

    Returns
    -------
    str
        The file so far if it cannot be read: its mistakes are to be mended first.
    """
    try:
        document = tomlkit.parse(toml)
        if "schema" not in document:
            document.add("schema", tomlkit.item(1))
        document["name"], document["side"] = form.name, form.side
        _set_list(document, "precautions", form.precautions)
        tables = document.setdefault("exercise", tomlkit.table(is_super_table=True))
        rows = {row.exercise: row for row in form.exercises}
        for name in [one for one in tables if one not in rows]:
            del tables[name]
        for name, row in rows.items():
            _change(tables.setdefault(name, tomlkit.table()), row)
        if not tables:
            del document["exercise"]
        return tomlkit.dumps(document)
    except (TOMLKitError, TypeError, ValueError, AttributeError, RecursionError):
        return toml


def _set_list(document: MutableMapping[str, Any], key: str, values: list[str]) -> None:
    """Set a list, unless it is that already: its comments would go."""
    if list(document.get(key, [])) != values:
        document[key] = values


def _change(table: MutableMapping[str, Any], row: ExerciseForm) -> None:
    """Bring the table of one exercise to what the form has."""
    wanted: dict[str, Any] = {
        "allowed": None if row.allowed else False,
        "unlocked": row.unlocked or None,
        "side": row.side or None,
        **{name: _plain(getattr(row, name)) for name in _NUMBERS},
        "target_deg": None if row.target_deg is None else list(map(_plain, row.target_deg)),
        "why": row.why or None,
    }
    for key, value in wanted.items():
        if value is None:
            table.pop(key, None)
        elif table.get(key) != value:
            table[key] = value


def _plain(number: float | None) -> float | int | None:
    """Return a whole number as one: so people write it."""
    return int(number) if number is not None and number == int(number) else number


# --- Routes --------------------------------------------------------------------------------------


async def _draft(request: Request) -> PatientDraft:
    try:
        return PatientDraft.model_validate(await body_of(request))
    except ValidationError as error:
        raise HTTPException(400, NOT_READ) from error


def patient_routes(files: PatientFiles, of_this_computer: Callable[[], str]) -> list[BaseRoute]:
    """Return the routes of the files of patients.

    Parameters
    ----------
    files
        The folder of the files.
    of_this_computer
        Returns the name of the patient whose diary is that of this computer; empty = of none.

    Returns
    -------
    list of BaseRoute
    """

    async def answer(make: Callable[..., Any], *given: object) -> Response:
        return JSONResponse(await asyncio.to_thread(make, *given))

    async def overview(_: Request) -> Response:
        return await answer(lambda: files.overview(of_this_computer()))

    async def checked(request: Request) -> Response:
        return await answer(check, await _draft(request))

    async def one(request: Request) -> Response:
        name = request.path_params["name"]
        if request.method == "PUT":
            return await answer(files.keep, name, (await _draft(request)).toml)
        if request.method == "DELETE":
            await asyncio.to_thread(files.remove, name)
            return JSONResponse({})
        return await answer(files.read, name)

    return [
        Route("/api/patients", overview),
        Route("/api/patients/check", checked, methods=["POST"]),
        Route("/api/patients/{name}", one, methods=["GET", "PUT", "DELETE"]),
    ]
