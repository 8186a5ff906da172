"""A phone as camera: one code, once, and a certificate of this computer alone."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import httpx
import pytest
from support.web_server import EXERCISE, WebServer, jpeg, poses
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from benchmark.page_client import PageClient
from formcheck.web import site as site_module
from formcheck.web.live import posted_phone
from formcheck.web.live.pictures import sent
from formcheck.web.pairing import (
    CODE_LENGTH,
    CODE_S,
    OneTimeCodes,
    Pairing,
    network_host,
    new_certificate,
    qr_svg,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_code_works_once() -> None:
    codes = OneTimeCodes(clock=Clock())
    code = codes.new()
    assert len(code) == CODE_LENGTH
    assert codes.redeem(code)
    assert not codes.redeem(code)
    assert codes.expires_s == 0


def test_code_is_read_in_any_letters_and_with_a_dash() -> None:
    codes = OneTimeCodes(clock=Clock())
    code = codes.new()
    assert codes.redeem(f" {code[:4]}-{code[4:]} ".lower())


def test_code_expires() -> None:
    clock = Clock()
    codes = OneTimeCodes(clock=clock)
    code = codes.new()
    clock.now_s = CODE_S + 1
    assert not codes.redeem(code)


def test_new_code_ends_the_one_before() -> None:
    codes = OneTimeCodes(clock=Clock())
    before = codes.new()
    after = codes.new()
    assert not codes.redeem(before)
    assert codes.redeem(after)


@pytest.mark.parametrize("guess", ["", "AAAAAAAA", "x" * 10_000, "\0", "ÄÖÜ"])
def test_guess_pairs_nothing(guess: str) -> None:
    pairing = Pairing("127.0.0.1", 1)
    assert pairing.code
    assert pairing.pair(guess) == ""
    assert not pairing.is_paired
    assert not pairing.knows("")


def test_new_phone_ends_the_one_before() -> None:
    pairing = Pairing("127.0.0.1", 1)
    first = pairing.pair(pairing.code)
    second = pairing.pair(pairing.code)
    assert pairing.knows(second)
    assert not pairing.knows(first)


def test_certificate_is_for_one_address_and_short_lived() -> None:
    certificate = new_certificate("127.0.0.1")
    assert len(certificate.fingerprint) == 64
    assert certificate.fingerprint != new_certificate("127.0.0.1").fingerprint


def test_network_address_is_one_of_this_computer() -> None:
    assert ipaddress.ip_address(network_host())


def test_qr_code_is_a_picture_without_a_script() -> None:
    svg = qr_svg("https://192.0.2.2:8766/phone?code=ABCDEFGH")
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  # ours
    assert "script" not in svg


# --- The server of the phone ---------------------------------------------------------------------


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebServer]:
    """A server whose "home network" is this machine."""
    monkeypatch.setattr(site_module, "network_host", lambda: "127.0.0.1")
    server = WebServer(tmp_path, script=poses(), shares=True)
    with server as running:
        yield running


def phone(server: WebServer) -> httpx.Client:
    pairing = server.context.pairing
    assert pairing is not None
    return httpx.Client(base_url=pairing.origin, verify=False, trust_env=False)  # noqa: S501  # self-signed


def paired(server: WebServer) -> str:
    pairing = server.context.pairing
    assert pairing is not None
    with phone(server) as client:
        answer = client.get(f"/phone?code={pairing.code}")
    assert answer.status_code == 200
    cookie = answer.headers["set-cookie"]
    assert "Secure" in cookie
    return str(cookie.partition(";")[0])


def test_network_has_the_page_that_films_and_nothing_else(shared: WebServer) -> None:
    with phone(shared) as client:
        for path in (
            "/",
            "/open",
            "/api/today",
            "/api/sets",
            "/ws/live",
            "/report/x",
            "/api/share",
        ):
            assert client.get(path).status_code in {401, 404}, path
            secret = {"Cookie": shared.cookie}
            assert client.get(path, headers=secret).status_code in {401, 404}, path
        assert client.get("/phone").status_code == 200
        assert client.get("/static/phone.html").status_code == 200


def test_pages_show_code_and_picture(shared: WebServer) -> None:
    with shared.client() as client:
        share = client.get("/api/share").json()
        assert share["code"] in share["address"]
        assert not share["paired"]
        assert client.get(share["qr"]).headers["content-type"] == "image/svg+xml"
        assert client.get("/api/settings").json()["shared"]
        paired(shared)
        after = client.get("/api/share").json()
        assert after["paired"]
        assert after["code"] != share["code"]


def test_replayed_code_is_refused_and_guessing_ends(shared: WebServer) -> None:
    pairing = shared.context.pairing
    assert pairing is not None
    code = pairing.code
    with phone(shared) as client:
        assert client.get(f"/phone?code={code}").status_code == 200
        assert client.get(f"/phone?code={code}").status_code == 401
        statuses = {client.get(f"/phone?code=GUESS{n:03}").status_code for n in range(12)}
        assert statuses == {401, 429}
        assert client.get(f"/phone?code={pairing.code}").status_code == 429


def test_phone_without_a_code_opens_no_socket(shared: WebServer) -> None:
    pairing = shared.context.pairing
    assert pairing is not None
    for cookie, origin in (("", pairing.origin), (paired(shared), "https://evil.example")):
        with (
            pytest.raises(InvalidStatus),
            connect(
                pairing.origin.replace("https", "wss") + "/ws/camera",
                ssl=trusting(),
                origin=Origin(origin),
                additional_headers={"Cookie": cookie},
                compression=None,
            ),
        ):
            pass


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_phone_films_and_the_computer_shows(shared: WebServer) -> None:
    cookie, pairing = paired(shared), shared.context.pairing
    assert pairing is not None
    with (
        PageClient(shared.socket_url, shared.cookie) as page,
        connect(
            pairing.origin.replace("https", "wss") + "/ws/camera",
            ssl=trusting(),
            origin=Origin(pairing.origin),
            additional_headers={"Cookie": cookie},
            compression=None,
        ) as camera,
    ):
        assert page._wait_until(lambda: page.last("phone").get("state") == "paired")
        plan = {"exercise": EXERCISE, "pain": False, "placing": False, "countdown_s": 0, "sets": 1}
        page.send(
            {"type": "start", "camera": "phone", "plan": {**plan, "reps": 0, "side": "left"}}
        )
        page.wait_for("getting_ready")
        reader = threading.Thread(target=lambda: [None for _ in camera], daemon=True)
        reader.start()
        for number in range(len(shared.script)):
            camera.send(sent(100.0 * number, number, jpeg()))
            page._wait_until(lambda n=number: page.last("screen").get("picture", -1) == n)
        assert page.last("picture")
        assert page.last("phone")["state"] == "filming"
        page.send({"type": "command", "name": "finish"})
        assert page.wait_for("over")["sets"][0]["total"] == 2


# --- A phone whose browser opens no WebSocket ----------------------------------------------------


def post(
    server: WebServer, body: bytes = b"", *, page: str = "one", cookie: str, **headers: str
) -> httpx.Response:
    pairing = server.context.pairing
    assert pairing is not None
    with phone(server) as client:
        return client.post(
            f"/phone/camera?page={page}",
            content=body,
            headers={"Origin": pairing.origin, "Cookie": cookie, **headers},
        )


def test_phone_without_a_socket_films_and_the_computer_shows(shared: WebServer) -> None:
    cookie = paired(shared)
    with PageClient(shared.socket_url, shared.cookie) as page:
        assert [one["type"] for one in post(shared, cookie=cookie).json()] == ["film"]
        assert page._wait_until(lambda: page.last("phone").get("state") == "paired")
        plan = {"exercise": EXERCISE, "pain": False, "placing": False, "countdown_s": 0, "sets": 1}
        page.send(
            {"type": "start", "camera": "phone", "plan": {**plan, "reps": 0, "side": "left"}}
        )
        page.wait_for("getting_ready")
        for number in range(len(shared.script)):
            news = post(shared, sent(100.0 * number, number, jpeg()), cookie=cookie).json()
            assert {"type": "taken", "picture": number} in news
            page._wait_until(lambda n=number: page.last("screen").get("picture", -1) == n)
        assert page.last("picture")
        assert page.last("phone")["state"] == "filming"
        page.send({"type": "command", "name": "finish"})
        assert page.wait_for("over")["sets"][0]["total"] == 2


def test_posted_picture_needs_secret_origin_and_a_size(shared: WebServer) -> None:
    cookie = paired(shared)
    assert post(shared, cookie="").status_code == 401
    assert post(shared, cookie=cookie, Origin="https://evil.example").status_code == 403
    assert post(shared, cookie=cookie, page="").status_code == 400
    assert post(shared, bytes(2_000_000), cookie=cookie).status_code == 413
    problem = post(shared, b"no picture", cookie=cookie).json()[-1]
    assert problem["type"] == "problem"
    assert problem["can_go_on"]
    assert shared.context.hub.session is None


def test_page_of_the_phone_that_was_opened_last_films(shared: WebServer) -> None:
    cookie = paired(shared)
    post(shared, cookie=cookie, page="one")
    post(shared, cookie=cookie, page="two")
    for _ in range(2):
        (farewell,) = post(shared, sent(0.0, 0, jpeg()), cookie=cookie, page="one").json()
        assert not farewell["can_go_on"]
    assert post(shared, sent(0.0, 0, jpeg()), cookie=cookie, page="two").json() == [
        {"type": "taken", "picture": 0}
    ]


def test_phone_that_asks_nothing_is_gone_and_may_come_back(
    shared: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posted_phone, "SILENT_S", 0.1)
    cookie = paired(shared)
    with PageClient(shared.socket_url, shared.cookie) as page:
        post(shared, cookie=cookie)
        assert page._wait_until(lambda: page.last("phone").get("state") == "lost")
        post(shared, cookie=cookie)
        assert page._wait_until(lambda: page.last("phone").get("state") == "paired")


def test_session_with_a_phone_needs_one(server: WebServer) -> None:
    with PageClient(server.socket_url, server.cookie) as page:
        page.send({"type": "start", "camera": "phone", "plan": {"exercise": EXERCISE}})
        assert "phone" in page.wait_for("problem")["sentence"]
