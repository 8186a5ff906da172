"""Pages of reports in a real browser: on a phone, zoomed, printed, and heard (slow).

Chromium is Debian's.  axe-core is no part of formcheck: ``npm install axe-core@4.14.1`` in a
folder, and the place of its ``axe.min.js`` in ``FORMCHECK_AXE``.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from support.golden import golden_recording
from support.patients import MONDAY, done, history, pain

from formcheck import analysis
from formcheck.exercises.loader import load_exercise
from formcheck.exercises.profile import NO_PROFILE
from formcheck.output.html.report import HtmlReport
from formcheck.output.html.summary_page import summary_page
from formcheck.programme.definition import load_programme
from formcheck.therapist.plan import Plan
from formcheck.therapist.summary import Folder, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip
NAMES = ("mini_squat", "single_leg_bridge", "marching", "hamstring_stretch")
SUMMARY = "summary"
PHONE, LAPTOP, ZOOMED = (390, 844), (1366, 768), (683, 384)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a set of each name, and that of a patient's weeks."""
    place = tmp_path_factory.mktemp("pages")
    for name in NAMES:
        with HtmlReport(place / f"{name}.html", load_exercise(name)) as sink:
            analysis.replay(golden_recording(name), name, sinks=[sink])
    plan = Plan(NO_PROFILE, load_programme("hip-start"))
    stop: dict[str, Any] = {
        "verdict": "stopped",
        "limits": ("hips_too_bent",),
        "faults": {"heels_lift": 3},
    }
    sets = [done("mini_squat", MONDAY + timedelta(days=n), **stop) for n in range(9)]
    past = history(*sets, *(pain(MONDAY + timedelta(days=n), n) for n in range(9)))
    report = summary(Folder(past, plan, {}, {}), MONDAY + timedelta(days=13), weeks=2)
    (place / f"{SUMMARY}.html").write_text(summary_page(report), encoding="utf-8")
    return place


@pytest.mark.parametrize("size", [PHONE, LAPTOP, ZOOMED])
@pytest.mark.parametrize("name", [*NAMES, SUMMARY])
def test_page_fits_the_screen_and_loads_nothing(
    name: str, size: tuple[int, int], browser: Browser, folder: Path
) -> None:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    seen: list[str] = []
    page.on("console", lambda message: seen.append(message.text))
    page.on("request", lambda request: seen.append(request.url))
    page.goto((folder / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert [row for row in seen if not row.startswith("file:")] == []
    page.close()


@pytest.mark.parametrize("sheet", ["A4", "Letter"])
@pytest.mark.parametrize("name", [*NAMES, SUMMARY])
def test_page_is_printed_on_two_sheets(
    name: str, sheet: str, browser: Browser, folder: Path
) -> None:
    page = browser.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(format=sheet))
    page.close()
    assert 1 <= len(sheets) <= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*NAMES, SUMMARY])
def test_axe_finds_nothing(
    name: str, scheme: Literal["light", "dark"], browser: Browser, folder: Path
) -> None:
    axe = Path(os.environ.get("FORMCHECK_AXE", "axe.min.js"))
    if not axe.is_file():
        pytest.skip("axe-core is not there: npm install axe-core, and name it in FORMCHECK_AXE")
    # The policy of the page refuses scripts, also this one.
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    page.add_script_tag(path=str(axe))
    found = page.evaluate("axe.run()")["violations"]
    context.close()
    assert [(row["id"], row["nodes"][0]["html"]) for row in found] == []
