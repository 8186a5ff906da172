"""What every request passes before anything is done for it: host, origin, secret, headers.

The server listens on this machine, where any page of any browser and any program can reach it.  So

- the ``Host`` must be an address of this server: a foreign name that leads here (DNS rebinding) is
  refused;
- the ``Origin`` of a WebSocket, and of a request that changes anything, must be this server;
- a cookie must hold the secret of this run, which only the address that formcheck opens sets;
- every answer says that the page may load and reach nothing but this server.
"""

from __future__ import annotations

import hmac
import math
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.websockets import WebSocketClose

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""What a page may load: files of this server, and nothing inline."""

REPORT_POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'"
)
"""The policy of a report: one file that holds its own style and pictures, and no script."""

_HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(self), screen-wake-lock=(self), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
"""Headers of every answer that does not say otherwise."""

_SAFE: Final = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""

_FROM_HERE: Final = frozenset({"same-origin", "none"})
"""Values of ``Sec-Fetch-Site`` of a page of this server, and of an address that was typed."""

REFUSED: Final = 1008
"""Close code of a WebSocket that may not be opened (RFC 6455: policy violation)."""

NOT_KNOWN: Final = (
    "This page belongs to a formcheck that was opened elsewhere: start formcheck again, or open "
    "the address that it printed."
)
NOT_THIS_HOST: Final = "This server does not have that name: open the address formcheck printed."
NOT_THIS_ORIGIN: Final = "This request came from another page: open formcheck itself."
TOO_OFTEN: Final = "There were too many wrong tries: wait a minute, then try again."

TRIES: Final = 10
"""Wrong secrets from one address before it has to wait (engineering default)."""

TRIES_S: Final = 60.0
"""Time after which wrong tries are forgotten (engineering default)."""

_MOST_ADDRESSES: Final = 256
"""Addresses whose wrong tries are remembered; the oldest is forgotten first."""


def is_same(given: str, expected: str) -> bool:
    """Compare two secrets in a time that does not depend on where they differ.

    Parameters
    ----------
    given, expected
        What came from outside, of any content and length, and the secret.

    Returns
    -------
    bool
        False for an empty secret.
    """
    from_outside = given.encode("utf-8", "surrogatepass")
    return bool(expected) and hmac.compare_digest(from_outside, expected.encode())


class WrongTries:
    """Counts wrong secrets by address, and over all addresses.

    Parameters
    ----------
    most
        Wrong tries of one address before it is refused; all together have four times as many.
    clock
        Gives seconds that only go forward; for tests.
    """

    def __init__(self, most: int = TRIES, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._tries: OrderedDict[str, list[float]] = OrderedDict()

    def is_blocked(self, address: str) -> bool:
        """Return True if the address has to wait."""
        since_s = self._clock() - TRIES_S
        kept = {one: [at for at in tries if at > since_s] for one, tries in self._tries.items()}
        self._tries = OrderedDict((one, tries) for one, tries in kept.items() if tries)
        together = sum(map(len, self._tries.values()))
        return len(self._tries.get(address, ())) >= self._most or together >= 4 * self._most

    def add(self, address: str) -> None:
        """Note a wrong try."""
        self._tries.setdefault(address, []).append(self._clock())
        self._tries.move_to_end(address)
        while len(self._tries) > _MOST_ADDRESSES:
            self._tries.popitem(last=False)


@dataclass(frozen=True)
class Door:
    """Who may come in, and by which names.

    Attributes
    ----------
    scheme, hosts
        ``http`` or ``https``; the values of the ``Host`` header that name this server.
    cookie
        Name of the cookie that holds the secret.  Cookies do not know ports: the name has it.
    knows
        Returns True for the value of the cookie of a guest who may come in.
    public
        Paths that anybody on this machine may get; one that ends in ``/`` stands for all below it.
    tries
        The wrong secrets so far.
    """

    scheme: str
    hosts: Collection[str]
    cookie: str
    knows: Callable[[str], bool]
    public: Collection[str] = ()
    tries: WrongTries = field(default_factory=WrongTries)

    def is_public(self, path: str) -> bool:
        """Return True if a path needs no secret."""
        return any(
            path.startswith(one) if one.endswith("/") else path == one for one in self.public
        )

    def cookie_header(self, secret: str) -> str:
        """Return the value of ``Set-Cookie`` that lets a browser in until it is closed."""
        secure = "; Secure" if self.scheme == "https" else ""
        return f"{self.cookie}={secret}; HttpOnly; SameSite=Strict; Path=/{secure}"


def new_secret() -> str:
    """Return a secret that cannot be guessed: 256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def address_of(scope: Scope) -> str:
    """Return the address of the other end; empty if it is unknown."""
    client = scope.get("client")
    return str(client[0]) if client else ""


class Guard:
    """Lets requests pass, or refuses them with one sentence; an ASGI middleware.

    Parameters
    ----------
    app, door
        What is guarded, and who may come in.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self._app, self._door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, one WebSocket, or the start and end of the server."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        status, sentence = self._refusal(scope)
        if scope["type"] == "websocket":
            if sentence:
                await WebSocketClose(REFUSED, sentence)(scope, receive, send)
                return
            await self._app(scope, receive, send)
            return
        guarded = _with_headers(send)
        if sentence:
            await answer(scope["path"], status, sentence)(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> tuple[int, str]:
        """Return status and sentence of a refusal; an empty sentence lets it pass."""
        door, headers = self._door, Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or hosts[0].lower() not in door.hosts:
            return 421, NOT_THIS_HOST
        is_public = scope["type"] == "http" and door.is_public(scope["path"])
        if not self._is_from_here(scope, headers, is_public=is_public):
            return 403, NOT_THIS_ORIGIN
        given, address = cookie_of(headers, door.cookie), address_of(scope)
        if is_public or door.knows(given):
            return 200, ""
        if door.tries.is_blocked(address):
            return 429, TOO_OFTEN
        if given:  # a page without a cookie guesses nothing
            door.tries.add(address)
        return 401, NOT_KNOWN

    def _is_from_here(self, scope: Scope, headers: Headers, *, is_public: bool) -> bool:
        """Return True unless a request comes from a page of another server."""
        origins = headers.getlist("origin")
        if not origins:
            if scope["type"] == "websocket" or scope["method"] not in _SAFE:
                return False
            is_typed = headers.get("sec-fetch-mode") == "navigate"
            return is_public or is_typed or headers.get("sec-fetch-site", "none") in _FROM_HERE
        ours = {f"{self._door.scheme}://{host}" for host in self._door.hosts}
        return len(origins) == 1 and origins[0].lower() in ours


def cookie_of(headers: Headers, name: str) -> str:
    """Return the value of a cookie, empty if there is none.

    Parameters
    ----------
    headers, name
        The headers of the request, and the name of the cookie.

    Returns
    -------
    str
    """
    return cookie_parser(headers.get("cookie", "")).get(name, "")


def answer(path: str, status: int, sentence: str) -> Response:
    """Return the answer to a request that is refused, or that went wrong.

    Parameters
    ----------
    path, status, sentence
        What was asked for, the status of HTTP, and what the person reads.

    Returns
    -------
    Response
        JSON for the pages, plain text (never HTML) for a person.
    """
    if path.startswith("/api/"):
        return JSONResponse({"sentence": sentence}, status)
    return PlainTextResponse(sentence, status)


def _with_headers(send: Send) -> Send:
    """Return a function that adds the headers of safety to an answer."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded


class Bucket:
    """Allows so many events a second on average, and a burst of as many; never waits.

    Parameters
    ----------
    per_s
        Events a second.
    clock
        Gives seconds that only go forward; for tests.
    """

    def __init__(self, per_s: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s, self._clock = per_s, clock
        self._left, self._at_s = per_s, math.nan

    def take(self) -> bool:
        """Return True if one more event is allowed now."""
        now_s = self._clock()
        if not math.isnan(self._at_s):
            self._left = min(self._per_s, self._left + (now_s - self._at_s) * self._per_s)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
