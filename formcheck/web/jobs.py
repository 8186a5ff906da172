"""Recordings that a person checks: the file comes in as a stream, is judged, and is removed.

Nothing of what a page says becomes a path: the file lies under a name of the server's own, in a
folder that only the person can open, and the name that it had is shown and nothing else.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from formcheck.capture import ProgressMonitor
from formcheck.errors import FormcheckError
from formcheck.output.files.atomic_file import SWEPT_AFTER_S, make_folder
from formcheck.recording import is_recording

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path
    from typing import BinaryIO

    from starlette.requests import Request

LIMIT_BYTES: Final = 4 * 2**30
"""Largest recording: an hour of a phone has 4 GB."""

SPARE_BYTES: Final = 2**30
"""So much room stays on the disk."""

CHUNK_S: Final = 30.0
"""For so long an upload may send nothing (engineering default)."""

WRITTEN_AT_ONCE: Final = 2**20
"""Bytes that are held before they are written."""

MOST_UPLOADS: Final = 2
MOST_JOBS: Final = 20
"""Uploads at one time, and recordings whose results are kept until the server ends."""

_LONGEST_NAME: Final = 120

TOO_LARGE: Final = (
    "The film is larger than {limit_gb:g} GB: cut out the part that shows the exercise."
)
NO_ROOM: Final = "There is not enough room on the disk for this film: make room, then try again."
TOO_MANY: Final = "Other films are still being sent: wait until they are there."
TOO_SLOW: Final = "The film stopped coming: send it again."
EMPTY: Final = "The file is empty: choose a film."
NO_JOB: Final = "This recording is not here any more: check it again."
FAILED: Final = "This is a mistake of formcheck: try another film, and please report it."

State = Literal["receiving", "waiting", "running", "done", "failed", "stopped"]


@dataclass(frozen=True)
class FilmChoices:
    """How a recording is judged.

    Attributes
    ----------
    exercise
        Name of the exercise; empty = it is recognised.
    side
        The working side.
    profile
        The file of a patient, or None.
    """

    exercise: str = ""
    side: Literal["auto", "left", "right"] = "auto"
    profile: Path | None = None


@dataclass
class Job(ProgressMonitor):
    """One recording, from its first byte to its report.

    Attributes
    ----------
    job_id, name, folder
        Its number, the name of the file to show, and its own folder.
    state, sentence
        Where it is, and why it failed or what came out.
    """

    job_id: str
    name: str
    folder: Path
    waits_while: Callable[[], bool] = lambda: False
    state: State = "receiving"
    sentence: str = ""
    poses: int = 0
    time_s: float = 0.0
    stopped: bool = False
    _count: int | None = None
    _begun_s: float = field(default_factory=time.monotonic)
    _is_unwanted: bool = False

    @property
    def film(self) -> Path:
        """Where the film lies until it is judged; its own ending matters only for a recording."""
        return self.folder / ("film.npz" if is_recording(self.name) else "film")

    @property
    def page(self) -> Path:
        """Where the page with the report lies."""
        return self.folder / "report.html"

    def begin(self, count: int | None) -> None:
        """Take the number of pictures."""
        self._count, self._begun_s = count, time.monotonic()

    def wants_to_stop(self) -> bool:
        """Wait while a live session needs the machine; return True if the job is unwanted."""
        while self.waits_while() and not self._is_unwanted:
            time.sleep(0.2)
        return self._is_unwanted

    def stop(self) -> None:
        """End it soon."""
        self._is_unwanted = True

    def as_json(self) -> dict[str, Any]:
        """Return what a page shows of it."""
        share = 0.0 if not self._count else min(1.0, self.poses / self._count)
        spent_s = time.monotonic() - self._begun_s
        left = spent_s * (1 - share) / share if share > 0.02 else None  # noqa: PLR2004  # a guess before
        return {
            "job": self.job_id,
            "name": self.name,
            "state": self.state,
            "done": 1.0 if self.state == "done" else round(share, 3),
            "seconds_left": None if left is None or self.state != "running" else round(left),
            "report": f"/report/{self.job_id}" if self.state == "done" else None,
            "sentence": self.sentence,
        }


class Jobs:
    """All recordings of a server.

    Parameters
    ----------
    folder
        Where their files lie; what a killed server left there is removed after a day.
    judge
        Judges the film of a job and writes its page; it returns the result in a sentence.
    waits_while
        Returns True while a live session needs the machine.
    limit_bytes
        Largest film.
    """

    def __init__(
        self,
        folder: Path,
        judge: Callable[[Job, FilmChoices], str],
        *,
        waits_while: Callable[[], bool] = lambda: False,
        limit_bytes: int = LIMIT_BYTES,
    ) -> None:
        self.limit_bytes = limit_bytes
        _sweep(folder)
        self._folder = folder / f"run-{os.getpid()}-{secrets.token_hex(4)}"
        self._judge, self._waits_while = judge, waits_while
        self._jobs: dict[str, Job] = {}
        self._uploads = 0
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="recordings")

    def find(self, job_id: str) -> Job:
        """Return a job; raise HTTPException (404) if there is none of that number."""
        job = self._jobs.get(job_id)
        if job is None:
            raise HTTPException(404, NO_JOB)
        return job

    async def receive(self, request: Request, name: str, choices: FilmChoices) -> Job:
        """Take in a film and queue it.

        Parameters
        ----------
        request, name, choices
            The request whose body is the film, the name to show, and how it is judged.

        Returns
        -------
        Job

        Raises
        ------
        HTTPException
            If the film is too large, stops coming, or has no room; nothing of it is left.
        """
        if self._uploads >= MOST_UPLOADS:
            raise HTTPException(429, TOO_MANY)
        self._check_size(request.headers.get("content-length"))
        self._uploads += 1
        job = self._new_job(name)
        try:
            await self._write(request.stream(), job.film)
        except BaseException:
            self.remove(job.job_id)
            raise
        finally:
            self._uploads -= 1
        job.state = "waiting"
        self._thread.submit(self._run, job, choices)
        return job

    def remove(self, job_id: str) -> None:
        """Stop a job, and remove all that belongs to it."""
        job = self._jobs.pop(job_id, None)
        if job is not None:
            job.stop()
            shutil.rmtree(job.folder, ignore_errors=True)

    def close(self) -> None:
        """Stop all jobs and remove everything."""
        for job in self._jobs.values():
            job.stop()
        self._thread.shutdown(cancel_futures=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    # --- Receiving -----------------------------------------------------------------------------

    def _check_size(self, length: str | None) -> None:
        """Refuse by the length that a request claims, before anything of it is read."""
        declared = int(length) if length is not None and length.isdecimal() else 0
        if declared > self.limit_bytes:
            raise HTTPException(413, self._too_large)
        make_folder(self._folder)
        if shutil.disk_usage(self._folder).free - declared < SPARE_BYTES:
            raise HTTPException(507, NO_ROOM)

    @property
    def _too_large(self) -> str:
        return TOO_LARGE.format(limit_gb=self.limit_bytes / 2**30)

    def _new_job(self, name: str) -> Job:
        done = [one for one in self._jobs.values() if one.state in {"done", "failed", "stopped"}]
        for old in done[: max(0, len(self._jobs) - MOST_JOBS + 1)]:
            self.remove(old.job_id)
        job_id = f"film-{secrets.token_urlsafe(9)}"
        job = Job(job_id, shown_name(name), self._folder / job_id, self._waits_while)
        make_folder(job.folder)
        self._jobs[job_id] = job
        return job

    async def _write(self, chunks: AsyncIterator[bytes], path: Path) -> None:
        """Write a stream to the disk; at most `WRITTEN_AT_ONCE` of it is in memory."""
        received, held = 0, bytearray()
        with await asyncio.to_thread(_private_file, path) as file:
            try:
                while True:
                    chunk = await asyncio.wait_for(anext(chunks), CHUNK_S)
                    received += len(chunk)
                    if received > self.limit_bytes:
                        raise HTTPException(413, self._too_large)
                    held += chunk
                    if len(held) >= WRITTEN_AT_ONCE:
                        await asyncio.to_thread(file.write, bytes(held))
                        held.clear()
            except StopAsyncIteration:
                await asyncio.to_thread(file.write, bytes(held))
            except TimeoutError as error:
                raise HTTPException(408, TOO_SLOW) from error
            except ClientDisconnect as error:
                raise HTTPException(400, TOO_SLOW) from error
            except OSError as error:
                raise HTTPException(507, NO_ROOM) from error
        if not received:
            raise HTTPException(400, EMPTY)

    # --- Judging -------------------------------------------------------------------------------

    def _run(self, job: Job, choices: FilmChoices) -> None:
        """Judge a film; runs in the thread."""
        if job.wants_to_stop():
            return
        job.state = "running"
        try:
            sentence = self._judge(job, choices)
        except FormcheckError as error:
            job.state, job.sentence = "failed", str(error).replace(str(job.film), job.name)
        except Exception:  # noqa: BLE001  # whatever it is, the person reads a sentence
            if os.environ.get("FORMCHECK_DEBUG") == "1":
                traceback.print_exc()
            job.state, job.sentence = "failed", FAILED
        else:
            job.sentence = sentence
            job.state = "stopped" if job.stopped else "done"
        finally:
            job.film.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Remove what a killed server left long ago."""
    for left in folder.glob("run-*") if folder.is_dir() else ():
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > SWEPT_AFTER_S:
                shutil.rmtree(left, ignore_errors=True)


def _private_file(path: Path) -> BinaryIO:
    path.touch(0o600)
    return path.open("wb")


def shown_name(name: str) -> str:
    """Return the name of a file as it is shown: without folders and unprintable characters.

    Parameters
    ----------
    name
        What the page sent.

    Returns
    -------
    str
        At most 120 characters; "film" for an empty name.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:_LONGEST_NAME] or "film"
