"""The command ``formcheck web``: formcheck in the browser."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated

import typer

from formcheck.cli.console import print_note, print_result
from formcheck.cli.options import AUTO_MODEL, MODELS, completer
from formcheck.errors import FormcheckError

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
    import asyncio

    import cv2  # noqa: F401  # before PyAV: see pyproject.toml
    from platformdirs import user_cache_path

    from formcheck.web import serving
    from formcheck.web.data import data_folder
    from formcheck.web.live.browser_session import WebEquipment
    from formcheck.web.site import Site

    listener = serving.listening("127.0.0.1", serving.PORT if port is None else port)
    site = Site(
        WebEquipment(patients=data_folder() / "patients", model=model),
        listener.getsockname()[1],
        settings_file=data_folder() / "web_settings.json",
        uploads=user_cache_path("formcheck", appauthor=False) / "recordings",
    )
    shared = [site.share()] if share else []
    servers = [(serving.server_for(site.app()), listener), *shared]
    with suppress(FormcheckError):  # a page that needs the diary says what is wrong with it
        site.data.recover()
    for sentence in site.data.news:
        print_note(sentence)

    def begin() -> None:
        context = site.context
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
        site.jobs.close()
