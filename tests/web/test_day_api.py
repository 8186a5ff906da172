"""Today and Progress: questions, what is due, answers, and a session of all that is left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from support.web_server import pictures

from benchmark.page_client import PageClient
from formcheck.diary.sessions import Diary
from formcheck.programme.history import PainEntry

if TYPE_CHECKING:
    import httpx
    from support.web_server import WebServer


@pytest.fixture
def client(server: WebServer) -> Any:  # noqa: ANN401  # a generator
    with server.client() as opened:
        opened.put("/api/settings", json={"programme": "hip-start"})
        yield opened


def today(client: httpx.Client) -> dict[str, Any]:
    answer = client.get("/api/today")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_without_a_programme_nothing_is_due(server: WebServer) -> None:
    with server.client() as client:
        day = today(client)
        assert day["programme"] is None
        assert not day["may_start"]
        walked = client.post("/api/today/walk", json={"minutes": 10}).json()
        assert walked["minutes"]["walk"] == walked["minutes"]["done"] == 10


def test_red_flags_come_first_and_open_the_day(client: httpx.Client) -> None:
    day = today(client)
    assert day["programme"]["name"] == "hip-start"
    assert day["red_flags"]["asks"]
    assert len(day["red_flags"]["questions"]) > 5
    assert day["why_not"]
    after = client.post("/api/today/red_flags", json={"flags": []}).json()
    assert not after["red_flags"]["asks"]
    assert after["may_start"]
    assert after["why_not"] == ""


def test_red_flag_closes_the_day(client: httpx.Client) -> None:
    name = today(client)["red_flags"]["questions"][0]["name"]
    after = client.post("/api/today/red_flags", json={"flags": [name]}).json()
    assert after["red_flags"]["stops"]
    assert after["red_flags"]["advice"]
    assert not after["may_start"]


def test_morning_after_is_asked_and_explained(server: WebServer, client: httpx.Client) -> None:
    client.post("/api/today/red_flags", json={"flags": []})
    client.post("/api/today/walk", json={"minutes": 10})
    yesterday = datetime.now().astimezone() - timedelta(days=1)
    with Diary(server.equipment.diary) as diary:
        diary.keep_pain(PainEntry(asked="next_morning", at=yesterday, number=1))
    after = client.post("/api/today/pain", json={"number": 7}).json()
    assert after["pain"]["number"] == 7
    assert after["pain"]["advice"]


def test_item_by_the_clock_is_ticked_off(client: httpx.Client) -> None:
    client.post("/api/today/red_flags", json={"flags": []})
    row = next(row for row in today(client)["due"] if not row["exercise"] and not row["why"])
    after = client.post("/api/today/done", json={"slot": row["slot"]}).json()
    assert next(one for one in after["due"] if one["slot"] == row["slot"])["done"]
    assert client.post("/api/today/done", json={"slot": "bridge"}).status_code == 400


NONSENSE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("pain", {"number": 11}),
    ("pain", {}),
    ("walk", {"minutes": -1}),
    ("walk", {"minutes": "1e999"}),
    ("red_flags", {"flags": "chest"}),
    ("offer", {"slot": "x" * 200, "accept": True}),
    ("offer", {"slot": "bridge", "accept": True}),
    ("done", {"slot": "nothing"}),
)


def test_answers_that_make_no_sense_are_refused(client: httpx.Client) -> None:
    for path, sent in NONSENSE:
        refused = client.post(f"/api/today/{path}", json=sent)
        assert refused.status_code == 400
        assert refused.json()["sentence"]


def test_session_of_today_begins_with_the_first_exercise(
    server: WebServer, client: httpx.Client
) -> None:
    client.post("/api/today/red_flags", json={"flags": []})
    with PageClient(server.socket_url, server.cookie, in_flight=1) as page:
        page.send({"type": "start", "today": True})
        ready = page.wait_for("getting_ready")
        assert ready["exercise"] == "marching"
        page.play(pictures(5))
        assert page.wait_for("screen")["exercise"] == "marching"


def test_session_of_today_waits_for_the_questions(server: WebServer, client: httpx.Client) -> None:
    assert today(client)["red_flags"]["asks"]
    with PageClient(server.socket_url, server.cookie, in_flight=1) as page:
        page.send({"type": "start", "today": True})
        assert "question" in page.wait_for("problem")["sentence"]


def test_progress_of_a_kept_set(server: WebServer, client: httpx.Client) -> None:
    empty = client.get("/api/progress").json()
    assert empty["exercises"] == []
    with PageClient(server.socket_url, server.cookie, in_flight=1) as page:
        page.start("single_leg_bridge", reps=0, side="left")
        page.play(pictures(len(server.script)))
        page.send({"type": "command", "name": "finish"})
        page.wait_for("over")
    progress = client.get("/api/progress").json()
    assert progress["exercise"] == "single_leg_bridge"
    assert progress["table"]["rows"][0][3:5] == ["2", "2"]
    curve = client.get(progress["drawing"])
    assert curve.headers["content-type"] == "image/svg+xml"
    assert client.get("/api/progress/nothing-left.svg").status_code == 404
    (row,) = client.get("/api/sets").json()["sets"]
    assert (row["good"], row["total"], row["side"]) == (2, 2, "left")


def test_everything_is_forgotten(server: WebServer, client: httpx.Client) -> None:
    client.post("/api/today/walk", json={"minutes": 10})
    assert client.post("/api/forget", json={"what": "nothing"}).status_code == 400
    removed = client.post("/api/forget", json={"what": "everything"}).json()["removed"]
    assert removed["activities"] == 1
    assert today(client)["programme"] is None
    assert not server.data.settings_file.exists()
