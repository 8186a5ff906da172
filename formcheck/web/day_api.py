"""The JSON behind Today and Progress."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from formcheck.output.plots.canvas import svg_bytes
from formcheck.output.plots.progress import day_text, exercise_figure
from formcheck.programme.progress import progress
from formcheck.web.api import NO_EXERCISE, NOT_READ, body_of, svg_response

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from formcheck.programme.history import History
    from formcheck.programme.progress import ExerciseProgress, ProgressReport
    from formcheck.web.data import WebData
    from formcheck.web.day import WebDay

_LEGS: Final = {"left": ", left leg", "right": ", right leg"}
_COLUMNS: Final = ("Week", "Leg", "Days", "Good", "Done", "Hold, s", "Pain")


class _Pain(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int | None = Field(ge=0, le=10)


class _Flags(BaseModel):
    model_config = ConfigDict(extra="forbid")
    flags: list[str] = Field(max_length=40)


class _Walk(BaseModel):
    model_config = ConfigDict(extra="forbid")
    minutes: float = Field(ge=1, le=1440, allow_inf_nan=False)


class _Offer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    slot: str = Field(max_length=80)
    accept: bool


class _Slot(BaseModel):
    model_config = ConfigDict(extra="forbid")
    slot: str = Field(max_length=80)


_Sent = TypeVar("_Sent", bound=BaseModel)


async def _read(request: Request, kind: type[_Sent]) -> _Sent:
    try:
        return kind.model_validate(await body_of(request))
    except ValidationError as error:
        raise HTTPException(400, NOT_READ) from error


def day_routes(data: WebData, day: WebDay) -> list[BaseRoute]:
    """Return the routes of what depends on a day.

    Parameters
    ----------
    data, day
        What is kept, and what is due.

    Returns
    -------
    list of BaseRoute
    """

    def answers(path: str, kind: type[_Sent], take: Callable[[_Sent], dict[str, Any]]) -> Route:
        async def endpoint(request: Request) -> Response:
            return JSONResponse(await asyncio.to_thread(take, await _read(request, kind)))

        return Route(f"/api/today/{path}", endpoint, methods=["POST"])

    async def today(_: Request) -> Response:
        return JSONResponse(await asyncio.to_thread(day.shown))

    async def shown_progress(request: Request) -> Response:
        name = request.query_params.get("exercise", "")
        return JSONResponse(await asyncio.to_thread(_progress, data, name))

    async def curve(request: Request) -> Response:
        make = partial(_curve, data, request.path_params["name"], request.path_params["side"])
        return svg_response(await asyncio.to_thread(make))

    return [
        Route("/api/today", today),
        answers("pain", _Pain, lambda sent: day.take_pain(sent.number)),
        answers("red_flags", _Flags, lambda sent: day.take_flags(sent.flags)),
        answers("walk", _Walk, lambda sent: day.take_motion("walk", sent.minutes)),
        answers("done", _Slot, lambda sent: day.tick_off(sent.slot)),
        answers("offer", _Offer, lambda sent: day.take_offer(sent.slot, accept=sent.accept)),
        Route("/api/progress", shown_progress),
        Route("/api/progress/{name}-{side}.svg", curve),
    ]


def _report(data: WebData) -> tuple[History, ProgressReport]:
    with data.open_diary() as diary:
        history = diary.history()
    return history, progress(history, datetime.now().astimezone().date())


def _progress(data: WebData, wanted: str) -> dict[str, Any]:
    """Return the progress in one exercise; without a name that of the newest one."""
    history, report = _report(data)
    titles = {row.exercise: row.title for row in report.exercises}
    newest = next((one.exercise for one in reversed(history.sets) if one.exercise in titles), "")
    name = wanted if wanted in titles else newest
    rows = [row for row in report.exercises if row.exercise == name]
    sides = [one.difference.say for one in report.sides if one.exercise == name]
    lines = [
        f"{row.side.capitalize()} leg: {row.change.say}" if row.side in _LEGS else row.change.say
        for row in rows
    ]
    return {
        "exercises": [{"name": one, "title": title} for one, title in titles.items()],
        "exercise": name,
        "summary": report.streaks.say,
        "lines": [*lines, *sides],
        "drawing": f"/api/progress/{name}-{rows[0].side}.svg" if rows else None,
        "drawings": [f"/api/progress/{name}-{row.side}.svg" for row in rows],
        "table": {"columns": _COLUMNS, "rows": [cells for row in rows for cells in _cells(row)]},
    }


def _cells(row: ExerciseProgress) -> list[list[str]]:
    """Return the weeks of an exercise as a table shows them."""
    leg = row.side if row.side in _LEGS else ""
    return [
        [
            day_text(week.week),
            leg,
            str(week.days),
            str(week.good),
            str(week.total),
            _number(week.hold_s),
            _number(week.pain),
        ]
        for week in row.weeks
    ]


def _number(value: float) -> str:
    """Return a number to read; a dash for one that is unknown."""
    return f"{value:.0f}" if value == value else "–"  # noqa: PLR0124  # NaN


def _curve(data: WebData, name: str, side: str) -> bytes:
    _, report = _report(data)
    for row in report.exercises:
        if (row.exercise, row.side) == (name, side):
            return svg_bytes(exercise_figure(row, report))
    raise HTTPException(404, NO_EXERCISE)
