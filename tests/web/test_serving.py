"""The real server on loopback under attack: it refuses, and goes on serving."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import httpx
import pytest

from formcheck.errors import OutputError
from formcheck.web import jobs, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.web_server import WebServer

TEN_GB = 10 * 2**30


def connected(server: WebServer) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", server.context.port), timeout=10)
    one.settimeout(10)
    return one


def count(server: WebServer) -> int:
    return len(server._server.server_state.connections)


def drip(one: socket.socket, data: bytes) -> None:
    """Send byte after byte, slowly."""
    for letter in data:
        one.sendall(bytes([letter]))
        time.sleep(0.02)


def is_alive(server: WebServer) -> bool:
    with server.client() as client:
        return client.get("/api/settings").status_code == 200


def is_alive_again(server: WebServer) -> bool:
    """Ask until it answers, at most 5 s: it still has to take and forget what was closed."""
    deadline_s = time.monotonic() + 5
    while time.monotonic() < deadline_s:
        with suppress(httpx.TransportError):
            return is_alive(server)
        time.sleep(0.02)
    return False


def test_it_listens_on_loopback_alone(server: WebServer) -> None:
    assert server.listener.getsockname()[0] == "127.0.0.1"


def test_small_packets_are_sent_at_once(server: WebServer) -> None:
    """Else the second answer on a connection waits 40 ms for the receipt of its first part."""
    with connected(server):
        deadline_s = time.monotonic() + 5
        while not count(server) and time.monotonic() < deadline_s:
            time.sleep(0.01)
        (one,) = server._server.server_state.connections
        served = one.transport.get_extra_info("socket")
        assert served.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_port_that_is_taken_becomes_another_one(server: WebServer) -> None:
    other = serving.listening("127.0.0.1", server.context.port)
    with other:
        assert other.getsockname()[1] != server.context.port


def test_address_of_another_machine_is_a_sentence() -> None:
    with pytest.raises(OutputError, match="cannot listen"):
        serving.listening("198.51.100.7", 0)


def test_200_connections_leave_it_alive(server: WebServer) -> None:
    with ExitStack() as stack:
        for _ in range(200):
            try:
                stack.enter_context(connected(server))
            except OSError:
                break
        deadline_s = time.monotonic() + 5
        while count(server) > serving.MOST_CONNECTIONS and time.monotonic() < deadline_s:
            time.sleep(0.02)
        assert 0 < count(server) <= serving.MOST_CONNECTIONS
    assert is_alive_again(server)


def test_person_is_served_while_connections_wait(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The silent ones are dropped after a while, and then there is room again."""
    monkeypatch.setattr(serving, "HEAD_S", 0.3)
    with ExitStack() as stack:
        for _ in range(100):
            stack.enter_context(connected(server))
        time.sleep(0.6)
        assert is_alive(server)


def test_slow_head_is_dropped(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "HEAD_S", 0.4)
    with connected(server) as slow:
        began_s = time.monotonic()
        with pytest.raises(OSError):  # noqa: PT011  # reset, or a broken pipe
            drip(slow, b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: " + b"x" * 200)
        assert time.monotonic() - began_s < 3
    assert is_alive(server)


def test_slow_head_after_a_request_is_dropped(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "HEAD_S", 0.3)
    with connected(server) as slow:
        slow.sendall(
            f"GET /static/ HTTP/1.1\r\nHost: 127.0.0.1:{server.context.port}\r\n\r\n".encode()
        )
        assert slow.recv(1000).startswith(b"HTTP/1.1 404")
        with pytest.raises(OSError):  # noqa: PT011  # reset, or a broken pipe
            drip(slow, b"GET / HTTP/1.1\r\nX-Slow: " + b"x" * 100)
    assert is_alive(server)


def head(server: WebServer, *lines: str, path: str = "/api/recordings") -> bytes:
    usual = (
        f"POST {path} HTTP/1.1",
        f"Host: 127.0.0.1:{server.context.port}",
        f"Origin: {server.origin}",
        f"Cookie: {server.cookie}",
    )
    return "\r\n".join([*usual, *lines, "", ""]).encode()


def answer(sock: socket.socket) -> bytes:
    return sock.recv(4096)


def test_declared_ten_gigabytes_are_refused_unread(server: WebServer) -> None:
    with connected(server) as one:
        one.sendall(head(server, f"Content-Length: {TEN_GB}"))
        assert answer(one).startswith(b"HTTP/1.1 413")
    assert not list((server.folder / "uploads").rglob("film*"))
    assert is_alive(server)


def endless() -> Iterator[bytes]:
    data = b"x" * 65_536
    while True:
        yield b"%x\r\n%s\r\n" % (len(data), data)


def test_undeclared_ten_gigabytes_are_refused_at_the_limit(server: WebServer) -> None:
    sent = 0
    with connected(server) as one:
        one.sendall(head(server, "Transfer-Encoding: chunked"))
        try:
            for chunk in endless():
                one.sendall(chunk)
                sent += len(chunk)
                if sent > 64 * server.limit_bytes:
                    break
        except OSError:
            pass
    assert sent <= 64 * server.limit_bytes
    assert not list((server.folder / "uploads").rglob("film*"))
    assert is_alive(server)


def test_length_that_is_a_lie_counts_by_what_comes(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CHUNK_S", 0.3)
    with connected(server) as one:
        one.sendall(head(server, "Content-Length: 10", "Transfer-Encoding: chunked"))
        assert answer(one).startswith(b"HTTP/1.1 4")
    assert is_alive(server)


def test_upload_that_stops_is_dropped(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK_S", 0.3)
    with connected(server) as one:
        one.sendall(head(server, "Content-Length: 1000"))
        one.sendall(b"x" * 10)
        assert answer(one).startswith(b"HTTP/1.1 408")
    assert not list((server.folder / "uploads").rglob("film*"))


def test_upload_whose_page_is_gone_leaves_nothing(server: WebServer) -> None:
    uploads = server.folder / "uploads"
    with connected(server) as one:
        one.sendall(head(server, "Content-Length: 100000"))
        one.sendall(b"x" * 70_000)
        deadline_s = time.monotonic() + 10
        while not list(uploads.rglob("film*")) and time.monotonic() < deadline_s:
            time.sleep(0.01)
        assert list(uploads.rglob("film*"))
    deadline_s = time.monotonic() + 10
    while list(uploads.rglob("film*")) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert not list(uploads.rglob("film*"))


def test_large_body_of_json_is_refused(server: WebServer) -> None:
    with server.client() as client:
        refused = client.put("/api/settings", content=b"[" * 300_000)
        assert refused.status_code == 413
        assert client.put("/api/settings", content=b"[" * 100_000).status_code == 400
        assert client.put("/api/settings", json=[1]).status_code == 400
        assert client.put("/api/settings", json={"numbers": "xx"}).status_code == 400


def test_garbage_is_no_request(server: WebServer) -> None:
    with connected(server) as one:
        one.sendall(b"\x16\x03\x01\x02\x00 hello\r\n\r\n")
        assert answer(one).startswith(b"HTTP/1.1 400")
    with connected(server) as one:
        one.sendall(b"GET / HTTP/1.1\r\n" + b"X-Long: " + b"y" * 100_000 + b"\r\n\r\n")
        assert answer(one).startswith(b"HTTP/1.1 4")
    assert is_alive(server)
