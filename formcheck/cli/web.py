"""The command ``formcheck web``: formcheck in the browser."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from formcheck.cli.console import print_note, print_result
from formcheck.cli.options import AUTO_MODEL, MODELS, completer
from formcheck.errors import FormcheckError

if TYPE_CHECKING:
    from formcheck.web.app import ServerContext
    from formcheck.web.serving import Served

app = typer.Typer()

PortOption = Annotated[
    int | None,
    typer.Option(min=1, max=65535, help="Port of the pages; else 8765, or a free one."),
]
ShareOption = Annotated[
    bool,
    typer.Option("--share", help="Let a phone in the same network be the camera, by a code."),
]
BrowserOption = Annotated[bool, typer.Option(help="Open the browser.")]
WebModelOption = Annotated[
    str,
    typer.Option(
        help="auto (full if this machine runs it in time, else lite), lite, full or heavy.",
        metavar="MODEL",
        autocompletion=completer(lambda: [AUTO_MODEL, *MODELS]),
    ),
]


@app.command()
def web(
    *,
    port: PortOption = None,
    share: ShareOption = False,
    browser: BrowserOption = True,
    model: WebModelOption = "auto",
) -> None:
    """Open formcheck in the browser: exercise, check a film, see your progress.

    Nothing leaves this machine. With --share a phone in the same network can be the camera.
    """
    serve_pages(port=port, share=share, browser=browser, model=model)


def serve_pages(
    *, port: int | None = None, share: bool = False, browser: bool = True, model: str = "auto"
) -> None:
    """Serve the pages until Ctrl-C.

    Parameters
    ----------
    port, share, browser, model
        As the options of the command; None = the usual port, or a free one.
    """
    import cv2  # noqa: F401  # before PyAV: see pyproject.toml
    from platformdirs import user_cache_path

    from formcheck.web import serving
    from formcheck.web.api import api_routes
    from formcheck.web.app import ServerContext, page_app
    from formcheck.web.data import WebData, data_folder
    from formcheck.web.day import WebDay
    from formcheck.web.day_api import day_routes
    from formcheck.web.film_judge import FilmJudge
    from formcheck.web.jobs import Jobs
    from formcheck.web.live.browser_session import WebEquipment
    from formcheck.web.live.live_hub import LiveHub
    from formcheck.web.phone_app import sharing_routes

    listener = serving.listening("127.0.0.1", serving.PORT if port is None else port)
    equipment = WebEquipment(patients=data_folder() / "patients", model=model)
    context = ServerContext(LiveHub(equipment), listener.getsockname()[1])
    shared = _shared(context) if share else None
    data = WebData(equipment, data_folder() / "web_settings.json")
    uploads = user_cache_path("formcheck", appauthor=False) / "recordings"
    jobs = Jobs(uploads, FilmJudge(equipment), waits_while=lambda: context.hub.is_running)
    day = WebDay(data)
    equipment.courses["today"] = day.course
    routes = [*api_routes(data, jobs, shared=share), *day_routes(data, day)]
    routes += [] if context.pairing is None else sharing_routes(context.pairing)
    servers = [(serving.server_for(page_app(context, more=routes)), listener)]
    if shared is not None:
        servers.append(shared)

    with suppress(FormcheckError):  # a page that needs the diary says what is wrong with it
        data.recover()
    for sentence in data.news:
        print_note(sentence)

    def begin() -> None:
        if browser:
            serving.open_browser(context.address(context.opening.new()))
        print_result(f"formcheck is open in the browser: {context.address(context.key)}")
        if context.pairing is not None:
            print_note(f"For a phone in the same network: {context.pairing.address}")
            print_note(f"The phone warns once; the fingerprint is {context.pairing.fingerprint}")
        print_note("Ctrl-C ends it.")

    try:
        asyncio.run(serving.serve(servers, on_start=begin))
    finally:
        jobs.close()


def _shared(context: ServerContext) -> Served:
    """Return the server for a phone, and its socket in the home network."""
    from formcheck.web import serving
    from formcheck.web.pairing import Pairing, network_host, new_certificate
    from formcheck.web.phone_app import phone_app

    host = network_host()
    listener = serving.listening(host, serving.PORT + 1)
    pairing = Pairing(host, listener.getsockname()[1])
    certificate = new_certificate(host)
    pairing.fingerprint = certificate.fingerprint
    context.pairing = pairing
    server = serving.server_for(
        phone_app(context, pairing), ssl_context_factory=lambda *_: certificate.context
    )
    return server, listener
