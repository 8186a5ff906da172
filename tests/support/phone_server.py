"""The pages and the door for a phone, both on loopback, with the real pose model."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Self

from formcheck.web import serving
from formcheck.web.api import api_routes
from formcheck.web.app import ServerContext, page_app
from formcheck.web.data import WebData
from formcheck.web.film_judge import FilmJudge
from formcheck.web.jobs import Jobs
from formcheck.web.live.browser_session import WebEquipment
from formcheck.web.live.live_hub import LiveHub
from formcheck.web.pairing import Pairing, new_certificate
from formcheck.web.phone_app import phone_app, sharing_routes

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"


class PhoneServer:
    """What ``formcheck web --share`` serves, without leaving this machine; a context manager.

    Parameters
    ----------
    folder
        Where everything lies.
    """

    def __init__(self, folder: Path) -> None:
        equipment = WebEquipment(
            folder=folder / "sessions",
            patients=folder / "patients",
            diary=folder / "diary.sqlite3",
            model="lite",
            counts_people=False,
        )
        listeners = [serving.listening(HOST, 0) for _ in range(2)]
        page_port, phone_port = (listener.getsockname()[1] for listener in listeners)
        self.context = ServerContext(LiveHub(equipment), page_port)
        self.pairing = self.context.pairing = Pairing(HOST, phone_port)
        certificate = new_certificate(HOST)
        self._jobs = Jobs(folder / "uploads", FilmJudge(equipment))
        data = WebData(equipment, folder / "settings.json")
        routes = [*api_routes(data, self._jobs, shared=True), *sharing_routes(self.pairing)]
        self._servers = [
            serving.server_for(page_app(self.context, more=routes)),
            serving.server_for(
                phone_app(self.context, self.pairing),
                ssl_context_factory=lambda *_: certificate.context,
            ),
        ]
        served = list(zip(self._servers, listeners, strict=True))
        self._thread = threading.Thread(
            target=lambda: asyncio.run(serving.serve(served)), daemon=True
        )

    @property
    def origin(self) -> str:
        """The address of the pages."""
        return f"http://{HOST}:{self.context.port}"

    @property
    def address(self) -> str:
        """The address that lets a browser in."""
        return self.context.address(self.context.key)

    def __enter__(self) -> Self:
        self._thread.start()
        deadline_s = time.monotonic() + 20
        while not all(server.started for server in self._servers):
            assert time.monotonic() < deadline_s
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.should_exit = True
        self._thread.join(30)
        self._jobs.close()
        assert not self._thread.is_alive()
