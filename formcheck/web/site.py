"""Puts the parts of the server together: data, recordings, the live session, and all addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from formcheck.web.api import api_routes
from formcheck.web.app import ServerContext, page_app
from formcheck.web.data import WebData
from formcheck.web.day import WebDay
from formcheck.web.day_api import day_routes
from formcheck.web.film_judge import FilmJudge
from formcheck.web.jobs import LIMIT_BYTES, Jobs
from formcheck.web.live.live_hub import LiveHub
from formcheck.web.pairing import Pairing, network_host, new_certificate
from formcheck.web.patients import PatientFiles, patient_routes
from formcheck.web.phone_app import phone_app, sharing_routes
from formcheck.web.serving import PORT, listening, server_for

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.applications import Starlette

    from formcheck.web.live.browser_session import WebEquipment
    from formcheck.web.serving import Served


@dataclass(frozen=True)
class Site:
    """One server with all of its parts.

    Attributes
    ----------
    equipment
        What sessions are made with.
    port
        Port of the pages.
    settings_file, uploads
        Where the settings lie, and the folder of films that are checked.
    limit_bytes
        Largest film.
    """

    equipment: WebEquipment
    port: int
    settings_file: Path
    uploads: Path
    limit_bytes: int = LIMIT_BYTES

    @cached_property
    def context(self) -> ServerContext:
        """The live session, and the secrets of this run."""
        return ServerContext(LiveHub(self.equipment), self.port)

    @cached_property
    def data(self) -> WebData:
        """What the person has on this machine."""
        return WebData(self.equipment, self.settings_file)

    @cached_property
    def jobs(self) -> Jobs:
        """The recordings that are checked; a live session goes first."""
        hub = self.context.hub
        return Jobs(
            self.uploads,
            FilmJudge(self.equipment),
            waits_while=lambda: hub.is_running,
            limit_bytes=self.limit_bytes,
        )

    def app(self) -> Starlette:
        """Return the application of the pages; after `share`, if a phone is to film."""
        day, pairing = WebDay(self.data), self.context.pairing
        self.equipment.courses["today"] = day.course
        routes = [
            *api_routes(self.data, self.jobs, shared=pairing is not None),
            *day_routes(self.data, day),
            *patient_routes(PatientFiles(self.equipment.patients), self.data.patient_here),
            *([] if pairing is None else sharing_routes(pairing)),
        ]
        return page_app(self.context, more=routes)

    def share(self) -> Served:
        """Return the server for a phone, and its socket in the home network.

        Returns
        -------
        tuple of Server and socket
            It answers over TLS, with a certificate that is made now.
        """
        host = network_host()
        listener = listening(host, PORT + 1)
        pairing = Pairing(host, listener.getsockname()[1])
        certificate = new_certificate(host)
        pairing.fingerprint = certificate.fingerprint
        self.context.pairing = pairing
        server = server_for(
            phone_app(self.context, pairing),
            ssl_context_factory=lambda *_: certificate.context,
        )
        return server, listener
