"""The pages in Firefox: they show, fit, complain of nothing, and the pictures arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.browser import Site, wish
from support.firefox import Firefox, need_firefox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PAGES = (
    "today",
    "exercises",
    "exercises/clamshell",
    "recording",
    "progress",
    "therapist",
    "settings",
)

RIGHT_EDGE = """Math.ceil(Math.max(...Array.from(
  document.querySelectorAll("main *"), (part) => part.getBoundingClientRect().right)))"""
"""Where the page ends that a person sees, CSS pixels; also that of a form that opens."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    need_firefox()
    with Site(tmp_path / "home", model="lite") as running:
        yield running


@pytest.mark.browser
def test_every_page_shows_and_the_live_page_films(site: Site, tmp_path: Path) -> None:
    with Firefox(tmp_path) as firefox:
        firefox.open(site.address)
        firefox.wait_until("!!document.querySelector('main h1')")
        for width, height in ((1280, 800), (390, 844)):
            firefox.resize(width, height)
            for page in PAGES:
                firefox.evaluate(f"location.hash = '#/{page}'")
                firefox.wait_until("!!document.querySelector('main h1')?.textContent")
                firefox.wait_until("!document.querySelector('.waiting')")
                firefox.evaluate("document.querySelector('[aria-controls=plan-changes]')?.click()")
                assert firefox.evaluate(RIGHT_EDGE) <= width, page
        firefox.evaluate(f"sessionStorage.setItem('formcheck.wish', {wish('clamshell')!r})")
        firefox.evaluate("location.hash = '#/live'")
        firefox.wait_until("document.querySelector('main').dataset.phase === 'running'", most_s=60)
        firefox.wait_until("window.pictures > 60")
        firefox.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'q'}))")
        firefox.wait_until("document.querySelector('main').dataset.phase === 'over'", most_s=60)
        assert firefox.evaluate("window.problems") == []
