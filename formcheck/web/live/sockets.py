"""The two WebSockets: a page that shows a session and films it, and a phone that only films."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from formcheck.errors import FormcheckError
from formcheck.web.live.browser_session import CAMERA_SENTENCES
from formcheck.web.live.pictures import PictureError, read_picture
from formcheck.web.messages import (
    Begin,
    CameraNews,
    CommandGiven,
    DigitGiven,
    Hello,
    MessageError,
    Problem,
    SaidAloud,
    Taken,
    read_message,
)
from formcheck.web.security import Bucket

if TYPE_CHECKING:
    from formcheck.web.live.browser_session import BrowserSession
    from formcheck.web.live.live_hub import LiveHub, PhoneConnection
    from formcheck.web.messages import FromPage, ToPage

HELLO_S: Final = 10.0
"""For so long a page may say nothing after it has connected."""

MOST_WRONG: Final = 20
"""Messages that are no messages, before the connection is closed."""

PER_S: Final = 240.0
"""Messages of one connection in a second: eight times those of a camera."""

SEND_S: Final = 20.0
"""A page that takes nothing for so long is cut off."""

_GONE: Final = (WebSocketDisconnect, RuntimeError, ConnectionError, OSError)
"""What sending to a page that has just gone may raise."""


class _Socket:
    """One connection, with its limits."""

    def __init__(self, socket: WebSocket, hub: LiveHub) -> None:
        self._socket, self._hub = socket, hub
        self._wrong, self._bucket = 0, Bucket(PER_S)

    async def send(self, message: ToPage) -> None:
        """Send a message; a page that is gone gets none."""
        await self._send(message.model_dump_json())

    async def _send(self, message: str | bytes) -> bool:
        if self._socket.application_state is not WebSocketState.CONNECTED:
            return False
        sent = (
            self._socket.send_bytes(message)
            if isinstance(message, bytes)
            else self._socket.send_text(message)
        )
        try:
            await asyncio.wait_for(sent, SEND_S)
        except (*_GONE, TimeoutError):
            return False
        return True

    async def leave(self, sentence: str) -> None:
        """Close the connection with a sentence."""
        await self.send(Problem(sentence=sentence, can_go_on=False))
        with suppress(*_GONE):
            await self._socket.close()

    async def _receive(self, wait_s: float | None = None) -> FromPage | bytes | None:
        """Return the next message; None if it was no message of the protocol.

        Returns
        -------
        FromPage, bytes or None

        Raises
        ------
        WebSocketDisconnect
            At the end, also that after too many wrong or too many messages.
        """
        received = await asyncio.wait_for(self._socket.receive(), wait_s)
        if received["type"] == "websocket.disconnect" or not self._bucket.take():
            raise WebSocketDisconnect(1008)
        data, text = received.get("bytes"), received.get("text")
        if data is not None:
            return bytes(data)
        try:
            return read_message(text or "")
        except MessageError as error:
            await self._complain(str(error))
            return None

    async def _complain(self, sentence: str) -> None:
        """Answer a wrong message; raise WebSocketDisconnect if there were too many."""
        self._wrong += 1
        if self._wrong > MOST_WRONG:
            raise WebSocketDisconnect(1008)
        await self.send(Problem(sentence=sentence, can_go_on=True))

    async def run(self) -> None:
        """Serve the connection until its end."""
        await self._socket.accept()
        try:
            await self._serve()
        except (TimeoutError, WebSocketDisconnect):
            pass
        finally:
            await self._end()
            with suppress(*_GONE):
                await self._socket.close()

    async def _serve(self) -> None:
        raise NotImplementedError

    async def _end(self) -> None:
        raise NotImplementedError


class PageSocket(_Socket):
    """A page of this machine.

    Attributes
    ----------
    speaks
        Whether its browser has a voice.
    """

    def __init__(self, socket: WebSocket, hub: LiveHub) -> None:
        super().__init__(socket, hub)
        self.speaks = True
        self._session: BrowserSession | None = None
        self._sender: asyncio.Task[None] | None = None

    def follow(self, session: BrowserSession) -> None:
        """Send what a session says from now on."""
        if self._sender is not None:
            self._sender.cancel()
        self._session = session
        self._sender = asyncio.create_task(self._forward(session))

    async def leave(self, sentence: str) -> None:
        """Give the session to another page."""
        if self._sender is not None:
            self._sender.cancel()
        self._session = None
        await super().leave(sentence)

    async def _forward(self, session: BrowserSession) -> None:
        while messages := await session.outbox.take():
            for message in messages:
                if not await self._send(message):
                    break
            else:
                continue
            break
        with suppress(*_GONE):  # too slow, or gone: it may come again
            await self._socket.close()

    async def _serve(self) -> None:
        first = await self._receive(HELLO_S)
        if not isinstance(first, Hello):
            await self.leave("A page says hello first: load it again.")
            return
        self.speaks = first.voice
        if not await self._hub.come_in(self, first):
            return
        while True:
            message = await self._receive()
            if isinstance(message, bytes):
                await self._film(message)
            elif message is not None:
                await self._obey(message)

    async def _film(self, message: bytes) -> None:
        try:
            picture = read_picture(message)
        except PictureError as error:
            await self._complain(str(error))
            return
        if self._session is not None and self._session.films_with == "page":
            self._session.put(picture)

    async def _obey(self, message: FromPage) -> None:
        session = self._session
        if isinstance(message, Begin):
            try:
                await self._hub.begin(self, message)
            except FormcheckError as error:
                await self.send(Problem(sentence=str(error), can_go_on=True))
        elif isinstance(message, CameraNews):
            sentence = CAMERA_SENTENCES.get(message.state, "")
            if sentence and session is not None and session.films_with == "page":
                session.camera.cut()
            if sentence:
                await self.send(Problem(sentence=sentence, can_go_on=True))
        elif session is None:
            return
        elif isinstance(message, CommandGiven):
            session.display.press(message.name)
        elif isinstance(message, DigitGiven):
            session.display.press(message.value)
        elif isinstance(message, SaidAloud):
            session.voice.hear(message.id, heard=message.heard)

    async def _end(self) -> None:
        if self._sender is not None:
            self._sender.cancel()
        self._hub.leave(self)


async def take_from(phone: PhoneConnection, hub: LiveHub, message: FromPage | bytes) -> None:
    """Do what a paired phone's message is for, and answer it.

    Parameters
    ----------
    phone, hub
        The phone, and the sessions of this computer.
    message
        A picture as it came, or a message of the protocol.

    Raises
    ------
    PictureError
        If it is no picture.
    """
    if isinstance(message, bytes):
        picture = read_picture(message)
        await hub.take_from_phone(picture, message)
        await phone.send(Taken(picture=picture.number))
    elif isinstance(message, CameraNews) and message.state in CAMERA_SENTENCES:
        await phone.send(Problem(sentence=CAMERA_SENTENCES[message.state], can_go_on=True))


class PhoneSocket(_Socket):
    """A paired phone: it sends pictures, and learns whether they are wanted."""

    async def _serve(self) -> None:
        await self._hub.connect_phone(self)
        while True:
            message = await self._receive()
            if message is None:
                continue
            try:
                await take_from(self, self._hub, message)
            except PictureError as error:
                await self._complain(str(error))

    async def _end(self) -> None:
        await self._hub.lose_phone(self)
