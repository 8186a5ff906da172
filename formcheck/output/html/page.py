"""The frame of every page: Jinja2 with everything escaped, one style, and a strict policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from jinja2 import Environment

_POLICY: Final = (
    "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'"
)
"""Nothing is loaded and nothing runs: only the one style of the page, and pictures in it."""


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("formcheck.output.html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, **values: Any) -> str:  # noqa: ANN401  # what the template needs
    """Return a page as one text that needs no other file.

    Parameters
    ----------
    template
        The name of the template.
    values
        What it shows; a text is escaped, and a `Markup` is not.

    Returns
    -------
    str
        The same text for the same values, without a date.
    """
    environment = _environment()
    style = environment.get_template("style.css").render().strip()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = _POLICY.format(digest)
    # The hash is that of the style as it stands there, so it must not be escaped.
    own = Markup(style)  # noqa: S704  # a file of this package
    return environment.get_template(template).render(style=own, policy=policy, **values)


def drawing(svg: str) -> Markup:
    """Return a drawing that Matplotlib made, which escapes every text in it, as part of a page."""
    return Markup(svg)  # noqa: S704  # Matplotlib escapes the texts
