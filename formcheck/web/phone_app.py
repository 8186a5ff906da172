"""The application for a phone in the home network: it pairs, films, and shows nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from formcheck.web.app import STATIC, application, context_of, let_in, static_files
from formcheck.web.live.posted_phone import PostedPhones
from formcheck.web.live.sockets import PhoneSocket
from formcheck.web.pairing import qr_svg
from formcheck.web.security import TOO_OFTEN, Door, address_of, answer

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.routing import BaseRoute
    from starlette.websockets import WebSocket

    from formcheck.web.app import ServerContext
    from formcheck.web.pairing import Pairing

WRONG_CODE: Final = "This code does not work any more: scan the code that the computer shows now."
"""What a phone reads whose code is wrong, used up or too old."""


def phone_app(context: ServerContext, pairing: Pairing) -> Starlette:
    """Return the application for the phone.

    Parameters
    ----------
    context, pairing
        What it works with, and who may film.

    Returns
    -------
    Starlette
    """
    door = Door(
        scheme="https",
        hosts=[pairing.origin.removeprefix("https://")],
        cookie=f"formcheck_phone_{pairing.port}",
        knows=pairing.knows,
        public=("/phone", "/static/"),
    )

    async def phone(request: Request) -> Response:
        """Pair a phone that has a code; else show the page that films, which needs the cookie."""
        code = request.query_params.get("code")
        if code is None:
            return FileResponse(STATIC / "phone.html")
        address = address_of(request.scope)
        if door.tries.is_blocked(address):
            return answer("/", 429, TOO_OFTEN)
        secret = pairing.pair(code)
        if not secret:
            door.tries.add(address)
            return answer("/", 401, WRONG_CODE)
        return let_in(door, secret, "/phone")

    routes = [
        Route("/phone", phone),
        Route("/phone/camera", PostedPhones(context.hub).answer, methods=["POST"]),
        WebSocketRoute("/ws/camera", _camera),
        static_files(),
    ]
    return application(context, door, routes)


async def _camera(socket: WebSocket) -> None:
    await PhoneSocket(socket, context_of(socket).hub).run()


def sharing_routes(pairing: Pairing) -> list[BaseRoute]:
    """Return what the pages on the computer show of the pairing.

    Parameters
    ----------
    pairing
        The code, and whether a phone has used it.

    Returns
    -------
    list of BaseRoute
    """

    async def share(_: Request) -> Response:
        code = pairing.code
        return JSONResponse(
            {
                "address": pairing.address,
                "code": code,
                "qr": "/api/share/qr.svg",
                "expires_s": round(pairing.codes.expires_s),
                "paired": pairing.is_paired,
                "fingerprint": pairing.fingerprint,
            }
        )

    async def picture(_: Request) -> Response:
        return Response(qr_svg(pairing.address), media_type="image/svg+xml")

    return [Route("/api/share", share), Route("/api/share/qr.svg", picture)]
