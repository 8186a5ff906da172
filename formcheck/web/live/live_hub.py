"""Which page and which phone belong to the one live session of a server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol

from formcheck.web.live.browser_session import BrowserSession, WebEquipment
from formcheck.web.live.socket_camera import COMES_BACK_S
from formcheck.web.messages import Film, PhoneNews, Problem, Welcome

if TYPE_CHECKING:
    from formcheck.web.live.pictures import SentPicture
    from formcheck.web.messages import Begin, Hello, ToPage

ELSEWHERE: Final = (
    "A session is going on in another window: go on there, or close that window and load this "
    "page again."
)
TAKEN_OVER: Final = "The session goes on in another window."
GOES_ON: Final = "A session is going on already: finish it first."
NO_PHONE: Final = "No phone is connected: scan the code with the phone first."

FILM: Final = Film(wanted=True, words="Filming: put the phone down so that it sees all of you.")
REST: Final = Film(wanted=False, words="Ready: start the exercise on the computer.")


class PhoneConnection(Protocol):
    """The connection of a phone."""

    async def send(self, message: ToPage) -> None:
        """Send a message; the other end may be gone."""
        ...

    async def leave(self, sentence: str) -> None:
        """Close the connection with a sentence."""
        ...


class PageConnection(PhoneConnection, Protocol):
    """The connection of a page."""

    speaks: bool

    def follow(self, session: BrowserSession) -> None:
        """Send what a session says from now on."""
        ...


class LiveHub:
    """Holds the session, the page that shows it and the phone that films it.

    All methods are called in the thread of the event loop.

    Parameters
    ----------
    equipment
        What sessions are made with.
    """

    def __init__(self, equipment: WebEquipment) -> None:
        self.equipment = equipment
        self.session: BrowserSession | None = None
        self._page: PageConnection | None = None
        self._phone: PhoneConnection | None = None
        self._films = False
        self._patience: asyncio.TimerHandle | None = None
        self._pages: set[PageConnection] = set()

    @property
    def is_running(self) -> bool:
        """Return True while a session goes on."""
        return self.session is not None and not self.session.is_over

    # --- Pages ---------------------------------------------------------------------------------

    async def come_in(self, page: PageConnection, hello: Hello) -> bool:
        """Welcome a page, with the session that it had; return False if it is refused.

        Parameters
        ----------
        page, hello
            The page, and what it said first.

        Returns
        -------
        bool
        """
        session = self.session
        has_it = session is not None and hello.session == session.session_id
        if session is not None and self.is_running and self._page is not None and not has_it:
            await page.send(Problem(sentence=ELSEWHERE, can_go_on=False))
            return False
        self._pages.add(page)
        if session is None or not (self.is_running or has_it):
            await page.send(Welcome(session="", resumed=False))
            await page.send(self._phone_news())
            return True
        if self._page is not None:  # the same page, loaded again or opened twice
            await self._page.leave(TAKEN_OVER)
        muted = session.voice.muted
        await page.send(Welcome(session=session.session_id, resumed=True, muted=muted))
        await page.send(self._phone_news())
        if session.is_over:
            if session.result is not None:
                await page.send(session.result)
            return True
        await page.send(session.ready)
        self._show_on(page, session)
        return True

    async def begin(self, page: PageConnection, wanted: Begin) -> None:
        """Begin a session on a page; raise FormcheckError if that is not possible.

        Parameters
        ----------
        page, wanted
            The page, and what it asked for.
        """
        if self.is_running:
            await page.send(Problem(sentence=GOES_ON, can_go_on=True))
            return
        if wanted.camera == "phone" and self._phone is None:
            await page.send(Problem(sentence=NO_PHONE, can_go_on=True))
            return
        # Reading exercises and patients takes tens of milliseconds.
        session = await asyncio.to_thread(BrowserSession, wanted, self.equipment)
        if self.is_running or page not in self._pages:
            return
        self.session = session
        await page.send(Welcome(session=session.session_id, resumed=False))
        await page.send(session.ready)
        self._show_on(page, session)
        session.start()
        await self._tell_phone()

    def leave(self, page: PageConnection) -> None:
        """Take note that a page is gone; a session waits for it, and then ends."""
        self._pages.discard(page)
        if page is not self._page:
            return
        self._page = None
        session = self.session
        if session is None:
            return
        session.detach()
        if not session.is_over:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(COMES_BACK_S, session.end)

    def _show_on(self, page: PageConnection, session: BrowserSession) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        self._page = page
        session.attach(speaks=page.speaks)
        page.follow(session)

    # --- Phone ---------------------------------------------------------------------------------

    async def connect_phone(self, phone: PhoneConnection) -> None:
        """Take a paired phone; an older one is sent away."""
        before, self._phone = self._phone, phone
        if before is not None:
            await before.leave(TAKEN_OVER)
        self._films = False
        await self._tell_pages(self._phone_news())
        await self._tell_phone()

    async def lose_phone(self, phone: PhoneConnection) -> None:
        """Take note that the phone is gone."""
        if phone is not self._phone:
            return
        self._phone, self._films = None, False
        if self.session is not None and self.session.films_with == "phone":
            self.session.camera.cut()
        await self._tell_pages(PhoneNews(state="lost"))

    async def take_from_phone(self, picture: SentPicture, message: bytes) -> None:
        """Judge a picture of the phone, and show it on the page.

        Parameters
        ----------
        picture, message
            The picture, and the message that it came in.
        """
        if not self._films:
            self._films = True
            await self._tell_pages(self._phone_news())
        session = self.session
        if session is not None and self.is_running and session.films_with == "phone":
            session.put(picture)
            session.outbox.put_picture(message)

    async def watch_phone(self) -> None:
        """Tell the phone once a second whether pictures are wanted; runs until cancelled."""
        sent: Film | None = None
        while True:
            await asyncio.sleep(1.0)
            wanted = self._film
            if self._phone is None:
                sent = None
            elif wanted != sent:
                sent = wanted
                await self._tell_phone()

    @property
    def _film(self) -> Film:
        session = self.session
        films = session is not None and self.is_running and session.films_with == "phone"
        return FILM if films else REST

    async def _tell_phone(self) -> None:
        if self._phone is not None:
            await self._phone.send(self._film)

    def _phone_news(self) -> PhoneNews:
        if self._phone is None:
            return PhoneNews(state="none")
        return PhoneNews(state="filming" if self._films else "paired")

    async def _tell_pages(self, message: ToPage) -> None:
        for page in tuple(self._pages):
            await page.send(message)

    # --- The end -------------------------------------------------------------------------------

    async def close(self) -> None:
        """End the session, and wait until everything is kept."""
        if self._patience is not None:
            self._patience.cancel()
        if self.session is not None:
            self.session.end()
            await self.session.wait_for_end()
