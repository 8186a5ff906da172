"""Runs the server: it listens, opens the browser, limits connections, and ends when asked."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
import webbrowser
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from formcheck.errors import OutputError
from formcheck.web.live.pictures import HEAD, MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from starlette.types import ASGIApp

PORT: Final = 8765
"""The port of the pages, if no other program has it; else any free one."""

MOST_CONNECTIONS: Final = 64
"""Connections at one time; a page has about six."""

HEAD_S: Final = 10.0
"""For so long a connection may take to send the head of a request (engineering default)."""

END_S: Final = 5
"""For so long open requests may go on when the server ends, seconds."""


_ENDINGS: Final = (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM))
"""Signals that end the server: what is under way is kept first."""

Served = tuple[uvicorn.Server, socket.socket]
"""A server, and the socket on which it listens."""


class GuardedProtocol(H11Protocol):
    """HTTP with a limit of connections, and of the time that a request may take to arrive.

    Without them a few hundred connections, or one that sends a byte now and then, would keep the
    server from serving the person.
    """

    _head_timer: asyncio.TimerHandle | None = None
    _is_socket = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or drop it if there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
            return
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what came, and limit the time until the head of a request is whole."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._stop_waiting()
        elif not self._is_socket and (self.cycle is None or self.cycle.response_complete):
            self._wait_for_head()

    def handle_websocket_upgrade(self, event: Any) -> None:  # noqa: ANN401  # of h11
        """Hand the connection over."""
        self._is_socket = True
        self._stop_waiting()
        super().handle_websocket_upgrade(event)

    def _wait_for_head(self) -> None:
        if self._head_timer is None and not self.transport.is_closing():
            self._head_timer = self.loop.call_later(HEAD_S, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None


class _Server(uvicorn.Server):
    """A server that leaves the signals to `serve`."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on a port, or on a free one if that is taken.

    Parameters
    ----------
    host, port
        The address of this machine, and the port that is wished for; 0 = any.

    Returns
    -------
    socket

    Raises
    ------
    OutputError
        If this machine has no such address, or no free port.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    problem: OSError | None = None
    for wanted in dict.fromkeys((port, 0)):
        # Only of a socket that names its protocol does asyncio send every small packet at once.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            if sys.platform != "win32":  # there it would let two programs have one port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, wanted))
            listener.listen(128)
        except OSError as error:
            listener.close()
            problem = error
            continue
        listener.settimeout(0.0)
        return listener
    raise OutputError(
        f"The server cannot listen on {host} ({problem}): check the network of this computer."
    )


def server_for(app: ASGIApp, **options: Any) -> uvicorn.Server:  # noqa: ANN401  # of uvicorn
    """Return a server for an application, with all limits set.

    Parameters
    ----------
    app, options
        The application, and more options of uvicorn.

    Returns
    -------
    Server
    """
    return _Server(
        uvicorn.Config(
            app,
            http=GuardedProtocol,
            ws="websockets-sansio",
            ws_max_size=HEAD.size + MOST_BYTES,
            ws_per_message_deflate=False,  # a small message could become a large one
            proxy_headers=False,  # whatever they say, the other end is the other end
            server_header=False,
            log_config=None,
            access_log=False,
            log_level="critical",
            lifespan="on",
            timeout_keep_alive=5,
            timeout_graceful_shutdown=END_S,
            **options,
        )
    )


async def serve(
    servers: Sequence[Served],
    *,
    on_start: Callable[[], None] = lambda: None,
) -> None:
    """Serve until Ctrl-C, or until the system asks the program to end.

    Parameters
    ----------
    servers
        Each with its socket.
    on_start
        Called when they take requests.
    """

    def stop() -> None:
        for server, _ in servers:
            server.should_exit = True

    tasks = [asyncio.create_task(one.serve(sockets=[at])) for one, at in servers]
    with _stopped_by_signals(stop):
        while not all(server.started for server, _ in servers):
            if any(task.done() for task in tasks):
                break
            await asyncio.sleep(0.02)
        else:
            on_start()
        await asyncio.gather(*tasks)


@contextmanager
def _stopped_by_signals(stop: Callable[[], None]) -> Generator[None]:
    """Call a function for Ctrl-C, SIGTERM and a closed terminal; the second one ends at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before: dict[int, Any] = {}

    def handle(number: int, _: object) -> None:
        signal.signal(number, before[number])
        loop.call_soon_threadsafe(stop)

    for number in map(int, _ENDINGS):
        before.setdefault(number, signal.signal(number, handle))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def open_browser(address: str) -> None:
    """Open an address in the browser of the person, in the background; do nothing without one."""
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        return  # what `webbrowser` would find is a browser in the terminal
    threading.Thread(target=_open, args=(address,), daemon=True).start()


def _open(address: str) -> None:
    with suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
