"""The JSON behind the pages: exercises, kept sets and their reports, recordings, settings."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from formcheck.errors import DiaryError
from formcheck.exercises.figure import describe_positions
from formcheck.exercises.loader import list_exercises
from formcheck.output.terminal.exercise import amount_in_words, week_in_words
from formcheck.pose.positions import POSITIONS
from formcheck.web.jobs import FilmChoices
from formcheck.web.security import REPORT_POLICY

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from formcheck.exercises.definition import Exercise
    from formcheck.web.data import WebData
    from formcheck.web.jobs import Jobs

DRAWING_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""A drawing has attributes of style, and nothing else."""

NO_EXERCISE: Final = "There is no such exercise: choose one of the list."
NO_REPORT: Final = "This report is not here any more."
NOT_READ: Final = "The page sent something that is not understood: load it again."

MOST_BODY: Final = 256 * 2**10
"""Bytes of a JSON body: a patient's file has at most as many."""


class _Upload(BaseModel):
    """What the address of an upload says of the film."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str = Field(default="", max_length=1000)
    exercise: str = Field(default="", max_length=80, pattern=r"^[a-z0-9_]*$")
    side: Literal["auto", "left", "right"] = "auto"
    patient: str | None = Field(default=None, max_length=80)


class _Settings(BaseModel):
    """What a page may change."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    numbers: Literal["en", "de", "fr"] = "en"
    patient: str = Field(default="", max_length=80)
    programme: str = Field(default="", max_length=80)


async def body_of(request: Request) -> dict[str, Any]:
    """Return the JSON object that a page sent.

    Parameters
    ----------
    request
        Its body is small, or it is refused.

    Returns
    -------
    dict

    Raises
    ------
    HTTPException
        If it is too large, or no object.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BODY:
            raise HTTPException(413, NOT_READ)
    try:
        read = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, NOT_READ) from error
    if not isinstance(read, dict):
        raise HTTPException(400, NOT_READ)
    return read


def api_routes(data: WebData, jobs: Jobs, *, shared: bool) -> list[BaseRoute]:
    """Return the routes of everything that does not depend on a day.

    Parameters
    ----------
    data, jobs
        What is kept, and the recordings that are checked.
    shared
        Whether a phone may film.

    Returns
    -------
    list of BaseRoute
    """
    return [
        *_exercise_routes(),
        *_report_routes(data, jobs),
        *_recording_routes(data, jobs),
        *_settings_routes(data, jobs, shared=shared),
    ]


# --- Exercises -----------------------------------------------------------------------------------


def _exercise_routes() -> list[BaseRoute]:
    async def exercises(_: Request) -> Response:
        rows = await asyncio.to_thread(lambda: [_row(one) for one in list_exercises()])
        return JSONResponse({"exercises": rows})

    async def exercise(request: Request) -> Response:
        return JSONResponse(_detail(named(request.path_params["name"])))

    async def drawing(request: Request) -> Response:
        svg = await asyncio.to_thread(_drawing, named(request.path_params["name"]).name)
        if not svg:
            raise HTTPException(404, NO_EXERCISE)
        return svg_response(svg)

    return [
        Route("/api/exercises", exercises),
        Route("/api/exercises/{name}", exercise),
        Route("/api/exercises/{name}/drawing.svg", drawing),
    ]


def named(name: str) -> Exercise:
    """Return a shipped exercise; raise HTTPException (404) if there is none of that name."""
    # Compared with the names that are there: it never becomes a path.
    found = next((one for one in list_exercises() if one.name == name), None)
    if found is None:
        raise HTTPException(404, NO_EXERCISE)
    return found


@lru_cache(maxsize=64)
def _drawing(name: str) -> bytes:
    from formcheck.output.plots.illustration import drawing_svg

    return drawing_svg(named(name))


def svg_response(svg: bytes) -> Response:
    """Return a drawing."""
    return Response(
        svg, media_type="image/svg+xml", headers={"content-security-policy": DRAWING_POLICY}
    )


def _row(exercise: Exercise) -> dict[str, Any]:
    return {
        "name": exercise.name,
        "title": exercise.title,
        "purpose": exercise.purpose,
        "position": exercise.position,
        "position_words": POSITIONS[exercise.position].words,
        "sides": exercise.sides,
        "kind": exercise.kind,
        "drawing": f"/api/exercises/{exercise.name}/drawing.svg" if exercise.figure else "",
        "dose": {
            "sets": exercise.dose.sets,
            "reps": exercise.dose.reps,
            "rest_s": exercise.dose.rest_s,
        },
    }


def _detail(exercise: Exercise) -> dict[str, Any]:
    start, end = describe_positions(exercise.figure, exercise.movement, exercise.position)
    amount = f"{amount_in_words(exercise)}, {week_in_words(exercise.dose)}"
    return {
        **_row(exercise),
        "steps": exercise.steps,
        "place": " ".join(exercise.view.in_words),
        "cannot_see": exercise.cannot_see,
        "dose_words": amount,
        "drawing_words": f"{start} {end}",
    }


# --- Kept sets and reports -----------------------------------------------------------------------


def _report_routes(data: WebData, jobs: Jobs) -> list[BaseRoute]:
    async def sets(_: Request) -> Response:
        return JSONResponse({"sets": await asyncio.to_thread(data.set_rows)})

    async def report(request: Request) -> Response:
        report_id = request.path_params["report_id"]
        headers = {"content-security-policy": REPORT_POLICY}
        if report_id.startswith("film-"):
            job = jobs.find(report_id)
            if job.state != "done":
                raise HTTPException(404, NO_REPORT)
            return FileResponse(job.page, media_type="text/html", headers=headers)
        try:
            page = await asyncio.to_thread(data.report_page, report_id)
        except DiaryError as error:
            raise HTTPException(404, str(error)) from error
        return HTMLResponse(page, headers=headers)

    async def summary(request: Request) -> Response:
        page = await asyncio.to_thread(data.summary_page, request.path_params["name"])
        return HTMLResponse(page, headers={"content-security-policy": REPORT_POLICY})

    return [
        Route("/api/sets", sets),
        Route("/report/{report_id}", report),
        Route("/summary/{name}", summary),
    ]


# --- Recordings ----------------------------------------------------------------------------------


def _recording_routes(data: WebData, jobs: Jobs) -> list[BaseRoute]:
    async def upload(request: Request) -> Response:
        try:
            sent = _Upload.model_validate(dict(request.query_params))
        except ValidationError as error:
            raise HTTPException(400, NOT_READ) from error
        if sent.exercise:
            named(sent.exercise)
        profile = await asyncio.to_thread(data.equipment.profile_of, sent.patient)
        choices = FilmChoices(sent.exercise, sent.side, profile)
        job = await jobs.receive(request, sent.name, choices)
        return JSONResponse(job.as_json(), 202)

    async def recording(request: Request) -> Response:
        job = jobs.find(request.path_params["job"])
        if request.method == "DELETE":
            await asyncio.to_thread(jobs.remove, job.job_id)
            return JSONResponse({})
        return JSONResponse(job.as_json())

    return [
        Route("/api/recordings", upload, methods=["POST"]),
        Route("/api/recordings/{job}", recording, methods=["GET", "DELETE"]),
    ]


# --- Settings, forgetting ------------------------------------------------------------------------


def _settings_routes(data: WebData, jobs: Jobs, *, shared: bool) -> list[BaseRoute]:
    async def settings(request: Request) -> Response:
        if request.method == "PUT":
            try:
                changed = _Settings.model_validate(await body_of(request))
            except ValidationError as error:
                raise HTTPException(400, NOT_READ) from error
            await asyncio.to_thread(data.equipment.profile_of, changed.patient or None)
            kept = changed.model_dump(exclude_unset=True)
            await asyncio.to_thread(data.keep_settings, kept)
        shown = await asyncio.to_thread(data.settings)
        return JSONResponse({**shown, "shared": shared, "upload_limit_bytes": jobs.limit_bytes})

    async def forget(request: Request) -> Response:
        what = (await body_of(request)).get("what")
        forgets: dict[object, Callable[[], dict[str, int]]] = {
            "everything": data.forget_everything
        }
        if what not in forgets:
            raise HTTPException(400, NOT_READ)
        return JSONResponse({"removed": await asyncio.to_thread(forgets[what])})

    return [
        Route("/api/settings", settings, methods=["GET", "PUT"]),
        Route("/api/forget", forget, methods=["POST"]),
    ]
