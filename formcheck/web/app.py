"""The application: which address is answered by what.

There are two.  The pages are for this machine alone.  The other one, only with ``--share``, is for
a phone in the home network: it has the page that films, and nothing else.
"""

from __future__ import annotations

import asyncio
import mimetypes
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import FileResponse, HTMLResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from formcheck.errors import FormcheckError
from formcheck.web.live.sockets import PageSocket
from formcheck.web.pairing import OneTimeCodes, Pairing
from formcheck.web.security import (
    NOT_KNOWN,
    TOO_OFTEN,
    Door,
    Guard,
    address_of,
    answer,
    is_same,
    new_secret,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute
    from starlette.types import Lifespan
    from starlette.websockets import WebSocket

    from formcheck.web.live.live_hub import LiveHub


STATIC: Final = Path(__file__).parent / "static"
"""The files of the pages."""

NOT_FOUND: Final = "There is no such page: go back to the first one."
MISTAKE: Final = "This is a mistake of formcheck: load the page again."

_UNREAD: Final = frozenset({408, 413, 429, 507})
"""Statuses of requests whose body was not read to its end."""

_UNROUTED: Final = "Not Found"
"""What Starlette says where no route fits."""

_TYPES: Final = {".js": "text/javascript", ".mjs": "text/javascript", ".svg": "image/svg+xml"}
"""What a system may have wrong: a browser runs no script of another type."""


@dataclass
class ServerContext:
    """What the parts of the application share.

    Attributes
    ----------
    hub
        The live session.
    port
        Port of the pages.
    pairing
        Code and secret of the phone; None = nothing is shared.
    secret
        Secret of this run, which the browser that formcheck opens has.
    key
        What the address that is printed has instead: it lets a browser in.
    opening
        The code of the browser that formcheck opens itself.  Other users of this machine can read
        with which address a program was started, so it works once.
    """

    hub: LiveHub
    port: int
    pairing: Pairing | None = None
    secret: str = field(default_factory=new_secret)
    key: str = field(default_factory=new_secret)
    opening: OneTimeCodes = field(default_factory=OneTimeCodes)

    def address(self, key: str) -> str:
        """Return the address that lets a browser in, with a key or a code."""
        return f"http://127.0.0.1:{self.port}/open?key={key}"


def page_app(context: ServerContext, *, more: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the application of the pages.

    Parameters
    ----------
    context, more
        What it works with, and routes of the JSON behind the pages.

    Returns
    -------
    Starlette
    """
    door = Door(
        scheme="http",
        hosts=[f"{name}:{context.port}" for name in ("127.0.0.1", "localhost", "[::1]")],
        cookie=f"formcheck_{context.port}",
        knows=lambda given: is_same(given, context.secret),
        public=("/open", "/static/", "/favicon.ico"),
    )

    async def open_(request: Request) -> Response:
        """Let a browser in that has the secret, and go to the first page."""
        address = address_of(request.scope)
        if door.tries.is_blocked(address):
            return answer("/", 429, TOO_OFTEN)
        key = request.query_params.get("key", "")
        if not (is_same(key, context.key) or context.opening.redeem(key)):
            door.tries.add(address)
            return answer("/", 401, NOT_KNOWN)
        return let_in(door, context.secret, "/")

    routes = [
        Route("/", _index),
        Route("/open", open_),
        Route("/favicon.ico", _icon),
        WebSocketRoute("/ws/live", _live),
        *more,
        static_files(),
    ]
    return application(context, door, routes, lifespan=_lifespan)


def let_in(door: Door, secret: str, path: str) -> Response:
    """Return a page that gives a browser its secret, and goes on to another page.

    A redirection would belong to the program or page that opened the address, and the browser
    would not send the cookie along; from a page of this server it does.

    Parameters
    ----------
    door, secret, path
        What the secret opens, the secret, and the path of the page to go on to.

    Returns
    -------
    Response
    """
    html = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>formcheck</title>'
        f'<meta http-equiv="refresh" content="0;url={path}"><a href="{path}">Go on</a></html>'
    )
    return HTMLResponse(html, headers={"set-cookie": door.cookie_header(secret)})


def application(
    context: ServerContext,
    door: Door,
    routes: Sequence[BaseRoute],
    *,
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """Return an application that is guarded, and explains what goes wrong.

    Parameters
    ----------
    context, door, routes, lifespan
        What it works with, who may come in, its addresses, and what begins and ends with it.

    Returns
    -------
    Starlette
    """
    app = Starlette(
        routes=list(routes),
        middleware=[Middleware(Guard, door=door)],
        exception_handlers={
            HTTPException: _explain,
            FormcheckError: _explain,
            Exception: _explain_mistake,
        },
        lifespan=lifespan,
    )
    app.state.context = context
    return app


def static_files() -> Mount:
    """Return the route of the files of the pages; none lies outside their folder."""
    for ending, kind in _TYPES.items():
        mimetypes.add_type(kind, ending)
    return Mount("/static", StaticFiles(directory=STATIC, follow_symlink=False))


def context_of(request: Request | WebSocket) -> ServerContext:
    """Return what the application of a request works with."""
    context: ServerContext = request.app.state.context
    return context


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncGenerator[None]:
    hub: LiveHub = app.state.context.hub
    watch = asyncio.create_task(hub.watch_phone())
    warm = asyncio.create_task(asyncio.to_thread(_warm_up, hub))
    try:
        yield
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await hub.close()
        await warm


def _warm_up(hub: LiveHub) -> None:
    """Find out which pose model is quick enough, so that the first session begins at once."""
    with suppress(FormcheckError):  # a session that needs it says what is wrong
        _ = hub.equipment.model_name


async def _index(_: Request) -> Response:
    return FileResponse(STATIC / "index.html")


async def _icon(_: Request) -> Response:
    return FileResponse(STATIC / "icon.svg")


async def _live(socket: WebSocket) -> None:
    await PageSocket(socket, context_of(socket).hub).run()


async def _explain(request: Request, error: Exception) -> Response:
    """Answer with the sentence of an error."""
    if isinstance(error, HTTPException):
        sentence = NOT_FOUND if error.detail == _UNROUTED else str(error.detail)
        refusal = answer(request.url.path, error.status_code, sentence)
        if error.status_code in _UNREAD:  # what still comes of its body is not waited for
            refusal.headers["connection"] = "close"
        return refusal
    return answer(request.url.path, 400, str(error))


async def _explain_mistake(request: Request, _: Exception) -> Response:
    return answer(request.url.path, 500, MISTAKE)
