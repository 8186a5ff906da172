"""The WebSocket of a live session: a page of a scripted person, and pages that misbehave."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from support.web_server import EXERCISE, WebServer, jpeg, pictures, poses
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from benchmark.page_client import PageClient
from formcheck.analysis import replay
from formcheck.diary.sessions import Diary
from formcheck.web.live import sockets
from formcheck.web.live.pictures import sent

if TYPE_CHECKING:
    from pathlib import Path


def page(server: WebServer, *, session: str | None = None) -> PageClient:
    return PageClient(server.socket_url, server.cookie, session=session, in_flight=1)


def play_set(client: PageClient, server: WebServer) -> None:
    client.start(EXERCISE, reps=0, side="left")
    client.play(pictures(len(server.script)))


def test_a_session_from_the_first_picture_to_the_kept_set(server: WebServer) -> None:
    with page(server) as client:
        play_set(client, server)
        client.send({"type": "command", "name": "finish"})
        over = client.wait_for("over")
        kept = client.last("set")
        screens = client.all("screen")
    assert (kept["good"], kept["total"], kept["side"]) == (2, 2, "left")
    assert over["report"] == kept["report"]
    assert over["lines"]
    assert not over["notes"]
    assert screens[-1]["kind"] == "over"
    with Diary(server.equipment.diary) as diary:
        (done,) = diary.history().sets
    assert kept["report"] == f"/report/{done.set_id}"
    (folder,) = server.data.session_folders()
    again = replay(folder / "set-1-left.npz", EXERCISE, side="left")
    assert (again.counts.good, again.counts.total) == (2, 2)
    assert not list(folder.glob(".*"))
    with server.client() as http:
        report = http.get(kept["report"])
    assert report.status_code == 200
    assert "script-src" not in report.headers["content-security-policy"]


def test_screen_has_landmarks_and_the_reading(server: WebServer) -> None:
    with page(server) as client:
        client.start(EXERCISE, reps=0, side="left")
        client.play(pictures(60))
        screen = client.wait_for("screen")
    assert len(screen["landmarks"]) == 33
    x, y, seen = screen["landmarks"][23]
    assert 0 < x < 1
    assert 0 < y < 1
    assert seen > 0.5
    assert screen["picture"] is not None
    reading = screen["reading"]
    assert reading["angle_text"].endswith("°")
    assert 0 <= reading["target_gauge"][0] < reading["target_gauge"][1] < reading["limit_gauge"]


def test_words_are_said_one_at_a_time_and_reported_back(server: WebServer) -> None:
    with page(server) as client:
        client.start(EXERCISE, reps=0, side="left", mute=False)
        client.play(pictures(40))
        said = client.wait_for("say")
    assert said["words"]
    assert said["kind"] in {"guide", "count", "hold", "cue", "praise", "limit"}


def test_a_browser_without_a_voice_gets_tones(server: WebServer) -> None:
    with PageClient(server.socket_url, server.cookie, says=False) as client:
        client.start(EXERCISE, reps=0, side="left", mute=False)
        client.play(pictures(40))
        tone = client.wait_for("tone")
        assert not client.last("say")
    assert tone["notes"][0]["hertz"] > 0


def test_pain_is_answered_with_a_number(server: WebServer) -> None:
    with page(server) as client:
        client.start(EXERCISE, reps=0, side="left", pain=True)
        client.play(pictures(5))
        assert client.wait_for("screen")["kind"] == "pain"
        client.send({"type": "digit", "value": "10"})
        client.play([(at_ms + 500, data) for at_ms, data in pictures(8)])
        client.wait_for("over", at_most_s=40)
    with Diary(server.equipment.diary) as diary:
        assert [one.number for one in diary.history().pains] == [10]


# --- Cuts, two pages, an end ---------------------------------------------------------------------


def test_socket_that_is_cut_fifty_times_loses_nothing(server: WebServer) -> None:
    """Every cut pauses the session; the page comes back and goes on with the next picture."""
    client = page(server).__enter__()
    client.start(EXERCISE, reps=0, side="left")
    session, ready = client.session, pictures(len(server.script))
    step = len(ready) // 51
    for number in range(50):
        client.play(ready[number * step : (number + 1) * step])
        client.__exit__()
        client = page(server, session=session).__enter__()
        assert client.last("welcome")["resumed"]
        assert client.session == session
    client.play(ready[50 * step :])
    client.send({"type": "command", "name": "finish"})
    kept = client.wait_for("set")
    client.wait_for("over")
    client.__exit__()
    assert kept["total"] >= 1
    with Diary(server.equipment.diary) as diary:
        assert len(diary.history().sets) == 1


def test_second_window_is_refused_with_a_sentence(server: WebServer) -> None:
    with page(server) as first:
        first.start(EXERCISE, reps=0, side="left")
        first.play(pictures(5))
        with pytest.raises(TimeoutError, match="welcome"), page(server) as second:
            second.wait_for("welcome", at_most_s=0.2)
        first.play(pictures(5))
        assert not first.is_closed


def test_same_page_takes_its_session_over(server: WebServer) -> None:
    with page(server) as first:
        first.start(EXERCISE, reps=0, side="left")
        first.play(pictures(5))
        with page(server, session=first.session or "") as second:
            assert second.last("welcome")["resumed"]
            first.wait_for("problem")
            second.play([(at_ms + 1000, data) for at_ms, data in pictures(5)])
            assert second._wait_until(lambda: second.last("screen")["picture"] == 4)


def test_result_waits_for_a_page_that_was_away(server: WebServer) -> None:
    with page(server) as client:
        play_set(client, server)
        session = client.session
        client.send({"type": "command", "name": "finish"})
    assert server.context.hub.session is not None
    deadline_s = time.monotonic() + 20
    while not server.context.hub.session.is_over and time.monotonic() < deadline_s:
        time.sleep(0.05)
    with page(server, session=session or "") as again:
        assert again.wait_for("over")["sets"][0]["total"] == 2


def test_server_that_ends_keeps_the_set_that_is_under_way(tmp_path: Path) -> None:
    with WebServer(tmp_path, script=poses()) as server, page(server) as client:
        play_set(client, server)
    with Diary(server.equipment.diary) as diary:
        (done,) = diary.history().sets
    assert (done.total, done.ended_by) == (2, "asked")


# --- Messages that are none ----------------------------------------------------------------------


GARBAGE = (
    "{",
    "[]",
    '{"type": "start"',
    '{"type": "hello", "session": 7}',
    '{"type": "digit", "value": "99999"}',
    '{"type": "start", "plan": {"exercise": "../../etc/passwd"}}',
    "{" * 5000,
    "x" * 20_000,
    b"",
    b"short",
    sent(0.0, 1, b"\xff\xd8 no picture"),
    sent(float("nan"), 1, jpeg()),
    sent(-1.0, 1, jpeg()),
    sent(0.0, 1, jpeg((16, 16))),
)


def test_garbage_is_answered_with_a_sentence_and_ends_the_connection_when_there_is_much(
    server: WebServer,
) -> None:
    with page(server) as client:
        for message in GARBAGE:
            client.send_raw(message)
        client.wait_for("problem")
        assert client.last("problem")["can_go_on"]
        for message in GARBAGE:
            try:
                client.send_raw(message)
            except ConnectionClosed:
                break
        assert client._wait_until(lambda: client.is_closed)
    with page(server) as again:
        assert again.session == ""


def test_unknown_exercise_and_patient_are_sentences(server: WebServer) -> None:
    with page(server) as client:
        client.start("nonsense")
        assert "nonsense" in client.last("problem")["sentence"]
        client.start(EXERCISE, patient="../secret")
        assert "patient" in client.last("problem")["sentence"]
        assert not server.context.hub.is_running


def test_oversized_message_closes_the_connection(server: WebServer) -> None:
    with page(server) as client:
        with suppress(ConnectionClosed):
            client.send_raw(b"x" * 1_100_000)
        assert client._wait_until(lambda: client.is_closed)
    with page(server):
        pass


def test_flood_closes_the_connection(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "PER_S", 10.0)
    with page(server) as client:
        try:
            for _ in range(100):
                client.send({"type": "command", "name": "pause"})
        except ConnectionClosed:
            pass
        assert client._wait_until(lambda: client.is_closed)


def test_silent_connection_is_closed(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HELLO_S", 0.1)
    with (
        connect(
            server.socket_url,
            origin=Origin(server.origin),
            additional_headers={"Cookie": server.cookie},
            compression=None,
        ) as socket,
        pytest.raises(ConnectionClosed),
    ):
        socket.recv(timeout=10)


@pytest.mark.parametrize(
    ("origin", "cookie"),
    [
        ("http://evil.example", None),
        ("null", None),
        (None, None),
        ("", ""),
        ("", "formcheck_1=guess"),
    ],
)
def test_foreign_page_opens_no_socket(
    steady: WebServer, origin: str | None, cookie: str | None
) -> None:
    headers = {"Cookie": steady.cookie if cookie is None else cookie}
    given = steady.origin if origin == "" else origin
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            steady.socket_url,
            origin=None if given is None else Origin(given),
            additional_headers=headers,
            compression=None,
        ),
    ):
        pass
    assert refused.value.response.status_code == 403


def test_page_says_hello_first(steady: WebServer) -> None:
    with connect(
        steady.socket_url,
        origin=Origin(steady.origin),
        additional_headers={"Cookie": steady.cookie},
        compression=None,
    ) as socket:
        socket.send('{"type": "command", "name": "pause"}')
        assert json.loads(socket.recv(timeout=5))["can_go_on"] is False
