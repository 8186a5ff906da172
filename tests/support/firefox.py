"""Firefox of the system, driven by WebDriver BiDi: the only protocol that it speaks by itself."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Final, Self

import pytest
from websockets.sync.client import ClientConnection, connect

if TYPE_CHECKING:
    from pathlib import Path

FIREFOX: Final = shutil.which("firefox-esr") or shutil.which("firefox") or ""

_PREFERENCES: Final = {
    "media.navigator.streams.fake": True,  # a picture of moving colours as the camera
    "media.navigator.permission.disabled": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
}

WATCH: Final = """() => {
  window.problems = [];
  window.pictures = 0;
  addEventListener("error", (event) => problems.push(event.message));
  addEventListener("unhandledrejection", (event) => problems.push(String(event.reason)));
  document.addEventListener("securitypolicyviolation", (event) => problems.push(event.blockedURI));
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data !== "string") window.pictures += 1;
    return send.call(this, data);
  };
}"""
"""Lists what goes wrong in a page, and counts the pictures that it sends."""


def need_firefox() -> None:
    """Skip the test where there is no Firefox."""
    if not FIREFOX:
        pytest.skip("Firefox is not installed: apt-get install firefox-esr")


class Firefox:
    """One window, with a profile of its own in a folder."""

    def __init__(self, folder: Path) -> None:
        self._numbers = itertools.count(1)
        self._ends = ExitStack()
        profile = folder / "profile"
        profile.mkdir()
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});"
            for name, value in _PREFERENCES.items()
        ]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        self._log = folder / "firefox.log"
        command = [FIREFOX, "--headless", "--no-remote", "--profile", str(profile)]
        with self._log.open("w") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [*command, "--remote-debugging-port", "0"], stdout=log, stderr=log
            )
        self._ends.callback(self._end)

    def __enter__(self) -> Self:
        try:
            self._socket = self._connected()
            self.call("session.new", capabilities={})
            self.call("script.addPreloadScript", functionDeclaration=WATCH)
            self._window = self.call("browsingContext.getTree")["contexts"][0]["context"]
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _connected(self) -> ClientConnection:
        ends_s = time.monotonic() + 60
        while time.monotonic() < ends_s:
            found = re.search(r"ws://127\.0\.0\.1:\d+", self._log.read_text(encoding="utf-8"))
            if found:
                opened = connect(f"{found[0]}/session", max_size=None)
                return self._ends.enter_context(opened)
            time.sleep(0.2)
        raise AssertionError(self._log.read_text(encoding="utf-8"))

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        """Return the result of a command."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv(60))).get("id") != number:
            pass
        assert answer["type"] == "success", answer
        return dict(answer["result"])

    def open(self, address: str) -> None:
        """Show an address."""
        self.call("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        """Give the page a size, CSS pixels."""
        size = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self._window, viewport=size)

    def evaluate(self, expression: str) -> Any:  # noqa: ANN401  # what the page answers
        """Return the value of an expression of the page, by way of JSON."""
        answer = self.call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._window},
            awaitPromise=True,
            userActivation=True,
        )
        assert answer["type"] == "success", answer
        return json.loads(answer["result"].get("value", "null"))

    def wait_until(self, expression: str, *, most_s: float = 30.0) -> None:
        """Wait until an expression of the page is true."""
        ends_s = time.monotonic() + most_s
        while not self.evaluate(expression):
            assert time.monotonic() < ends_s, expression
            time.sleep(0.1)
