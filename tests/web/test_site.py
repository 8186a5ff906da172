"""The whole server: films as live sessions, and a server that is killed in mid-set."""

from __future__ import annotations

import os
import re
import signal
from typing import TYPE_CHECKING, Any

import pytest
from support.paths import SAMPLES
from support.web_server import WebServer

from benchmark.page_client import PageClient, film_pictures
from benchmark.web_latency import page_of, running
from formcheck.analysis import analyze
from formcheck.assessment.report import SetReport
from formcheck.capture.pose_estimator import open_estimator
from formcheck.diary.sessions import Diary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

CLEAN = ("single_leg_bridge", "mini_squat", "standing_hip_abduction", "sit_to_stand")
FAULTY = ("mini_squat_faults", "heel_slide_faults")


def judged(report: SetReport) -> dict[str, Any]:
    """Return counts and faults."""
    faults = {name for row in report.reps for name in (*row.minor, *row.major)}
    faults |= {name for row in report.partial_reps for name in (*row.minor, *row.major)}
    return {
        "counts": (report.counts.good, report.counts.total, report.counts.partial),
        "faults": sorted(faults),
        "limits": sorted({limit.name for limit in report.limits}),
    }


def played(server: WebServer, exercise: str, pictures: Sequence[tuple[float, bytes]]) -> SetReport:
    """Play a film as a session, and return the report of its set."""
    with PageClient(server.socket_url, server.cookie, in_flight=1) as page:
        page.start(exercise, reps=0)
        page.play(pictures)
        page.send({"type": "command", "name": "finish"})
        page.wait_for("over")
    (folder,) = server.data.session_folders()
    (file,) = folder.glob("set-1*.json")
    return SetReport.from_json(file.read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*CLEAN, *FAULTY])
def test_session_in_the_browser_judges_as_analyze_does(tmp_path: Path, name: str) -> None:
    exercise, film = name.removesuffix("_faults"), SAMPLES / f"{name}.mp4"
    with WebServer(tmp_path, model="full", opens=open_estimator) as server:
        live = played(server, exercise, film_pictures(film))
    assert judged(live) == judged(analyze(film, exercise))


@pytest.mark.slow
def test_server_that_is_killed_in_mid_set_loses_nothing(tmp_path: Path) -> None:
    pictures = film_pictures(SAMPLES / "single_leg_bridge.mp4")[:700]  # of 868
    with running(tmp_path, "--model", "full") as (pid, address), page_of(address) as page:
        page.in_flight = 1
        page.start("single_leg_bridge", sets=2, reps=2, rest_s=0)
        page.play(pictures)
        assert page.last("set")["total"] == 2
        done = page.last("screen")["reading"]["total"]
        assert done >= 1
        os.kill(pid, signal.SIGKILL)
    with running(tmp_path, "--model", "lite") as (_, address):
        assert address
    (database,) = tmp_path.rglob("diary.sqlite3")
    with Diary(database) as diary:
        first, second = diary.history().sets
    assert (first.total, first.ended_by) == (2, "done")
    assert (second.total, second.ended_by) == (done, "error")
    (folder,) = (tmp_path / "formcheck").iterdir()
    assert {file.name for file in folder.glob("set-2*")} == {
        f"set-2{ending}" for ending in (".json", ".csv", ".npz")
    }
    assert not [file for file in folder.iterdir() if re.search("journal", file.name)]
