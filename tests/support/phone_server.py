"""The pages and the door for a phone, both on loopback, with the real pose model."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Self
from unittest.mock import patch

from formcheck.web import serving
from formcheck.web.live.browser_session import WebEquipment
from formcheck.web.site import Site

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
        listener = serving.listening(HOST, 0)
        self._site = Site(
            equipment, listener.getsockname()[1], folder / "settings.json", folder / "uploads"
        )
        with patch("formcheck.web.site.network_host", lambda: HOST):
            shared = self._site.share()
        served = [(serving.server_for(self._site.app()), listener), shared]
        self._servers = [server for server, _ in served]
        self._thread = threading.Thread(
            target=lambda: asyncio.run(serving.serve(served)), daemon=True
        )

    @property
    def origin(self) -> str:
        """The address of the pages."""
        return f"http://{HOST}:{self._site.port}"

    @property
    def address(self) -> str:
        """The address that lets a browser in."""
        context = self._site.context
        return context.address(context.key)

    @property
    def phone_origin(self) -> str:
        """The address of the door for a phone."""
        pairing = self._site.context.pairing
        assert pairing is not None
        return pairing.origin

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
        self._site.jobs.close()
        assert not self._thread.is_alive()
