"""A phone whose browser opens no WebSocket: it sends its pictures one by one, and reads answers.

Safari refuses a WebSocket to a certificate that the computer has signed itself, also after the
person has accepted it for the page; requests of the page are let through.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse, Response

from formcheck.web.live.pictures import HEAD, MOST_BYTES, PictureError
from formcheck.web.live.sockets import PER_S, take_from
from formcheck.web.messages import MessageError, Problem, read_message
from formcheck.web.security import Bucket, answer

if TYPE_CHECKING:
    from starlette.requests import Request

    from formcheck.web.live.live_hub import LiveHub
    from formcheck.web.messages import ToPage

SILENT_S: Final = 5.0
"""A phone that asks nothing for so long is gone; it asks once a second (engineering default)."""

_MOST_NEWS: Final = 64
"""Messages that wait for the phone to ask; the oldest is forgotten first."""

_MOST_PAGES: Final = 8
"""Pages of the phone that are remembered; the oldest is forgotten first."""

_LONGEST_NAME: Final = 40

TOO_FAST: Final = "This page sends more pictures than a camera: load it again."
NO_NAME: Final = "This page is out of date: load it again."


class PostedPhone:
    """One page of the paired phone.

    Parameters
    ----------
    hub
        The sessions of this computer.
    """

    def __init__(self, hub: LiveHub) -> None:
        self._hub = hub
        self._news: deque[ToPage] = deque(maxlen=_MOST_NEWS)
        self._bucket = Bucket(PER_S)
        self._silence: asyncio.TimerHandle | None = None
        self._is_here = False
        self._farewell: Problem | None = None
        self._endings: set[asyncio.Task[None]] = set()

    async def send(self, message: ToPage) -> None:
        """Keep a message until the phone asks."""
        self._news.append(message)

    async def leave(self, sentence: str) -> None:
        """Film no more, because another page or phone does."""
        self._farewell = Problem(sentence=sentence, can_go_on=False)
        self._is_here = False
        if self._silence is not None:
            self._silence.cancel()

    async def hear(self, message: bytes, *, is_text: bool) -> list[ToPage]:
        """Take a message in, and return what the phone does not know yet.

        Parameters
        ----------
        message
            A picture, or a message of the protocol; empty = the phone only asks.
        is_text
            Whether it is no picture.

        Returns
        -------
        list of ToPage
        """
        if self._farewell is not None:
            return [self._farewell]
        self._wait()
        if not self._is_here:
            self._is_here = True
            await self._hub.connect_phone(self)
        if message:
            await self._take(message, is_text=is_text)
        news = list(self._news) if self._farewell is None else [self._farewell]
        self._news.clear()
        return news

    async def _take(self, message: bytes, *, is_text: bool) -> None:
        if not (is_text or self._bucket.take()):
            await self.leave(TOO_FAST)
            await self._hub.lose_phone(self)
            return
        try:
            read = read_message(message.decode("utf-8", "replace")) if is_text else message
            await take_from(self, self._hub, read)
        except (MessageError, PictureError) as error:
            await self.send(Problem(sentence=str(error), can_go_on=True))

    def _wait(self) -> None:
        """Count the phone as gone unless it asks again in time."""
        if self._silence is not None:
            self._silence.cancel()
        self._silence = asyncio.get_running_loop().call_later(SILENT_S, self._lose)

    def _lose(self) -> None:
        self._is_here = False
        ending = asyncio.create_task(self._hub.lose_phone(self))
        self._endings.add(ending)  # the loop itself keeps no task
        ending.add_done_callback(self._endings.discard)


class PostedPhones:
    """Answers the requests of the paired phone.

    Parameters
    ----------
    hub
        The sessions of this computer.
    """

    def __init__(self, hub: LiveHub) -> None:
        self._hub = hub
        self._pages: OrderedDict[str, PostedPhone] = OrderedDict()

    async def answer(self, request: Request) -> Response:
        """Return what a page of the phone does not know yet, after it was heard.

        Parameters
        ----------
        request
            A picture or a message as its body, and a name of its own choice for the page.

        Returns
        -------
        Response
        """
        name = request.query_params.get("page", "")
        if not 0 < len(name) <= _LONGEST_NAME:
            return answer("/api/", 400, NO_NAME)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > HEAD.size + MOST_BYTES:
                sentence = f"A picture has at most {MOST_BYTES} bytes, with 12 bytes of head."
                return answer("/api/", 413, sentence)
        page = self._pages.get(name)
        if page is None:
            page = self._pages[name] = PostedPhone(self._hub)
        self._pages.move_to_end(name)
        while len(self._pages) > _MOST_PAGES:
            self._pages.popitem(last=False)
        is_text = request.headers.get("content-type", "").startswith("application/json")
        news = await page.hear(bytes(body), is_text=is_text)
        return JSONResponse([message.model_dump(mode="json") for message in news])
