"""The lightest model, and a picture with one person."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from formcheck.capture.models import find_model, list_models

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from formcheck.capture.models import ModelFile


@pytest.fixture(scope="session")
def lite() -> ModelFile:
    if list_models()[0].state() == "missing":
        pytest.skip("the models are not on this machine")
    return find_model("lite")


@pytest.fixture(scope="session")
def person() -> NDArray[np.uint8]:
    """A rendered man on his back with a leg raised, his head at the left, 640 by 480 pixels."""
    data = (files("formcheck") / "capture" / "person.jpg").read_bytes()
    image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return np.asarray(cv2.resize(image, (640, 480), interpolation=cv2.INTER_AREA), np.uint8)
