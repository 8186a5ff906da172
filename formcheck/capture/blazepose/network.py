"""The networks of a pose model, run by LiteRT; only this module imports ai_edge_litert."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from formcheck.capture.native_stderr import NATIVE_STDERR_SILENCED
from formcheck.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile

THREADS: Final = 2
"""Threads of a network; on two cores a third one gains nothing (measured)."""

_threads = THREADS

_LEAST_LOGIT: Final = -80.0
"""Values below this are 0 after the sigmoid; their exponentials could be too large."""

_REMEDY: Final = "use one of those that come with formcheck, or reinstall it"


class Network:
    """One network of a pose model: a square RGB picture goes in, arrays of numbers come out.

    Parameters
    ----------
    file
        The bundle.
    member
        Name of the network in it.
    side_px
        Side of the picture that goes in.
    outputs
        Shapes of the arrays that come out, by name; a network may have others besides.

    Raises
    ------
    ModelError
        If LiteRT cannot start, or cannot run the network, or it is another network.
    """

    def __init__(
        self,
        file: ModelFile,
        member: str,
        *,
        side_px: int,
        outputs: dict[str, tuple[int, ...]],
    ) -> None:
        self._interpreter: Any = _interpreter(file, member)
        given = self._interpreter.get_input_details()[0]
        found = {
            tuple(row["shape"].tolist()): int(row["index"])
            for row in reversed(self._interpreter.get_output_details())  # the first one counts
        }
        shape = (1, side_px, side_px, 3)
        if tuple(given["shape"].tolist()) != shape or not set(outputs.values()) <= set(found):
            raise ModelError(
                f"LiteRT cannot use the model {file.path.name} "
                f"(its {member} is another network): {_REMEDY}."
            )
        # LiteRT gives views of its own memory.  None may be kept while the network runs.
        self._input = self._interpreter.tensor(given["index"])
        self._outputs = {
            name: self._interpreter.tensor(found[shape]) for name, shape in outputs.items()
        }
        self._rgb = np.empty(shape[1:], np.uint8)
        self._has_run = False

    def run(self, picture: NDArray[np.uint8], low: float, high: float) -> None:
        """Run the network on a picture.

        Parameters
        ----------
        picture
            BGR, of the side that the network takes.
        low, high
            The numbers that stand for black and white.
        """
        cv2.cvtColor(picture, cv2.COLOR_BGR2RGB, dst=self._rgb)
        given = self._input()[0]
        np.multiply(self._rgb, np.float32((high - low) / 255), out=given, dtype=np.float32)
        if low:
            np.add(given, np.float32(low), out=given)
        del given
        if self._has_run:
            self._interpreter.invoke()
            return
        with NATIVE_STDERR_SILENCED:  # messages of the first run
            self._interpreter.invoke()
        self._has_run = True

    def output(self, name: str) -> NDArray[np.float32]:
        """Return a view of an array of the last run; it must be gone before the next one."""
        view: NDArray[np.float32] = self._outputs[name]()[0]
        return view


def sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return values from 0 to 1 for those of a network, of the same shape."""
    # Computed more precisely and rounded, as the functions of C do.
    logits = np.maximum(values.astype(np.float64), _LEAST_LOGIT)
    powers = np.exp(-logits).astype(np.float32)
    return np.asarray(1 / (1 + powers), np.float32)


def limit_threads(count: int) -> None:
    """Let networks that are made from now on in this process use at most so many threads."""
    global _threads  # noqa: PLW0603  # of the process: several of them share the processors
    _threads = min(count, THREADS)


def _interpreter(file: ModelFile, member: str) -> Any:  # noqa: ANN401  # LiteRT has no types
    """Return the interpreter of a network."""
    try:
        from ai_edge_litert.interpreter import Interpreter
    except (ImportError, OSError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"LiteRT cannot start ({reason}): run pip install --force-reinstall ai-edge-litert."
        ) from error
    try:
        with zipfile.ZipFile(file.path) as bundle:
            content = bundle.read(member)
        with NATIVE_STDERR_SILENCED:  # LiteRT announces its accelerator
            interpreter = Interpreter(model_content=content, num_threads=_threads)
            interpreter.allocate_tensors()
    except (OSError, zipfile.BadZipFile, KeyError, RuntimeError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise ModelError(
            f"LiteRT cannot run the model {file.path.name} ({reason}): {_REMEDY}."
        ) from error
    return interpreter
