"""formcheck in a real browser, with a film as webcam: from the first page to a kept set.

Films run in real time, so these tests are slow.  They need Chromium of the system, and are
skipped where it is not installed.
"""

from __future__ import annotations

import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from support.browser import (
    AXE,
    LEAD_S,
    Site,
    Watched,
    barriers,
    need_browser,
    net_log_urls,
    wait_until_true,
    watched_browser,
    webcam_film,
    wish,
)
from support.paths import SAMPLES, SHARED
from support.phone_server import PhoneServer

import formcheck
from formcheck.exercises.loader import exercise_names, load_exercise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page, Playwright

    from formcheck.assessment.report import SetReport

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PAGES = (
    "today",
    "exercises",
    "exercises/single_leg_bridge",
    "recording",
    "progress",
    "therapist",
    "settings",
    "nowhere",
)


@pytest.fixture(scope="module")
def player() -> Iterator[Playwright]:
    need_browser()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playing:
        yield playing


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path / "home") as running:
        yield running


def exercise_on(page: Page, site: Site, wanted: str) -> None:
    """Begin to exercise without the pages before."""
    page.evaluate("wish => sessionStorage.setItem('formcheck.wish', wish)", wanted)
    page.goto(f"{site.origin}/#/live")


def wait_for_screen(page: Page, kind: str, *, most_s: float = 40.0) -> None:
    page.wait_for_selector(f"main.live.{kind}", timeout=1000 * most_s)


def found(report: SetReport) -> tuple[int, int, Counter[str]]:
    """Return repetitions, good ones, and how many have each fault."""
    faults = Counter(name for rep in report.reps for name in rep.faults)
    return report.counts.total, report.counts.good, faults


def assert_only_own_origin(watched: Watched, site: Site) -> None:
    socket_origin = site.origin.replace("http", "ws")
    foreign = [
        url
        for url in watched.requests
        if not url.startswith((f"{site.origin}/", f"{socket_origin}/", "blob:", "data:"))
    ]
    assert watched.requests
    assert foreign == []


def play(player: Playwright, site: Site, film: Path, folder: Path, exercise: str) -> SetReport:
    """Do an exercise in front of a webcam that shows a film; return the report that is kept."""
    length_s = webcam_film(film, folder / "webcam.mjpeg")
    for watched in watched_browser(player, film=folder / "webcam.mjpeg"):
        page = watched.open(site.address)
        exercise_on(page, site, wish(exercise))
        wait_until_true(page, "document.querySelector('video')?.videoWidth > 0")
        began_s = time.monotonic()
        wait_for_screen(page, "moving", most_s=LEAD_S + 12.0)
        page.wait_for_timeout(1000 * (LEAD_S + length_s + 1.5 - (time.monotonic() - began_s)))
        page.keyboard.press("q")
        page.wait_for_selector("text=Your sets are kept", timeout=20_000)
        assert watched.problems == []
        assert_only_own_origin(watched, site)
    (report,) = site.kept()
    return report


# --- A whole session -----------------------------------------------------------------------------


@pytest.mark.browser
def test_from_the_first_page_to_a_set_that_is_kept_and_shown(
    player: Playwright, site: Site, tmp_path: Path
) -> None:
    film, log = tmp_path / "webcam.mjpeg", tmp_path / "net.json"
    webcam_film(SAMPLES / "single_leg_bridge.mp4", film, lead_s=32.0)
    for watched in watched_browser(player, f"--log-net-log={log}", film=film):
        page = watched.open(site.address)
        page.click("nav >> text=Exercises")
        page.click("text=Single-leg bridge")
        page.click("text=Change this")
        page.click("label >> text=Find out")
        for _ in range(2):
            page.click("[aria-label='Sets: less']")
        for _ in range(6):
            page.click("[aria-label='Repetitions: less']")
        page.uncheck("text=Help me to place the camera")
        page.click("text=Start")
        wait_for_screen(page, "pain")
        wrong = barriers(page, "pain")
        page.click("main.live.pain button:text-is('2')")
        wait_for_screen(page, "starting")
        wrong += barriers(page, "starting")
        wait_for_screen(page, "moving")
        wrong += barriers(page, "moving")
        # A set that begins late takes its last repetitions from the film's next turn.
        wait_for_screen(page, "pain", most_s=150.0)
        assert page.locator(".count-number").count() == 0
        page.keyboard.press("3")
        page.wait_for_selector("text=Your sets are kept", timeout=40_000)
        assert wrong + barriers(page, "over") == []
        page.click("text=My progress")
        page.wait_for_selector("text=4 of 4 repetitions good")
        with watched.context.expect_page() as opened:
            page.click("a:text-is('Report')")
        opened.value.wait_for_selector("h1")
        assert "Single-leg bridge" in opened.value.inner_text("body")
        assert watched.problems == []
        assert_only_own_origin(watched, site)
    (report,) = site.kept()
    assert found(report)[:2] == (4, 4)
    asked = net_log_urls(log, of=site.origin)
    assert len(asked) > 20
    own = f"{site.origin}/", f"{site.origin.replace('http', 'ws')}/"
    assert {url for url in asked if not url.startswith(own)} == set()


@pytest.mark.parametrize(
    "name", ["single_leg_bridge", "sit_to_stand", "standing_hip_abduction", "clamshell"]
)
def test_a_clean_sample_is_judged_as_analyze_judges_it(
    player: Playwright, site: Site, tmp_path: Path, name: str
) -> None:
    film = SAMPLES / f"{name}.mp4"
    shown = play(player, site, film, tmp_path, name)
    assert found(shown) == found(formcheck.analyze(film, name))


@pytest.mark.parametrize(
    ("clip", "name"),
    [("bridge_side_real_x5.mp4", "double_leg_bridge"), ("real/joe_squat1.mp4", "mini_squat")],
)
def test_a_real_person_is_counted_as_analyze_counts(
    player: Playwright, site: Site, tmp_path: Path, clip: str, name: str
) -> None:
    film = SHARED / "videos" / clip
    if not film.exists():
        pytest.skip("the real recordings are not here")
    shown = play(player, site, film, tmp_path, name)
    assert shown.counts.total == formcheck.analyze(film, name).counts.total


def test_the_day_of_a_programme_asks_first_and_then_begins_with_one_click(
    player: Playwright, site: Site, tmp_path: Path
) -> None:
    webcam_film(SAMPLES / "single_leg_bridge.mp4", tmp_path / "webcam.mjpeg")
    for watched in watched_browser(player, film=tmp_path / "webcam.mjpeg"):
        page = watched.open(site.address)
        page.click("[aria-label='Follow Hip: a gentle start']")
        page.wait_for_selector("button.start")
        if page.locator("#pain-question").count():
            page.click("[aria-labelledby=pain-question] button:text-is('1')")
        page.click("text=No, none of these")
        page.wait_for_selector("button.start:enabled")
        page.screenshot(path=tmp_path / "today.png", full_page=True)
        page.click("button.start")
        page.wait_for_selector("main.live[data-phase=running]", timeout=60_000)
        assert page.is_visible("text=Skip this exercise")
        page.keyboard.press("q")
        page.wait_for_selector("main.live[data-phase=over]", timeout=30_000)
        assert watched.problems == []


# --- What goes wrong -----------------------------------------------------------------------------


def test_a_page_that_is_loaded_again_goes_on_with_its_set(
    player: Playwright, site: Site, tmp_path: Path
) -> None:
    length_s = webcam_film(SAMPLES / "single_leg_bridge.mp4", tmp_path / "webcam.mjpeg")
    for watched in watched_browser(player, film=tmp_path / "webcam.mjpeg"):
        page = watched.open(site.address)
        exercise_on(page, site, wish("single_leg_bridge"))
        page.wait_for_selector(".count-number:text-is('2')", timeout=1000 * (LEAD_S + length_s))
        page.reload()
        wait_for_screen(page, "moving")
        # The webcam goes on where it was, or begins its film anew: more repetitions come.
        page.wait_for_selector(".count-number:text-is('3')", timeout=1000 * (LEAD_S + length_s))
        page.keyboard.press("q")
        page.wait_for_selector("text=Your sets are kept", timeout=20_000)
    (report,) = site.kept()
    assert report.counts.total >= 3


def test_a_second_tab_leaves_the_session_to_the_first(
    player: Playwright, site: Site, tmp_path: Path
) -> None:
    webcam_film(SAMPLES / "single_leg_bridge.mp4", tmp_path / "webcam.mjpeg")
    for watched in watched_browser(player, film=tmp_path / "webcam.mjpeg"):
        first = watched.open(site.address)
        exercise_on(first, site, wish("single_leg_bridge"))
        first.wait_for_selector("main.live[data-phase=running]", timeout=60_000)
        second = watched.open(site.origin)
        exercise_on(second, site, wish("clamshell"))
        second.wait_for_selector("[role=alert] >> text=another window", timeout=20_000)
        second.close()
        first.wait_for_selector("main.live[data-phase=running]")
        first.keyboard.press("q")
        first.wait_for_selector("main.live[data-phase=over]", timeout=20_000)


def test_a_server_that_is_killed_is_noticed_and_a_new_one_says_what_is_left(
    player: Playwright, site: Site, tmp_path: Path
) -> None:
    webcam_film(SAMPLES / "single_leg_bridge.mp4", tmp_path / "webcam.mjpeg")
    for watched in watched_browser(player, film=tmp_path / "webcam.mjpeg"):
        page = watched.open(site.address)
        exercise_on(page, site, wish("single_leg_bridge"))
        page.wait_for_selector("main.live[data-phase=running]", timeout=60_000)
        site.stop(kill=True)
        page.wait_for_selector("text=The connection to formcheck was cut", timeout=10_000)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--use-fake-device-for-media-stream", "--deny-permission-prompts"),
            "does not let formcheck use the camera",
        ),
        (
            (
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream=device-count=0",
            ),
            "This device has no camera",
        ),
    ],
    ids=["refused", "none"],
)
def test_a_camera_that_gives_nothing_is_explained(
    player: Playwright, site: Site, options: tuple[str, ...], words: str
) -> None:
    for watched in watched_browser(player, *options):
        page = watched.open(site.address)
        exercise_on(page, site, wish("single_leg_bridge"))
        page.wait_for_selector(f"[role=alert] >> text={words}", timeout=20_000)
        assert page.is_visible("button >> text=Try again")


def test_a_camera_in_use_is_explained(player: Playwright, site: Site) -> None:
    for watched in watched_browser(player):
        watched.context.add_init_script(
            "navigator.mediaDevices.getUserMedia = () =>"
            " Promise.reject(new DOMException('busy', 'NotReadableError'))"
        )
        page = watched.open(site.address)
        exercise_on(page, site, wish("single_leg_bridge"))
        page.wait_for_selector("[role=alert] >> text=Another program uses the camera")


# --- A phone as camera ---------------------------------------------------------------------------


NO_SOCKET = """if (location.pathname === "/phone") window.WebSocket = class {
  constructor() { this.readyState = 0; setTimeout(() => this.onclose(), 50); }
  close() {}
}"""
"""Safari opens no WebSocket to a certificate that the computer has signed itself."""


@pytest.mark.parametrize("has_socket", [True, False])
def test_a_phone_films_and_the_page_shows_what_it_sees(
    player: Playwright, tmp_path: Path, *, has_socket: bool
) -> None:
    webcam_film(SAMPLES / "single_leg_bridge.mp4", tmp_path / "webcam.mjpeg")
    view = {"ignore_https_errors": True, "viewport": {"width": 390, "height": 844}}
    film = tmp_path / "webcam.mjpeg"
    # The browser ends first, so that no connection is open when the server ends.
    with PhoneServer(tmp_path) as server:
        for watched in watched_browser(player, film=film, view=view):
            if not has_socket:
                watched.context.add_init_script(NO_SOCKET)
            page = watched.open(server.address)
            wanted = wish("single_leg_bridge").replace('"page"', '"phone"')
            page.evaluate("wish => sessionStorage.setItem('formcheck.wish', wish)", wanted)
            page.goto(f"{server.origin}/#/live")
            code = page.inner_text(".code", timeout=20_000)
            wait_until_true(page, "document.querySelector('.pairing img').naturalWidth > 0")
            phone = watched.open(f"{server.phone_origin}/phone")
            phone.fill("input[name=code]", code, timeout=20_000)
            phone.click("text=Connect")
            phone.click("button:text-is('Film')")
            phone.wait_for_selector("text=Filming", timeout=20_000)
            page.wait_for_selector("main.live[data-phase=running]", timeout=60_000)
            wait_until_true(page, "document.querySelector('canvas.film').width === 640")
            page.bring_to_front()
            page.keyboard.press("q")
            page.wait_for_selector("main.live[data-phase=over]", timeout=20_000)
            phone.wait_for_selector("text=Ready: start the exercise", timeout=20_000)


# --- Every page ----------------------------------------------------------------------------------


@pytest.mark.browser
def test_a_recording_is_checked_and_its_report_shown(player: Playwright, site: Site) -> None:
    for watched in watched_browser(player):
        page = watched.open(site.address)
        page.goto(f"{site.origin}/#/recording")
        page.set_input_files("input[type=file]", SAMPLES / "single_leg_bridge.mp4")
        page.select_option("select", "single_leg_bridge")
        page.click("text=Check it")
        page.wait_for_selector("text=The report", timeout=120_000)
        report = page.frame_locator("iframe.report")
        report.locator("h1").first.wait_for(timeout=20_000)
        assert watched.problems == []
        assert_only_own_origin(watched, site)


@pytest.mark.parametrize("width", [390, 683, 1366], ids=["phone", "enlarged", "laptop"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_is_accessible(
    player: Playwright, site: Site, width: int, scheme: str
) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: make check-web")
    # A button that fades to its colour for a moment has neither the old nor the new contrast.
    view = {"viewport": {"width": width, "height": 768}, "color_scheme": scheme}
    view["reduced_motion"] = "reduce"
    for watched in watched_browser(player, view=view):
        page = watched.open(site.address)
        wrong = []
        for name in PAGES:
            page.goto(f"{site.origin}/#/{name}")
            page.wait_for_selector("main h1")
            page.wait_for_selector(".waiting", state="detached")
            wrong += barriers(page, name)
        assert wrong == []
        assert watched.problems == []


def test_the_pages_name_every_exercise(player: Playwright, site: Site) -> None:
    for watched in watched_browser(player):
        page = watched.open(site.address)
        page.goto(f"{site.origin}/#/exercises")
        page.wait_for_selector(".exercise-card")
        shown = set(page.locator(".exercise-title").all_inner_texts())
        names = {load_exercise(name).title for name in exercise_names()}
        assert shown == names
