"""Recordings that are checked: progress, an end, and nothing that is left behind."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest
from support.golden import golden_recording

from formcheck.web.jobs import Jobs, shown_name

if TYPE_CHECKING:
    from pathlib import Path

    import httpx
    from support.web_server import WebServer

NAME = "mini_squat"


def finished(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    deadline_s = time.monotonic() + 60
    while job["state"] in {"waiting", "running"} and time.monotonic() < deadline_s:
        time.sleep(0.05)
        job = client.get(f"/api/recordings/{job['job']}").json()
    return job


@pytest.mark.parametrize("exercise", [NAME, ""])
def test_recording_becomes_a_report(server: WebServer, exercise: str) -> None:
    path = golden_recording(NAME)
    with server.client() as client:
        sent = client.post(
            f"/api/recordings?name=My%20<b>film</b>.npz&exercise={exercise}",
            content=path.read_bytes(),
        )
        assert sent.status_code == 202, sent.text
        job = finished(client, sent.json())
        assert job["state"] == "done", job
        assert job["done"] == 1
        assert job["name"] == "b>.npz"
        page = client.get(job["report"])
        assert page.status_code == 200
        assert "<b>" not in page.text.partition("<body")[2]
        assert client.delete(f"/api/recordings/{job['job']}").status_code == 200
        assert client.get(job["report"]).status_code == 404
    assert not list((server.folder / "uploads").rglob("*.*"))


def test_film_that_is_none_is_a_sentence_with_its_own_name(server: WebServer) -> None:
    with server.client() as client:
        sent = client.post(f"/api/recordings?name=notes.txt&exercise={NAME}", content=b"hello")
        job = finished(client, sent.json())
    assert job["state"] == "failed"
    assert str(server.folder) not in job["sentence"]
    assert job["sentence"].endswith(".")
    assert job["report"] is None


def test_unknown_exercise_side_and_patient_are_refused(server: WebServer) -> None:
    with server.client() as client:
        for query in ("exercise=nothing", "exercise=../x", "side=up", "patient=../x"):
            assert client.post(f"/api/recordings?{query}", content=b"x").status_code in {400, 404}
        assert client.post("/api/recordings?name=x", content=b"").status_code == 400
        assert client.get("/api/recordings/nothing").status_code == 404


def test_files_are_private(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []

    def look(job: Any, _: object) -> str:  # noqa: ANN401  # a job
        modes.extend(path.stat().st_mode & 0o777 for path in (job.film, job.folder))
        return ""

    monkeypatch.setattr(server.jobs, "_judge", look)
    with server.client() as client:
        finished(client, client.post("/api/recordings?name=x", content=b"x").json())
    assert modes == [0o600, 0o700]


def test_recording_waits_while_a_session_goes_on(tmp_path: Path) -> None:
    busy = [True]
    jobs = Jobs(tmp_path, lambda *_: "", waits_while=lambda: busy[0])
    job = jobs._new_job("a.mp4")
    job.stop()
    assert job.wants_to_stop()
    jobs.close()


def test_old_results_make_room_for_new_ones(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path, lambda *_: "")
    for _ in range(25):
        jobs._new_job("a.mp4").state = "done"
    assert len(jobs._jobs) == 20
    jobs.close()
    assert not list(tmp_path.rglob("film-*"))


def test_what_a_killed_server_left_is_removed_after_a_day(tmp_path: Path) -> None:
    for name, age_s in (("run-1-old", 90_000), ("run-2-new", 60)):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (time.time() - age_s,) * 2)
    Jobs(tmp_path, lambda *_: "").close()
    assert {one.name for one in tmp_path.iterdir()} == {"run-2-new"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("set.mp4", "set.mp4"),
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\a.mp4", "a.mp4"),
        ("a\nb\x1b[31m.mp4", "ab[31m.mp4"),
        ("", "film"),
        ("x" * 500, "x" * 120),
    ],
)
def test_name_is_shown_and_nothing_else(name: str, shown: str) -> None:
    assert shown_name(name) == shown
